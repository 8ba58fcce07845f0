"""Large sheets are read by columns: whatever stands in them, that gives what the ordinary reader gives."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from satupintu.gateways.lists import large, scanning, workbooks
from satupintu.gateways.lists.problems import ListRefused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# General, day, day and time of a custom format, hours, text, two decimals struck through, and one that is not there.
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>
<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><strike/></font></fonts><cellXfs>{
    "".join(f'<xf numFmtId="{n}" fontId="{int(n == 2)}"/>' for n in (0, 14, 164, 165, 49, 2))
}</cellXfs></styleSheet>"""
TEXTS = (
    "<t>SITI AMINAH</t>", '<t xml:space="preserve">  dua  spasi </t>', "<t> luar </t>", "<t>UD. A &amp; B</t>",
    "<t>baris\nbaru</t>", "<t>a\r\nb</t>", "<t>_x000D_x_x0041_</t>", "<t></t>", "<t/>", "",
    "<r><t>tebal</t></r><r><t xml:space='preserve'> biasa</t></r>", "<t>kata</t><rPh sb='0'><t>x</t></rPh>",
    "<t>\u00a0tepi\u00a0</t>", "<t>3507111901584279</t>", "<t>Ꮩ 😀 &#65;&#x42;</t>",
    '<t xml:space="preserve">&lt;i&gt; </t>',
    '<t xml:space="preserve">lurus</t>', "<t>a>b \"c\" 'd'</t>", "<t>\t</t>", "<t>terakhir</t>",
)  # fmt: skip
style = st.sampled_from(["", *(f' s="{n}"' for n in (0, 1, 2, 3, 4, 5, 9))])
whole = st.one_of(st.integers(0, 60_000), st.integers(0, 10**18 + 9)).map(str)
value = st.one_of(
    whole,
    st.sampled_from(
        ["007", "-5", "1.5", "44561.25", "3.50711E+15", "1e5", "", "abc", " 7", "0", "60", "2958466"]
    ),
)
shared = st.tuples(style, st.integers(0, len(TEXTS) - 1)).map(
    lambda one: f'{one[0]} t="s"><v>{one[1]}</v></c>'
)
number = st.tuples(style, st.sampled_from(["", ' t="n"']), value).map(
    lambda one: "{}{}><v>{}</v></c>".format(*one)
)
blank = style.map(lambda one: f"{one}/>")
odd = st.sampled_from(
    [
        ' t="str"><v>teks &amp; rumus</v></c>', ' t="str"><f>IF(1,"","")</f><v></v></c>',
        ' t="inlineStr"><is><t>dalam</t></is></c>',
        ' t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', ' t="b"><v>1</v></c>', ' t="e"><v>#N/A</v></c>',
        '><f>A1+1</f><v>12</v></c>', ' s="1"><f>TODAY()</f><v>44561</v></c>', "><f>A1</f></c>", "></c>", "><v/></c>",
        ' t="d"><v>2020-01-31</v></c>', ' s="1"><v>1</v><extLst><ext><c r="A1"/></ext></extLst></c>',
        ' t="s" s="1"><v>3</v></c>', "><v> 12 </v></c>", ' ><v>3</v></c>', ' t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        "\n><v>8</v></c>", '><f t="shared" si="0"/><v>5</v></c>', " t='s'><v>13</v></c>", ' s="1" t="s" ><v>13</v></c>',
    ]
)  # fmt: skip
ordinary = st.one_of(shared, shared, number, blank)
row_spans = st.sampled_from(["", ' spans="1:9"', ' ht="15" customHeight="1"', ' spans="1:9" hidden="1"'])
OPEN, EMPTY, CLOSE = "<sheetData>", "<sheetData/>", "</sheetData>"


@st.composite
def sheets(draw, cells=ordinary):
    """The inside of a sheet's XML: rows and cells in order, with gaps."""
    rows = draw(st.lists(st.tuples(st.integers(1, 12), row_spans, st.integers(0, 6)), max_size=12))
    number, written = 0, []
    for step, spans, count in rows:
        number += step
        column, inside = 0, ""
        for gap in draw(st.lists(st.integers(1, 14), min_size=count, max_size=count)):
            column += gap
            inside += f'<c r="{large_letter(column)}{number}"{draw(cells)}'
        written.append(
            f'<row r="{number}"{spans}>{inside}</row>' if inside else f'<row r="{number}"{spans}/>'
        )
    return OPEN + "".join(written) + CLOSE if written else draw(st.sampled_from([OPEN + CLOSE, EMPTY]))


