"""Reads an XLSX with large sheets: texts and whole numbers by columns, all that is odd by calamine itself.

A cell's value does not depend on where it stands. So what the scan does not take as it stands is put into a
small copy of the workbook, each different cell once, with the same styles and settings, and read from there by
the reader that reads every other workbook. What comes out is what it would have read; only the 1.5 seconds
that it takes for a million ordinary cells are not spent.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import is_not
from typing import TYPE_CHECKING

import numpy as np
import python_calamine as calamine

from satupintu.gateways.lists.grids import Cell, Grid
from satupintu.gateways.lists.parts import MOST_CELLS, STRINGS, STYLES, Parts
from satupintu.gateways.lists.scanning import NO_STYLE, Irregular, Places, Stretch, scan, stretches
from satupintu.gateways.lists.shown import shown, struck_styles
from satupintu.gateways.meanwhile import Meanwhile, at_once
from satupintu.gateways.spreadsheetml import MAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]

_NO_ROWS = b"<sheetData/>"
_MOST_ODD = 0.4  # of the cells; more are read sooner the ordinary way
_MOST_COLUMNS = 1_000
_SHARES = re.compile(rb"""[^>]*\bt\s*=\s*["']s["']""")
# Parts that say nothing about cells, and may be large.
_LEFT_OUT = re.compile(
    r"xl/(?:media|drawings|charts|embeddings|pivot\w*|externalLinks)/.*|customXml/.*", re.IGNORECASE
)
Mark = Callable[[Grid, Iterable[tuple[int, int, bytes, bytes]]], None]


def read_large(parts: Parts, mark: Mark) -> list[Grid]:
    """Every worksheet of a workbook, as `read_workbook` gives them. Raises Irregular where that one must do it.

    `mark` notes the formulas and errors among the cells it is given: row, column, attributes and inside of each.
    """
    texts = Meanwhile(lambda: _shared_texts(parts))
    scanned = {title: _scanned(parts, part) for title, part in parts.sheets.items()}
    return _Reader(parts, scanned, texts.result(), mark).grids()


@dataclass
class _Sheet:
    """A sheet's XML and the stretches that its rows were scanned in."""

    part: str
    xml: bytes
    stretches: list[Stretch]

    def odd(self) -> Iterator[tuple[int, int, bytes]]:
        """Row, column and the rest of the element of every cell that was not taken as it stands."""
        for one in self.stretches:
            for row, column, start, end in zip(*(group.tolist() for group in one.other), strict=True):
                yield row, column, self.xml[start:end]


@dataclass(frozen=True)
class _Strings:
    """The shared texts; those that only calamine can read are in `odd`, with their place among all."""

    texts: Objects
    odd: dict[int, str]


def _scanned(parts: Parts, part: str) -> _Sheet:
    xml = parts.part(part)
    if not parts.is_sound(part, xml):
        raise Irregular
    if xml.startswith(_NO_ROWS, xml.find(b"<sheetData")):
        return _Sheet(part, xml, [])
    found = at_once(lambda cut: scan(xml, *cut), stretches(xml))
    if any(one.first <= before.last for before, one in pairwise(found)):
        raise Irregular
    odd = sum(len(one.other[0]) for one in found)
    if odd > 1_000 + _MOST_ODD * sum(len(one.shared[0]) + len(one.whole[0]) for one in found):
        raise Irregular
    return _Sheet(part, xml, found)


def _shared_texts(parts: Parts) -> _Strings:
    """The shared texts in their order. Raises Irregular where they are not written one after the other."""
    xml = parts.part(STRINGS)
    if not xml:
        return _Strings(np.empty(0, object), {})
    start, end = xml.find(b"<si>"), xml.rfind(b"</si>")
    if (
        not parts.is_sound(STRINGS, xml)
        or start < 0
        or xml[end + 5 :].strip() != b"</sst>"
        or _MARK.encode() in xml
    ):
        raise Irregular
    # Spaces kept on purpose are common: a letter that no XML can hold says so more shortly than the attribute.
    body = xml[start : end + 5].replace(_KEEPING.encode(), _KEPT.encode()).decode()
    texts = body[7:-9].split("</t></si><si><t>")
    odd: dict[int, str] = {}
    if body.count("<") != 4 * len(texts) or body[:7] != "<si><t>" or body[-9:] != "</t></si>":
        texts, odd = _mixed(body)
    _note_otherwise_read(body, texts, odd)
    return _Strings(np.array(texts, object), odd)


_MARK = "\x1f"
_KEEPING, _KEPT = '<t xml:space="preserve">', f"<t>{_MARK}"
_SIGNS = ("&", "_x", "\r")  # what stands for another letter than itself


def _mixed(body: str) -> tuple[list[str], dict[int, str]]:
    """The texts where some items are more than one plain text; those items are set apart."""
    items = body[4:-5].split("</si><si>")
    if body.count("<si>") != len(items) or body.count("</si>") != len(items) or "<!" in body:
        raise Irregular
    texts, odd = [], {}
    for at, item in enumerate(items):
        is_plain = item[:3] == "<t>" and item[-4:] == "</t>" and "<" not in item[3:-4]
        texts.append(item[3:-4] if is_plain else "")
        if not is_plain:
            odd[at] = item.replace(_KEPT, _KEEPING)
    return texts, odd


def _note_otherwise_read(body: str, texts: list[str], odd: dict[int, str]) -> None:
    """Sets the texts apart that may read otherwise than they are written, and unmarks those with kept spaces."""
    for at in np.flatnonzero(np.fromiter(map(is_not, texts, map(str.strip, texts)), bool)).tolist():
        is_kept = texts[at].startswith(_MARK)
        texts[at] = texts[at].removeprefix(_MARK)
        if not is_kept or any(sign in texts[at] for sign in _SIGNS):
            odd[at] = f"{_KEEPING if is_kept else '<t>'}{texts[at]}</t>"
    if any(sign in body for sign in _SIGNS):
        for at, text in enumerate(texts):
            if at not in odd and any(sign in text for sign in _SIGNS):
                odd[at] = f"<t>{text}</t>"


class _Reader:
    """A workbook whose sheets are scanned: the odd cells are asked for, then the sheets put together."""

    def __init__(self, parts: Parts, sheets: dict[str, _Sheet], strings: _Strings, mark: Mark) -> None:
        self.parts, self.sheets, self.strings, self.mark = parts, sheets, strings, mark
        self.struck = struck_styles(parts.part(STYLES))
        self.odd = {title: list(sheet.odd()) for title, sheet in sheets.items()}
        if any(_SHARES.match(rest) for cells in self.odd.values() for _, _, rest in cells):
            raise Irregular  # a shared text spelt otherwise; the small copy numbers its texts anew
        styles = {
            int(style)
            for sheet in sheets.values()
            for one in sheet.stretches
            for style in np.unique(one.whole[2])
        }
        self.styles = sorted(styles)
        places = {at: place for place, at in enumerate(strings.odd)}
        asked = dict.fromkeys(_whole(style, 1) for style in self.styles)
        asked |= dict.fromkeys(_shared(place) for place in places.values())
        asked |= dict.fromkeys(rest for cells in self.odd.values() for _, _, rest in cells)
        self.book, self.answers = self._ask(list(asked))
        for at, place in places.items():
            strings.texts[at] = self.answers[_shared(place)]
        self.dated = [style for style in self.styles if type(self.answers[_whole(style, 1)]) is not float]
        if self.dated:
            self.answers |= self._ask(self._dates())[1]

    def grids(self) -> list[Grid]:
        """The worksheets in their order."""
        grids = []
        for sheet in self.book.sheets_metadata:
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                if sheet.name not in self.sheets:
                    raise Irregular
                hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
                grids.append(self._grid(sheet.name, hidden))
        return grids

    def _grid(self, title: str, hidden: bool) -> Grid:
        columns, height = self._columns(title)
        rows: list[list[Cell]] = list(map(list, zip(*columns, strict=True)))
        merged = self.book.get_sheet_by_name(title).merged_cell_ranges or ()
        grid = Grid(
            title,
            rows,
            range(1, height + 1),
            hidden,
            merged,
            date1904=self.parts.date1904,
            columns=[*columns],
        )
        shown(self.sheets[title].xml, self.struck).note(grid)
        self.mark(grid, ((row, column, *_split(rest)) for row, column, rest in self.odd[title]))
        return grid

    def _columns(self, title: str) -> tuple[list[list[Cell]], int]:
        """A sheet's columns, all of one length, and that length."""
        height, width = self._size(title)
        columns = [np.full(height, "", object) for _ in range(width)]
        for one in self.sheets[title].stretches:
            row, column, place = one.shared
            if place.max(initial=-1) >= len(self.strings.texts):
                raise Irregular
            _fill(columns, row, column, self.strings.texts[place])
            row, column, style, value = one.whole
            _fill(columns, row, column, value.astype(np.float64).astype(object))
            for at in np.flatnonzero(np.isin(style, self.dated)).tolist():
                columns[column[at]][row[at]] = self.answers[_whole(int(style[at]), int(value[at]))]
        for at, index, rest in self.odd[title]:
            if (answer := self.answers[rest]) != "":
                columns[index][at] = answer
        return [column.tolist() for column in columns], height

    def _size(self, title: str) -> tuple[int, int]:
        """How many rows and columns reach to the last filled cell. Raises Irregular where that cannot be said."""
        filled = [group[:2] for one in self.sheets[title].stretches for group in (one.shared, one.whole)]
        odd = [(row, column) for row, column, rest in self.odd[title] if self.answers[rest] != ""]
        height, width = (
            1
            + max([-1, *(int(group[way].max(initial=-1)) for group in filled), *(cell[way] for cell in odd)])
            for way in (0, 1)
        )
        # Whether a blank answer is a text without letters or nothing at all only calamine knows, and beyond
        # the other cells it makes a difference.
        blank = [(row, column) for row, column, rest in self.odd[title] if self.answers[rest] == ""]
        if any(row >= height or column >= width for row, column in blank):
            raise Irregular
        if width > _MOST_COLUMNS or height * width > MOST_CELLS:
            raise Irregular
        return height, width

    def _dates(self) -> list[bytes]:
        """The different whole numbers under styles that may make dates of them, each as a cell."""
        found: set[tuple[int, int]] = set()
        for sheet in self.sheets.values():
            for one in sheet.stretches:
                _, _, style, value = one.whole
                dated = np.isin(style, self.dated)
                found |= set(zip(style[dated].tolist(), value[dated].tolist(), strict=True))
        return [_whole(style, value) for style, value in sorted(found)]

    def _ask(self, cells: list[bytes]) -> tuple[calamine.CalamineWorkbook, dict[bytes, Cell]]:
        """The workbook with these cells alone in its first sheet, and what each says. Raises Irregular."""
        asked = next(iter(self.sheets), None)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part, xml in self._small_parts(cells, asked):
                archive.writestr(part, xml)
        packed.seek(0)
        try:
            book = calamine.CalamineWorkbook.from_filelike(packed)
            rows = book.get_sheet_by_name(asked).to_python(skip_empty_area=False) if asked else []
        except (calamine.CalamineError, OverflowError, ValueError) as error:
            raise Irregular from error
        answers = {cell: row[0] for cell, row in zip(cells, rows, strict=False)}
        return book, dict.fromkeys(cells, "") | answers

    def _small_parts(self, cells: list[bytes], asked: str | None) -> Iterator[tuple[str, bytes]]:
        """The parts of the small copy: the sheets emptied but for the cells asked, the odd texts, all settings."""
        sheets = {sheet.part: (title, sheet) for title, sheet in self.sheets.items()}
        for part in self.parts.names():
            if part in sheets:
                title, sheet = sheets[part]
                yield part, _emptied(sheet.xml, cells if title == asked else [])
            elif part == STRINGS:
                texts = "".join(f"<si>{item}</si>" for item in self.strings.odd.values())
                yield part, f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()
            elif part.endswith((".xml", ".rels")) and not _LEFT_OUT.fullmatch(part):
                yield part, self.parts.part(part)


def _fill(columns: list[Objects], row: Places, column: Places, values: Objects) -> None:
    """Puts the values of cells into their columns."""
    order = np.argsort(column.astype(np.int16), kind="stable")  # so small numbers are sorted by their digits
    counts = np.bincount(column, minlength=len(columns)).tolist()
    start = 0
    for index, count in enumerate(counts):
        cells = order[start : start + count]
        columns[index][row[cells]] = values[cells]
        start += count


def _whole(style: int, value: int) -> bytes:
    """A cell's element after its reference: a whole number under a style."""
    return (b"" if style == NO_STYLE else b' s="%d"' % style) + b"><v>%d</v></c>" % value


def _shared(place: int) -> bytes:
    return b' t="s"><v>%d</v></c>' % place


def _split(rest: bytes) -> tuple[bytes, bytes]:
    attributes, _, inside = rest.partition(b">")
    return attributes, inside


def _emptied(xml: bytes, cells: list[bytes]) -> bytes:
    """A sheet with these cells alone, one a row in the first column."""
    rows = b"".join(b'<row r="%d"><c r="A%d"%s</row>' % (at, at, cell) for at, cell in enumerate(cells, 1))
    start = xml.index(b"<sheetData")
    end = start + len(_NO_ROWS) if xml.startswith(_NO_ROWS, start) else xml.rindex(b"</sheetData>") + 12
    return b"%s<sheetData>%s</sheetData>%s" % (xml[:start], rows, xml[end:])
