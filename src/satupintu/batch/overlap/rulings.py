"""What each pair of programmes means, asked once for every pair and every distance in days that makes a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupintu.batch.overlap.receipts import Whole
from satupintu.engine.pairs import FORBIDDEN, REPEATED, Pairs

FLAGGED = frozenset({FORBIDDEN, REPEATED})
FOREVER = 1 << 30  # days: more than any two receipts lie apart
Flags = NDArray[np.bool_]
Span = tuple[int | None, int | None]  # the fewest and the most days; (None, None) where no two days are known


@dataclass(frozen=True)
class Ruling:
    """One verdict on two programmes, by their places in `Rulings.programmes`, and for which days apart it holds."""

    a: int
    b: int
    verdict: str
    cite: str
    read_in: str
    place: str
    spans: tuple[Span, ...]

    @property
    def is_flagged(self) -> bool:
        """Whether the people behind it are listed one by one."""
        return self.verdict in FLAGGED


@dataclass(frozen=True)
class Rulings:
    """Every pair's rulings; a pair of a programme with itself included. More than one: the days decide."""

    programmes: tuple[str, ...]
    by_pair: dict[tuple[int, int], tuple[Ruling, ...]]

    @classmethod
    def of(cls, programmes: Sequence[str], pairs: Pairs) -> Rulings:
        """All pairs of these programmes, each judged by `pairs`."""
        found = {
            (a, b): tuple(_rulings(a, b, programmes, pairs))
            for a in range(len(programmes))
            for b in range(a, len(programmes))
        }
        return cls(tuple(programmes), found)

    def every(self) -> Iterator[Ruling]:
        """All rulings, pair by pair."""
        for rulings in self.by_pair.values():
            yield from rulings


@dataclass(frozen=True)
class Judge:
    """`Rulings` as columns. A pair's number is `first` of the one programme plus the other, never the smaller, and its
    ruling `ruling` unless it `is_dated`: then `edges` (pair, and from how many days on) lead to it, and where no day
    is known `undated` does. A ruling's number is its place in `Rulings.every`."""

    first: Whole
    ruling: Whole
    undated: Whole
    is_dated: Flags
    is_looked_at: Flags  # of pairs: dated, or one whose people are listed
    is_flagged: Flags  # of rulings
    edges: Whole
    beyond: Whole  # the ruling from each of `edges` on

    @classmethod
    def of(cls, rulings: Rulings) -> Judge:
        """Columns over all pairs, and over all rulings."""
        every, many = [*rulings.every()], len(rulings.programmes)
        numbers = np.repeat(np.arange(len(rulings.by_pair)), [len(one) for one in rulings.by_pair.values()])
        is_flagged = np.array([one.is_flagged for one in every], bool)
        spans = [
            (pair, number, least)
            for number, (pair, one) in enumerate(zip(numbers.tolist(), every, strict=True))
            for least, _ in one.spans
        ]
        edges = sorted((pair * FOREVER + least, number) for pair, number, least in spans if least is not None)
        undated = {pair: number for pair, number, least in spans if least is None}
        is_dated = np.bincount(numbers, minlength=len(rulings.by_pair)) > 1
        places = np.arange(many)
        return cls(
            first=places * many - places * (places + 1) // 2,
            ruling=np.searchsorted(numbers, np.arange(len(rulings.by_pair))),
            undated=np.array([undated[pair] for pair in range(len(rulings.by_pair))], np.int64),
            is_dated=is_dated,
            is_looked_at=is_dated | (np.bincount(numbers, is_flagged, len(rulings.by_pair)) > 0),
            is_flagged=is_flagged,
            edges=np.array([edge for edge, _ in edges], np.int64),
            beyond=np.array([number for _, number in edges], np.int64),
        )

    def of_days(self, pair: Whole, gap: Whole) -> Whole:
        """The rulings of these pairs with so many days between two receipts; less than 0: nobody knows."""
        if not len(pair):
            return pair
        found = self.beyond[np.searchsorted(self.edges, pair * FOREVER + gap, side="right") - 1]
        return np.where(gap < 0, self.undated[pair], found)


def _rulings(a: int, b: int, programmes: Sequence[str], pairs: Pairs) -> Iterator[Ruling]:
    spans: dict[tuple[str, str, str, str], list[Span]] = {}
    for span in _stretches(pairs.spans(programmes[a], programmes[b])):
        said = pairs.verdict(programmes[a], programmes[b], span[0])
        spans.setdefault((said.verdict, said.cite, said.read_in, said.place), []).append(span)
    for words, one in spans.items():
        yield Ruling(a, b, *words, spans=tuple(one))


def _stretches(within: Sequence[int]) -> Iterator[Span]:
    """The stretches of days in which no verdict can change, and "no day known"."""
    starts = [0, *(one + 1 for one in within)]
    yield from zip(starts, [*within, FOREVER], strict=True)
    yield None, None
