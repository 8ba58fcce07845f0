"""What the registry and the reference lists say of each NIK of the round: every list passes by once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np

from satupintu.batch.arrays.numbers import Digits, settle
from satupintu.batch.arrays.reading import (
    Columns,
    Meter,
    Numbers,
    Stretch,
    each,
    once,
    parts_of,
    pieces,
    place_of,
    places_of,
    read,
    stretches,
)  # fmt: skip
from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.keyed import row_numbers_sql
from satupintu.batch.large import Lists
from satupintu.batch.matching import ABSENT, NOT_ASKED, SAME, UNSURE, registry_relation, settle_met_often
from satupintu.batch.work import Work
from satupintu.engine.facts import column_of
from satupintu.engine.patterns import BOTH, REGISTRY, ROW

# What is asked of every row, whatever the rules.
ROW_ITSELF = ("nik", "nik_is_number", "nik_number", "name", "birth_date", "sex", "village")
# The columns of the rows that are kept once they are read, with what holds them.
KEPT = {"key": np.int64, "shape": np.int8, "flags": np.int16, "province": np.int8, "name": np.int64}


@dataclass
class Found:
    """Of every row, at its place, what it is and what the registry says; every sound NIK, in order."""

    rows: Columns
    niks: Numbers
    place: Numbers  # where a row's NIK stands among `niks`, -1 where it is not sound

    @property
    def unsure(self) -> Numbers:
        """The rows whose name has to be looked at beside the registry's."""
        return np.flatnonzero(self.rows["found"] == UNSURE)


def find(backend: DuckDBBackend, work: Work, lists: Lists, meter: Meter) -> Found:
    """The rows read and matched: `key`, `shape`, `flags`, `province`, `answers`, `found`."""
    rows = read_rows(backend, work, lists, meter)
    ordered = np.sort(rows["key"])
    niks = once(ordered[np.searchsorted(ordered, 1) :])
    del ordered
    found = Found(rows, niks, places_of(backend.connection, rows["key"], niks))
    if work.registry is None:
        rows["found"] = np.full(lists.rows, NOT_ASKED, np.int8)
    else:
        ask_registry(backend, work, found, meter)
    for one in ("name", *work.patterns.compared(ROW)):
        del rows[one]
    return found


def read_rows(backend: DuckDBBackend, work: Work, lists: Lists, meter: Meter) -> Columns:
    """What every row says by itself."""
    kinds: dict[str, Any] = (
        KEPT | {"answers": answer_type(work)} | dict.fromkeys(work.patterns.compared(ROW), np.int64)
    )
    rows: Columns = {name: np.zeros(lists.rows, kind) for name, kind in kinds.items()}
    digits = Digits.of(work)
    asked = (*ROW_ITSELF, *map(column_of, work.patterns.facts(ROW)))

    def take(stretch: Stretch, said: Columns) -> None:
        said |= settle(said, digits)
        for name, column in rows.items():
            column[stretch.first : stretch.first + stretch.rows] = said[name]

    read(
        backend.connection,
        stretches(lists, sorted(set(asked))),
        lambda select: row_numbers_sql(work, f"({select})"),
        take,
        meter,
    )
    return rows


def answer_type(work: Work) -> type[np.signedinteger]:
    """What holds the packed answers."""
    return np.int32 if work.patterns.list_factor < 1 << 31 else np.int64


def ask_registry(backend: DuckDBBackend, work: Work, found: Found, meter: Meter) -> None:
    """Gives the rows `found` and adds to their `answers`."""
    rows, place, plan = found.rows, found.place, work.patterns
    entries = read_registry(backend, work, found.niks, meter)
    own, theirs = plan.compared(ROW), plan.compared(REGISTRY)
    both = f"SELECT CAST({plan.answers_sql(BOTH, work.dialect, hashed=True)} AS BIGINT) AS answers FROM asked"
    unknown = plan.unknown(REGISTRY)
    rows["found"] = np.zeros(len(place), np.int8)

    def match(part: slice) -> None:
        at = place[part]
        is_there = (at >= 0) & entries["is_there"][at]
        at = np.where(is_there, at, 0)
        name = rows["name"][part]
        is_same = (name != 0) & (name == entries["name"][at])
        rows["found"][part] = np.where(is_there, np.where(is_same, SAME, UNSURE), ABSENT)
        answers = np.where(is_there, entries["answers"][at], unknown)
        if own:
            asked = {one: rows[one][part] for one in own}
            asked |= {one: np.where(is_there, entries[one][at], 0) for one in theirs}
            answers = answers + answered(backend, asked, both)
        rows["answers"][part] += answers.astype(rows["answers"].dtype)

    if not len(found.niks):
        rows["answers"] += rows["answers"].dtype.type(unknown + plan.unknown(BOTH))
        return
    each(backend.connection, match, parts_of(len(place)))
    twice = np.flatnonzero(entries["is_twice"])
    if len(twice):
        settle_those(backend, work, found, twice)


