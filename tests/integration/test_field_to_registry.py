"""The way of a submission through the pages: RT, RW, hamlet, village, sub-district, district; back once; mended."""

import pytest
from django.test import Client

from satupintu.pipeline.collection.services import receive
from satupintu.pipeline.verification.models import Decision, Purpose, Verification, Waiting
from tests.unit.pipeline.verification.case import FLAT, RT, Field

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Sri Wahyuni",
    "nik": "3507111206870001",
    "address": "Jalan Melati 21",
    "sector": "food",
    "is_open": "yes",
    "business_name": "Warung Bu Sri",
}


@pytest.fixture
def field(areas, make_user, data_folder):
    return Field(areas, make_user)


@pytest.fixture
def as_(field):
    """`as_("rw")`: that person's browser, signed in once."""
    clients = {}

    def one(who):
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(getattr(field, who))
        return clients[who]

    return one


def send(by, number, **more):
    return receive(
        by=by,
        form="sidt_pendek",
        version="2026-11-23",
        channel="web",
        instance_id=f"uuid:{number}",
        answers={**ANSWERS, **more.pop("changed", {})},
        raw=b"{}",
        raw_name="submission.json",
        **more,
    ).submission


def confirm_from_queue(client, submission):
    """Finds it in the queue, opens it, confirms."""
    assert f"/antrean/{submission.pk}/" in client.get("/antrean/").content.decode()
    page = client.get(f"/antrean/{submission.pk}/").content.decode()
    assert "Sri Wahyuni" in page
    assert ANSWERS["nik"] not in page
    assert client.post(f"/antrean/{submission.pk}/benarkan/").status_code == 302


@pytest.mark.parametrize(
    ("collector", "below", "above"),
    [
        ("rt", ["rw", "hamlet"], ["village", "subdistrict", "district"]),
        ("flat_rt", [], ["flat_village", "subdistrict", "district"]),
    ],
)
def test_from_the_door_to_the_registry_with_a_return_on_the_way(field, as_, collector, below, above):
    first = send(getattr(field, collector), 1)
    for who in below:
        confirm_from_queue(as_(who), first)
    village = as_(above[0])
    assert f"/antrean/{first.pk}/" in village.get("/antrean/").content.decode()
    village.post(f"/antrean/{first.pk}/kembalikan/", {"reason": "address", "more": "Nomor 12."})

    page = as_(collector).get("/antrean/kembali/").content.decode()
    assert "Alamat salah atau kurang jelas. Nomor 12." in page
    assert f"?ganti={first.pk}" in page
    second = send(getattr(field, collector), 2, changed={"address": "Jalan Melati 12"}, replaces=first)
    assert f"/antrean/{first.pk}/" not in as_(collector).get("/antrean/kembali/").content.decode()

    for who in [*below, *above]:
        page = as_(who).get("/antrean/").content.decode()
        assert f"/antrean/{second.pk}/" in page
        assert "tadinya: Jalan Melati 21" in as_(who).get(f"/antrean/{second.pk}/").content.decode()
        assert Waiting.objects.get(submission=second).purpose == Purpose.VERIFY
        confirm_from_queue(as_(who), second)

    waiting = Waiting.objects.get()
    assert (waiting.submission, waiting.purpose) == (second, Purpose.ADMIT)
    words = Verification.objects.filter(submission=second)
    assert {one.by.username for one in words} == {
        getattr(field, who).username for who in [collector, *below, *above]
    }
    assert set(words.values_list("decision", flat=True)) == {Decision.CONFIRMED}
    told = as_("district").get(f"/antrean/{second.pk}/").content.decode()
    for title in ("Menunggu masuk registri", "Dibenarkan oleh Kabupaten/Kota", "Perbaikan dikirim",
                  "Dikembalikan oleh Desa/Kelurahan", "Pendataan dikirim"):  # fmt: skip
        assert title in told


def test_the_areas_are_as_this_test_means_them(field):
    assert [code.rpartition(".")[2] for code in field.areas[RT].codes_above][-4:] == [
        "2008",
        "D01",
        "W003",
        "T012",
    ]
    assert field.areas[FLAT].children.get().code == f"{FLAT}.T001"
