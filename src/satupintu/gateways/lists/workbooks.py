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
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import python_calamine as calamine

from satupintu.gateways.lists.grids import UNSAVED, Cell, Grid, index_of, letter
from satupintu.gateways.lists.opening import SAVE_AS, locked
from satupintu.gateways.lists.problems import ListRefused, place

MOST_CELLS = 40_000_000  # calamine keeps a sheet as a full rectangle in memory


def read_workbook(data: bytes, name: str, kind: str) -> list[Grid]:
    """Every worksheet of a workbook, in its order; chart and macro sheets have no cells and are left out."""
    with _no_collector(), _no_panic(name):
        if kind != "xlsx":
            _try_apart(data, name, kind)
            return _grids(_opened(data, name), None, name)
        parts = _Parts(data, name)
        opening = _Meanwhile(lambda: _opened(data, name))
        parts.look_over_sheets()
        return _grids(opening.result(), parts, name)


class _Meanwhile:
    """Work that goes on while this thread looks at something else; the reader of cells lets others run."""

    def __init__(self, work: Callable[[], calamine.CalamineWorkbook]) -> None:
        self._done: list[calamine.CalamineWorkbook] = []
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], calamine.CalamineWorkbook]) -> None:
        try:
            self._done.append(work())
        except BaseException as error:  # handed to the thread that waits
            self._failed.append(error)

    def result(self) -> calamine.CalamineWorkbook:
        self._thread.join()
        if self._failed:
            raise self._failed[0]
        return self._done[0]


def _opened(data: bytes, name: str) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise locked(name) from error
    except calamine.CalamineError as error:
        raise _broken(name) from error


def _grids(book: calamine.CalamineWorkbook, parts: _Parts | None, name: str) -> list[Grid]:
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


@contextmanager
def _no_panic(name: str) -> Iterator[None]:
    """The reader of cells stops with a panic, not an error, at damage its makers did not think of."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ == "pyo3_runtime":
            raise _broken(name) from error
        raise


def _broken(name: str) -> ListRefused:
    return ListRefused(f"{name}: isi berkas ini rusak dan tidak dapat dibaca sebagai lembar kerja. {SAVE_AS}")


def _grid(book: calamine.CalamineWorkbook, title: str, hidden: bool, parts: _Parts | None, name: str) -> Grid:
    try:
        sheet = book.get_sheet_by_name(title)
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise _broken(name) from error
    grid = Grid(title, rows, range(1, len(rows) + 1), hidden, sheet.merged_cell_ranges or ())
    if parts:
        grid.date1904 = parts.date1904
        if xml := parts.with_formulas.get(title):
            _mark_formulas(grid, xml)
    return grid


class _Parts:
    """What the XML parts of an XLSX tell, unpacked with a limit: a size stated falsely does not get past it.

    `with_formulas` keeps the XML of the sheets that hold formulas or error values, by title.
    """

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
        self.with_formulas: dict[str, bytes] = {}

    def look_over_sheets(self) -> None:
        """Raises ListRefused when a sheet is damaged or reaches too far; keeps those with formulas."""
        for title, part in self._sheets.items():
            xml = self._part(part)
            _check_reach(xml, title, self._name)
            prefixed = _PREFIXED.search(xml[:4000]) is not None
            if b"<f" in xml or b't="e"' in xml or (prefixed and b":f" in xml):
                self.with_formulas[title] = xml

    def _text(self, part: str) -> str:
        return self._part(part).decode("utf-8", "replace")

    def _part(self, part: str) -> bytes:
        """A part unpacked, no further than the size it states; a part that has more in it is damaged or a trap."""
        info = self._members.get(part)
        if info is None:
            return b""
        start = info.header_offset + 30
        start += sum(int.from_bytes(self._data[at : at + 2], "little") for at in (start - 4, start - 2))
        packed = self._data[start : start + info.compress_size]
        try:
            if info.compress_type == zipfile.ZIP_STORED:
                unpacked, rest = packed, b""
            elif info.compress_type == zipfile.ZIP_DEFLATED:
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
                unpacked = unpacker.decompress(packed, info.file_size + 1)
                rest = b"" if unpacker.eof else b"more"
            else:
                return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise _broken(self._name) from error
        if len(unpacked) != info.file_size or rest:
            raise _broken(self._name)
        return unpacked


_PREFIXED = re.compile(rb"<\w+:worksheet\b")


def _attributes(tag: str, **patterns: str) -> dict[str, str] | None:
    found = {key: re.search(rf'\s{pattern}="([^"]*)"', tag) for key, pattern in patterns.items()}
    return {key: match[1] for key, match in found.items() if match} if all(found.values()) else None


# A column beyond Z or a row beyond 999,999: only then the corner of the rectangle is looked for.
_FAR = re.compile(rb'r="(?:[A-Z]{2}|[A-Z]?\d{7})')
_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})(\d+)"[^>]*[^/]>')


def _check_reach(xml: bytes, title: str, name: str) -> None:
    """Refuses a sheet with a lone cell so far out that the rectangle up to it would not fit in memory."""
    if _FAR.search(xml) is None:
        return
    found = set(_REFERENCE.findall(xml))
    column = max((index_of(letters.decode()) for letters, _ in found if letters), default=0)
    last = max((int(row) for _, row in found), default=1)
    if (column + 1) * last > MOST_CELLS:
        raise _too_far(name, title, letter(column), last)


def _too_far(name: str, title: str, column: str, row: int) -> ListRefused:
    return ListRefused(
        f"{place(name, title, row, column)}: ada sel terisi jauh di luar tabel. Hapus baris dan kolom kosong di bawah "
        "dan di kanan tabel, simpan, lalu kirim lagi.",
        sheet=title,
        row=row,
        column=column,
    )


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
        raise _broken(name)


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
