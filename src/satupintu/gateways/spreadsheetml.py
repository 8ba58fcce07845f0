"""The little of SpreadsheetML that our workbooks need, written as text: XlsxWriter takes 15 s for a list of
100,000 rows, this takes one, and it costs a cold start nothing.

Every text is stated as text, so what a list holds ("=1+1", "@user") is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from satupintu.gateways.packages import PackageWriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What may not stand in a <t>: markup, what XML 1.0 cannot hold, and what Excel would read as an escape.
_UNSAFE = re.compile("[&<>\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Excel shows at most this many characters in one cell and calls the file damaged above it.
LONGEST = 32_767


def column_letters(index: int) -> str:
    """Letters of a column, 1 being A."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Index of a column from its letters, A being 1."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index


def escape(text: str) -> str:
    """Text as it may stand between <t> and </t>; characters XML cannot hold become Excel's `_x000B_`."""
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def escape_column(values: Iterable[str | None]) -> list[str]:
    """Many texts escaped; a column without anything to escape, as nearly all are, costs one look."""
    texts = [value or "" for value in values]
    whole = "".join(texts)
    is_safe = whole.isprintable() and not any(mark in whole for mark in ("&", "<", ">", "_x"))
    is_short = len(whole) <= LONGEST or max(map(len, texts)) <= LONGEST
    return texts if is_safe and is_short else [escape(text) for text in texts]


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "�"  # half a surrogate pair: no encoding can write it
    return _MARKUP.get(character) or f"_x{ord(character):04X}_"


def text_cell(reference: str, style: int, text: str) -> str:
    """One cell holding text, whatever the text looks like; a blank one stays blank."""
    if not text:
        return f'<c r="{reference}" s="{style}"/>'
    inside = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
    return f'<c r="{reference}" s="{style}" t="inlineStr">{inside}</c>'


def number_cell(reference: str, style: int, number: int) -> str:
    """One cell holding a whole number."""
    return f'<c r="{reference}" s="{style}"><v>{number}</v></c>'


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its rows are ready <row> elements, its widths one per column in characters."""

    name: str
    rows: Iterable[str]
    widths: Sequence[float] = ()
    freeze_row: int = 0  # this many rows stay on screen
    repeat_rows: tuple[int, int] | None = None  # first and last row printed on every page
    merges: Sequence[str] = field(default=())
    landscape: bool = False
    hidden: bool = False


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name Excel accepts and nobody has: at most 31 characters, none of `[]:*?/\\`."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip("' ")[:31] or "Daftar"
    used = {name.casefold() for name in taken}
    name, number = base, 2
    while name.casefold() in used:
        suffix = f" ({number})"
        name, number = base[: 31 - len(suffix)] + suffix, number + 1
    return name


def write_workbook(out: Path, sheets: Sequence[Sheet], styles: str) -> None:
    """Write sheets as a workbook; `styles` is the whole of styles.xml. Same sheets, same bytes."""
    with PackageWriter(out) as package:
        package.add("[Content_Types].xml", [_content_types(len(sheets)).encode()])
        package.add("_rels/.rels", [_relationships([("officeDocument", "xl/workbook.xml")]).encode()])
        package.add("xl/workbook.xml", [_workbook(sheets).encode()])
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        package.add(
            "xl/_rels/workbook.xml.rels", [_relationships([*targets, ("styles", "styles.xml")]).encode()]
        )
        package.add("xl/styles.xml", [styles.encode()])
        for number, sheet in enumerate(sheets, 1):
            is_shown = number == _shown_first(sheets) + 1
            package.add(f"xl/worksheets/sheet{number}.xml", _sheet(sheet, first=is_shown))


def _shown_first(sheets: Sequence[Sheet]) -> int:
    """The place of the sheet that stands open: the first that is not hidden."""
    return next((place for place, sheet in enumerate(sheets) if not sheet.hidden), 0)


def _content_types(sheets: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts
    )
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    entries, names = "", ""
    for number, sheet in enumerate(sheets, 1):
        label = escape(sheet.name).replace('"', "&quot;")
        state = ' state="hidden"' if sheet.hidden else ""
        entries += f'<sheet name="{label}" sheetId="{number}"{state} r:id="rId{number}"/>'
        if sheet.repeat_rows:
            first, last = sheet.repeat_rows
            quoted = escape(sheet.name.replace("'", "''"))
            names += (
                f'<definedName name="_xlnm.Print_Titles" localSheetId="{number - 1}">'
                f"'{quoted}'!${first}:${last}</definedName>"
            )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    active = f' activeTab="{place}"' if (place := _shown_first(sheets)) else ""
    return (
        f'{_DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{_DOCUMENT}"><bookViews><workbookView{active}/></bookViews>'
        f"<sheets>{entries}</sheets>{defined}</workbook>"
    )


def _sheet(sheet: Sheet, *, first: bool) -> Iterable[bytes]:
    selected = ' tabSelected="1"' if first else ""
    pane = ""
    if sheet.freeze_row:
        pane = (
            f'<pane ySplit="{sheet.freeze_row}" topLeftCell="A{sheet.freeze_row + 1}" '
            'activePane="bottomLeft" state="frozen"/>'
        )
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if sheet.landscape else ""
    head = (
        f'{_DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{_DOCUMENT}">{fit}<sheetViews>'
        f'<sheetView{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
    )
    yield head.encode()
    for row in sheet.rows:
        yield row.encode("utf-8", "replace")
    tail = "</sheetData>"
    if sheet.merges:
        areas = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merges)
        tail += f'<mergeCells count="{len(sheet.merges)}">{areas}</mergeCells>'
    tail += '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    if sheet.landscape:
        tail += '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        tail += "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
    yield f"{tail}</worksheet>".encode()


def stylesheet(
    fonts: Sequence[str],
    fills: Sequence[str],
    borders: Sequence[str],
    xfs: Sequence[str],
    formats: Sequence[str] = (),
) -> str:
    """A whole styles.xml. Fills 0 and 1 are the two Excel reserves and are put before those given.

    The first of `formats`, of numbers and days, is format 164, as Excel counts those that are not its own.
    """
    reserved = ['<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>']
    filled = "".join(f"<fill>{fill}</fill>" for fill in [*reserved, *fills])
    coded = "".join(f'<numFmt numFmtId="{n}" formatCode="{one}"/>' for n, one in enumerate(formats, 164))
    numbered = f'<numFmts count="{len(formats)}">{coded}</numFmts>' if formats else ""
    return (
        f'{_DECLARATION}<styleSheet xmlns="{MAIN}">{numbered}'
        f'<fonts count="{len(fonts)}">{"".join(f"<font>{font}</font>" for font in fonts)}</fonts>'
        f'<fills count="{len(fills) + 2}">{filled}</fills>'
        f'<borders count="{len(borders)}">{"".join(f"<border>{b}</border>" for b in borders)}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(xfs)}">{"".join(xfs)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def solid(rgb: str) -> str:
    """A fill of one colour, given as eight hex digits (alpha first)."""
    return f'<patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill>'
