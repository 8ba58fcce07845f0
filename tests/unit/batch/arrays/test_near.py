"""What rows share is found by sorting as it would be by looking at each pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from satupintu.batch.arrays.near import Near, repeated, shared

small = st.integers(0, 4)


@given(st.lists(st.tuples(small, small, small), max_size=30))
def test_a_value_is_shared_with_a_row_under_another_key(rows):
    values, among, keys = (np.array([row[place] for row in rows], np.int64) for place in range(3))
    near = repeated(values)
    assert near.rows.tolist() == [
        at for at, value in enumerate(values.tolist()) if value and values.tolist().count(value) > 1
    ]
    for besides in (None, among[near.rows]):
        found = shared(Near(near.rows, near.values, besides), keys)
        told = [(row[0], 0 if besides is None else row[1], row[2]) for row in rows]
        alike = [
            at
            for at, (value, also, key) in enumerate(told)
            if value and key and any((value, also) == (v, a) and k and k != key for v, a, k in told)
        ]
        assert sorted(found.rows.tolist()) == alike
        assert [rows[at][0] for at in found.rows.tolist()] == found.values.tolist()
