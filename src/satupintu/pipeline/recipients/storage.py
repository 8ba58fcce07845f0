"""What agencies send, on disk: bytes kept as they came, results that appear whole."""

import hashlib
import json
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File

# What no file system, and no `FILE!SHEET:FIELD=COLUMN`, can bear in a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*!=\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')

_OLD = 24 * 60 * 60  # seconds


def aid_folder() -> Path:
    """Where all aid of the house is, made where it is not there."""
    folder = Path(settings.DATA) / "aid"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep() -> int:
    """Removes what killed work left half made, which names people; returns how much. What is younger may be at work."""
    old, count = time.time() - _OLD, 0
    for path in [*aid_folder().glob(".*-*"), *aid_folder().glob("reports/*/*/.*-*")]:
        if path.stat().st_mtime < old:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            count += 1
    return count


def kept_name(sent: str) -> str:
    """A file name close to the one sent, short enough for a disk."""
    name = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(_UNSAFE.sub("-", name).split()).strip(". ") or "daftar"
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (
        (stem, f".{suffix.lower()}") if dot and suffix.isalnum() and len(suffix) < 9 else (name, "")
    )
    return (stem.encode()[:120].decode(errors="ignore").rstrip(". ") or "daftar") + suffix


def fingerprint(file: File) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def keep(file: File, path: Path) -> None:
    """Writes the file's bytes; what a killed server left at the path without its row is written over."""
    with put(path) as part, part.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    path.chmod(0o640)


def keep_json(value: Any, path: Path) -> None:
    with put(path) as part:
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


@contextmanager
def put(path: Path) -> Iterator[Path]:
    """A path beside the wanted one, which takes its place at the end, whole, or is gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex[:12]}-{path.name[-60:]}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
