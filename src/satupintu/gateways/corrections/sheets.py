"""Marks put into one sheet of a sender's workbook, on the text of its XML.

Only marked rows are taken apart; everything between them is handed on as it stands, so a sheet of 100,000
rows costs little more than unpacking and packing it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from satupintu.gateways.corrections.disarming import plain_xml
from satupintu.gateways.corrections.marks import (
    NOTE_HEADER,
    STATUS_HEADER,
    STATUS_WIDTH,
    STATUS_WORDS,
    RowMark,
    SheetMarks,
    note_width,
)
from satupintu.gateways.corrections.quick_rows import COLOURS, STYLE, QuickRows, index_of, our_inside
from satupintu.gateways.corrections.styles import Styles
from satupintu.gateways.lists.vocabulary import own_columns
from satupintu.gateways.packages import Deflated, deflate
from satupintu.gateways.spreadsheetml import column_index, column_letters

_REFERENCE = re.compile(rb"""\sr=["']([A-Z]+)\d+["']""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_SPANS = re.compile(rb"""\sspans=["'](\d+):(\d+)["']""")
_OWN_FORMAT = re.compile(rb"""\scustomFormat=["'](?:1|true)["']""")
_HIDDEN = re.compile(rb"""\shidden=["'][^"']*["']""")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)\b")

TextOf = Callable[[bytes, bytes], str]  # a cell's attributes and inside -> the text it shows


class _OccupiedError(Exception):
    """A cell of the sender's stands where our columns were to go; `column` is its index."""

    def __init__(self, column: int) -> None:
        self.column = column


@dataclass(slots=True)
class _Cell:
    column: int
    attributes: bytes
    rest: bytes  # from after the attributes to the end of the element
    end: int  # where the element ended in its row

    @property
    def style(self) -> int | None:
        found = STYLE.search(self.attributes)
        return int(found[1]) if found else None

    @property
    def has_content(self) -> bool:
        return bool(_CONTENT.search(self.rest))

    def restyled(self, style: int) -> _Cell:
        value = b' s="%d"' % style
        if STYLE.search(self.attributes):
            return _Cell(self.column, STYLE.sub(value, self.attributes, count=1), self.rest, 0)
        return _Cell(self.column, self.attributes + value, self.rest, 0)


def patch_sheet(xml: bytes, marks: SheetMarks, styles: Styles, text_of: TextOf) -> Deflated:
    """The sheet's XML with the marks in it, packed. Raises ValueError where it is no sheet's XML."""
    plain = plain_xml(xml)
    width = marks.width
    while True:
        try:
            return deflate(_Patch(plain, marks, width, styles, text_of).pieces())
        except _OccupiedError as occupied:
            width = occupied.column


