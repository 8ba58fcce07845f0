"""What a person received from all programmes, on the page of their business and on their own."""

from itertools import combinations

import pytest
from django.urls import reverse

from satupintu.pipeline.recipients.models import Reckoning
from satupintu.pipeline.recipients.overlap.selectors import cells_of
from satupintu.pipeline.recipients.overlap.services import reckon
from satupintu.portal.received import received_by
from tests.unit.pipeline.conftest import bank, batch, decree, district, issue, proposal, screened  # noqa: F401
from tests.unit.pipeline.recipients.conftest import BUDI, SITI, listed, ministry, people, row, send  # noqa: F401
from tests.unit.pipeline.registry.conftest import admit, confirmed, village  # noqa: F401

pytestmark = pytest.mark.django_db
PAID, PROPOSED_IN_VAIN = "3507114506050001", "3507110506050003"  # in tests.unit.pipeline.case


@pytest.fixture
def thrice(people, send, bank_agency):  # noqa: F811
    """Siti in three reports of two programmes and two agencies; another name under Budi's NIK."""
    send(row("Siti Aminah", SITI, programme="bpum-2020", amount="2.400.000", on="05-08-2020"))
    send(row("Siti Aminah", SITI))
    send(file=listed(row("Hj. Siti Aminah", SITI, on="01-06-2021"), name="bri.csv"), by=bank_agency)
    send(row("Sutrisno", BUDI, on="02-06-2021"))
    return people


@pytest.fixture
def bank_agency(make_user):
    return make_user("agency_officer", agency="bri")


def test_the_page_of_a_business_lists_what_its_owner_received_from_everybody(thrice, client_of):
    number = thrice["siti"].identity.business.number
    page = client_of("district_officer").get(reverse("registry:business", args=[number])).content.decode()
    assert page.count("Rp1.200.000") == 2
    assert page.count("Rp2.400.000") == 2  # in 2020, and twice the half of it in 2021
    assert "Bank Rakyat Indonesia" in page
    assert (
        "Rp1.200.000"
        not in client_of("rt_head").get(reverse("registry:business", args=[number])).content.decode()
    )


def test_a_person_in_three_programmes_shows_in_the_matrix_the_list_and_on_both_pages(thrice, send, client_of):  # noqa: F811
    send(row("Siti Aminah", SITI, programme="wirausaha-pemula-2021", amount="7.000.000", on="01-07-2021"))
    counted = Reckoning.objects.create()
    reckon(counted, lambda *_: None)
    officer = client_of("district_officer")
    cells = {(one.a, one.b): one.people for one in cells_of(counted, officer.user.area, officer.user)}
    three = ("bpum-2020", "bpum-2021", "wirausaha-pemula-2021")
    assert {pair: cells[pair] for pair in combinations(three, 2)} == dict.fromkeys(combinations(three, 2), 1)
    assert counted.summary["overlap"]["people_by_programmes"]["3"] == 1
    assert officer.get(reverse("recipients:recipients")).content.decode().count("350711••••••••01") == 4
    number = thrice["siti"].identity.business.number
    owner = client_of("business_owner", nik=SITI, name="Siti Aminah")
    for page in (officer.get(reverse("registry:business", args=[number])), owner.get(reverse("own:own"))):
        text = page.content.decode()
        assert "Program yang diterima bersama" in text
        assert text.count("lebih dari sekali") == 1 and text.count("Tidak boleh bersama") >= 1


def test_aid_under_a_nik_that_may_be_anothers_is_on_nobodys_page(thrice, client_of):
    number = thrice["budi"].identity.business.number
    page = client_of("district_officer").get(reverse("registry:business", args=[number])).content.decode()
    assert "Belum ada bantuan" in page


def test_the_page_of_a_business_that_needs_several_things_opens(admit, client_of, data_folder):  # noqa: F811
    found = admit(name="Sari", nik=SITI, business_name="Kios Sari", needs=["capital", "skills"])
    page = client_of("district_officer").get(
        reverse("registry:business", args=[found.identity.business.number])
    )
    assert "Modal" in page.content.decode()


def test_owners_see_what_agencies_reported_of_them(thrice, client_of):
    owner = client_of("business_owner", nik=SITI, name="Siti Aminah")
    page = owner.get(reverse("own:own")).content.decode()
    assert page.count("Rp1.200.000") == 2
    copied = owner.get(reverse("own:copy_json")).json()["reported"]
    assert [one["amount"] for one in copied] == [2_400_000, 1_200_000, 1_200_000]
    assert "Bank Rakyat Indonesia" in owner.get(reverse("own:copy")).content.decode()


@pytest.mark.parametrize(("name", "amounts"), [("Siti Aminah", [1_200_000]), ("Joko Widagdo", [])])
def test_a_payment_is_shown_to_who_bears_its_nik_and_its_name(batch, make_user, name, amounts):  # noqa: F811
    owner = make_user("business_owner", nik="3507114506050001", name=name)
    assert [one.amount for one in received_by(owner, [owner.area])] == amounts


def test_aid_of_another_under_the_same_nik_is_on_their_page_alone(thrice, admit, client_of):  # noqa: F811
    admit(name="Joko Widagdo", nik=SITI, business_name="Bengkel Joko")
    for name, amounts in (("Siti Aminah", 3), ("Joko Widagdo", 0)):
        client = client_of("business_owner", nik=SITI, name=name)
        assert len(client.get(reverse("own:copy_json")).json()["reported"]) == amounts
        groups = client.get(reverse("navigator:own")).context["groups"]
        assert ("received" in {one.id for one in groups}) is bool(amounts)


@pytest.mark.parametrize("area", ["35.07.11.2008", "35.07.11", "35.07"])
def test_who_has_no_business_in_the_registry_sees_what_they_were_paid(batch, client_of, area):  # noqa: F811
    owner = client_of("business_owner", area=area, nik=PAID, name="Siti Aminah")
    for name in ("own:own", "own:copy"):
        page = owner.get(reverse(name)).content.decode()
        assert "Belum ada pembayaran" not in page
        assert "Rp1.200.000" in page and batch.decree.number in page
    assert [one["amount"] for one in owner.get(reverse("own:copy_json")).json()["received"]] == [1_200_000]


@pytest.mark.parametrize("account", [{"nik": PROPOSED_IN_VAIN}, {"nik": PAID, "area": "35.14.01.2001"}, {}])
def test_nobody_sees_a_payment_that_does_not_name_them(batch, client_of, account):  # noqa: F811
    owner = client_of("business_owner", **{"area": "35.07.11.2008"} | account)
    assert "Belum ada pembayaran" in owner.get(reverse("own:own")).content.decode()
    assert owner.get(reverse("own:copy_json")).json()["received"] == []
