"""Counts a batch of receipts: programmes, pairs and how many programmes a person has, each by area.

A person stands at one place only, so that areas add up: in the village of their receipts, and where receipts name
several, in the one whose code comes first. Receipts of one person lie side by side; a pair is two entries of one
person that lie `apart` entries from each other, so pairs are found without joining people to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from satupintu.batch.overlap.places import Places
from satupintu.batch.overlap.receipts import BITS, Receipts, Whole

Flags = NDArray[np.bool_]
_DENSE = 20_000_000  # cells: below it every cell has its place in memory, above it only those that are used


@dataclass(frozen=True)
class Entries:
    """What each person has of each programme: `person` counts from 0 within the batch, in order; `times` receipts."""

    person: NDArray[np.int64]
    programme: NDArray[np.int64]
    money: Whole
    times: NDArray[np.int64]
    niks: Whole  # of each person
    villages: NDArray[np.int64]  # of each person, in Places
    places: NDArray[np.int64]  # where each person is counted
    counts: NDArray[np.int64]  # programmes of each person


@dataclass
class Cells:
    """Sums by a key of area and what is counted there: how many, and up to two sums of rupiah."""

    size: int
    sums: list[Whole] = field(default_factory=list)
    loose: list[tuple[Whole, ...]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, keys: Whole, *values: Whole | int) -> None:
        """Adds a value to each sum under each key."""
        if self.size > _DENSE:
            if len(keys):
                self.loose.append(_summed(keys, [np.broadcast_to(one, keys.shape) for one in values]))
            return
        with self.lock:
            if not self.sums:
                self.sums = [np.zeros(self.size, np.int64) for _ in values]
            for total, value in zip(self.sums, values, strict=True):
                np.add.at(total, keys, value)

    def used(self) -> tuple[Whole, list[Whole]]:
        """The keys that hold anything, in order, and their sums."""
        if self.loose:
            every = [np.concatenate(column) for column in zip(*self.loose, strict=True)]
            found = _summed(every[0], every[1:])
            return found[0], list(found[1:])
        if not self.sums:
            return np.zeros(0, np.int64), []
        keys = np.flatnonzero(self.sums[0])
        return keys, [one[keys] for one in self.sums]


def _summed(keys: Whole, values: list[Whole]) -> tuple[Whole, ...]:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = _starts(keys)
    return (keys[starts], *(np.add.reduceat(one[order], starts) for one in values))


@dataclass
class Tally:
    """All counts of a job, over `places` × what is counted there; batches are added by several threads.

    A pair's number is its place in `pairs_of(programmes)`. `dated` pairs are judged by their dates and not counted
    here; of these and of the `listed` ones the people are wanted.
    """

    places: Places
    programmes: int
    dated: Iterable[tuple[int, int]]
    listed: Iterable[tuple[int, int]]
    people: int = 0
    rows: int = 0
    wanted: list[tuple[Whole, NDArray[np.int32]]] = field(default_factory=list)  # NIK, village

    def __post_init__(self) -> None:
        many, pairs = len(self.places), pairs_of(self.programmes)
        self.pairs = Cells(many * len(pairs))
        self.received = Cells(many * self.programmes)
        self.spread = Cells(many * (self.programmes + 1))
        self._number = np.zeros((self.programmes, self.programmes), np.int64)
        for number, pair in enumerate(pairs):
            self._number[pair] = number
        self._is_dated = np.isin(np.arange(len(pairs)), [self._number[pair] for pair in self.dated])
        listed = [self._number[pair] for pair in self.listed]
        self._is_wanted = self._is_dated | np.isin(np.arange(len(pairs)), listed)
        self._lock = Lock()

    def add(self, read: Receipts) -> None:
        """Counts a batch; no person of it is in another batch."""
        if len(read.keys) == 0:
            return
        entries = entries_of(read, self.places)
        at = entries.places[entries.person] * self.programmes + entries.programme
        self.received.add(at, 1, entries.times, entries.money)
        self.spread.add(entries.places * (self.programmes + 1) + entries.counts, 1)
        is_wanted = np.zeros(len(entries.niks), bool)
        for here, apart in _pairs_in(entries):
            self._add_pairs(entries, here, apart, is_wanted)
        chosen = np.flatnonzero(is_wanted)
        with self._lock:
            self.people += len(entries.niks)
            self.rows += len(read.keys)
            self.wanted.append((entries.niks[chosen], entries.villages[chosen].astype(np.int32)))

    def _add_pairs(self, of: Entries, here: Whole, apart: int, is_wanted: Flags) -> None:
        """Pairs of an entry with the one so far behind it; none apart: a programme received more than once."""
        pair = self._number[of.programme[here], of.programme[here + apart]]
        person = of.person[here]
        is_wanted[person[self._is_wanted[pair]]] = True
        if self._is_dated.any():
            kept = np.flatnonzero(~self._is_dated[pair])
            here, pair, person = here[kept], pair[kept], person[kept]
        many = len(self._is_dated)
        self.pairs.add(
            of.places[person] * many + pair, 1, of.money[here], of.money[here + apart] if apart else 0
        )


def pairs_of(programmes: int) -> list[tuple[int, int]]:
    """Every pair of programmes by number, the first never behind the second; each with itself too."""
    return [(a, b) for a in range(programmes) for b in range(a, programmes)]


def _pairs_in(entries: Entries) -> Iterator[tuple[Whole, int]]:
    """Entries that make a pair with the one `apart` entries behind them; 0: with themselves, received repeatedly."""
    yield np.flatnonzero(entries.times > 1), 0
    apart, here = 1, np.flatnonzero(entries.person[1:] == entries.person[:-1])
    while len(here):
        yield here, apart
        apart += 1
        here = here[: np.searchsorted(here, len(entries.person) - apart)]
        here = here[entries.person[here + apart] == entries.person[here]]


def entries_of(read: Receipts, places: Places) -> Entries:
    """The receipts of one person and one programme made one entry; the place where each person is counted."""
    starts = _starts(read.keys)
    times = np.diff(starts, append=len(read.keys))
    has_repeats = len(starts) < len(read.keys)
    money = np.add.reduceat(read.amounts, starts) if has_repeats else read.amounts
    keys = read.keys[starts] if has_repeats else read.keys
    niks = keys >> BITS
    firsts = _starts(niks)
    counts = np.diff(firsts, append=len(niks))
    person = np.repeat(np.arange(len(firsts)), counts)
    villages = _villages(read, starts[firsts], places)
    return Entries(
        person=person,
        programme=keys & ((1 << BITS) - 1),
        money=money,
        times=times,
        niks=niks[firsts],
        villages=villages,
        places=places.part_of[villages],
        counts=counts,
    )


def _villages(read: Receipts, firsts: Whole, places: Places) -> Whole:
    """Each person's village: most have one, and only the others' villages are compared."""
    found = places.of(read.villages[firsts])
    differs = read.villages[1:] != read.villages[:-1]
    differs[firsts[1:] - 1] = False  # the next person's
    others = np.unique(np.searchsorted(firsts, np.flatnonzero(differs) + 1, side="right") - 1)
    if len(others):
        ends = np.append(firsts[1:], len(read.villages))
        lengths = ends[others] - firsts[others]
        rows = np.repeat(firsts[others] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        found[others] = np.minimum.reduceat(places.of(read.villages[rows]), np.cumsum(lengths) - lengths)
    return found


def _starts(ordered: Whole) -> Whole:
    """Where a new value begins; 0 first. Empty for nothing."""
    if len(ordered) == 0:
        return np.zeros(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))


def spelled_out(codes: Sequence[str]) -> dict[str, Any]:
    """The places as columns `number` and `code`, for DuckDB."""
    return {"number": np.arange(len(codes)), "code": np.array(codes, dtype=object)}
