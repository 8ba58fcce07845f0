"""Queues, submissions on their way up, ladders and minutes, seen from outside."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from satupintu.pipeline.collection.models import Handover, Submission
from satupintu.pipeline.verification.models import Ladder, SignOff, Verification, Waiting
from satupintu.pipeline.verification.services import confirm, read_minutes, return_, set_ladder, take_in
from tests import fence
from tests.fence import INSIDE, NEIGHBOUR, RT, VILLAGE, Row, place

LADDER, WAITS = ("village",), ("waits",)
ROWS = [
    Row("verification:queue"),
    Row("verification:search", (), "post", body={"cari": "Rahasia"}),
    Row("verification:sign_off", (), "post", body={"pilih": "{waits}"}),
    Row("verification:sign_off", (), "post", body={"nomor": "{waits}", "sahkan": "1"}),
    Row("verification:returned"),
    Row("verification:ages"),
    Row("verification:ladders"),
    Row("verification:ladder", LADDER),
    Row("verification:ladder", LADDER, "post", body={"levels": "4"}),
    Row("verification:ladder", LADDER, "post", body={"hapus": "1"}),
    Row("verification:submission", WAITS),
    Row("verification:confirm", WAITS, "post"),
    Row("verification:return", WAITS, "post", body={"reason": "photo"}),
    Row("verification:withdraw", ("returned",), "post", body={"reason": "Tidak ada"}),
    Row("verification:minutes", ("signed",)),
]


@pytest.fixture
def fenced(make_user, data_folder):
    """Three of one RT: one waits for the RW, one came back, one was signed off there with minutes."""
    collector, rw = make_user("rt_head", name="Pak RT Rahasia"), make_user("rw_head")
    set_ladder(by=make_user("district_officer"), area=place(VILLAGE), levels=[6, 5, 4])
    waits, returned, signed = (submission(n, collector) for n in range(3))
    take_in()
    return_(returned, by=rw, reason="Foto rahasia tidak jelas.")
    minutes = read_minutes(SimpleUploadedFile("rapat-rahasia.pdf", b"%PDF-"))
    return {
        "village": VILLAGE,
        "waits": waits.pk,
        "returned": returned.pk,
        "signed": confirm([signed], by=rw, minutes=minutes).pk,
        "hidden": ["Siti Rahasia", "Foto rahasia", collector.name, minutes.name, "3507114506050", RT],
    }


def submission(number, by):
    made = Submission.objects.create(
        instance_id=f"uuid:{number}",
        form="sidt_pendek",
        version="2026-11-22",
        channel="web",
        area=place(RT),
        by=by,
        facts={"name": f"Siti Rahasia {number}", "nik": f"350711450605000{number}"},
        nik=f"350711450605000{number}",
        name=f"Siti Rahasia {number}",
        sha256="0" * 64,
    )
    Handover.objects.create(submission=made)
    return made


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside([row for row in ROWS if row.arguments])


@pytest.mark.django_db
def test_what_was_sent_from_outside_changed_nothing(client_of, fenced):
    before = state()
    for role in ("rt_head", "rw_head", "village_officer", "district_officer"):
        client = client_of(role, area=NEIGHBOUR[role])
        for row in ROWS:
            if row.method == "post":
                row.ask(client, fenced)
    assert state() == before


@pytest.mark.django_db
def test_those_below_a_tier_do_not_read_its_minutes(client_of, fenced):
    """The head of an RT lies within the RW that signed, and not the other way round."""
    row = next(row for row in ROWS if row.view == "verification:minutes")
    assert row.ask(client_of("rt_head", area=INSIDE["rt_head"]), fenced).status_code == 404


def state():
    return (
        Verification.objects.count(),
        SignOff.objects.count(),
        list(Ladder.objects.values_list("area", "levels")),
        sorted(Waiting.objects.values_list("submission", "purpose", "area")),
    )