class _Patch:
    """One sheet being patched: its rows, the columns that are ours, the styles of absent cells."""

    def __init__(self, xml: bytes, marks: SheetMarks, width: int, styles: Styles, text_of: TextOf) -> None:
        self._xml, self._marks, self._styles = xml, marks, styles
        prefix = re.search(rb"<((?:[\w.-]+:)?)worksheet\b", xml)
        data = prefix and re.search(rb"<%ssheetData\b[^>]*?(/?)>" % re.escape(prefix[1]), xml)
        if not prefix or not data:
            raise ValueError("the sheet holds no sheetData")
        self._p = p = prefix[1]
        self._is_empty = data[1] == b"/"
        self._data_tag, self._start = data.start(), data.end()
        self._end = self._start if self._is_empty else xml.index(b"</%ssheetData" % p, self._start)
        escaped = re.escape(p)
        self._spans = (b"", b"")
        self._row_tag = re.compile(rb"<%srow\b([^>]*)>" % escaped)
        self._cell_tag = re.compile(rb"<%sc\b([^>]*?)(/>|>(?:.*?)</%sc\s*>)" % (escaped, escaped), re.DOTALL)
        self._column_styles = self._read_column_styles()
        self._ours = styles.ours()
        self._find_columns(width, text_of)

    def pieces(self) -> Iterator[bytes | memoryview]:
        """The whole sheet: its head with the new columns, its rows, its tail."""
        view = memoryview(self._xml)
        yield self._head(self._xml[: self._data_tag])
        yield b"<%ssheetData>" % self._p
        position = self._start
        for start, end, row in self._rewritten_rows():
            if start > position:
                yield view[position:start]
            yield row
            position = end
        yield view[position : self._end]
        if self._is_empty:
            yield b"</%ssheetData>" % self._p
        yield view[self._end :]

    # Where our columns go.

    def _find_columns(self, width: int, text_of: TextOf) -> None:
        """Behind the last used column; where an earlier return left them, they are used again."""
        span = self._find_row(self._marks.header_row) if self._marks.header_row else None
        cells = self._cells(span[3]) if span else []
        texts = {cell.column: text_of(cell.attributes, cell.rest) for cell in cells if cell.has_content}
        places = {text.strip(): column for column, text in texts.items()}
        if not span and self._ours:
            places = self._places_without_header(text_of)
        self._is_returned = STATUS_HEADER in places and NOTE_HEADER in places
        if self._is_returned:
            self._status, self._note = places[STATUS_HEADER], places[NOTE_HEADER]
        else:
            self._status = max([width, *texts]) + 1
            self._note = self._status + 1
        # A workbook handed back before: every row is looked at, so that no old note or colour stays.
        self._is_thorough = self._is_returned or bool(self._ours)
        self._quick = QuickRows(self._p, self._status, self._note, self._styles, self._marks.texts)

    def _places_without_header(self, text_of: TextOf) -> dict[str, int]:
        """Where an earlier return put our columns, by what stands in them."""
        rows = [
            {
                cell.column: text_of(cell.attributes, cell.rest)
                for cell in self._cells(inside)
                if cell.has_content
            }
            for *_, inside in self._rows()
        ]
        width = max((max(row) for row in rows if row), default=0)
        ours = own_columns([[row.get(column, "") for row in rows] for column in range(1, width + 1)])
        return dict(zip((STATUS_HEADER, NOTE_HEADER), (at + 1 for at in ours), strict=False))

    def _find_row(self, number: int) -> tuple[int, int, bytes, bytes] | None:
        return next((span[1:] for span in self._rows() if span[0] == number), None)

    # Rows.

    def _rows(self) -> Iterator[tuple[int, int, int, bytes, bytes]]:
        """Every row: number, start, end, attributes, inside."""
        number, close = 0, b"</%srow" % self._p
        xml = self._xml
        for tag in self._row_tag.finditer(xml, self._start, self._end):
            found = _ROW_NUMBER.search(tag[1])
            number = int(found[1]) if found else number + 1
            yield number, *self._span(tag, close)

    def _span(self, tag: re.Match[bytes], close: bytes) -> tuple[int, int, bytes, bytes]:
        if tag[1].endswith(b"/"):
            return tag.start(), tag.end(), tag[1][:-1], b""
        inside = self._xml.index(close, tag.end(), self._end)
        return tag.start(), self._xml.index(b">", inside) + 1, tag[1], self._xml[tag.end() : inside]

    def _marked_rows(self) -> Iterator[tuple[int, int, int, bytes, bytes]] | None:
        """The wanted rows found by their number alone; None where the sheet does not lend itself to that."""
        wanted = sorted({*self._marks.rows, self._marks.header_row} - {0})
        xml, position, end, spans = self._xml, self._start, self._end, []
        opening, close = b"<%srow" % self._p, b"</%srow" % self._p
        for number in wanted:
            place = xml.find(b'%s r="%d"' % (opening, number), position, end)
            tag_end = xml.find(b">", place, end)
            if place < 0 or tag_end < 0:
                return None
            attributes, inside = xml[place + len(opening) : tag_end], b""
            position = tag_end + 1
            if attributes.endswith(b"/"):
                attributes = attributes[:-1]
            else:
                closed = xml.index(close, position, end)
                inside = xml[position:closed]
                position = xml.index(b">", closed) + 1
            spans.append((number, place, position, attributes, inside))
        return iter(spans)

    def _rewritten_rows(self) -> Iterator[tuple[int, int, bytes]]:
        """Start, end and new text of every row that changes, rows the sheet lacks included."""
        rows = None if self._is_thorough else self._marked_rows()
        missing = sorted({*self._marks.rows, self._marks.header_row} - {0})
        missing.reverse()
        for number, start, end, attributes, inside in rows or self._rows():
            while missing and missing[-1] < number:
                yield start, start, self._row(missing.pop(), b"", b"")
            is_wanted = bool(missing) and missing[-1] == number
            if is_wanted:
                missing.pop()
            if is_wanted or self._is_thorough:
                yield start, end, self._row(number, attributes, inside)
        while missing:
            yield self._end, self._end, self._row(missing.pop(), b"", b"")

    def _row(self, number: int, attributes: bytes, inside: bytes) -> bytes:
        mark = self._marks.rows.get(number)
        if mark and not self._is_thorough:
            quick = self._quick.inside(number, inside, mark)
            if quick:
                return b"%s%s</%srow>" % (self._row_head(number, attributes, self._note), quick, self._p)
        found = self._cells(inside)
        tail = inside[found[-1].end :] if found else inside
        neighbour = next((cell.style or 0 for cell in reversed(found) if cell.column < self._status), 0)
        cells = {cell.column: cell for cell in found}
        self._clear(cells)
        if number == self._marks.header_row:
            self._add_ours(cells, neighbour, STATUS_HEADER, NOTE_HEADER)
        elif mark:
            self._colour(cells, mark, attributes)
            style = self._styles.coloured(neighbour, COLOURS[mark.outcome], as_note=True)
            self._add_ours(cells, style, STATUS_WORDS[mark.outcome], mark.note)
        body = b"".join([self._written(cells[column], number) for column in sorted(cells)])
        head = self._row_head(number, attributes, max(cells, default=1))
        return b"%s%s%s</%srow>" % (head, body, tail, self._p)

    def _row_head(self, number: int, attributes: bytes, last: int) -> bytes:
        if b" hidden" in attributes and number in self._marks.rows:
            attributes = _HIDDEN.sub(b"", attributes)  # whoever looks for coloured rows must see them all
        if not _ROW_NUMBER.search(attributes):
            attributes = b' r="%d"%s' % (number, attributes)
        if b"spans" in attributes:
            old, new = self._spans
            if not old or old not in attributes or last != self._note:
                old, new = self._spans = _grown_spans(attributes, last)
            attributes = attributes.replace(old, new, 1)
        return b"<%srow%s>" % (self._p, attributes)

    # Cells.

    def _cells(self, inside: bytes) -> list[_Cell]:
        cells, column = [], 0
        for tag in self._cell_tag.finditer(inside):
            found = _REFERENCE.search(tag[1])
            column = index_of(found[1]) if found else column + 1
            cells.append(_Cell(column, tag[1], tag[2], tag.end()))
        return cells

    def _clear(self, cells: dict[int, _Cell]) -> None:
        """Take away what an earlier return left, and make sure nothing of the sender's is in our way."""
        for column, cell in list(cells.items()):
            is_our_place = column in (self._status, self._note)
            if is_our_place and (self._is_returned or not cell.has_content):
                del cells[column]
            elif column >= self._status and not self._is_returned and cell.has_content:
                raise _OccupiedError(column)
            elif self._ours and cell.style in self._ours:
                cells[column] = cell.restyled(self._styles.coloured(cell.style or 0, ""))

    def _colour(self, cells: dict[int, _Cell], mark: RowMark, row_attributes: bytes) -> None:
        for letters in mark.cells:
            column = column_index(letters)
            cell = cells.get(column)
            if cell is None:
                style = self._default_style(column, row_attributes)
                cell = _Cell(column, b' s="%d"' % style, b"/>", 0)
            colour, as_text = COLOURS[mark.outcome], letters in self._marks.texts
            cells[column] = cell.restyled(self._styles.coloured(cell.style or 0, colour, as_text=as_text))

    def _default_style(self, column: int, row_attributes: bytes) -> int:
        """The style Excel shows where a row has no cell: the row's, or else the column's."""
        if _OWN_FORMAT.search(row_attributes):
            found = STYLE.search(row_attributes)
            if found:
                return int(found[1])
        return next((style for low, high, style in self._column_styles if low <= column <= high), 0)

    def _add_ours(self, cells: dict[int, _Cell], style: int, status: str, note: str) -> None:
        for column, text in ((self._status, status), (self._note, note)):
            attributes = b' s="%d" t="inlineStr"' % style
            cells[column] = _Cell(column, attributes, our_inside(self._p, text), 0)

    def _written(self, cell: _Cell, number: int) -> bytes:
        if _REFERENCE.search(cell.attributes):
            return b"<%sc%s%s" % (self._p, cell.attributes, cell.rest)
        reference = column_letters(cell.column).encode()
        return b'<%sc r="%s%d"%s%s' % (self._p, reference, number, cell.attributes, cell.rest)

    # The head of the sheet.

    def _read_column_styles(self) -> list[tuple[int, int, int]]:
        styles = []
        for tag in self._columns(self._xml[: self._data_tag]):
            low, high, style = (_number(tag, name) for name in (b"min", b"max", b"style"))
            if style:
                styles.append((low, high, style))
        return styles

    def _columns(self, head: bytes) -> list[bytes]:
        return re.findall(rb"<%scol\b[^>]*?/?>" % re.escape(self._p), head)

    def _head(self, head: bytes) -> bytes:
        """The head with the used area and the columns grown by ours."""
        dimension = re.search(rb"""(\sref=["'][A-Z]+\d+:)([A-Z]+)(\d+)["']""", head)
        if dimension and b"dimension" in head[: dimension.start()]:
            last_column = max(column_index(dimension[2].decode()), self._note)
            last_row = max(int(dimension[3]), *self._marks.rows, self._marks.header_row)
            corner = column_letters(last_column).encode() + b"%d" % last_row
            head = head[: dimension.start()] + dimension[1] + corner + b'"' + head[dimension.end() :]
        columns = b"".join(self._grown_columns(head))
        p = self._p
        block = b"<%scols>%s</%scols>" % (p, columns, p)
        pattern = rb"<%scols\b[^>]*?(?:/>|>.*?</%scols\s*>)" % (re.escape(p), re.escape(p))
        found = re.search(pattern, head, re.DOTALL)
        if found:
            return head[: found.start()] + block + head[found.end() :]
        return head + block

    def _grown_columns(self, head: bytes) -> list[bytes]:
        """The sender's column widths, cut where ours stand, and ours."""
        ours = {self._status: STATUS_WIDTH, self._note: note_width(self._marks)}
        entries: list[tuple[int, bytes]] = []
        for tag in self._columns(head):
            low, high = _number(tag, b"min"), _number(tag, b"max")
            edges = [low - 1, *sorted(column for column in ours if low <= column <= high), high + 1]
            for before, after in pairwise(edges):
                if after - before > 1:
                    part = _with_number(_with_number(tag, b"min", before + 1), b"max", after - 1)
                    entries.append((before + 1, part.rstrip(b"/>") + b"/>"))
        for column, width in ours.items():
            values = (self._p, column, column, b"%.1f" % width)
            entries.append((column, b'<%scol min="%d" max="%d" width="%s" customWidth="1"/>' % values))
        return [entry for _, entry in sorted(entries)]


def _grown_spans(attributes: bytes, last: int) -> tuple[bytes, bytes]:
    """A row's `spans` as it stands and as it must be to reach column `last`; nearly all rows have the same."""
    found = _SPANS.search(attributes)
    if not found or int(found[2]) >= last:
        return (found[0], found[0]) if found else (b"", b"")
    return found[0], b' spans="%s:%d"' % (found[1], last)


def _number(tag: bytes, name: bytes) -> int:
    found = re.search(rb"""\s%s=["'](\d+)["']""" % name, tag)
    return int(found[1]) if found else 0


def _with_number(tag: bytes, name: bytes, value: int) -> bytes:
    return re.sub(rb"""(\s%s=)["']\d+["']""" % name, rb'\g<1>"%d"' % value, tag, count=1)
