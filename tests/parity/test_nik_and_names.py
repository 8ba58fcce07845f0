"""Python and SQL say the same about any NIK and any name, however badly written."""

from unittest import mock

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.batch import names as many_names
from satupintu.engine.dialects import DUCKDB
from satupintu.engine.names import full_name_sql, normal_name, normal_name_sql, same_name, with_full_names
from satupintu.engine.nik import (
    SEPARATORS,
    clean_nik,
    clean_nik_sql,
    nik_birth_parts,
    nik_birth_parts_sql,
    nik_district,
    nik_district_sql,
    nik_sex,
    nik_sex_sql,
    nik_shape,
    nik_shape_sql,
)

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

sound_niks = st.builds(
    "{}{:04d}{:02d}{:02d}{:02d}{:04d}".format,
    st.sampled_from(["11", "35", "51", "91", "96", "00", "10", "99"]),
    st.integers(0, 9999),
    st.one_of(st.integers(0, 32), st.integers(40, 72), st.just(29), st.just(69)),
    st.integers(0, 13),
    st.integers(0, 99),
    st.one_of(st.integers(0, 9999), st.just(0)),
)
issued_niks = st.builds(
    lambda area, born, raised, serial: f"{area}{born.day + raised:02d}{born:%m%y}{serial:04d}",
    st.integers(1, 9999).map("35{:04d}".format),
    st.dates(),
    st.sampled_from([0, 40]),
    st.integers(1, 9999),
)
separated = st.builds(
    lambda nik, marks: "".join(a + b for a, b in zip(nik, [*marks, *[""] * 16], strict=False)),
    sound_niks,
    st.lists(st.sampled_from(["", "", " ", *SEPARATORS]), max_size=16),
)
scientific = st.from_regex(r"\A[0-9]{1,3}[.,]?[0-9]{0,14}[eE][+-]?[0-9]{1,3}\Z")
digits = st.text("0123456789OolI.,-' \u00a0\u0663\uff13", max_size=20)
placeholders = st.sampled_from(
    ["", "-", "--", "0", "1" * 16, "0" * 16, "1234567890123456", "tidak ada", "NIHIL", "_"]
)
written_niks = st.one_of(st.none(), sound_niks, separated, scientific, digits, placeholders, ANYTHING)

NAME_PARTS = """
    H Hj. H. Haji Bpk Pak IBU Sdr/i Drs. dr. R. Rr. K.H. Ust. M. Moh. MUHAMMAD Abd. Achmad St. Siti S. A
    SLAMET riyadi Nur'aini Ma’ruf José ÑANDU ß ẞ İ ı ǅ （ ( ) [ ] , , S.Pd S.E. SE S.H M.M A.Md.Keb S.Kom alias als
    Sdr/ ./I /i. I Pdt. Wyn Pt. Bt. Ngr Sp.PD CA Ak. Bu/Tini (Bu [alm.] (ALM (Alm. (Almh) Dwi-Astuti 2 . ' ` アリ 李
"""
name_parts = st.sampled_from([*NAME_PARTS.split(), "\u0301", "\u00a0", "\u2003", "\n", "\t", "\x00", ""])
written_names = st.one_of(
    st.lists(name_parts, max_size=7).map(" ".join),
    st.lists(name_parts, max_size=7).map("".join),
    ANYTHING,
)


FORMS = "I NI BIN BINTI BORU BR. KD. KADEK FX DJOKO JOKO ABDUR RAHMAN SUMARNO SUMARNI ANI ADI S.P."


@st.composite
def alike_names(draw):
    """Two names, the second the first with up to three slips of the finger, its words perhaps in another order."""
    people = st.sampled_from(
        [
            "SITI",
            "MUHAMMAD",
            "MOH.",
            "ST.",
            "M.",
            "ABDUL",
            "SLAMET",
            "RIYADI",
            "NURAINI",
            "H.",
            "DWI",
            "A",
            "BUDI",
            "EKO",
            "PUTRA",
            *FORMS.split(),
        ]
    )
    words = draw(st.lists(people, min_size=1, max_size=4))
    others = draw(st.permutations(words)) if draw(st.booleans()) else words
    letters = list(" ".join(others[draw(st.integers(0, 1)) :]))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(letters)))
        letters[at : at + draw(st.integers(0, 2))] = draw(st.text("ABS T", max_size=2))
    return " ".join(words), "".join(letters)


