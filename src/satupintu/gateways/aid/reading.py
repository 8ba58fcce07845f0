"""Reads one agency's list into a Parquet of what each row says, as it says it; `satupintu.batch.aid` gives it meaning.

The people's rows come from `gateways.lists`, with everything it knows of titles, totals, several sheets and merged
cells. What they received is then fetched from the same rows of the same columns, still as text.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from satupintu.gateways.aid.columns import FIELDS, AidMap, Column, choose
from satupintu.gateways.aid.meaning import SELECTED, understand, understood
from satupintu.gateways.lists import ColumnMap, ListProblem, ListQuestion, ReadColumn, ReadFile, read_lists
from satupintu.gateways.lists.csvs import read_csv
from satupintu.gateways.lists.grids import NUMBER, Grid, encoded, index_of, plain
from satupintu.gateways.lists.money import unit_in
from satupintu.gateways.lists.opening import MARKUP, kind_of
from satupintu.gateways.lists.spelling import spelled
from satupintu.gateways.lists.values import literal, path_literal
from satupintu.gateways.lists.workbooks import read_workbook

# What the reader of applicants looks for and a list of recipients has not: their columns may say what was received.
_NOT_HERE = ("sector", "phone", "annual_turnover", "business_letter", "submitted_at", "proposer")
_PERSON = (
    "nik",
    "nik_is_number",
    "name",
    "birth_date",
    "village",
    "nik_original",
    "village_original",
    "birth_date_original",
)
_SAMPLE, _CHUNK = 200, 25_000


@dataclass(frozen=True)
class AidReading:
    """What came of reading: `file` as `gateways.lists` tells it, our columns and questions included."""

    file: ReadFile
    questions: tuple[ListQuestion, ...] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # sheet -> field -> letter

    @property
    def problem(self) -> ListProblem | None:
        return self.file.problem

    def to_json(self) -> dict[str, Any]:
        """Plain values; `questions` are all that is open."""
        from satupintu.gateways.lists import Reading

        plain_values: dict[str, Any] = Reading((self.file,), self.file.rows).to_json()["files"][0]
        return plain_values


def read_aid_list(path: Path, out: Path, maps: Sequence[str] = (), first_row: int = 1) -> AidReading:
    """Writes `out`: sheet, row, nik, nik_is_number, name, birth_date, village, what was written of these where it could
    not be read (`…_original`), and amount (whole rupiah), received_on, programme, what and quantity likewise; of a
    column of states its words, and `is_received` where these say so or say not.

    `first_row` is the number a person sees at the first row of a Parquet file. Nothing is written where the file has a
    problem or leaves a question open.
    """
    said = [AidMap.parse(one) for one in maps]
    own = [one for one in said if isinstance(one, AidMap)]
    others = [one for one in said if isinstance(one, ColumnMap)]
    with tempfile.TemporaryDirectory(prefix=".aid-", dir=out.parent) as folder:
        people = Path(folder) / "people.parquet"
        silent = [ColumnMap(one, None) for one in _NOT_HERE]
        found = read_lists([path], people, maps=[*silent, *others]).files[0]
        if found.problem:
            return AidReading(found, found.questions)
        reader = _TableReader if found.kind == "parquet" else _SheetReader
        return reader(path, found, own, first_row).write(people, out)


class _Reader:
    def __init__(self, path: Path, found: ReadFile, maps: Sequence[AidMap], first_row: int) -> None:
        self.path, self.found, self.maps, self.first_row = path, found, maps, first_row
        self.questions: list[ListQuestion] = []
        self.chosen: dict[str, dict[str, str]] = {}

    def _choose(self, sheet: str, cells: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Chooses the columns of one sheet among those nobody claimed; `cells` by letter."""
        read = next(one for one in self.found.sheets if one.name == sheet)
        used = {one.column for one in read.columns if one.field != "number"}
        columns = [
            Column(one.column, one.header, cells.get(one.column, ()))
            for one in read.headings
            if one.column not in used
        ]
        chosen, asked = choose(self.found.name, sheet, columns, self.maps)
        self.questions += asked
        self.chosen[sheet] = chosen
        return chosen

    def _units(self) -> dict[str, int]:
        """What one stands for in a sheet's amounts: 1000 under 'dalam ribuan'."""
        units = {}
        for sheet in self.found.sheets:
            headers = {one.column: one.header for one in sheet.headings}
            header = headers.get(self.chosen.get(sheet.name, {}).get("amount", ""), "")
            units[sheet.name] = unit_in(spelled(header)) if header else 1
        return units

    def _told(self) -> AidReading:
        """The reading with our columns among the others'."""
        sheets = tuple(
            replace(
                one,
                columns=(
                    *one.columns,
                    *(ReadColumn(name, letter, _header(one.headings, letter), 0.0)
                      for name, letter in self.chosen.get(one.name, {}).items()),
                ),
            )
            for one in self.found.sheets
        )  # fmt: skip
        return AidReading(replace(self.found, sheets=sheets, questions=tuple(self.questions)),
                          tuple(self.questions), self.chosen)  # fmt: skip

    def _join(self, con: duckdb.DuckDBPyConnection, people: Path, received: str, out: Path) -> None:
        units = " ".join(
            f"WHEN {literal(name)} THEN {unit}" for name, unit in self._units().items() if unit != 1
        )
        unit = f"CASE sheet {units} ELSE 1 END" if units else "1"
        measured = f"(SELECT *, CAST({unit} AS BIGINT) AS unit FROM {received})"
        understand(con, measured)
        person = ", ".join(f"p.{name}" for name in _PERSON)
        cells = ", ".join(f"{sql} AS {name}" for name, sql in SELECTED.items())
        shift = self.first_row - 1 if self.found.kind == "parquet" else 0
        con.execute(
            f"""COPY (SELECT p.sheet, CAST(p."row" + {shift} AS INTEGER) AS "row", {person}, c.* EXCLUDE (sheet, "row")
            FROM read_parquet({path_literal(str(people))}) p
            LEFT JOIN (SELECT r.sheet, r."row", {cells} FROM {understood(measured)}) c
              ON c.sheet = p.sheet AND c."row" = p."row" ORDER BY p.seq) TO {literal(str(out))} (FORMAT parquet)"""
        )


