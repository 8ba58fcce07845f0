"""Nobody works out a small number from what is published: an attacker with a linear programme tries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.engine.small_cells import TOTAL, hide

LEAST = 5
TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwx")),
    st.integers(0, 9) | st.integers(0, 60),
    min_size=1,
    max_size=20,
)


def span(counts, hidden, cell):
    """The least and the most that a hidden count can be, given all that is told: counts above nought are known to be
    such, and totals are what they sum up."""
    from scipy.optimize import linprog

    cells = sorted(one for one, count in counts.items() if count > 0)
    place = {one: n for n, one in enumerate(cells)}
    equal, right = [], []

    def tell(members, value):
        equal.append([1.0 if one in members else 0.0 for one in cells])
        right.append(value)

    for one in cells:
        if one not in hidden:
            tell({one}, counts[one])
    for row in {one[0] for one in cells} | {TOTAL}:
        for column in {one[1] for one in cells} | {TOTAL}:
            if TOTAL in (row, column) and (row, column) not in hidden:
                members = {one for one in cells if row in (TOTAL, one[0]) and column in (TOTAL, one[1])}
                if members:
                    tell(members, sum(counts[one] for one in members))
    ends = []
    for sign in (1, -1):
        goal = [0.0] * len(cells)
        goal[place[cell]] = sign
        solved = linprog(goal, A_eq=equal or None, b_eq=right or None, bounds=[(1, 10**6)] * len(cells))
        ends.append(sign * solved.fun)
    return ends


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_an_attacker_learns_no_small_number(counts):
    hidden = hide(counts, LEAST)
    for cell, count in counts.items():
        if 0 < count < LEAST:
            assert cell in hidden
            low, high = span(counts, hidden, cell)
            assert high - low >= LEAST - 1 - 1e-6, (cell, low, high)


def test_large_numbers_are_told():
    counts = {(row, column): 20 for row in "abc" for column in "uvw"}
    assert not hide(counts).cells
    with_one = counts | {("a", "u"): 3}
    hidden = hide(with_one)
    assert len(hidden.cells) == 4
    assert not any(TOTAL in cell for cell in hidden.cells)


def test_a_lonely_number_takes_its_totals_along():
    hidden = hide({("a", "u"): 2})
    assert {("a", "u"), ("a", TOTAL), (TOTAL, "u"), (TOTAL, TOTAL)} == set(hidden.cells)


def test_nought_is_told():
    assert not hide({("a", "u"): 0, ("b", "u"): 7}).cells


@pytest.mark.parametrize("rows", [400])
def test_a_regency_is_quick_enough_to_try(rows):
    counts = {
        (f"r{n}", column): (n * 7 + len(column) * 13) % 40
        for n in range(rows)
        for column in ("u", "vv", "www")
    }
    hidden = hide(counts)
    assert {cell for cell, count in counts.items() if 0 < count < LEAST} <= hidden.cells
    assert (TOTAL, TOTAL) not in hidden
