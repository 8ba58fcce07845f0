"""Opens a list again to hand it back, by the same readers that read it for the round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.gateways.lists.csvs import read_csv
from satupintu.gateways.lists.opening import kind_of


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one sheet; `numbers` holds each row's number as a person sees it."""

    name: str
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int]


def open_tables(source: Path) -> list[Table]:
    """Every sheet of a list. Raises ListRefused where it can no longer be read, OSError where it is gone."""
    data = source.read_bytes()
    kind = kind_of(data, source.name)
    if kind == "parquet":
        return [_parquet(source)]
    if kind == "csv":
        grid = read_csv(data, source.name)
        return [Table(grid.name, grid.rows, grid.numbers)]
    from satupintu.gateways.lists.workbooks import read_workbook

    return [Table(grid.name, grid.rows, grid.numbers) for grid in read_workbook(data, source.name, kind)]


def _parquet(source: Path) -> Table:
    """A Parquet list as a person would see it opened: the column names first, then its rows."""
    import duckdb

    with duckdb.connect() as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(source)])
        names = [column[0] for column in result.description or ()]
        rows = [names, *result.fetchall()]
    return Table("", rows, range(1, len(rows) + 1))
