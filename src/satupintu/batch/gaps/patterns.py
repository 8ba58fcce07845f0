"""The patterns among those dropped: found one after the other, each among people who are alike in those before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import duckdb
import numpy as np

from satupintu.batch.database import one
from satupintu.batch.gaps.cells import EVERYWHERE, LEAST_DROPPED, MOST_FALSE, Cell, Tested, test_cells
from satupintu.batch.gaps.odds import likely_more, odds_ratio, q_values
from satupintu.batch.gaps.people import Attribute

# So many patterns are asked for one beside the other; what is left then is told without that.
MOST_FOUND, MOST_AT_ONCE = 1_000, 100


def find_patterns(
    connection: duckdb.DuckDBPyConnection,
    attributes: Sequence[Attribute],
    by: Attribute | None,
    tell: Callable[[int, int], None],
) -> tuple[list[Tested], list[Tested]]:
    """The patterns that nothing found before explains, strongest first, and the others that stand out by themselves.

    ``clean`` is left behind: the people of ``people`` whom the round found eligible, so that no criterion explains
    why they were dropped.
    """
    connection.execute(
        "CREATE TEMP TABLE clean AS SELECT *, CAST(0 AS UBIGINT) AS stratum FROM people WHERE outcome = 'eligible'"
    )
    first, seen = test_cells(connection, attributes, by)
    crude = {tested.cell: tested for tested in first if tested.stands_out}
    selected: list[Tested] = []
    left = list(crude.values())
    while left and len(selected) < MOST_FOUND:
        tell(len(selected), len(selected) + len(left))
        chosen = [tested.cell for tested in apart(left)]
        selected += [crude[cell] for cell in chosen]
        set_apart(connection, chosen)
        # What stands out only beside those found, but not by itself, nobody could be shown.
        others = {tested.cell for tested in left}.difference(chosen)
        again, _ = test_cells(connection, attributes, by, others, seen)
        left = [tested for tested in again if tested.stands_out]
    selected += [crude[tested.cell] for tested in sorted(left, key=strength)]
    kept = {tested.cell for tested in selected}
    return selected, [tested for tested in crude.values() if tested.cell not in kept]


def apart(tested: Collection[Tested]) -> list[Tested]:
    """The strongest, and with it the strongest of those that share nobody with them, which it cannot weaken."""
    chosen: list[Tested] = []
    for each in sorted(tested, key=strength):
        if all(each.cell.shares_nobody_with(one.cell) for one in chosen):
            chosen.append(each)
        if len(chosen) == MOST_AT_ONCE:
            break
    return chosen


def set_apart(connection: duckdb.DuckDBPyConnection, cells: Sequence[Cell]) -> None:
    """Whoever stands in one of the cells is from now on compared only with others in it."""
    cases = " ".join(
        f"WHEN {cell.condition} THEN hash(concat(stratum, ':', {place}))" for place, cell in enumerate(cells)
    )
    connection.execute(f"UPDATE clean SET stratum = CASE {cases} ELSE stratum END")


def strength(tested: Tested) -> tuple[float, float, bool, str, str]:
    """By which the surest pattern comes first, whatever order they were found in; of two that hold the same people the
    one that needs no place to be named."""
    cell = tested.cell
    return (-tested.deviations, -tested.odds, bool(cell.by), cell.where, cell.pattern)


def by_reasons(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Of those dropped whom the round itself refused or could not decide, by each reason it had."""
    dropped, of = counted(connection, "people", "true")
    told = connection.execute(
        """SELECT reason, count(*), count_if(is_dropped) AS dropped FROM (SELECT is_dropped, unnest(reasons) AS reason
        FROM people) GROUP BY reason ORDER BY reason"""
    ).fetchall()
    chances = [
        likely_more(*(np.array([float(number)]) for number in (fallen, people, dropped, of)))[0]
        for _, people, fallen in told
    ]
    return [
        as_told(EVERYWHERE, f"reason = {reason}", (fallen, people), (dropped, of), q_value, reason)
        for (reason, people, fallen), q_value in zip(told, q_values(chances), strict=True)
        if q_value < MOST_FALSE and fallen >= LEAST_DROPPED
    ]


def counted(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> tuple[int, int]:
    """How many people of a table were dropped, and how many there are."""
    people = f"SELECT count(*) FROM {table} WHERE {condition}"
    return one(connection, f"{people} AND is_dropped"), one(connection, people)


def shadowed_by(connection: duckdb.DuckDBPyConnection, tested: Tested, found: Sequence[Tested]) -> str:
    """Of the patterns found the one that most of these dropped share: beside it theirs does not stand out."""
    shares = ", ".join(f"count_if({each.cell.condition})" for each in found)
    [shared] = connection.execute(
        f"SELECT {shares} FROM clean WHERE is_dropped AND {tested.cell.condition}"
    ).fetchall()
    return named(found[shared.index(max(shared))].cell)


def named(cell: Cell) -> str:
    """A pattern with its place, where it has one."""
    return cell.pattern if cell.where == EVERYWHERE else f"{cell.where}: {cell.pattern}"


def of_cell(tested: Tested, everybody: tuple[int, int], explained_by: str | None) -> dict[str, Any]:
    """A cell as gaps.json has it."""
    those = (tested.dropped, tested.of)
    return as_told(tested.cell.where, tested.cell.pattern, those, everybody, tested.q_value, explained_by)


def as_told(
    where: str,
    pattern: str,
    those: tuple[int, int],
    everybody: tuple[int, int],
    q_value: float,
    explained_by: str | None,
) -> dict[str, Any]:
    """One pattern as gaps.json has it; ``those`` and ``everybody``: dropped, and of how many."""
    elsewhere = (everybody[0] - those[0], everybody[1] - those[1])
    ratio, interval = odds_ratio(*those, *elsewhere)
    return {
        "where": where,
        "pattern": pattern,
        "dropped": those[0],
        "of": those[1],
        "elsewhere_dropped": elsewhere[0],
        "elsewhere_of": elsewhere[1],
        "odds_ratio": round(ratio, 2),
        "interval": [round(bound, 2) for bound in interval],
        "q_value": float(f"{q_value:.3g}"),
        "explained_by": explained_by,
    }
