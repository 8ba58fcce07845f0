"""Folders of work that is not finished: held while someone works in them, cleared away when he was cut off."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from satupintu.batch.manifest import MANIFEST, NOT_OUTPUTS

try:
    import fcntl
except ImportError:  # Windows: nothing is held there, so nothing is taken for abandoned either
    fcntl = None  # type: ignore[assignment]

can_hold = fcntl is not None
# How the name of a folder begins into which a database writes what memory does not hold.
SPILLED = ".spill-"
# How the name of a folder ends that stood where another one is being put.
_FORMER = "-lama"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux's renameat2
# What an office's computers leave in every folder; it may go with what it lies beside.
_LITTER = frozenset({"Thumbs.db", "desktop.ini"})


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
    """Removes what processes that were killed have left of their way to ``out``; the former ``out`` of one that was
    killed while it replaced it is put back."""
    name = re.compile(re.escape(unfinished_prefix(out)) + "[^.]+")
    found = [one for one in out.parent.iterdir() if name.fullmatch(one.name) and one.is_dir()]
    for folder in sorted(found, reverse=True):  # a former one before what was to take its place
        made = folder.with_name(folder.name.removesuffix(_FORMER))
        with held(made if made.exists() else folder) as is_abandoned:
            if is_abandoned and made != folder and not out.exists():
                folder.rename(out)
            elif is_abandoned:
                shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, out: Path) -> None:
    """``folder`` becomes ``out``; what stood there stays whole until the moment it is replaced."""
    if not out.exists():
        folder.rename(out)
    elif _exchanged(folder, out):
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _replace(folder, out)


def _exchanged(folder: Path, out: Path) -> bool:
    """Whether the two have changed places at one stroke, which Linux can do on most disks."""
    call = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    return call is not None and call(_HERE, os.fsencode(folder), _HERE, os.fsencode(out), _EXCHANGE) == 0


def _replace(folder: Path, out: Path) -> None:
    """In two strokes; `clear_abandoned` puts back what was moved aside should we be killed between them."""
    former = folder.with_name(folder.name + _FORMER)
    out.rename(former)
    try:
        folder.rename(out)
    except OSError:
        former.rename(out)
        raise
    shutil.rmtree(former, ignore_errors=True)


@contextlib.contextmanager
def whole_or_nothing(out: Path, result: str, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place when all went well and is gone when anything failed.

    ``result`` is the file that tells a finished folder of this kind from others; ``inputs`` are what is read. Raises
    FolderProblem when ``out`` holds something else or one of them: nothing of it is touched. See `where_it_stands`.
    """
    out = where_it_stands(out)
    check_replaceable(out, result, inputs)
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


def where_it_stands(out: Path) -> Path:
    """The folder itself where ``out`` is a link to it. Raises FolderProblem where no other can take its place: for one
    on which a disk is mounted, and for `.`, where the person stands."""
    place = Path(os.path.realpath(out)) if out.is_symlink() else out
    if place.name in ("", "..") or os.path.ismount(place):
        raise FolderProblem(
            f"Folder hasil {out} tidak dapat diganti seutuhnya: itu folder kerja sekarang atau pangkal sebuah cakram."
            f" Sebut folder di dalamnya, misalnya {out / 'hasil'}."
        )
    return place


def check_replaceable(out: Path, result: str, inputs: Iterable[Path]) -> None:
    """Whatever stands in ``out`` may go: a finished folder of this kind and nothing more. Raises FolderProblem."""
    check_outside(out, inputs)
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    known = outputs_in(out) if (out / result).is_file() else None
    if known is None:
        raise FolderProblem(
            f"Folder hasil {out} sudah berisi hal lain. Pilih folder yang kosong atau belum ada."
        )
    for path in sorted(one for one in out.rglob("*") if not one.is_dir()):
        name = path.relative_to(out).as_posix()
        if name not in known and not is_litter(path):
            raise FolderProblem(
                f"Folder hasil {out} sudah berisi hal lain: {name} bukan hasil perintah ini dan akan hilang. Pindahkan"
                " dahulu, atau pilih folder lain."
            )


def check_outside(out: Path, inputs: Iterable[Path]) -> None:
    """Nothing that is read lies in a folder that is replaced. Raises FolderProblem."""
    place = out.resolve()
    for one in inputs:
        if one.resolve().is_relative_to(place):
            raise FolderProblem(
                f"{one} berada di dalam folder hasil {out}, yang isinya akan diganti. Pilih folder hasil yang lain."
            )


def check_work(folder: Path, mark: str, names: Collection[str], inputs: Iterable[Path]) -> None:
    """Whatever stands in the folder may go: work of ours in hand, which ``mark`` is the sign of and which holds nothing
    but ``names``, beside `is_scratch`. Raises FolderProblem: nothing of it is touched."""
    check_outside(folder, inputs)
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        strange = [folder.name]
    else:
        found = sorted(one.name for one in folder.iterdir() if not is_scratch(one))
        strange = [one for one in found if mark not in found or one not in names]
    if strange:
        raise FolderProblem(
            f"Pekerjaan yang belum selesai disimpan di {folder}, tetapi {strange[0]} di sana bukan milik perintah ini"
            " dan akan hilang. Pindahkan dahulu, atau pilih folder hasil lain."
        )


def is_litter(path: Path) -> bool:
    """Whether it is a file that computers leave in every folder."""
    return not path.is_dir() and (path.name.startswith(".") or path.name in _LITTER)


def is_scratch(path: Path) -> bool:
    """The same, or what a database that was killed has left."""
    return is_litter(path) or path.name.startswith(SPILLED)


def cleared(folder: Path, names: Iterable[str]) -> None:
    """These go, in their order, and what is scratch; the folder stays."""
    for path in [*(folder / name for name in names), *filter(is_scratch, folder.iterdir())]:
        is_folder = path.is_dir() and not path.is_symlink()
        shutil.rmtree(path) if is_folder else path.unlink(missing_ok=True)


def outputs_in(folder: Path) -> set[str] | None:
    """The files that a finished folder says it holds; None when it is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {*told["outputs"], *NOT_OUTPUTS}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def placed(path: Path, place: Path) -> None:
    """The finished file stands in another folder too: as itself where the disk can, else as a copy.

    Nobody writes into a finished file: whoever has something else to say makes another in its place.
    """
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
