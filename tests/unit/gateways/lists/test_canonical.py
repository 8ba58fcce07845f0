"""What is told at a look in a nation's lists is what the engine's longer way says."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.engine.nik import SEPARATORS, clean_nik_sql
from satupintu.engine.nik_numbers import number_sql
from satupintu.gateways.lists import canonical, canonical_columns
from satupintu.gateways.lists.letters import letter

CELLS = (
    "", "-", "tidak ada", "belum ada", "dalam proses", "Tidak Ada", "3507110304850005.0", "3507110304850005,00",
    "3507.110304.850005", "35.07.11.03.04.85.0005", "12345678901.00.0", "12345678901.00", "1.2", "3.507E+15", "3,5e15",
    "3507-1103-0485-0005", "3507 110304 850005 ", "'3507110304850005", "3507-1103.04", "NIK 3507", "SKU/605/2020",
    "562/SKU/2020", "470/…/2021", "proses",
    "150000", "1.500.000", "1.500.000.000", "081234567890", "1257965716242",
    "470/12/35.07.11.2008/2021", "12/(belum)/2020", "SKU/470/dicabut", "NIB/1/hilang", "IUMK/12/belum",
    "SKU/1/tidak.ada", "SKU/470/35.07/2021",
)  # fmt: skip
PIECES = (
    *"0123456789/.-' ,(e", "00", "000", ".0", ",00", "2021", "1257965716242", "350711", "0304850005", "SKU", "NIB/",
    "tidak", "ada", "jt", "rb", "III", "E+15", "__", "…", "\u00a0",
)  # fmt: skip


# A kind, a number and its parts, some of which say that there is no letter.
PARTS = (
    "470",
    "2021",
    "35.07",
    "VIII",
    "DS-Kalipare",
    "dicabut",
    "ditolak",
    "hilang",
    "belum",
    "proses",
    "0",
    "",
)
LETTERS = st.builds(
    lambda kind, number, parts: "/".join((*kind, number, *parts)),
    st.sampled_from(((), ("SKU",), ("NIB",), ("IUMK",), ("SKDU",), ("sku",))),
    st.sampled_from(("470", "1", "0", "1257965716242", "no", "")),
    st.lists(st.sampled_from(PARTS), max_size=3),
)

LONGER_WAYS = pytest.mark.parametrize(
    ("column", "longer_way"),
    [
        ("nik", canonical_columns._identity("nik_whole")),
        ("business_letter", canonical_columns._spelled("business_letter", letter)),
    ],
)


@LONGER_WAYS
def test_a_cell_told_at_a_look_means_what_it_means_elsewhere(column, longer_way):
    for cell, quick, slow in both_ways(column, longer_way, CELLS):
        assert (cell, quick) == (cell, slow)


@LONGER_WAYS
@settings(max_examples=6, deadline=None)
@given(cells=st.lists(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), min_size=200, max_size=400))
def test_no_cell_whatever_is_told_otherwise_at_a_look(cells, column, longer_way):
    for cell, quick, slow in both_ways(column, longer_way, cells):
        assert (cell, quick) == (cell, slow)


@settings(max_examples=5, deadline=None)
@given(cells=st.lists(LETTERS, min_size=200, max_size=400))
def test_no_letter_is_told_otherwise_at_a_look(cells):
    for cell, quick, slow in both_ways(
        "business_letter", canonical_columns._spelled("business_letter", letter), cells
    ):
        assert (cell, quick) == (cell, slow)


def test_whatever_stands_between_its_digits_a_nik_s_text_and_its_key_are_one_number():
    # A round finds a changed list's neighbours by the key, a whole round by the text.
    nik = "3507110101800001"
    cells = [nik[:at] + one + nik[at:] for one in SEPARATORS for at in (0, 6, 16)]
    rows = canonical._numbered("(SELECT unnest(?) AS nik)", "VARCHAR")
    read = f"SELECT {canonical_columns.as_read('nik', 'VARCHAR')} AS text, nik_number FROM {rows}"
    key = f"coalesce(nik_number, {number_sql(clean_nik_sql('text'))})"
    told = duckdb.execute(f"SELECT {number_sql('text')}, {key} FROM ({read})", [cells]).fetchall()
    assert told == [(int(nik), int(nik))] * len(cells)


def both_ways(column, longer_way, cells):
    """Of each cell what a look and what the longer way says."""
    read = canonical_columns.as_read(column, "VARCHAR")
    rows = f"(SELECT unnest(?) AS {column})"
    rows = canonical._numbered(rows, "VARCHAR") if column == "nik" else rows
    return duckdb.execute(f"SELECT {column}, {read}, {longer_way} FROM {rows}", [list(cells)]).fetchall()
