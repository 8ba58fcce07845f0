"""Which column holds what: questions instead of guesses, maps that answer them, pairs, turnover's period."""

import shlex

import pytest

from satupintu.gateways.lists import ColumnMap, ListUsageError
from tests.unit.gateways.lists.conftest import NAMES, NIKS

KKS = [f"350711010308{i:04d}" for i in range(5144, 5154)]


def listed(head, *columns, count=4):
    return [head, *([column[i] for column in columns] for i in range(count))]


def test_two_columns_like_nik_are_asked_about(make, read):
    path = make(listed(["Nama", "NIK", "No. Identitas"], NAMES, NIKS, NIKS[::-1]))
    got = read(path)
    assert got.rows == []
    question = got.reading.questions[0]
    assert question.field == "nik"
    assert [one.column for one in question.candidates] == ["B", "C"]
    assert "B (NIK)" in got.problem and "C (No. Identitas)" in got.problem
    assert question.answers == ("daftar.xlsx!Daftar:nik=B", "daftar.xlsx!Daftar:nik=C")
    answered = read(path, maps=[question.answers[1]])
    assert answered.column("nik") == list(NIKS[::-1][:4])


@pytest.mark.parametrize(
    "other", ["No KK", "Nomor Kartu Keluarga", "NIK Istri/Suami", "NIK Penjamin", "No. HP", "ID"]
)
def test_a_second_column_that_is_clearly_something_else_is_not_asked_about(make, read, other):
    got = read(make(listed(["Nama", "NIK", other], NAMES, NIKS, KKS)))
    assert not got.problem
    assert got.column("nik") == list(NIKS[:4])


def test_the_same_numbers_twice_are_no_question(make, read):
    assert not read(make(listed(["Nama", "NIK", "No KTP"], NAMES, NIKS, NIKS))).problem


def test_no_nik_column_is_refused_with_the_header_seen(make, read):
    got = read(
        make([["DAFTAR"], ["No", "Nama", "Alamat", "No HP"], ["1", NAMES[0], "Krajan", "081234567890"]])
    )
    assert got.rows == []
    assert (
        "kolom NIK" in got.problem
        and "B Nama" in got.problem
        and "D No HP" in got.problem
        and "baris 2" in got.problem
    )


def test_no_name_column_is_refused(make, read):
    got = read(make(listed(["NIK", "No KK", "No HP"], NIKS, KKS, ["081234567890"] * 9)))
    assert "kolom nama" in got.problem


def test_one_sheet_without_nik_refuses_the_whole_file(make, read):
    path = make(
        {
            "RT 1": listed(["Nama", "NIK"], NAMES, NIKS),
            "RT 2": [["Nama", "Alamat", "No HP"], [NAMES[5], "Krajan", "081234567890"]],
        }
    )
    got = read(path)
    assert got.rows == [] and got.reading.rows == 0
    assert "lembar RT 2" in got.problem


def test_other_files_are_read_when_one_is_refused(make, read):
    bad = make([["Nama", "Alamat", "HP"], ["A", "B", "081234567890"]], name="buruk.xlsx")
    good = make(listed(["Nama", "NIK"], NAMES, NIKS), name="baik.xlsx")
    got = read(bad, good)
    assert got.column("file") == ["baik.xlsx"] * 4
    assert [problem.file for problem in got.reading.problems] == ["buruk.xlsx"]


def test_business_name_is_not_the_person(make, read):
    shops = ["Toko Berkah", "Warung Maju", "Bengkel Jaya", "Salon Ayu"] * 3
    for head in (["Nama Usaha", "Nama", "NIK"], ["Nama Usaha", "Nama Pemilik Usaha", "NIK"]):
        assert read(make(listed(head, shops, NAMES, NIKS))).column("name") == list(NAMES[:4])


def test_two_columns_of_names_are_asked_about(make, read):
    path = make(listed(["Nama", "Nama Lengkap", "NIK"], NAMES[::-1], NAMES, NIKS))
    assert read(path).reading.questions[0].field == "name"
    assert read(path, maps=["name=Nama Lengkap"]).column("name") == list(NAMES[:4])


