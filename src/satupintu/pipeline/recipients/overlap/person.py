"""One person's pairs of programmes, at once: from the file of all aid and what the catalogue says of pairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement, pairwise

from satupintu.engine.pairs import Pairing

from ..needs.offers import judgements
from ..offers import programme_title
from ..selectors import Aid


@dataclass(frozen=True)
class Overlap:
    """Two programmes, or one received more than once, that a person has; `days_apart` is None where no day is known."""

    a: str
    b: str
    title_a: str
    title_b: str
    pairing: Pairing
    days_apart: int | None
    money: int

    @property
    def is_repeat(self) -> bool:
        return self.a == self.b


def overlaps_among(received: Iterable[Aid]) -> list[Overlap]:
    """The pairs among one person's receipts, in the order of their programmes."""
    by: dict[str, list[Aid]] = {}
    for one in received:
        by.setdefault(one.programme, []).append(one)
    pairs = judgements().knowing({name: rows[0].aid for name, rows in by.items() if rows[0].aid})
    found = []
    for a, b in combinations_with_replacement(sorted(by), 2):
        if a == b and len(by[a]) < 2:
            continue
        gap = _gap(by[a], by[b] if a != b else None)
        rows = by[a] if a == b else [*by[a], *by[b]]
        money = sum(one.amount or 0 for one in rows)
        found.append(
            Overlap(a, b, programme_title(a), programme_title(b), pairs.verdict(a, b, gap), gap, money)
        )
    return found


def _gap(first: list[Aid], second: list[Aid] | None) -> int | None:
    """The fewest days between two receipts; of one programme, between one and the next."""
    if second is None:
        days = sorted(one.received_on for one in first if one.received_on)
        apart = [later - earlier for earlier, later in pairwise(days)]
    else:
        apart = [abs(x - y) for x in _days(first) for y in _days(second)]
    return min((one.days for one in apart), default=None)


def _days(rows: list[Aid]) -> list[date]:
    return [one.received_on for one in rows if one.received_on]
