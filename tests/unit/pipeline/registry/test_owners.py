"""Whose records an owner's account reads and may have erased: its NIK alone does not say."""

import pytest

from satupintu.foundation.accounts.models import User
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Sealed
from satupintu.pipeline.recipients.forgetting import erased_names
from satupintu.pipeline.registry.models import Judgement, Person
from satupintu.pipeline.registry.own import services as own_services
from satupintu.pipeline.registry.selectors import visible_businesses
from satupintu.pipeline.registry.selectors.owners import is_known_otherwise, own_businesses
from satupintu.pipeline.registry.services import judge

from .conftest import ARJO, SITI

FAR = "35.14.01.2001"


@pytest.fixture
def typo(admit):
    """Siti, and a neighbour whose record bears her NIK."""
    return (
        admit(name="Siti Aminah", nik=SITI, business_name="Warung Siti"),
        admit(name="Joko Widagdo", nik=SITI, business_name="Bengkel Joko"),
    )


@pytest.fixture
def owner(make_user):
    def make(name, area=ARJO):
        return make_user("business_owner", area=area, nik=SITI, name=name)

    return make


def names(found):
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Siti Aminah", ["Warung Siti"]),
        ("Hj. SITI AMINAH, S.Pd", ["Warung Siti"]),
        ("St. Aminah", ["Warung Siti"]),
        ("Joko Widagdo", ["Bengkel Joko"]),
        ("Sutrisno", []),
    ],
)
def test_an_owner_reads_what_stands_under_their_own_name(typo, owner, name, own):
    user = owner(name)
    assert names(own_businesses(user)) == names(visible_businesses(user)) == own
    assert is_known_otherwise(user) is not own


def test_a_name_that_an_officer_said_is_the_same_person_s_is_their_own_too(typo, owner, district):
    siti, other = typo
    judge(left=siti, right=other, about="person", verdict="same", by=district)
    assert names(own_businesses(owner("Siti Aminah"))) == ["Warung Siti", "Bengkel Joko"]
    assert names(own_businesses(owner("Joko Widagdo"))) == ["Warung Siti", "Bengkel Joko"]


def test_a_record_without_a_name_is_read_by_whoever_has_its_nik(admit, owner):
    admit(nik=SITI, business_name="Kios")
    assert names(own_businesses(owner("Siti Aminah"))) == ["Kios"]


def test_nothing_of_another_regency_is_read(typo, owner, make_user):
    from tests.fence import place

    place(FAR)
    user = owner("Siti Aminah", FAR)
    assert not own_businesses(user).exists()
    assert is_known_otherwise(user)
    assert names(own_businesses(owner("Siti Aminah", "35.07.11.2007"))) == ["Warung Siti"]


def test_the_page_says_why_nothing_is_there(typo, client_of):
    page = client_of("business_owner", area=ARJO, nik=SITI, name="Sutrisno").get("/usaha-saya/")
    assert "tercatat atas nama lain" in page.content.decode()


def test_an_erasure_asks_first_whose_a_record_is_and_leaves_what_is_another_s(
    typo, confirmed, owner, district
):
    siti, joko = typo
    waiting = [confirmed(name=name, nik=SITI) for name in ("Ny. Siti Aminah", "Joko Widagdo")]
    request = own_services.ask_erasure(by=owner("Siti Aminah"), reason="")

    def grant():
        own_services.decide_erasure(by=district, request=request, is_granted=True, answer="ya")

    with pytest.raises(Refused, match="antrean pasangan"):
        grant()
    assert not Sealed.objects.exists()
    judge(left=siti, right=joko, about="person", verdict="different", by=district)
    grant()
    hidden = set(Sealed.objects.values_list("submission", flat=True))
    assert hidden == {siti.submission_id, waiting[0].pk}
    assert names(own_businesses(owner("Joko Widagdo"))) == ["Bengkel Joko"]
    assert not own_businesses(owner("Siti Aminah")).exists()
    assert erased_names() == {SITI: {"Siti Aminah"}}


def test_an_erasure_takes_every_name_that_was_judged_to_be_the_person_s(typo, owner, district):
    judge(left=typo[0], right=typo[1], about="person", verdict="same", by=district)
    request = own_services.ask_erasure(by=owner("Siti Aminah"), reason="")
    own_services.decide_erasure(by=district, request=request, is_granted=True, answer="ya")
    assert Judgement.objects.exists()
    assert not Person.objects.exclude(nik="", name="").exists()
    assert Sealed.objects.count() == 2


INVITE = {"role": "business_owner", "phone": "0812 3456 7890", "is_active": "on", "nik": SITI}


@pytest.mark.parametrize(
    ("name", "where", "words"),
    [
        ("Siti Aminah", ARJO, None),
        ("Hj. Siti Aminah", ARJO, None),
        ("Joko Widagdo", ARJO, None),
        ("Sutrisno", ARJO, "tercatat atas nama lain"),
        ("Siti Aminah", "35.07.11.2007", "tercatat di wilayah lain"),
        ("Siti Aminah", FAR, "tercatat di wilayah lain"),
    ],
)
def test_a_village_invites_its_own_owners_under_their_own_name(typo, client_of, name, where, words):
    client = client_of("village_officer", area=where)
    answer = client.post("/akun/lapangan/baru/", INVITE | {"name": name, "area": where})
    assert User.objects.filter(nik=SITI).exists() is (words is None)
    assert words is None or words in answer.content.decode()


def test_whom_the_registry_does_not_know_yet_is_invited_anywhere(client_of, areas):
    client = client_of("village_officer")
    assert client.post("/akun/lapangan/baru/", INVITE | {"name": "Siti", "area": ARJO}).status_code == 302


def test_an_account_is_not_turned_to_somebody_else_and_may_always_be_closed(typo, client_of, owner):
    user, client = owner("Siti Aminah"), client_of("village_officer")
    change = INVITE | {"name": "Sutrisno", "area": ARJO, "nik": ""}
    answer = client.post(f"/akun/lapangan/{user.pk}/", change)
    assert "tercatat atas nama lain" in answer.content.decode()
    user.refresh_from_db()
    assert user.name == "Siti Aminah"
    del change["is_active"]
    assert client.post(f"/akun/lapangan/{user.pk}/", change).status_code == 302


def test_an_auditor_finds_who_opened_an_account_for_whom(typo, client_of, settings):
    officer = client_of("village_officer", name="Petugas Arjo")
    officer.post("/akun/lapangan/baru/", INVITE | {"name": "Siti Aminah", "area": ARJO})
    event = Event.objects.get(action="account.created")
    assert SITI not in str(event.data)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key of the house"
    auditor = client_of("auditor")
    for written, opened in (
        (SITI, ["Petugas Arjo"]),
        (f"{SITI[:6]} {SITI[6:]}", ["Petugas Arjo"]),
        (SITI[::-1], []),
    ):
        answer = auditor.post("/jejak/nik/", {"nik": written}, follow=True)
        assert [found.by.name for found, *_ in answer.context["rows"]] == opened
        assert SITI not in answer.redirect_chain[0][0]
    assert client_of("administrator").post("/jejak/nik/", {"nik": SITI}).status_code == 403
