"""Finds the cells in a large sheet's XML by columns of numbers instead of a loop over cells.

The first step of reading a large XLSX; `large` does the rest. It knows one spelling, the one that Excel,
LibreOffice, openpyxl and their like write, and raises Irregular at any other: then the sheet is read the
ordinary way. Nothing is taken for granted: every tag between the first row and the last is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Words = NDArray[np.uint64]
Truths = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

STRETCH = 1 << 20  # bytes looked at together: what is worked out of them stays in the processor's cache
LONGEST = 18  # digits of a whole number that is taken as it stands
NO_STYLE = -1
_CELL, _ROW, _ROW_END = 1, 2, 3
# Which of these may follow which; a row that closes itself is followed by a row.
_FOLLOWS = {
    (_ROW, _CELL),
    (_ROW, _ROW_END),
    (_CELL, _CELL),
    (_CELL, _ROW_END),
    (_ROW_END, _ROW),
    (_ROW, _ROW),
}


class Irregular(Exception):
    """A sheet written in another way than the one known here; no fault of the sheet."""


@dataclass(frozen=True)
class Stretch:
    """The filled cells of some rows. Rows and columns count from 0; each group is in the order of the sheet.

    `shared`: row, column, and the place of the cell's text among the shared texts. `whole`: row, column, style
    and value of whole numbers below 10^18. `other`: row, column, and where in the sheet's XML the rest of the
    cell's element stands, after its reference.
    """

    first: int
    last: int
    shared: tuple[Places, Places, Places]
    whole: tuple[Places, Places, Places, Places]
    other: tuple[Places, Places, Places, Places]


def stretches(xml: bytes) -> list[tuple[int, int]]:
    """Where to cut a sheet's rows: begin and end of stretches that each hold whole rows. Raises Irregular."""
    head, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if head < 0 or end < head:
        raise Irregular
    start, cuts = head + len(b"<sheetData>"), []
    while start < end:
        cut = xml.find(b"<row ", min(start + STRETCH, end), end)
        cuts.append((start, cut if cut >= 0 else end))
        start = cuts[-1][1]
    return cuts


def scan(xml: bytes, start: int, end: int) -> Stretch:
    """The cells between two places of a sheet's XML, at which rows begin. Raises Irregular."""
    return _Scanner(xml, start, end).scan()


def _word(text: str) -> int:
    return int.from_bytes(text.encode(), "little")


