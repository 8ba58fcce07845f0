"""Marks put into ordinary rows of a sender's sheet, ten times as fast as by taking every cell of them apart.

Serves `sheets`, which makes the rows that are refused here. What comes again and again in a list (a style, a
note, the cells a reason is about) is worked out once and looked up.
"""

from __future__ import annotations

import re
from functools import lru_cache

from satupintu.gateways.corrections.marks import STATUS_WORDS, RowMark
from satupintu.gateways.corrections.styles import MEND, REFUSED, Styles
from satupintu.gateways.spreadsheetml import column_index, column_letters, escape

STYLE = re.compile(rb"""\ss=["'](\d+)["']""")
COLOURS = {"undetermined": MEND, "ineligible": REFUSED}


class QuickRows:
    """The rows of one sheet whose elements have the prefix `p`; `status` and `note` are the indexes of our columns.

    `texts` are the letters of the columns whose cells become text when they are coloured.
    """

    def __init__(self, p: bytes, status: int, note: int, styles: Styles, texts: tuple[str, ...]) -> None:
        self._p, self._status, self._styles = p, status, styles
        self._opening = b'<%sc r="' % p
        self._texts = {self._opening + letters.encode() for letters in texts}
        self._places = [self._opening + column_letters(column).encode() for column in (status, note)]
        # A mark is known by its identity: it lives as long as the sheet is patched, and hashing its note takes longer.
        self._ours: dict[tuple[bytes, int], tuple[bytes, bytes, bytes]] = {}
        self._faults: dict[tuple[str, ...], list[bytes]] = {}
        self._colours: dict[tuple[bytes, str, bool], bytes] = {}

    def inside(self, number: int, inside: bytes, mark: RowMark) -> bytes | None:
        """The inside of row `number` with its mark; None for a row out of the ordinary."""
        opening, digits = self._opening, b"%d" % number
        last = inside.rfind(opening)
        if last < 0 or b"extLst" in inside:
            return None
        begin = last + len(opening)
        after = inside.find(b'"', begin)
        letters = inside[begin : after - len(digits)]
        if (
            not letters.isalpha()
            or not inside.endswith(digits, begin, after)
            or index_of(letters) >= self._status
        ):
            return None
        attributes = inside[after + 1 : inside.index(b">", after)]
        key = (attributes, id(mark))
        ours = self._ours.get(key) or self._ours.setdefault(key, self._our_cells(attributes, mark))
        edits = []
        for cell in self._at_fault(mark.cells):
            place = inside.find(b'%s%s"' % (cell, digits))
            if place < 0:
                return None
            start = place + len(cell) + len(digits) + 1
            end = inside.index(b">", start)
            edits.append((start, end, self._coloured(inside[start:end], mark.outcome, cell in self._texts)))
        for start, end, text in sorted(edits, reverse=True):
            inside = inside[:start] + text + inside[end:]
        return b"".join((inside, ours[0], digits, ours[1], digits, ours[2]))

    def _our_cells(self, attributes: bytes, mark: RowMark) -> tuple[bytes, bytes, bytes]:
        """Our two cells in three pieces, between which the row's number stands.

        They look like the row's last cell, which has these `attributes`.
        """
        found = STYLE.search(attributes)
        style = self._styles.coloured(int(found[1]) if found else 0, COLOURS[mark.outcome], as_note=True)
        status, note = (
            b'" s="%d" t="inlineStr"%s' % (style, our_inside(self._p, text))
            for text in (STATUS_WORDS[mark.outcome], mark.note)
        )
        return self._places[0], status + self._places[1], note

    def _at_fault(self, cells: tuple[str, ...]) -> list[bytes]:
        """How the cells of these columns begin, up to their row's number."""
        if cells not in self._faults:
            self._faults[cells] = [self._opening + letters.encode() for letters in cells]
        return self._faults[cells]

    def _coloured(self, attributes: bytes, outcome: str, as_text: bool) -> bytes:
        """A cell's attributes with the style that gives it the outcome's colour."""
        key = (attributes, outcome, as_text)
        if key not in self._colours:
            found = STYLE.search(attributes)
            start, end = found.span() if found else (0, 0)
            style = self._styles.coloured(int(found[1]) if found else 0, COLOURS[outcome], as_text=as_text)
            self._colours[key] = b'%s s="%d"%s' % (attributes[:start], style, attributes[end:])
        return self._colours[key]


@lru_cache(maxsize=512)
def index_of(letters: bytes) -> int:
    """Index of a column from its letters, A being 1."""
    return column_index(letters.decode())


@lru_cache(maxsize=4096)
def our_inside(prefix: bytes, text: str) -> bytes:
    """The rest of a cell of ours after its attributes: an inline string, never a formula."""
    values = (prefix, prefix, escape(text).encode(), prefix, prefix, prefix)
    return b'><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>' % values
