"""What people have in common, counted: each attribute's values, everywhere and under each value of one other column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from satupintu.batch.database import one, text
from satupintu.batch.gaps.odds import likely_more, pooled_odds_ratio, q_values
from satupintu.batch.gaps.people import Attribute

# Fewer people are an anecdote, and a weaker pattern is nothing that somebody could explain.
LEAST_PEOPLE, LEAST_DROPPED = 5, 3
LEAST_ODDS, MOST_FALSE = 1.5, 0.05
EVERYWHERE = "all"


@dataclass(frozen=True)
class Cell:
    """People with something in common: an attribute's value, everywhere or only under one value (``where``) of the
    column ``by``."""

    attribute: Attribute
    value: str
    by: str = ""
    where: str = EVERYWHERE

    @property
    def pattern(self) -> str:
        """received_2020 = yes"""
        return f"{self.attribute.name} = {self.value}"

    @property
    def condition(self) -> str:
        """SQL over ``clean``."""
        same = f"{self.attribute.column} = {text(self.value)}"
        return f"({same} AND {self.by} = {text(self.where)})" if self.by else f"({same})"

    def shares_nobody_with(self, other: Cell) -> bool:
        """Whether no person can stand in both."""
        is_other_value = self.attribute == other.attribute and self.value != other.value
        return is_other_value or bool(self.by and other.by and self.where != other.where)


@dataclass(frozen=True)
class Tested:
    """A cell: how many of its people were dropped, how sure it is that others were less often, and how strongly, all
    within the strata of the test."""

    cell: Cell
    dropped: int
    of: int
    deviations: float
    odds: float
    q_value: float

    @property
    def stands_out(self) -> bool:
        """Whether it is worth a question."""
        return self.q_value < MOST_FALSE and self.odds >= LEAST_ODDS


def test_cells(
    connection: duckdb.DuckDBPyConnection,
    attributes: Sequence[Attribute],
    by: Attribute | None,
    among: Collection[Cell] | None = None,
    least_seen: int = 0,
) -> tuple[list[Tested], int]:
    """Every cell of enough people of ``clean``, or only those ``among``, beside everybody else of the same stratum; and
    how many cells were looked at, at least ``least_seen``: the more, the likelier that chance makes one stand out."""
    totals = {
        stratum: (dropped, people)
        for stratum, people, dropped in connection.execute(
            "SELECT stratum, count(*), count_if(is_dropped) FROM clean GROUP BY stratum ORDER BY stratum"
        ).fetchall()
    }
    cells: dict[Cell, list[tuple[int, int, int, int]]] = {}
    seen = 0
    for attribute, inner in _looked_at(attributes, by, among):
        counted, found = _count(connection, attribute, inner)
        seen += counted
        for where, value, stratum, people, dropped in found:
            cell = Cell(attribute, value, inner.column, where) if inner else Cell(attribute, value)
            if among is None or cell in among:
                cells.setdefault(cell, []).append((dropped, people, *totals[stratum]))
    seen = max(seen, least_seen)
    numbers = {cell: np.array(strata, float).T for cell, strata in cells.items()}
    chances = [likely_more(*strata) for strata in numbers.values()]
    # Those with hardly anybody dropped were looked at as well.
    falsely = q_values([chance for chance, _ in chances] + [1.0] * (seen - len(cells)))
    return [
        Tested(
            cell, int(strata[0].sum()), int(strata[1].sum()), deviations, pooled_odds_ratio(*strata), q_value
        )
        for (cell, strata), (_, deviations), q_value in zip(numbers.items(), chances, falsely, strict=False)
    ], seen


def _looked_at(
    attributes: Sequence[Attribute], by: Attribute | None, among: Collection[Cell] | None
) -> Iterator[tuple[Attribute, Attribute | None]]:
    """Each attribute everywhere, and each but ``by`` itself under the values of ``by``, where a cell is to be found."""
    wanted = None if among is None else {(cell.attribute, bool(cell.by)) for cell in among}
    for attribute in attributes:
        if wanted is None or (attribute, False) in wanted:
            yield attribute, None
        if by and attribute != by and (wanted is None or (attribute, True) in wanted):
            yield attribute, by


def _count(
    connection: duckdb.DuckDBPyConnection, attribute: Attribute, by: Attribute | None
) -> tuple[int, list[Any]]:
    """How many cells there are with enough people; and of those with enough dropped, for each stratum: where, value,
    stratum, people, dropped."""
    where = by.column if by else text(EVERYWHERE)
    known = f"{attribute.column} IS NOT NULL AND {where} IS NOT NULL"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE counts AS SELECT {where} AS place, {attribute.column} AS value, stratum,
            count(*) AS people, count_if(is_dropped) AS dropped FROM clean WHERE {known} GROUP BY ALL"""
    )
    enough = f"SELECT place, value FROM counts GROUP BY ALL HAVING sum(people) >= {LEAST_PEOPLE}"
    seen = one(connection, f"SELECT count(*) FROM ({enough})")
    some = f"{enough} AND sum(dropped) >= {LEAST_DROPPED}"
    found = connection.execute(
        f"SELECT * FROM counts SEMI JOIN ({some}) USING (place, value) ORDER BY ALL"
    ).fetchall()
    return seen, found
