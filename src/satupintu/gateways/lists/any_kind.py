"""Reads the sheets of a list of any kind but Parquet, for reading it and for whoever shows it again."""

from __future__ import annotations

from satupintu.gateways.lists.csvs import read_csv
from satupintu.gateways.lists.grids import Grid
from satupintu.gateways.lists.opening import MARKUP
from satupintu.gateways.lists.workbooks import read_workbook


def grids_of(data: bytes, name: str, kind: str) -> list[Grid]:
    """Every sheet in its order; `kind` as `kind_of` tells it. Raises ListRefused for what cannot be read."""
    if kind == "csv":
        return [read_csv(data, name)]
    if kind in MARKUP:
        from satupintu.gateways.lists.markup import read_markup  # seldom needed

        return read_markup(data, name)
    return read_workbook(data, name, kind)
