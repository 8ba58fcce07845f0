"""Writes what people send into the data folder: names made safe, bytes kept as they came."""

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File

# What no file system, and no `FILE!SHEET:FIELD=COLUMN`, can bear in a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*!=\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST = 100  # characters of a name before its ending
_LONGEST_BYTES = 200  # of 255 a file system bears: a hand-back adds its own ending, a second file its number


def safe_name(sent: str, taken: Collection[str] = ()) -> str:
    """A file name close to the one sent, unlike any of `taken` (whatever their case)."""
    stem, suffix = _parts(sent)
    stem = _shortened(stem).rstrip(". ") or "daftar"
    used = {one.casefold() for one in taken}
    found, n = stem + suffix, 2
    while found.casefold() in used:
        found, n = f"{stem} ({n}){suffix}", n + 1
    return found


def shown_name(sent: str, kept: str) -> str:
    """What people read: the sender's own name where the disk could not hold it whole, else the name kept."""
    stem, suffix = _parts(sent)
    return stem + suffix if _shortened(stem) != stem else kept


def _parts(sent: str) -> tuple[str, str]:
    """A name without what is unsafe in it, and its ending with the dot, in small letters; or ''."""
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(_UNSAFE.sub("-", name).split()).strip(". ") or "daftar"
    stem, dot, suffix = name.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 8:
        return name, ""
    return stem, f".{suffix.lower()}"


def _shortened(stem: str) -> str:
    """As much of a name as a disk can hold, whole characters only; file systems count bytes."""
    return stem[:_LONGEST].encode()[:_LONGEST_BYTES].decode(errors="ignore")


def fingerprint(file: File) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def keep(file: File, path: Path) -> None:
    """Writes the file's bytes at a path where nothing may stand yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    path.chmod(0o640)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder that appears whole as `target` at the end, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.parent / f".{target.name}-{uuid4().hex}"
    folder.mkdir()
    try:
        yield folder
        folder.rename(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
