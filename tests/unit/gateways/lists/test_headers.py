"""Words over columns: short forms, typing errors, other words for the same thing, and whose column it is."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

LETTERS = [f"470/{i}/35.07.11.2008/2021" for i in range(1, 10)]
AMOUNTS = ["150.000", "Rp 200.000", "100.000", "300.000", "250.000"]


def listed(*columns, count=5):
    """A sheet of a header and cells: listed(('Nama', NAMES), …)."""
    return [[head for head, _ in columns], *([cells[i] for _, cells in columns] for i in range(count))]


def fields(got):
    return {one.column: one.field for one in got.sheet().columns}


@pytest.mark.parametrize(
    ("header", "field", "cells"),
    [
        ("Tgl Lhr", "birth_date", ["31-12-1987"] * 5),
        ("Tmpt/Tgl Lhr", "birth_date", ["Malang, 31-12-1987"] * 5),
        ("Tgl. Kelahiran", "birth_date", ["31-12-1987"] * 5),
        ("Jns Klmn", "sex", list("LPLPL")),
        ("Laki-laki/Perempuan", "sex", list("LPLPL")),
        ("Jenis Kel.", "sex", list("LPLPL")),
        ("Tempat Tinggal", "address", ["Krajan", "Duren", "Krajan", "Duren", "Krajan"]),
        ("Bid. Usaha", "sector", ["warung", "toko", "ojek", "salon", "warung"]),
        ("No Srt Ket Usaha", "business_letter", LETTERS),
        ("Surat Ket. Usaha dari Desa", "business_letter", LETTERS),
        ("Nomor Induk Berusaha", "business_letter", [f"91200012345{i:02d}" for i in range(5)]),
        ("Pemasukan per hari", "annual_turnover", AMOUNTS),
        ("Omzed per hari", "annual_turnover", AMOUNTS),
        ("Almat", "address", ["Krajan", "Duren", "Krajan", "Duren", "Krajan"]),
    ],
)
def test_short_forms_typing_errors_and_other_words(make, read, header, field, cells):
    got = read(make(listed(("Nama", NAMES), ("NIK", NIKS), (header, cells))))
    assert not got.problem
    assert fields(got).get("C") == field


@pytest.mark.parametrize(
    ("name", "nik"),
    [
        ("Nm", "NIK Pelaku Usaha"),
        ("Pelaku Usaha", "No. Induk Kependudukan"),
        ("Pemilik UMKM", "NIKKTP"),
        ("Nm. Lengkap", "Nomor Induk Kependudkan"),
    ],
)
def test_who_the_person_is(make, read, name, nik):
    got = read(make(listed((name, NAMES), (nik, NIKS), ("Alamat", ["Krajan"] * 5))))
    assert got.column("nik") == list(NIKS[:5])
    assert got.column("name") == list(NAMES[:5])


@pytest.mark.parametrize("other", ["NIK Ketua RT", "NIK Pendamping", "NIK KTP Suami", "NIK Petugas Pendata"])
def test_others_niks_are_no_question(make, read, other):
    got = read(make(listed(("Nama", NAMES), (other, NIKS[::-1]), ("NIK", NIKS))))
    assert not got.problem
    assert got.column("nik") == list(NIKS[:5])


def test_amounts_under_unknown_words_are_asked_about_and_the_answer_works(make, read):
    path = make(listed(("Nama", NAMES), ("NIK", NIKS), ("Hasil per hari", AMOUNTS), ("SKU", LETTERS)))
    question = read(path).reading.questions[0]
    assert question.field == "annual_turnover" and "Hasil per hari" in question.text
    yes, no = question.answers
    assert read(path, maps=[yes]).column("annual_turnover")[0] == 150_000 * 300
    assert read(path, maps=[no]).column("annual_turnover") == [None] * 5


def test_numbers_of_letters_under_unknown_words_are_asked_about(make, read):
    path = make(listed(("Nama", NAMES), ("NIK", NIKS), ("Ket.", LETTERS)))
    question = read(path).reading.questions[0]
    assert question.field == "business_letter" and "lembar Daftar, kolom C" in question.text
    yes, no = question.answers
    assert read(path, maps=[yes]).column("business_letter") == LETTERS[:5]
    assert read(path, maps=[no]).column("business_letter") == [None] * 5


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Cicilan per bulan", AMOUNTS),
        ("Laba bersih/bln", AMOUNTS),
        ("Modal", AMOUNTS),
        ("No Surat Pengantar", LETTERS),
        ("Ket.", ["lansia", "baru", "", "pindahan", "baru"]),
    ],
)
def test_what_is_known_to_be_something_else_is_no_question(make, read, header, cells):
    got = read(make(listed(("Nama", NAMES), ("NIK", NIKS), (header, cells))))
    assert not got.problem
    assert "C" not in fields(got)


def test_columns_far_to_the_right_are_read(make, read):
    rows = [[NAMES[i], NIKS[i], *["x"] * 600, 3_000_000_000, f"470/{i}/2021"] for i in range(3)]
    got = read(make([["Nama", "NIK", *["Lain"] * 600, "Omzet per tahun", "SKU"], *rows]))
    assert got.column("annual_turnover") == [3_000_000_000] * 3
    assert None not in got.column("business_letter")
