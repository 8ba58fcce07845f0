"""Lays the business letter out with python-docx; apart, because its library is loaded only where one is made."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor

from satupintu.gateways.documents.glyphs import printable_data

_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
# What a word processor itself writes for a watermark: a text drawn across the page, behind the words.
_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="DraftMark" type="#_x0000_t136" fillcolor="#b0271c" stroked="f"
 style="position:absolute;width:420pt;height:150pt;rotation:315;z-index:-251;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:fill opacity=".18"/><v:textpath style="font-family:&quot;Arial&quot;;font-weight:bold" string="DRAFT"/></v:shape>
</w:pict></w:r>"""


def write_docx(given: dict[str, Any], qr: bytes) -> bytes:
    """The bytes of a DOCX; `given` as `business_letter.letter_data` makes it, `qr` a PNG."""
    data = printable_data(given)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.paragraph_format.space_after = Pt(4)
    document.core_properties.title = f"{data['title']} {data['number']}"
    document.core_properties.author = data["office"]["lines"][-1]
    if data["draft"]:
        _draft(section)
    _letterhead(document, data)
    _body(document, data)
    _signature(document, data, qr)
    section.footer.paragraphs[0].text = data["footer"]
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _draft(section: Any) -> None:
    """The word across the page, and once more as plain text for readers that draw no shapes."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = _CENTRE
    run = paragraph.add_run("DRAFT")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(16), RGBColor(0xB0, 0x27, 0x1C)
    paragraph._p.append(parse_xml(_WATERMARK))


def _letterhead(document: Any, data: dict[str, Any]) -> None:
    lines = data["office"]["lines"]
    for line in lines:
        run = _line(document, line.upper(), _CENTRE).runs[0]
        run.bold, run.font.size = line is lines[-1], Pt(15 if line is lines[-1] else 13)
    if data["office"]["address"]:
        _line(document, data["office"]["address"], _CENTRE).runs[0].font.size = Pt(10)
    rule = _line(document, "", _CENTRE)
    rule._p.get_or_add_pPr().append(
        parse_xml(
            '<w:pBdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:top w:val="double" w:sz="8" w:space="1" w:color="000000"/></w:pBdr>'
        )
    )


def _body(document: Any, data: dict[str, Any]) -> None:
    title = _line(document, data["title"].upper(), _CENTRE).runs[0]
    title.bold, title.underline, title.font.size = True, True, Pt(14)
    _line(document, f"Nomor: {data['number']}", _CENTRE)
    _line(document, data["opening"], WD_ALIGN_PARAGRAPH.JUSTIFY)
    table = document.add_table(rows=0, cols=3)
    for label, value in data["facts"]:
        row = table.add_row()
        for cell, text, width in zip(row.cells, (label, ":", value), (4.5, 0.5, 11), strict=True):
            cell.text, cell.width = text, Cm(width)
    _line(document, "", WD_ALIGN_PARAGRAPH.LEFT)
    for text in (data["statement"], data["purpose"]):
        if text:
            _line(document, text, WD_ALIGN_PARAGRAPH.JUSTIFY)


def _signature(document: Any, data: dict[str, Any], qr: bytes) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.paragraphs[0].add_run().add_picture(io.BytesIO(qr), width=Cm(3))
    note = left.add_paragraph(f"{data['qr-note']} {data['address']}")
    note.runs[0].font.size = Pt(8)
    right.paragraphs[0].text = data["place-and-date"]
    right.add_paragraph(f"{data['signatory']['title']},")
    right.add_paragraph("\n\n")
    right.add_paragraph().add_run(data["signatory"]["name"]).bold = True


def _line(document: Any, text: str, alignment: Any) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(text)
    paragraph.alignment = alignment
    return paragraph
