"""The journey that is most often wrong: news of a business that is known already."""

import pytest
from django.utils import timezone

from satupintu.pipeline.registry.models import Business, Identity, Judgement, Pair, Person, Record
from satupintu.pipeline.registry.selectors import business_by_number, history, records_of
from satupintu.pipeline.registry.services import admit_waiting
from satupintu.pipeline.verification.models import Waiting

from .conftest import BUDI, KALI, SITI, at

pytestmark = pytest.mark.django_db
WARUNG = {"name": "Siti Aminah", "nik": SITI, "business_name": "Warung Bu Siti", "sector": "food"}


def business_of(record) -> Business:
    return Identity.objects.select_related("business__owner").get(record=record).business


def fact(business, name):
    return next(one for one in history(business) if one.name == name)


def test_what_is_new_gets_a_number_of_its_own(admit):
    record = admit(**WARUNG, is_open="yes", annual_turnover=24_000_000)
    business = business_of(record)
    assert business.number.isdigit()
    assert (business.name, business.owner.name, business.owner.nik) == ("Warung Bu Siti", "Siti Aminah", SITI)
    assert business.is_open is True
    assert business.facts["annual_turnover"] == 24_000_000
    assert not Waiting.objects.exists()


def test_an_update_by_number_is_another_record_of_the_same_business(admit):
    first = admit(**WARUNG, is_open="yes", annual_turnover=24_000_000, on="2021-03-01")
    number = business_of(first).number
    second = admit(name="Siti Aminah", about=number, is_open="no", on="2021-09-01")
    business = business_of(second)
    assert business.number == number
    assert business.is_open is False
    assert business.facts["annual_turnover"] == 24_000_000, "what an update leaves out, it does not unsay"
    assert [one.pk for one in records_of(business)] == [first.pk, second.pk]
    assert Record.objects.get(pk=first.pk).facts["is_open"] == "yes", "sources are never overwritten"
    assert Business.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"nik": BUDI}, {}),
        ({"nik": ""}, {}),
        ({}, {"name": "Siti Aminatun Zahra"}),
        ({}, {"business_name": "Katering Melati"}),
        ({"business_name": ""}, {}),
        ({"name": "Sulastri", "nik": BUDI}, {}),
    ],
)
def test_what_its_sender_mends_takes_the_place_of_what_was_admitted(admit, was, now):
    """It stood beside it as a second business, and the NIK that was wrong went on into rounds."""
    first = admit(**WARUNG | was)
    between = admit(**WARUNG | was, phone="081234567890", mends=first, on="2021-04-01")
    last = admit(**WARUNG | now, mends=between, on="2021-05-01")
    business = business_of(last)
    assert business == business_of(first) == business_of(between)
    said = WARUNG | now
    assert (business.name, business.owner.name, business.owner.nik) == (
        *(said[one] for one in ("business_name", "name")),
        said["nik"],
    )
    assert Business.objects.filter(leads_to=None).count() == 1
    assert not Pair.objects.filter(about="business").exists()


def test_what_others_were_joined_to_meanwhile_is_not_the_sender_s_to_move(admit):
    """A namesake's NIK was typed: mended, it takes nothing of the other Siti along, and somebody is asked."""
    others = admit(**WARUNG)
    wrong = admit(**WARUNG, on="2021-04-01")
    mended = admit(**WARUNG | {"nik": BUDI, "business_name": "Jahit Siti"}, mends=wrong, on="2021-05-01")
    assert business_of(mended) != business_of(others)
    assert (business_of(others).owner.nik, business_of(mended).owner.nik) == (SITI, BUDI)
    assert Pair.objects.get(about="business").reason == "about_other_owner"


def test_an_update_is_found_without_its_number(admit):
    first = admit(**WARUNG, on="2021-03-01")
    second = admit(**WARUNG | {"name": "SITI AMINAH", "business_name": "warung  bu siti."}, on="2022-03-01")
    assert business_of(second) == business_of(first)
    assert set(Judgement.objects.values_list("about", "rule", "by")) == {
        ("person", "same_nik_and_name", None),
        ("business", "same_owner_and_business_name", None),
    }


def test_facts_that_age_keep_their_history_with_source_and_date(admit):
    for on, is_open, turnover in (
        ("2021-03-01", "yes", 24_000_000),
        ("2021-09-01", "no", None),
        ("2022-02-01", "yes", 12_000_000),
    ):
        record = admit(**WARUNG, is_open=is_open, annual_turnover=turnover, on=on)
    business = business_of(record)
    opened = fact(business, "is_open")
    assert [(one.value, one.on.isoformat()) for one in opened.said] == [
        ("yes", "2022-02-01"),
        ("no", "2021-09-01"),
        ("yes", "2021-03-01"),
    ]
    assert opened.said[1].record.submission.by.name == "Sugeng Hariadi"
    assert [one.value for one in fact(business, "annual_turnover").said] == [12_000_000, 24_000_000]
    assert fact(business, "name").since.isoformat() == "2021-03-01"
    assert business.is_open is True


