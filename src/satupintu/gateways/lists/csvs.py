"""Reads CSV as offices export it: any delimiter, any of the usual encodings, and quotes nobody closed.

A stray quote makes an ordinary CSV reader swallow the following rows without a word. Here a record that
spans lines must show that it may; otherwise its quote is taken for an ordinary character, and if the line
then still does not fit, the file is refused with the line's number.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from satupintu.gateways.lists.grids import LONGEST_CELL, Cell, Grid, refuse_long
from satupintu.gateways.lists.problems import ListRefused, place

_DELIMITERS = ";,\t|"
_LOOKED_AT = 300  # lines that tell the delimiter
_MOST_LINES = 20  # a quoted cell may hold line breaks, but not this many
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_ODD_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")  # Python breaks lines here, spreadsheets do not
_FORCED_TEXT = re.compile(
    r'^="(.*)"$', re.DOTALL
)  # ="3507…", how some exports keep a NIK from becoming a number

csv.field_size_limit(10_000_000)


@dataclass
class _Records:
    rows: list[list[str]]
    numbers: list[int]
    stray: list[int]


def read_csv(data: bytes, name: str) -> Grid:
    """The one grid of a CSV; `numbers` are the rows a spreadsheet shows, a cell with line breaks being in one row."""
    text = _CONTROLS.sub("", decoded(data))
    lines = _split(text) if _ODD_BREAKS.search(text) else text.splitlines(keepends=True)
    skip = 0
    delimiter = ""
    if lines and (stated := re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.IGNORECASE)):
        delimiter, skip = stated[1], 1
    lines = _unwrapped(lines)
    delimiter = delimiter or _delimiter_of(lines)
    records = _records(lines, skip, delimiter, name)
    rows: list[list[Cell]] = [
        [*map(_bare, row)] if '="' in "".join(row) else list(row) for row in records.rows
    ]
    grid = Grid("", rows, records.numbers, divided=True)
    if records.stray:
        shown = ", ".join(map(str, records.stray[:5]))
        grid.notices.append(f"tanda kutip yang tidak ditutup dibaca sebagai huruf biasa (baris {shown})")
    return grid


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing those, Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    nuls = data[:4000]
    if nuls.count(0) > len(nuls) // 4:
        return data.decode(
            "utf-16-le" if nuls[1::2].count(0) >= nuls[::2].count(0) else "utf-16-be", errors="replace"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace") if 0x81 not in data else data.decode("latin-1")


def _split(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines without quotes around whole rows: a spreadsheet that knew another delimiter took each for a cell."""
    if not any(map(_inside, lines[:_LOOKED_AT])):
        return lines
    inner = [_inside(line) or line for line in lines]
    delimiter = _delimiter_of(inner)
    usual = _usual_width(inner, delimiter)
    return [
        new if usual > 2 and _cells(new, delimiter) == usual else old
        for old, new in zip(lines, inner, strict=True)
    ]


def _inside(line: str) -> str:
    """What stands in a line that is one quoted cell with delimiters in it; '' for any other."""
    if not line.startswith('"') or any(len(_divided(line, one)) != 1 for one in _DELIMITERS):
        return ""
    [cell] = _divided(line, ";")
    return f"{cell}\n" if any(one in cell for one in _DELIMITERS) and _closed(line, ";") else ""


def _bare(cell: str) -> str:
    forced = _FORCED_TEXT.match(cell.strip())
    return forced[1] if forced else cell


def _delimiter_of(lines: list[str]) -> str:
    """The delimiter that divides most lines into the same number of cells, more than one.

    Lines divided otherwise count half: cells with line breaks leave pieces of rows.
    """
    sample = [line for line in lines[:_LOOKED_AT] if line.strip()]
    best, best_score = ";", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(_cells(line, delimiter) for line in sample)
        counts.pop(1, None)
        if counts:
            cells, lines_so = max(counts.items(), key=lambda item: (item[1], item[0]))
            points = (lines_so + counts.total()) / 2 + min(cells, 30) / 100
            if points > best_score:
                best, best_score = delimiter, points
    return best


def _cells(line: str, delimiter: str) -> int:
    return len(_divided(line, delimiter)) if '"' in line else line.count(delimiter) + 1


