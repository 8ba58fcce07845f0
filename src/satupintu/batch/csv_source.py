"""A CSV as an office saved it, as SQL that reads it: whatever its delimiter, encoding and line ends."""

from __future__ import annotations

import codecs
import csv
import shutil
from pathlib import Path

import duckdb

from satupintu.batch.database import text

DELIMITERS = ";,\t|"
_SAMPLE = 1 << 20


def csv_source(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """SQL that reads a CSV as text, its delimiter taken from its first line that says something.

    Raises OSError for a file that cannot be read, is empty or breaks off in the middle of a letter.
    """
    path = plain(connection, path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    encoding = "utf-8" if is_utf8(sample) else "latin-1"
    lines = sample.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace").split("\n")
    skipped = next((place for place, line in enumerate(lines) if line.strip()), None)
    if skipped is None:
        raise OSError("berkasnya kosong")
    first = lines[skipped].rstrip("\r")
    delimiter = max(DELIMITERS, key=first.count)
    return (
        f"read_csv({text(path)}, all_varchar = true, header = true, auto_detect = false, delim = {text(delimiter)},"
        f" quote = '\"', escape = '\"', encoding = {text(encoding)}, skip = {skipped},"
        f" columns = {columns_of(first, delimiter)})"
    )


def columns_of(first_line: str, delimiter: str) -> str:
    """The header's names as DuckDB's struct of text columns."""
    try:
        cells = next(csv.reader([first_line], delimiter=delimiter))
    except csv.Error as error:
        raise OSError("baris judulnya tidak terbaca") from error
    names = [cell.strip() or f"kolom_{place}" for place, cell in enumerate(cells)]
    return "{" + ", ".join(f"{text(name)}: 'VARCHAR'" for name in names) + "}"


def plain(connection: duckdb.DuckDBPyConnection, path: Path) -> Path:
    """The file itself, or a copy in UTF-8 or with one kind of line end where it has UTF-16 or several kinds.

    DuckDB reads mixed line ends only in its lenient mode, in which a stray quote swallows rows; strictness stays.
    """
    with path.open("rb") as file:
        wide = utf16_of(file.read(4))
    if not wide and is_even(path):
        return path
    (folder,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    copy = Path(folder) / path.name
    # In Latin-1 every byte is a letter and stays what it was.
    known, written = (wide, "utf-8") if wide else ("latin-1", "latin-1")
    try:
        with path.open(encoding=known) as file, copy.open("w", encoding=written, newline="\n") as out:
            shutil.copyfileobj(file, out)
    except UnicodeError as error:
        raise OSError("berkasnya terpotong di tengah huruf") from error
    return copy


def utf16_of(head: bytes) -> str:
    """The kind of UTF-16 that a file begins in, with its mark or without; '' for any other."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if len(head) == 4 and head[1] == head[3] == 0 and head[0]:
        return "utf-16-le"
    return "utf-16-be" if len(head) == 4 and head[0] == head[2] == 0 and head[1] else ""


def is_even(path: Path) -> bool:
    """Whether all lines end alike, and not in the way of old Macintoshes."""
    lines = windows = returns = 0
    with path.open("rb") as file:
        before = b""
        for piece in iter(lambda: file.read(1 << 17), b""):
            lines += piece.count(b"\n")
            returns += piece.count(b"\r")
            windows += (before + piece).count(b"\r\n")
            before = piece[-1:] if piece.endswith(b"\r") else b""
    return windows in (0, lines) and (lines > 0 or not returns)


def is_utf8(sample: bytes) -> bool:
    """Whether the bytes read as UTF-8, a character cut at the end forgiven."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4
    return True