def answered(backend: DuckDBBackend, asked: Columns, select: str) -> Numbers:
    """What the SELECT makes of these columns (``asked``), in which 0 is NULL."""
    with backend.connection.cursor() as own:
        names = {one: f"c{at}" for at, one in enumerate(asked)}
        own.register("given", {names[one]: column for one, column in asked.items()})
        spoken = ", ".join(f'nullif({name}, 0) AS "{one}"' for one, name in names.items())
        answers: Numbers = own.execute(f"WITH asked AS (SELECT {spoken} FROM given) {select}").fetchnumpy()[
            "answers"
        ]
        return answers


def read_registry(backend: DuckDBBackend, work: Work, niks: Numbers, meter: Meter) -> Columns:
    """Of each NIK of the round what the registry says: `is_there`, `name`, `answers` and what is compared.

    `is_twice`: where it stands there more than once; what is said is then one of them's.
    """
    assert work.registry is not None  # noqa: S101 (see `find`)
    compared = work.patterns.compared(REGISTRY)
    kinds: dict[str, Any] = {
        "name": np.int64,
        "answers": answer_type(work),
        "entry": np.int32,
    } | dict.fromkeys(compared, np.int64)
    entries: Columns = {name: np.zeros(len(niks), kind) for name, kind in kinds.items()}
    entries |= {name: np.zeros(len(niks), np.bool_) for name in ("is_there", "is_twice")}
    quoted = [f"coalesce({one}, 0) AS {one}" for one in map(work.dialect.quoted, compared)]
    columns = ", ".join(["key", "answers", "coalesce(registry_name, 0) AS name", *quoted])
    lock = threading.Lock()

    def take(_: Stretch, said: Columns) -> None:
        at = place_of(said["key"], niks)
        known = np.flatnonzero(at >= 0)
        at = at[known]
        said["entry"] = np.arange(len(said["key"]), dtype=np.int32)
        with lock:
            entries["is_twice"][at[entries["is_there"][at]]] = True
            entries["is_there"][at] = True
            for name in kinds:
                entries[name][at] = said[name][known]
            entries["is_twice"][at[entries["entry"][at] != said["entry"][known]]] = True

    def wanted(select: str) -> str:
        return f"SELECT {columns} FROM {registry_relation(work, wide=False, part=select)}"

    read(backend.connection, pieces(backend.connection, work.registry), wanted, take, meter)
    return entries


def settle_those(backend: DuckDBBackend, work: Work, found: Found, twice: Numbers) -> None:
    """Of rows whose NIK the registry holds twice what is said of the likeliest."""
    marked = np.zeros(len(found.niks) + 1, np.bool_)
    marked[twice] = True
    rows = np.flatnonzero(marked[found.place])
    backend.keep("met_often", {"value": rows + 1})
    backend.keep("twice", {"key": found.niks[twice]})
    settle_met_often(work, ("seq", "answers", "found"))
    settled = backend.connection.execute("SELECT seq, answers, found FROM settled").fetchnumpy()
    for name in ("answers", "found"):
        found.rows[name][settled["seq"] - 1] = settled[name]
    for table in ("met_often", "twice", "settled"):
        work.backend.drop(table)


def ask_lists(backend: DuckDBBackend, work: Work, niks: Numbers, meter: Meter) -> Numbers:
    """For each NIK the lists that hold it, a bit each."""
    bits: Numbers = np.zeros(len(niks), np.int32 if len(work.patterns.lists) < 32 else np.int64)
    lock = threading.Lock()
    for bit, name in enumerate(work.patterns.lists):

        def take(_: Stretch, said: Columns, bit: int = bit) -> None:
            at = place_of(said["key"], niks)
            with lock:
                at = at[at >= 0]
                bits[at] = bits[at] | 1 << bit

        listed = pieces(backend.connection, work.lists[name])
        read(
            backend.connection,
            listed,
            lambda rows: f"SELECT key FROM {rows} WHERE key IS NOT NULL",
            take,
            meter,
        )
    return bits
