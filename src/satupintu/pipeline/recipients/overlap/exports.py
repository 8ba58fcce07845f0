"""Lists to take along, line by line as they are read: as many rows as there are, in little memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from satupintu.gateways.csv_cells import inert

_LONG_NUMBER = 9  # digits: longer ones a spreadsheet would cut short


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """With semicolons and a byte-order mark, as Indonesian spreadsheets open it."""
    yield b"\xef\xbb\xbf"
    for row in [headings]:
        yield _line(row)
    for row in rows:
        yield _line([harmless(value) for value in row])


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, or cut short as a number, is kept text by an apostrophe."""
    if not isinstance(value, str) or not value:
        return value
    return f"'{value}" if value.isdecimal() and len(value) >= _LONG_NUMBER else inert(value)


def _line(cells: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue().encode()
