"""How large a plan's letters may be so that it stands on one sheet of A4 across."""

from math import ceil

from .matrix import LineView

# Points, the largest first; below five nobody reads it on paper.
SIZES = (8, 7, 6, 5)
_ROOM = 174.0  # mm below the sheet's head and the header row, with some to spare
_POINT = 0.3528  # mm
_LETTER = 0.51  # of the size: the mean width of a letter, as wide as the fonts that offices have make it
_LINE = 1.1  # of the size
_GAP = 0.85  # mm between two rows
# mm that a text has: the columns of styles/_coordination.scss, less what separates them.
_GROUP, _WHAT, _WHO, _AMOUNT = 29.0, 68.0, 74.0, 17.5


def size_of(lines: list[LineView]) -> int | None:
    """The largest size at which these lines fit on one sheet; None where none does."""
    return next((size for size in SIZES if _height(lines, size) <= _ROOM), None)


def _height(lines: list[LineView], size: int) -> float:
    """The table's height in mm; a group's name may need more room than its lines."""
    text = size * _POINT * _LINE
    groups: dict[int, list[float]] = {}
    for one in lines:
        rows = max(_rows(words, width, size) for words, width in _texts(one))
        groups.setdefault(one.line.group_id, [_rows(one.group.name, _GROUP, size) * text + _GAP, 0.0])
        groups[one.line.group_id][1] += rows * text + _GAP
    return sum(max(heights) for heights in groups.values())


def _texts(one: LineView) -> list[tuple[str, float]]:
    programme = f" · {one.programme}" if one.line.activity and one.programme else ""
    return [
        (one.what + programme, _WHAT),
        (one.who, _WHO),
        (f"{one.line.target} {one.line.unit}", _AMOUNT),
    ]


def _rows(words: str, width: float, size: int) -> int:
    return max(1, ceil(len(words) * size * _POINT * _LETTER / width))
