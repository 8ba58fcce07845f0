"""One person in the newest reference lists of an area, found without reading everybody.

The file lies beside the set, which never changes, and is made from it: it may be thrown away at any time.
"""

from pathlib import Path
from uuid import uuid4

from satupintu.batch.pages import connection
from satupintu.batch.people import Found, lay_out, look_up
from satupintu.batch.troubles import log_trouble
from satupintu.foundation.areas.models import COUNTRY, Area

from ..models import ReferenceSet


def reference_set_of(area: Area | None) -> ReferenceSet | None:
    """The newest set that holds for an area: its own or that of one above it; the country's where none is known."""
    codes = area.codes_above if area is not None else [COUNTRY]
    return ReferenceSet.objects.filter(area__in=codes).order_by("-loaded_at", "-pk").first()


def people_file(reference: ReferenceSet) -> Path:
    """Everybody in the set's lists, by NIK. Made at the first call, which of a nation's lists takes minutes."""
    path = _path(reference)
    if not path.is_file():
        _write(reference, path)
    return path


def is_laid_out(reference: ReferenceSet) -> bool:
    """Whether a question about somebody is answered at once."""
    return _path(reference).is_file()


def people_folder(reference: ReferenceSet) -> Path:
    """Beside the set's own folder, whose lists stay as they came."""
    return reference.folder.with_name(f"{reference.pk:06d}-people")


def _path(reference: ReferenceSet) -> Path:
    return people_folder(reference) / "people.parquet"


def lay_out_people(reference: ReferenceSet) -> None:
    """Makes the file before anybody asks; a trouble is logged, and whoever asks first tries again."""
    try:
        people_file(reference)
    except Exception as trouble:
        log_trouble(trouble, f"people of reference set {reference.pk}")


def entries_of(reference: ReferenceSet, nik: str) -> list[Found]:
    """What the set's lists hold under a NIK of 16 digits."""
    with connection() as own:
        return look_up(own, people_file(reference), nik)


def _write(reference: ReferenceSet, path: Path) -> None:
    """Written under a name of its own and moved into place: whoever asks meanwhile finds it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    try:
        lay_out({name: reference.folder / one["file"] for name, one in reference.lists.items()}, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
