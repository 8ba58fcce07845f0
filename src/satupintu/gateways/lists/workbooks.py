"""Reads XLSX, XLSM, XLS and ODS with calamine, and from the XML what calamine does not tell.

calamine gives saved values only: a formula that was never calculated and an error value both arrive blank.
Where a sheet holds any, its XML is searched for them, so that a cell is never silently empty.
"""

from __future__ import annotations

import gc
import html
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import python_calamine as calamine

from satupintu.gateways.lists.grids import UNSAVED, Cell, Grid, index_of
from satupintu.gateways.lists.opendocument import merged_cells
from satupintu.gateways.lists.opening import locked
from satupintu.gateways.lists.parts import STRINGS, STYLES, Parts, broken, check_reach
from satupintu.gateways.lists.shown import Shown, shown, struck_styles
from satupintu.gateways.meanwhile import Meanwhile

LARGE = (
    4_000_000  # bytes of sheets' XML, about 100,000 cells, from which reading by columns is worth its start
)


def read_workbook(data: bytes, name: str, kind: str) -> list[Grid]:
    """Every worksheet of a workbook, in its order; chart and macro sheets have no cells and are left out."""
    with _no_collector(), _no_panic(name):
        if kind != "xlsx":
            _try_apart(data, name, kind)
            return _with_merges(_grids(_opened(data, name), None, name), data, kind)
        parts = Parts(data, name)
        if (grids := _large(parts)) is not None:
            return grids
        opening = Meanwhile(lambda: _opened(data, name))
        known = _looked_over(parts, name)
        return _grids(opening.result(), known, name)


@dataclass(frozen=True)
class _Known:
    """What calamine does not tell: whether days count from 1904, the XML of the sheets with formulas, their looks."""

    date1904: bool
    with_formulas: dict[str, bytes]
    shown: dict[str, Shown]


def _large(parts: Parts) -> list[Grid] | None:
    """The sheets of a large workbook read by columns; None where there is none, or it is none of the usual kind."""
    if sum(map(parts.size, parts.sheets.values())) < LARGE:
        return None
    parts.unpack_ahead([*parts.sheets.values(), STRINGS])
    from satupintu.gateways.lists.large import read_large  # brings numpy, which small lists do without
    from satupintu.gateways.lists.scanning import Irregular

    try:
        return read_large(parts, _note_formulas)
    except Irregular:
        return None


def _looked_over(parts: Parts, name: str) -> _Known:
    """What the XML of the sheets tells. Refuses a sheet that is damaged or reaches too far."""
    for part in (STRINGS, STYLES):
        parts.part(part)  # what the reader of cells unpacks without asking how large it becomes
    struck = struck_styles(parts.part(STYLES))
    known = _Known(parts.date1904, {}, {})
    for title, part in parts.sheets.items():
        xml = parts.part(part)
        check_reach(xml, title, name)
        prefixed = _PREFIXED.search(xml[:4000]) is not None
        if b"<f" in xml or b't="e"' in xml or (prefixed and b":f" in xml):
            known.with_formulas[title] = xml
        known.shown[title] = shown(xml, struck)
    return known


_PREFIXED = re.compile(rb"<\w+:worksheet\b")


def _opened(data: bytes, name: str) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise locked(name) from error
    except calamine.CalamineError as error:
        raise broken(name) from error


def _with_merges(grids: list[Grid], data: bytes, kind: str) -> list[Grid]:
    """The sheets of an ODS with their merged cells."""
    merged = merged_cells(data) if kind == "ods" else {}
    for grid in grids:
        grid.merged = grid.merged or merged.get(grid.name, ())
    return grids


def _grids(book: calamine.CalamineWorkbook, known: _Known | None, name: str) -> list[Grid]:
    grids = []
    for sheet in book.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
            grids.append(_grid(book, sheet.name, hidden, known, name))
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


@contextmanager
def _no_panic(name: str) -> Iterator[None]:
    """The reader of cells stops with a panic, not an error, at damage its makers did not think of."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":
            raise broken(name) from error
        raise


def _grid(book: calamine.CalamineWorkbook, title: str, hidden: bool, known: _Known | None, name: str) -> Grid:
    try:
        sheet = book.get_sheet_by_name(title)
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise broken(name) from error
    grid = Grid(title, rows, range(1, len(rows) + 1), hidden, sheet.merged_cell_ranges or ())
    if known:
        grid.date1904 = known.date1904
        if looks := known.shown.get(title):
            looks.note(grid)
        if xml := known.with_formulas.get(title):
            _note_formulas(grid, _cells(xml))
    return grid


# Formats whose cells cannot be looked over beforehand are first opened by a process of their own, which may
# use so much memory and no more: a damaged file can name a cell beyond any memory.
_TRIAL = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
except ImportError:
    pass
import python_calamine as calamine
try:
    book = calamine.CalamineWorkbook.from_path(sys.argv[1])
    for sheet in book.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            book.get_sheet_by_name(sheet.name)
except calamine.PasswordError:
    sys.exit(3)
"""
_TRIAL_MEMORY = 3_000_000_000
_TRIAL_SECONDS = 120


def _try_apart(data: bytes, name: str, kind: str) -> None:
    """Raises ListRefused when opening the file in a process of its own fails."""
    import subprocess  # slow to load, and seldom needed

    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-c", _TRIAL, file.name, str(_TRIAL_MEMORY)]
        try:
            tried = subprocess.run(command, capture_output=True, timeout=_TRIAL_SECONDS, check=False)  # noqa: S603
            code = tried.returncode
        except subprocess.TimeoutExpired:
            code = 1
    if code == 3:
        raise locked(name)
    if code:
        raise broken(name)


_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?P<attributes>[^>]*?\br="(?P<column>[A-Z]{1,3})(?P<row>\d+)"[^>]*?)(?<!/)>'
    rb"(?P<body>(?:(?!</(?:\w+:)?c>).)*)</(?:\w+:)?c>",
    re.DOTALL,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?>(.+?)</(?:\w+:)?v>", re.DOTALL)


def _cells(xml: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """The cells of a sheet that are not blank: row and column counted from 0, attributes, inside."""
    for match in _CELL.finditer(xml):
        yield int(match["row"]) - 1, index_of(match["column"].decode()), match["attributes"], match["body"]


def _note_formulas(grid: Grid, cells: Iterable[tuple[int, int, bytes, bytes]]) -> None:
    """Notes every formula and error value, and marks the cells whose formula has no saved result."""
    for row, column, attributes, body in cells:
        is_error = b't="e"' in attributes
        formula = _FORMULA.search(body)
        if not formula and not is_error:
            continue
        at = (row, column)
        value = _VALUE.search(body)
        if is_error:
            grid.errors[at] = value[1].decode("utf-8", "replace") if value else "#N/A"
        if formula:
            written = html.unescape((formula[1] or b"").decode("utf-8", "replace"))
            grid.formulas[at] = f"={written or '(rumus bersama)'}"
            if not value and b't="str"' not in attributes:
                grid.put(row, column, UNSAVED)
