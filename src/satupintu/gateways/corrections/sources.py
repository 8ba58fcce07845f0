"""Opens a list again to hand it back, by the same readers that read it for the round."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.gateways.lists.grids import Grid, Span
from satupintu.gateways.lists.opening import kind_of

LONGEST = 1_000_000  # rows up to which a Parquet list is handed back whole


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one sheet; `numbers` holds each row's number as a person sees it, `merged` its merged cells."""

    name: str
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int]
    merged: Sequence[Span] = ()
    hidden: bool = False


def open_tables(source: Path, wanted: Collection[int] = ()) -> list[Table]:
    """Every sheet of a list. Raises ListRefused where it can no longer be read, OSError where it is gone.

    Of a Parquet list longer than a sheet only the `wanted` rows are opened.
    """
    with source.open("rb") as file:
        if file.read(4) == b"PAR1":
            return [_parquet(source, wanted)]
    data = source.read_bytes()
    from satupintu.gateways.lists.any_kind import grids_of

    return [_table(grid) for grid in grids_of(data, source.name, kind_of(data, source.name))]


def _table(grid: Grid) -> Table:
    return Table(grid.name, grid.rows, grid.numbers, grid.merged, grid.hidden)


def _parquet(source: Path, wanted: Collection[int]) -> Table:
    """A Parquet list as a person would see it opened: the column names, counted 0, then its rows from 1 on.

    Its whole numbers are text here: they have all their digits, which a number in a sheet is not believed to have.
    """
    import duckdb

    with duckdb.connect() as connection:
        counted = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(source)]).fetchone()
        is_long = counted is not None and counted[0] >= LONGEST
        picked = "WHERE list_contains($2::BIGINT[], file_row_number + 1)" if is_long else ""
        result = connection.execute(
            f"SELECT * FROM read_parquet($1, file_row_number = true) {picked} ORDER BY file_row_number",
            [str(source), list(wanted)] if is_long else [str(source)],
        )
        names = [column[0] for column in result.description or ()]
        found = result.fetchall()
    place = names.index("file_row_number")
    rows = [
        [str(cell) if type(cell) is int else cell for cell in row[:place] + row[place + 1 :]]
        for row in (tuple(names), *found)
    ]
    return Table("", rows, [0, *(row[place] + 1 for row in found)])
