"""Writes tables as the files offices send: XLSX, ODS, CSV. The same tables give the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from satupintu.batch.synthesize.cells import Cell
from satupintu.batch.synthesize.layouts import Table

_ODS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def write_xlsx(path: Path, tables: Sequence[Table]) -> None:
    """An Excel workbook; a first sheet of instructions stands before lists in several sheets."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001 (a workbook's time has no zone)
    formats = {
        "bold": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "digits": book.add_format({"num_format": "0"}),
    }
    for table in tables:
        sheet = book.add_worksheet(table.name)
        for first_row, first, last_row, last in table.merges:
            sheet.merge_range(first_row - 1, first - 1, last_row - 1, last - 1, "", formats["bold"])
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells):
                _put(sheet, row, column, cell, formats, is_bold=row + 1 in table.bold)
    book.close()


def _put(sheet, row: int, column: int, cell: Cell, formats, *, is_bold: bool) -> None:  # type: ignore[no-untyped-def]
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, formats["bold"] if is_bold else None)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["date"])
    else:
        # Half of the long numbers show as 3,50711E+15, as a cell that nobody formatted does.
        sheet.write_number(row, column, cell, formats["digits"] if cell % 3 else None)


def write_ods(path: Path, tables: Sequence[Table]) -> None:
    """A LibreOffice workbook with the parts a reader needs."""
    body = "".join(_ods_table(table) for table in tables)
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _ODS.items() if prefix != "manifest")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2">'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_ODS["manifest"]}" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, text in (
            ("mimetype", _MIME),
            ("content.xml", content),
            ("META-INF/manifest.xml", manifest),
        ):
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), text, kind)


def _ods_table(table: Table) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, cells)) or '<table:table-cell/>'}</table:table-row>"
        for cells in table.rows
    )
    return f'<table:table table:name="{escape(table.name)}">{rows}</table:table>'


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f"<table:table-cell {value}><text:p>{cell:%d/%m/%y}</text:p></table:table-cell>"
    if isinstance(cell, int):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def write_csv(path: Path, table: Table, *, delimiter: str, encoding: str) -> None:
    """A CSV as Excel or a form exports it; what the encoding cannot hold is left out."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    width = max(map(len, table.rows))
    for cells in table.rows:
        shown = [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in cells]
        writer.writerow([*shown, *[""] * (width - len(cells))])
    path.write_bytes(text.getvalue().encode(encoding, "ignore"))


def write_records(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain CSV of ours: comma, UTF-8, one header row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
