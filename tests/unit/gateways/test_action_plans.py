"""Plans from spreadsheets: what is understood, and what is refused by its place."""

import io
from datetime import date, datetime

import pytest

from satupintu.gateways.action_plans import (
    ExportRow,
    Known,
    PlanProblem,
    PlanRow,
    load_plans,
    read_plan_sheet,
    write_plan_sheet,
)
from satupintu.gateways.action_plans.cells import day, number_and_unit, rupiah

KNOWN = Known(
    programmes={"bpum-2021", "kur-mikro"},
    agencies={"dinkop", "bri"},
    starts=date(2026, 1, 1),
    ends=date(2026, 12, 31),
    programme_titles={"kredit usaha rakyat": "kur-mikro"},
    agency_titles={"dinas koperasi": "dinkop"},
)
HEADER = "Kelompok;Program;Kegiatan;Instansi;Target;Satuan;Tenggat;Indikator;Anggaran\n"


def read(body: str, header: str = HEADER) -> list[PlanRow]:
    return read_plan_sheet((header + body).encode(), "rencana.csv", KNOWN)


def problems(body: str, header: str = HEADER) -> list[str]:
    with pytest.raises(PlanProblem) as refused:
        read(body, header)
    return list(refused.value.problems)


def test_a_sheet_as_an_office_keeps_it():
    rows = read_plan_sheet(
        (
            "PEMERINTAH KABUPATEN CONTOH;;;;;;;;\nRencana aksi 2026;;;;;;;;\n\n"
            + HEADER
            + "1. Pedagang pasar;bpum-2021;;"
            "dinkop, bri;1.200;orang;30 Juni 2026;SK terbit;Rp1.440.000.000\n"
            ";Kredit Usaha Rakyat;Pendampingan KUR;Dinas Koperasi;50 usaha;;30/9/2026;;1,5 miliar\n"
            "Pekerja pulang;Pelatihan las;;bri;20;orang;2026-12-31;;\nJumlah;;;;1.270;;;;\n"
        ).encode(),
        "rencana.csv",
        KNOWN,
    )
    assert rows == [
        PlanRow(
            "1. Pedagang pasar", "bpum-2021", "", ("dinkop", "bri"), 1200, "orang", None, date(2026, 6, 30),
            "SK terbit", 1_440_000_000,
        ),
        PlanRow(
            "1. Pedagang pasar", "kur-mikro", "Pendampingan KUR", ("dinkop",), 50, "usaha", None,
            date(2026, 9, 30), "", 1_500_000_000,
        ),
        PlanRow("Pekerja pulang", "", "Pelatihan las", ("bri",), 20, "orang", None, date(2026, 12, 31)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A;bpum-2031;;dinkop;5;orang;1-3-2026;;", "baris 2, kolom B: kode program “bpum-2031” tidak ada"),
        ("A;;Las;dinas entah;5;orang;1-3-2026;;", "baris 2, kolom D: instansi “dinas entah” tidak dikenal"),
        ("A;;Las;;5;orang;1-3-2026;;", "baris 2, kolom D: instansi kosong"),
        (";;Las;dinkop;5;orang;1-3-2026;;", "baris 2, kolom A: kelompok kosong"),
        ("A;;;dinkop;5;orang;1-3-2026;;", "baris 2, kolom B: program dan kegiatan kosong"),
        ("A;;Las;dinkop;banyak;orang;1-3-2026;;", "baris 2, kolom E: “banyak” tidak terbaca"),
        ("A;;Las;dinkop;2,5;orang;1-3-2026;;", "baris 2, kolom E: “2,5” tidak terbaca"),
        ("A;;Las;dinkop;-5;orang;1-3-2026;;", "baris 2, kolom E: “-5” tidak terbaca"),
        ("A;;Las;dinkop;0;orang;1-3-2026;;", "baris 2, kolom E: target nol"),
        ("A;;Las;dinkop;999999999999999;orang;1-3-2026;;", "baris 2, kolom E: angka ini terlalu besar"),
        ("A;;Las;dinkop;5;orang;31-6-2026;;", "baris 2, kolom G: “31-6-2026” tidak terbaca"),
        ("A;;Las;dinkop;5;orang;1-3-2027;;", "baris 2, kolom G: tanggal 01-03-2027 di luar masa rencana"),
        ("A;;Las;dinkop;5;orang;1-3-2026;;kira-kira sejuta", "baris 2, kolom I: “kira-kira sejuta” tidak"),
        (f"{'A' * 121};;Las;dinkop;5;orang;1-3-2026;;", "baris 2, kolom A: terlalu panjang (121 huruf)"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_cell_is_named_by_row_and_column(row, says):
    (told,) = problems(row + "\n")
    assert told.startswith(f"rencana.csv, {says}")


def test_everything_wrong_is_told_at_once_and_much_of_it_counted():
    assert len(problems("A;;Las;entah;x;orang;besok;;\n")) == 3
    told = problems("A;;Las;entah;5;orang;1-3-2026;;\n" * 60)
    assert (len(told), told[-1]) == (51, "… dan 10 lagi.")


def test_a_code_column_takes_codes_only():
    header = HEADER.replace("Program;", "Kode program;")
    assert "“Pelatihan las”" in problems("A;Pelatihan las;;dinkop;5;orang;1-3-2026;;\n", header)[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "kosong"),
        (b"%PDF-1.7 ...", "dokumen PDF"),
        (b"Nama;NIK\nSiti;1\n", "tidak ada lembar dengan kolom"),
        (HEADER.encode(), "tidak ada baris"),
        (b"<table><tr><td>Kelompok</td></tr></table>", "XLSX, XLS, ODS atau CSV"),
        (HEADER.encode() + b"A;;Las;dinkop;5;orang;1-3-2026;;\n" * 501, "501 baris"),
    ],
    ids=["empty", "pdf", "another list", "no rows", "html", "too many"],
)
def test_a_file_that_is_no_plan_is_refused(data, says):
    with pytest.raises(PlanProblem, match=says):
        read_plan_sheet(data, "rencana.csv", KNOWN)


def test_what_is_written_is_read_again_and_no_cell_becomes_a_formula():
    rows = [
        PlanRow(
            "Pedagang", "bpum-2021", "=HYPERLINK(1)", ("dinkop", "bri"), 7, "orang", date(2026, 2, 1),
            date(2026, 3, 1), "SK", 5_000_000,
        ),
        PlanRow("Pedagang", "", "Las", ("bri",)),
    ]  # fmt: skip
    out = io.BytesIO()
    write_plan_sheet(
        out, "Rencana aksi", [ExportRow(rows[0], 3, date(2026, 2, 5), "terlambat"), ExportRow(rows[1])]
    )
    assert read_plan_sheet(out.getvalue(), "rencana.xlsx", KNOWN) == rows
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    assert [cell.value for cell in sheet[3]][10:] == [3, datetime(2026, 2, 5), "terlambat"]  # noqa: DTZ001 - a cell of a workbook
    assert sheet["C3"].data_type == "s"


@pytest.mark.parametrize(
    ("written", "amount"),
    [("Rp250.000.000", 250_000_000), ("Rp 1.500,00", 1500), ("1,5 miliar", 1_500_000_000), ("250 jt", 250_000_000),
     (12.0, 12), ("Rp250.000,-", 250_000)],
)  # fmt: skip
def test_rupiah_as_people_write_it(written, amount):
    assert rupiah(written) == amount


@pytest.mark.parametrize(
    "written", ["1.5 juta", "1.50 juta", "1,5,5 juta", "1.000.00 miliar", ", juta", "1,5"]
)
def test_rupiah_that_could_be_two_sums_is_not_guessed(written):
    """`1.5 juta` is one and a half million to some and fifteen to a machine that drops the dots."""
    with pytest.raises(ValueError):
        rupiah(written)


def test_a_group_whose_name_begins_like_a_sum_is_no_sum():
    rows = read("Total Karya Mandiri;;Pelatihan las;bri;20;orang;;;\nTotal;;;;20;;;;\n")
    assert [one.group for one in rows] == ["Total Karya Mandiri"]


def test_days_and_counts_as_people_write_them():
    assert {
        day(one)
        for one in ("5 Agustus 2026", "5-8-2026", "05/08/2026", "2026-08-05", "5 Agt 2026", "5-Aug-2026")
    } == {date(2026, 8, 5)}
    assert number_and_unit("1.200 orang") == (1200, "orang")
    assert number_and_unit("1.200") == (1200, "")


def test_plans_kept_as_data_are_sound_and_say_where_they_were_read():
    plans = load_plans()
    pasuruan = plans["pasuruan-2020"]
    assert len(pasuruan.groups) == 10
    assert pasuruan.source
    for plan in plans.values():
        assert {row.group for row in plan.rows} <= {name for name, _pending in plan.groups}


def test_a_row_of_column_numbers_is_no_line_and_columns_passed_over_are_named():
    header = "No.;Kelompok;Program;Instansi;Pagu (Rp);Anggaran (juta Rp);Lokasi;PIC\n"
    rows = read("(1);(2);(3);(4);(5);(6);(7);(8)\n1;Nelayan;bpum-2021;bri;Rp7.000.000;7;Kalipare;\n", header)
    assert [(one.group, one.budget) for one in rows] == [("Nelayan", 7_000_000)]
    assert rows.unread == ("Anggaran (juta Rp)", "Lokasi")


@pytest.mark.parametrize("text", ["title: x", "groups: 5", "{", "title: [a"])
def test_a_plan_as_data_that_is_not_sound_names_its_file(tmp_path, text):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "rusak.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanProblem, match=r"rusak\.yaml"):
        load_plans(tmp_path)