class _Scanner:
    """One stretch: where its tags stand, what letter follows each tag's bracket, and its text in words.

    A word is the eight bytes from a place on, the first of them lowest: compared and taken apart at once.
    """

    def __init__(self, xml: bytes, start: int, end: int) -> None:
        self.start, size = start, end - start
        beyond = np.zeros(64, np.uint8)  # so that looking ahead from the last tag stays inside
        self.text: Bytes = np.concatenate([np.frombuffer(xml, np.uint8, size, start), beyond])
        self.words: Words = np.ndarray((size + 56,), "<u8", self.text, strides=(1,))
        tags = np.flatnonzero(self.text == ord("<"))
        self.kind: Bytes = np.append(self.text.take(tags + 1), np.zeros(5, np.uint8))
        self.tags: Places = np.append(tags, np.full(5, size))

    def scan(self) -> Stretch:
        rows, cells, ends = self._boundaries()
        number, digits, spelt = self._row_numbers(self.tags[rows])
        in_row = np.diff(np.append(np.searchsorted(cells, rows), len(cells)))
        owner = np.repeat(np.arange(len(rows)), in_row)
        column, after = self._references(self.tags[cells], digits[owner], spelt[owner])
        if ((owner[1:] == owner[:-1]) & (column[1:] <= column[:-1])).any():
            raise Irregular
        return self._sorted_out(number - 1, owner, column, after, cells, ends)

    def _boundaries(self) -> tuple[Places, Places, Places]:
        """Which tags begin rows and cells, and the tag that ends each cell: its row's end or the next cell."""
        if (self.kind == ord("!")).any() or (self.kind == ord("?")).any():
            raise Irregular  # a comment or CDATA, in which a bracket is no tag
        rows, cells, closing = (self._of_kind(*tag) for tag in (("r", "ow "), ("c", " "), ("/", "row>")))
        if not len(rows) or rows[0] != 0:
            raise Irregular
        marks = np.zeros(len(self.tags), np.uint8)
        marks[rows], marks[cells], marks[closing] = _ROW, _CELL, _ROW_END
        at = np.flatnonzero(marks)
        order = marks[at]
        pairs = np.flatnonzero(np.bincount(order[:-1] * 4 + order[1:]))
        if not {divmod(int(pair), 4) for pair in pairs} <= _FOLLOWS or order[-1] == _CELL:
            raise Irregular
        following = np.append(at[1:], len(self.tags) - 5)
        self._check_rows(at, order, following)
        return rows, cells, following[order == _CELL]

    def _check_rows(self, at: Places, order: Bytes, following: Places) -> None:
        """A row closes itself or has an end, never both; no tag stands between a row, its cells and its end."""
        closes = self.text.take(self.tags[following] - 2) == ord("/")
        lone = np.append(order[1:], _ROW) == _ROW
        if (closes != lone)[order == _ROW].any() or ((following - at)[order != _CELL] != 1).any():
            raise Irregular

    def _of_kind(self, first: str, then: str) -> Places:
        """The tags that spell these letters after their bracket."""
        found = np.flatnonzero(self.kind == ord(first))
        for step, char in enumerate(then, 2):
            found = found[self.text.take(self.tags[found] + step) == ord(char)]
        return found

    def _row_numbers(self, at: Places) -> tuple[Places, Places, Words]:
        """The number of each row, how many digits it has, and the word that ends with them."""
        if (self.words[at] != _word('<row r="')).any():
            raise Irregular
        begin = at + 8
        digits = np.zeros(len(at), np.int64)
        for step in range(8):
            digits += (digits == step) & (self.text.take(begin + step) - ord("0") < 10)
        number, are_digits = self._whole(begin + digits, digits)
        if not are_digits.all() or digits.max() > 7 or (self.text.take(begin + digits) != ord('"')).any():
            raise Irregular
        if number[0] < 1 or (np.diff(number) <= 0).any():
            raise Irregular
        return number, digits, self.words[begin + digits - 8]

    def _references(self, at: Places, digits: Places, spelt: Words) -> tuple[Places, Places]:
        """The column of each cell and where its reference is over; its row must be the one it stands in."""
        words = self.words[at]
        if ((words & 0xFFFFFFFFFFFF) != _word('<c r="')).any():
            raise Irregular
        one = ((words >> 48) & 0xFF).astype(np.int64) - ord("A")
        two = (words >> 56).astype(np.int64) - ord("A")
        has_two = two >= 0
        if len(at) and (one.min() < 0 or max(one.max(), two.max()) > 25):
            raise Irregular
        after = at + 7 + has_two + digits
        own = self.words[after - 8] ^ spelt
        if (own >> (64 - 8 * digits).astype(np.uint64)).any() or (self.text.take(after) != ord('"')).any():
            raise Irregular
        return np.where(has_two, (one + 1) * 26 + two, one), after + 1

    def _sorted_out(
        self, rows: Places, owner: Places, column: Places, after: Places, cells: Places, ends: Places
    ) -> Stretch:
        """Shared texts, whole numbers, and whatever else is not blank."""
        opened, closed = (
            self.tags[cells + 1],
            self.tags[cells + 2],
        )  # a value's tags, unless the cell is blank
        before = self.words[opened - 8]
        blank = (before >> 48 == _word("/>")) & (ends == cells + 1)
        valued = (before >> 56 == ord(">")) & ~blank & (self.text.take(opened + 2) == ord(">"))
        valued &= (self.kind[cells + 1] == ord("v")) & (ends == cells + 4)
        valued &= self.words[closed] == _word("</v></c>")
        attributes = opened - 1 - after
        shared = valued & (attributes >= 6) & (before >> 8 == _word(' t="s">'))
        shared &= (attributes == 6) | self._are_style(after)
        said = 6 * (before >> 8 == _word(' t="n">'))  # LibreOffice says of numbers that they are numbers
        attributes -= said
        styled = (attributes > 5) & self._are_style(after) & (self.text.take(opened - 2 - said) == ord('"'))
        whole = valued & ~shared & ((attributes == 0) | styled)
        styled &= whole
        value, are_digits = self._whole(closed, np.where(shared | whole, closed - opened - 3, 0))
        style = np.full(len(cells), NO_STYLE)
        style[styled], are_styles = self._whole((opened - 2 - said)[styled], attributes[styled] - 5)
        whole[styled] &= are_styles
        whole &= are_digits
        shared &= are_digits
        other = ~(blank | shared | whole)
        row = rows[owner]
        return Stretch(
            int(rows[0]),
            int(rows[-1]),
            (row[shared], column[shared], value[shared]),
            (row[whole], column[whole], style[whole], value[whole]),
            (row[other], column[other], after[other] + self.start, self.tags[ends[other]] + self.start),
        )

    def _are_style(self, at: Places) -> Truths:
        found: Truths = (self.words[at] & 0xFFFFFFFF) == _word(' s="')
        return found

    def _whole(self, end: Places, length: Places) -> tuple[Places, Truths]:
        """The numbers spelt by so many digits before a place, and whether they are that: digits, 1 to 18 of them."""
        kept = np.minimum(length, 8)
        low = (64 - 8 * kept).astype(np.uint64) % 64
        mask = np.uint64(0xFFFFFFFFFFFFFFFF) >> low << low
        digit = (self.words[end - 8] ^ 0x3030303030303030) & mask
        fine = ((digit | digit + 0x7676767676767676) & 0x8080808080808080) == 0
        fine &= (length > 0) & (length <= LONGEST)
        two = (digit * 2561 >> 8) & 0x00FF00FF00FF00FF
        four = (two * 6553601 >> 16) & 0x0000FFFF0000FFFF
        value = (four * 42949672960001 >> 32).astype(np.int64)
        long = np.flatnonzero(fine & (length > 8))
        if len(long):
            high, high_fine = self._whole(end[long] - 8, length[long] - 8)
            value[long] += high * 100_000_000
            fine[long] &= high_fine
        return value, fine
