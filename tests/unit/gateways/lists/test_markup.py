"""Tables written as markup and named .xls: HTML as government systems export it, Excel 2003's XML."""

import datetime
from html import escape

import pytest

from satupintu.gateways.corrections.sources import open_tables
from tests.unit.gateways.lists.conftest import NAMES, NIKS

HEAD = ["No", "Nama", "NIK", "SKU"]


def table(rows, cell="td"):
    lines = ("".join(f"<{cell}>{escape(str(text))}</{cell}>" for text in row) for row in rows)
    return "<table border=1>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def people(count=3):
    return [[i + 1, NAMES[i], NIKS[i], f"470/{i}/2021"] for i in range(count)]


@pytest.fixture
def xls(tmp_path):
    def _xls(text, encoding="utf-8", name="ekspor.xls"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return _xls


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "before",
    [
        "",
        "<!DOCTYPE html><html><head><title>Ekspor</title><style>td{mso-number-format:'\\@'}</style></head><body>",
        "<br />\n<b>Notice</b>: Undefined index: rt<br />\n",
        "<?xml version='1.0'?><html xmlns:x='urn:schemas-microsoft-com:office:excel'><body>",
    ],
)
def test_page_named_xls_is_read_as_the_table_in_it(xls, read, before, encoding):
    got = read(xls(before + table([HEAD, *people()]), encoding))
    assert got.column("nik") == list(NIKS[:3])
    assert got.column("business_letter") == ["470/0/2021", "470/1/2021", "470/2/2021"]
    assert got.column("row") == [2, 3, 4]


def test_title_table_spans_and_tags_nobody_closed(xls, read):
    text = "<table><tr><td colspan=4>DESA ARJOWILANGUN KECAMATAN KALIPARE KABUPATEN MALANG</table><br><TABLE>"
    text += "<TR><TH rowspan=2>No<TH colspan=2>Data<TH rowspan=2>SKU<TR><TH>Nama<TH>NIK"
    text += "".join(
        f"<TR><TD>{no}<TD>{name.replace(' ', '<br>')}<TD>&nbsp;{nik}<TD>{sku}"
        for no, name, nik, sku in people()
    )
    got = read(xls(text))
    assert got.column("nik") == list(NIKS[:3])
    assert got.column("name") == list(NAMES[:3])
    assert got.column("village") == ["35.07.11.2008"] * 3
    assert got.column("row") == [4, 5, 6]


@pytest.mark.parametrize(
    "kept", ['sdval="3507111901584270"', 'x:num="3507111901584270"', "x:num='3507111901584270.0'"]
)
def test_number_shown_short_is_the_number_kept_beside_it(xls, read, kept):
    text = table([HEAD]).replace("</table>", f"<tr><td>1<td>{NAMES[0]}<td {kept}>3,50711E+15<td>ada</table>")
    got = read(xls(text))
    assert got.column("nik") == ["3507111901584270"]
    assert got.column("nik_is_number") == [True]


def workbook(rows):
    start = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:'
    start += 'office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    return start + f'<Worksheet ss:Name="RT 01"><Table>{rows}</Table></Worksheet></Workbook>'


def test_excel_2003s_xml_with_gaps_numbers_and_days(xls, read):
    def row(cells, at=""):
        return (
            f"<Row{at}>"
            + "".join(f'<Cell{i}><Data ss:Type="{kind}">{v}</Data></Cell>' for i, kind, v in cells)
            + "</Row>"
        )

    rows = row([("", "String", h) for h in ("No", "Nama", "NIK", "Ket", "Tgl Lahir")])
    rows += row(
        [("", "Number", 1), ("", "String", NAMES[0]), ("", "String", NIKS[0]),
         (' ss:Index="5"', "DateTime", "1958-01-19T00:00:00.000")],
        ' ss:Index="4"',
    )  # fmt: skip
    rows += row([("", "Number", 2), ("", "String", NAMES[1]), ("", "Number", "3507110301024050")])
    got = read(xls(workbook(rows)))
    assert got.column("sheet") == ["RT 01"] * 2
    assert got.column("row") == [4, 5]
    assert got.column("nik") == [NIKS[0], "3507110301024050"]
    assert got.column("nik_is_number") == [False, True]
    assert got.column("birth_date") == [datetime.date(1958, 1, 19), None]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<!DOCTYPE html><html><body><form>Silakan masuk</form></body></html>", "tanpa tabel"),
        ("<html><body>" + table([["Menu", "Keluar"]]) + "</body></html>", "tidak ada satu pun"),
        ("MIME-Version: 1.0\r\n\r\n<html>" + table([HEAD, *people()]), "MHTML"),
        (
            workbook('<Row ss:Index="9999999"><Cell><Data ss:Type="String">x</Data></Cell></Row>'),
            "jauh di luar",
        ),
        ("<office:document><table:table/></office:document>", "XML"),
    ],
)
def test_what_holds_no_list_is_refused_with_what_to_do(xls, read, text, says):
    problem = read(xls(text)).problem
    assert problem.startswith("ekspor.xls") and says in problem


def test_page_goes_back_to_its_sender_row_by_row(xls):
    (only,) = open_tables(xls(table([HEAD, *people(1)])))
    assert list(only.numbers) == [1, 2]
    assert only.rows[1] == ["1", NAMES[0], NIKS[0], "470/0/2021"]
