"""Writes an action plan as a workbook whose columns are those that reading understands, with progress beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from satupintu.gateways.action_plans.rows import PlanRow

_COLUMNS = (
    ("Kelompok", 28),
    ("Kode program", 18),
    ("Kegiatan", 44),
    ("Instansi", 30),
    ("Target", 12),
    ("Satuan", 14),
    ("Mulai", 12),
    ("Tenggat", 12),
    ("Indikator", 34),
    ("Anggaran (Rp)", 18),
    ("Capaian", 12),
    ("Dilaporkan", 12),
    ("Keadaan", 18),
)
_HEAD = {"bold": True, "font_color": "white", "bg_color": "#0B2B3C", "text_wrap": True, "valign": "top"}
_LINE = {"bottom": 4, "bottom_color": "#9FB0B8", "valign": "top", "text_wrap": True}


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A line, what was reached, the day of the last report, and the light in words."""

    row: PlanRow
    reached: int | None = None
    reported: date | None = None
    light: str = ""


def write_plan_sheet(out: Path | BinaryIO, title: str, rows: Sequence[ExportRow]) -> None:
    """One sheet, ready to be filled in and read again, printed on A4 across. Without rows it is the empty form."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 13}),
            "head": book.add_format(_HEAD),
            "text": book.add_format({**_LINE, "num_format": "@"}),
            "number": book.add_format({**_LINE, "num_format": "#,##0"}),
            "day": book.add_format({**_LINE, "num_format": "dd-mm-yyyy"}),
        }
        sheet = book.add_worksheet("Rencana aksi")
        sheet.write_string(0, 0, title, formats["title"])
        for column, (words, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, words, formats["head"])
        for at, one in enumerate(rows, start=2):
            _write_row(sheet, at, one, formats)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _write_row(sheet: Any, at: int, one: ExportRow, formats: dict[str, Any]) -> None:
    row = one.row
    cells = (
        *(row.group, row.programme, row.activity, "; ".join(row.agencies), row.target, row.unit),
        *(row.starts, row.deadline, row.indicator, row.budget, one.reached, one.reported, one.light),
    )
    for column, value in enumerate(cells):
        if value is None or value == "":
            sheet.write_blank(at, column, None, formats["text"])
        elif isinstance(value, date):
            sheet.write_datetime(at, column, value, formats["day"])
        elif isinstance(value, int):
            sheet.write_number(at, column, value, formats["number"])
        else:
            sheet.write_string(at, column, value, formats["text"])
