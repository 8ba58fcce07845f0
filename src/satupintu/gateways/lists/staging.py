"""Carries the people's rows of all sheets into DuckDB, a list for each column, and has them read and written there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import cast

import duckdb

from satupintu.gateways.lists import values
from satupintu.gateways.lists.grids import MARKS, encoded
from satupintu.gateways.lists.letters import is_letter
from satupintu.gateways.lists.maps import PERIODS
from satupintu.gateways.lists.sheets import Layout
from satupintu.gateways.lists.statement import APART, RAW, Context, Once, Source, read_once, understood
from satupintu.gateways.lists.steps import Steps
from satupintu.gateways.lists.values import literal
from satupintu.gateways.meanwhile import at_once

_FILLED_DOWN = ("village", "district", "regency", "rt", "rw", "rt_rw")
_ALONE_AT = 20_000  # rows from which a sheet travels alone; smaller ones are kept back and travel together
_REPEATS = 4  # times that a cell must come on average, to be worth reading once
_GROUP_ROWS = 24_576  # in groups of so many rows the next step reads a village's list on every core
_MANY_ROWS = 1_000_000  # from which on the usual, larger groups do
_MOST_VILLAGES = 20_000  # looked up by name; a nation's list has codes


@dataclass(frozen=True)
class _Batch:
    """A sheet's rows on the way: its context, the rows before it, their numbers, its cells by field."""

    context: int
    after: int
    numbers: list[int]
    cells: dict[str, list[str]]


