"""Our own API: for partners by use and people by role, each in their own area."""

import json

import pytest
from django.test import Client

from satupintu.foundation.refusal import Refused
from satupintu.interop.models import Use
from tests.fence import FAR, INSIDE, NEIGHBOUR

from .conftest import BUDI, SITI

pytestmark = pytest.mark.django_db
READ = ["programmes", "programmes/bpum-2021", "rounds", "coverage", "plans"]
USES = {"programmes": Use.CATALOGUE, "programmes/bpum-2021": Use.CATALOGUE, "rounds": Use.ROUNDS,
        "coverage": Use.COVERAGE, "plans": Use.PLANS}  # fmt: skip


@pytest.fixture(autouse=True)
def other_stages(monkeypatch):
    """Answers and plans of other stages, as they are handed over."""
    told = [
        {"programme": "bpum-2021", "outcome": "eligible"},
        {"programme": "pkh", "outcome": "undetermined"},
    ]
    monkeypatch.setattr("satupintu.interop.neighbours.answers", lambda nik: told)
    monkeypatch.setattr("satupintu.interop.neighbours.plans", lambda reader, page: (0, []))


def call(partner, path, body=None, client=None):
    client = client or Client()
    headers = {"Authorization": f"Bearer {partner.token}"} if partner else {}
    if body is None:
        return client.get(f"/api/v1/{path}", headers=headers)
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_what_may_be_read_by_whom(make_partner, areas):
    everything = make_partner(uses=list(USES.values()))
    nothing = make_partner(uses=[Use.SEARCH])
    for path in READ:
        assert call(everything, path).status_code == 200
        assert call(nothing, path).status_code == 403
        stranger = call(None, path)
        assert (stranger.status_code, stranger.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert set(stranger.json()) == {"detail", "places"}


def test_people_by_their_role(client_of):
    codes = {
        role: [client_of(role).get(f"/api/v1/{path}").status_code for path in READ]
        for role in ("district_officer", "bank_officer", "administrator")
    }
    assert codes == {"district_officer": [200] * 5, "bank_officer": [200, 200, 403, 403, 403],
                     "administrator": [200, 200, 403, 403, 403]}  # fmt: skip


def test_a_session_without_its_second_factor_is_none(client_of, settings):
    settings.MFA_REQUIRED = True
    assert client_of("district_officer").get("/api/v1/rounds").status_code == 401


def test_a_forged_form_of_another_site_gets_nowhere(make_user, businesses):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("district_officer"))
    assert call(None, "answers", {"nik": SITI}, client).status_code == 403
    assert client.get("/api/v1/rounds").status_code == 200


def test_nobody_asks_for_one_person_after_the_other(make_partner, client_of, monkeypatch, businesses):
    monkeypatch.setattr("satupintu.interop.api.callers.PER_HOUR", 2)
    partner, officer = make_partner(uses=[Use.ANSWERS]), client_of("district_officer")
    for caller in ((partner, None), (None, officer)):
        codes = [call(caller[0], "answers", {"nik": SITI}, caller[1]).status_code for _try in range(3)]
        assert codes == [200, 200, 429]


def test_the_catalogue_with_its_articles(make_partner):
    found = call(make_partner(uses=[Use.CATALOGUE]), "programmes").json()["programmes"]
    bpum = next(one for one in found if one["id"] == "bpum-2021")
    assert bpum["amount"] == 1_200_000
    assert bpum["listing"]["aid"] == "cash"
    assert all(one["cite"] for one in bpum["criteria"])
    assert call(make_partner(uses=[Use.CATALOGUE]), "programmes/tidak-ada").status_code == 404


def test_rounds_of_ones_own_area_only(make_partner, district, make_user):
    from tests.unit.pipeline.case import screened_round

    screened_round(district, title="Putaran Malang")
    screened_round(make_user("district_officer", area="35.14"), title="Putaran Pasuruan")
    for area, titles in [("35.07", {"Putaran Malang"}), ("35", {"Putaran Malang", "Putaran Pasuruan"}),
                         ("35.07.11.2008", set())]:  # fmt: skip
        found = call(make_partner(area=area, uses=[Use.ROUNDS]), "rounds").json()
        assert {one["title"] for one in found["rounds"]} == titles
        assert found["total"] == len(titles)
    assert found.keys() == {"total", "rounds"}


def test_coverage_of_ones_own_area_only(make_partner, businesses):
    partner = make_partner(uses=[Use.COVERAGE])
    found = call(partner, "coverage").json()
    assert found["whole"]["verified"] == 2
    assert call(partner, "coverage?area=35.07.11.2008").json()["whole"]["verified"] == 1
    assert call(partner, "coverage?area=35.14").status_code == 404
    assert call(partner, "coverage?area=35").status_code == 404
    assert call(partner, "coverage?area=x").status_code == 422


