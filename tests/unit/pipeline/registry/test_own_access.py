"""Who may open letters, coverage and owners' data: each role at each address, of their own area and of another."""

from datetime import date

import pytest
from django.urls import get_resolver, reverse

from satupintu.foundation.accounts.permissions import PUBLIC
from satupintu.pipeline.registry.letters import services as letters
from satupintu.pipeline.registry.models import ErasureRequest, Objection

from .own_case import FAR, FAR_NIK, NEXT, SITI, VILLAGE, make_business

T, V, S, D, M = "rt_head", "village_officer", "subdistrict_officer", "district_officer", "ministry_officer"
U, B, A, P = "business_owner", "bank_officer", "auditor", "administrator"
ROLES = (T, V, S, D, M, U, B, A, P)
TIERS = {T, V, S, D, M, A}
GET, POST = "get", "post"

# app:name -> (method, arguments, roles that may): every address of the three apps stands here.
PAGES = {
    "letters:letters": (GET, (), {V, S, D, A}),
    "letters:office": (GET, (), {V}),
    "letters:choose": (GET, (), {V}),
    "letters:new": (GET, ("business",), {V}),
    "letters:letter": (GET, ("letter",), {V, S, D, A}),
    "letters:change": (GET, ("letter",), {V}),
    "letters:sign": (POST, ("letter",), {V}),
    "letters:withdraw": (POST, ("letter",), {V}),
    "letters:discard": (POST, ("letter",), {V}),
    "letters:pdf": (GET, ("letter",), {V, S, D, A}),
    "letters:docx": (GET, ("letter",), {V, S, D, A}),
    "coverage:coverage": (GET, (), TIERS),
    "coverage:import": (POST, ("area",), {V, S, D}),
    "coverage:area": (GET, ("area",), TIERS),
    "coverage:visits": (GET, ("area",), TIERS),
    "coverage:expected": (GET, ("area",), {V, S, D}),
    "own:own": (GET, (), {U}),
    "own:copy": (GET, (), {U}),
    "own:copy_json": (GET, (), {U}),
    "own:erase": (GET, (), {U}),
    "own:business": (GET, ("business",), {U}),
    "own:correct": (GET, ("business",), {U}),
    "own:object": (GET, ("business",), {U}),
    "own:objections": (GET, (), {V, D}),
    "own:objection": (GET, ("objection",), {V, D}),
    "own:erasure": (GET, ("request",), {D}),
}
HOME = {T: VILLAGE, V: VILLAGE, S: "35.07.11", D: "35.07", M: "ID", U: VILLAGE, B: "35.07", A: "ID", P: "ID"}
ELSEWHERE = {
    T: FAR,
    V: FAR,
    S: "35.14.01",
    D: "35.14",
    M: "35.14",
    U: FAR,
    B: "35.14",
    A: "35.14",
    P: "35.14",
}
OF_ONE = [name for name, (_method, arguments, _roles) in PAGES.items() if arguments]


@pytest.fixture
def things(areas, make_user, data_folder):
    """One business with a letter, an objection and a request, and its area: what stands in the addresses."""
    officer = make_user("village_officer", area=VILLAGE)
    owner = make_user("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah", username="siti")
    business = make_business(areas[VILLAGE], officer, SITI, "Siti Aminah", "Warung Siti")
    given = {
        "number": "1/2026",
        "on": date(2026, 11, 2),
        "business_name": "Warung Siti",
        "sector": "Makanan",
        "address": "Jl. 1",
        "since": "",
        "purpose": "",
    }
    return {
        "business": business.pk,
        "area": VILLAGE,
        "letter": letters.draft_letter(by=officer, business=business, given=given).pk,
        "objection": Objection.objects.create(business=business, text="Salah", by=owner).pk,
        "request": ErasureRequest.objects.create(person=business.owner, by=owner).pk,
    }


def ask(client, name, things):
    method, arguments, _roles = PAGES[name]
    return getattr(client, method)(reverse(name, args=[things[one] for one in arguments]))


def test_every_address_is_in_the_table():
    modules = {
        "letters": "satupintu.pipeline.registry.letters.urls",
        "coverage": "satupintu.pipeline.registry.coverage.urls",
        "own": "satupintu.portal.urls_own",
    }
    names = {
        f"{app}:{pattern.name}"
        for app, module in modules.items()
        for pattern in get_resolver(module).url_patterns
        if pattern.callback.allowed != PUBLIC
    }
    assert names == set(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_is_its_own(role, client_of, things):
    client = client_of(role, area=HOME[role], nik=SITI if role == U else "", name="Siti Aminah")
    for name, (_method, _arguments, roles) in PAGES.items():
        if name == "letters:discard" and role in roles:
            continue  # it would take the letter from the addresses that follow
        code = ask(client, name, things).status_code
        assert (code in (200, 302, 422)) if role in roles else code == 403, (name, code)


@pytest.mark.parametrize("role", ROLES)
def test_another_regency_is_not_there(role, client_of, things):
    client = client_of(role, area=ELSEWHERE[role], nik=FAR_NIK if role == U else "")
    for name in OF_ONE:
        code = ask(client, name, things).status_code
        assert code == (404 if role in PAGES[name][2] else 403), (name, code)


@pytest.mark.parametrize("role", [V, T])
def test_the_village_next_door_is_not_there(role, client_of, things):
    client = client_of(role, area=NEXT)
    for name in OF_ONE:
        assert ask(client, name, things).status_code in (403, 404), name


@pytest.mark.parametrize("role", [V, S, D, A])
def test_lists_and_searches_hold_nothing_of_elsewhere(role, client_of, things):
    client = client_of(role, area=ELSEWHERE[role])
    for address in ("/surat/", "/surat/buat/", "/keberatan/", "/cakupan/"):
        answer = client.get(address).content.decode()
        assert "Warung Siti" not in answer and "1/2026" not in answer, address
    for address, wanted in (("/surat/", "1/2026"), ("/surat/buat/", "Warung")):
        answer = client.post(address, {"cari": wanted}).content.decode()
        assert "Warung Siti" not in answer, address
        assert "1/2026" not in answer.replace('value="1/2026"', "")


def test_an_owner_of_another_business_gets_none_of_this_one(client_of, things):
    client = client_of(U, area=VILLAGE, nik=FAR_NIK)
    for name in ("own:business", "own:correct", "own:object"):
        assert ask(client, name, things).status_code == 404
    for name in ("own:own", "own:copy", "own:copy_json"):
        assert "Warung Siti" not in ask(client, name, things).content.decode()


def test_expectations_of_another_area_cannot_be_set(client_of, things):
    client = client_of(V, area=NEXT)
    data = {"count": "5", "source": "BPS", "counted_on": "2026-01-01"}
    assert client.post(reverse("coverage:expected", args=[VILLAGE]), data).status_code == 404