def test_several_columns_of_evidence_any_counts(make, read):
    sku = ["470/1/2021", "", "-", "belum ada"]
    nib = ["", "1234567890123", "", "9876543210987"]
    got = read(make(listed(["Nama", "NIK", "SKU", "NIB"], NAMES, NIKS, sku, nib)))
    assert got.column("business_letter") == ["470/1/2021", "1234567890123", None, "9876543210987"]
    sku = ["SKU sedang diurus", "NIB: -", "x", "470/...../2021"]
    nib = ["1234567890123", "9876543210987", "", "2345678901234"]
    got = read(make(listed(["Nama", "NIK", "SKU", "NIB"], NAMES, NIKS, sku, nib)))
    assert got.column("business_letter") == ["1234567890123", "9876543210987", None, "2345678901234"]
    asked, number = ["Ya", "Ya", "Tidak", "Ya"], ["470/1/2021", "-", "", "belum ada nomor 3"]
    got = read(make(listed(["Nama", "NIK", "Punya SKU?", "Nomor SKU"], NAMES, NIKS, asked, number)))
    assert got.column("business_letter") == ["470/1/2021", "Ya", None, "Ya"]


def test_bare_turnover_is_asked_about_and_the_answer_states_the_period(make, read):
    path = make(listed(["Nama", "NIK", "Omzet"], NAMES, NIKS, ["50.000"] * 9))
    got = read(path)
    assert got.rows == []
    assert got.reading.questions[0].field == "annual_turnover"
    assert "per_day=C" in got.problem and "baris 2" in got.problem
    for period, times in (("per_day", 300), ("per_month", 12), ("per_year", 1)):
        answered = read(path, maps=[f"daftar.xlsx!Daftar:annual_turnover:{period}=C"])
        assert answered.column("annual_turnover") == [50_000 * times] * 4


def test_period_stated_by_every_cell_or_by_the_title_is_no_question(make, read):
    cells = ["50.000/hari", "1 jt/bln", "12 juta per tahun", ""]
    got = read(make(listed(["Nama", "NIK", "Omzet"], NAMES, NIKS, cells)))
    assert got.column("annual_turnover") == [15_000_000, 12_000_000, 12_000_000, None]
    title = [["DAFTAR OMZET PER BULAN PELAKU USAHA"], []]
    got = read(make([*title, *listed(["Nama", "NIK", "Omzet"], NAMES, NIKS, ["1.000.000"] * 9)]))
    assert got.column("annual_turnover") == [12_000_000] * 4


def test_a_monthly_report_says_nothing_about_turnover(make, read):
    title = [["LAPORAN BULANAN"], []]
    assert read(
        make([*title, *listed(["Nama", "NIK", "Omzet"], NAMES, NIKS, ["1.000.000"] * 9)])
    ).reading.questions


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Omzet per bulan (dalam ribuan)", "1.500", 18_000_000),
        ("Omzet per bulan (Rp 000)", 1500, 18_000_000),
        ("Omzet per bulan (juta)", "1,5", 18_000_000),
        ("Omzet per bulan (dalam jutaan rupiah)", 1.5, 18_000_000),
        ("Omzet per bulan (dalam ribuan)", "1,5 jt", 18_000_000),
        ("Omzet per bulan (Rp)", "1.500.000", 18_000_000),
        ("Omzet per bulan (juta)", 1_500_000, None),  # whole rupiah: nobody sells for eighteen trillion
        ("Omzet per tahun (jutaan)", "36.000.000", None),
    ],
)
def test_units_in_the_header(make, read, header, cell, value):
    got = read(make(listed(["Nama", "NIK", header], NAMES, NIKS, [cell] * 9)))
    assert got.column("annual_turnover") == [value] * 4
    assert got.column("turnover_unread") == [value is None] * 4


def test_a_unit_in_the_title(make, read):
    title = [["DAFTAR USULAN (omzet dalam ribuan rupiah)"], []]
    got = read(
        make([*title, *listed(["Nama", "NIK", "Omzet per bulan"], NAMES, NIKS, ["1.500", 1500, "2 jt", ""])])
    )
    assert got.column("annual_turnover") == [18_000_000, 18_000_000, 24_000_000, None]


