"""Folders of work that is not finished: held while someone works in them, cleared away when he was cut off."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nothing is held there, so nothing is taken for abandoned either
    fcntl = None  # type: ignore[assignment]

can_hold = fcntl is not None
MANIFEST = "manifest.json"


class FolderProblem(Exception):
    """A folder for results that cannot be used; the sentence says which and what to do."""


def unfinished_prefix(out: Path) -> str:
    """How the name of a folder begins that is to become ``out``."""
    return f".{out.name}.sedang-"


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Holds the folder for as long as this process lives; False when another holds it, or it cannot be told."""
    if fcntl is None:
        yield False
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # gone in the meantime
        yield False
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_held = True
        except OSError:
            is_held = False
        yield is_held
    finally:
        os.close(handle)


def clear_abandoned(out: Path) -> None:
    """Removes what processes that were killed have left of their way to ``out``."""
    name = re.compile(re.escape(unfinished_prefix(out)) + "[^.]+")
    for folder in [one for one in out.parent.iterdir() if name.fullmatch(one.name) and one.is_dir()]:
        with held(folder) as is_abandoned:
            if is_abandoned:
                shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, out: Path) -> None:
    """``folder`` becomes ``out``; what stood there stays whole until the moment it is replaced."""
    if not out.exists():
        folder.rename(out)
        return
    former = folder.with_name(f"{folder.name}-lama")
    out.rename(former)
    try:
        folder.rename(out)
    except OSError:
        former.rename(out)
        raise
    shutil.rmtree(former, ignore_errors=True)


@contextlib.contextmanager
def whole_or_nothing(out: Path, result: str) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place when all went well and is gone when anything failed.

    ``result`` is the file that tells a finished folder of this kind from others. Raises FolderProblem when ``out``
    holds something else: nothing of it is touched.
    """
    is_ours = (out / MANIFEST).is_file() and (out / result).is_file()
    if out.exists() and not is_ours and (not out.is_dir() or any(out.iterdir())):
        raise FolderProblem(
            f"Folder hasil {out} sudah berisi hal lain. Pilih folder yang kosong atau belum ada."
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        clear_abandoned(out)
        folder = Path(tempfile.mkdtemp(prefix=unfinished_prefix(out), dir=out.parent))
    except OSError as error:
        raise FolderProblem(
            f"Folder hasil {out} tidak dapat dibuat. Periksa izin menulis di {out.parent}, atau pilih folder lain."
        ) from error
    with held(folder):
        try:
            yield folder
            put_in_place(folder, out)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def placed(path: Path, place: Path) -> None:
    """The finished file stands in another folder too: as itself where the disk can, else as a copy.

    Nobody writes into a finished file: whoever has something else to say makes another in its place.
    """
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
