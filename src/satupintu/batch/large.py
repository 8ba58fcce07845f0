"""A nation's round: lists read where they stand, decided in one pass, written list by list, taken up where it stopped.

What a stage has finished lies in a folder beside the result until all is done: `state.parquet`, each row's pattern,
flags and repeats; then one part of the decisions for each list. A part appears under its name only when it is whole.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.changes import Earlier, update
from satupintu.batch.coding import SHARED, code, find_near
from satupintu.batch.database import text
from satupintu.batch.matching import match
from satupintu.batch.parquet_files import Piece, join_files
from satupintu.batch.screen import Inputs, Progress, decide, open_work
from satupintu.batch.work import Work
from satupintu.batch.writing import Part, prepare

STATE, ANEW = "state.parquet", "anew.json"
COLUMNS = {
    "seq": "BIGINT", "list": "SMALLINT", "key": "BIGINT", "province": "TINYINT", "pattern": "BIGINT",
    "flags": "SMALLINT", "first_seq": "BIGINT", **dict.fromkeys(SHARED, "BIGINT"),
}  # fmt: skip
# Quick to write and to read again; zstd would take a third of the space and three times as long.
PARQUET = "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 122880)"


@dataclass(frozen=True)
class Lists:
    """A nation's lists: the SELECT of all their rows, of the rows of some, and each list as a part."""

    select: str
    parts: Sequence[Part]
    select_some: Callable[[Sequence[int]], str]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(part.rows for part in self.parts)


@contextmanager
def large_work(
    connection: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    lists: Lists,
    folder: Path,
    progress: Progress,
    earlier: EarlierRound | None = None,
) -> Iterator[Work]:
    """The round decided: tables ``coded``, ``decided`` and what writing needs. Raises ReferenceProblem.

    What ``folder`` holds of an earlier attempt at the same round is used; of an ``earlier`` round that differs only
    in some lists, all that the change does not touch.
    """
    backend = DuckDBBackend(connection)
    backend.view("submitted", lists.select)
    work = open_work(backend, inputs, lists.rows, wide=False)
    state = folder / STATE
    if not state.exists():
        with watched(connection, "mencocokkan", lists.rows, progress), no_order(connection):
            anew = update(work, lists, earlier.findings) if earlier else None
            if anew is None:
                work_out(work)
        (folder / ANEW).write_text(json.dumps(anew), encoding="utf-8")
        write_state(connection, state)
        backend.drop("coded")
    backend.view("coded", f"SELECT * FROM read_parquet({text(state)})")
    decide(work)
    prepare(work)
    yield work


def work_out(work: Work) -> None:
    """``coded``, all in one go."""
    match(work)
    find_near(work)
    code(work)


@contextmanager
def no_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Rows come in any order: seq says where they stand, and threads need not wait for each other."""
    connection.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        connection.execute("SET preserve_insertion_order = true")


@contextmanager
def one_layout(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Where no NULL can come, DuckDB writes a column in another layout; files that are joined or compared need one."""
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ''")


def write_state(connection: duckdb.DuckDBPyConnection, state: Path) -> None:
    """The table ``coded`` as state.parquet, whole or not at all."""
    half = state.with_suffix(".half")
    listed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    with one_layout(connection):
        connection.execute(f"COPY (SELECT {listed} FROM coded ORDER BY seq) TO {text(half)} {PARQUET}")
    half.rename(state)


@contextmanager
def watched(
    connection: duckdb.DuckDBPyConnection, what: str, rows: int, progress: Progress
) -> Iterator[None]:
    """Tells, while a long statement runs, how far it is."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            share = connection.query_progress()
            if share >= 0:
                progress(what, round(rows * min(share, 100) / 100), rows)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@dataclass(frozen=True)
class EarlierRound:
    """A finished round of the same rules: its folder, each list's row groups in each output, its findings."""

    folder: Path
    groups: Mapping[str, Sequence[int]]
    findings: Earlier


class Outputs:
    """The outputs written list by list; of an earlier round the lists that came out the same are copied."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        lists: Lists,
        folder: Path,
        earlier: EarlierRound | None,
        progress: Progress,
    ) -> None:
        self.connection, self.lists, self.folder, self.progress = connection, lists, folder, progress
        anew = json.loads((folder / ANEW).read_text(encoding="utf-8"))
        self.earlier = earlier if anew is not None else None
        every = range(len(lists.parts))
        self.anew = set(every if self.earlier is None else anew)
        self.groups: dict[str, list[int]] = {}

    @property
    def threads(self) -> int:
        """How many lists are written at a time."""
        return threads_of(self.connection)

    def write(self, name: str, what: str, select: Callable[[Part], str], out: Path) -> int:
        """One Parquet file of what ``select`` gives for each list, in order; gives its rows."""
        folder, earlier = self.folder / name, self.earlier
        anew = self.anew
        if earlier and name not in earlier.groups:
            anew = set(range(len(self.lists.parts)))
        write_parts(self.connection, self.lists, sorted(anew), folder, select, what, self.progress)
        places = {new: old for old, new in earlier.findings.kept.items()} if earlier else {}
        pieces = []
        for place in range(len(self.lists.parts)):
            if place in anew:
                pieces.append(Piece(part_path(folder, place)))
            elif earlier:
                groups = earlier.groups[name]
                start = sum(groups[: places[place]])
                pieces.append(Piece(earlier.folder / out.name, range(start, start + groups[places[place]])))
        rows, self.groups[name] = join_files(pieces, out)
        return rows


def write_parts(
    connection: duckdb.DuckDBPyConnection,
    lists: Lists,
    places: Sequence[int],
    folder: Path,
    select: Callable[[Part], str],
    what: str,
    progress: Progress,
) -> None:
    """One file for each of these lists, in its row order; those that are there already are kept."""
    folder.mkdir(exist_ok=True)
    done, total = [0], sum(lists.parts[place].rows for place in places)
    lock = threading.Lock()

    def write(place: int) -> None:
        part, path = lists.parts[place], part_path(folder, place)
        if not path.exists():
            half = path.with_suffix(".half")
            with connection.cursor() as own:
                own.execute(f"COPY ({select(part)} ORDER BY c.seq) TO {text(half)} {PARQUET}")
            half.rename(path)
        with lock:
            done[0] += part.rows
            progress(what, done[0], total)

    with one_layout(connection), ThreadPoolExecutor(threads_of(connection)) as pool:
        list(pool.map(write, places))


def threads_of(connection: duckdb.DuckDBPyConnection) -> int:
    """How many threads the database works with."""
    found = connection.execute("SELECT current_setting('threads')").fetchone()
    return int(found[0]) if found else 1


def part_path(folder: Path, place: int) -> Path:
    """Where a list's part lies."""
    return folder / f"{place:06d}"
