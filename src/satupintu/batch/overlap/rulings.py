"""What each pair of programmes means, asked once for every pair and every distance in days that makes a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from satupintu.engine.pairs import FORBIDDEN, REPEATED, Pairs

FLAGGED = frozenset({FORBIDDEN, REPEATED})
FOREVER = 1 << 30  # days: more than any two receipts lie apart
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

    def dated(self) -> list[tuple[int, int]]:
        """The pairs of which only the days between two receipts tell the verdict."""
        return [pair for pair, rulings in self.by_pair.items() if len(rulings) > 1]

    def listed(self) -> list[tuple[int, int]]:
        """The pairs whose people may have to be listed one by one."""
        return [pair for pair, rulings in self.by_pair.items() if any(one.is_flagged for one in rulings)]

    def every(self) -> Iterator[Ruling]:
        """All rulings, pair by pair."""
        for rulings in self.by_pair.values():
            yield from rulings


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
