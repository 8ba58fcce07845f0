"""A nation's round: lists read where they stand, decided in one pass, taken up where it stopped.

What a stage has finished lies in a folder beside the result until all is done: `state.parquet`, each row's pattern,
flags and repeats, under its name only when it is whole; then the parts of what `satupintu.batch.outputs` writes.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import duckdb

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.changes import Earlier, rows_again, same_groups, update
from satupintu.batch.coding import SHARED, code, find_near
from satupintu.batch.database import memory_limit, of_rows, side_by_side, text
from satupintu.batch.matching import judge, match
from satupintu.batch.parquet_files import Piece, join_files
from satupintu.batch.queue import rank
from satupintu.batch.screen import Inputs, Lacks, decide, lacks, open_work
from satupintu.batch.work import Work
from satupintu.batch.writing import Part, number_texts, prepare
from satupintu.engine.patterns import REGISTRY, ROW
from satupintu.engine.steps import Progress

STATE, ANEW = "state.parquet", "anew.json"
WORK = (STATE, "state.half", "state.parts", ANEW)  # what `large_work` writes
COLUMNS = {
    "seq": "BIGINT", "list": "INTEGER", "key": "BIGINT", "province": "TINYINT", "pattern": "BIGINT",
    "flags": "SMALLINT", "first_seq": "BIGINT", **dict.fromkeys(SHARED, "BIGINT"),
}  # fmt: skip
MATCHING = "mencocokkan"
# What the arrays of a round in memory take at most for each row, and the share of the memory they may have.
BYTES_A_ROW = 80
MOST_IN_MEMORY = 0.8
LARGEST_AT_ONCE = 100_000_000  # bytes of a reference list that cannot be read in part
# Quick to write and to read again: no dictionary is tried for what is nearly always different, and of numbers the
# differences are kept.
GROUP_ROWS = 122_880
PARQUET = (
    f"(FORMAT parquet, PARQUET_VERSION V2, COMPRESSION snappy, ROW_GROUP_SIZE {GROUP_ROWS},"
    " DICTIONARY_SIZE_LIMIT 5000)"
)


class SelectSome(Protocol):
    """The SELECT of the rows of lists, by their places, with all columns or those named.

    `rows`: of a single list only these, the first being 0; `among`: only those whose `seq` a relation has, the others
    being left out before their cells are looked at; `joined` and `besides`: what the rows are joined with before that,
    given their SELECT with `seq`, and the columns it adds.
    """

    def __call__(
        self,
        places: Sequence[int],
        columns: Collection[str] | None,
        *,
        rows: range | None = None,
        among: str = "",
        joined: Callable[[str], str] | None = None,
        besides: Sequence[str] = (),
    ) -> str: ...


@dataclass(frozen=True)
class Lists:
    """A nation's lists: the SELECT of all their rows, each list as a part, and the SELECT of some lists' rows."""

    select: str
    parts: Sequence[Part]
    select_some: SelectSome

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
    earlier: Earlier | None = None,
) -> Iterator[tuple[Work, Lacks]]:
    """The round decided: tables ``coded``, ``decided`` and what writing needs; and what the reference lists lack.

    What ``folder`` holds of an earlier attempt at the same round is used; of the findings of an ``earlier`` round that
    differs only in some lists, all that the change does not touch. Raises ReferenceProblem.
    """
    backend = DuckDBBackend(connection)
    backend.view("submitted", lists.select)
    work = open_work(backend, inputs, lists.rows, wide=False)
    lacking = lacks(work)
    state = folder / STATE
    if not state.exists():
        anew = None
        if earlier:
            with watched(connection, MATCHING, lists.rows, progress), no_order(connection):
                anew = update(work, lists, earlier)
        (folder / ANEW).write_text(json.dumps(anew), encoding="utf-8")
        if earlier and anew is not None:
            same = {
                group: Piece(earlier.state, range(group, group + 1))
                for group in same_groups(work, lists, earlier, GROUP_ROWS)
            }
            write_state(connection, state, lists.rows, rows_again(lists, earlier), same)
        else:
            work_out(work, backend, lists, state, progress)
    backend.view("coded", f"SELECT * FROM read_parquet({text(state)})")
    decide(work)
    rank(work, inputs.seed)
    prepare(work, lists.parts)
    number_texts(work)
    yield work, lacking


def work_out(work: Work, backend: DuckDBBackend, lists: Lists, state: Path, progress: Progress) -> None:
    """The round's state, all in one go: in memory, or where memory does not hold a nation, in SQL."""
    if fits_in_memory(work, backend.connection, lists.rows):
        from satupintu.batch.arrays.round import work_out as work_out_in_memory

        work_out_in_memory(work, backend, lists, state, partial(progress, MATCHING))
        return
    with watched(backend.connection, MATCHING, lists.rows, progress), no_order(backend.connection):
        work_out_in_sql(work)
    backend.table("in_order", "SELECT * FROM coded ORDER BY seq")
    backend.drop("coded")
    write_state(
        backend.connection, state, lists.rows, lambda _, rows: f"SELECT * FROM in_order WHERE {of_rows(rows)}"
    )
    backend.drop("in_order")


