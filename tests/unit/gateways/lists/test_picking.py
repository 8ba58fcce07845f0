"""Which rows are people: a remark makes nobody a signatory, and sums, signatures and legends are nobody."""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "Alamat", "SKU", "Keterangan"]


def rows_of(begin, end, numbered=True):
    return [
        [str(i + 1) if numbered else "", NAMES[i], NIKS[i], "Krajan", "470/1", ""] for i in range(begin, end)
    ]


def numbers(notices):
    return [one.row for one in notices if "tidak ikut" in one.text]


@pytest.mark.parametrize("remark", ["Ketua kelompok", "KTP hilang, ttd RT", "NIP lama", "anak pak lurah"])
@pytest.mark.parametrize("address", ["Krajan", ""])
def test_a_remark_in_the_midst_of_a_list_begins_no_signatures(make, read, remark, address):
    odd = [
        ["", NAMES[4], "", address, "", remark],
        ["", NAMES[5], "", "", "", ""],
        ["", NAMES[6], "-", "Duren", "-", ""],
    ]
    got = read(make([HEAD, *rows_of(0, 4, False), *odd, *rows_of(7, 9, False)]))
    assert got.column("name") == list(NAMES[:9])
    assert got.column("nik")[4:7] == [None] * 3


def test_at_the_end_a_remark_beside_an_address_signs_nothing_and_a_bare_one_is_told(make, read):
    last = [["", NAMES[4], "", "Krajan", "", "Ketua kelompok"], ["", NAMES[5], "", "", "", "Ketua RT"]]
    got = read(make([HEAD, *rows_of(0, 4, False), *last, ["", NAMES[6], "", "", "", ""]]))
    assert got.column("name") == list(NAMES[:5])
    assert numbers(got.sheet().notices) == [7, 8]


def test_signatures_of_a_group_stay_out_and_names_among_them_are_told(make, read):
    signed = [
        ["", "Arjowilangun, 3 Mei 2021"],
        ["", "Mengetahui,", "", "Ketua RT 01"],
        [],
        ["", "H. SUPANGAT"],
        ["", "(SLAMET)"],
    ]
    bare = ["", NAMES[8], "", "Krajan"]
    got = read(make([HEAD, *rows_of(0, 4), *signed, ["", "RT 02"], bare, *rows_of(4, 8), *signed]))
    assert got.column("nik") == [*NIKS[:4], None, *NIKS[4:8]]
    assert numbers(got.sheet().notices) == [9]


def test_numbered_rows_without_name_and_nik_are_people_unless_only_prepared(make, read):
    odd = [["3", "", "", "Krajan RT 02", ""], ["4", "", "", "", ""], ["5", "", "", "", "470/3"]]
    prepared = [[str(i), "", "", "Arjowilangun", ""] for i in range(6, 10)]
    got = read(make([HEAD, *rows_of(0, 2), *odd, *prepared]))
    assert got.column("row") == [2, 3, 4, 6]
    assert got.column("business_letter")[2:] == [None, "470/3"]


@pytest.mark.parametrize(
    "below",
    [
        [["", "TOTAL PENERIMA", 3], ["Jumlah Laki-laki", "", 1], ["", "Laki-laki", 2], ["", "Perempuan", "1 orang"]],
        [["", "Jumlah", 3], ["", "Janda", 1]],
        [[], ["", "REKAPITULASI"], ["No", "Jenis Usaha", "Jumlah"], [1, "Warung", 3], [2, "Ternak", 4]],
        [["", "Dibuat di Arjowilangun"], ["", "pada tanggal 3 Mei 2021"], ["", "Ketua RW 01"], ["", "SUPANGAT"]],
        [["", "", "", "Ditetapkan di Malang"], ["", "", "", "Tanggal : ........"], ["", "", "", "Kepala Desa"]],
        [["Catatan: NIK wajib 16 digit"], ["1", "NIK sesuai KTP"], ["2", "SKU dari desa"]],
        [["", "Jumlah pindahan", 3], ["", "Pindahan", 3]],
        [["", "", "", "Mengetahui", "Ketua RT 01"], ["", "", "", "SUPANGAT", ""]],
    ],
)  # fmt: skip
def test_what_stands_below_a_list_is_nobody(make, read, below):
    got = read(make([HEAD, *rows_of(0, 3), *below]))
    assert got.column("name") == list(NAMES[:3])


def test_carried_sums_at_the_top_of_a_page_are_nobody(make, read):
    page = [["", "Jumlah dipindahkan", 3], [], HEAD, ["", "Pindahan", 3]]
    got = read(make([HEAD, *rows_of(0, 3), *page, *rows_of(3, 6)]))
    assert got.column("name") == list(NAMES[:6])


def test_people_below_a_sum_or_a_note_are_people(make, read):
    more = [
        ["", "Jumlah", 3],
        ["4", NAMES[4], "12", "", "", ""],
        ["", "Catatan: belum punya KTP"],
        ["5", NAMES[5], "", "", "", ""],
        ["6", NAMES[6], "123", "Krajan", "470/1", ""],
    ]
    got = read(make([HEAD, *rows_of(0, 3), *more]))
    assert got.column("name") == [*NAMES[:3], *NAMES[4:7]]
