"""Two businesses in one village, one in the next, one in another regency; each as one admitted submission."""

from datetime import date
from itertools import count
from typing import Any

from satupintu.foundation.areas.models import Area
from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.registry.models import Business, Identity, Person, Record
from satupintu.pipeline.verification.models import Purpose, Waiting

VILLAGE, NEXT, FAR = "35.07.11.2008", "35.07.11.2007", "35.14.01.2001"
SITI, BUDI, FAR_NIK = "3507114205870001", "3507111203800002", "3514015506900003"
_serial = count(1)


def make_area(parent: Area, part: str, level: int, name: str) -> Area:
    code = f"{parent.code}.{part}"
    return Area.objects.create(code=code, name=name, level=level, parent=parent, path=f"{parent.path}{code}/")


def make_submission(area: Area, by: Any, facts: dict[str, Any], **fields: Any) -> Submission:
    return Submission.objects.create(
        instance_id=f"uuid:{next(_serial)}",
        form="sidt_pendek",
        version="1",
        channel=fields.pop("channel", "web"),
        area=area,
        by=by,
        facts=facts,
        nik=str(facts.get("nik", "")),
        name=facts.get("name", ""),
        business_name=facts.get("business_name", ""),
        sha256="0" * 64,
        **fields,
    )


def make_record(business: Business, by: Any, facts: dict[str, Any], on: date) -> Record:
    """One more admitted submission about a business."""
    record = Record.objects.create(
        submission=make_submission(business.area, by, facts),
        area=business.area,
        nik=facts.get("nik", ""),
        name=facts.get("name", ""),
        business_name=facts.get("business_name", ""),
        said_on=on,
        facts=facts,
    )
    Identity.objects.create(record=record, person=business.owner, business=business)
    return record


def make_business(area: Area, by: Any, nik: str, name: str, business_name: str, **more: Any) -> Business:
    facts = {"nik": nik, "name": name, "business_name": business_name, "sector": "food", **more}
    person, _ = Person.objects.get_or_create(nik=nik, defaults={"name": name, "area": area})
    business = Business.objects.create(
        number=f"1{next(_serial):08d}",
        owner=person,
        name=business_name,
        sector="food",
        area=area,
        is_open=True,
        facts=facts,
    )
    make_record(business, by, facts, date(2026, 10, 1))
    return business


def make_waiting(area: Area, by: Any, **fields: Any) -> Waiting:
    submission = make_submission(area, by, {"name": "Baru"}, **fields)
    return Waiting.objects.create(submission=submission, purpose=Purpose.VERIFY, area=area, level=area.level)
