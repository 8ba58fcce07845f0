"""The workbook that an agency fills in: one sheet for its programmes, one that says what each column takes."""

import io
from collections.abc import Mapping
from typing import Any

from satupintu.engine.listing import Agency
from satupintu.gateways.programme_lists.columns import FIELDS, NEEDED
from satupintu.gateways.programme_lists.values import VOCABULARIES

_ORDER = (
    "id", "title", "pillar", "needs", "aid", "level", "agencies", "budget", "quota", "starts_on", "ends_on", "areas",
    "legal_basis", "apply", "contact", "figures_from",
)  # fmt: skip
_HELP = {
    "id": "Huruf kecil, angka, tanda hubung; kosong: dibuat dari nama. Jangan diubah pada laporan berikutnya.",
    "agencies": "Id atau nama, dipisah titik koma; kosong: instansi Anda sendiri.",
    "budget": "Rupiah, misalnya 150000000 atau Rp1,5 miliar.",
    "quota": "Jumlah penerima.",
    "figures_from": "Dokumen yang menyebut anggaran dan kuotanya, misalnya DPA 2021 nomor 4 atau APBD 2021.",
    "starts_on": "Hari pertama, misalnya 01-01-2021.",
    "ends_on": "Hari terakhir; kosong bila belum ditentukan.",
    "areas": "Kode wilayah sebagai teks, dipisah titik koma, misalnya 35.07; kosong: seluruh Indonesia.",
    "legal_basis": "Peraturan yang menjadi dasar.",
    "apply": "Langkah pertama yang harus dilakukan pendaftar.",
    "contact": "Kantor, nomor, atau alamat yang dapat dihubungi.",
}
_LAST_ROW = 500


def template(agencies: Mapping[str, Agency]) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1, "text_wrap": True})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Program")
        for column, field in enumerate(_ORDER):
            sheet.set_column(column, column, 22, as_text)
            sheet.write_string(0, column, FIELDS[field][0], head)
            if field in VOCABULARIES and field != "needs":
                choices = [words.id for words in VOCABULARIES[field].values()]
                sheet.data_validation(1, column, _LAST_ROW, column, {"validate": "list", "source": choices})
        sheet.freeze_panes(1, 0)
        _explain(book, book.add_worksheet("Petunjuk"), head, agencies)
    return out.getvalue()


def _explain(book: Any, sheet: Any, head: Any, agencies: Mapping[str, Agency]) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100, wrapped)
    sheet.write_row(0, 0, ["Isian", "Diisi dengan"], head)
    for row, field in enumerate(_ORDER, 1):
        told = _HELP.get(field, "")
        if field in VOCABULARIES:
            listed = "; ".join(words.id for words in VOCABULARIES[field].values())
            told = f"{'Satu atau lebih, dipisah titik koma' if field == 'needs' else 'Salah satu'}: {listed}."
        needed = "Harus diisi. " if field in NEEDED else ""
        sheet.write_string(row, 0, FIELDS[field][0])
        sheet.write_string(row, 1, needed + told, wrapped)
    start = len(_ORDER) + 3
    sheet.write_row(start - 1, 0, ["Id", "Nama lengkap"], head)
    for row, one in enumerate(sorted(agencies.values(), key=lambda one: one.id), start):
        sheet.write_string(row, 0, one.id)
        sheet.write_string(row, 1, one.title.id, wrapped)
