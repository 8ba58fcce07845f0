"""The sender's own workbook must come back whole: his layout, his pictures, his digits, and our marks."""

import datetime
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Border, Font, PatternFill, Side

from satupintu.gateways.corrections import (
    RowMark,
    SheetMarks,
    correction_in,
    correction_names,
    write_corrections,
)
from satupintu.gateways.corrections.styles import MEND, REFUSED
from satupintu.gateways.lists import ColumnMap, read_lists

NIK = "3507116302588475"
HEADER = ["No", "Nama", "NIK", "Tgl Lahir"]
MEND_NIK = RowMark("undetermined", "NIK tidak 16 angka: salin ulang dari KTP.", ("C",))
REFUSE = RowMark("ineligible", "Masih menerima KUR (Pasal 4 ayat (2)).", ())


def _sender_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "RT 01"
    sheet["A1"] = "DAFTAR USULAN"
    sheet.merge_cells("A1:D1")
    for column, text in enumerate(HEADER, 1):
        sheet.cell(3, column, text).font = Font(bold=True)
    for row in range(4, 9):
        sheet.append([row - 3, f"Orang {row}", NIK, datetime.date(1980, 1, row)])
        sheet.cell(row, 4).number_format = "dd/mm/yyyy"
        sheet.cell(row, 3).border = Border(bottom=Side("thin"))
    sheet["C8"] = None
    sheet["B6"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["D10"] = "=COUNTA(C4:C8)"
    sheet.column_dimensions["B"].width = 33
    sheet.freeze_panes = "A4"
    book.create_sheet("Petunjuk")["A1"] = "Isi sesuai KTP"
    book.save(path)
    return path


def _colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else None


def _returned(source: Path, rows: dict[int, RowMark], tmp_path: Path, sheet="RT 01", header=3, width=4):
    marks = {(source.name, sheet): SheetMarks(header, width, rows)}
    [out] = write_corrections([source], marks, tmp_path / "corrections")
    return out


def test_rows_are_marked_in_two_columns_and_the_cells_at_fault_in_colour(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    rows = {5: MEND_NIK, 6: REFUSE, 7: RowMark("undetermined", "a & <b>", ("B", "D"))}
    out = _returned(source, rows, tmp_path)
    sheet = openpyxl.load_workbook(out)["RT 01"]
    assert [sheet["E3"].value, sheet["F3"].value] == ["Status Satu Pintu", "Catatan Satu Pintu"]
    assert [sheet[f"E{row}"].value for row in range(4, 9)] == [None, "PERBAIKI", "DITOLAK", "PERBAIKI", None]
    assert [sheet["F5"].value, sheet["F7"].value] == [MEND_NIK.note, "a & <b>"]
    assert [_colour(sheet[cell]) for cell in ("C5", "E5", "F5", "E6", "B7", "D7")] == [
        MEND,
        MEND,
        MEND,
        REFUSED,
        MEND,
        MEND,
    ]
    assert [_colour(sheet[cell]) for cell in ("A5", "B5", "C4", "C6")] == [None] * 4


@pytest.mark.parametrize("is_quick", [True, False])
def test_marked_rows_that_a_filter_hides_are_shown_and_the_others_stay_hidden(
    tmp_path, monkeypatch, is_quick
):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    book = openpyxl.load_workbook(source)
    for row in (5, 6, 7):
        book["RT 01"].row_dimensions[row].hidden = True
    book["RT 01"].auto_filter.ref = "A3:D8"
    book.save(source)
    if not is_quick:
        monkeypatch.setattr("satupintu.gateways.corrections.quick_rows.QuickRows.inside", lambda *_: None)
    sheet = openpyxl.load_workbook(_returned(source, {5: MEND_NIK, 6: REFUSE, 8: MEND_NIK}, tmp_path))[
        "RT 01"
    ]
    assert [row for row in range(3, 9) if sheet.row_dimensions[row].hidden] == [7]
    assert sheet.auto_filter.ref == "A3:D8" and sheet["E5"].value == "PERBAIKI"


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_nik_typed_over_one_at_fault_stays_text(tmp_path, monkeypatch, is_quick):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    if not is_quick:
        monkeypatch.setattr("satupintu.gateways.corrections.quick_rows.QuickRows.inside", lambda *_: None)
    rows = {
        5: MEND_NIK,
        6: RowMark("undetermined", "x", ("B", "D")),
        8: MEND_NIK,
    }  # in row 8 the cell is blank
    marks = {(source.name, "RT 01"): SheetMarks(3, 4, rows, texts=("C",))}
    [out] = write_corrections([source], marks, tmp_path / "corrections")
    sheet = openpyxl.load_workbook(out)["RT 01"]
    assert [sheet[f"C{row}"].number_format for row in (4, 5, 6, 8)] == ["General", "@", "General", "@"]
    assert (sheet["D6"].number_format, sheet["C5"].value, sheet["C5"].border.bottom.style) == (
        "dd/mm/yyyy",
        NIK,
        "thin",
    )


def test_a_list_without_a_header_has_our_columns_once_however_often_it_comes_back(tmp_path):
    book = openpyxl.Workbook()
    for row in range(1, 5):
        book.active.append([row, f"Orang {row}", NIK])
    book.save(tmp_path / "usulan.xlsx")
    once = _returned(tmp_path / "usulan.xlsx", {1: MEND_NIK, 3: REFUSE}, tmp_path, "Sheet", 0, 3)
    twice = _returned(once, {2: MEND_NIK, 3: REFUSE}, tmp_path / "lagi", "Sheet", 0, 5)
    sheet = openpyxl.load_workbook(twice)["Sheet"]
    assert [sheet.cell(row, 4).value for row in range(1, 5)] == [None, "PERBAIKI", "DITOLAK", None]
    assert (sheet.max_column, sheet["E2"].value, _colour(sheet["C1"])) == (5, MEND_NIK.note, None)
    got = read_lists([twice], tmp_path / "rows.parquet", maps=[ColumnMap("nik", "C"), ColumnMap("name", "B")])
    assert [one.column for one in got.files[0].sheets[0].headings] == ["A", "B", "C"]


def test_layout_formats_and_other_sheets_stay_the_senders(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    out = _returned(source, {5: RowMark("undetermined", "x", ("C", "D")), 6: REFUSE}, tmp_path)
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(out)
    sheet = after["RT 01"]
    for row in before["RT 01"].iter_rows():
        for cell in row:
            same = sheet[cell.coordinate]
            assert (same.value, same.number_format, same.font.b, same.border.bottom.style) == (
                cell.value,
                cell.number_format,
                cell.font.b,
                cell.border.bottom.style,
            )
    assert sheet.merged_cells.ranges == before["RT 01"].merged_cells.ranges
    assert sheet.column_dimensions["B"].width == 33
    assert sheet.freeze_panes == "A4"
    assert sheet.dimensions == "A1:F10"
    assert sheet["E3"].font.b  # our headings look like the sender's
    assert _colour(sheet["B6"]) == "FF00FF00"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert sorted(changed) == ["xl/styles.xml", "xl/worksheets/sheet1.xml"]


def test_macros_and_pictures_come_back_byte_for_byte(tmp_path):
    plain = _sender_workbook(tmp_path / "plain.xlsx")
    source = tmp_path / "usulan.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info), zipfile.ZIP_DEFLATED)
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf macro", zipfile.ZIP_STORED)
        new.writestr("xl/media/image1.png", bytes(range(256)) * 50, zipfile.ZIP_DEFLATED)
    out = _returned(source, {5: MEND_NIK}, tmp_path)
    assert out.name == "usulan.xlsm"
    with zipfile.ZipFile(out) as new:
        assert new.testzip() is None
        assert new.read("xl/vbaProject.bin") == b"\xd0\xcf macro"
        assert new.read("xl/media/image1.png") == bytes(range(256)) * 50
        assert new.getinfo("xl/vbaProject.bin").compress_type == zipfile.ZIP_STORED


def test_the_same_marks_give_the_same_bytes(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    first = _returned(source, {5: MEND_NIK, 6: REFUSE}, tmp_path).read_bytes()
    assert _returned(source, {6: REFUSE, 5: MEND_NIK}, tmp_path).read_bytes() == first


def test_two_lists_that_would_come_back_under_one_name_both_come_back(tmp_path):
    named = {"usulan.csv.xlsx": "buku", "Usulan.csv": "satu", "usulan.CSV": "dua"}
    _sender_workbook(tmp_path / "usulan.csv.xlsx")
    for name in ("Usulan.csv", "usulan.CSV"):
        (tmp_path / name).write_text(f"NIK;Nama\n;{named[name]}\n")
    marks = {("usulan.csv.xlsx", "RT 01"): SheetMarks(3, 4, {5: MEND_NIK})}
    marks |= {(name, ""): SheetMarks(1, 2, {2: MEND_NIK}) for name in ("Usulan.csv", "usulan.CSV")}
    for order in (sorted(named), sorted(named, reverse=True)):
        out = tmp_path / "-".join(order)
        written = write_corrections([tmp_path / one for one in order], marks, out)
        assert {one.name for one in written} == {
            "usulan.csv.xlsx", "Usulan.csv (2).xlsx", "usulan.CSV (3).xlsx",
        }  # fmt: skip
        names = correction_names(order)
        assert correction_in(out, "usulan.csv.xlsx", names).name == "usulan.csv.xlsx"
        for name in ("Usulan.csv", "usulan.CSV"):
            sheet = openpyxl.load_workbook(correction_in(out, name, names)).active
            assert sheet["B2"].value == named[name]


def test_a_list_with_nothing_to_mend_is_not_given_the_correction_of_another(tmp_path):
    names = correction_names(["usulan.xlsx", "usulan.xlsx.xlsx", "usulan.xlsm", "usulan.xlsm.xlsx"])
    for one in ("usulan.xlsx.xlsx", "usulan.xlsm.xlsx"):
        _sender_workbook(tmp_path / one)
    assert correction_in(tmp_path, "usulan.xlsx", names) is None
    assert correction_in(tmp_path, "usulan.xlsm", names) is None
    assert names["usulan.xlsm"] == ("usulan.xlsm", "usulan.xlsm (2).xlsx")


def test_nothing_to_mark_gives_no_file(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    marks = {(source.name, "RT 01"): SheetMarks(3, 4, {})}
    assert write_corrections([source], marks, tmp_path / "corrections") == []
    assert not (tmp_path / "corrections").exists()


def test_a_workbook_handed_back_twice_keeps_one_pair_of_columns_and_no_old_colour(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    first = _returned(source, {5: MEND_NIK, 6: REFUSE}, tmp_path)
    mended = tmp_path / "again" / "usulan.xlsx"
    mended.parent.mkdir()
    book = openpyxl.load_workbook(first)  # the sender saves it in another program: texts become shared
    book["RT 01"]["C5"] = NIK
    book.save(mended)
    second = _returned(mended, {6: REFUSE, 8: MEND_NIK}, tmp_path / "two")
    sheet = openpyxl.load_workbook(second)["RT 01"]
    assert sheet.max_column == 6
    assert [sheet[f"E{row}"].value for row in (3, 5, 6, 8)] == [
        "Status Satu Pintu",
        None,
        "DITOLAK",
        "PERBAIKI",
    ]
    assert sheet["F5"].value is None
    assert [_colour(sheet[cell]) for cell in ("C5", "E5", "E6", "C8")] == [None, None, REFUSED, MEND]
    assert sheet["C5"].border.bottom.style == "thin"


def test_senders_notes_beside_the_table_are_not_written_over(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    book = openpyxl.load_workbook(source)
    book["RT 01"]["G6"] = "catatan kepala desa"
    book.save(source)
    out = _returned(source, {5: MEND_NIK, 6: REFUSE}, tmp_path)
    sheet = openpyxl.load_workbook(out)["RT 01"]
    assert sheet["G6"].value == "catatan kepala desa"
    assert [sheet["H3"].value, sheet["H5"].value, sheet["H6"].value] == [
        "Status Satu Pintu",
        "PERBAIKI",
        "DITOLAK",
    ]
    assert sheet["E5"].value is None


def test_workbooks_of_xlsxwriter_with_column_styles_and_rows_without_cells(tmp_path):
    source = tmp_path / "usulan.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet("Data")
    money = book.add_format({"num_format": "#,##0", "border": 1})
    sheet.set_column("C:XFD", 20, money)
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, [1, "Orang", NIK])
    sheet.set_row(2, 40)
    book.close()
    rows = {2: RowMark("undetermined", "tanggal lahir kosong", ("D",)), 3: MEND_NIK}
    out = _returned(source, rows, tmp_path, "Data", 1)
    sheet = openpyxl.load_workbook(out)["Data"]
    assert (_colour(sheet["D2"]), sheet["D2"].number_format) == (MEND, "#,##0")
    assert (_colour(sheet["C3"]), sheet["E3"].value) == (MEND, "PERBAIKI")
    assert sheet.row_dimensions[3].height == 39.75
    widths = [sheet.column_dimensions[letter].width for letter in "CEF"]
    assert widths[0] == pytest.approx(20, abs=1)
    assert widths[2] > widths[1] > 15


def _handmade(path: Path, sheet_xml: bytes, *, styles: bytes | None = None) -> Path:
    """A workbook with the least parts a reader needs."""
    root = "http://schemas.openxmlformats.org"
    link = f"{root}/officeDocument/2006/relationships"
    styles_link = f'<Relationship Id="r2" Type="{link}/styles" Target="styles.xml"/>' if styles else ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{root}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{root}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{link}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{root}/spreadsheetml/2006/main" xmlns:r="{link}">'
        '<sheets><sheet name="Data &amp; RT" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{root}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{link}/worksheet" Target="/xl/worksheets/sheet1.xml"/>{styles_link}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if styles:
        parts["xl/styles.xml"] = styles
    with zipfile.ZipFile(path, "w") as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return path


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_prefixed_names_and_cells_without_references_and_no_styles_at_all(tmp_path):
    def row(*texts: str) -> str:
        return "".join(f"<x:c t='inlineStr'><x:is><x:t>{text}</x:t></x:is></x:c>" for text in texts)

    xml = (
        f"<x:worksheet xmlns:x='{MAIN.decode()}'><x:sheetData><x:row>{row(*HEADER)}</x:row>"
        f"<x:row>{row('1', 'Orang', NIK)}</x:row><x:row/><x:row>{row('3')}</x:row>"
        "</x:sheetData></x:worksheet>"
    )
    source = _handmade(tmp_path / "usulan.xlsx", xml.encode())
    rows = {2: MEND_NIK, 4: RowMark("ineligible", "=1+1", ("C",))}
    out = _returned(source, rows, tmp_path, "Data & RT", 1)
    sheet = openpyxl.load_workbook(out)["Data & RT"]
    assert [cell.value for cell in sheet[2]] == ["1", "Orang", NIK, None, "PERBAIKI", MEND_NIK.note]
    assert (sheet["A4"].value, sheet["F4"].value, sheet["F4"].data_type) == ("3", "=1+1", "s")
    assert [_colour(sheet[cell]) for cell in ("C2", "C4", "F4")] == [MEND, REFUSED, REFUSED]


def test_a_sheet_in_utf_16_with_comments_and_cdata(tmp_path):
    xml = (
        "<?xml version='1.0' encoding='UTF-16'?>"
        f'<worksheet xmlns="{MAIN.decode()}"><cols><col min="1" max="1024" width="9"/></cols><sheetData>'
        '<!-- <row r="2"> --><row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c></row>'
        '<row r="2" spans="1:3"><c r="A2" t="inlineStr"><is><t><![CDATA[</row> & <c r="C2">]]></t></is></c>'
        '<c r="C2" t="inlineStr"><is><t>é</t></is></c></row></sheetData></worksheet>'
    )
    source = _handmade(tmp_path / "usulan.xlsx", xml.encode("utf-16"))
    out = _returned(source, {2: MEND_NIK, 5: REFUSE}, tmp_path, "Data & RT", 1, 3)
    sheet = openpyxl.load_workbook(out)["Data & RT"]
    assert [cell.value for cell in sheet[2]] == [
        '</row> & <c r="C2">',
        None,
        "é",
        "PERBAIKI",
        MEND_NIK.note,
    ]
    assert _colour(sheet["C2"]) == MEND
    assert sheet["D5"].value == "DITOLAK"  # a row the sheet did not have


def test_csv_comes_back_as_text_row_by_row(tmp_path):
    source = tmp_path / "usulan.csv"
    lines = [
        "DESA SUKAMAJU;;",
        ";;",
        "Nama;NIK;Usaha",
        f"Siti;{NIK};=1+1",
        f" Budi ;3,50711E+15;@cmd {chr(177)}",
    ]
    source.write_bytes("\r\n".join(lines).encode("cp1252"))
    rows = {5: RowMark("undetermined", "NIK rusak oleh Excel", ("B",))}
    out = _returned(source, rows, tmp_path, "", 3, 3)
    assert out.name == "usulan.csv.xlsx"
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[4]] == ["Siti", NIK, "=1+1", None, None]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet["B4"].number_format == "@"
    assert [cell.value for cell in sheet[5]] == [
        " Budi ",
        "3,50711E+15",
        "@cmd ±",
        "PERBAIKI",
        "NIK rusak oleh Excel",
    ]
    assert [_colour(sheet[cell]) for cell in ("A5", "B5", "D5")] == [None, MEND, MEND]
    assert [sheet["D3"].value, sheet["E3"].value] == ["Status Satu Pintu", "Catatan Satu Pintu"]
    assert openpyxl.load_workbook(out).worksheets[0]["A3"].font.b


def test_a_file_named_xlsx_whose_parts_are_missing_still_comes_back(tmp_path):
    source = tmp_path / "usulan.xlsx"
    source.write_text(f"Nama;NIK\nSiti;{NIK}\n")
    out = _returned(source, {2: RowMark("ineligible", "x", ("B",))}, tmp_path, "", 1, 2)
    assert openpyxl.load_workbook(out).worksheets[0]["C2"].value == "DITOLAK"


def test_a_failure_leaves_no_half_written_file(tmp_path, monkeypatch):
    source = _sender_workbook(tmp_path / "usulan.xlsx")

    def broken(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("satupintu.gateways.packages.PackageWriter.copy", broken)
    with pytest.raises(OSError, match="disk full"):
        _returned(source, {5: MEND_NIK}, tmp_path)
    assert list((tmp_path / "corrections").iterdir()) == []


def test_both_sheets_of_a_workbook_are_marked_each_in_its_own_columns(tmp_path):
    source = _sender_workbook(tmp_path / "usulan.xlsx")
    book = openpyxl.load_workbook(source)
    book["Petunjuk"].append(["Nama", "NIK"])
    book["Petunjuk"].append(["Siti", NIK])
    book.save(source)
    marks = {
        (source.name, "RT 01"): SheetMarks(3, 4, {5: MEND_NIK}),
        (source.name, "Petunjuk"): SheetMarks(2, 2, {3: RowMark("ineligible", "x", ("B",))}),
    }
    [out] = write_corrections([source], marks, tmp_path / "corrections")
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["Petunjuk"][3]] == ["Siti", NIK, "DITOLAK", "x"]
    assert _colour(book["Petunjuk"]["B3"]) == REFUSED
    assert [book["RT 01"]["E5"].value, _colour(book["RT 01"]["C5"])] == ["PERBAIKI", MEND]


def test_a_row_is_marked_alike_the_quick_way_and_the_thorough_way(tmp_path, monkeypatch):
    def seen() -> list[tuple[object, ...]]:
        sheet = openpyxl.load_workbook(_returned(source, rows, tmp_path))["RT 01"]
        cells = [cell for row in sheet for cell in row]
        return [(c.coordinate, c.value, c.number_format, c.border.bottom.style, _colour(c)) for c in cells]

    source = _sender_workbook(tmp_path / "usulan.xlsx")
    rows = {5: RowMark("undetermined", "a % b", ("B", "C", "D")), 6: REFUSE, 8: MEND_NIK}
    quick = seen()
    monkeypatch.setattr("satupintu.gateways.corrections.quick_rows.QuickRows.inside", lambda *_: None)
    assert seen() == quick
    assert ("F5", "a % b", "General", None, MEND) in quick


def _parquet(path: Path, rows: int) -> Path:
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT '{NIK}' AS nik, 'Orang ' || i AS name, DATE '1980-01-02' AS born, 7::DOUBLE AS rt "
            f"FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)"
        )
    return path


def test_parquet_comes_back_under_its_column_names_the_first_row_being_1(tmp_path):
    source = _parquet(tmp_path / "usulan.parquet", 3)
    out = _returned(source, {2: RowMark("ineligible", "x", ("A",))}, tmp_path, "", 0, 4)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["nik", "name", "born", "rt"]
    assert sheet["E1"].value == "Status Satu Pintu"
    born = datetime.datetime.fromisoformat("1980-01-02")
    assert [cell.value for cell in sheet[3]] == [NIK, "Orang 1", born, 7, "DITOLAK", "x"]
    assert sheet["E2"].value is None


def test_a_list_longer_than_a_sheet_comes_back_as_its_marked_rows_and_none_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("satupintu.gateways.corrections.sources.LONGEST", 50)
    monkeypatch.setattr("satupintu.gateways.corrections.textbooks.MOST_ROWS", 20)
    source = _parquet(tmp_path / "usulan.parquet", 100)
    out = _returned(source, dict.fromkeys(range(10, 101, 2), REFUSE), tmp_path, "", 0, 4)
    sheets = openpyxl.load_workbook(out).worksheets
    assert len(sheets) == 3
    notes = [cell.value for sheet in sheets for cell in sheet["F"][1:]]
    assert [note.split(".")[0] for note in notes] == [f"Baris {row}" for row in range(10, 101, 2)]
    assert {sheet["F1"].value for sheet in sheets} == {"Catatan Satu Pintu"}
