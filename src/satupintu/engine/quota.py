"""Who of the eligible are taken where a programme has a quota: once in Python, once as SQL, and the published draw.

    queue(quota, applicants, seed) -> list[Standing]     each applicant's place in the queue of their area
    queue_sql(quota, seed, …) -> str                     the same as one statement for a whole round
    draw(seed, nik) -> str                               the lot by which those of equal priority are ordered

Comes after the rules: only the eligible queue, so nothing is wrong with anybody's identity. The order is that of the
priorities; among equals the lot decides: the first 16 digits of the SHA-256 of `<seed>:<nik>`, which anybody can work
out with `printf '%s' 0:3507114107600001 | sha256sum`. The seed stands in the round's manifest.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as AnyType

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.evaluate import NOTHING, truth_of
from satupintu.engine.rules import Condition, Priority, Quota
from satupintu.engine.sql import Reading, node_sql
from satupintu.engine.text import Text

LOT_DIGITS = 16
# How many characters of a village's dotted code name the area that has a quota of its own; one for all has none.
AREA_LENGTH = {"round": 0, "province": 2, "regency": 5, "district": 8, "village": 13}

PER_WORDS = {
    "round": Text("seluruh putaran", "the whole round"),
    "province": Text("tiap provinsi", "each province"),
    "regency": Text("tiap kabupaten/kota", "each regency"),
    "district": Text("tiap kecamatan", "each district"),
    "village": Text("tiap desa/kelurahan", "each village"),
}


@dataclass(frozen=True)
class Applicant:
    """One eligible row: `place` its number in the round, the facts by name, `row.submitted_at` among them."""

    place: int
    nik: str
    facts: Mapping[str, AnyType]


@dataclass(frozen=True)
class Standing:
    """Where a row stands in the queue of its area (from 1), and whether the quota reaches that far.

    `area` is None where the quota is counted by areas and the row does not say where it lies: nothing reaches it.
    """

    place: int
    area: str | None
    rank: int
    is_within: bool


def draw(seed: int, nik: str) -> str:
    """The lot of a NIK under a seed; the smaller goes first."""
    return hashlib.sha256(f"{seed}:{nik}".encode()).hexdigest()[:LOT_DIGITS]


def area_of(village: str | None, per: str) -> str | None:
    """The part of a village's code that has the quota: '' for a whole round, None where there is no sound code."""
    length = AREA_LENGTH[per]
    if not length:
        return ""
    is_sound = village is not None and len(village) == 13 and [village[at] for at in (2, 5, 8)] == ["."] * 3
    return village[:length] if village and is_sound else None


def queue(
    quota: Quota, applicants: Iterable[Applicant], seed: int, without: frozenset[str] = NOTHING
) -> list[Standing]:
    """Everybody's standing, in the order of the round; `quota` as `Programme.at` settles it."""
    line = sorted(applicants, key=lambda one: (draw(seed, one.nik), one.place))
    for priority in reversed(quota.priorities):  # each sorting keeps the order that is there among equals
        line = _ordered(priority, line, without)
    counts: dict[str | None, int] = {}
    standings = []
    for one in line:
        area = area_of(one.facts.get("row.village"), quota.per)
        counts[area] = rank = counts.get(area, 0) + 1
        standings.append(Standing(one.place, area, rank, area is not None and rank <= int(quota.recipients)))
    return sorted(standings, key=lambda one: one.place)


def _ordered(priority: Priority, line: list[Applicant], without: frozenset[str]) -> list[Applicant]:
    if priority.requires is not None:
        tree = priority.requires
        return sorted(line, key=lambda one: truth_of(tree, one.facts, without) is not True)
    known = [one for one in line if one.facts.get(priority.order) is not None]
    unknown = [one for one in line if one.facts.get(priority.order) is None]
    key = {one.place: _comparable(one.facts[priority.order]) for one in known}
    return sorted(known, key=lambda one: key[one.place], reverse=priority.descending) + unknown


def _comparable(value: AnyType) -> AnyType:
    return value.isoformat() if isinstance(value, date) else value


def order_facts(quota: Quota) -> list[str]:
    """The facts by whose values a queue is ordered."""
    return sorted({one.order for one in quota.priorities if one.order})


def keys_sql(
    quota: Quota,
    answers: Mapping[Condition, str],
    without: frozenset[str] = NOTHING,
    dialect: Dialect = DUCKDB,
) -> list[str]:
    """For each priority that is a condition 0 for those who meet it, else 1; `answers` as in `determination_sql`."""
    reading = Reading(without, answers=answers, dialect=dialect)
    return [
        f"CASE WHEN {node_sql(one.requires, reading)} IS TRUE THEN 0 ELSE 1 END AS {key_name(place)}"
        for place, one in enumerate(quota.priorities)
        if one.requires is not None
    ]


def key_name(place: int) -> str:
    """The column of the priority at a place, from 0."""
    return f"priority_{place}"


def queue_sql(quota: Quota, seed: int, source: str, dialect: Dialect = DUCKDB) -> str:
    """SELECT of seq, rank and within_quota of the eligible.

    `source` may follow FROM and has seq, key (the NIK as a number), village, a column for each of `order_facts` under
    its name, and the columns of `keys_sql`.
    """
    text = f"CAST({int(seed)} AS STRING) || ':' || CAST(key AS STRING)"
    lot = f"substr({dialect.sha256(text)}, 1, {LOT_DIGITS})"
    order = [_order_sql(place, one, dialect) for place, one in enumerate(quota.priorities)]
    order += ["lot ASC NULLS FIRST", "seq ASC NULLS FIRST"]
    rank = f"CAST(row_number() OVER (PARTITION BY area ORDER BY {', '.join(order)}) AS INTEGER)"
    placed = f"(SELECT *, {area_sql(quota.per)} AS area, {lot} AS lot FROM {source})"
    is_within = f"area IS NOT NULL AND rank <= {int(quota.recipients)}"
    ranked = f"(SELECT seq, area, {rank} AS rank FROM {placed})"
    return f"SELECT seq, area, rank, {is_within} AS within_quota FROM {ranked}"


def area_sql(per: str, village: str = "village") -> str:
    """The SQL of `area_of`."""
    length = AREA_LENGTH[per]
    if not length:
        return "''"
    is_sound = f"length({village}) = 13 AND {village} LIKE '__.__.__.____'"
    return f"CASE WHEN {is_sound} THEN substr({village}, 1, {length}) END"


def _order_sql(place: int, priority: Priority, dialect: Dialect) -> str:
    if priority.requires is not None:
        return f"{key_name(place)} ASC NULLS FIRST"
    way = "DESC" if priority.descending else "ASC"
    return f"{dialect.quoted(priority.order)} {way} NULLS LAST"
