"""Rows that share a telephone, a family card, or name, birth date and village with a row under another NIK."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from satupintu.batch.arrays.reading import Columns, Numbers, once, place_of
from satupintu.batch.coding import SHARED

# What a row says that others may say too.
COLUMNS = ("phone", "kk", "birth_date", "village")
# By at most these bits of a number it is first looked whether it may be among those that stand there twice.
_MOST_BITS = 26


@dataclass
class Near:
    """Rows, by their places, that have a value which others have too; and what must be the same besides."""

    rows: Numbers
    values: Numbers
    among: Numbers | None = None


def find_near(values: Columns) -> dict[str, Near]:
    """For each flag of SHARED the rows that may raise it; what they say is taken out of `values`."""
    # Two at a time: what is sorted is a copy, and all that the rows say stands in memory now.
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda flag: repeated(values.pop(flag)), SHARED)
        return dict(zip(SHARED, found, strict=True))


def repeated(values: Numbers) -> Near:
    """The rows whose value, not 0, stands there twice or more."""
    ordered = np.sort(values)
    again = once(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    again = again[again != 0]
    last = (1 << min(len(again).bit_length() + 6, _MOST_BITS)) - 1
    marks = np.zeros(last + 1, np.bool_)
    marks[again & last] = True
    rows = np.flatnonzero(marks[values & last])
    rows = rows[place_of(values[rows], again) >= 0]
    return Near(rows, values[rows])


def shared(near: Near, keys: Numbers) -> Near:
    """Of such rows those whose value a row under another key has; a row without a key (0) counts for nothing."""
    among = near.values if near.among is None else near.among
    counts = keys[near.rows] != 0
    rows, values, among = near.rows[counts], near.values[counts], among[counts]
    if not len(rows):
        return Near(rows, values)
    order = np.argsort(values) if near.among is None else np.lexsort((among, values))
    rows, values, among = rows[order], values[order], among[order]
    starts = np.flatnonzero(np.concatenate(([True], (values[1:] != values[:-1]) | (among[1:] != among[:-1]))))
    owners = keys[rows]
    differ = np.minimum.reduceat(owners, starts) != np.maximum.reduceat(owners, starts)
    is_shared = np.repeat(differ, np.diff(np.concatenate((starts, [len(rows)]))))
    return Near(rows[is_shared], values[is_shared])