def test_answers_for_people_of_ones_own_area(make_partner, client_of, businesses):
    from satupintu.foundation.audit.models import Event

    partner = make_partner(uses=[Use.ANSWERS])
    assert [one["programme"] for one in call(partner, "answers", {"nik": SITI}).json()["answers"]] == [
        "bpum-2021",
        "pkh",
    ]
    only = call(partner, "answers", {"nik": SITI, "programmes": ["pkh"]}).json()["answers"]
    assert [one["programme"] for one in only] == ["pkh"]
    assert call(make_partner(area="35.14", uses=[Use.ANSWERS]), "answers", {"nik": SITI}).status_code == 404
    village = client_of("village_officer", area="35.07.11.2008")
    assert call(None, "answers", {"nik": SITI}, village).status_code == 200
    assert call(None, "answers", {"nik": BUDI}, village).status_code == 404
    events = Event.objects.filter(action="api.answers")
    assert {one.data["partner"] for one in events} == {partner.code, ""}
    assert {one.object_id for one in events} == {str(businesses["siti"].pk)}


ASKED = [
    ("coverage?area=35.07.11.2008", None),
    ("answers", {"nik": SITI}),
]


@pytest.mark.parametrize("role", NEIGHBOUR)
def test_nobody_of_any_role_leaves_their_area(client_of, businesses, district, role):
    """Signed in as one of the neighbourhood beside, and as one of another regency."""
    from tests.unit.pipeline.case import screened_round

    screened_round(district, title="Putaran Malang")
    for area in {NEIGHBOUR[role], FAR[role]}:
        client = client_of(role, area=area)
        for path, body in ASKED:
            answer = call(None, path, body, client)
            assert answer.status_code in (403, 404), (area, path)
            assert "Siti" not in answer.content.decode()
    assert (
        "Putaran Malang" not in call(None, "rounds", None, client_of(role, area=FAR[role])).content.decode()
    )


def test_those_inside_are_let_in(client_of, businesses):
    """What the table above asks for is there."""
    inside = client_of("village_officer", area=INSIDE["village_officer"])
    assert [call(None, path, body, inside).status_code for path, body in ASKED] == [200, 200]


@pytest.mark.parametrize(
    "body", [{}, {"nik": "1"}, {"nik": "0" * 16}, {"nik": SITI, "more": 1}, [], {"nik": 5}]
)
def test_a_question_that_is_none(make_partner, body):
    answer = call(make_partner(uses=[Use.ANSWERS]), "answers", body)
    assert answer.status_code == 422
    assert answer.json()["places"]
    assert "0000000000000000" not in answer.content.decode()


def test_reports_in_the_name_of_the_agency(make_partner, make_user, monkeypatch):
    from satupintu.interop import neighbours

    got = []

    def report(**named):
        got.append(named)
        return {"new": ["pelatihan"], "changed": [], "unchanged": []}

    monkeypatch.setattr(neighbours, "report_programmes", report)
    rows = [{"id": "pelatihan", "title": "Pelatihan"}]
    without = make_partner(uses=[Use.REPORT])
    assert call(without, "reports/programmes", {"rows": rows}).status_code == 403
    officer = make_user("agency_officer", agency="kemenkop")
    partner = make_partner(uses=[Use.REPORT], account=officer)
    assert call(partner, "reports/programmes", {"rows": rows}).json()["new"] == ["pelatihan"]
    assert (got[0]["by"], got[0]["rows"]) == (officer, rows)
    assert call(partner, "reports/programmes", {"rows": []}).status_code == 422


def test_a_report_that_is_refused_names_its_rows(make_partner, make_user, monkeypatch):
    from satupintu.interop import neighbours

    def refuse(**_named):
        raise Refused("Belum dapat diterima.", [{"place": "rows/1/amount", "says": "bukan rupiah"}])

    monkeypatch.setattr(neighbours, "report_aid", refuse)
    partner = make_partner(uses=[Use.REPORT], account=make_user("agency_officer", agency="kemenkop"))
    answer = call(partner, "reports/aid", {"programme": "bpum-2021", "rows": [{"nik": SITI}]})
    assert answer.status_code == 422
    assert answer.json() == {"detail": "Belum dapat diterima.",
                             "places": [{"place": "rows/1/amount", "says": "bukan rupiah"}]}  # fmt: skip


