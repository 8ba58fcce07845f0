"""Counts a batch of receipts: programmes, pairs and how many programmes a person has, each by area.

People with as many programmes are taken together: their entries then stand in a block, and a pair is two of its rows,
so pairs are found without joining people to each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

import numpy as np

from satupintu.batch.overlap.cells import Cells
from satupintu.batch.overlap.entries import NO_GAP, Entries, entries_of, gaps
from satupintu.batch.overlap.places import Places
from satupintu.batch.overlap.receipts import Receipts, Whole
from satupintu.batch.overlap.rulings import Judge, Rulings

# Of the people who are listed: each pair that is flagged, and each receipt behind one.
MET = ("nik", "village", "ruling", "gap", "money_a", "money_b")
GIVEN = ("nik", "p", "day", "amount")


@dataclass
class Tally:
    """All counts of a job, over `places` × what is counted there; batches are added by several threads.

    `pairs` counts under the numbers of `rulings.by_pair`, and under each ruling's own number in `dated` where the days
    between two receipts tell which it is. `met` and `given` are columns as MET and GIVEN name them.
    """

    places: Places
    rulings: Rulings
    people: int = 0
    rows: int = 0
    met: list[tuple[Whole, ...]] = field(default_factory=list)
    given: list[tuple[Whole, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        many, self.programmes = len(self.places), len(self.rulings.programmes)
        self.judge = Judge.of(self.rulings)
        self.received = Cells(many * self.programmes)
        self.spread = Cells(many * (self.programmes + 1))
        self.pairs = Cells(many * len(self.judge.ruling))
        self.dated = Cells(many * len(self.judge.is_flagged))
        self._lock = Lock()

    def add(self, read: Receipts) -> None:
        """Counts a batch; no person of it is in another batch."""
        if len(read.keys) == 0:
            return
        of = entries_of(read, self.places)
        places = np.repeat(of.places, of.counts)
        self.received.add(places * self.programmes + of.programme, of.times, of.money)
        self.spread.add(of.places * (self.programmes + 1) + of.counts)
        pairs = [self._add_repeated(of, places), *self._add_pairs(of)]
        a, b, pair = (np.concatenate(one) for one in zip(*pairs, strict=True))
        met, given = self._judge(of, read, a, b, pair)
        with self._lock:
            self.people += len(of.niks)
            self.rows += len(read.keys)
            self.met.append(met)
            self.given.append(given)

    def _add_repeated(self, of: Entries, places: Whole) -> tuple[Whole, ...]:
        """Programmes that were received more than once. Returns the entries twice and the pair, where it matters."""
        here = np.flatnonzero(of.times > 1)
        pair = self.judge.first[of.programme[here]] + of.programme[here]
        money = of.money[here]
        self.pairs.add(places[here] * len(self.judge.ruling) + pair, money, np.zeros_like(money))
        kept = self.judge.is_looked_at[pair]
        return here[kept], here[kept], pair[kept]

    def _add_pairs(self, of: Entries) -> Iterator[tuple[Whole, ...]]:
        """Two programmes of one person. Yields the entries of either and the pair, where it matters."""
        order = np.argsort(of.counts.astype(np.uint16), kind="stable")
        before = 0
        for many, number in enumerate(np.bincount(of.counts)):
            people = order[before : before + number]
            before += number
            if many < 2 or not number:
                continue
            at = of.firsts[people] + np.arange(many)[:, None]
            a, b = _two_of(many)
            programme, money = of.programme[at], of.money[at]
            pair = self.judge.first[programme][a] + programme[b]
            keys = of.places[people] * len(self.judge.ruling) + pair
            self.pairs.add(keys.ravel(), money[a].ravel(), money[b].ravel())
            which, who = np.nonzero(self.judge.is_looked_at[pair])
            yield at[a[which], who], at[b[which], who], pair[which, who]

    def _judge(
        self, of: Entries, read: Receipts, a: Whole, b: Whole, pair: Whole
    ) -> tuple[tuple[Whole, ...], tuple[Whole, ...]]:
        """Counts pairs that their days judge; of pairs and receipts to be listed, the columns of MET and GIVEN."""
        gap = np.full(len(pair), NO_GAP)
        told = np.flatnonzero(self.judge.is_dated[pair])
        gap[told] = gaps(of, read.days, a[told], b[told])
        ruling, person = self.judge.of_days(pair, gap), of.person(a)
        money_a, money_b = of.money[a], np.where(a == b, 0, of.money[b])
        at = of.places[person[told]] * len(self.judge.is_flagged) + ruling[told]
        self.dated.add(at, money_a[told], money_b[told])
        is_kept = self.judge.is_flagged[ruling]
        met = (of.niks[person], of.villages[person], ruling, gap, money_a, money_b)
        is_asked = np.zeros(len(of.starts), bool)
        is_asked[a[is_kept]] = is_asked[b[is_kept]] = True
        asked = np.flatnonzero(is_asked)
        rows, times = of.rows(asked), of.times[asked]
        of_whom = np.repeat(of.niks[of.person(asked)], times)
        given = (
            of_whom,
            np.repeat(of.programme[asked], times),
            read.days[rows].astype(np.int64),
            read.amounts[rows],
        )
        return tuple(one[is_kept] for one in met), given


@cache
def _two_of(many: int) -> tuple[Whole, Whole]:
    """Every two of so many, the first before the second."""
    return np.triu_indices(many, 1)
