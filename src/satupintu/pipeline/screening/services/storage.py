"""Writes what people send into the data folder: bytes kept as they came, folders that appear whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.utils.translation import gettext as _

from satupintu.batch.troubles import is_out_of_room
from satupintu.foundation.refusal import Refused


def keep(file: File, path: Path) -> None:
    """Writes the file's bytes, whole or not at all; what a killed server left there without its row is written over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        part.chmod(0o640)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def full_disk_told(sent: str) -> Iterator[None]:
    """Raises Refused, naming what was sent, where it could not be kept because the disk is full."""
    try:
        yield
    except OSError as error:
        if not is_out_of_room(error):
            raise
        raise Refused(
            _(
                "%(file)s belum disimpan: cakram server penuh. Beri tahu pengelola; sesudah ada ruang, unggah lagi."
            )
            % {"file": sent}
        ) from error


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
