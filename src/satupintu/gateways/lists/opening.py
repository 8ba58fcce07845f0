"""Finds out what a file really is, whatever its name says, and refuses what would do harm or tell nothing."""

from __future__ import annotations

import io
import re
import zipfile

from satupintu.gateways.lists.problems import ListRefused

MOST_UNPACKED = 1_500_000_000
MOST_RATIO, RATIO_FROM = 200, 50_000_000

_PICTURES = {
    b"\x89PNG": "gambar PNG",
    b"\xff\xd8\xff": "gambar JPEG",
    b"GIF8": "gambar GIF",
    b"BM": "gambar BMP",
    b"II*\x00": "gambar TIFF",
    b"MM\x00*": "gambar TIFF",
    b"%PDF": "dokumen PDF",
    b"{\\rtf": "dokumen RTF",
    b"Rar!": "arsip RAR",
    b"7z\xbc\xaf": "arsip 7z",
    b"\x1f\x8b": "arsip GZIP",
    b"SQLite format 3": "basis data SQLite",
}
_TELLS = {"word/document.xml": "dokumen Word", "ppt/presentation.xml": "presentasi PowerPoint"}
MARKUP = ("html", "xml")  # kinds whose tables are written as markup
SAVE_AS = "Buka berkas aslinya di Excel atau LibreOffice, simpan sebagai .xlsx atau .csv, lalu kirim lagi."


def kind_of(data: bytes, name: str) -> str:
    """'xlsx', 'xlsb', 'xls', 'ods', 'parquet', 'html', 'xml' (Excel 2003's) or 'csv', by content.

    Raises ListRefused for anything else.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ListRefused(f"{name}: berkas ini kosong. Kirim ulang berkas yang berisi daftar.")
    if data[:4] == b"PAR1":
        return "parquet"
    if data[:2] == b"PK":
        return _kind_of_zip(data, name)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _kind_of_ole(data, name)
    for magic, what in _PICTURES.items():
        if data.startswith(magic):
            raise ListRefused(f"{name}: isi berkas ini {what}, bukan lembar kerja. {SAVE_AS}")
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix") or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    ):
        raise ListRefused(f"{name}: isi berkas ini gambar, bukan lembar kerja. {SAVE_AS}")
    return _kind_of_text(data, name)


def _kind_of_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ListRefused(
            f"{name}: berkas ini rusak atau terpotong sehingga tidak dapat dibuka. Kirim ulang berkasnya, atau buka "
            "dan simpan ulang di Excel."
        ) from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked / min(packed, len(data)) > MOST_RATIO):
        raise ListRefused(
            f"{name}: isi berkas ini mengembang menjadi {unpacked / 1e6:,.0f} MB dari {len(data) / 1e6:,.1f} MB dan "
            "tidak dibuka demi keamanan. Salin daftarnya ke buku kerja baru dan kirim lagi."
        )
    if any(member.flag_bits & 1 for member in members):
        raise ListRefused(
            f"{name}: berkas ini dikunci dengan kata sandi. Buka, hapus kata sandinya, simpan, kirim lagi."
        )
    names = {member.filename for member in members}
    for part, what in _TELLS.items():
        if part in names:
            raise ListRefused(f"{name}: isi berkas ini {what}, bukan lembar kerja. {SAVE_AS}")
    if any(part.endswith("workbook.xml") for part in names):
        return "xlsx"
    if any(part.endswith("workbook.bin") for part in names):
        return "xlsb"
    if "content.xml" in names:
        return "ods"
    raise ListRefused(
        f"{name}: berkas ini arsip ZIP tanpa lembar kerja di dalamnya. Kirim lembar kerjanya langsung."
    )


def _kind_of_ole(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise locked(name)
    if "WordDocument".encode("utf-16-le") in data:
        raise ListRefused(f"{name}: isi berkas ini dokumen Word, bukan lembar kerja. {SAVE_AS}")
    return "xls"


def locked(name: str) -> ListRefused:
    return ListRefused(
        f"{name}: buku kerja ini dikunci dengan kata sandi. Buka di Excel, hapus kata sandinya "
        "(File, Info, Protect Workbook), simpan, lalu kirim lagi."
    )


_PAGE = re.compile(
    rb"<!doctype html|<(?:html|head|body|meta|title|style|script|div|form|br|b|p|h\d)\b", re.IGNORECASE
)
_TABLE = re.compile(rb"<table[\s>](?:(?!</table).)*?<t[dh][\s>]", re.IGNORECASE | re.DOTALL)
_EXCEL_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def _kind_of_text(data: bytes, name: str) -> str:
    if data[:4] in (b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"):
        return "xls"
    head = data[:200_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if head.startswith(b"<") and _EXCEL_2003 in head and b"<html" not in head[:2000].lower():
        return "xml"
    if head[:13].lower() == b"mime-version:":
        raise ListRefused(f"{name}: isi berkas ini arsip halaman web (MHTML), bukan lembar kerja. {SAVE_AS}")
    if _TABLE.search(head):  # also after words, or the warnings of the system that wrote it
        return "html"
    if _PAGE.match(head):
        raise ListRefused(
            f"{name}: isi berkas ini halaman web (HTML) tanpa tabel, mungkin halaman masuk atau pesan galat dari "
            "sistem asalnya. Unduh ulang daftarnya, atau buka di Excel dan simpan sebagai .xlsx, lalu kirim lagi."
        )
    if head.startswith(b"<"):
        raise ListRefused(f"{name}: isi berkas ini XML, bukan lembar kerja yang dapat dibaca. {SAVE_AS}")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        sample = data[:65536]
        odd = sum(sample.count(bytes([code])) for code in (*range(1, 9), 11, 12, *range(14, 32), 127))
        nuls = sample.count(0)
        if odd > len(sample) // 100 or (nuls and nuls < len(sample) // 4):
            raise ListRefused(f"{name}: isi berkas ini bukan lembar kerja dan bukan teks CSV. {SAVE_AS}")
    return "csv"
