"""Finds the cells in a large sheet's XML by columns of numbers instead of a loop over cells.

The first step of reading a large XLSX; `large` does the rest. It knows one spelling, the one that Excel,
LibreOffice, openpyxl and their like write, and raises Irregular at any other: then the sheet is read the
ordinary way. Nothing is taken for granted: of what is taken as it stands every byte was looked at.
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
_LONGEST_NUMBER, _LONGEST_STYLE = 7, 4  # digits of a row's number and of a style's


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
    if head < 0 or end < head or _has_comments(xml):
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


def _has_comments(xml: bytes) -> bool:
    """Whether there are comments, CDATA or instructions behind the declaration: a bracket in them is no tag."""
    found = (
        (sign, xml.find(sign, 200)) for sign in (b"!", b"?")
    )  # one letter is found ten times as fast as two
    return any(at >= 0 and xml.find(b"<" + sign, at - 1) >= 0 for sign, at in found)


def _word(text: str) -> int:
    return int.from_bytes(text.encode(), "little")


def _first(count: int) -> int:
    """The mask of a word's first bytes."""
    return (1 << 8 * count) - 1


class _Scanner:
    """One stretch: its text, by bytes and in words.

    A word is the eight bytes from a place on, the first of them lowest: compared and taken apart at once.
    """

    def __init__(self, xml: bytes, start: int, end: int) -> None:
        self.start, self.size = start, end - start
        beyond = np.zeros(64, np.uint8)  # so that looking ahead from the last tag stays inside
        self.text: Bytes = np.concatenate([np.frombuffer(xml, np.uint8, self.size, start), beyond])
        self.words: Words = np.ndarray((self.size + 56,), "<u8", self.text, strides=(1,))

    def scan(self) -> Stretch:
        at, words, is_row, following = self._boundaries()
        number, digits, spelt = self._row_numbers(at[is_row])
        self._check_heads(at[is_row] + len('<row r=""') + digits, following[is_row])
        owner = (np.cumsum(is_row) - 1)[~is_row]
        column, after = self._references(at[~is_row], words[~is_row], digits[owner], spelt[owner])
        if ((owner[1:] == owner[:-1]) & (column[1:] <= column[:-1])).any():
            raise Irregular
        return self._sorted_out(number - 1, owner, column, after, following[~is_row])

    def _boundaries(self) -> tuple[Places, Words, Truths, Places]:
        """Where rows and cells begin, the word there, which are rows, and where what belongs to each is over."""
        text = self.text[: self.size + 1]
        second = text[1:]
        at = np.flatnonzero((text[:-1] == ord("<")) & ((second == ord("c")) | (second == ord("r"))))
        words = self.words[at]
        is_row = words == _word('<row r="')
        known = is_row | (words & _first(6) == _word('<c r="'))
        others = words[~known] & _first(3)  # a tag inside a cell, or one of these spelt otherwise
        if ((others == _word("<c ")) | (others == _word("<ro"))).any():
            raise Irregular
        at, words, is_row = at[known], words[known], is_row[known]
        if not len(at) or at[0] != 0 or not is_row[0]:
            raise Irregular
        following = np.append(at[1:], self.size)
        last = np.flatnonzero(np.append(is_row[1:], True))  # the last of each row
        closed = self.words[following[last] - 6] & _first(6) == _word("</row>")
        if (~closed & ~is_row[last]).any():
            raise Irregular
        following[last] -= 6 * closed  # a row not closed so must close itself: see `_check_heads`
        return at, words, is_row, following

    def _row_numbers(self, at: Places) -> tuple[Places, Places, Words]:
        """The number of each row, how many digits it has, and the word that ends with the quote behind them."""
        begin = at + len('<row r="')
        digits, number, are_digits = self._counted(begin, _LONGEST_NUMBER)
        if not are_digits.all() or number[0] < 1 or (np.diff(number) <= 0).any():
            raise Irregular
        return number, digits, self.words[begin + digits - 7]

    def _check_heads(self, after: Places, ends: Places) -> None:
        """Between a row's number and what follows stands the rest of its tag and nothing else.

        What follows a tag that closes itself is the next row, or the end of the stretch; what follows another is
        a cell or the row's own end.
        """
        lone = (self.words[ends] & _first(4) == _word("<row")) | (ends == self.size)
        lengths = ends - after
        for length, is_lone in sorted(set(zip(lengths.tolist(), lone.tolist(), strict=True))):
            rows = np.flatnonzero((lengths == length) & (lone == is_lone))
            same = np.ones(len(rows), bool)
            for step in range(0, length, 8):
                found = self.words[after[rows] + step] & _first(min(8, length - step))
                same &= found == found[0]
            for row in [rows[0], *rows[~same]]:  # nearly all rows have the same attributes
                head = self.text[after[row] : ends[row]].tobytes()
                if b"<" in head or head.find(b">") != length - 1 or head.endswith(b"/>") != is_lone:
                    raise Irregular

    def _references(self, at: Places, words: Words, digits: Places, spelt: Words) -> tuple[Places, Places]:
        """The column of each cell and where its reference is over; its row must be the one it stands in."""
        one = (words >> 48 & 0xFF).astype(np.int64) - ord("A")
        two = (words >> 56).astype(np.int64) - ord("A")
        has_two = two >= 0
        if len(at) and (one.min() < 0 or max(one.max(), two.max()) > 25):
            raise Irregular
        after = at + len('<c r="A"') + has_two + digits
        if ((self.words[after - 8] ^ spelt) >> (56 - 8 * digits).astype(np.uint64)).any():
            raise Irregular
        return np.where(has_two, (one + 1) * 26 + two, one), after

    def _sorted_out(
        self, rows: Places, owner: Places, column: Places, after: Places, ends: Places
    ) -> Stretch:
        """Shared texts, whole numbers, and whatever else is not blank."""
        style, past = self._styles(after)
        words = self.words[past]
        blank = (words & _first(2) == _word("/>")) & (ends == past + 2)
        is_shared, is_number = words == _word(' t="s"><'), words == _word(' t="n"><')
        stated = is_shared | is_number
        stated &= (self.text.take(past + 8) == ord("v")) & (self.text.take(past + 9) == ord(">"))
        bare = words & _first(4) == _word("><v>")
        valued = (stated | bare) & (self.words[ends - 8] == _word("</v></c>"))
        length = np.where(valued, ends - 8 - past - np.where(bare, 4, 10), 0)
        value, are_digits = self._whole(ends - 8, length)
        shared, whole = are_digits & is_shared, are_digits & ~is_shared
        other = ~(blank | are_digits)
        row = rows[owner]
        return Stretch(
            int(rows[0]),
            int(rows[-1]),
            (row[shared], column[shared], value[shared]),
            (row[whole], column[whole], style[whole], value[whole]),
            (row[other], column[other], after[other] + self.start, ends[other] + self.start),
        )

    def _styles(self, after: Places) -> tuple[Places, Places]:
        """The style of each cell and where its attribute is over; where there is none, nothing is passed."""
        style, past = np.full(len(after), NO_STYLE), after.copy()
        styled = np.flatnonzero(self.words[after] & _first(4) == _word(' s="'))
        begin = after[styled] + len(' s="')
        digits, value, are_digits = self._counted(begin, _LONGEST_STYLE)
        style[styled[are_digits]] = value[are_digits]
        past[styled[are_digits]] = (begin + digits + 1)[are_digits]
        return style, past

    def _counted(self, begin: Places, most: int) -> tuple[Places, Places, Truths]:
        """How many digits, up to `most`, stand from a place on, their number, and whether a quote follows them."""
        digits = np.zeros(len(begin), np.int64)
        for step in range(most):
            digits += (digits == step) & (self.text.take(begin + step) - ord("0") < 10)
        value, are_digits = self._whole(begin + digits, digits)
        return digits, value, are_digits & (self.text.take(begin + digits) == ord('"'))

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