def fits_in_memory(work: Work, connection: duckdb.DuckDBPyConnection, rows: int) -> bool:
    """Whether a round may be worked out in memory; of what is compared with the registry only hashes are held."""
    plan = work.patterns
    compared = {*plan.compared(ROW), *plan.compared(REGISTRY)}
    in_parts = all(one.stretch or one.path.stat().st_size <= LARGEST_AT_ONCE for one in work.lists.values())
    fits = rows * BYTES_A_ROW <= MOST_IN_MEMORY * memory_limit(connection)
    return compared <= plan.texts_compared and in_parts and fits


def work_out_in_sql(work: Work) -> None:
    """``coded``, by statements that spill to disk what memory does not hold."""
    match(work)
    with ThreadPoolExecutor(1) as beside:
        # Names are compared on one thread, in Python; meanwhile the database has something to do.
        near = beside.submit(find_near, replace(work, backend=work.backend.beside()))
        judge(work)
        near.result()
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
def one_layout(connection: duckdb.DuckDBPyConnection, *besides: str) -> Iterator[None]:
    """Where no NULL can come, DuckDB writes a column in another layout; files that are joined or compared need one.

    `besides`: other optimizers to do without.
    """
    connection.execute(f"SET disabled_optimizers = '{','.join(('statistics_propagation', *besides))}'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ''")


def write_state(
    connection: duckdb.DuckDBPyConnection,
    state: Path,
    total: int,
    rows_of: Callable[[duckdb.DuckDBPyConnection, range], str],
    same: Mapping[int, Piece] | None = None,
) -> None:
    """The round's findings in the rows' order as state.parquet, whole or not at all.

    `rows_of` gives the SELECT of some rows by their `seq`, in order. Each row group is written by itself: how the rows
    were found would else show in where one ends, and the same round must have the same bytes. `same`: row groups,
    counted from 0, that stand elsewhere already.
    """
    half, folder = state.with_suffix(".half"), state.with_suffix(".parts")
    listed = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    groups = range(-(-max(total, 1) // GROUP_ROWS))

    def write(group: int) -> Piece:
        if same and group in same:
            return same[group]
        part, start = folder / f"{group:06d}", group * GROUP_ROWS + 1
        with connection.cursor() as own:
            rows = rows_of(own, range(start, min(start + GROUP_ROWS, total + 1)))
            own.execute(f"COPY (SELECT {listed} FROM ({rows})) TO {text(part)} {PARQUET}")
        return Piece(part)

    with one_layout(connection), side_by_side(connection, len(groups)) as pool:
        join_files(pool.map(write, groups), half)
    half.rename(state)
    shutil.rmtree(folder)


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
