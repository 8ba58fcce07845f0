"""Some cells of a column, to show to whoever is asked what the column holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from satupintu.gateways.lists.any_kind import grids_of
from satupintu.gateways.lists.grids import Grid, index_of, plain
from satupintu.gateways.lists.opening import kind_of
from satupintu.gateways.lists.problems import ListRefused
from satupintu.gateways.lists.values import path_literal

_MOST = 32 * 1024 * 1024  # bytes; a page does not read more
_HEAD, _SHOWN = 12, 3


def samples_of(path: Path, sheet: str, letters: Sequence[str]) -> dict[str, list[str]]:
    """letter -> a few cells of its column; {} where the file is too large or cannot be read again."""
    if not path.exists() or path.stat().st_size > _MOST:
        return {}
    try:
        data = path.read_bytes()
        kind = kind_of(data, path.name)
        if kind == "parquet":
            return _of_table(path, letters)
        grids = grids_of(data, path.name, kind)
    except (ListRefused, OSError, duckdb.Error):
        return {}
    grid = next((one for one in grids if one.name == sheet), None)
    return {one: _cells(grid, index_of(one)) for one in letters} if grid else {}


def _cells(grid: Grid, at: int) -> list[str]:
    found = [plain(row[at]) for row in grid.rows[1 : 30 + _HEAD] if at < len(row) and row[at] != ""]
    return list(dict.fromkeys(found))[-_SHOWN:]


def _of_table(path: Path, letters: Sequence[str]) -> dict[str, list[str]]:
    with duckdb.connect() as con:
        found = con.execute(
            f"SELECT * FROM read_parquet({path_literal(str(path))}) LIMIT {_SHOWN}"
        ).fetchall()
    return {one: [str(row[index_of(one)]) for row in found if index_of(one) < len(row)] for one in letters}