def large_letter(column: int) -> str:
    return chr(64 + column) if column <= 26 else chr(64 + (column - 1) // 26) + chr(65 + (column - 1) % 26)


def workbook(*inside: str, date1904: bool = False, strings: tuple[str, ...] = TEXTS) -> bytes:
    names = range(1, len(inside) + 1)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        + f'<workbookPr date1904="{int(date1904)}"/><sheets>'
        + "".join(f'<sheet name="RT {n} &amp; co" sheetId="{n}" r:id="rId{n}"/>' for n in names)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links([("worksheet", f"worksheets/sheet{n}.xml") for n in names]),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="9">'
        + "".join(f"<si>{one}</si>" for one in strings)
        + "</sst>",
    }
    merges = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    for n, one in zip(names, inside, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{one}{merges}</worksheet>'
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode())
    return packed.getvalue()


def _links(targets) -> str:
    ends = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{t[0]}" Target="{t[1]}"/>' for n, t in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{ends}</Relationships>'


def both_ways(data: bytes, stretch: int = 300):
    """What reading by columns gives and what the ordinary way gives, and whether the first was really gone."""
    went = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "STRETCH", stretch)
        patch.setattr(workbooks, "LARGE", 0)
        read_large = large.read_large

        def watched(*given):
            found = read_large(*given)
            went.append(True)
            return found

        patch.setattr(large, "read_large", watched)
        by_columns = _told(data)
        patch.setattr(workbooks, "LARGE", 1 << 60)
        ordinary = _told(data)
    return by_columns, ordinary, bool(went)


def _told(data: bytes):
    try:
        grids = workbooks.read_workbook(data, "daftar.xlsx", "xlsx")
    except (ListRefused, OverflowError) as refused:  # the file is refused either way
        return str(refused)
    return [
        (
            grid.name,
            [[(type(cell), cell) for cell in row] for row in grid.rows],
            [grid.column(i) and list(grid.column(i)) for i in range(grid.width)],
            list(grid.numbers), grid.hidden, list(grid.merged), grid.formulas, grid.errors, grid.date1904,
            grid.notices, grid.struck,
        )
        for grid in grids
    ]  # fmt: skip


few = settings(max_examples=90, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(st.lists(sheets(), min_size=1, max_size=2), st.booleans())
@example([f'{OPEN}<row r="1"><c r="A1" t="s"><v>0</v></c></row>{CLOSE}'], False)
@example(
    [f'{OPEN}<row r="1"><c r="A1" s="1"><v>44561</v></c><c r="AA1" s="3"><v>2</v></c></row>{CLOSE}', EMPTY],
    True,
)
def test_ordinary_sheets_are_read_by_columns_alike(inside, date1904):
    by_columns, ordinary, went = both_ways(workbook(*inside, date1904=date1904))
    assert by_columns == ordinary
    # The ordinary way is left to what only it knows: a blank beyond all that is filled.
    assert went or isinstance(ordinary, str) or "<v></v>" in "".join(inside)


@few
@given(
    st.lists(sheets(st.one_of(ordinary, ordinary, odd)), min_size=1, max_size=2),
    st.booleans(),
    st.integers(60, 2000),
)
def test_sheets_with_anything_in_them_are_read_alike(inside, date1904, stretch):
    by_columns, ordinary, _ = both_ways(workbook(*inside, date1904=date1904), stretch)
    assert by_columns == ordinary


ROWS = "".join(
    f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="7">', "<row>"),
        ('<row r="7">', '<row r="6">'),
        ('<row r="7">', '<row spans="1:2" r="7">'),
        ('<c r="A7">', '<c r="A8">'),
        ('<c r="A7">', '<c r="B7">'),
        ('<c r="A7">', '<c r="ABC7">'),
        ('<c r="A7">', '<c r="a7">'),
        ('<c r="A7">', "<c>"),
        ('<c r="A7">', '<!-- <c r="A7"> --><c r="A7">'),
        ("<v>7</v>", "<v><![CDATA[7]]></v>"),
        ('<v>7</v></c><c r="B7"', '<v>7</v></c>\n  <c r="B7"'),
        ('<c r="A7"><v>7</v></c>', '<c r="A7"><v>7</v></c><x/>'),
        ('<c r="A7"><v>7</v></c>', '<c r="A7"><v>7</v><v>8</v></c>'),
        ("<v>7</v></c>", "<v>7</v>"),
        ('<row r="7">', "</row><row r='7'>"),
        ('t="s"><v>0</v></c></row><row r="8">', 't="s"><v>999</v></c></row><row r="8">'),
        ("</row>" + '<row r="8">', '<row r="8">'),
    ],
)
def test_other_spellings_and_damage_end_alike(old, new):
    changed = ROWS.replace(old, new, 1)
    assert changed != ROWS
    by_columns, ordinary, _ = both_ways(workbook(OPEN + changed + CLOSE))
    assert by_columns == ordinary


def test_a_sheet_packed_wrongly_is_not_believed():
    data = bytearray(workbook(OPEN + ROWS + CLOSE))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[entry + 16] ^= 1  # the checksum in the directory
    by_columns, ordinary, went = both_ways(bytes(data))
    assert by_columns == ordinary
    assert not went
