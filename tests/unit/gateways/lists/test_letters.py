"""Which cells say that there is a business letter: the same in Python, in the reader's SQL and at a look."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.gateways.lists.letters import is_letter, letter
from satupintu.gateways.lists.steps import Steps
from satupintu.gateways.lists.values import show

LETTERS = (
    "470/488/35.07.11.2008/2021", "562/SKU/2020", "9120001234567", "0220001234567", "0812210012345", "SKU No 12", "488",
    "503/12/IUMK/2020", "Ket. Usaha desa no 5", "470 / 12 / 2021", "470-12-2021", "503.12.2021", "12/III/2021",
    "No 12/3/2021", "145/B/DS.KLP/2021", "470/12 tgl 3-4-2021", "470/12/35.07/2021, 3 April 2021", "No. 12 Tahun 2021",
    "SKU Desa Kalipare No. 12", "a.n. Siti 470/12/2021", "470/2021", "2021/470", "005/12/2021", "470/GA/2021",
    "ada", "Ada SKU desa", "sudah punya", "sdh terbit", "masih berlaku", "lengkap", "terlampir", "v", "✔️", "√", "ü",
    "ya", "TRUE", "SKU", "SKU/NIB", "Surat Ket. Usaha dari Desa", "SKU 2021", "SKU tgl 12-03-2021", "fotokopi SKU",
    "ada, NIB belum", "NIB belum ada, SKU 470/12/2021", "Surat Keterangan Domisili Usaha 503/12",
)  # fmt: skip
NO_LETTERS = (
    # ways to say no, or not yet
    "ndak ada", "enggak punya", "gk ada", "g ada", "tiada", "blom ada", "nyusul", "besok", "dibuat", "sudah mengajukan",
    "waiting", "no letter", "no SKU", "nol", "ora duwe", "durung", "gagal", "salah", "error", "T/T", "x/x",
    "tanya desa", "di RT", "lihat lampiran", "〃", "kurang", "jauh", "SKU besok", "SKU -", "SKU, NIB belum ada",
    "SKU & NIB belum",
    "470/12/2020, sudah mati", "ada, hilang", "mbuh", "dititipkan", "",
    # other papers
    "SKTM", "SKTM 470/12/2021", "470/SKTM/2021", "KTP", "KK", "fotokopi KTP", "Surat domisili", "surat nikah 12/2020",
    # a time, a place, an amount, somebody's number
    "2021", "/2021", "12-03-2021", "12 Maret 2021", "03/2021", "2021-03-12 00:00:00", "tgl", "nomor surat", "RT 01/02",
    "003/001", "Dsn Krajan RT 01 RW 02", "Jl. Mawar No. 12", "35.07.11.2008", "Rp 500.000/bln", "500rb/hari",
    "0812-3456-7890", "6281234567890", "3507 1165 0460 5131", "NIB: 3507116504605131", "SKU: 081234567890",
    "warung 24 jam", "SITI AMINAH",
)  # fmt: skip
WORDS = (
    *(
        "SKU",
        "NIB",
        "no",
        "KTP",
        "desa",
        "ada",
        "sudah",
        "belum",
        "hilang",
        "tgl",
        "RT",
        "jam",
        "v",
        "✓",
        "✗",
    ),
    *("470", "12", "2021", "01", "3507116504605131", "0812", "35.07.11.2008", "Maret", "x"),
    *("/", ",", " ", ".", "-", ": ", "(", ")", ";"),
)


def in_sql(cells):
    steps = Steps("(SELECT unnest(?) AS business_letter)")
    show(steps, "business_letter", marked=False)
    letter(steps)
    query = f"SELECT business_letter_value IS NOT NULL FROM {steps.sql('business_letter_value')}"
    return [said for (said,) in duckdb.execute(query, [list(cells)]).fetchall()]


@pytest.mark.parametrize(("cells", "expected"), [(LETTERS, True), (NO_LETTERS, False)])
def test_only_what_affirms_is_a_letter(cells, expected):
    assert [cell for cell in cells if is_letter(cell) is not expected] == []
    assert [cell for cell, said in zip(cells, in_sql(cells), strict=True) if said is not expected] == []


@settings(max_examples=10, deadline=None)
@given(cells=st.lists(st.lists(st.sampled_from(WORDS), max_size=7).map("".join), min_size=200, max_size=400))
def test_python_and_sql_hear_the_same(cells):
    cells = [" ".join(cell.split()) for cell in cells]
    assert [
        (cell, said) for cell, said in zip(cells, in_sql(cells), strict=True) if said != is_letter(cell)
    ] == []


@pytest.mark.parametrize("cell", ["-" * 20_000, "470/12/2021 " + "ada " * 200, "ada" + " -" * 600])
def test_an_essay_in_the_letters_column_is_no_letter_and_soon_told(cell):
    assert [is_letter(cell), *in_sql([cell])] == [False, False]
