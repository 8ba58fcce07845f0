"""What a person sees of an XLSX sheet beside its cells: rows that a filter hides, cells struck through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from satupintu.gateways.lists.grids import Grid, index_of

# The plain tag first: it is found many times as fast as one that may stand in any namespace.
_HIDDEN_ROWS = tuple(
    re.compile(rb'<%srow\b[^>]*\bhidden="(?:1|true)"' % prefix) for prefix in (rb"", rb"\w+:")
)
_FONTS, _FORMATS = (
    re.compile(rb"<(?:\w+:)?%s\b[^>]*>(.*?)</(?:\w+:)?%s>" % (name, name), re.DOTALL)
    for name in (rb"fonts", rb"cellXfs")
)
_FONT = re.compile(rb"<(?:\w+:)?font\b(?:[^>]*/>|.*?</(?:\w+:)?font>)", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FONT_OF = re.compile(rb'\bfontId="(\d+)"')
_STRUCK = re.compile(rb'<(?:\w+:)?strike(?:\s+val="(?:1|true)")?\s*/>')
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')


@dataclass(frozen=True)
class Shown:
    """Of one sheet: how many rows are hidden, and the struck cells by row and column, counted from 0."""

    hidden_rows: int
    struck: frozenset[tuple[int, int]]

    def note(self, grid: Grid) -> None:
        """Puts it beside the cells."""
        grid.struck = self.struck
        if self.hidden_rows:
            grid.notices.append(f"{self.hidden_rows} baris tersembunyi (disaring atau dilipat) ikut dibaca")


def shown(xml: bytes, struck: frozenset[bytes]) -> Shown:
    """What a sheet's XML shows; `struck` are the styles that strike a cell through."""
    return Shown(_hidden_rows(xml), _struck_cells(xml, struck))


def struck_styles(styles: bytes) -> frozenset[bytes]:
    """The numbers of a workbook's cell formats whose font strikes the text through."""
    fonts, formats = _FONTS.search(styles), _FORMATS.search(styles)
    if b"strike" not in styles or not fonts or not formats:
        return frozenset()
    struck = {b"%d" % n for n, font in enumerate(_FONT.findall(fonts[1])) if _STRUCK.search(font)}
    of = [_FONT_OF.search(one) for one in _FORMAT.findall(formats[1])]
    return frozenset(b"%d" % n for n, font in enumerate(of) if font and font[1] in struck)


def _hidden_rows(xml: bytes) -> int:
    """How many rows of a sheet a filter or an outline hides; they are read all the same."""
    if xml.find(b' hidden="', max(0, xml.find(b"sheetData"))) < 0:
        return 0
    return next((len(found) for one in _HIDDEN_ROWS if (found := one.findall(xml))), 0)


def _struck_cells(xml: bytes, styles: frozenset[bytes]) -> frozenset[tuple[int, int]]:
    cells = set()
    # By the style first, for nearly no cell has one of these.
    for style in re.finditer(rb' s="(?:%s)"' % b"|".join(sorted(styles)), xml) if styles else ():
        tag = xml[xml.rfind(b"<", 0, style.start()) : xml.find(b">", style.end())]
        if _CELL.match(tag) and (at := _REFERENCE.search(tag)):
            cells.add((int(at[2]) - 1, index_of(at[1].decode())))
    return frozenset(cells)
