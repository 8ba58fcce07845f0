"""One sheet's cells as they stand in the file, before anybody asks what they mean."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from math import isfinite

from satupintu.gateways.lists.problems import ListRefused, place

Cell = str | float | int | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Span = tuple[tuple[int, int], tuple[int, int]]

# How a cell that is not text travels as text: one control character first, which no list can hold.
NUMBER = "\x01"  # then the number: '3507111705716301', '0.5'
DATE = "\x02"  # then the day, or day and time: '1987-12-31', '1987-12-31 08:00:00'
OTHER = "\x03"  # then whatever it was: a time of day, a truth value
UNSAVED = "\x05"  # a formula without a saved result
MARKS = NUMBER + DATE + OTHER + UNSAVED

LONGEST_CELL = 32_767  # characters: no spreadsheet holds more, and a page that shows such a name is megabytes


@dataclass
class Grid:
    """The cells of one sheet: `rows[i][j]`, the row number a person sees beside `rows[i]` in `numbers[i]`."""

    name: str
    rows: list[list[Cell]]
    numbers: Sequence[int]
    hidden: bool = False
    merged: Sequence[Span] = ()
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    date1904: bool = False
    notices: list[str] = field(default_factory=list)
    struck: Collection[tuple[int, int]] = ()  # cells struck through, where the file's format tells
    divided: bool = False  # whether lines were divided into these cells, at every delimiter
    columns: list[Sequence[Cell]] | None = None

    def column(self, index: int) -> Sequence[Cell]:
        """The cells of one column, one for each row; '' where a row is shorter."""
        if self.columns is None:  # made once for all columns: many steps go down them, none along the rows
            self.columns = list(zip_longest(*self.rows, fillvalue=""))
        return self.columns[index] if index < len(self.columns) else [""] * len(self.rows)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Sets one cell, beyond the others too."""
        while len(self.rows) <= row:
            self.rows.append([])
        self.numbers = range(1, len(self.rows) + 1)
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = cell
        self.columns = None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def refuse_long(rows: Iterable[Sequence[Cell]], numbers: Iterable[int], name: str, sheet: str = "") -> None:
    """Raises ListRefused for a cell that no spreadsheet could hold, with its row."""
    for row, number in zip(rows, numbers, strict=True):
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise ListRefused(
                f"{place(name, sheet, number)}: ada sel yang lebih panjang dari 32.767 huruf, lebih dari yang muat di "
                "lembar kerja. Periksa baris itu, misalnya tanda kutip atau pemisah kolomnya, lalu kirim lagi.",
                row=number,
            )


def encoded(value: Cell) -> str:
    """A cell as text, marked with its kind when it was not text; '' when blank."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return NUMBER + number_text(value)
    if isinstance(value, bool):
        return OTHER + ("TRUE" if value else "FALSE")
    if isinstance(value, int):
        return NUMBER + str(value)
    if isinstance(value, datetime.datetime):
        return DATE + value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date):
        return DATE + value.isoformat()
    # Excel's day 0 under a date format is an empty date, which the reader shows as midnight.
    return "" if value == datetime.time(0) else OTHER + str(value)


def number_text(value: float) -> str:
    """A number's digits without exponent: 3507111705716300.0 as '3507111705716300', 1.5 as '1.5'."""
    if value.is_integer():
        return str(int(value))
    return repr(value) if isfinite(value) else ""


def plain(value: Cell) -> str:
    """A cell as a person reads it, in one line."""
    text = encoded(value).lstrip(MARKS)
    return _SPACES.sub(" ", text).strip()


_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def letter(index: int) -> str:
    """Column 0 as 'A', 26 as 'AA'."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int:
    """'A' as 0, 'AA' as 26."""
    index = 0
    for char in name.upper():
        index = index * 26 + ord(char) - 64
    return index - 1
