"""Reads XLSX, XLSM, XLS and ODS with calamine, and from the XML what calamine does not tell.

calamine gives saved values only: a formula that was never calculated and an error value both arrive blank.
Where a sheet holds any, its XML is searched for them, so that a cell is never silently empty.
"""

from __future__ import annotations

import gc
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine as calamine

from satupintu.gateways.lists.grids import UNSAVED, Cell, Grid, index_of, letter
from satupintu.gateways.lists.opening import SAVE_AS, locked
from satupintu.gateways.lists.problems import ListRefused, place

MOST_CELLS = 80_000_000  # calamine keeps a sheet as a full rectangle in memory


def read_workbook(data: bytes, name: str, kind: str) -> list[Grid]:
    """Every worksheet of a workbook, in its order; chart and macro sheets have no cells and are left out."""
    with _no_collector():
        parts = _Parts(data, name) if kind == "xlsx" else None
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except calamine.PasswordError as error:
            raise locked(name) from error
        except calamine.CalamineError as error:
            raise _broken(name) from error
        grids = []
        for sheet in book.sheets_metadata:
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
                grids.append(_grid(book, sheet.name, hidden, parts, name))
        return grids


@contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of cells are made and kept; looking for garbage among them doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _broken(name: str) -> ListRefused:
    return ListRefused(f"{name}: isi berkas ini rusak dan tidak dapat dibaca sebagai lembar kerja. {SAVE_AS}")


def _grid(book: calamine.CalamineWorkbook, title: str, hidden: bool, parts: _Parts | None, name: str) -> Grid:
    xml = parts.sheet(title) if parts else b""
    _check_reach(xml, title, name)
    try:
        sheet = book.get_sheet_by_name(title)
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise _broken(name) from error
    grid = Grid(title, rows, range(1, len(rows) + 1), hidden, sheet.merged_cell_ranges or ())
    if parts:
        grid.date1904 = parts.date1904
        if b"<f" in xml or b":f" in xml or b't="e"' in xml:
            _mark_formulas(grid, xml)
    return grid


class _Parts:
    """The XML parts of an XLSX, unpacked with a limit: a size stated falsely does not get past it."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._members = {info.filename: info for info in self._archive.infolist()}
        workbook = self._part("xl/workbook.xml").decode("utf-8", "replace")
        self.date1904 = bool(re.search(r'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true|on)"', workbook))
        targets = {
            found["id"]: found["target"]
            for relation in re.findall(
                r"<(?:\w+:)?Relationship\b[^>]*>", self._text("xl/_rels/workbook.xml.rels")
            )
            if (found := _attributes(relation, id=r"Id", target=r"Target"))
        }
        self._sheets = {}
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", workbook):
            if found := _attributes(tag, name=r"name", id=r"(?:\w+:)id"):
                target = targets.get(found["id"], "")
                self._sheets[html.unescape(found["name"])] = (
                    target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                )
        for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
            self._part(part)  # what the reader of cells will unpack without asking how large it becomes

    def sheet(self, title: str) -> bytes:
        return self._part(self._sheets.get(title, ""))

    def _text(self, part: str) -> str:
        return self._part(part).decode("utf-8", "replace")

    def _part(self, part: str) -> bytes:
        info = self._members.get(part)
        if info is None:
            return b""
        try:
            with self._archive.open(info) as member:
                # No more than the stated size is unpacked; if there is more, the checksum is wrong.
                return member.read(info.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise _broken(self._name) from error


def _attributes(tag: str, **patterns: str) -> dict[str, str] | None:
    found = {key: re.search(rf'\s{pattern}="([^"]*)"', tag) for key, pattern in patterns.items()}
    return {key: match[1] for key, match in found.items() if match} if all(found.values()) else None


_THREE_LETTERS = re.compile(rb'"[A-Z]{3}\d')
_FAR = re.compile(rb'\br="([A-Z]{3})(\d+)"[^>]*[^/]>')
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="(\d+)"')


def _check_reach(xml: bytes, title: str, name: str) -> None:
    """Refuses a sheet with a lone cell so far out that the rectangle up to it would not fit in memory."""
    if _THREE_LETTERS.search(xml) is None:
        return
    far = max((index_of(match[1].decode()) for match in _FAR.finditer(xml)), default=-1)
    if far < 0:
        return
    last = max((int(match[1]) for match in _LAST_ROW.finditer(xml)), default=1)
    if (far + 1) * last > MOST_CELLS:
        raise ListRefused(
            f"{place(name, title, column=letter(far))}: ada sel terisi jauh di luar tabel. Hapus isi kolom-kolom yang "
            "kosong di kanan tabel, simpan, lalu kirim lagi.",
            sheet=title,
            column=letter(far),
        )


_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?P<attributes>[^>]*?\br="(?P<column>[A-Z]{1,3})(?P<row>\d+)"[^>]*?)>'
    rb"(?P<body>(?:(?!</(?:\w+:)?c>).)*)</(?:\w+:)?c>",
    re.DOTALL,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?>(.+?)</(?:\w+:)?v>", re.DOTALL)


def _mark_formulas(grid: Grid, xml: bytes) -> None:
    """Notes every formula and error value, and marks the cells whose formula has no saved result."""
    for match in _CELL.finditer(xml):
        body, attributes = match["body"], match["attributes"]
        is_error = b't="e"' in attributes
        formula = _FORMULA.search(body)
        if not formula and not is_error:
            continue
        at = (int(match["row"]) - 1, index_of(match["column"].decode()))
        value = _VALUE.search(body)
        if is_error:
            grid.errors[at] = value[1].decode("utf-8", "replace") if value else "#N/A"
        if formula:
            written = html.unescape((formula[1] or b"").decode("utf-8", "replace"))
            grid.formulas[at] = f"={written or '(rumus bersama)'}"
            if not value and b't="str"' not in attributes:
                _put(grid, at, UNSAVED)


def _put(grid: Grid, at: tuple[int, int], value: str) -> None:
    row, column = at
    while len(grid.rows) <= row:
        grid.rows.append([])
    grid.numbers = range(1, len(grid.rows) + 1)
    cells = grid.rows[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = value
