"""What each pair of programmes means, asked once for every pair and every distance in days that makes a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

FLAGGED = frozenset({"forbidden", "repeated"})
FOREVER = 1 << 30  # days: more than any two receipts lie apart


class Verdicts(Protocol):
    """What the catalogue says of two programmes at once; `satupintu.engine.pairs.Pairs` is one."""

    @property
    def classes(self) -> Sequence[Any]: ...

    def verdict(self, a: str, b: str, days_apart: int | None = None) -> Any: ...


@dataclass(frozen=True)
class Ruling:
    """One verdict on two programmes whose receipts lie `least` to `most` days apart; with no days, where none is known."""

    a: int
    b: int
    least: int | None
    most: int | None
    verdict: str
    cite: str
    read_in: str
    place: str

    @property
    def is_flagged(self) -> bool:
        """Whether the people behind it are listed one by one."""
        return self.verdict in FLAGGED


@dataclass(frozen=True)
class Rulings:
    """Every pair's rulings, by the programmes' places in `programmes`; a pair of a programme with itself included."""

    programmes: tuple[str, ...]
    by_pair: dict[tuple[int, int], tuple[Ruling, ...]]

    @classmethod
    def of(cls, programmes: Sequence[str], pairs: Verdicts) -> Rulings:
        """All pairs of these programmes, each judged by `pairs`."""
        spans = list(_spans({one.within_days for one in pairs.classes} - {None}))
        found = {
            (a, b): tuple(_settled(_rulings(a, b, programmes, pairs, spans)))
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


def _spans(within: set[int]) -> Iterator[tuple[int | None, int | None]]:
    """The stretches of days in which no verdict can change, and "no day known"."""
    edges = sorted({0, *within, *(one + 1 for one in within)})
    for least, following in zip(edges, [*edges[1:], FOREVER + 1], strict=True):
        yield least, following - 1
    yield None, None


def _rulings(
    a: int, b: int, programmes: Sequence[str], pairs: Verdicts, spans: Sequence[tuple[int | None, int | None]]
) -> list[Ruling]:
    found = []
    for least, most in spans:
        said = pairs.verdict(programmes[a], programmes[b], least)
        words = (said.verdict, said.cite or "", said.read_in or "", said.place or "")
        found.append(Ruling(a, b, least, most, *(str(one) for one in words)))
    return found


def _settled(rulings: list[Ruling]) -> list[Ruling]:
    """One ruling for all days where they do not matter, else those that say the same side by side joined."""
    first = rulings[0]
    if all(_words(one) == _words(first) for one in rulings):
        return [Ruling(first.a, first.b, 0, FOREVER, *_words(first))]
    kept: list[Ruling] = []
    for one in rulings:
        last = kept[-1] if kept else None
        if last and last.most is not None and one.least is not None and _words(last) == _words(one):
            kept[-1] = Ruling(last.a, last.b, last.least, one.most, *_words(one))
        else:
            kept.append(one)
    return kept


def _words(one: Ruling) -> tuple[str, str, str, str]:
    return one.verdict, one.cite, one.read_in, one.place