class _SheetReader(_Reader):
    """Workbooks and CSV: the cells are read again, for the columns that are wanted and no others."""

    def write(self, people: Path, out: Path) -> AidReading:
        with duckdb.connect() as con:
            columns = ", ".join(f"{name} VARCHAR" for name in FIELDS)
            con.execute(f'CREATE TABLE received (sheet VARCHAR, "row" INTEGER, {columns})')
            for grid in self._grids():
                chosen = self._choose(grid.name, _samples(grid, self.found))
                _fill(con, grid, chosen)
            if not self.questions:
                self._join(con, people, "received", out)
        return self._told()

    def _grids(self) -> list[Grid]:
        data, kind = self.path.read_bytes(), self.found.kind
        if kind in MARKUP:
            from satupintu.gateways.lists.markup import read_markup

            grids = read_markup(data, self.path.name)
        elif kind_of(data, self.path.name) == "csv":
            grids = [read_csv(data, self.path.name)]
        else:
            grids = read_workbook(data, self.path.name, kind)
        read = {one.name for one in self.found.sheets if not one.reason}
        return [one for one in grids if one.name in read]


class _TableReader(_Reader):
    """Parquet: read where it stands."""

    def write(self, people: Path, out: Path) -> AidReading:
        scan = f"read_parquet({path_literal(str(self.path))}, file_row_number = true)"
        with duckdb.connect() as con:
            sheet = self.found.sheets[0]
            names = {one.column: one.header for one in sheet.headings}
            quoted = {letter: '"' + name.replace('"', '""') + '"' for letter, name in names.items()}
            listed = ", ".join(f"CAST({one} AS VARCHAR)" for one in quoted.values())
            sample = con.execute(f"SELECT {listed} FROM {scan} LIMIT {_SAMPLE}").fetchall()
            cells = {
                letter: [row[i] for row in sample if row[i] is not None] for i, letter in enumerate(quoted)
            }
            chosen = self._choose("", cells)
            kinds = dict(
                con.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {scan})").fetchall()
            )
            columns = ", ".join(
                f"{_marked(quoted[chosen[name]], kinds[names[chosen[name]]])} AS {name}"
                if name in chosen
                else f"NULL::VARCHAR AS {name}"
                for name in FIELDS
            )
            received = f"(SELECT '' AS sheet, file_row_number + 1 AS \"row\", {columns} FROM {scan})"
            if not self.questions:
                self._join(con, people, received, out)
        return self._told()


def _marked(column: str, kind: str) -> str:
    """A column of a table as text, a number marked as one: its point is no mark of thousands."""
    mark = (
        f"{literal(NUMBER)} || "
        if re.match(r"U?(?:TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL", kind)
        else ""
    )
    return f"{mark}CAST({column} AS VARCHAR)"


def _samples(grid: Grid, found: ReadFile) -> dict[str, list[str]]:
    """By letter the first cells below the header, as people read them."""
    sheet = next(one for one in found.sheets if one.name == grid.name)
    first, last = sheet.first_row or 1, sheet.last_row or 0
    rows = [row for number, row in zip(grid.numbers, grid.rows, strict=False) if first <= number <= last][
        :_SAMPLE
    ]
    return {
        one.column: [plain(row[at]) for row in rows if at < len(row) and row[at] != ""]
        for one in sheet.headings
        for at in (index_of(one.column),)
    }


def _fill(con: duckdb.DuckDBPyConnection, grid: Grid, chosen: Mapping[str, str]) -> None:
    """The chosen columns of a sheet as marked text, some thousand rows at a time."""
    if not chosen:
        return
    columns = {name: grid.column(index_of(letter)) for name, letter in chosen.items()}
    numbers = list(grid.numbers)[: len(grid.rows)]
    selected = ", ".join(
        f"unnest(${list(columns).index(name) + 3}::VARCHAR[]) AS {name}"
        if name in columns
        else f"NULL AS {name}"
        for name in FIELDS
    )
    for start in range(0, len(numbers), _CHUNK):
        part = slice(start, start + _CHUNK)
        cells = [[encoded(cell) or None for cell in column[part]] for column in columns.values()]
        con.execute(
            f"INSERT INTO received SELECT $1, unnest($2::INTEGER[]), {selected}",
            [grid.name, numbers[part], *cells],
        )


def _header(headings: Sequence[Any], letter: str) -> str:
    return next((one.header for one in headings if one.column == letter), "")
