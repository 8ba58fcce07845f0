"""Businesses, pairs, judgements, letters, coverage and an owner's own pages, seen from outside."""

from datetime import date

import pytest

from satupintu.pipeline.registry import letters
from satupintu.pipeline.registry.coverage_expectations import expect
from satupintu.pipeline.registry.models import ErasureRequest, Expectation, Judgement, Letter, Objection, Pair
from satupintu.pipeline.registry.services import ask, judge
from tests import fence
from tests.fence import NEIGHBOUR, RT, VILLAGE, Row, place

from .conftest import BUDI, SITI

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


def state():
    return (
        Judgement.objects.count(),
        list(Pair.objects.values_list("left", "right", "verdict")),
        Expectation.objects.count(),
        list(Letter.objects.values_list("number", "signed_at")),
        list(Objection.objects.values_list("text", "answered_at")),
        list(ErasureRequest.objects.values_list("decided_at", flat=True)),
    )