def test_what_is_no_json_or_no_address_is_told_in_the_same_form(make_partner):
    headers = {"Authorization": f"Bearer {make_partner(uses=[Use.ANSWERS]).token}"}
    for body in (b"{", b'{"nik": "\xff"}', b"[" * 50_000):
        answer = Client().post("/api/v1/answers", body, content_type="application/json", headers=headers)
        assert (answer.status_code, "bukan JSON" in answer.json()["detail"]) == (422, True)
    for asked in (Client().get, Client().post):
        assert asked("/api/v1/tidak-ada").json()["places"] == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"nik": "3507114107600001", "nik": "3507110203700002"}', "dua kali"),
        (b'{"nik": "\\ud800"}', "tidak dapat disimpan"),
        (b'{"nik": "\\u0000"}', "tidak dapat disimpan"),
        (b'{"nik": NaN}', "bukan angka JSON"),
        (b'{"nik": 1e999}', "tidak dapat disimpan"),
        (b'{"nik": ' + b"[" * 60 + b"]" * 60 + b"}", "bersarang"),
    ],
)
def test_a_body_that_cannot_be_kept_or_says_two_things_is_refused(make_partner, body, said):
    headers = {"Authorization": f"Bearer {make_partner(uses=[Use.ANSWERS, Use.REPORT]).token}"}
    for path in ("answers", "reports/aid"):
        answer = Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
        assert (answer.status_code, said in answer.json()["detail"]) == (422, True)


def test_trouble_of_ours_and_an_address_with_nul_are_told_in_the_same_form(
    make_partner, monkeypatch, businesses, caplog
):
    def breaks(_nik):
        raise RuntimeError(f"it broke over {SITI}")

    monkeypatch.setattr("satupintu.interop.neighbours.answers", breaks)
    partner = make_partner(uses=[Use.ANSWERS, Use.CATALOGUE])
    answer = call(partner, "answers", {"nik": SITI})
    assert (answer.status_code, set(answer.json())) == (500, {"detail", "places"})
    assert "RuntimeError" in caplog.text and SITI not in caplog.text
    for path in ("programmes/x%00", "%00"):
        assert call(partner, path).json()["places"] == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "wajib ada"),
        ({"nik": "1"}, "harus berpola ^[0-9]{16}$"),
        ({"nik": SITI, "more": 1}, "kolom ini tidak dikenal"),
        ({"nik": 5}, "harus teks"),
        ({"nik": SITI, "programmes": "pkh"}, "harus daftar"),
        ({"nik": SITI, "programmes": ["pkh", "pkhh"]}, "program ini tidak ada di /api/v1/programmes"),
        ([], "harus objek"),
    ],
)
def test_what_has_another_shape_is_told_in_indonesian(make_partner, body, says):
    [place] = call(make_partner(uses=[Use.ANSWERS]), "answers", body).json()["places"]
    assert place["says"] == says


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"nik": "1"}, "body/nik"),
        ({"nik": "0" * 16}, "body/nik"),
        ({"nik": SITI, "programmes": ["pkh", "x"]}, "body/programmes/1"),
    ],
)
def test_a_place_is_named_as_its_sender_knows_it(make_partner, body, place):
    [found] = call(make_partner(uses=[Use.ANSWERS]), "answers", body).json()["places"]
    assert found["place"] == place


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("coverage?Area=35.07.11", "query/Area"),
        ("rounds?halaman=2", "query/halaman"),
        ("plans?page=1&per_page=5", "query/per_page"),
        ("programmes?a%20b=1", "query/?"),
    ],
)
def test_a_misspelt_parameter_is_not_answered_as_if_nothing_had_been_asked(make_partner, address, place):
    answer = call(make_partner(uses=list(USES.values())), address)
    assert (answer.status_code, [one["place"] for one in answer.json()["places"]]) == (422, [place])


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "allowed"),
    [
        ("head", "rounds", {}, 200, None),
        ("head", "answers", {}, 405, "POST"),
        ("delete", "rounds", {}, 405, "GET, HEAD"),
        ("get", "reports/aid", {}, 405, "POST"),
        ("post", "answers", {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}, 411, None),
    ],
)
def test_what_no_route_takes_is_refused_in_the_one_form(make_partner, method, path, more, status, allowed):
    headers = {"Authorization": f"Bearer {make_partner(uses=[Use.ROUNDS]).token}"}
    answer = getattr(Client(), method)(f"/api/v1/{path}", headers=headers, **more)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, allowed)
    if status != 200 and method != "head":
        assert set(answer.json()) == {"detail", "places"}


def test_too_long_a_request(make_partner):
    partner = make_partner(uses=[Use.REPORT])
    answer = Client().post("/api/v1/reports/aid", b"x" * (2 * 1024 * 1024 + 1), content_type="application/json",
                           headers={"Authorization": f"Bearer {partner.token}"})  # fmt: skip
    assert answer.status_code == 413
    assert set(answer.json()) == {"detail", "places"}
