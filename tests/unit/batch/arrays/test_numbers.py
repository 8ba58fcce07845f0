"""What arrays say of a NIK is what the engine says of its digits."""

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupintu.batch.arrays.numbers import MAN, WOMAN, Digits, settle
from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.keyed import FLAG
from satupintu.engine.nik import PLACEHOLDERS, PROVINCES, nik_birth_parts, nik_district, nik_sex, nik_shape
from satupintu.engine.nik_numbers import LEAST, MOST, births_sql, provinces_sql
from satupintu.engine.reasons import IDENTITY_REASONS

DISTRICTS = (350711, 350712)
codes = st.builds(
    "{}{:04d}{:02d}{:02d}{:02d}{:04d}".format,
    st.sampled_from([*sorted(PROVINCES), "10", "22", "99"]),
    st.sampled_from([711, 712, 1, 9999]),
    st.integers(0, 73),
    st.integers(0, 13),
    st.sampled_from([0, 4, 99, 85]),
    st.integers(0, 9999),
)
niks = st.one_of(codes, st.sampled_from(sorted(PLACEHOLDERS)), st.integers(LEAST, MOST).map(str)).filter(
    lambda nik: int(nik) >= LEAST
)


@pytest.fixture(scope="module")
def digits() -> Digits:
    backend = DuckDBBackend(duckdb.connect())
    backend.table("births", births_sql())
    backend.table("provinces", provinces_sql())
    backend.insert("districts", {"district": "BIGINT"}, [(one,) for one in DISTRICTS])
    return Digits.of(backend, with_districts=True)


@given(
    st.lists(
        st.tuples(
            niks, st.booleans(), st.sampled_from(DISTRICTS), st.booleans(), st.sampled_from([0, MAN, WOMAN])
        ),
        min_size=1,
    )
)
def test_a_number_is_sound_and_differs_as_its_digits_do(digits, rows):
    written, spreadsheet, area, own_birth, sex = (list(column) for column in zip(*rows, strict=True))
    born = [
        day * 10000 + month * 100 + year % 100 if own else 10101
        for own, (day, month, year) in zip(own_birth, map(parts, written), strict=True)
    ]
    told = settle(
        {
            "key": np.array(list(map(int, written))),
            "is_number": np.array(spreadsheet),
            "shape": np.zeros(len(rows), np.int8),
            "area": np.array(area),
            "born": np.array(born),
            "sex": np.array(sex),
        },
        digits,
    )
    for at, nik in enumerate(written):
        reason = nik_shape(nik, spreadsheet[at])
        is_sound = reason in (None, "nik_precision_lost")
        assert told["key"][at] == (int(nik) if is_sound else -int(nik))
        assert told["shape"][at] == (IDENTITY_REASONS.index(reason) + 1 if reason else 0)
        differs = {
            "nik_area_differs": nik_district(nik).replace(".", "") != str(area[at]),
            "nik_birth_date_differs": born[at] != birth_number(nik) if is_sound else False,
            "nik_sex_differs": sex[at] != 0 and sex[at] != (MAN if nik_sex(nik) == "L" else WOMAN),
            "district_unknown": int(nik[:6]) not in DISTRICTS,
        }
        assert told["flags"][at] == (
            sum(FLAG[one] for one, is_so in differs.items() if is_so) if is_sound else 0
        )


def parts(nik: str) -> tuple[int, int, int]:
    """Day, month and year of a sound NIK, else some day."""
    return nik_birth_parts(nik) if nik_shape(nik, False) is None else (1, 1, 1)


def birth_number(nik: str) -> int:
    day, month, year = nik_birth_parts(nik)
    return day * 10000 + month * 100 + year % 100
