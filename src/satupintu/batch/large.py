"""A nation's round: lists read where they stand, decided in one pass, written list by list, taken up where it stopped.

What a stage has finished lies in a folder beside the result until all is done: `state.parquet`, each row's pattern,
flags and repeats; then one part of the decisions for each list. A part appears under its name only when it is whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.coding import SHARED, code
from satupintu.batch.database import text
from satupintu.batch.matching import match
from satupintu.batch.parquet_files import Piece, join_files
from satupintu.batch.references import ReferenceProblem, brief
from satupintu.batch.screen import Inputs, Progress, decide, open_work
from satupintu.batch.work import Work
from satupintu.batch.writing import Part, decisions_sql, part_rows, prepare, summarise

STATE = "state.parquet"
COLUMNS = ("seq", "list", "key", "province", "pattern", "flags", "first_seq", *SHARED)
# Quick to write and to read again; zstd would take a third of the space and three times as long.
PARQUET = "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 122880)"


@dataclass(frozen=True)
class Lists:
    """A nation's lists: the SELECT of all their rows, and each list as a part."""

    select: str
    parts: Sequence[Part]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(part.rows for part in self.parts)


@contextmanager
def large_work(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, lists: Lists, folder: Path, progress: Progress
) -> Iterator[Work]:
    """The round decided: tables ``coded``, ``decided`` and what writing needs. Raises ReferenceProblem.

    What ``folder`` holds of an earlier attempt at the same round is used.
    """
    backend = DuckDBBackend(connection)
    backend.view("submitted", lists.select)
    work = open_work(backend, inputs, lists.rows, wide=False)
    state = folder / STATE
    if not state.exists():
        with watched(connection, "mencocokkan", lists.rows, progress):
            work_out(connection, work)
        half = state.with_suffix(".half")
        listed = ", ".join(COLUMNS)
        connection.execute(f"COPY (SELECT {listed} FROM coded ORDER BY seq) TO {text(half)} {PARQUET}")
        half.rename(state)
        backend.drop("coded")
    backend.view("coded", f"SELECT * FROM read_parquet({text(state)})")
    decide(work)
    prepare(work)
    yield work


def work_out(connection: duckdb.DuckDBPyConnection, work: Work) -> None:
    """``coded``, all in one go. Raises ReferenceProblem, naming the list whose file cannot be read to its end."""
    connection.execute("SET preserve_insertion_order = false")  # seq says it, and threads need not wait
    try:
        match(work)
        code(work)
    except duckdb.Error as error:
        raise ReferenceProblem(
            f"Sebuah berkas Parquet tidak dapat dibaca sampai habis: {brief(error)}"
        ) from error
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


def write_decisions(
    connection: duckdb.DuckDBPyConnection,
    work: Work,
    lists: Lists,
    folder: Path,
    out: Path,
    progress: Progress,
) -> dict[str, Any]:
    """decisions.parquet in ``out``, list by list by way of ``folder``; gives the summary."""
    write_parts(
        connection, lists, folder / "decisions", lambda part: decisions_sql(work, part_rows(part)), "menulis keputusan",
        progress,
    )  # fmt: skip
    rows = join_files(
        [Piece(one) for one in part_paths(lists, folder / "decisions")], out / "decisions.parquet"
    )
    if rows != lists.rows:
        raise ReferenceProblem(
            f"Hanya {rows} dari {lists.rows} baris mendapat keputusan; daftarnya berubah saat dibaca."
        )
    return summarise(work)


def write_parts(
    connection: duckdb.DuckDBPyConnection,
    lists: Lists,
    folder: Path,
    select: Callable[[Part], str],
    what: str,
    progress: Progress,
    options: str = PARQUET,
) -> None:
    """One file for each list, in its row order; those that are there already are kept."""
    folder.mkdir(exist_ok=True)
    # Where no NULL can come, DuckDB writes a column in another layout; parts that are joined must have one layout.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    done = [0]
    lock = threading.Lock()

    def write(part: Part, path: Path) -> None:
        if not path.exists():
            half = path.with_suffix(".half")
            with connection.cursor() as own:
                own.execute(f"COPY ({select(part)} ORDER BY c.seq) TO {text(half)} {options}")
            half.rename(path)
        with lock:
            done[0] += part.rows
            progress(what, done[0], lists.rows)

    found = connection.execute("SELECT current_setting('threads')").fetchone()
    with ThreadPoolExecutor(int(found[0]) if found else 1) as pool:
        list(pool.map(write, lists.parts, part_paths(lists, folder)))
    connection.execute("SET disabled_optimizers = ''")


def part_paths(lists: Lists, folder: Path) -> list[Path]:
    """Where each list's part lies."""
    return [folder / f"{place:06d}" for place in range(len(lists.parts))]
