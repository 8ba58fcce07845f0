"""Businesses, pairs, judgements, letters, coverage and an owner's own pages, seen from outside."""

from datetime import date

import pytest
from django.urls import reverse

from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.registry import letters
from satupintu.pipeline.registry.coverage_expectations import expect
from satupintu.pipeline.registry.models import (
    Business,
    ErasureRequest,
    Expectation,
    Judgement,
    Letter,
    Objection,
    Pair,
)
from satupintu.pipeline.registry.own_services import decide_erasure
from satupintu.pipeline.registry.services import ask, judge
from tests import fence
from tests.fence import NEIGHBOUR, RT, VILLAGE, Row, place

from .conftest import BUDI, KALI, SITI

BUSINESS, PAIR, OWN, LETTER = ("number",), ("pair",), ("business",), ("letter",)
WORDS = {"cari": "Warung"}
ROWS = [
    Row("registry:businesses"),
    Row("registry:search", (), "post", body=WORDS),
    Row("registry:search", (), "post", body={"cari": "{number}"}),
    Row("registry:business", BUSINESS),
    Row("registry:nik", BUSINESS, "post", body={"purpose": "card"}),
    Row("registry:ask", BUSINESS, "post", body={"nomor": "{other}", "tentang": "business"}),
    Row("registry:pairs"),
    Row("registry:pair", PAIR),
    Row("registry:judge", PAIR, "post", body={"penilaian": "same"}),
    Row("registry:judgements"),
    Row("registry:undo", ("judgement",), "post"),
    Row("coverage:coverage"),
    Row("coverage:area", ("rt",)),
    Row("coverage:visits", ("rt",)),
    Row("coverage:expected", ("rt",)),
    Row("coverage:expected", ("rt",), "post", body={"count": 1, "source": "x", "counted_on": "2026-01-01"}),
    Row("letters:letters"),
    Row("letters:choose", body=WORDS),
    Row("letters:new", OWN),
    Row("letters:letter", LETTER),
    Row("letters:change", LETTER),
    Row("letters:change", LETTER, "post", body={"number": "Lain"}),
    Row("letters:sign", LETTER, "post", body={"signatory": "Lain", "position": "Lain"}),
    Row("letters:withdraw", LETTER, "post", body={"reason": "Lain"}),
    Row("letters:pdf", LETTER),
    Row("letters:docx", LETTER),
    Row("letters:discard", LETTER, "post"),
    Row("own:own"),
    Row("own:copy"),
    Row("own:copy_json"),
    Row("own:business", OWN),
    Row("own:correct", OWN),
    Row("own:correct", OWN, "post", body={"business_name": "Lain"}),
    Row("own:object", OWN),
    Row("own:object", OWN, "post", body={"text": "Lain"}),
    Row("own:objections"),
    Row("own:objection", ("objection",)),
    Row("own:objection", ("objection",), "post", body={"answer": "Lain"}),
    Row("own:erasure", ("request",)),
    Row("own:erasure", ("request",), "post", body={"decision": "grant", "answer": "Lain"}),
]

OF_ONE = (BUSINESS, PAIR, LETTER, OWN)
ERASED = [
    row for row in ROWS if row.method == "get" and row.arguments in OF_ONE and not row.view.startswith("own:")
]


@pytest.fixture
def fenced(areas, admit, village, district, client_of):
    """Two businesses of one RT, a pair of them that was judged, and all that hangs on the first."""
    areas[RT] = place(RT)
    left = admit(name="Siti Rahasia", nik=SITI, business_name="Warung Rahasia", area=RT)
    right = admit(name="Budi Rahasia", nik=BUDI, business_name="Bengkel Rahasia", area=RT)
    one, other = (record.identity.business for record in (left, right))
    pair = ask(left=left, right=right, about="business", by=district)
    judgement = judge(left=left, right=right, about="business", verdict="different", by=district)
    owner = client_of("business_owner", nik=SITI)
    said = expect(by=village, area=place(RT), count=12, source="Sumber rahasia", counted_on=date(2026, 6, 1))
    return {
        "number": one.number,
        "other": other.number,
        "business": one.pk,
        "pair": pair.pk,
        "judgement": judgement.pk,
        "rt": RT,
        "letter": letters.draft_letter(by=village, business=one, given=LETTER_SAYS).pk,
        "objection": Objection.objects.create(business=one, text="Keberatan rahasia", by=owner.user).pk,
        "request": ErasureRequest.objects.create(person=one.owner, by=owner.user, reason="Alasan rahasia").pk,
        "hidden": [
            *("Siti Rahasia", "Budi Rahasia", "Warung Rahasia", "Bengkel Rahasia", SITI, BUDI),
            *(LETTER_SAYS["number"], said.source, "Keberatan rahasia", "Alasan rahasia"),
        ],
        "clients": {"business_owner": owner},
    }


