"""Carries the people's rows of all sheets into DuckDB and turns their cells into canonical columns there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from satupintu.gateways.lists import values
from satupintu.gateways.lists.grids import Cell, encoded
from satupintu.gateways.lists.layout import Layout
from satupintu.gateways.lists.maps import PERIODS
from satupintu.gateways.lists.steps import Steps
from satupintu.gateways.lists.statement import RAW, understood
from satupintu.gateways.lists.values import literal

_FILLED_DOWN = ("village", "district", "regency", "rt", "rw", "rt_rw")
_FLUSH_AT = 50_000  # rows kept back so that many small sheets travel together


@dataclass(frozen=True)
class Context:
    """What holds for every row of one sheet."""

    file: str
    sheet: str
    per_year: int | None = None
    unit: int = 1
    pair: str = ""
    rw_first: bool = False
    epoch: str = "1899-12-30"
    usual_village: str | None = None


class Staging:
    """One round's rows on their way: `add` its sheets in order, then `write` the Parquet file."""

    def __init__(self, threads: int | None, memory: str | None) -> None:
        limits: dict[str, str | bool | int | float | list[str]] = {}
        if threads:
            limits["threads"] = threads
        if memory:
            limits["memory_limit"] = memory
        self.con = duckdb.connect(config=limits)
        self.contexts: list[Context] = []
        self.present: set[str] = set()
        self.rows = 0
        self._waiting: list[tuple[int, list[int], dict[str, list[str]]]] = []
        self._formulas: list[tuple[int, str, str]] = []
        self._places: list[tuple[int, str, str | None, str | None, str | None]] = []
        self._has_raw = False

    def add(self, file: str, layout: Layout) -> int:
        """Adds a sheet's people; gives the number by which its rows are known."""
        keep, grid, mapping = layout.picked.rows, layout.grid, layout.mapping
        columns = {name: column_of(layout, name) for name in RAW if mapping.fields.get(name)}
        if "address" in columns and not {"rt", "rw", "rt_rw"} & columns.keys():
            columns["rt_address"] = columns["address"]
        self._note_formulas(layout)
        self.contexts.append(
            Context(
                file,
                grid.name,
                PERIODS[layout.period] if layout.period else None,
                layout.unit,
                mapping.pair,
                mapping.rw_first,
                "1904-01-01" if grid.date1904 else "1899-12-30",
                layout.village.code if layout.village else None,
            )
        )
        self._waiting.append((len(self.contexts), [grid.numbers[at] for at in keep], columns))
        self.present |= columns.keys()
        self.rows += len(keep)
        if sum(len(numbers) for _, numbers, _ in self._waiting) >= _FLUSH_AT:
            self._flush()
        return len(self.contexts)

    def _flush(self) -> None:
        """Carries the waiting sheets over, a list for each column."""
        if not self._has_raw:
            columns = ", ".join(f"{name} VARCHAR" for name in RAW)
            self.con.execute(f'CREATE TABLE raw (seq BIGINT, context INTEGER, "row" INTEGER, {columns})')
            self._has_raw = True
        waiting, self._waiting = self._waiting, []
        names = [name for name in RAW if any(name in columns for _, _, columns in waiting)]
        lists: list[list[object]] = [
            [context for context, numbers, _ in waiting for _ in numbers],
            [number for _, numbers, _ in waiting for number in numbers],
        ]
        for name in names:
            lists.append([])
            for _, numbers, columns in waiting:
                lists[-1] += columns.get(name) or [""] * len(numbers)
        first = self.con.execute("SELECT count(*) FROM raw").fetchone()
        after = first[0] if first else 0
        unnested = ", ".join(f"unnest(${i}::VARCHAR[])" for i in range(3, len(lists) + 1))
        self.con.execute(
            f'INSERT INTO raw (seq, context, "row", {", ".join(names)}) SELECT '
            f"unnest(range({after + 1}, {after + len(lists[0]) + 1})), unnest($1::INTEGER[]), unnest($2::INTEGER[]), {unnested}",
            lists,
        )

    def _note_formulas(self, layout: Layout) -> None:
        grid = layout.grid
        if not grid.formulas:
            return
        fields = {one.index: name for name, found in layout.mapping.fields.items() for one in found}
        at_seq = {at: self.rows + 1 + i for i, at in enumerate(layout.picked.rows)}
        self._formulas += [
            (at_seq[row], fields[column], formula)
            for (row, column), formula in grid.formulas.items()
            if row in at_seq and column in fields
        ]

    def resolve_villages(self, resolve: Callable[[str, str, str], str | None]) -> None:
        """Asks once for each different village that cells name."""
        self._flush()
        if "village" not in self.present:
            return
        self.present |= {"district", "regency"}
        steps = Steps("raw", (*RAW, "context"))
        for name in ("village", "district", "regency"):
            values.show(steps, name)
            values.text(steps, name)
        wanted = "context, village_text, district_text, regency_text"
        rows = self.con.execute(
            f"SELECT DISTINCT {wanted} FROM {steps.sql(wanted, ('context',))} WHERE village_text IS NOT NULL ORDER BY ALL"
        ).fetchall()
        self._places = [(*row, resolve(row[1], row[2] or "", row[3] or "")) for row in rows]

    def usual_districts(self, contexts: Sequence[int]) -> list[str]:
        """The six-digit district with which at least half the sixteen-digit NIKs of some sheets begin."""
        listed = ", ".join(map(str, contexts))
        row = self.con.execute(
            f"SELECT d, n, sum(n) OVER () FROM (SELECT left(digits, 6) AS d, count(*) AS n FROM "
            f"(SELECT regexp_replace(nik, '\\D', '', 'g') AS digits FROM raw WHERE context IN ({listed})) "
            f"WHERE length(digits) = 16 GROUP BY d) ORDER BY n DESC, d LIMIT 1"
        ).fetchone()
        return [row[0]] if row and row[1] * 2 >= row[2] else []

    def set_village(self, context: int, code: str) -> None:
        """States the village of a sheet after it was added."""
        self.contexts[context - 1] = replace(self.contexts[context - 1], usual_village=code)

    def write(self, out: Path) -> None:
        """Reads all cells in one statement and writes the rows, in order."""
        self._carry("formulas", ("seq", "field", "formula"), self._formulas)
        self._carry("places", ("context", "village", "district", "regency", "code"), self._places)
        select = understood(
            self.present, self.contexts, formulas=bool(self._formulas), places=bool(self._places)
        )
        self.con.execute(f"COPY ({select} ORDER BY seq) TO {literal(str(out))} (FORMAT parquet)")

    def _carry(self, table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        columns = [list(map(str_or_none, column)) for column in zip(*rows, strict=True)]
        listed = ", ".join(
            f"unnest(${i}::VARCHAR[])::{'BIGINT' if name in ('seq', 'context') else 'VARCHAR'} AS {name}"
            for i, name in enumerate(names, 1)
        )
        self.con.execute(f"CREATE TABLE {table} AS SELECT {listed}", columns)

    def close(self) -> None:
        self.con.close()


def str_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def column_of(layout: Layout, name: str) -> list[str]:
    """A field's cells for the people's rows, as marked text; of several columns the first that says anything."""
    indexes = [one.index for one in layout.mapping.fields[name]]
    found = [_cells(layout, index, name) for index in indexes]
    result = found[0]
    for other in found[1:]:
        result = [one if _says(one, name) else two or one for one, two in zip(result, other, strict=True)]
    return result


_NOTHING = re.compile(
    r"[\W_]*(?:(?:belum|blm|tidak|tdk|nihil|kosong|dalam proses|proses|masih|none|null)\b.*)?[\W_]*",
    re.IGNORECASE,
)


def _says(cell: str, name: str) -> bool:
    return bool(cell) and (name == "address" or _NOTHING.fullmatch(cell) is None)


def _cells(layout: Layout, index: int, name: str) -> list[str]:
    rows = layout.grid.rows
    cells: list[Cell] = [
        row[index] if index < len(row) else "" for row in map(rows.__getitem__, layout.picked.rows)
    ]
    if set(map(type, cells)) != {str}:
        cells = [cell if cell.__class__ is str else encoded(cell) for cell in cells]
    if name in _FILLED_DOWN:
        _fill_merged(layout, index, cells)
    return cells  # type: ignore[return-value]


def _fill_merged(layout: Layout, index: int, cells: list[Cell]) -> None:
    """A village, RT or RW merged over many rows stands in each of them. Nothing else is ever filled down."""
    where = None
    for (r1, c1), (r2, c2) in layout.grid.merged:
        if r2 > r1 and c1 <= index <= c2 and r1 < len(layout.grid.rows) and c1 < len(layout.grid.rows[r1]):
            where = where or {at: i for i, at in enumerate(layout.picked.rows)}
            value = encoded(layout.grid.rows[r1][c1])
            for at in range(r1, r2 + 1):
                if at in where and not cells[where[at]]:
                    cells[where[at]] = value
