"""What is to be said about the rows of a sender's list: the plain nouns every corrections writer takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

STATUS_HEADER = "Status Satu Pintu"
NOTE_HEADER = "Catatan Satu Pintu"
# A returned row is either to be mended and sent again, or refused.
STATUS_WORDS = {"undetermined": "PERBAIKI", "ineligible": "DITOLAK"}
STATUS_WIDTH = 18.0


@dataclass(frozen=True, slots=True)
class RowMark:
    """One row to hand back: its outcome, the reasons in Indonesian, and the column letters at fault."""

    outcome: Literal["undetermined", "ineligible"]
    note: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """The marks of one sheet by row number as a person sees it (the first is 1).

    `header_row` is the last row of the header, 0 where there is none; `width` the index of the last used
    column (A is 1), our own two columns from an earlier return not counted. In `texts`, columns of long numbers by
    their letters, a cell at fault becomes text: a spreadsheet keeps 15 digits of what is typed into another.
    """

    header_row: int
    width: int
    rows: Mapping[int, RowMark]
    texts: tuple[str, ...] = ()


def note_width(marks: SheetMarks) -> float:
    """Width in characters for the column of notes: the longest note, within what a screen shows."""
    longest = max((len(mark.note) for mark in marks.rows.values()), default=0)
    return float(min(max(longest, len(NOTE_HEADER)) + 2, 180))
