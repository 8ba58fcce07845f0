"""Formulas, error values and dates of workbooks: what was saved counts, what was not is blank and said."""

import datetime
import re
import zipfile

import openpyxl

from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "Tgl Lahir", "Omzet per bulan"]


def test_saved_results_are_used_and_the_formula_kept(make, read):
    def formulas(book, sheets):
        sheet = sheets["Daftar"]
        sheet.write_formula("B2", '=UPPER("made astuti")', None, "MADE ASTUTI")
        sheet.write_formula("C2", '="35071119"&"01584279"', None, NIKS[0])
        sheet.write_formula("E2", "=500000*2", None, 1_000_000)

    got = read(make([HEAD, ["1"], ["2", NAMES[1], NIKS[1], "", "1 jt"]], finish=formulas))
    first = got.rows[0]
    assert (first["name"], first["nik"], first["annual_turnover"]) == ("MADE ASTUTI", NIKS[0], 12_000_000)
    assert first["nik_original"] == '="35071119"&"01584279"'
    assert first["annual_turnover_original"] == "=500000*2"
    assert got.rows[1]["nik_original"] is None
    assert "rumus" in got.notices()


def test_formula_without_result_is_blank_and_the_person_stays(tmp_path, read):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "RT 1"
    sheet.append(HEAD)
    sheet.append(["1", NAMES[0], '=A1&"3507"', "19-01-1958", "=B9*2"])
    sheet.append(["2", '=PROPER("siti")', NIKS[1], "", ""])
    sheet.append(["3", NAMES[2], NIKS[2], "", ""])
    sheet.append(["4", '=PROPER("a")', "=C1", "", ""])
    path = tmp_path / "daftar.xlsx"
    book.save(path)
    got = read(path)
    assert got.column("row") == [2, 3, 4, 5]
    assert got.column("nik") == [None, NIKS[1], NIKS[2], None]
    assert got.column("name") == [NAMES[0], None, NAMES[2], None]
    assert got.rows[0]["nik_original"] == '=A1&"3507"'
    notice = next(one for one in got.sheet().notices if one.column == "C" and "rumus tanpa hasil" in one.text)
    assert (notice.row, notice.count) == (2, 2)
    assert "simpan ulang di Excel" in notice.text


def test_rows_of_formulas_that_give_nothing_are_no_people(make, read, tmp_path):
    def formulas(book, sheets):
        for row in range(3, 20):
            sheets["Daftar"].write_formula(f"A{row}", f"=ROW()-{1}", None, row - 1)
            sheets["Daftar"].write_formula(f"B{row}", '=IF(1,"","")', None, "")

    prepared = make([HEAD, ["1", NAMES[0], NIKS[0]], *([[]] * 18)], finish=formulas)
    path = tmp_path / "excel.xlsx"
    with zipfile.ZipFile(prepared) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():  # Excel writes an empty text that a formula gave like this
            data = source.read(name).decode()
            target.writestr(name, re.sub(r'<c r="(B\d+)"><f>', r'<c r="\1" t="str"><f>', data))
    got = read(path)
    assert got.column("row") == [2]
    assert got.sheet().skipped["hanya nomor urut"] == 17
    assert len(read(prepared).rows) == 18  # without any result nobody can tell these from lost names


def test_error_values_are_blank_and_said(make, read):
    def errors(book, sheets):
        sheets["Daftar"].write_formula("C3", "=VLOOKUP(1,A:A,1)", None, "#N/A")
        sheets["Daftar"].write_formula("D3", "=1/0", None, "#DIV/0!")
        sheets["Daftar"].write_formula("E3", "=1/0", None, "#DIV/0!")

    got = read(
        make([HEAD, ["1", NAMES[0], NIKS[0]], ["2", NAMES[1]], ["3", NAMES[2], NIKS[2]]], finish=errors)
    )
    assert got.column("nik") == [NIKS[0], None, NIKS[2]]
    assert got.column("turnover_unread") == [False, True, False]
    assert "galat" in got.notices()


def test_dates_since_1904(tmp_path, read):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["Nama", "NIK", "Tgl Lahir"])
    sheet.append([NAMES[0], NIKS[0], datetime.date(1958, 1, 19)])
    sheet.append([NAMES[1], NIKS[1], 19742])
    path = tmp_path / "mac.xlsx"
    book.save(path)
    assert [str(day) for day in read(path).column("birth_date")] == ["1958-01-19", "1958-01-19"]


def test_numeric_identity_keeps_every_digit_that_is_stored(make, read):
    rows = [
        [NAMES[i], nik] for i, nik in enumerate((3507111901584279, 9171011234567890, 9.17101123456789e15))
    ]
    got = read(make([["Nama", "NIK"], *rows, [NAMES[3], "9171011234567891"]]))
    assert got.column("nik") == [
        "3507111901584279",
        "9171011234567890",
        "9171011234567890",
        "9171011234567891",
    ]
    assert got.column("nik_is_number") == [True, True, True, False]


def test_rt_that_excel_made_a_date(make, read):
    got = read(
        make(
            [["Nama", "NIK", "RT/RW"]]
            + [[NAMES[i], NIKS[i], f"00{i}/001"] for i in range(1, 6)]
            + [[NAMES[6], NIKS[6], datetime.date(2021, 1, 3)]]
        )
    )
    assert got.rows[-1]["rt"] is None and got.rows[-1]["rw"] is None
    assert got.rows[-1]["rt_original"] == "2021-01-03"
    assert "RT tidak terbaca" in got.notices()


def test_unreadable_values_are_said_with_their_row(make, read):
    body = [[str(i), NAMES[i], NIKS[i], "19-01-1958", "1 jt"] for i in range(5)]
    body[3][3] = "31-02-1958"
    body[4][4] = "tidak tentu"
    body[2][4] = "-"
    got = read(make([HEAD, *body]))
    found = {notice.text: (notice.row, notice.count) for notice in got.sheet().notices}
    assert found["tanggal lahir tidak terbaca dan dikosongkan"] == (5, 1)
    assert found["omzet tidak terbaca dan dikosongkan"] == (6, 1)
    assert got.rows[3]["birth_date"] is None and got.rows[3]["birth_date_original"] == "31-02-1958"
