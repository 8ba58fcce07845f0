"""A CSV, XLS, ODS or Parquet list handed back as an XLSX: every row in its place, every cell as text.

Text, because a NIK that Excel reads from a CSV as a number loses its last digit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from satupintu.gateways.corrections.marks import (
    NOTE_HEADER,
    STATUS_HEADER,
    STATUS_WIDTH,
    STATUS_WORDS,
    RowMark,
    SheetMarks,
    note_width,
)
from satupintu.gateways.corrections.sources import Table
from satupintu.gateways.corrections.styles import MEND, REFUSED
from satupintu.gateways.lists.grids import MARKS
from satupintu.gateways.spreadsheetml import (
    Sheet,
    column_index,
    column_letters,
    escape_column,
    sheet_name,
    solid,
    stylesheet,
    text_cell,
    write_workbook,
)

_TEXT, _BOLD, _MEND, _REFUSED = range(4)
_STYLE_OF = {"undetermined": _MEND, "ineligible": _REFUSED}
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_XF = '<xf numFmtId="49" fontId="{}" fillId="{}" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>'
_STYLES = stylesheet(
    fonts=[_FONT, f"<b/>{_FONT}"],
    fills=[solid(MEND), solid(REFUSED)],
    borders=["<left/><right/><top/><bottom/><diagonal/>"],
    xfs=[_XF.format(0, 0), _XF.format(1, 0), _XF.format(0, 2), _XF.format(0, 3)],
)
MOST_ROWS = 1_048_576  # Excel's own limit
_NO_MARKS = SheetMarks(0, 0, {})


def write_textbook(tables: Sequence[Table], marks: Mapping[str, SheetMarks], out: Path) -> None:
    """Write the tables to `out` with the marks of each (by name) in it. The same tables give the same bytes.

    A list longer than an Excel sheet comes back as its header and marked rows only, each saying its row number,
    on as many sheets as that takes.
    """
    sheets: list[Sheet] = []
    for table in tables:
        sheet_marks = marks.get(table.name, _NO_MARKS)
        is_whole = len(table.numbers) == 0 or table.numbers[-1] < MOST_ROWS
        for part in [table] if is_whole else _parts(table, sheet_marks):
            name = sheet_name(part.name, [sheet.name for sheet in sheets])
            rows = _rows(part, sheet_marks, is_whole)
            sheets.append(Sheet(name, rows, _widths(part, sheet_marks)))
    write_workbook(out, sheets, _STYLES)


def _parts(table: Table, marks: SheetMarks) -> Iterator[Table]:
    """The header and marked rows of a table, cut into lengths that a sheet can hold."""
    numbered = list(zip(table.rows, table.numbers, strict=True))
    header = [one for one in numbered if one[1] <= marks.header_row]
    marked = [one for one in numbered if one[1] in marks.rows]
    step = MOST_ROWS - len(header)
    for start in range(0, len(marked), step):
        rows, numbers = zip(*header, *marked[start : start + step], strict=True)
        yield Table(table.name, rows, numbers)


def _rows(table: Table, marks: SheetMarks, is_whole: bool) -> Iterator[str]:
    letters = [column_letters(index) for index in range(1, _width(table, marks) + 1)]
    # A table whose first row is its column names, counted 0, stands one row lower than its numbers say.
    shift = 1 if len(table.numbers) and table.numbers[0] == 0 else 0
    for place, (cells, number) in enumerate(zip(table.rows, table.numbers, strict=True), 1):
        mark = marks.rows.get(number)
        where = "" if is_whole else f"Baris {number}. "
        row = number + shift if is_whole else place
        yield _row(row, _shown(cells), letters, mark, number == marks.header_row, where)


def _row(
    place: int, texts: list[str], letters: list[str], mark: RowMark | None, is_header: bool, where: str
) -> str:
    style = _BOLD if is_header else _TEXT
    cells = [
        f'<c r="{column}{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        for column, text in zip(letters, texts, strict=False)
        if text
    ]
    if mark:
        cells = _coloured(cells, place, mark)
    if mark or is_header:
        status, note = column_letters(len(letters) + 1), column_letters(len(letters) + 2)
        ours = _STYLE_OF[mark.outcome] if mark else _BOLD
        cells.append(
            text_cell(f"{status}{place}", ours, STATUS_WORDS[mark.outcome] if mark else STATUS_HEADER)
        )
        cells.append(text_cell(f"{note}{place}", ours, where + mark.note if mark else NOTE_HEADER))
    return f'<row r="{place}">{"".join(cells)}</row>'


def _coloured(cells: list[str], place: int, mark: RowMark) -> list[str]:
    """The cells with those at fault in colour; a blank one at fault becomes a coloured blank."""
    style = f's="{_STYLE_OF[mark.outcome]}"'
    by_column = {column_index(cell[6 : cell.index(str(place), 6)]): cell for cell in cells}
    for letters in mark.cells:
        column = column_index(letters)
        cell = by_column.get(column, f'<c r="{letters}{place}" s="{_TEXT}"/>')
        by_column[column] = cell.replace(f's="{_TEXT}"', style, 1)
    return [by_column[column] for column in sorted(by_column)]


def _width(table: Table, marks: SheetMarks) -> int:
    """The columns that are the sender's: all of them, or, where an earlier return stands, those before it."""
    for cells, number in zip(table.rows, table.numbers, strict=True):
        if number >= marks.header_row:
            texts = [str(cell).strip() for cell in cells] if number == marks.header_row else []
            if STATUS_HEADER in texts:
                return texts.index(STATUS_HEADER)
            break
    return max(marks.width, *map(len, table.rows), 0)


def _widths(table: Table, marks: SheetMarks) -> list[float]:
    """Column widths that show the cells of the first rows, and those of our own two columns."""
    longest = [4] * _width(table, marks)
    for cells in islice(table.rows, max(marks.header_row - 1, 0), marks.header_row + 200):
        for column, text in enumerate(_shown(cells)[: len(longest)]):
            longest[column] = max(longest[column], len(text))
    ours = [STATUS_WIDTH, note_width(marks)] if marks.rows else []
    return [float(min(width, 60) + 2) for width in longest] + ours


def _shown(cells: Sequence[Any]) -> list[str]:
    """Cells as text that may stand in a sheet; the marks the readers put before some are taken off."""
    texts = [cell if type(cell) is str else _text(cell) for cell in cells]
    return escape_column([text.lstrip(MARKS) if text[:1] < " " else text for text in texts])


def _text(cell: Any) -> str:
    """A cell as the sender saw it: days as day-month-year, numbers with all their digits."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%d-%m-%Y") if cell.time() == datetime.time(0) else f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, datetime.date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