def test_two_turnovers_are_asked_about(make, read):
    head = ["Nama", "NIK", "Omzet per bulan sebelum pandemi", "Omzet per bulan sekarang"]
    path = make(listed(head, NAMES, NIKS, ["2 jt"] * 9, ["1 jt"] * 9))
    assert read(path).reading.questions[0].field == "annual_turnover"
    assert read(path, maps=["annual_turnover=D"]).column("annual_turnover") == [12_000_000] * 4


@pytest.mark.parametrize("header", ["NIK / No KK", "NIK/KK", "NIK dan No. KK", "No. KTP / KK"])
def test_nik_and_kk_in_one_cell_by_the_headers_order(make, read, header):
    cells = [f"{NIKS[0]} / {KKS[0]}", f"{NIKS[1]}\n{KKS[1]}", f"KK: {KKS[2]} NIK: {NIKS[2]}", NIKS[3]]
    got = read(make(listed(["Nama", header], NAMES, cells)))
    assert got.column("nik") == list(NIKS[:4])
    assert got.column("kk") == [*KKS[:3], None]


def test_kk_first_when_the_header_says_so(make, read):
    cells = [f"{KKS[i]} / {NIKS[i]}" for i in range(3)] + [f"{KKS[3][:4]} {KKS[3][4:]} {NIKS[3]}"]
    got = read(make(listed(["Nama", "No KK/NIK"], NAMES, cells)))
    assert got.column("nik") == list(NIKS[:4])
    assert got.column("kk") == KKS[:4]


def test_nik_and_kk_told_apart_by_the_kk_column(make, read):
    cells = [f"{KKS[0]} {NIKS[0]}", f"{NIKS[1]}/{KKS[1]}", NIKS[2], f"{NIKS[3]} / 3507110103080000"]
    got = read(make(listed(["Nama", "NIK", "No KK"], NAMES, cells, KKS)))
    assert got.column("nik")[:3] == list(NIKS[:3])
    assert got.column("nik")[3] == f"{NIKS[3]}/3507110103080000"
    assert got.column("kk") == KKS[:4]


def test_canonical_names_and_english_headers(make, read):
    head = ["nik", "name", "annual_turnover", "birth_date", "village", "business_letter"]
    got = read(
        make(
            listed(head, NIKS, NAMES, [36_000_000] * 9, ["1958-01-19"] * 9, ["3507112008"] * 9, ["470/1"] * 9)
        )
    )
    assert got.column("annual_turnover") == [36_000_000] * 4
    assert got.column("village") == ["35.07.11.2008"] * 4
    head = ["Full name", "NIK", "Birth date", "Phone", "Address"]
    got = read(make(listed(head, NAMES, NIKS, ["19-01-1958"] * 9, ["081234567890"] * 9, ["Krajan"] * 9)))
    assert not got.problem and got.column("phone") == ["081234567890"] * 4


def test_rt_and_rw_from_the_address_only_where_there_is_no_column(make, read):
    address = [
        "Dsn Krajan RT 07 RW 02",
        "Jl. Raya No. 5 RT/RW 003/001",
        "Krajan RT.4",
        "Krajan 12",
        "Duren 004/002",
    ]
    got = read(make(listed(["Nama", "NIK", "Alamat"], NAMES, NIKS, address, count=5)))
    assert got.column("rt") == ["007", "003", "004", None, "004"]
    assert got.column("rw") == ["002", "001", None, None, "002"]
    got = read(make(listed(["Nama", "NIK", "Alamat", "RT"], NAMES, NIKS, address, ["1", "", "2", "3"])))
    assert got.column("rt") == ["001", None, "002", "003"]


