"""A round's SQL on Spark, in this machine's threads or on a cluster; DuckDB helps at both ends.

CSV and rows from Python go through DuckDB into Parquet, so that what people send is read by the same reader whatever
the engine; and DuckDB joins the parts that Spark writes into one file, so that files too have the same writer.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from satupintu.batch.backends import Backend
from satupintu.batch.backends.duckdb import DuckDBBackend, open_duckdb
from satupintu.batch.backends.spark_session import check_installed, megabytes, session_of, settings_for
from satupintu.engine.dialects import DUCKDB, SPARK, Dialect

MASTER = "SATUPINTU_SPARK_MASTER"


@contextlib.contextmanager
def open_spark(*, spill: Path | None, threads: int | None, memory: str | None) -> Iterator[Backend]:
    """A session of its own; see `open_backend`. A quarter of `memory` is DuckDB's, the rest is Java's heap.

    The environment variable SATUPINTU_SPARK_MASTER may name a cluster; `spill` must then be a folder that all its
    machines see.
    """
    check_installed()
    total = megabytes(memory) if memory else os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 21
    with open_duckdb(spill=spill, threads=threads, memory=f"{max(total // 4, 128)}MB") as helper:
        # Else DuckDB marks columns as never NULL if the rows lie in one part, and a file would tell of the threads.
        helper.connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        heap = max(total * 3 // 4, 512)
        settings = settings_for(helper.folder, threads=threads, heap=heap, master=os.environ.get(MASTER))
        with session_of(settings) as session:
            yield SparkBackend(session, helper)


class SparkBackend:
    """See `Backend`. A table is Parquet in the job's folder: worked out once, and never again when memory is short."""

    dialect: Dialect = SPARK

    def __init__(self, session: Any, helper: DuckDBBackend) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        self.session = session
        self.helper = helper
        self.folder = helper.folder
        self.local = helper.connection
        self.errors: tuple[type[Exception], ...] = (PySparkException, Py4JError, *helper.errors)
        self._folders: dict[str, Path] = {}
        self._made = itertools.count(1)

    def beside(self) -> SparkBackend:
        another = SparkBackend(self.session, self.helper.beside())
        another._folders, another._made = self._folders, self._made
        return another

    def table(self, name: str, select_sql: str) -> None:
        written = self._written(select_sql)
        self._read(written).createOrReplaceTempView(name)
        self._replace(name, written)

    def view(self, name: str, select_sql: str) -> None:
        self.session.sql(select_sql).createOrReplaceTempView(name)
        self._replace(name, None)

    def drop(self, name: str) -> None:
        self.session.catalog.dropTempView(name)
        self._replace(name, None)

    def rename(self, name: str, new: str) -> None:
        folder = self._folders.pop(name)
        self._read(folder).createOrReplaceTempView(new)
        self.session.catalog.dropTempView(name)
        self._replace(new, folder)

    def repeated(self, name: str, select_sql: str, rows: int = 0) -> None:  # noqa: ARG002
        told = f"SELECT value FROM ({select_sql}) AS one(value) WHERE value IS NOT NULL"
        self.table(name, f"{told} GROUP BY value HAVING count(*) > 1")

    def parquet(self, *paths: Path) -> str:
        # Hadoop passes over names with a line or a dot before them, and takes some characters for patterns.
        name = self._new_name()
        folder = self.folder / name
        folder.mkdir()
        for place, path in enumerate(paths):
            (folder / f"part-{place:05}.parquet").symlink_to(path.resolve())
        self._read(folder).createOrReplaceTempView(name)
        return name

    def csv(self, path: Path, columns: Sequence[str], delimiter: str, encoding: str) -> str:
        return self.taken_over(f"SELECT * FROM {self.helper.csv(path, columns, delimiter, encoding)}")

    def columns(self, relation: str) -> dict[str, str]:
        return dict(self.session.sql(f"SELECT * FROM {relation}").dtypes)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(query).collect()]

    def listed(self, query: str) -> list[list[Any]]:
        found = self.session.sql(query)
        return [list(one) for one in zip(*found.collect(), strict=True)] or [[] for _ in found.columns]

    def one(self, query: str) -> int:
        found = self.rows(query)
        return int(found[0][0]) if found and found[0][0] is not None else 0

    def insert(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        self.helper.insert(name, columns, rows)
        self.view(name, f"SELECT * FROM {self.taken_over(f'SELECT * FROM {DUCKDB.quoted(name)}')}")
        self.helper.drop(name)

    def copy(self, select_sql: str, path: Path, *, ordered: bool) -> None:
        written = self._written(select_sql)
        parts = self.helper.parquet(*sorted(written.glob("part-*.parquet")))
        # Put in order once more, the file does not show where one part ended: the same rows give the same bytes.
        order = "ORDER BY file_index, file_row_number" if ordered else ""
        self.helper.copy(f"SELECT * FROM {parts} {order}", path, ordered=ordered)
        shutil.rmtree(written)

    def _new_name(self) -> str:
        return f"made_{next(self._made)}"

    def _written(self, select_sql: str) -> Path:
        """A folder of Parquet parts that hold the statement's rows, in the order of the parts' names."""
        folder = self.folder / self._new_name()
        self.session.sql(select_sql).write.parquet(str(folder))
        return folder

    def _read(self, folder: Path) -> Any:
        return self.session.read.parquet(re.sub(r"([\\\[\]{}*?])", r"\\\1", str(folder)))

    def _replace(self, name: str, folder: Path | None) -> None:
        """Remember where a table's rows are, and remove those that stood under its name before."""
        if old := self._folders.pop(name, None):
            shutil.rmtree(old)
        if folder:
            self._folders[name] = folder

    def taken_over(self, select_sql: str) -> str:
        """What may follow FROM in Spark for the rows of a statement of DuckDB's."""
        path = self.folder / f"{self._new_name()}.parquet"
        self.helper.copy(select_sql, path, ordered=True)
        return self.parquet(path)
