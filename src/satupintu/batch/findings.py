"""What a nation's round finds of every row, in `state.parquet`: written the same way however it was worked out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from satupintu.batch.coding import SHARED
from satupintu.batch.database import side_by_side, text
from satupintu.batch.parquet_files import Piece, join_files

STATE = "state.parquet"
COLUMNS = {
    "seq": "BIGINT", "list": "INTEGER", "key": "BIGINT", "province": "TINYINT", "pattern": "BIGINT",
    "flags": "SMALLINT", "first_seq": "BIGINT", **dict.fromkeys(SHARED, "BIGINT"),
}  # fmt: skip
# Quick to write and to read again: no dictionary is tried for what is nearly always different, and of numbers the
# differences are kept.
GROUP_ROWS = 122_880
PARQUET = (
    f"(FORMAT parquet, PARQUET_VERSION V2, COMPRESSION snappy, ROW_GROUP_SIZE {GROUP_ROWS},"
    " DICTIONARY_SIZE_LIMIT 5000)"
)


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
