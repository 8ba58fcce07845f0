"""What the registry and the reference lists say of each NIK of the round: every list passes by once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from satupintu.batch.arrays.near import COLUMNS, Near, find_near
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
from satupintu.batch.coding import SHARED, scattered_values
from satupintu.batch.keyed import row_numbers_sql
from satupintu.batch.lists import Lists
from satupintu.batch.matching import ABSENT, NOT_ASKED, SAME, UNSURE, registry_relation, settle_met_often
from satupintu.batch.references import SOMEBODYS
from satupintu.batch.work import Work
from satupintu.engine.facts import column_of
from satupintu.engine.patterns import BOTH, REGISTRY, ROW

# What is asked of every row, whatever the rules.
ROW_ITSELF = ("nik", "nik_is_number", "nik_number", "name", "birth_date", "sex", "village")
# The columns of the rows that are kept once they are read, with what holds them.
KEPT = {"key": np.int64, "shape": np.int8, "flags": np.int16, "province": np.int8, "name": np.int64}


@dataclass
class Found:
    """Of every row, at its place, what it is and what the registry says; every sound NIK, in order; and for each flag
    of SHARED the rows that may raise it."""

    rows: Columns
    niks: Numbers
    place: Numbers  # where a row's NIK stands among `niks`, -1 where it is not sound
    near: dict[str, Near]

    @property
    def unsure(self) -> Numbers:
        """The rows whose name has to be looked at beside the registry's."""
        return np.flatnonzero(self.rows["found"] == UNSURE)

    @cached_property
    def alike(self) -> Numbers:
        """The rows with a sound NIK that another row has too."""
        is_sound = self.place >= 0
        is_often = np.bincount(self.place[is_sound], minlength=1) > 1
        return np.flatnonzero(is_sound & is_often[self.place])


def find(backend: DuckDBBackend, work: Work, lists: Lists, meter: Meter) -> Found:
    """The rows read and matched: `key`, `shape`, `flags`, `province`, `answers`, `found`."""
    rows = read_rows(backend, work, lists, meter)
    near = find_near(rows)
    niks = sound_niks(rows["key"])
    found = Found(rows, niks, places_of(backend.connection, rows["key"], niks), near)
    if work.registry is None:
        rows["found"] = np.full(lists.rows, NOT_ASKED, np.int8)
    else:
        ask_registry(backend, work, found, meter)
    for one in ("name", *work.patterns.compared(ROW)):
        del rows[one]
    return found


def sound_niks(keys: Numbers) -> Numbers:
    """The sound NIKs among the rows' keys, in order, each once."""
    ordered = np.sort(keys)
    return once(ordered[np.searchsorted(ordered, 1) :])


def read_rows(backend: DuckDBBackend, work: Work, lists: Lists, meter: Meter) -> Columns:
    """What every row says by itself."""
    kinds: dict[str, Any] = (
        KEPT
        | {"answers": answer_type(work)}
        | dict.fromkeys((*work.patterns.compared(ROW), *SHARED), np.int64)
    )
    rows: Columns = {name: np.zeros(lists.rows, kind) for name, kind in kinds.items()}
    digits = Digits.of(backend, with_districts=bool(work.areas))
    # What was noted of a row is only asked where some list says so, and before several threads do.
    noted = [one for one in map(column_of, work.patterns.noted_facts()) if one in work.columns]
    asked = (*ROW_ITSELF, *COLUMNS, *map(column_of, work.patterns.facts(ROW)), *noted)
    scattered = scattered_values(work)

    def take(stretch: Stretch, said: Columns) -> None:
        said |= settle(said, digits)
        at = places_in(stretch, said["seq"])
        for name, column in rows.items():
            column[at] = said[name]

    read(
        backend.connection,
        stretches(lists, sorted(set(asked))),
        lambda select: row_numbers_sql(work, f"({select})", scattered),
        take,
        meter,
    )
    return rows


