"""What agencies send, on disk: bytes kept as they came, results that appear whole."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File

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
def held(path: Path) -> Iterator[Path]:
    """The file as it is now, under a name of its own while it is read: DuckDB opens a file twice, and would find the
    columns of one where it looks for those of the other were it replaced between."""
    with TemporaryDirectory(dir=path.parent, prefix=".held-") as folder:
        own = Path(folder) / path.name
        try:
            os.link(path, own)
        except FileNotFoundError:
            raise
        except OSError:  # a disk that knows no second name: as sure as before
            own = path
        yield own


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
