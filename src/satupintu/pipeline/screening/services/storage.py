"""Writes what people send into the data folder: bytes kept as they came, folders that appear whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File


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
