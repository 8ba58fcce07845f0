"""The odds beside another's reckoning: SciPy's exact test, and what a table of strata means by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact, hypergeom
from scipy.stats.contingency import odds_ratio as exact_odds_ratio

from satupintu.batch.gaps.odds import likely_more, odds_ratio, pooled_odds_ratio, q_values


@st.composite
def tables(draw, most=60):
    """Dropped and kept people of a cell, dropped and kept people elsewhere."""
    return tuple(draw(st.lists(st.integers(0, most), min_size=4, max_size=4).filter(any)))


def strata(*four):
    """The four numbers of each table as the columns that the functions take."""
    columns = [(a, a + b, a + c, a + b + c + d) for a, b, c, d in four]
    return [np.array(column, float) for column in zip(*columns, strict=True)]


@given(tables())
def test_one_stratum_of_few_people_is_fishers_exact_test(four):
    a, b, c, d = four
    if (a + b) * (c + d) * (a + c) * (b + d) == 0 or a * (c + d) <= c * (a + b):
        assert likely_more(*strata(four))[0] == 1.0
    else:
        expected = fisher_exact([[a, b], [c, d]], alternative="greater").pvalue
        assert likely_more(*strata(four))[0] == pytest.approx(expected, rel=1e-6)


def test_among_many_people_the_normal_curve_comes_near_the_exact_chance():
    found, of, dropped, everybody = 2_080, 20_000, 100_000, 1_000_000
    exact = hypergeom.sf(found - 1, everybody, dropped, of)
    chance, deviations = likely_more(
        *strata((found, of - found, dropped - found, everybody - of - dropped + found))
    )
    assert chance == pytest.approx(exact, rel=0.05)
    assert deviations == pytest.approx(1.89, abs=0.02)


def test_what_the_strata_explain_is_no_pattern_whatever_all_of_them_together_look_like():
    """In each of two offices men and women fare alike, but the harsh office has more women: together they do not."""
    harsh, mild = (80, 20, 16, 4), (2, 18, 10, 90)
    together = tuple(sum(pair) for pair in zip(harsh, mild, strict=True))
    assert likely_more(*strata(together))[0] < 1e-9
    assert likely_more(*strata(harsh, mild))[0] == 1.0
    assert pooled_odds_ratio(*strata(harsh, mild)) == pytest.approx(1)


def test_a_stratum_in_which_all_or_none_are_dropped_tells_nothing():
    sure = (30, 5, 4, 40)
    assert likely_more(*strata(sure, (9, 0, 9, 0), (0, 9, 0, 9))) == likely_more(*strata(sure))


@given(tables(most=500))
def test_the_interval_holds_the_ratio_and_is_never_infinite(four):
    a, b, c, d = four
    ratio, (low, high) = odds_ratio(a, a + b, c, c + d)
    assert 0 < low < ratio < high < math.inf


def test_the_ratio_and_its_interval_are_those_of_the_textbook():
    ratio, interval = odds_ratio(166, 171, 5, 304)
    expected = exact_odds_ratio([[166, 5], [5, 299]], kind="sample")
    assert ratio == pytest.approx(expected.statistic)
    assert interval == pytest.approx(tuple(expected.confidence_interval(0.95)))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_are_those_of_benjamini_and_hochberg(chances):
    assert q_values(chances) == pytest.approx(list(false_discovery_control(chances)))
