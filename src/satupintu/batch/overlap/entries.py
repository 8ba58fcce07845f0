"""Receipts of one person and one programme made one entry, and where each person is counted.

A person stands at one place only, so that areas add up: in the village of their receipts, and where receipts name
several, in the one whose code comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupintu.batch.overlap.cells import starts_of
from satupintu.batch.overlap.places import Places
from satupintu.batch.overlap.receipts import BITS, NO_DAY, Receipts, Whole

NO_GAP = -1


@dataclass(frozen=True)
class Entries:
    """What each person has of each programme: `times` receipts, the first of them at `starts`. Of each person: their
    first entry, how many there are, the NIK, the village and the place where they are counted."""

    starts: Whole
    times: Whole
    programme: Whole
    money: Whole
    firsts: Whole
    counts: Whole
    niks: Whole
    villages: Whole
    places: Whole

    def person(self, entries: Whole) -> Whole:
        """Whose these entries are, by their place in `firsts`."""
        return np.searchsorted(self.firsts, entries, side="right") - 1

    def rows(self, entries: Whole) -> Whole:
        """The receipts of these entries, one entry after the other."""
        return _ranges(self.starts[entries], self.times[entries])


def entries_of(read: Receipts, places: Places) -> Entries:
    """A batch's receipts, which are in the order of person and programme, as entries."""
    is_same = read.keys[1:] == read.keys[:-1]
    starts = np.flatnonzero(np.concatenate(([True], ~is_same)))
    more = np.flatnonzero(is_same) + 1
    entry = more - np.arange(1, len(more) + 1)  # of the receipts that are not an entry's first
    times, money = np.ones(len(starts), np.int64), read.amounts[starts]
    np.add.at(times, entry, 1)
    np.add.at(money, entry, read.amounts[more])
    keys = read.keys[starts]
    niks = keys >> BITS
    firsts = starts_of(niks)
    villages = _villages(read, starts[firsts], places)
    return Entries(
        starts=starts,
        times=times,
        programme=keys & ((1 << BITS) - 1),
        money=money,
        firsts=firsts,
        counts=np.diff(firsts, append=len(niks)),
        niks=niks[firsts],
        villages=villages,
        places=places.part_of[villages],
    )


def gaps(of: Entries, days: NDArray[np.int32], a: Whole, b: Whole) -> Whole:
    """The fewest days between a receipt of the entry `a` and one of `b`, or between two of it where both are one.

    NO_GAP where no two days are known. The nearest two of a pair lie side by side once all its days are in order.
    """
    two = np.flatnonzero(a != b)
    entry, pair = np.concatenate([a, b[two]]), np.concatenate([np.arange(len(a)), two])
    rows, times = of.rows(entry), of.times[entry]
    entry, pair, day = np.repeat(entry, times), np.repeat(pair, times), days[rows].astype(np.int64)
    order = np.lexsort((day, pair))
    order = order[day[order] != NO_DAY]
    entry, pair, apart = entry[order], pair[order], np.diff(day[order])
    is_met = (pair[1:] == pair[:-1]) & ((entry[1:] != entry[:-1]) | (a == b)[pair[1:]])
    least = np.full(len(a), np.iinfo(np.int64).max)
    np.minimum.at(least, pair[1:][is_met], apart[is_met])
    return np.where(least == np.iinfo(np.int64).max, NO_GAP, least)


def _villages(read: Receipts, firsts: Whole, places: Places) -> Whole:
    """Each person's village: most have one, and only the others' villages are compared."""
    found = places.of(read.villages[firsts])
    differs = read.villages[1:] != read.villages[:-1]
    differs[firsts[1:] - 1] = False  # the next person's
    others = np.unique(np.searchsorted(firsts, np.flatnonzero(differs) + 1, side="right") - 1)
    if len(others):
        lengths = np.append(firsts[1:], len(read.villages))[others] - firsts[others]
        every = places.of(read.villages[_ranges(firsts[others], lengths)])
        found[others] = np.minimum.reduceat(every, np.cumsum(lengths) - lengths)
    return found


def _ranges(firsts: Whole, lengths: Whole) -> Whole:
    """Every number of these stretches, one stretch after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(firsts - ends + lengths, lengths) + np.arange(lengths.sum())
