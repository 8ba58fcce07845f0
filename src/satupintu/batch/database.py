"""One DuckDB connection per job, bounded in threads and memory, spilling to disk beside its output."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from satupintu.batch.folders import SPILLED

PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"  # what is written the same everywhere


@contextlib.contextmanager
def database(
    *, spill: Path | None = None, threads: int | None = None, memory: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database for one job.

    ``spill`` is an existing folder for what does not fit in ``memory`` ("4GB"); rows keep their order, so the
    same inputs give the same bytes whatever the number of ``threads``.
    """
    with tempfile.TemporaryDirectory(prefix=SPILLED, dir=spill) as folder:
        connection = duckdb.connect(":memory:", config={"temp_directory": folder})
        try:
            if threads:
                connection.execute(f"SET threads = {int(threads)}")
            if memory:
                connection.execute("SET memory_limit = " + text(memory))
            connection.execute("SET TimeZone = 'UTC'")
            # On stdout stands the result alone; whoever shows progress asks for it.
            connection.execute("SET enable_progress_bar_print = false")
            yield connection
        finally:
            connection.close()


def text(value: object) -> str:
    """``value`` as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def name(identifier: str) -> str:
    """``identifier`` as a quoted SQL name."""
    return '"' + identifier.replace('"', '""') + '"'


def one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The single whole number that ``query`` gives."""
    # To the end: as long as a result has rows left, its connection refuses some things.
    found = connection.execute(query).fetchall()
    return int(found[0][0]) if found and found[0][0] is not None else 0


def of_rows(rows: range, column: str = "seq") -> str:
    """The condition that a whole number is one of these, which follow one another."""
    return f"{column} BETWEEN {rows.start} AND {rows.stop - 1}"


# Below so many statements a thread, the last ones would leave the others without work.
_MANY = 4


@contextlib.contextmanager
def side_by_side(connection: duckdb.DuckDBPyConnection, statements: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of as many threads as the database has, for so many statements that need nothing of each other.

    Where they are many, each has a thread to itself: several threads at every one of them would take turns at the same
    cores, which costs a twentieth of the time.
    """
    threads = one(connection, "SELECT current_setting('threads')")
    # Where another pool of the same database is at work already, it is that one which gives the threads back.
    is_alone = threads > 1 and statements >= _MANY * threads
    if is_alone:
        connection.execute("SET threads = 1")
    try:
        with ThreadPoolExecutor(threads) as pool:
            yield pool
    finally:
        if is_alone:
            connection.execute(f"SET threads = {threads}")


_UNITS = {
    "bytes": 1,
    "KiB": 1 << 10,
    "MiB": 1 << 20,
    "GiB": 1 << 30,
    "TiB": 1 << 40,
    "PiB": 1 << 50,
    "EiB": 1 << 60,
}


def memory_limit(connection: duckdb.DuckDBPyConnection) -> int:
    """How many bytes the database may hold in memory."""
    [(found,)] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    number, unit = str(found).split(" ")
    return round(float(number) * _UNITS[unit])


@contextlib.contextmanager
def leaving(connection: duckdb.DuckDBPyConnection, taken: int) -> Iterator[None]:
    """The database holds so many bytes less for a while, which something else takes."""
    limit = memory_limit(connection)
    connection.execute(f"SET memory_limit = '{max(limit - taken, limit // 5)}B'")
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{limit}B'")
