"""What was collected, seen from the RT beside it and from every tier's neighbour."""

import pytest

from satupintu.pipeline.collection.models import Channel, CollectorKey, Import, PaperSheet
from tests import fence
from tests.fence import Row

from .conftest import RT, photo

ROWS = [
    Row("collection:submissions"),
    Row("collection:submission", ("submission",)),
    Row("collection:attachment", ("submission", "attachment")),
    Row("collection:import"),
    Row("collection:import_result", ("import",)),
    Row("field:type_in", ("sheet",)),
    Row("field:type_in", ("sheet",), "post"),
    Row("collection:keys"),
    Row("collection:withdraw_key", ("key",), "post"),
]


@pytest.fixture
def fenced(send, rt_head):
    """One submission with its photo, and the key of the head who sent it, in RT 003."""
    made = send(with_={"files": {"photo.jpg": photo()}}, name="Bu Rahasia").submission
    key = CollectorKey.objects.create(user=rt_head, key_sha256="0" * 64)
    attachment = made.attachments.first()
    sheet = PaperSheet.objects.create(form=made.form, version=made.version, area_id=RT, by=rt_head)
    sent = Import.objects.create(
        name="rahasia.csv", sha256="0" * 64, channel=Channel.LIST, area=rt_head.area, by=rt_head
    )
    return {
        "submission": made.pk,
        "attachment": attachment.pk if attachment else 1,
        "key": key.pk,
        "sheet": sheet.code,
        "import": sent.pk,
        "hidden": ["Bu Rahasia", sent.name],
    }


test_leaving = fence.leaving(ROWS)


@pytest.mark.django_db
def test_a_key_of_the_fence_is_still_good(client_of, fenced):
    for role in fence.NEIGHBOUR:
        client_of(role, area=fence.NEIGHBOUR[role]).post(f"/pendataan/odk/{fenced['key']}/cabut/")
    assert CollectorKey.objects.get().withdrawn_at is None
