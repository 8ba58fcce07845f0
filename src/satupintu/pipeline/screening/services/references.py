"""Takes in reference lists (civil registry, staff, borrowers…): checked whole, kept as one dated set."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import duckdb
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.batch.database import database
from satupintu.batch.manifest import sha256
from satupintu.batch.pages import MEMORY
from satupintu.batch.references import REGISTRY, SUFFIXES, USABLE, ReferenceProblem, open_list
from satupintu.batch.troubles import brief
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.services import Progress

from ..models import ReferenceSet
from ..selectors.reference_people import lay_out_people, people_folder
from .storage import keep

# Without these a list says nothing that a criterion could use.
_NEEDED = {REGISTRY: ("nik", "name", "birth_date", "sex", "village", "status")}


def load_reference(
    *,
    by: User,
    name: str,
    area: Area,
    files: Mapping[str, File],
    base: ReferenceSet | None = None,
    sent_as: UUID | None = None,
    progress: Progress | None = None,
) -> ReferenceSet:
    """Keeps reference lists, named by what they are (`kur_borrowers`), as a new set.

    Lists of `base` that are not among `files` are carried over unchanged. Raises Refused naming every file
    that cannot be used and what to do; then nothing is kept. No transaction is open while lists are read.
    """
    refuse_nothing(by, area, files, base)
    made = ReferenceSet(name=name, area=area, loaded_by=by, sent_as=sent_as)
    folder = Path(settings.DATA) / "references" / f".{uuid4().hex}"
    folder.mkdir(parents=True)
    try:
        kept = _carry_over(base, folder, set(files)) if base else {}
        kept |= _read_all(files, folder, progress or (lambda *_figures: None))
        made.lists = dict(sorted(kept.items()))
        _keep(made, folder, by)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    lay_out_people(made)
    return made


def refuse_nothing(by: User, area: Area, files: Mapping[str, File], base: ReferenceSet | None) -> None:
    """Raises PermissionDenied for who may not load, Refused where there is nothing to load."""
    require(by, "reference.upload", area)
    if not files and base is None:
        raise Refused(_("Belum ada berkas yang dipilih. Pilih sedikitnya satu daftar acuan."))


def _read_all(files: Mapping[str, File], folder: Path, progress: Progress) -> dict[str, Any]:
    kept, troubles = {}, []
    for done, (list_name, file) in enumerate(sorted(files.items())):
        progress(done, len(files), list_name)
        try:
            kept[list_name] = _take_in(list_name, file, folder)
        except Refused as trouble:
            troubles.append(str(trouble))
    if troubles:
        raise Refused("\n".join(troubles))
    progress(len(files), len(files))
    return kept


def _keep(made: ReferenceSet, folder: Path, by: User) -> None:
    """The set's row, its folder in place and its audit event, all or none."""
    try:
        with transaction.atomic():
            made.save()
            _clear_number(made)
            folder.rename(made.folder)
            record(
                "reference.load",
                by=by,
                on=made,
                area=made.area,
                lists={
                    key: {"rows": one["rows"], "sha256": one["sha256"]} for key, one in made.lists.items()
                },
            )
    except BaseException:
        if not folder.exists():  # it had its place already
            shutil.rmtree(made.folder, ignore_errors=True)
        raise


def _clear_number(made: ReferenceSet) -> None:
    """A server killed before its row was there, or a database put back from a backup, leaves files at a number that is
    given again: they are no set's, and what is laid out by NIK from them would answer for this one."""
    for left in (made.folder, people_folder(made)):
        if left.exists():
            shutil.rmtree(left)


def _carry_over(base: ReferenceSet, folder: Path, replaced: set[str]) -> dict[str, Any]:
    kept = {name: one for name, one in base.lists.items() if name not in replaced}
    for one in kept.values():
        os.link(base.folder / one["file"], folder / one["file"])
    return kept


def _take_in(list_name: str, file: File, folder: Path) -> dict[str, Any]:
    """Stores one list and reads it to its last row. Raises Refused."""
    sent, suffix = name_and_kind(file)
    path = folder / f"{list_name}{suffix}"
    keep(file, path)
    try:
        described = _describe(list_name, path)
    except (ReferenceProblem, duckdb.Error) as trouble:
        words = str(trouble) if isinstance(trouble, ReferenceProblem) else brief(trouble)
        raise Refused(f"{sent}: {words}") from trouble
    return {"file": path.name, "sent": sent, "size": path.stat().st_size, "sha256": sha256(path), **described}


def name_and_kind(file: File) -> tuple[str, str]:
    """The file's name as it was sent, and its ending. Raises Refused unless reference lists come so."""
    sent = (file.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    suffix = Path(sent).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(
            _("%(file)s: daftar acuan harus CSV atau Parquet. Simpan sebagai CSV, lalu unggah lagi.")
            % {"file": sent}
        )
    return sent, suffix


def _describe(list_name: str, path: Path) -> dict[str, Any]:
    with database(memory=MEMORY) as connection:
        opened = open_list(connection, list_name, path)
        missing = [column for column in _NEEDED.get(list_name, ()) if column not in opened.columns]
        if missing:
            raise ReferenceProblem(
                _("kolom %(columns)s tidak ada. Tambahkan kolom itu dengan judul persis begitu.")
                % {"columns": ", ".join(missing)}
            )
        counts = f"count(*), count(*) FILTER (WHERE {USABLE})"
        rows, usable = connection.execute(f"SELECT {counts} FROM {opened.view}").fetchall()[0]
    if not usable:
        raise ReferenceProblem(
            _("tidak ada satu baris pun dengan NIK 16 angka. Periksa bahwa kolom nik disimpan sebagai teks.")
        )
    return {"rows": rows, "unusable": rows - usable, "columns": list(opened.columns)}
