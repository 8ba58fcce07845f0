"""The demo's people of the registry in the civil registry, so that owners and helpers see programmes to apply for."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

DTKS_EVERY = 3  # of the registry's owners every so many are among the poor families' data


def fill_navigator(people: Mapping[str, Any]) -> None:
    """Newer reference lists of the regency: the old ones, the registry's owners among them, and the poor families."""
    from django.core.files.base import ContentFile

    from satupintu.pipeline.screening.models import ReferenceSet
    from satupintu.pipeline.screening.services.references import load_reference

    officer = people["dinas"]
    base = ReferenceSet.objects.filter(area=officer.area).first()
    if base is None:
        return
    path = base.folder / base.lists["civil_registry"]["file"]
    owners = list(_owners())
    files = {
        "civil_registry": ContentFile(
            _with(path.read_text(encoding="utf-8"), owners), name="civil_registry.csv"
        ),
        "dtks": ContentFile(_niks(owners[::DTKS_EVERY]), name="dtks.csv"),
    }
    load_reference(by=officer, name="Data hari ini", area=officer.area, files=files, base=base)


def _owners() -> Iterator[dict[str, str]]:
    """The registry's owners as the civil registry would hold them."""
    from django.utils import timezone

    from satupintu.engine.nik import nik_birth_date, nik_sex
    from satupintu.pipeline.registry.models import Person
    from satupintu.pipeline.registry.reading import village_code

    today: date = timezone.localdate()
    for one in Person.objects.exclude(nik="").select_related("area").order_by("pk"):
        yield {
            "nik": one.nik,
            "name": one.name.upper(),
            "birth_date": nik_birth_date(one.nik, today).isoformat(),
            "sex": nik_sex(one.nik),
            "village": village_code(one.area.path),
            "status": "alive",
            "citizenship": "WNI",
        }


def _with(text: str, more: list[dict[str, str]]) -> bytes:
    """The list as it was, and those of `more` whom it does not hold."""
    rows = list(csv.DictReader(io.StringIO(text)))
    known = {row["nik"] for row in rows}
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows([*rows, *(one for one in more if one["nik"] not in known)])
    return out.getvalue().encode()


def _niks(people: list[dict[str, str]]) -> bytes:
    return "\n".join(["nik", *(one["nik"] for one in people)]).encode() + b"\n"