def places_in(stretch: Stretch, seq: Numbers) -> slice | Numbers:
    """Where among all rows those of a stretch stand, which come in any order: of a rule's long IN the database makes a
    join, and a join keeps no order where several threads work on it."""
    in_order = np.arange(stretch.first + 1, stretch.first + stretch.rows + 1)
    return slice(stretch.first, stretch.first + stretch.rows) if np.array_equal(seq, in_order) else seq - 1


def answer_type(work: Work) -> type[np.signedinteger]:
    """What holds the packed answers."""
    return np.int32 if work.patterns.list_factor < 1 << 31 else np.int64


def ask_registry(backend: DuckDBBackend, work: Work, found: Found, meter: Meter) -> None:
    """Gives the rows `found` and adds to their `answers`."""
    rows, place, plan = found.rows, found.place, work.patterns
    entries = read_registry(backend, work, found, meter)
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


def read_registry(backend: DuckDBBackend, work: Work, found: Found, meter: Meter) -> Columns:
    """Of each NIK of the round what the registry says: `is_there`, `name`, `answers` and what is compared.

    `is_twice`: where it stands there more than once; what is said is then one of them's. ``other_names`` (key, name)
    are the entries whose name has to be looked at beside some row's.
    """
    assert work.registry is not None  # noqa: S101 (see `find`)
    niks = found.niks
    compared = work.patterns.compared(REGISTRY)
    kinds: dict[str, Any] = {"answers": answer_type(work), "entry": np.int32}
    kinds |= dict.fromkeys(compared, np.int64)
    entries: Columns = {name: np.zeros(len(niks), kind) for name, kind in kinds.items()}
    entries |= {name: np.zeros(len(niks), np.bool_) for name in ("is_there", "is_twice")}
    entries["name"] = names_by_nik(backend, found)
    quoted = [f"coalesce({one}, 0) AS {one}" for one in map(work.dialect.quoted, compared)]
    columns = ", ".join(["key", "answers", "coalesce(registry_name, 0) AS name", *quoted])
    backend.insert("other_names", {"key": "BIGINT", "name": "STRING"}, [])
    lock = threading.Lock()

    def take(stretch: Stretch, said: Columns) -> None:
        at = place_of(said["key"], niks)
        known = np.flatnonzero(at >= 0)
        at = at[known]
        said["entry"] = np.arange(len(said["key"]), dtype=np.int32)
        with lock:
            is_again = entries["is_there"][at]
            is_other = entries["name"][at] != said["name"][known]
            entries["is_twice"][at[is_again]] = True
            entries["is_there"][at] = True
            for name in (*kinds, "name"):
                entries[name][at] = said[name][known]
            # Where a stretch itself holds a NIK twice, only the last of them is found again.
            entries["is_twice"][at[entries["entry"][at] != said["entry"][known]]] = True
            is_other |= entries["is_twice"][at]
        keep_names(backend, stretch, said["key"][known[is_other]])

    def wanted(select: str) -> str:
        return f"SELECT {columns} FROM {registry_relation(work, wide=False, part=select)}"

    read(backend.connection, pieces(backend.connection, work.registry), wanted, take, meter)
    return entries


def names_by_nik(backend: DuckDBBackend, found: Found) -> Numbers:
    """For each NIK the name that all its rows say, 0 where they say several or one of them none."""
    place, name = found.place, found.rows["name"]
    said = np.zeros(len(found.niks) + 1, np.int64)  # the last stands for the rows without a sound NIK
    said[place] = name

    def look(part: slice) -> None:
        several = said[place[part]] != name[part]
        said[place[part][several]] = 0

    each(backend.connection, look, parts_of(len(place)))
    return said[:-1]


def keep_names(backend: DuckDBBackend, stretch: Stretch, keys: Numbers) -> None:
    """Adds to ``other_names`` the entries of these keys."""
    if not len(keys):
        return
    with backend.connection.cursor() as own:
        own.register("these", {"key": keys})
        own.execute(
            f"INSERT INTO other_names SELECT key, name FROM {stretch.select} SEMI JOIN these USING (key)"
        )


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
            lambda rows: f"SELECT key FROM {rows} WHERE {SOMEBODYS}",
            take,
            meter,
        )
    return bits
