"""Sums of whole numbers by a key, added by several threads: what every count of an overlap is kept in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from satupintu.batch.overlap.receipts import Whole

_DENSE = 20_000_000  # cells: below it every cell has its place in memory, above it only those that are used
_WAITING = 4_000_000  # values that wait until it pays to go through all cells
_EXACT = 1 << 53  # float64, in which numpy sums by key, holds every whole number below


@dataclass
class Cells:
    """By a key below `size`: how many, and sums of rupiah."""

    size: int
    _sums: list[Whole] = field(default_factory=list)
    _loose: list[tuple[Whole, list[Whole]]] = field(default_factory=list)
    _waiting: list[tuple[Whole, ...]] = field(default_factory=list)
    _many: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, keys: Whole, *values: Whole) -> None:
        """Counts each key once and adds the values to its sums."""
        if not len(keys):
            return
        with self._lock:
            self._waiting.append((keys, *values))
            self._many += len(keys)
            if self._many >= min(self.size, _WAITING):
                self._settle()

    def used(self) -> tuple[Whole, list[Whole]]:
        """The keys that hold anything, in order, how often each was counted, and its sums."""
        self._settle()
        if self._loose:
            return summed(*_end_to_end(self._loose), size=self.size)
        if not self._sums:
            return np.zeros(0, np.int64), []
        keys = np.flatnonzero(self._sums[0])
        return keys, [one[keys] for one in self._sums]

    def _settle(self) -> None:
        if not self._waiting:
            return
        keys, *values = (np.concatenate(one) for one in zip(*self._waiting, strict=True))
        self._waiting.clear()
        self._many = 0
        if self.size > _DENSE:
            self._loose.append(summed(keys, [np.ones_like(keys), *values], size=self.size))
            return
        found = [np.bincount(keys, minlength=self.size), *(_by_key(keys, one, self.size) for one in values)]
        self._sums = [a + b for a, b in zip(self._sums, found, strict=True)] if self._sums else found


def summed(keys: Whole, values: Sequence[Whole], *, size: int) -> tuple[Whole, list[Whole]]:
    """The keys that occur, all below `size`, in order, and under each the sums of its values."""
    if size <= _DENSE:
        found = np.flatnonzero(np.bincount(keys, minlength=size))
        return found, [_by_key(keys, one, size)[found] for one in values]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = starts_of(keys)
    return keys[firsts], [np.add.reduceat(one[order], firsts) for one in values] if len(keys) else [*values]


def starts_of(ordered: Whole) -> Whole:
    """Where a new value begins; 0 first. Empty for nothing."""
    if len(ordered) == 0:
        return np.zeros(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))


def _by_key(keys: Whole, values: Whole, size: int) -> Whole:
    """numpy is quick to sum by key in float64 only, so that is done where no sum can outgrow it."""
    if len(values) and max(int(values.max()), -int(values.min())) * len(values) >= _EXACT:
        sums = np.zeros(size, np.int64)
        np.add.at(sums, keys, values)
        return sums
    return np.bincount(keys, values, size).astype(np.int64)


def _end_to_end(parts: Sequence[tuple[Whole, list[Whole]]]) -> tuple[Whole, list[Whole]]:
    sums = [np.concatenate(one) for one in zip(*(sums for _, sums in parts), strict=True)]
    return np.concatenate([keys for keys, _ in parts]), sums
