"""What stopped a job, in words that quote nobody's cells: a database's own messages may hold a NIK or a name."""

from __future__ import annotations

import errno
import logging
import re
import traceback
from pathlib import Path

import duckdb

_NO_ROOM = (
    "no space left",
    "file too large",
    "disk quota",
    "max_temp_directory_size",
    "failed to offload",
    "could not write all bytes",
)
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_FILE = re.compile(r"""["']([^"']*\.(?:parquet|csv|txt|half))["']""", re.IGNORECASE)
_LINE = re.compile(r"\bLine: (\d+)")
_REFUSED = {
    errno.EACCES: "tidak ada izin membaca atau menulis di sana",
    errno.EPERM: "tidak ada izin membaca atau menulis di sana",
    errno.EROFS: "cakramnya hanya dapat dibaca",
    errno.ENOENT: "tidak ada, atau tidak dapat dibuat di sana",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "yang di atasnya bukan folder",
    errno.EEXIST: "sudah ada dan bukan folder",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
}
# What a database says of a file, by a phrase of its own words, and what that means for whoever has the file.
_MEANINGS = (
    (r"duplicate named argument", "satu judul kolom tertulis dua kali; ganti atau hapus salah satunya"),
    (r"csv error.*unterminated quote", 'ada tanda petik (") yang tidak berpasangan'),
    (r"csv error.*expected number of columns", "banyaknya kolom tidak sama dengan judulnya"),
    (r"file is not \S+ encoded", "hurufnya tidak terbaca; simpan lagi sebagai CSV UTF-8"),
    (
        r"parquet file|footer length|no magic bytes|corrupt|decompress|don't know what type",
        "Parquet-nya rusak atau terpotong; salin atau buat ulang",
    ),
    (r"io error.*permission denied", _REFUSED[errno.EACCES]),
    (r"io error.*(?:no such file|no files found)", _REFUSED[errno.ENOENT]),
)


def brief(error: BaseException) -> str:
    """The cause, the file and the line: in Indonesian where it is a fault of a file that happens, otherwise the first
    line of what was said, but nothing else that was quoted and no number."""
    if told := fault_of_file(error):
        return told
    line = (str(error).strip() or type(error).__name__).splitlines()[0][:400]
    if isinstance(error, OSError):
        return line[:200]  # the system's own words and a path
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(Path(found[1]).name if found.re is _FILE else found[0])
        return f"\0{chr(65 + len(kept) - 1)}\0"

    line = _LINE.sub(keep, _FILE.sub(keep, line)).replace("n't", "not")
    line = re.sub(r"(['\"]).*\1", "…", line)
    line = re.sub(r"['\"].*", "…", line)
    line = re.sub(r"(?<!INT)(?<!UTF)(?<!UTF-)-?\d[\d.,]*", "…", line)
    return re.sub(r"\0(.)\0", lambda found: kept[ord(found[1]) - 65], line)[:200]


def fault_of_file(error: BaseException) -> str:
    """What is wrong with a file or its place, naming file or line where they were said; '' for any other trouble."""
    if isinstance(error, OSError):
        words = _REFUSED.get(error.errno or 0, "")
        return f"{error.filename}: {words}" if words and error.filename else words
    if not isinstance(error, duckdb.Error):
        return ""
    said = str(error)
    words = next(
        (words for phrase, words in _MEANINGS if re.search(phrase, said, re.IGNORECASE | re.DOTALL)), ""
    )
    if words and (line := _LINE.search(said)):
        return f"baris {line[1]}: {words}"
    file = _FILE.search(said.splitlines()[0]) if words else None
    return f"{words} ({Path(file[1]).name})" if file else words


def why_stopped(error: BaseException) -> str:
    """An unforeseen error in one sentence for the officer: what ran out, or the first line of what was reported."""
    if is_out_of_room(error):
        return "Memori atau cakram tidak cukup: kosongkan cakram, atau perbesar --memory."
    return brief(error)


def is_out_of_room(error: BaseException) -> bool:
    """Whether memory or disk ran out, which is nobody's file's fault."""
    if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):
        return True
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _NO_ROOM)


def log_trouble(error: BaseException, what: str = "a job stopped") -> None:
    """What failed, how and where in one line, without the text of the error: it may quote a cell, a name with it."""
    places = [
        f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)[-5:]
    ]
    logging.getLogger(__name__).error("%s: %s at %s", what, type(error).__name__, " > ".join(places) or "?")
