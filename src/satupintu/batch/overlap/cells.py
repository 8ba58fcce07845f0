"""Sums of whole numbers by a key, added by several threads: what every count of an overlap is kept in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from satupintu.batch.overlap.receipts import Whole

_DENSE = 20_000_000  # cells: below it every cell has its place in memory, above it only those that are used


@dataclass
class Cells:
    """By a key below `size`: how many, and sums of rupiah."""

    size: int
    _sums: list[Whole] = field(default_factory=list)
    _loose: list[tuple[Whole, list[Whole]]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, keys: Whole, *values: Whole) -> None:
        """Counts each key once and adds the values to its sums."""
        if self.size > _DENSE:
            if len(keys):
                self._loose.append(summed(keys, [np.ones_like(keys), *values], size=self.size))
            return
        with self._lock:
            if not self._sums:
                self._sums = [np.zeros(self.size, np.int64) for _ in range(1 + len(values))]
            np.add.at(self._sums[0], keys, 1)
            for total, value in zip(self._sums[1:], values, strict=True):
                np.add.at(total, keys, value)

    def used(self) -> tuple[Whole, list[Whole]]:
        """The keys that hold anything, in order, how often each was counted, and its sums."""
        if self._loose:
            sums = [np.concatenate(one) for one in zip(*(sums for _, sums in self._loose), strict=True)]
            return summed(np.concatenate([keys for keys, _ in self._loose]), sums, size=self.size)
        if not self._sums:
            return np.zeros(0, np.int64), []
        keys = np.flatnonzero(self._sums[0])
        return keys, [one[keys] for one in self._sums]


def summed(keys: Whole, values: Sequence[Whole], *, size: int) -> tuple[Whole, list[Whole]]:
    """The keys that occur, all below `size`, in order, and under each the sums of its values."""
    if size <= _DENSE:
        found = np.flatnonzero(np.bincount(keys, minlength=size))
        sums = [np.zeros(size, np.int64) for _ in values]
        for total, value in zip(sums, values, strict=True):
            np.add.at(total, keys, value)
        return found, [one[found] for one in sums]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = starts_of(keys)
    return keys[firsts], [np.add.reduceat(one[order], firsts) for one in values] if len(keys) else [*values]


def starts_of(ordered: Whole) -> Whole:
    """Where a new value begins; 0 first. Empty for nothing."""
    if len(ordered) == 0:
        return np.zeros(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))
