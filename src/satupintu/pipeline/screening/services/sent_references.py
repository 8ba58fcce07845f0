"""Takes in large reference lists: kept as they come while their sender waits, read whole in the background."""

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import Progress, start

from ..models import ReferenceSet
from .lists import READ_AT_ONCE
from .references import load_reference, name_and_kind, refuse_nothing
from .storage import full_disk_told, keep, new_folder

LOAD = "screening.references"
_TOLD = "sent.json"  # what the sender said of the files beside it


def send_reference(
    *, by: User, name: str, area: Area, files: Mapping[str, File], base: ReferenceSet | None = None
) -> ReferenceSet | Job:
    """Loads small lists at once and gives their set; for larger ones the job whose page shows how far it is.

    Raises Refused as `load_reference` does; what is found out in the background the job's page says.
    """
    if sum(file.size or 0 for file in files.values()) <= READ_AT_ONCE:
        with full_disk_told(name):
            return load_reference(by=by, name=name, area=area, files=files, base=base)
    refuse_nothing(by, area, files, base)
    _refuse_kinds(files)
    sent_as = uuid4()
    with full_disk_told(name), new_folder(incoming(sent_as)) as folder:
        _put_down(folder, name, area, files, base)
    try:
        return start(
            LOAD,
            by=by,
            title=_("Memuat daftar acuan %(name)s") % {"name": name},
            arguments={"sent": sent_as.hex, "by": by.pk},
            area=area,
            return_to=reverse("screening:references"),
        )
    except BaseException:
        shutil.rmtree(incoming(sent_as), ignore_errors=True)
        raise


def load_sent(*, sent: str, by: int, progress: Progress) -> ReferenceSet:
    """Reads what was kept for the background, once: a set made from it before is given again.

    Raises Refused where a list cannot be used; then what was sent is gone and has to be sent again.
    """
    sent_as = UUID(sent)
    made = ReferenceSet.objects.filter(sent_as=sent_as).first()
    if made is None:
        try:
            made = _load(sent_as, User.objects.get(pk=by), progress)
        except Refused:
            shutil.rmtree(incoming(sent_as), ignore_errors=True)
            raise
    shutil.rmtree(incoming(sent_as), ignore_errors=True)
    return made


def incoming(sent_as: UUID) -> Path:
    """Where an upload waits for the background."""
    return Path(settings.DATA) / "incoming" / sent_as.hex


def _load(sent_as: UUID, by: User, progress: Progress) -> ReferenceSet:
    folder = incoming(sent_as)
    if not folder.is_dir():
        raise Refused(_("Berkas yang dikirim sudah tidak ada di server. Unggah sekali lagi."))
    told = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
    with ExitStack() as stack:
        files = {
            list_name: File(stack.enter_context((folder / one["file"]).open("rb")), name=one["sent"])
            for list_name, one in told["files"].items()
        }
        return load_reference(
            by=by,
            name=told["name"],
            area=Area.objects.get(pk=told["area"]),
            files=files,
            base=ReferenceSet.objects.filter(pk=told["base"]).first(),
            sent_as=sent_as,
            progress=progress,
        )


def _refuse_kinds(files: Mapping[str, File]) -> None:
    """What a name already tells is told at once, for all files."""
    troubles = []
    for _name, file in sorted(files.items()):
        try:
            name_and_kind(file)
        except Refused as trouble:
            troubles.append(str(trouble))
    if troubles:
        raise Refused("\n".join(troubles))


def _put_down(
    folder: Path, name: str, area: Area, files: Mapping[str, File], base: ReferenceSet | None
) -> None:
    told = {}
    for list_name, file in files.items():
        sent, suffix = name_and_kind(file)
        keep(file, folder / f"{list_name}{suffix}")
        told[list_name] = {"file": f"{list_name}{suffix}", "sent": sent}
    content = {"name": name, "area": area.pk, "base": base.pk if base else None, "files": told}
    (folder / _TOLD).write_text(json.dumps(content), encoding="utf-8")