@pytest.fixture(scope="module")
def connection():
    return duckdb.connect()


def in_sql(connection, expression, texts, numbers=()):
    """An expression over a text column x (and a boolean column is_number), in the order given."""
    found = connection.execute(
        f"SELECT {expression} FROM (SELECT unnest(range(?)) AS n, unnest(?::VARCHAR[]) AS x, "
        "unnest(?::BOOLEAN[]) AS is_number) ORDER BY n",
        [len(texts), texts, numbers or [None] * len(texts)],
    ).fetchall()
    return [value for (value,) in found]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(written_niks, st.sampled_from([True, False, None])), min_size=20, max_size=40))
def test_the_shape_of_a_nik(connection, written):
    texts, numbers = [text for text, _ in written], [number for _, number in written]
    assert in_sql(connection, nik_shape_sql("x", "is_number"), texts, numbers) == [
        nik_shape(text, bool(is_number)) for text, is_number in written
    ]
    assert in_sql(connection, clean_nik_sql("x"), texts) == list(map(clean_nik, texts))


@settings(max_examples=25, deadline=None)
@given(st.lists(issued_niks, min_size=5, max_size=15))
def test_what_a_sound_nik_says(connection, niks):
    day, month, year = nik_birth_parts_sql("x")
    assert in_sql(connection, f"({day}, {month}, {year})", niks) == [nik_birth_parts(nik) for nik in niks]
    assert in_sql(connection, nik_sex_sql("x"), niks) == [nik_sex(nik) for nik in niks]
    assert in_sql(connection, nik_district_sql("x"), niks) == [nik_district(nik) for nik in niks]


@settings(max_examples=40, deadline=None)
@given(st.lists(written_names, min_size=20, max_size=40))
def test_the_normal_form_of_a_name(connection, names):
    assert in_sql(connection, normal_name_sql("x"), names) == list(map(normal_name, names))
    step_by_step = with_full_names(
        "SELECT unnest(range(?)) AS n, unnest(?::VARCHAR[]) AS x", {"full_name": "x"}
    )
    found = connection.execute(
        f"SELECT full_name FROM ({step_by_step}) ORDER BY n", [len(names), names]
    ).fetchall()
    assert [one for (one,) in found] == in_sql(connection, full_name_sql("x"), names)


@settings(max_examples=150, deadline=None)
@given(written_names, written_names)
def test_equal_normal_forms_are_one_person_and_the_rule_knows_no_order(a, b):
    assert same_name(a, b) == same_name(b, a)
    if normal_name(a) == normal_name(b):
        assert same_name(a, b) == bool(normal_name(a))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(alike_names(), st.tuples(written_names, written_names)), min_size=20, max_size=60))
def test_many_names_at_once_are_told_as_one_by_one(connection, pairs):
    own, other = (list(side) for side in zip(*pairs, strict=True))
    full = [in_sql(connection, full_name_sql("x"), side) for side in (own, other)]
    forms = many_names.may_have_forms_sql("a", "b", "af", "bf", DUCKDB)
    old = many_names.may_be_old_sql("af", "bf")
    looks = connection.execute(
        f"SELECT {forms}, {old} FROM (SELECT unnest(range(?)) AS n, "
        "unnest(?::VARCHAR[]) AS a, unnest(?::VARCHAR[]) AS b, unnest(?::VARCHAR[]) AS af, unnest(?::VARCHAR[]) AS bf)"
        " ORDER BY n",
        [len(own), own, other, *full],
    ).fetchall()
    with mock.patch.object(many_names, "TOGETHER_FROM", 1):
        told = many_names.same_names(own, other, *full, *map(list, zip(*looks, strict=True)))
    assert told == [same_name(*pair) for pair in pairs]
    may_be = connection.execute(
        f"SELECT {many_names.may_be_same_sql('a', 'b', DUCKDB)} FROM (SELECT unnest(range(?)) AS n, "
        "unnest(?::VARCHAR[]) AS a, unnest(?::VARCHAR[]) AS b) ORDER BY n",
        [len(own), *full],
    ).fetchall()
    assert all(
        may for is_same, (may,), look in zip(told, may_be, looks, strict=True) if is_same and not any(look)
    )
