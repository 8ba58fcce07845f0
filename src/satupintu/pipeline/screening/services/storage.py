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
_LONGEST = 100


def safe_name(sent: str, taken: Collection[str] = ()) -> str:
    """A file name close to the one sent, unlike any of `taken` (whatever their case)."""
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(_UNSAFE.sub("-", name).split()).strip(". ") or "daftar"
    stem, dot, suffix = name.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 8:
        stem, suffix = name, ""
    suffix = f".{suffix.lower()}" if suffix else ""
    stem = stem[:_LONGEST].rstrip(". ") or "daftar"
    used = {one.casefold() for one in taken}
    found, n = stem + suffix, 2
    while found.casefold() in used:
        found, n = f"{stem} ({n}){suffix}", n + 1
    return found


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