def test_an_older_submission_that_arrives_late_does_not_overwrite_newer_facts(admit):
    admit(**WARUNG, is_open="no", annual_turnover=5_000_000, on="2022-02-01")
    late = admit(**WARUNG, is_open="yes", annual_turnover=24_000_000, phone="081234567890", on="2021-03-01")
    business = business_of(late)
    assert business.is_open is False
    assert business.facts["annual_turnover"] == 5_000_000
    assert business.facts["phone"] == "081234567890", "but what nobody said since is known from it"
    assert [one.value for one in fact(business, "annual_turnover").said] == [5_000_000, 24_000_000]


def test_a_clock_that_is_ahead_or_known_to_be_off_does_not_make_news(admit):
    today = timezone.localdate()
    assert admit(**WARUNG, taken_at=at("2034-01-01")).said_on == today
    assert admit(**WARUNG, on="2001-01-01", problems=["clock_off"]).said_on == today


def test_one_owners_second_business_has_its_own_number(admit):
    first = admit(**WARUNG)
    second = admit(**WARUNG | {"business_name": "Ternak Kambing Siti", "sector": "farming"})
    assert business_of(first) != business_of(second)
    assert business_of(first).owner == business_of(second).owner
    assert not Pair.objects.exists()


def test_the_same_nik_under_another_name_joins_nothing_and_overwrites_nobody(admit):
    siti = admit(**WARUNG)
    other = admit(name="Joko Susilo", nik=SITI, business_name="Warung Bu Siti")
    assert siti.identity.person_id != other.identity.person_id
    assert business_of(siti) != business_of(other)
    assert business_of(siti).owner.name == "Siti Aminah"
    pair = Pair.objects.get(about="person")
    assert (pair.left_id, pair.right_id, pair.reason) == (siti.pk, other.pk, "same_nik_other_name")
    admit(name="JOKO SUSILO", nik=SITI, business_name="Warung Bu Siti")
    assert Pair.objects.filter(about="person").count() == 1, "the two are asked about once"


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Budi Santoso", "nik": BUDI},
        {"name": "Joko Susilo", "nik": SITI},
        {"name": "Siti Aminah", "nik": SITI, "area": KALI},
    ],
    ids=["another owner", "the NIK under another name", "from another village"],
)
def test_a_number_given_for_somebody_elses_business_is_asked_about(admit, other):
    first = admit(**WARUNG, is_open="yes")
    second = admit(**other, about=business_of(first).number, is_open="no")
    assert business_of(second) != business_of(first)
    assert business_of(first).is_open is True
    pair = Pair.objects.get(about="business")
    assert (pair.left_id, pair.right_id, pair.reason) == (first.pk, second.pk, "about_other_owner")


def test_a_nik_of_zeros_joins_nobody(admit):
    records = [admit(name=name, nik="0" * 16, sector="food") for name in ("Siti Aminah", "Siti Aminah")]
    assert {one.nik for one in records} == {""}
    assert records[0].identity.person_id != records[1].identity.person_id
    assert records[0].facts["nik"] == "0" * 16, "as it was written"


def test_two_that_fit_are_not_chosen_between(admit):
    """M. Subari may be either; who of them is for a person to say."""
    names = ("Muhammad Subari", "Muchlis Subari")
    one, other = (admit(name=name, nik=BUDI, sector="food") for name in names)
    third = admit(name="M Subari", nik=BUDI, sector="food")
    persons = {record.identity.person_id for record in (one, other, third)}
    if len(persons) == 2:
        pytest.fail("a rule chose")
    assert {(one.left_id, one.right_id) for one in Pair.objects.filter(reason="several_fit")} == {
        (one.pk, third.pk),
        (other.pk, third.pk),
    }


def test_a_batch_is_the_same_as_one_by_one(confirmed, village):
    for facts in (
        {"on": "2021-03-01", "is_open": "yes"},
        {"on": "2021-09-01", "is_open": "no"},
        {"business_name": "Ternak", "on": "2021-09-02"},
    ):
        confirmed(**WARUNG | facts)
    confirmed(name="Joko", nik=SITI)
    assert admit_waiting() == 4
    assert Business.objects.current().count() == 3
    assert Person.objects.count() == 2
    assert Pair.objects.filter(about="person").count() == 1
    assert admit_waiting() == 0


def test_a_number_typed_wrong_finds_nobody(admit, district):
    number = business_of(admit(**WARUNG)).number
    assert business_by_number(district, number).number == number
    for place in range(len(number)):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert business_by_number(district, wrong) is None


def test_a_cooperative_stays_one_when_an_update_does_not_say_so(admit):
    first = admit(name="KSP Makmur", kind="cooperative", business_name="KSP Makmur")
    admit(name="KSP Makmur", about=business_of(first).number, phone="081234567890", on="2022-01-01")
    business = business_of(first)
    assert (business.kind, business.facts["phone"]) == ("cooperative", "081234567890")