def test_originals_stand_beside_what_reading_changed(make, read):
    head = ["Nama", "NIK", "Omzet per hari", "No HP", "Tgl Lahir", "RT/RW"]
    row = ["  Ibu  Sri ", "3507 1119 0158 4279", "± 50rb", "62 812-3456789", "19 Januari 1958", "7/2"]
    got = read(make([head, row, ["Budi", NIKS[1], 20000, "0812345678", "1958-01-19", ""]]))
    first, second = got.rows
    assert {
        name: first[f"{name}_original"]
        for name in ("name", "nik", "annual_turnover", "phone", "birth_date", "rt")
    } == {
        "name": "  Ibu  Sri ",
        "nik": "3507 1119 0158 4279",
        "annual_turnover": "± 50rb",
        "phone": "62 812-3456789",
        "birth_date": "19 Januari 1958",
        "rt": "7/2",
    }
    assert second["name_original"] is second["nik_original"] is second["birth_date_original"] is None
    assert second["annual_turnover_original"] == "20000"


def test_map_forms():
    assert ColumnMap.parse("nik=C") == ColumnMap("nik", "C")
    assert ColumnMap.parse("a.xlsx:nik=No. KTP") == ColumnMap("nik", "No. KTP", file="a.xlsx")
    assert ColumnMap.parse("a.xlsx!RT 01:name=-") == ColumnMap("name", None, file="a.xlsx", sheet="RT 01")
    assert ColumnMap.parse("annual_turnover:per_day=J") == ColumnMap("annual_turnover", "J", "per_day")
    assert ColumnMap.parse("a=b.xlsx!x:y:annual_turnover:per_year=J").sheet == "x:y"
    assert ColumnMap.parse("village=35.07.11.2008") == ColumnMap("village", None, village="35.07.11.2008")
    for form in ("nik=C", "a.xlsx!RT 01:name=-", "a.xlsx:annual_turnover:per_day=J", "village=35.07.11.2008"):
        assert str(ColumnMap.parse(form)) == form
    for wrong in ("nik", "umur=C", "nik:per_day=C", "nik=", ""):
        with pytest.raises(ListUsageError):
            ColumnMap.parse(wrong)


def test_maps_that_fit_nothing_are_errors(make, read):
    path = make(listed(["Nama", "NIK"], NAMES, NIKS))
    with pytest.raises(ListUsageError, match=r"lain\.xlsx"):
        read(path, maps=["lain.xlsx:nik=B"])
    assert "tidak ada" in read(path, maps=["daftar.xlsx:nik=Nomor Paspor"]).problem


def test_a_map_can_say_that_no_column_holds_it(make, read):
    got = read(make(listed(["Nama", "NIK", "Omzet"], NAMES, NIKS, ["1.000"] * 9)), maps=["annual_turnover=-"])
    assert got.column("annual_turnover") == [None] * 4
    got = read(make([["Nama", "Alamat", "No HP"], [NAMES[0], "Krajan", "081234567890"]]), maps=["nik=-"])
    assert got.column("nik") == [None] and got.column("name") == [NAMES[0]]


def test_a_clear_header_over_few_spoilt_cells_is_believed(make, read):
    got = read(
        make([["Nama", "No. KTP", "Alamat"], [NAMES[0], "belum ada", "Krajan"], [NAMES[1], "", "Duren"]])
    )
    assert got.column("name") == list(NAMES[:2]) and got.column("nik") == [None, None]
    ticked = [[NAMES[i], "ada", "Krajan"] for i in range(8)]
    assert "kolom NIK" in read(make([["Nama", "KTP", "Alamat"], *ticked])).problem


def test_a_map_for_all_lists_that_fits_none_is_an_error(make, read):
    path = make(listed(["Nama", "NIK"], NAMES, NIKS))
    with pytest.raises(ListUsageError, match="ZZ"):
        read(path, maps=["nik=ZZ"])


def test_a_map_for_a_sheet_that_is_not_there_refuses_the_file_with_its_sheets(make, read):
    got = read(make(listed(["Nama", "NIK"], NAMES, NIKS)), maps=["daftar.xlsx!RT 9:nik=B"])
    assert "RT 9" in got.problem and "(Daftar)" in got.problem


def test_a_suggested_map_survives_a_shell_whatever_the_sheet_is_called(make, read):
    path = make({"RT'01 Ma'ruf": listed(["Nama", "NIK", "No. Identitas"], NAMES, NIKS, NIKS[::-1])})
    said = shlex.split(read(path).problem.partition("Pilih satu: ")[2])
    assert read(path, maps=[said[1]]).column("nik") == list(NIKS[:4])
