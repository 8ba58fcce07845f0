"""What other systems get is what the stages themselves say: one answer, one catalogue, one file of aid."""

import json
from datetime import date

import pytest
from django.test import Client

from satupintu.interop import neighbours
from satupintu.interop.models import Use

from .conftest import SITI, by_nik, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user):
    return make_user("agency_officer", agency="kemenkop")


def send(partner, path, body=None):
    headers = {"Authorization": f"Bearer {partner.token}"}
    if body is None:
        return Client().get(f"/api/v1/{path}", headers=headers)
    return Client().post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def test_one_answer_through_dci_the_api_and_the_navigator(speak, make_partner, businesses, data_folder):
    from satupintu.pipeline.screening.eligibility import answers_for

    said = {one.id: (one.outcome, list(one.determination.reasons)) for one in answers_for(nik=SITI)}
    assert len(said) >= 2
    partner = make_partner(uses=[Use.SEARCH, Use.ANSWERS])
    record = speak(partner, "sync/search", search(by_nik(SITI))).records[0]
    [through_dci] = [
        one["programme_answers"] for one in record["additional_attributes"] if "programme_answers" in one
    ]
    through_api = send(partner, "answers", {"nik": SITI}).json()["answers"]
    assert through_api == through_dci
    assert {one["programme"]: (one["outcome"], one["reasons"]) for one in through_dci} == said
    bpum = next(one for one in through_dci if one["programme"] == "bpum-2021")
    assert all(told["cite"] for told in bpum["told"] if told["id"] in ("micro_business", "business_evidence"))


def test_an_agency_reports_programmes_and_who_received(make_partner, businesses, officer, data_folder):
    from satupintu.pipeline.catalogue.models import ReportedProgramme
    from satupintu.pipeline.recipients.building import rebuild

    partner = make_partner(uses=[Use.REPORT], account=officer)
    row = {
        "title": "Kelas Ekspor",
        "pillar": "capacity",
        "needs": ["skills"],
        "aid": "training",
        "level": "central",
    }
    assert send(partner, "reports/programmes", {"rows": [row]}).json()["new"] == ["kelas-ekspor"]
    assert ReportedProgramme.objects.get().agency == "kemenkop"
    catalogue = make_partner(code="katalog", uses=[Use.CATALOGUE])
    found = {one["id"]: one for one in send(catalogue, "programmes").json()["programmes"]}
    assert (found["kelas-ekspor"]["is_reported"], found["bpum-2021"]["is_reported"]) == (True, False)
    assert send(catalogue, "programmes/kelas-ekspor").json()["listing"]["needs"] == ["skills"]
    refused = send(partner, "reports/programmes", {"rows": [row | {"pillar": "sayap"}]})
    assert refused.status_code == 422
    assert refused.json()["places"][0]["place"].startswith("rows/")
    aid = {"nik": SITI, "name": "Siti Aminah", "amount": 1_200_000, "received_on": "2021-03-12",
           "village": "35.07.11.2008"}  # fmt: skip
    report = {"programme": "bpum-2021", "rows": [aid]}
    first = send(partner, "reports/aid", report).json()
    assert (first["is_repeat"], first["places"]) == (False, [])
    assert send(partner, "reports/aid", report).json()["is_repeat"]
    rebuild()
    assert neighbours.aid_counts() == [("bpum-2021", "35.07", 1, 1_200_000)]
    other = send(partner, "reports/aid", {"programme": "pkh", "rows": [aid]})
    assert other.status_code == 422
    assert other.json()["detail"]


def test_plans_of_ones_own_area(make_partner, areas, district):
    from satupintu.community.coordination.models import ActionPlan, AffectedGroup, PlanLine, PlanState

    for code in ("35.07", "35.14"):
        plan = ActionPlan.objects.create(
            area=areas[code], title=f"Rencana {code}", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
            state=PlanState.AGREED, made_by=district, agreed_by=district,
        )  # fmt: skip
        group = AffectedGroup.objects.create(plan=plan, number=1, name="Pedagang pasar")
        PlanLine.objects.create(
            group=group, number=1, activity="Pelatihan", target=10, unit="orang",
            starts_on=date(2026, 1, 1), deadline=date(2026, 6, 30),
        )  # fmt: skip
    partner = make_partner(uses=[Use.PLANS])
    headers = {"Authorization": f"Bearer {partner.token}"}
    told = Client().get("/api/v1/plans", headers=headers).json()
    found = told["plans"]
    assert (told["total"], [one["title"] for one in found]) == (1, ["Rencana 35.07"])
    assert Client().get("/api/v1/plans?page=2", headers=headers).json() == {"total": 1, "plans": []}
    assert (
        found[0]["lines"][0] | {"group": "Pedagang pasar", "what": "Pelatihan", "target": 10}
        == found[0]["lines"][0]
    )
