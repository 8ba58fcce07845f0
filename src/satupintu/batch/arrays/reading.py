"""Rows read as arrays of whole numbers: a stretch of rows at a time, by as many threads as the database has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.database import one, side_by_side
from satupintu.batch.lists import Lists
from satupintu.batch.references import ReferenceList

Numbers = NDArray[Any]
Columns = dict[str, Numbers]
STRETCH_ROWS = 1_000_000


@dataclass(frozen=True)
class Stretch:
    """Rows one after the other: the first's place, from 0, how many, and the SELECT of all they say."""

    first: int
    rows: int
    select: str


class Meter:
    """Tells how far the reading of so many rows is, in rows of the round."""

    def __init__(self, rows: int, total: int, tell: Callable[[int, int], None]) -> None:
        self.rows, self.total, self.tell = rows, total, tell
        self._done, self._lock = 0, threading.Lock()

    def add(self, rows: int) -> None:
        with self._lock:
            self._done = min(self._done + rows, self.total)
            self.tell(round(self.rows * self._done / self.total), self.rows)


def stretches(lists: Lists, columns: Collection[str] | None) -> Iterator[Stretch]:
    """All rows of the lists with these columns, or all; short lists together, long ones in several."""
    places: list[int] = []
    rows = 0
    for place, part in enumerate(lists.parts):
        if part.rows > STRETCH_ROWS:
            for start in range(0, part.rows, STRETCH_ROWS):
                end = min(start + STRETCH_ROWS, part.rows)
                select = lists.select_some([place], columns, rows=range(start, end))
                yield Stretch(part.first - 1 + start, end - start, select)
            continue
        places.append(place)
        rows += part.rows
        follows = lists.parts[place + 1].rows if place + 1 < len(lists.parts) else STRETCH_ROWS
        if rows + follows > STRETCH_ROWS:
            first = lists.parts[places[0]].first - 1
            yield Stretch(first, rows, lists.select_some(places, columns))
            places, rows = [], 0


def pieces(connection: duckdb.DuckDBPyConnection, given: ReferenceList) -> list[Stretch]:
    """A reference list, some rows at a time where its file can be read so."""
    rows = one(connection, f"SELECT count(*) FROM {given.view}")
    if not given.stretch:
        return [Stretch(0, rows, given.view)]
    return [
        Stretch(part.start, part.stop - part.start, f"({given.stretch.format(part.start, part.stop)})")
        for part in parts_of(rows)
    ]


def read(
    connection: duckdb.DuckDBPyConnection,
    stretches: Iterable[Stretch],
    wanted: Callable[[str], str],
    take: Callable[[Stretch, Columns], None],
    meter: Meter,
) -> None:
    """Asks of each stretch what `wanted` makes of its SELECT, whole numbers without NULL, and hands the columns over.

    `take` is called by several threads, each with another stretch.
    """

    def ask(stretch: Stretch) -> None:
        with connection.cursor() as own:
            take(stretch, dict(own.execute(wanted(stretch.select)).fetchnumpy()))
        meter.add(stretch.rows)

    each(connection, ask, list(stretches))


def each(connection: duckdb.DuckDBPyConnection, do: Callable[[Any], None], things: Sequence[Any]) -> None:
    """Does it to each thing, as many at a time as the database has threads."""
    with side_by_side(connection, len(things)) as pool:
        list(pool.map(do, things))


def parts_of(rows: int) -> list[slice]:
    """So many rows, a stretch at a time."""
    return [slice(start, min(start + STRETCH_ROWS, rows)) for start in range(0, rows, STRETCH_ROWS)]


def places_of(connection: duckdb.DuckDBPyConnection, numbers: Numbers, among: Numbers) -> Numbers:
    """Where each number stands among those, which are in order and each there once; -1 where it does not."""
    found = np.full(len(numbers), -1, np.int32)

    def look(part: slice) -> None:
        found[part] = place_of(numbers[part], among)

    each(connection, look, parts_of(len(numbers)))
    return found


def place_of(numbers: Numbers, among: Numbers) -> Numbers:
    """The same for some numbers, on one thread."""
    found = np.full(len(numbers), -1, np.int32)
    if not len(among):
        return found
    # Looked up in their order, one stands near the other: a third of the time.
    order = np.argsort(numbers)
    ordered = numbers[order]
    at = np.minimum(np.searchsorted(among, ordered), len(among) - 1)
    found[order] = np.where(among[at] == ordered, at, -1)
    return found


def once(numbers: Numbers) -> Numbers:
    """The numbers in order, each once; they must be in order already."""
    if not len(numbers):
        return numbers
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]


def fetched(backend: DuckDBBackend, select: str) -> Columns:
    """The columns of a SELECT as arrays."""
    return dict(backend.connection.execute(select).fetchnumpy())
