"""How much more often people were dropped than others, and how likely chance alone would do that.

Everything is counted within strata (people alike in the patterns found before), so that a pattern is not found again
through another that goes along with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
# Below this variance the number dropped is too small for the normal curve: its chances are added up one by one.
_EXACT_BELOW = 25.0
_BEYOND = 500  # a hundred deviations of what is added up
_Z95 = 1.959963984540054


def likely_more(
    dropped: Numbers, of: Numbers, all_dropped: Numbers, everybody: Numbers
) -> tuple[float, float]:
    """The chance that so many or more are dropped where all of a stratum are dropped alike, and by how many
    deviations there are more of them than that; an argument has a number for each stratum.

    One-sided: the stratified test of Mantel and Haenszel with continuity correction (J. Natl Cancer Inst. 22, 1959),
    exact where few are expected.
    """
    expected = of * all_dropped / everybody
    others, kept = everybody - of, everybody - all_dropped
    spread = of * others * all_dropped * kept / (everybody**2 * np.maximum(everybody - 1, 1))
    variance, more = float(spread.sum()), float((dropped - expected).sum())
    if variance <= 0 or more <= 0:
        return 1.0, 0.0
    deviations = max(more - 0.5, 0.0) / math.sqrt(variance)
    if variance < _EXACT_BELOW:
        return _exact(int(dropped.sum()), of, all_dropped, everybody), deviations
    return 0.5 * math.erfc(deviations / math.sqrt(2)), deviations


def _exact(found: int, of: Numbers, all_dropped: Numbers, everybody: Numbers) -> float:
    """The chance of `found` or more: the hypergeometric chances of each stratum, added up over all their sums."""
    most = found + _BEYOND
    chances = np.ones(1)
    for size, dropped, total in zip(
        of.astype(int), all_dropped.astype(int), everybody.astype(int), strict=True
    ):
        if size and dropped:
            chances = np.convolve(chances, _hypergeometric(int(size), int(dropped), int(total), most))[
                : most + 1
            ]
    return float(min(chances[found:].sum(), 1.0))


def _hypergeometric(size: int, dropped: int, total: int, most: int) -> Numbers:
    """The chances that 0, 1, 2 … up to `most` of `size` people are among the `dropped` of the `total`."""
    chances = np.zeros(min(size, dropped, most) + 1)
    every = _log_choose(total, size)
    for number in range(max(0, size + dropped - total), len(chances)):
        ways = _log_choose(dropped, number) + _log_choose(total - dropped, size - number)
        chances[number] = math.exp(ways - every)
    return chances


def _log_choose(of: int, some: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)


def pooled_odds_ratio(dropped: Numbers, of: Numbers, all_dropped: Numbers, everybody: Numbers) -> float:
    """The odds ratio over all strata together, of Mantel and Haenszel; infinite where nobody else was dropped."""
    others_dropped = all_dropped - dropped
    others_kept = everybody - of - others_dropped
    more = float((dropped * others_kept / everybody).sum())
    less = float(((of - dropped) * others_dropped / everybody).sum())
    return more / less if less else math.inf


def odds_ratio(dropped: int, of: int, others_dropped: int, others: int) -> tuple[float, tuple[float, float]]:
    """The odds of being dropped beside everybody else's, with its interval of 95% (Woolf).

    Where one of the four numbers is 0, a half is added to each (Haldane, Anscombe): the ratio stays a number.
    """
    cells = [float(dropped), float(of - dropped), float(others_dropped), float(others - others_dropped)]
    if not all(cells):
        cells = [one + 0.5 for one in cells]
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    error = math.sqrt(sum(1 / one for one in cells))
    return ratio, (ratio * math.exp(-_Z95 * error), ratio * math.exp(_Z95 * error))


def q_values(chances: Sequence[float]) -> list[float]:
    """For each chance the share of false patterns among all at least as unlikely (Benjamini, Hochberg 1995)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place], reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for rank, place in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[place] * len(chances) / rank)
        found[place] = least
    return found
