"""One list in every format that offices send: XLSX, XLS (BIFF8, written out by hand), ODS and CSV.

A sheet is its rows of text, numbers, truth values, days and moments; None is a blank cell. `merged` are spans
((row, column), (row, column)) of the first sheet, `hidden` the names of hidden sheets.
"""

import csv
import datetime
import struct
import zipfile
from html import escape

import openpyxl

DAY_ZERO = datetime.datetime.fromisoformat("1899-12-30")


def days(cell):
    """A day or moment as a spreadsheet's number."""
    return (datetime.datetime.fromisoformat(cell.isoformat()) - DAY_ZERO) / datetime.timedelta(days=1)


def write_book(path, sheets, merged=(), hidden=()):
    """Writes the list as its suffix says; a CSV holds the first sheet alone."""
    writers = {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods, ".csv": _csv}
    writers[path.suffix](path, sheets, merged, hidden)
    return path


def _csv(path, sheets, _merged, _hidden):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(
            [f"{cell:%d-%m-%Y}" if isinstance(cell, datetime.date) else cell for cell in row]
            for row in next(iter(sheets.values()))
        )


def _xlsx(path, sheets, merged, hidden):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for (top, left), (bottom, right) in merged:
        # By hand: openpyxl itself empties the cells that are covered.
        sheet = book.worksheets[0]
        sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    book.save(path)


def _ods(path, sheets, merged, hidden):
    spans = dict(merged)

    def cell(value, at):
        attributes, text = "", escape(str(value))
        if at in spans:
            (top, left), (bottom, right) = at, spans[at]
            attributes = f' table:number-rows-spanned="{bottom - top + 1}"'
            attributes += f' table:number-columns-spanned="{right - left + 1}"'
        if value is None:
            return f"<table:table-cell{attributes}/>"
        if isinstance(value, bool):
            kind = f'boolean" office:boolean-value="{str(value).lower()}'
        elif isinstance(value, int | float):
            kind = f'float" office:value="{value!r}'
        elif isinstance(value, datetime.date):
            kind = f'date" office:date-value="{value.isoformat()}'
        else:
            kind = "string"
        return f'<table:table-cell{attributes} office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell>'

    def table(name, rows, is_first):
        lines = (
            "".join(cell(value, (i, j) if is_first else None) for j, value in enumerate(row))
            for i, row in enumerate(rows)
        )
        body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        style = "tersembunyi" if name in hidden else "terlihat"
        return f'<table:table table:name="{escape(name)}" table:style-name="{style}">{body}</table:table>'

    names = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("terlihat", "true"), ("tersembunyi", "false"))
    )
    tables = "".join(table(name, rows, place == 0) for place, (name, rows) in enumerate(sheets.items()))
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _cell_record(row, column, value):
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHH", row, column, 0) + text)
    if isinstance(value, bool):
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, value, 0))
    style = 2 if isinstance(value, datetime.datetime) else 1 if isinstance(value, datetime.date) else 0
    return _record(0x0203, struct.pack("<HHHd", row, column, style, days(value) if style else value))


def _xls(path, sheets, merged, hidden):
    begin, end = (_record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6)) for kind in (5, 0x10))
    bodies = []
    for place, rows in enumerate(sheets.values()):
        cells = [
            _cell_record(i, j, value)
            for i, row in enumerate(rows)
            for j, value in enumerate(row)
            if value is not None
        ]
        spans = [(top, bottom, left, right) for (top, left), (bottom, right) in merged if place == 0]
        areas = struct.pack("<H", len(spans)) + b"".join(struct.pack("<HHHH", *one) for one in spans)
        bodies.append(end + b"".join(cells) + _record(0x00E5, areas) + _record(0x000A))
    styles = b"".join(_record(0x00E0, struct.pack("<HH16x", 0, kind)) for kind in (0, 14, 22))

    def globals_(places):
        bounds = (
            _record(
                0x0085, struct.pack("<IBBBB", at, name in hidden, 0, len(name), 0) + name.encode("latin-1")
            )
            for at, name in zip(places, sheets, strict=True)
        )
        return begin + styles + b"".join(bounds) + _record(0x000A)

    at, places = len(globals_([0] * len(bodies))), []
    for body in bodies:
        places.append(at)
        at += len(body)
    path.write_bytes(_compound(globals_(places) + b"".join(bodies)))


def _compound(stream):
    """A compound file with the one stream 'Workbook': a sector for its allocation, one for its directory."""
    free, last = 0xFFFFFFFF, 0xFFFFFFFE
    sectors = max(8, -(-len(stream) // 512))
    size = max(len(stream), 4096)
    chain = [0xFFFFFFFD, last, *range(3, sectors + 2), last]
    assert len(chain) <= 128
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108

    def entry(name, kind, child, start, length):
        text = (name + "\0").encode("utf-16-le") if name else b""
        shape = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        return shape + bytes(36) + struct.pack("<IQ", start, length)

    directory = entry("Root Entry", 5, 1, last, 0) + entry("Workbook", 2, free, 2, size)
    directory += entry("", 0, free, 0, 0) * 2
    table = b"".join(struct.pack("<I", one) for one in chain).ljust(512, b"\xff")
    return head + table + directory + stream.ljust(sectors * 512, b"\0")
