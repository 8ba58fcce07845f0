"""The decree's annex as a workbook: every recipient, totals per village and over all, NIK as text."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from satupintu.gateways.documents.decree import Decree, Recipient
from satupintu.gateways.documents.wording import date_words, rupiah_words

_HEADER = ["No.", "NIK", "Nama", "Kode desa", "Desa/Kelurahan", "Jumlah (Rp)"]
_WIDTHS = [7, 20, 34, 16, 26, 16]


def write_annex_xlsx(out: Path | BinaryIO, decree: Decree, recipients: Iterable[Recipient]) -> None:
    """Write the sheets "Lampiran" and "Jumlah per desa"; the same decree gives the same bytes.

    `recipients` in annex order, villages together. Rows are written as they come, so memory stays flat.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": f"Lampiran {decree.title} Nomor {decree.number}",
                "created": datetime(decree.on.year, decree.on.month, decree.on.day),  # noqa: DTZ001 - a date
            }
        )
        totals = _sheet_of_recipients(book, decree, recipients)
        _sheet_of_villages(book, decree, totals)


def _sheet_of_recipients(
    book: Any, decree: Decree, recipients: Iterable[Recipient]
) -> list[tuple[str, str, int, int]]:
    sheet, text, money, bold, head = _sheet(book, "Lampiran", decree, _HEADER, _WIDTHS)
    row, place = 5, 0
    totals: list[tuple[str, str, int, int]] = []
    for (code, village), group in groupby(recipients, key=lambda item: (item.village_code, item.village)):
        count = total = 0
        for item in group:
            row, place, count, total = row + 1, place + 1, count + 1, total + item.amount
            sheet.write_number(row, 0, place, text)
            nik = item.nik if not decree.draft else item.masked_nik
            for column, value in enumerate([nik, item.name, code, village], start=1):
                sheet.write_string(row, column, value, text)
            sheet.write_number(row, 5, item.amount, money)
        totals.append((code, village, count, total))
    row += 1
    sheet.write_string(row, 2, f"Jumlah seluruhnya: {place} penerima", bold)
    sheet.write_number(row, 5, sum(one[3] for one in totals), head)
    sheet.write_string(row + 1, 2, f"Terbilang: {rupiah_words(sum(one[3] for one in totals))}")
    sheet.autofilter(5, 0, row - 1, len(_HEADER) - 1)
    return totals


def _sheet_of_villages(book: Any, decree: Decree, totals: list[tuple[str, str, int, int]]) -> None:
    header = ["No.", "Kode desa", "Desa/Kelurahan", "Penerima", "Jumlah (Rp)"]
    sheet, text, money, bold, head = _sheet(book, "Jumlah per desa", decree, header, [7, 16, 34, 12, 18])
    for place, (code, village, count, total) in enumerate(totals, start=1):
        sheet.write_number(5 + place, 0, place, text)
        sheet.write_string(5 + place, 1, code, text)
        sheet.write_string(5 + place, 2, village, text)
        sheet.write_number(5 + place, 3, count, money)
        sheet.write_number(5 + place, 4, total, money)
    row = 6 + len(totals)
    sheet.write_string(row, 2, "Jumlah seluruhnya", bold)
    sheet.write_number(row, 3, sum(one[2] for one in totals), head)
    sheet.write_number(row, 4, sum(one[3] for one in totals), head)


def _sheet(book: Any, name: str, decree: Decree, header: list[str], widths: list[int]) -> tuple[Any, ...]:
    """A sheet with the decree's title above its header row, ready to print on A4."""
    line = {"bottom": 4, "bottom_color": "#9FB0B8", "valign": "top"}
    text = book.add_format({**line, "num_format": "@"})
    money = book.add_format({**line, "num_format": "#,##0"})
    bold = book.add_format({"bold": True, "top": 2})
    head = book.add_format({"bold": True, "top": 2, "num_format": "#,##0"})
    titles = book.add_format({"bold": True, "font_size": 13})
    columns = book.add_format({"bold": True, "font_color": "white", "bg_color": "#0B2B3C", "text_wrap": True})
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"LAMPIRAN {decree.title.upper()}", titles)
    sheet.write_string(1, 0, f"Nomor {decree.number}, tanggal {date_words(decree.on)}")
    sheet.write_string(2, 0, decree.subject)
    if decree.draft:
        sheet.write_string(3, 0, "DRAFT: belum ditandatangani, NIK disamarkan.", titles)
    for column, value in enumerate(header):
        sheet.write_string(5, column, value, columns)
    sheet.freeze_panes(6, 0)
    sheet.repeat_rows(5)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8" + f"Nomor {decree.number}".replace("&", "&&") + "&R&8Halaman &P dari &N")
    return sheet, text, money, bold, head