LETTER_SAYS = {
    "number": "503/RAHASIA/2026",
    "on": date(2026, 11, 2),
    "business_name": "Warung Rahasia",
    "sector": "Makanan",
    "address": "Jl. 1",
    "since": "",
    "purpose": "",
}

test_leaving = fence.leaving(ROWS)
test_inside = fence.inside([row for row in ROWS if row.arguments])


@pytest.mark.django_db
def test_what_was_sent_from_outside_changed_nothing(client_of, fenced):
    before = state()
    for role in ("village_officer", "district_officer", "business_owner"):
        client = client_of(role, area=NEIGHBOUR[role])
        for row in ROWS:
            if row.method == "post":
                row.ask(client, fenced)
    assert state() == before


@pytest.mark.django_db
def test_who_owns_another_business_of_the_same_rt_is_outside_of_this_one(client_of, fenced):
    client = client_of("business_owner", nik=BUDI)
    assert client.user.area_id == RT and VILLAGE in RT
    for row in ROWS:
        if row.arguments == OWN and row.view.startswith("own:"):
            assert row.ask(client, fenced).status_code == 404, row.view


@pytest.mark.django_db
def test_everybody_is_outside_of_what_was_erased(client_of, fenced, district):
    """What was sent stays, sealed: no page of any stage shows it, to nobody."""
    sent = Submission.objects.get(name="Siti Rahasia").pk
    addresses = [("collection:submission", sent), ("verification:submission", sent)]
    addresses += [(row.view, fenced[row.arguments[0]]) for row in ERASED]
    request = ErasureRequest.objects.get()
    decide_erasure(by=district, request=request, is_granted=True, answer="Dikabulkan.")
    client = client_of("village_officer")
    for view, number in addresses:
        assert client.get(reverse(view, args=[number])).status_code == 404, view
    form = reverse("field:fill", args=["sidt_pendek"])
    assert client.get(form, {"ganti": sent}).status_code == 404
    for view in ("collection:submissions", "registry:businesses", "registry:pairs", "letters:choose"):
        text = client.get(reverse(view)).content.decode()
        assert "Siti Rahasia" not in text and "Warung Rahasia" not in text, view


@pytest.mark.django_db
def test_who_comes_back_after_an_erasure_begins_anew(fenced, admit, district):
    request = ErasureRequest.objects.get()
    decide_erasure(by=district, request=request, is_granted=True, answer="Dikabulkan.")
    again = admit(name="Siti Rahasia", nik=SITI, business_name="Warung Baru", about=fenced["number"])
    assert again.identity.business.number != fenced["number"]
    assert Business.objects.get(number=fenced["number"]).name == ""


@pytest.mark.django_db
def test_a_relative_s_business_beyond_the_border_is_not_named(admit, areas, client_of):
    """The same family card, a business each side of the border: each officer sees their own side."""
    kk = f"{SITI[:-1]}9"
    here = admit(name="Siti", nik=SITI, kk=kk, business_name="Warung Siti")
    joko = {"name": "Joko", "nik": BUDI, "kk": kk}
    admit(business_name="Bengkel Dekat", **joko)
    admit(business_name="Bengkel Seberang", area=KALI, **joko)
    page = client_of("village_officer").get(f"/registri/{here.identity.business.number}/").content.decode()
    assert "Bengkel Dekat" in page
    assert "Bengkel Seberang" not in page


def state():
    return (
        Judgement.objects.count(),
        list(Pair.objects.values_list("left", "right", "verdict")),
        Expectation.objects.count(),
        list(Letter.objects.values_list("number", "signed_at")),
        list(Objection.objects.values_list("text", "answered_at")),
        list(ErasureRequest.objects.values_list("decided_at", flat=True)),
    )
