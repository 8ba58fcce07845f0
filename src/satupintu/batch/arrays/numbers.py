"""A row's NIK as a whole number: whether it is sound, and what its digits say against what the row states.

The law of `engine.nik_numbers` and `batch.keyed` again, over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from satupintu.batch.arrays.reading import Columns, Numbers, fetched
from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.keyed import ANOMALOUS, FLAG, PRECISION_LOST
from satupintu.engine.nik import EXACT_UP_TO
from satupintu.engine.nik_numbers import DATED_PLACEHOLDERS

MAN, WOMAN = 1, 2


@dataclass(frozen=True)
class Digits:
    """What the digits of a NIK may say: by birth code `born`, the date as a man's NIK has it, -1 where there is none,
    and `sex`; by code whether there is such a province or district, `districts` being None where nobody knows."""

    born: Numbers
    sex: Numbers
    provinces: Numbers
    districts: Numbers | None

    @classmethod
    def of(cls, backend: DuckDBBackend, *, with_districts: bool) -> Digits:
        """From the tables of `look_up_tables`."""
        said = fetched(backend, "SELECT birth_code, born, is_woman FROM births")
        born, sex = np.full(10**6, -1, np.int32), np.zeros(10**6, np.int8)
        born[said["birth_code"]] = said["born"]
        sex[said["birth_code"]] = np.where(said["is_woman"], WOMAN, MAN)
        provinces = marked(backend, "SELECT province AS code FROM provinces", 100)
        districts = "SELECT district AS code FROM districts WHERE district BETWEEN 0 AND 999999"
        return cls(born, sex, provinces, marked(backend, districts, 10**6) if with_districts else None)


def marked(backend: DuckDBBackend, select: str, most: int) -> Numbers:
    """By number, below `most`, whether the SELECT gives it as `code`."""
    known = np.zeros(most, np.bool_)
    known[fetched(backend, select)["code"]] = True
    return known


def settle(rows: Columns, digits: Digits) -> Columns:
    """Of what `row_numbers_sql` reads: `key`, `shape` and `flags` as `keyed_sql` means them; 0 is no key."""
    said = rows["key"]
    is_whole = said > 0
    whole = np.where(is_whole, said, 0)
    code, district = whole // 10**4 % 10**6, whole // 10**10
    born = digits.born[code]
    is_sound = is_whole & (born >= 0) & digits.provinces[district // 10**4]
    for one in DATED_PLACEHOLDERS:
        is_sound &= whole != one
    is_doubtful = rows["is_number"] & ((whole % 10 == 0) | (whole > int(EXACT_UP_TO)))
    shape = np.where(
        is_whole, np.where(is_sound, np.where(is_doubtful, PRECISION_LOST, 0), ANOMALOUS), rows["shape"]
    )
    area, day, sex = rows["area"], rows["born"], rows["sex"]
    flags = np.where((area != 0) & (area != district), FLAG["nik_area_differs"], 0)
    flags += np.where((day != 0) & (day != born), FLAG["nik_birth_date_differs"], 0)
    flags += np.where((sex != 0) & (sex != digits.sex[code]), FLAG["nik_sex_differs"], 0)
    if digits.districts is not None:
        flags += np.where(digits.districts[district], 0, FLAG["district_unknown"])
    return {
        "key": np.where(is_whole & ~is_sound, -said, said),
        "shape": shape.astype(np.int8),
        "flags": np.where(is_sound, flags, 0).astype(np.int16),
    }
