"""Reads tables that are written as markup: HTML named .xls, as many systems export it, and Excel 2003's XML.

Nothing is fetched and no entity but a character is expanded; what stands outside tables is passed over.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from satupintu.gateways.lists.csvs import decoded
from satupintu.gateways.lists.grids import Cell, Grid, Span, refuse_long
from satupintu.gateways.lists.headers import MOST_COLUMNS
from satupintu.gateways.lists.problems import ListRefused, place

_MOST_ROWS = 1_048_576  # a sheet has no more
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LONG = re.compile(r"\d{12,}(?:\.0+)?")
_ROWS, _CELLS, _BREAKS = ("tr", "row"), ("td", "th", "cell"), ("br", "p", "div", "li")
_UNSEEN = ("style", "script", "title", "comment", "namedrange")


def read_markup(data: bytes, name: str) -> list[Grid]:
    """The tables of an HTML page one under another as one grid; of Excel 2003's XML a grid for each worksheet."""
    parser = _Tables(name)
    parser.feed(decoded(data))
    parser.close()
    return parser.finished()


@dataclass
class _Open:
    """A table while it is read: its current row and cell, and the columns that cells above still reach into."""

    row: list[Cell] | None = None
    text: list[str] | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    reaching: dict[int, int] = field(default_factory=dict)


class _Tables(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.grids: list[Grid] = []
        self.open: list[_Open] = []
        self.merged: list[Span] = []
        self.unseen = 0

    def finished(self) -> list[Grid]:
        while self.open:
            self._end_table()
        for grid in self.grids:
            refuse_long(grid.rows, range(1, len(grid.rows) + 1), self.name)
        return self.grids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        told = {key.rpartition(":")[2]: value or "" for key, value in attrs}
        if tag == "worksheet":
            self._new_grid(told.get("name", ""))
        elif tag == "table":
            self._start_table()
        elif tag in _UNSEEN:
            self.unseen += 1
        elif not self.open:
            return
        elif tag in _ROWS:
            self._start_row(told)
        elif tag in _CELLS:
            self._start_cell(told)
        elif tag == "data":
            self.open[-1].kind = told.get("type", "")
        elif tag in _BREAKS and self.open[-1].text:
            self.open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif not self.open:
            return
        elif tag == "table":
            self._end_table()
        elif tag in _ROWS:
            self._end_row()
        elif tag in _CELLS:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].text is not None and not self.unseen:
            self.open[-1].text.append(data)

    def _new_grid(self, title: str) -> None:
        self.merged = []
        self.grids.append(Grid(title, [], range(0), merged=self.merged))

    def _start_table(self) -> None:
        if not self.grids:
            self._new_grid("")
        self.open.append(_Open())

    def _end_table(self) -> None:
        self._end_row()
        self.open.pop()

    def _start_row(self, told: dict[str, str]) -> None:
        self._end_row()
        self.open[-1].row = []
        index = _count(told.get("index"), 0)
        if index > len(self.grids[-1].rows) + 1:
            self._check_size(index)
            self.grids[-1].rows.extend([] for _ in range(index - len(self.grids[-1].rows) - 1))

    def _end_row(self) -> None:
        self._end_cell()
        table = self.open[-1]
        if table.row is None:
            return
        grid = self.grids[-1]
        self._check_size(len(grid.rows) + 1)
        grid.rows.append(table.row)
        grid.numbers = range(1, len(grid.rows) + 1)
        table.row = None
        table.reaching = {column: rows - 1 for column, rows in table.reaching.items() if rows > 1}

    def _start_cell(self, told: dict[str, str]) -> None:
        table = self.open[-1]
        if table.row is None:  # '<td>' without '<tr>'
            table.row = []
        self._end_cell()
        table.text, table.attributes, table.kind = [], told, ""

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.text is None or table.row is None:
            return
        text, told, row = "".join(table.text), table.attributes, table.row
        table.text = None
        row.extend([""] * min(MOST_COLUMNS, _count(told.get("index"), 1) - 1 - len(row)))
        while table.reaching.get(len(row), 0) > 0:
            row.append("")
        first, at = len(row), len(self.grids[-1].rows)
        wide = _count(told.get("colspan"), 1) if "colspan" in told else 1 + _count(told.get("mergeacross"), 0)
        high = _count(told.get("rowspan"), 1) if "rowspan" in told else 1 + _count(told.get("mergedown"), 0)
        wide = max(1, min(wide, MOST_COLUMNS - first))
        row.extend([_cell(text, told, table.kind), *[""] * (wide - 1)])
        if high > 1:
            table.reaching |= dict.fromkeys(range(first, first + wide), high)
        if wide > 1 or high > 1:
            self.merged.append(((at, first), (at + max(1, high) - 1, first + wide - 1)))

    def _check_size(self, rows: int) -> None:
        if rows > _MOST_ROWS:
            raise ListRefused(
                f"{place(self.name, self.grids[-1].name, rows)}: ada baris jauh di luar tabel. Salin daftarnya ke buku "
                "kerja baru, simpan sebagai .xlsx, lalu kirim lagi."
            )


def _count(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else usual


def _cell(text: str, told: dict[str, str], kind: str) -> Cell:
    """A cell's text; a number or date where the file says that it is one.

    Excel and LibreOffice show long numbers as 3,50711E+15 and keep the number itself beside it.
    """
    kept = told.get("sdval", told.get("num", ""))
    if _LONG.fullmatch(kept):
        return int(kept.partition(".")[0])
    tidy = "\n".join(" ".join(line.split()) for line in text.replace("\u00a0", " ").strip().splitlines())
    if kind == "Number" and _NUMBER.fullmatch(tidy):
        return int(tidy) if tidy.lstrip("-").isdecimal() else float(tidy)
    if kind == "DateTime":
        try:
            return datetime.datetime.fromisoformat(tidy[:19])
        except ValueError:
            return tidy
    return tidy
