"""A round's SQL on DuckDB: one process, out of core."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import PARQUET, database, one
from satupintu.engine.dialects import DUCKDB, Dialect

# From here on sorting the bare numbers beats grouping them fifteenfold; below, an import costs more.
SORTED_FROM = 2_000_000
# From here on columns come as arrays, which takes a third of the time; below, the import costs more.
LISTED_FROM = 5_000


@contextlib.contextmanager
def open_duckdb(*, spill: Path | None, threads: int | None, memory: str | None) -> Iterator[DuckDBBackend]:
    """A fresh in-memory database; see `open_backend`."""
    with database(spill=spill, threads=threads, memory=memory) as connection:
        yield DuckDBBackend(connection)


class DuckDBBackend:
    """See `Backend`; `connection` is open to what no other backend can do."""

    dialect: Dialect = DUCKDB
    errors: tuple[type[Exception], ...] = (duckdb.Error,)

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = self.local = connection
        (folder,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
        self.folder = Path(folder)
        self._kinds: dict[str, str] = {}

    def beside(self) -> DuckDBBackend:
        another = DuckDBBackend(self.connection.cursor())
        another._kinds = self._kinds
        return another

    def table(self, name: str, select_sql: str) -> None:
        self._make("TABLE", name, select_sql)

    def view(self, name: str, select_sql: str) -> None:
        self._make("VIEW", name, select_sql)

    def _make(self, kind: str, name: str, select_sql: str) -> None:
        if self._kinds.get(name, kind) != kind:
            self.drop(name)
        self.connection.execute(f"CREATE OR REPLACE {kind} {DUCKDB.quoted(name)} AS {select_sql}")
        self._kinds[name] = kind

    def drop(self, name: str) -> None:
        self.connection.execute(f"DROP {self._kinds.pop(name)} {DUCKDB.quoted(name)}")

    def rename(self, name: str, new: str) -> None:
        self.connection.execute(f"ALTER TABLE {DUCKDB.quoted(name)} RENAME TO {DUCKDB.quoted(new)}")
        self._kinds[new] = self._kinds.pop(name)

    def repeated(self, name: str, select_sql: str, rows: int = 0) -> None:
        if rows < SORTED_FROM:
            listed = f"(SELECT * FROM ({select_sql}) AS one(value))"
            self.table(
                name, f"SELECT value FROM {listed} WHERE value IS NOT NULL GROUP BY value HAVING count(*) > 1"
            )
            return
        import numpy

        [values] = self.connection.execute(select_sql).fetchnumpy().values()
        values = numpy.sort(numpy.ma.compressed(values) if numpy.ma.isMaskedArray(values) else values)
        again = values[1:][values[1:] == values[:-1]]
        again = again[numpy.concatenate(([True], again[1:] != again[:-1]))] if len(again) else again
        self.keep(name, {"value": again})

    def keep(self, name: str, columns: Mapping[str, Any]) -> None:
        """Make a table of numpy's arrays, by the columns' names."""
        self.connection.register("arrays", dict(columns))
        self.table(name, "SELECT * FROM arrays")
        self.connection.unregister("arrays")

    def parquet(self, *paths: Path) -> str:
        return f"read_parquet([{', '.join(map(path_literal, paths))}])"

    def csv(self, path: Path, columns: Sequence[str], delimiter: str, encoding: str) -> str:
        kinds = ", ".join(f"{DUCKDB.text(column)}: 'VARCHAR'" for column in columns)
        return (
            f"read_csv({path_literal(path)}, all_varchar = true, header = true, auto_detect = false,"
            f" delim = {DUCKDB.text(delimiter)}, quote = '\"', escape = '\"', encoding = {DUCKDB.text(encoding)},"
            f" columns = {{{kinds}}})"
        )

    def taken_over(self, select_sql: str) -> str:
        return f"({select_sql})"

    def columns(self, relation: str) -> dict[str, str]:
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        return {str(name): str(kind) for name, kind, *_ in described}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def listed(self, query: str) -> list[list[Any]]:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE listed AS {query}")
        is_small = self.one("SELECT count(*) FROM listed") < LISTED_FROM
        found = self.connection.execute("SELECT * FROM listed")
        if is_small:
            said = [list(one) for one in zip(*found.fetchall(), strict=True)] or [
                [] for _ in found.description or ()
            ]
        else:
            said = [one.tolist() for one in found.fetchnumpy().values()]
        self.connection.execute("DROP TABLE listed")
        return said

    def one(self, query: str) -> int:
        return one(self.connection, query)

    def insert(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        unnested = ", ".join(
            f"unnest(?::{kind}[]) AS {DUCKDB.quoted(column)}" for column, kind in columns.items()
        )
        values = [[row[place] for row in rows] for place in range(len(columns))]
        self.drop(name) if name in self._kinds else None
        self.connection.execute(f"CREATE TABLE {DUCKDB.quoted(name)} AS SELECT {unnested}", values)
        self._kinds[name] = "TABLE"

    def copy(self, select_sql: str, path: Path, *, ordered: bool) -> None:  # noqa: ARG002
        # Order is kept anyhow; COPY does not have to be told.
        self.connection.execute(f"COPY ({select_sql}) TO {DUCKDB.text(str(path))} {PARQUET}")


def path_literal(path: Path) -> str:
    """A path as SQL text in which a star or a bracket is itself, not a pattern."""
    return DUCKDB.text(re.sub(r"([\[*?])", r"[\1]", str(path)))
