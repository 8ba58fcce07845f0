"""Reads the aid that was received, a stretch of NIKs at a time, as numpy columns: what the tally counts.

Only columns of whole numbers leave DuckDB. A programme and a village are text that a file says in a dictionary, so
functions of them are worked out once for each word and not for each row: that is why they are functions, not joins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from satupintu.batch.database import text

Whole = NDArray[np.int64]
BITS = 9  # of a key, for the programme: a NIK takes the 54 above
MOST_PROGRAMMES = (1 << BITS) - 1
SURE = (
    "matched",
    "unmatched",
)  # who it is, is known: by the registry, or at least by a sound NIK of their own
COLUMNS = ("nik", "name", "programme", "aid", "amount", "received_on", "village", "match", "business")
NO_DAY = -(1 << 31)
_PART = 100_000  # rows
_ROWS = 500_000  # of a batch: its columns and what is worked out of them stay below 300 MB


class AidProblem(Exception):
    """A file of received aid that cannot be used; the sentence names it and says what to do."""


@dataclass(frozen=True)
class Receipts:
    """A batch. `keys`: NIK and programme of each row, in order; `amounts` in rupiah; `villages`: the code's hash;
    `days` since 1970, or NO_DAY."""

    keys: Whole
    amounts: Whole
    villages: NDArray[np.uint64]
    days: NDArray[np.int32]

    def at(self, rows: slice | Whole) -> Receipts:
        """Some of the rows."""
        return Receipts(self.keys[rows], self.amounts[rows], self.villages[rows], self.days[rows])

    def parts(self) -> Iterator[Receipts]:
        """Stretches of whole people, each small enough that what is worked out of it stays in the processor."""
        before = 0
        while before < len(self.keys):
            last = self.keys[min(before + _PART, len(self.keys)) - 1]
            beyond = int(np.searchsorted(self.keys, (last >> BITS) + 1 << BITS))
            yield self.at(slice(before, beyond))
            before = beyond


@dataclass(frozen=True)
class Aid:
    """Files of received aid, and the programmes they speak of in the order of their ids."""

    files: tuple[Path, ...]
    programmes: tuple[str, ...]

    @classmethod
    def opened(cls, connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> Aid:
        """Raises AidProblem where a file lacks a column or is no Parquet."""
        for file in files:
            _check(connection, file)
        found = connection.execute(
            f"SELECT DISTINCT programme FROM {_rows_of(files)} WHERE programme IS NOT NULL ORDER BY programme"
        ).fetchall()
        if len(found) > MOST_PROGRAMMES:
            raise AidProblem(f"Lebih dari {MOST_PROGRAMMES} program dalam satu pekerjaan; bagi berkasnya.")
        return cls(tuple(files), tuple(str(row[0]) for row in found))

    @property
    def rows_sql(self) -> str:
        """All rows, for a FROM."""
        return _rows_of(self.files)

    @property
    def place_sql(self) -> str:
        """The place of a row's programme in `programmes`, counted from 0."""
        return f"list_position([{', '.join(map(text, self.programmes))}], programme) - 1"

    def stretches(self, connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
        """Stretches of NIKs, from one to before the next, of about as many rows each, by what the footers say."""
        footers = " UNION ALL ".join(
            f"SELECT row_group_num_rows AS n, CAST(stats_min_value AS BIGINT) AS least"
            f" FROM parquet_metadata({text(one)}) WHERE path_in_schema = 'nik'"
            for one in self.files
        )
        groups = connection.execute(f"SELECT least, n FROM ({footers}) ORDER BY least NULLS FIRST").fetchall()
        edges, rows = [0], 0
        for least, number in groups:
            if rows >= _ROWS and least is not None and least > edges[-1]:
                edges.append(least)
                rows = 0
            rows += number
        return list(zip(edges, [*edges[1:], 10**16], strict=True))

    def read(self, connection: duckdb.DuckDBPyConnection, stretch: tuple[int, int]) -> Receipts:
        """The rows of a stretch whose person is sure, by NIK and programme."""
        found = connection.execute(
            f"""SELECT nik * {1 << BITS} + {self.place_sql} AS keys, coalesce(amount, 0) AS amounts,
                hash(village) AS villages, coalesce(received_on - DATE '1970-01-01', {NO_DAY})::INTEGER AS days
            FROM {self.rows_sql} WHERE {sure_sql()} AND nik >= {stretch[0]} AND nik < {stretch[1]}"""
        ).fetchnumpy()
        return _in_order(Receipts(**found))

    def __iter__(self) -> Iterator[Path]:
        return iter(self.files)


def sure_sql() -> str:
    """Rows of which it is known who the person is; a function of the word alone, so that a dictionary answers it."""
    return f"contains({text('|' + '|'.join(SURE) + '|')}, '|' || match || '|') AND programme IS NOT NULL"


def _in_order(read: Receipts) -> Receipts:
    """By key; what is in order already, as it should be, is left as it stands."""
    if bool(np.all(read.keys[1:] >= read.keys[:-1])):
        return read
    return read.at(np.argsort(read.keys, kind="stable"))


def _rows_of(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(text(one) for one in files)}])"


def _check(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    try:
        found: list[Any] = connection.execute(f"DESCRIBE SELECT * FROM {_rows_of([file])}").fetchall()
    except duckdb.Error as error:
        raise AidProblem(f"{file.name} bukan Parquet yang utuh. Buat ulang berkasnya.") from error
    kinds = {row[0]: row[1] for row in found}
    if missing := [one for one in COLUMNS if one not in kinds]:
        raise AidProblem(f"{file.name}: kolom {', '.join(missing)} tidak ada.")
    for column, kind in (("nik", "BIGINT"), ("amount", "BIGINT"), ("received_on", "DATE")):
        if kinds[column] != kind:
            raise AidProblem(f"{file.name}: kolom {column} harus {kind}, bukan {kinds[column]}.")
