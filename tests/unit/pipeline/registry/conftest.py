"""Submissions that all tiers confirmed, made by hand: what the registry starts from."""

from datetime import datetime

import pytest
from django.utils import timezone

ARJO, KALI = "35.07.11.2008", "35.07.11.2007"
SITI, BUDI = "3507114107600001", "3507110203700002"


def at(day: str) -> datetime:
    """Noon of a day, in local time."""
    return timezone.make_aware(datetime.fromisoformat(f"{day}T12:00"))


@pytest.fixture
def village(make_user):
    return make_user("village_officer", name="Sugeng Hariadi")


@pytest.fixture
def district(make_user, data_folder):
    return make_user("district_officer", name="Rina Wahyuni")


@pytest.fixture
def confirmed(areas, village):
    """`confirmed(name=…, nik=…, on="2021-03-01", …)`: a submission that waits to be admitted."""
    from satupintu.pipeline.collection.models import Channel, Submission
    from satupintu.pipeline.verification.models import Purpose, Waiting

    def make(
        *,
        on="2021-03-01",
        area=ARJO,
        about="",
        problems=(),
        taken_at=None,
        received=None,
        mends=None,
        **facts,
    ):
        made = Submission(
            instance_id=f"uuid:{Submission.objects.count()}",
            form="sidt_pendek",
            version="2026-11-22",
            channel=Channel.WEB,
            area=areas[area],
            by=village,
            taken_at=taken_at or at(on),
            facts=facts,
            nik=facts.get("nik", ""),
            name=facts.get("name", ""),
            business_name=facts.get("business_name", ""),
            about=about,
            replaces=mends and mends.submission,
            problems=list(problems),
            sha256="0" * 64,
        )
        made.save()
        Waiting.objects.create(submission=made, purpose=Purpose.ADMIT, area=areas["35.07"], level=2)
        return made

    return make


@pytest.fixture
def admit(confirmed):
    """`admit(name=…, …)`: the record of a submission, admitted alone."""
    from satupintu.pipeline.registry.models import Record
    from satupintu.pipeline.registry.services import admit_waiting

    def make(**fields):
        submission = confirmed(**fields)
        assert admit_waiting() == 1
        return Record.objects.select_related("identity__person", "identity__business__owner").get(
            submission=submission
        )

    return make
