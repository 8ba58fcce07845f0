"""Submissions, their photos, files of rows, keys and sheets of paper, seen from outside."""

from typing import Any

import pytest

from satupintu.pipeline.collection.models import Channel, CollectorKey, Import, PaperSheet, Submission
from satupintu.pipeline.collection.services import receive
from tests import fence
from tests.fence import RT, Row, place

from .conftest import NIK, answers, photo

SUBMISSION = ("submission",)
ROWS = [
    Row("collection:submissions"),
    Row("collection:submission", SUBMISSION),
    Row("collection:attachment", ("submission", "attachment")),
    Row("collection:import"),
    Row("collection:import_result", ("import",)),
    Row("collection:keys"),
    Row("collection:withdraw_key", ("key",), "post"),
    Row("field:home"),
    # A form is the same everywhere; what it mends is not.
    Row("field:fill", ("form",), body={"ganti": "{submission}"}),
    Row("field:fill", ("form",), "post", body={"replaces": "{submission}"}),
    Row("field:sheets"),
    Row("field:type_in", ("sheet",)),
    Row("field:type_in", ("sheet",), "post", body={"name": "Lain", "as_written": "1"}),
]


@pytest.fixture
def fenced(client_of: Any, data_folder: Any) -> dict[str, Any]:
    collector = client_of("rt_head")
    by, area = collector.user, place(RT)
    sheet = PaperSheet.objects.create(form="sidt_pendek", version="2026-11-22", area=area, by=by)
    said = {"form": "sidt_pendek", "version": "2026-11-22", "channel": "web", "raw_name": "submission.json"}
    kept = receive(
        by=by,
        instance_id="web:1",
        answers=answers(name="Sri Rahasia", photo="depan.jpg"),
        raw=b"{}",
        files={"depan.jpg": photo()},
        **said,
    )
    receive(by=by, instance_id=f"{sheet.mark}1", answers=answers(name="Tono Rahasia"), raw=b"{}", **said)
    file = Import.objects.create(
        name="warga-rahasia.csv", sha256="0" * 64, channel=Channel.OPENSID, area=area, by=by, is_done=True
    )
    collector.post("/pendataan/odk/")
    return {
        "submission": kept.submission.pk,
        "attachment": kept.submission.attachments.get().pk,
        "import": file.pk,
        "key": CollectorKey.objects.get().pk,
        "sheet": sheet.code,
        "form": "sidt_pendek",
        "hidden": ["Sri Rahasia", "Tono Rahasia", NIK, file.name],
        "clients": {"rt_head": collector},
    }


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside([row for row in ROWS if row.arguments])


@pytest.mark.django_db
def test_what_was_sent_from_outside_changed_nothing(client_of: Any, fenced: dict[str, Any]) -> None:
    client = client_of("rt_head", area=fence.NEIGHBOUR["rt_head"])
    for row in ROWS:
        if row.method == "post":
            row.ask(client, fenced)
    assert CollectorKey.objects.get().withdrawn_at is None
    assert Submission.objects.count() == 2