def _divided(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _records(lines: list[str], skip: int, delimiter: str, name: str) -> _Records:
    if not any('"' in line for line in lines):
        rows = [line.rstrip("\r\n").split(delimiter) for line in lines[skip:]]
        records = _Records(rows, list(range(skip + 1, len(lines) + 1)), [])
    else:
        records = _quoted_records(lines, skip, delimiter, name)
    _check_widths(records, name)
    if max(map(len, lines), default=0) > LONGEST_CELL:
        refuse_long(records.rows, records.numbers, name)
    return records


def _quoted_records(lines: list[str], skip: int, delimiter: str, name: str) -> _Records:
    try:
        rows = list(csv.reader(lines[skip:], delimiter=delimiter, strict=True))
        if len(rows) == len(lines) - skip:  # every record on its own line, every quote closed
            return _Records(rows, list(range(skip + 1, len(lines) + 1)), [])
        if _are_whole(rows, delimiter):
            return _Records(rows, list(range(skip + 1, skip + len(rows) + 1)), [])
    except csv.Error:
        pass
    return _line_by_line(lines, skip, delimiter, name)


def _are_whole(rows: list[list[str]], delimiter: str) -> bool:
    """Whether the cells that span lines leave every record as wide as the table, and none has swallowed rows."""
    spanning = [row for row in rows if any("\n" in cell or "\r" in cell for cell in row)]
    usual = _most(Counter(len(row) for row in rows if len(row) > 1))
    return usual > 1 and all(len(row) == usual and not _holds_rows(row, delimiter, usual) for row in spanning)


def _holds_rows(row: list[str], delimiter: str, usual: int) -> bool:
    """Whether a cell holds what looks like a row of the table: a stray quote has swallowed it."""
    lines = [cell.splitlines() for cell in row]
    return any(len(one) > _MOST_LINES for one in lines) or any(
        part.count(delimiter) >= max(1, usual - 2) for one in lines for part in one[1:]
    )


def _most(counts: Counter[int]) -> int:
    """The width that most have, of several the largest."""
    return max(counts.items(), key=lambda item: (item[1], item[0]))[0] if counts else 1


def _line_by_line(lines: list[str], skip: int, delimiter: str, name: str) -> _Records:
    usual = _usual_width(lines[skip:], delimiter)
    records = _Records([], [], [])
    at = skip
    while at < len(lines):
        row, used = _record_at(lines, at, delimiter, usual)
        if not used:
            row, used = _with_stray_quote(lines[at], delimiter), 1
            if len(row) != usual:
                raise ListRefused(
                    f'{place(name, row=at + 1)}: ada tanda kutip (") yang tidak ditutup sehingga batas kolom tidak '
                    "jelas. Hapus tanda kutip itu, atau buka di Excel dan simpan sebagai .xlsx.",
                    row=at + 1,
                )
            records.stray.append(skip + len(records.rows) + 1)
        records.rows.append(row)
        records.numbers.append(skip + len(records.rows))
        at += used
    return records


def _record_at(lines: list[str], at: int, delimiter: str, usual: int) -> tuple[list[str], int]:
    """The record that starts at a line and how many lines it takes; 0 where a quote is never closed."""
    line = lines[at]
    if '"' not in line:
        return line.rstrip("\r\n").split(delimiter), 1
    if _closed(line, delimiter):
        return _divided(line, delimiter), 1
    return _spanning(lines, at, delimiter, usual)


def _usual_width(lines: Iterable[str], delimiter: str) -> int:
    """The cells of most lines; a line that a quoted cell goes on from tells nothing."""
    whole = (line for line in lines if line.strip() and ('"' not in line or _closed(line, delimiter)))
    counts = Counter(_cells(line, delimiter) for line in whole)
    counts.pop(1, None)
    return _most(counts)


def _closed(line: str, delimiter: str) -> bool:
    """Whether every quoted cell that begins on this line ends on it, with the delimiter right after."""
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return _closed_loosely(line, delimiter)
    return True


def _closed_loosely(line: str, delimiter: str) -> bool:
    """'"Barokah" Jaya;…': a quoted beginning of a cell, closed before the cell ends."""
    open_at = re.compile(rf'(?:^|{re.escape(delimiter)})"')
    rest = line.rstrip("\r\n").replace('""', "")
    while found := open_at.search(rest):
        end = rest.find('"', found.end())
        if end < 0 or (delimiter in rest[found.end() : end] and not _ends_cell(rest, end, delimiter)):
            return False
        rest = rest[end + 1 :]
    return True


def _ends_cell(text: str, at: int, delimiter: str) -> bool:
    return at + 1 == len(text) or text[at + 1] == delimiter


def _spanning(lines: list[str], at: int, delimiter: str, usual: int) -> tuple[list[str], int]:
    """The record that starts at this line and ends on a later one, and how many lines it takes; 0 if none."""
    joined = lines[at]
    for used in range(2, _MOST_LINES + 1):
        if at + used > len(lines):
            return [], 0
        following = lines[at + used - 1]
        joined += following
        if _closed(joined, delimiter):
            row = _divided_lines(joined, delimiter)
            return (row, used) if len(row) == usual and not _holds_rows(row, delimiter, usual) else ([], 0)
    return [], 0


def _divided_lines(text: str, delimiter: str) -> list[str]:
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    return rows[0] if len(rows) == 1 else []


def _with_stray_quote(line: str, delimiter: str) -> list[str]:
    cells = line.rstrip("\r\n").split(delimiter)
    return [c[1:-1].replace('""', '"') if len(c) > 1 and c[0] == c[-1] == '"' else c for c in cells]


def _check_widths(records: _Records, name: str) -> None:
    """Refuses a line that has more cells than the table, or that was broken in two: its cells would shift."""
    counts = Counter(len(row) for row in records.rows if any(row))
    if not counts:
        return
    usual = _most(counts)
    if usual < 3:
        return
    first = next(i for i, row in enumerate(records.rows) if len(row) == usual)
    for index in range(first, len(records.rows)):
        row, number = records.rows[index], records.numbers[index]
        if len(row) == usual:
            continue
        if len(row) > usual and any(cell.strip() for cell in row[usual:]) and is_persons(row):
            raise ListRefused(
                f"{place(name, row=number)}: baris ini berisi {len(row)} kolom sedangkan tabelnya {usual} kolom, "
                "mungkin karena ada tanda pemisah di dalam isi sel. Betulkan baris itu, atau simpan daftar sebagai "
                ".xlsx.",
                row=number,
            )
        following = records.rows[index + 1] if index + 1 < len(records.rows) else []
        if 1 < len(row) < usual and 1 < len(following) < usual and len(row) + len(following) == usual + 1:
            if not is_persons([*row, *following]):
                continue
            raise ListRefused(
                f"{place(name, row=number)}: baris ini terputus dan bersambung di baris {number + 1}. Gabungkan "
                "kembali kedua baris itu, atau simpan daftar sebagai .xlsx.",
                row=number,
            )


def is_persons(row: Sequence[str]) -> bool:
    """Whether a line is of the table: it has a number of an identity, or begins by counting."""
    return row[0].strip().rstrip(".").isdigit() or any(sum(map(str.isdigit, cell)) >= 12 for cell in row)