class Staging:
    """One round's rows on their way: `add` its sheets in order, then `write` the Parquet file."""

    def __init__(self, threads: int | None, memory: str | None, spill: Path) -> None:
        limits: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(spill)}
        if threads:
            limits["threads"] = max(
                1, min(threads, 4 * (os.cpu_count() or 1))
            )  # more would only wait for each other
        if memory:
            limits["memory_limit"] = memory
        self.con = duckdb.connect(config=limits)
        self.con.execute("SET enable_progress_bar_print = false")  # stdout is for the result
        self.contexts: list[Context] = []
        self.rows = 0
        self._present: set[str] = set()
        self._waiting: list[_Batch] = []
        self._formulas: list[tuple[int, str, str]] = []
        self._places: list[tuple[int, str, str | None, str | None, str | None]] = []
        self._tables: list[Source] = []
        self._raw: list[str] = []
        self._has_pairs = False
        self._marked: set[str] = set()

    def add(self, file: str, layout: Layout) -> int:
        """Adds a sheet's people; gives the number by which its rows are known, counted from 1."""
        keep, grid, mapping = layout.picked.rows, layout.grid, layout.mapping
        columns = _Columns(layout)
        cells = {name: columns.of(name) for name in RAW if mapping.fields.get(name)}
        if "address" in cells and not {"rt", "rw", "rt_rw"} & cells.keys():
            cells["rt_address"] = cells["address"]
        if "village" not in cells and layout.sections:
            cells["village"] = _under(layout, layout.sections)
        if not {"rt", "rw", "rt_rw"} & mapping.fields.keys() and any(
            _RT.search(text) for _, text in layout.picked.sections
        ):
            # Like an address it may say more: 'DUSUN KRAJAN RT 01/RW 02'.
            cells["rt_address"] = _under(
                layout, [one for one in layout.picked.sections if _RT.search(one[1])]
            )
        if "village" in cells:
            cells = {"district": [""] * len(keep), "regency": [""] * len(keep)} | cells
        if "sex_l" in mapping.fields:
            cells["sex"] = columns.ticked()
        self._has_pairs = self._has_pairs or bool(mapping.pair) or _may_be_pairs(cells.get("nik", []))
        self._marked |= {name for name in cells if grid.formulas or columns.has_others(name)}
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
                layout.district,
                layout.regency,
            )
        )
        batch = _Batch(len(self.contexts), self.rows, [grid.numbers[at] for at in keep], cells)
        self._present |= cells.keys()
        self.rows += len(keep)
        if len(keep) >= _ALONE_AT:
            self._flush()
        self._waiting.append(batch)
        if len(keep) >= _ALONE_AT or sum(len(one.numbers) for one in self._waiting) >= _ALONE_AT:
            self._flush()
        return len(self.contexts)

    def add_table(self, context: Context, source: Source, rows: int) -> int:
        """Adds a Parquet file's rows; they are read where they stand, when everything is written."""
        self.contexts.append(context)
        number = '"row"' if source.says_where else "file_row_number + 1"
        relation = (
            f'(SELECT * REPLACE (CAST({number} AS INTEGER) AS "row"), file_row_number + {self.rows + 1} AS seq, '
            f"{len(self.contexts)} AS context FROM {source.relation})"
        )
        self._tables.append(replace(source, relation=relation))
        self.rows += rows
        return len(self.contexts)

    def _flush(self) -> None:
        """Carries the waiting sheets over, into tables small enough for every thread to have one."""
        waiting, self._waiting = self._waiting, []
        names = [name for name in RAW if any(name in batch.cells for batch in waiting)]
        columns = ["CAST(cells[1] AS BIGINT) AS seq", "CAST(cells[2] AS INTEGER) AS context"]
        columns.append('CAST(cells[3] AS INTEGER) AS "row"')
        columns += [
            f"cells[{names.index(name) + 4}] AS {name}" if name in names else f"'' AS {name}" for name in RAW
        ]
        rows = [line for batch in waiting for line in _lines(batch, names)]
        starts = range(0, len(rows), _TABLE_ROWS)
        tables = {f"raw_{len(self._raw) + i}": start for i, start in enumerate(starts)}
        self._raw += tables

        def carry(table: str) -> None:
            self.con.cursor().execute(
                f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM (SELECT string_split("
                f"unnest(string_split($1, chr({ord(_ROW)}))), chr({ord(_CELL)})) AS cells)",
                [_ROW.join(rows[tables[table] : tables[table] + _TABLE_ROWS])],
            )

        at_once(carry, tables)

    @property
    def _all_raw(self) -> str:
        """The relation of all rows carried over."""
        if not self._raw:
            columns = ", ".join(f"NULL::VARCHAR AS {name}" for name in RAW)
            nothing = 'NULL::BIGINT AS seq, NULL::INTEGER AS context, NULL::INTEGER AS "row"'
            return f"(SELECT {nothing}, {columns} WHERE false)"
        return f"({' UNION ALL '.join(f'FROM {table}' for table in self._raw)})"

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
        """Asks once for each different village that cells name in words."""
        self._flush()
        relations = [self._all_raw] if "village" in self._present else []
        relations += [source.relation for source in self._tables if "village" in source.present]
        for relation in relations:
            rows = self.con.execute(_villages_in(relation)).fetchall()
            for number, village, district, regency in rows:
                context = self.contexts[number - 1]
                code = resolve(village, district or context.district, regency or context.regency)
                if code is None and not district and (regency or context.regency):
                    code = resolve(
                        village, "", regency or context.regency
                    )  # not all live in the title's district
                if code is None and district and not regency:
                    code = resolve(village, district, "")
                self._places.append((number, village, district, regency, code))

    def set_village(self, context: int, code: str | None) -> None:
        """States the village of a sheet after it was added."""
        self.contexts[context - 1] = replace(self.contexts[context - 1], usual_village=code)

    def write(self, out: Path) -> None:
        """Reads all cells in one statement and writes the rows, in order."""
        self._carry("formulas", {"seq": "BIGINT", "field": "VARCHAR", "formula": "VARCHAR"}, self._formulas)
        names = dict.fromkeys(("village", "district", "regency", "code"), "VARCHAR")
        self._carry("places", {"context": "INTEGER"} | names, self._places)
        has_places = bool(self._places)
        sources = [replace(one, places=has_places and "village" in one.present) for one in self._tables]
        if self._present or not sources:
            carried = Source(
                self._all_raw,
                frozenset(self._present),
                formulas=bool(self._formulas),
                places=has_places and "village" in self._present,
                pairs=self._has_pairs,
                marked=frozenset(self._marked),
            )
            sources.append(replace(carried, once=self._read_once(carried)))
        asked = sorted({column for source in sources for column in source.asked})
        selects = " UNION ALL ".join(f"({understood(source, self.contexts, asked)})" for source in sources)
        # A lone table needs no sorting: DuckDB keeps the order of a file it reads unless a join comes between.
        order = "" if len(sources) == 1 and self._tables and not sources[0].places else "ORDER BY seq"
        if order:
            self.con.execute("SET preserve_insertion_order = false")  # seq says it, and threads need not wait
        groups = "" if self.rows >= _MANY_ROWS else f", ROW_GROUP_SIZE {_GROUP_ROWS}"
        rows = f"SELECT * FROM ({selects}) {order}"
        self.con.execute(f"COPY ({rows}) TO {literal(str(out))} (FORMAT parquet{groups})")

    def _read_once(self, source: Source) -> tuple[Once, ...]:
        """Reads the cells that repeat, each different one once: a list of 100,000 has a few hundred turnovers."""
        if not self._raw or self.rows < _ALONE_AT:
            return ()
        apart = [(cells, fields) for cells, fields in APART if not source.present.isdisjoint(cells)]
        if not apart:
            return ()
        counts = ", ".join(
            f"approx_count_distinct(concat_ws({literal(_CELL)}, {', '.join(cells)})) * {_REPEATS} < count(*)"
            for cells, _ in apart
        )
        repeat_often = self.con.execute(f"SELECT {counts} FROM {self._raw[0]}").fetchone() or ()
        found = [
            Once(f"once_{i}", cells, fields) for i, (cells, fields) in enumerate(apart) if repeat_often[i]
        ]
        at_once(
            lambda one: self.con.cursor().execute(
                f"CREATE TABLE {one.table} AS {read_once(one, source, self.contexts)}"
            ),
            found,
        )
        return tuple(found)

    def _carry(self, table: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            kinds = enumerate(columns.items(), 1)
            listed = ", ".join(f"unnest(${i}::{kind}[]) AS {name}" for i, (name, kind) in kinds)
            lists = [list(column) for column in zip(*rows, strict=True)]
            self.con.execute(f"CREATE TABLE {table} AS SELECT {listed}", lists)

    def close(self) -> None:
        self.con.close()


# One long text travels five times as fast as a list of short ones. No list can hold these two characters.
_ROW, _CELL = "\x1e", "\x1f"
_TABLE_ROWS = 25_000


def _lines(batch: _Batch, names: Sequence[str]) -> list[str]:
    """A text for each row: its place in the round, its sheet, its number and its cells, divided by _CELL."""
    count = len(batch.numbers)
    places = map(str, range(batch.after + 1, batch.after + 1 + count))
    columns = [batch.cells.get(name) or [""] * count for name in names]
    for at, column in enumerate(columns):
        text = "".join(column)
        if _ROW in text or _CELL in text:
            columns[at] = [cell.replace(_ROW, "").replace(_CELL, "") for cell in column]
    sheet = repeat(str(batch.context), count)
    return list(map(_CELL.join, zip(places, sheet, map(str, batch.numbers), *columns, strict=True)))


def _villages_in(relation: str) -> str:
    """SELECT of the different villages that cells name in words, with the district and regency beside them."""
    steps = Steps(relation)
    for name in ("village", "district", "regency"):
        values.show(steps, name)
    values.village(steps)
    values.text(steps, "district")
    values.text(steps, "regency")
    wanted = "context, village_text, district_text, regency_text"
    return (
        f"SELECT DISTINCT {wanted} FROM {steps.sql(f'{wanted}, village_code')} "
        f"WHERE village_text IS NOT NULL AND village_code IS NULL ORDER BY ALL LIMIT {_MOST_VILLAGES}"
    )


def _may_be_pairs(cells: Sequence[str]) -> bool:
    """Whether a NIK's cell is long enough for two numbers, or has a K, as NIK, KTP, KK and keluarga have."""
    text = "".join(cells)
    return "k" in text or "K" in text or max(map(len, cells), default=0) > 26


_RT = re.compile(r"\brt(?:\W{0,3}rw)?\W{0,3}\d", re.IGNORECASE)


def _under(layout: Layout, sections: Sequence[tuple[int, str]]) -> list[str]:
    """For each person the last heading above, '' before the first."""
    found, at = [], -1
    for row in layout.picked.rows:
        while at + 1 < len(sections) and sections[at + 1][0] < row:
            at += 1
        found.append(sections[at][1] if at >= 0 else "")
    return found


_NOTHING = re.compile(
    r"[\W_0]*(?:(?:belum|blm|tidak|tdk|nihil|kosong|dalam proses|proses|masih|none|null)\b.*)?[\W_]*",
    re.IGNORECASE,
)


def _says(cell: str, name: str) -> bool:
    if name == "business_letter":
        return is_letter(cell.lstrip(MARKS))
    return bool(cell) and (name == "address" or _NOTHING.fullmatch(cell) is None)


def _says_more(cell: str, other: str, name: str) -> bool:
    """Whether a cell goes before another of its field: it says something, and no mere 'Ya' beside a letter's number."""
    is_tick = name == "business_letter" and cell != "" and not any(map(str.isdigit, cell))
    return _says(cell, name) and not (is_tick and any(map(str.isdigit, other)) and _says(other, name))


class _Columns:
    """The cells of the people's rows of one sheet, column by column, as marked text."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[int, tuple[list[str], bool]] = {}

    def of(self, name: str) -> list[str]:
        """A field's cells; of several columns the first that says anything."""
        first, *others = [self._cells(one.index, name) for one in self._layout.mapping.fields[name]]
        for other in others:
            first = [
                one if _says_more(one, two, name) else two or one
                for one, two in zip(first, other, strict=True)
            ]
        return first

    def ticked(self) -> list[str]:
        """The sex from a column for each, one of them ticked."""
        fields = self._layout.mapping.fields
        male, female = (self._cells(fields[name][0].index, name) for name in ("sex_l", "sex_p"))
        said = [(_says(one, "sex"), _says(two, "sex")) for one, two in zip(male, female, strict=True)]
        return ["L" if one and not two else "P" if two and not one else "" for one, two in said]

    def has_others(self, name: str) -> bool:
        """Whether a field's columns hold anything but text, such as numbers and dates."""
        fields = self._layout.mapping.fields.get("address" if name == "rt_address" else name, ())
        return any(self._texts(one.index)[1] for one in fields)

    def _cells(self, index: int, name: str) -> list[str]:
        texts, _ = self._texts(index)
        if name in _FILLED_DOWN:
            _fill_merged(self._layout, index, texts := texts.copy())
        return texts

    def _texts(self, index: int) -> tuple[list[str], bool]:
        """A column's cells as marked text, and whether any needed a mark."""
        if index not in self._known:
            column, keep = self._layout.grid.column(index), self._layout.picked.rows
            cells = column[keep[0] : keep[-1] + 1] if keep else []
            if len(cells) != len(keep):
                cells = list(map(column.__getitem__, keep))
            has_others = bool(set(map(type, cells)) - {str})
            if has_others:
                cells = [cell if type(cell) is str else encoded(cell) for cell in cells]
            self._known[index] = (cast(list[str], list(cells)), has_others)
        return self._known[index]


def _fill_merged(layout: Layout, index: int, cells: list[str]) -> None:
    """A village, RT or RW merged over many rows stands in each of them. Nothing else is ever filled down."""
    where: dict[int, int] = {}
    rows = layout.grid.rows
    for (r1, c1), (r2, c2) in layout.grid.merged:
        if r2 > r1 and c1 <= index <= c2 and r1 < len(rows) and c1 < len(rows[r1]):
            where = where or {at: i for i, at in enumerate(layout.picked.rows)}
            for at in range(r1, r2 + 1):
                if at in where and not cells[where[at]]:
                    cells[where[at]] = encoded(rows[r1][c1])
