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


AID = {"nik": SITI, "name": "Siti Aminah", "amount": 1_200_000, "received_on": "2021-03-12",
       "village": "35.07.11.2008"}  # fmt: skip


@pytest.fixture
def reporter(make_partner, areas, officer, data_folder):
    """`reporter({…}, …)`: reported as rows of BPUM 2021 by the ministry's system."""
    partner = make_partner(uses=[Use.REPORT], account=officer)

    def report(*rows, **more):
        return send(partner, "reports/aid", {"programme": "bpum-2021", "rows": list(rows), **more})

    report.partner = partner
    return report


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"jumlah": 5_000_000}, "jumlah"),
        ({"Amount": 5_000_000}, "Amount"),
        ({"name": {"a": [1]}}, "name"),
        ({"amount": 1_200_000.75}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": [1]}, "amount"),
        ({"nik": 0.5}, "nik"),
        ({"birth_date": "31-12-1987"}, "birth_date"),
        ({"birth_date": 19871231}, "birth_date"),
        ({"received_on": 20210312}, "received_on"),
        ({"name": "A" * 201}, "name"),
        ({"what": "A" * 3_000}, "what"),
        ({"village": "3" * 61}, "village"),
    ],
)
def test_what_a_row_says_under_no_known_name_or_of_another_kind_is_refused_with_its_place(
    reporter, wrong, field
):
    from satupintu.pipeline.recipients.models import AidReport

    answer = reporter(AID, {**AID, **wrong})
    assert answer.status_code == 422
    [place] = answer.json()["places"]
    assert place["place"] == f"rows/2/{field}"
    assert "should" not in place["says"] and "nput" not in place["says"]
    assert not AidReport.objects.exists()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ({"amount": 1_200_000.0, "nik": float(SITI)}, 1_200_000),
        ({"amount": "1,2 juta", "nik": int(SITI), "village": 3507112008}, 1_200_000),
        ({"amount": "1.200.000", "birth_date": "", "name": "Siti Aminah"}, 1_200_000),
        ({"amount": None, "what": "beras", "quantity": 1.125}, None),
    ],
)
def test_what_a_row_says_is_kept_as_it_was_meant(reporter, written, amount):
    from satupintu.pipeline.recipients.building import rebuild
    from satupintu.pipeline.recipients.selectors import aid_of

    answer = reporter({**AID, **written})
    assert answer.json()["state"] == "read", answer.content
    rebuild()
    [one] = aid_of(SITI)
    assert (one.amount, one.quantity) == (amount, written.get("quantity"))


def test_a_repeat_is_one_only_where_all_that_was_sent_is_the_same(reporter):
    undated = {name: value for name, value in AID.items() if name != "received_on"}
    first = reporter(undated, received_on="2021-03-12").json()
    assert reporter(undated, received_on="2021-03-12").json() == first | {"is_repeat": True}
    for rows, more in (
        ([undated], {"received_on": "2021-06-12"}),
        ([AID | {"amount": 7_000_000}], {}),
        ([AID | {"what": "tahap 2"}], {}),
    ):
        other = reporter(*rows, **more).json()
        assert (other["state"], other["is_repeat"]) == ("read", False)
        assert other["report"] > first["report"]


def test_a_list_of_which_nothing_counts_says_why_and_can_be_asked_about(reporter, make_partner, make_user):
    reporter(AID | {"amount": "1,2 juta"})
    refused = reporter(AID)
    told = refused.json()
    assert refused.status_code == 422
    assert "isinya sama persis" in told["detail"] and told["state"] == "refused"
    wrong = reporter(AID | {"village": "Arjo"}, AID | {"amount": "entah"}).json()
    assert {one["place"] for one in wrong["places"]} == {"rows/1/village", "rows/2/amount"}
    assert "perlu diperbaiki" in wrong["detail"]
    address = f"reports/aid/{wrong['report']}"
    assert send(reporter.partner, address).json() == wrong
    bank = make_partner(
        code="bank", uses=[Use.REPORT], account=make_user("agency_officer", agency="bri", username="bri")
    )
    for partner, path in ((bank, address), (reporter.partner, f"reports/aid/{10**30}")):
        assert send(partner, path).status_code == 404


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
