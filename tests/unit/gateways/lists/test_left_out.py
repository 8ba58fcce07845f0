"""Sheets and rows that are left out: nobody's, or told of. A sheet's name or an odd heading loses no people."""

import datetime

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "Alamat", "SKU"]


def rows_of(begin, end):
    return [[str(i + 1), NAMES[i], NIKS[i], "Krajan", "470/1"] for i in range(begin, end)]


@pytest.mark.parametrize(
    "name", ["Bantuan RT 05", "Kode 2008", "Keterangan", "Master", "Template", "Referensi"]
)
@pytest.mark.parametrize("count", [1, 3])
def test_people_in_a_sheet_of_any_name_are_read(make, read, name, count):
    assert read(make({name: [HEAD, *rows_of(0, count)]})).column("nik") == list(NIKS[:count])
    got = read(make({"RT 1": [HEAD, *rows_of(4, 8)], name: [HEAD, *rows_of(0, count)]}, name="dua.xlsx"))
    assert got.column("nik") == [*NIKS[4:8], *NIKS[:count]]


@pytest.mark.parametrize("name", ["Contoh", "Petunjuk pengisian", "Cara Baru"])
def test_three_people_are_more_than_an_example(make, read, name):
    got = read(make({name: [HEAD, *rows_of(0, 3)]}))
    assert got.column("nik") == list(NIKS[:3])
    assert "hapus lembarnya" in got.notices()


def test_an_example_sheet_is_left_out_with_a_word(make, read):
    got = read(make({"Contoh": [HEAD, *rows_of(0, 1)], "Isian": [HEAD, *rows_of(1, 3)]}))
    assert got.column("nik") == list(NIKS[1:3])
    assert "lembar ini berisi 1 baris dan tidak dibaca" in got.notices()


def test_every_sheet_left_out_is_told_with_its_rows_unless_it_says_nothing(make, read):
    sheets = {
        "RT 1": [["DESA ARJOWILANGUN"], HEAD, *rows_of(0, 2)],
        "Rekap": [["RT", "Jumlah"], ["1", "2"]],
        "RT 2": [HEAD, ["", "Tidak ada", "", "", ""]],
        "RT 3": [HEAD, ["1"], ["2"]],
        "Sheet5": [],
    }
    got = read(make(sheets))
    told = {sheet.name: [one.text for one in sheet.notices] for sheet in got.reading.files[0].sheets}
    assert "berisi 2 baris" in told["Rekap"][0] and "berisi 1 baris" in told["RT 2"][0]
    assert told["RT 1"] == told["RT 3"] == told["Sheet5"] == []


@pytest.mark.parametrize(
    ("more", "cell"),
    [
        ("No HP (08123456789)", "081234567890"),
        ("No HP contoh 08123456789", "081234567890"),
        ("HP 081234567890", "081234567890"),
        ("Omzet per bulan (x Rp 1.000.000)", "1"),
        ("Omzet per bulan (Rp 1.000.000", "1"),
        (2020, "v"),
        (datetime.date(2021, 3, 1), "v"),
    ],
)
@pytest.mark.parametrize("count", [1, 4])
def test_a_number_or_date_in_a_heading_hides_no_header(make, read, more, cell, count):
    got = read(make([["DAFTAR USULAN"], [*HEAD, more], *([*one, cell] for one in rows_of(0, count))]))
    assert not got.problem
    assert got.column("nik") == list(NIKS[:count]) and got.sheet().header_rows == (2,)


@pytest.mark.parametrize("nik", ["NIK (contoh: 3507112345678901)", "NIK misal 3507112345678901"])
def test_an_example_number_in_a_heading_is_no_person(make, read, nik):
    head = ["No", "Nama (contoh: Budi)", nik, "Alamat", "SKU (contoh 470/488/35.07.11.2008/2021)"]
    got = read(make([["DATA NIK DAN NAMA PENERIMA"], ["No", "Nama", "Alamat"], head, *rows_of(0, 2)]))
    assert got.column("nik") == list(NIKS[:2])
    assert got.column("business_letter") == ["470/1"] * 2


def test_few_people_without_a_header_are_refused_not_lost(make, read):
    for rows in (rows_of(3, 4), [[*rows_of(3, 4)[0], "pedagang", "penata rias"]]):
        got = read(make({"RT 1": [HEAD, *rows_of(0, 3)], "RT 2": rows}))
        assert "lembar RT 2, kolom C" in got.problem and "tidak ada baris judul kolom" in got.problem


@pytest.mark.parametrize(
    "rows",
    [
        [["Nama", ":", NAMES[5]], ["NIK", ":", NIKS[5]]],
        [["Contoh NIK", NIKS[5]]],
        [["Petugas pendata:", NAMES[5], NIKS[5]]],
        [["Mengetahui", "Kepala Desa"], [NAMES[5], "Kepala Desa", NIKS[5]]],
    ],
)
def test_a_nik_on_a_sheet_that_is_no_list_refuses_nothing(make, read, rows):
    got = read(make({"RT 1": [HEAD, *rows_of(0, 3)], "Sampul": rows}))
    assert not got.problem and len(got.rows) == 3
    assert "tidak dibaca" in got.notices()
