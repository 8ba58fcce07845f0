"""A CSV, XLS, ODS or Parquet list handed back as an XLSX: every row in its place, every cell of its kind.

What was text stays text, because a NIK that Excel reads from a CSV as a number loses its last digit. What was a number
or a day stays one, because its text may be read otherwise: 1.234 million as 1,234 million.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, zip_longest
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
from satupintu.gateways.lists.grids import MARKS, number_text
from satupintu.gateways.spreadsheetml import (
    Sheet,
    column_letters,
    escape_column,
    sheet_name,
    solid,
    stylesheet,
    text_cell,
    write_workbook,
)

# Text, a whole number with all its digits, any other value, a day, a day with its hour, a time of day, hours; and a
# NIK that is a number: what is typed over it is text, or its last digit would be lost again.
_FORMATS = (49, 1, 0, 164, 165, 21, 46, 49)
_TEXT, _WHOLE, _PLAIN, _DAY, _MOMENT, _CLOCK, _HOURS, _LONG = range(len(_FORMATS))
# The styles of a cell: its format without a colour, in ours for a row to mend, in that for a refused one; a header's.
_STYLE_OF = {"undetermined": len(_FORMATS), "ineligible": 2 * len(_FORMATS)}
_BOLD = 3 * len(_FORMATS)
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_XF = '<xf numFmtId="{}" fontId="{}" fillId="{}" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>'
_STYLES = stylesheet(
    fonts=[_FONT, f"<b/>{_FONT}"],
    fills=[solid(MEND), solid(REFUSED)],
    borders=["<left/><right/><top/><bottom/><diagonal/>"],
    xfs=[*(_XF.format(kind, 0, fill) for fill in (0, 2, 3) for kind in _FORMATS), _XF.format(49, 1, 0)],
    formats=["dd\\-mm\\-yyyy", "dd\\-mm\\-yyyy\\ hh:mm"],
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
            merges = _merges(part, _width(part, sheet_marks)) if is_whole else []
            widths = _widths(part, sheet_marks)
            sheets.append(Sheet(name, rows, widths, merges=merges, hidden=part.hidden))
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
        yield _row(row, cells, letters, mark, number == marks.header_row, where)


def _row(
    place: int, row: Sequence[Any], letters: list[str], mark: RowMark | None, is_header: bool, where: str
) -> str:
    colour = _STYLE_OF[mark.outcome] if mark else 0
    at_fault = mark.cells if mark else ()
    cells = []
    for column, cell, text in zip_longest(letters, row[: len(letters)], _shown(row[: len(letters)])):
        reference, added = f"{column}{place}", colour if column in at_fault else 0
        if text:
            cells.append(_cell(reference, cell, text, added, is_header))
        elif added:
            cells.append(f'<c r="{reference}" s="{added}"/>')
    if mark or is_header:
        status, note = column_letters(len(letters) + 1), column_letters(len(letters) + 2)
        ours = colour if mark else _BOLD
        cells.append(
            text_cell(f"{status}{place}", ours, STATUS_WORDS[mark.outcome] if mark else STATUS_HEADER)
        )
        cells.append(text_cell(f"{note}{place}", ours, where + mark.note if mark else NOTE_HEADER))
    return f'<row r="{place}">{"".join(cells)}</row>'


def _cell(reference: str, cell: Any, text: str, colour: int, is_header: bool) -> str:
    """A cell that shows `text` (escaped), in the style of its kind `colour` further on."""
    kind, value = (_TEXT, "") if type(cell) is str else _value(cell)
    if kind != _TEXT:
        logical = ' t="b"' if isinstance(cell, bool) else ""
        return f'<c r="{reference}" s="{colour + kind}"{logical}><v>{value}</v></c>'
    style = _BOLD if is_header else colour
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_FIRST_DAY = datetime.datetime(1900, 3, 1)  # noqa: DTZ001 - Excel's calendar, which has no zones
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # noqa: DTZ001
_SHOWN_DIGITS = 10**15  # beyond it Excel shows zeros for the last digits of a number


def _value(cell: Any) -> tuple[int, str]:
    """The format and value of a cell that is no text; _TEXT for what only a text can say as it is."""
    if isinstance(cell, bool):
        return _PLAIN, str(int(cell))
    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, int | float):
        digits = number_text(cell) if isinstance(cell, float) else str(cell)
        if abs(cell) >= _SHOWN_DIGITS:
            return (_LONG if digits.endswith("0") else _TEXT), digits
        return (_WHOLE if digits.lstrip("-").isdecimal() else _PLAIN), digits
    if isinstance(cell, datetime.date):
        moment = datetime.datetime(*cell.timetuple()[:6])  # noqa: DTZ001
        has_hour = moment.time() != datetime.time(0)
        kind = _TEXT if moment < _FIRST_DAY else _MOMENT if has_hour else _DAY
        return kind, number_text(_days(moment - _DAY_ZERO))
    if isinstance(cell, datetime.time):
        clock = datetime.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        return _CLOCK, number_text(_days(clock))
    return (_HOURS, number_text(_days(cell))) if isinstance(cell, datetime.timedelta) else (_TEXT, "")


def _days(span: datetime.timedelta) -> float:
    return span / datetime.timedelta(days=1)


def _merges(table: Table, width: int) -> list[str]:
    """The merged cells within the sender's columns, as 'A5:A12'; of two that overlap, which Excel calls damage, one."""
    found: list[str] = []
    reaching: list[tuple[int, int, int]] = []
    for (top, left), (bottom, last) in sorted(table.merged):
        right = min(last, width - 1)
        reaching = [one for one in reaching if one[0] >= top]
        is_free = all(right < before or left > after for _, before, after in reaching)
        if is_free and left <= right and (top, left) != (bottom, right) and bottom < MOST_ROWS:
            reaching.append((bottom, left, right))
            found.append(f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}")
    return found


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
    if cell is None or cell == datetime.time(0):  # an empty cell under a format of days
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%d-%m-%Y") if cell.time() == datetime.time(0) else f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, datetime.date):
        return cell.strftime("%d-%m-%Y")
    return number_text(cell) if isinstance(cell, float) else str(cell)
