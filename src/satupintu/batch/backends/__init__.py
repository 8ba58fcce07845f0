"""Where a round's SQL runs: DuckDB on one machine, Spark where one is not enough; one small file each.

    with open_backend("duckdb", spill=folder, threads=2, memory="4GB") as backend:
        backend.table("keyed", f"SELECT ... FROM {backend.parquet(rows)}")
        backend.copy("SELECT ... FROM keyed ORDER BY seq", out / "decisions.parquet", ordered=True)

The SQL is written with `backend.dialect` (`satupintu.engine.dialects`). Types are named in words that both know:
STRING, BIGINT, INTEGER, BOOLEAN, DATE, TIMESTAMP, STRING[] (in `insert` only).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from satupintu.engine.dialects import Dialect

ENGINES = ("duckdb", "spark")


class BackendProblem(Exception):
    """An engine that cannot be started; the text says what is missing and how to get it."""


class Backend(Protocol):
    """One job's tables. Names are plain words; a table or view of the same name is replaced.

    What a view reads must stay as it is for as long as the view is asked.
    """

    dialect: Dialect
    errors: tuple[type[Exception], ...]
    """What a statement that fails raises."""
    local: Any
    """A DuckDB connection, on which what people send is opened and looked at before it is taken over."""
    folder: Path
    """For what the job needs for a while; gone with the backend."""

    def table(self, name: str, select_sql: str) -> None:
        """Work the rows out now, once, and keep them under the name."""

    def view(self, name: str, select_sql: str) -> None:
        """Give the statement a name; it is worked out wherever it is asked."""

    def drop(self, name: str) -> None:
        """Forget a table or view, and free what it held."""

    def rename(self, name: str, new: str) -> None:
        """Give a table another name."""

    def repeated(self, name: str, select_sql: str, rows: int = 0) -> None:
        """Keep under the name, in a column `value`, the whole numbers that a SELECT of one column gives twice or more.

        NULL is no number. `rows`: how many there are at most, as far as known.
        """

    def parquet(self, *paths: Path) -> str:
        """What may follow FROM to read these files, of the same columns, as one."""

    def csv(self, path: Path, columns: Sequence[str], delimiter: str, encoding: str) -> str:
        """The same for a CSV with a header, every column read as text; an empty cell is NULL."""

    def taken_over(self, select_sql: str) -> str:
        """What may follow FROM for the rows of a statement of the local DuckDB's."""

    def columns(self, relation: str) -> dict[str, str]:
        """Name and type, as the dialect's `types` call it, of each column."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows; lists come as lists, dates as dates."""

    def listed(self, query: str) -> list[list[Any]]:
        """The same, column by column; none of them NULL."""

    def one(self, query: str) -> int:
        """The single whole number that a query gives; 0 for NULL or no row."""

    def insert(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make a small table of rows from Python; `columns` are name to type."""

    def beside(self) -> Backend:
        """The same tables from another thread; settings of the session do not come along."""

    def copy(self, select_sql: str, path: Path, *, ordered: bool) -> None:
        """Write the rows into one Parquet file; `ordered` keeps the order that the statement ends with.

        Ordered rows give the same bytes whatever the number of threads. Those of two engines hold the same rows in the
        same columns, types and row groups, but may differ in which columns they mark as never NULL.
        """


@contextlib.contextmanager
def open_backend(
    engine: str, *, spill: Path | None = None, threads: int | None = None, memory: str | None = None
) -> Iterator[Backend]:
    """A backend for one job, bounded in `threads` and `memory` ("4GB"), spilling into the existing folder `spill`.

    Raises BackendProblem when the engine is not installed, ValueError for one that is not known.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine {engine!r}; known: {', '.join(ENGINES)}")
    module = import_module(f"satupintu.batch.backends.{engine}")
    with getattr(module, f"open_{engine}")(spill=spill, threads=threads, memory=memory) as backend:
        yield backend
