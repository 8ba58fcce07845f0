"""A nation's round: lists read where they stand, decided in one pass, taken up where it stopped.

What a stage has finished lies in a folder beside the result until all is done: `state.parquet`, each row's pattern,
flags and repeats, under its name only when it is whole; then the parts of what `satupintu.batch.outputs` writes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from satupintu.batch import findings
from satupintu.batch.arrays import BYTES_A_ROW
from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.changes import Earlier, rows_again, same_groups, update
from satupintu.batch.coding import code, find_near
from satupintu.batch.database import memory_limit, of_rows, text
from satupintu.batch.findings import STATE, write_state
from satupintu.batch.lists import Lists
from satupintu.batch.matching import judge, match
from satupintu.batch.parquet_files import Piece
from satupintu.batch.queue import rank
from satupintu.batch.screen import Inputs, Lacks, decide, lacks, open_work
from satupintu.batch.work import Work
from satupintu.batch.writing import number_texts, prepare
from satupintu.engine.patterns import REGISTRY, ROW
from satupintu.engine.steps import Progress

ANEW = "anew.json"
WORK = (STATE, "state.half", "state.parts", ANEW)  # what `large_work` writes
MATCHING = "mencocokkan"
MOST_IN_MEMORY = 0.8  # the share of the memory that the arrays of a round may have
LARGEST_AT_ONCE = 100_000_000  # bytes of a reference list that cannot be read in part


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
                for group in same_groups(work, lists, earlier, findings.GROUP_ROWS)
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
