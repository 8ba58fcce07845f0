"""Which numbers of a table of counts must stay untold so that no small one can be worked out from the rest.

    hide(counts, least=5, is_small=None) -> Hidden

`counts` maps (row, column) to how many; the table is to be published with the totals of rows, of columns and of all.
A count of nought tells of nobody and stays. A small one is hidden, and with it as many others as it takes that
tables with at least `least` different values in its place have the very totals and numbers that are published: a
rectangle of hidden numbers through which something can be moved round, totals being numbers among others. (Cox 1980,
"Suppression methodology and statistical disclosure control".)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

TOTAL = ""
Cell = tuple[str, str]
_DEAR = {1: 50.0, 2: 5_000.0}  # what hiding a total costs, and the grand total, in numbers hidden
_ROWS_LOOKED_AT = 24


@dataclass(frozen=True)
class Hidden:
    """The cells that stay untold; a row's total is (row, TOTAL), a column's (TOTAL, column)."""

    cells: frozenset[Cell] = frozenset()

    def __contains__(self, cell: object) -> bool:
        return cell in self.cells


@dataclass
class _Table:
    values: dict[Cell, int]
    columns: list[str]
    by_column: dict[str, list[str]]  # rows with something in the column, the largest first
    hidden: set[Cell] = field(default_factory=set)
    hidden_in: dict[str, set[str]] = field(default_factory=dict)  # rows hidden in a column

    def hide(self, cells: Iterable[Cell]) -> None:
        for row, column in cells:
            self.hidden.add((row, column))
            self.hidden_in.setdefault(column, set()).add(row)

    def price(self, cell: Cell) -> float:
        """What it costs to hide a number that is told so far; of two, the smaller is the lesser loss."""
        if cell in self.hidden:
            return 0.0
        totals = (cell[0] == TOTAL) + (cell[1] == TOTAL)
        return _DEAR.get(totals, 1.0) + self.values[cell] / 1e9


def hide(
    counts: Mapping[Cell, int], least: int = 5, is_small: Callable[[Cell, int], bool] | None = None
) -> Hidden:
    """The cells and totals to leave out of a table. Names of rows and columns are any text but TOTAL.

    `is_small(cell, value)` may call more of them small than those below `least`.
    """
    table = _with_totals(counts)
    small = sorted(
        (
            cell
            for cell, value in table.values.items()
            if value < least or (is_small and is_small(cell, value))
        ),
        key=lambda cell: (table.values[cell], cell),
    )
    table.hide(small)
    for cell in small:
        table.hide(min(_rectangles(table, cell, least), default=(0.0, ()))[1])
    return Hidden(frozenset(table.hidden))


def _with_totals(counts: Mapping[Cell, int]) -> _Table:
    values: dict[Cell, int] = {}
    for (row, column), count in counts.items():
        if count > 0:
            for cell in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
                values[cell] = values.get(cell, 0) + count
    by_column: dict[str, list[str]] = {}
    for row, column in sorted(values, key=lambda cell: -values[cell]):
        by_column.setdefault(column, []).append(row)
    return _Table(values, sorted(by_column), by_column)


def _rectangles(table: _Table, cell: Cell, least: int) -> Iterator[tuple[float, tuple[Cell, ...]]]:
    """Ways to protect a cell, each with its price."""
    row, column = cell
    rows = [
        *sorted(table.hidden_in.get(column, ()))[:_ROWS_LOOKED_AT],
        *table.by_column[column][:_ROWS_LOOKED_AT],
        TOTAL,
    ]
    for other_row in dict.fromkeys(rows):
        if other_row == row or (other_row, column) not in table.values:
            continue
        for other_column in table.columns:
            beside, across = (row, other_column), (other_row, other_column)
            if other_column == column or beside not in table.values or across not in table.values:
                continue
            corners = (beside, (other_row, column), across)
            if _room(table, cell, corners) >= least - 1:
                yield sum(map(table.price, corners)), corners


def _room(table: _Table, cell: Cell, corners: tuple[Cell, Cell, Cell]) -> int:
    """How many other values the cell could have, the other three giving way; none falls below one."""
    (row, column), (_row, other_column), (other_row, _column) = cell, corners[0], corners[1]
    along, down = _sign(column) * _sign(other_column), _sign(row) * _sign(other_row)
    moves = {corners[0]: -along, corners[1]: -down, corners[2]: along * down}
    falling = [table.values[one] - 1 for one, move in moves.items() if move < 0]
    rising = [table.values[one] - 1 for one, move in moves.items() if move > 0]
    up = min(falling, default=10**9)
    return up + min([table.values[cell] - 1, *rising])


def _sign(name: str) -> int:
    """A total moves with what it sums up, a neighbour against it."""
    return -1 if name == TOTAL else 1
