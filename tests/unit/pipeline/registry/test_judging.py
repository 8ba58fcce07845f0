"""Judgements: kept, taken back years later, remade; identities are what stands of them."""

import pytest
from django.core.exceptions import PermissionDenied

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.models import Business, Identity, Judgement, Pair
from satupintu.pipeline.registry.selectors import business_by_number, numbers_of
from satupintu.pipeline.registry.selectors.pairs import conflicts, open_pairs
from satupintu.pipeline.registry.services import admit_waiting, judge, undo

from .conftest import BUDI, KALI, SITI

pytestmark = pytest.mark.django_db


def person_of(record):
    return Identity.objects.get(record=record).person_id


def business_of(record):
    return Identity.objects.select_related("business").get(record=record).business


@pytest.fixture
def two(admit):
    """Two records that no rule joins."""
    return admit(name="Siti Aminah", business_name="Warung A"), admit(name="Aminah", business_name="Warung B")


@pytest.mark.parametrize(("owners", "asked"), [(3, 3), (40, 45)])
def test_a_card_that_a_clerk_wrote_for_everybody_asks_about_no_family(confirmed, owners, asked):
    for number in range(1, owners + 1):
        nik = f"350711{number % 28 + 1:02d}0170{number:04d}"
        confirmed(name=f"Orang {number}", nik=nik, kk="3507110101010001", business_name="Warung")
    admit_waiting()
    assert Pair.objects.filter(about="business").count() == asked


def test_made_undone_and_remade_leaves_three_rows_and_the_right_identities(two, district):
    left, right = two
    numbers = business_of(left).number, business_of(right).number
    made = judge(left=right, right=left, about="business", verdict="same", by=district)
    assert business_of(left) == business_of(right)
    assert business_of(right).number == numbers[0], "the older number stays"
    assert business_by_number(district, numbers[1]).number == numbers[0], "the newer leads to it"
    assert numbers_of(business_of(left)) == list(numbers)

    undo(made, district)
    assert (business_of(left).number, business_of(right).number) == numbers, "the numbers come back"
    assert business_of(right).leads_to is None
    assert business_by_number(district, numbers[1]).number == numbers[1]

    judge(left=left, right=right, about="business", verdict="same", by=district)
    assert business_of(right).number == numbers[0]
    assert [one.verdict for one in Judgement.objects.order_by("pk")] == ["same", "", "same"]


def test_a_number_never_changes_its_meaning(admit, district):
    """Whatever is joined in whatever order, a number leads to where its own record is."""
    records = [admit(name=f"Orang {n}", business_name=f"Warung {n}") for n in "ABCD"]
    numbers = {one.pk: business_of(one).number for one in records}
    a, b, c, d = records
    judge(left=c, right=d, about="business", verdict="same", by=district)
    joined = judge(left=b, right=c, about="business", verdict="same", by=district)
    judge(left=a, right=d, about="business", verdict="same", by=district)
    undo(joined, district)
    for one in records:
        assert business_by_number(district, numbers[one.pk]) == business_of(one)
    assert business_of(d).number == numbers[a.pk]
    assert business_of(b).number == numbers[b.pk]
    assert Business.objects.count() == 4


def test_undoing_brings_back_what_was_said_before(two, district, village):
    left, right = two
    judge(left=left, right=right, about="person", verdict="same", by=village)
    second = judge(left=left, right=right, about="person", verdict="different", by=district)
    assert person_of(left) != person_of(right)
    undo(second, district)
    assert person_of(left) == person_of(right)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        undo(second, district)
    with pytest.raises(Refused):
        undo(Judgement.objects.get(undoes=second), district)


def test_judgements_cannot_be_changed_or_removed(two, district):
    made = judge(left=two[0], right=two[1], about="person", verdict="same", by=district)
    made.verdict = "different"
    for change in (made.save, made.delete, Judgement.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()


def test_a_contradiction_is_shown_and_nothing_is_chosen(admit, district):
    a, b, c = (admit(name=f"Orang {n}") for n in "ABC")
    judge(left=a, right=c, about="person", verdict="different", by=district)
    judge(left=a, right=b, about="person", verdict="same", by=district)
    assert conflicts(district, "person") == []
    last = judge(left=b, right=c, about="person", verdict="same", by=district)
    assert [(one.left_id, one.right_id) for one in conflicts(district, "person")] == [(a.pk, c.pk)]
    assert person_of(a) == person_of(c), "the chain of what was said joins them until somebody takes one back"
    undo(last, district)
    assert conflicts(district, "person") == []


def test_different_holds_apart_what_a_rule_would_join(admit, district):
    first = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    second = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    assert business_of(first) == business_of(second)
    judge(left=first, right=second, about="person", verdict="different", by=district)
    assert person_of(first) != person_of(second)
    assert business_of(first) != business_of(second), "what rested on one owner goes with it"
    third = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    assert len({person_of(one) for one in (first, second, third)}) == 3
    assert Pair.objects.filter(about="person", reason="several_fit").count() == 2


def test_businesses_of_one_name_follow_their_owners(admit, district):
    first = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    second = admit(name="Joko", nik=SITI, business_name="WARUNG")
    made = judge(left=first, right=second, about="person", verdict="same", by=district)
    assert business_of(first) == business_of(second)
    undo(made, district)
    assert business_of(first) != business_of(second)
    judge(left=first, right=second, about="person", verdict="same", by=district)
    assert business_of(first) == business_of(second)


def test_a_rule_does_not_speak_after_a_person(admit, district):
    first = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    second = admit(name="Joko", nik=SITI, business_name="Warung")
    judge(left=first, right=second, about="business", verdict="different", by=district)
    judge(left=first, right=second, about="person", verdict="same", by=district)
    assert business_of(first) != business_of(second)


def test_a_rules_judgement_is_undone_like_any_other(admit, village):
    first = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    second = admit(name="Siti Aminah", nik=SITI, business_name="Warung")
    undo(Judgement.objects.get(about="person", rule="same_nik_and_name"), village)
    assert person_of(first) != person_of(second)
    assert list(open_pairs(village, "person").values_list("left", "right")) == [(first.pk, second.pk)]


def test_the_queue_forgets_what_was_said_and_remembers_what_was_taken_back(admit, village):
    first = admit(name="Siti Aminah", nik=SITI)
    second = admit(name="Joko", nik=SITI)
    assert open_pairs(village, "person").count() == 1
    judge(left=first, right=second, about="person", verdict="unsure", by=village)
    assert open_pairs(village, "person").get().verdict == "unsure"
    made = judge(left=first, right=second, about="person", verdict="different", by=village)
    assert not open_pairs(village, "person").exists()
    undo(made, village)
    assert open_pairs(village, "person").count() == 1


@pytest.mark.parametrize("role", ["rt_head", "auditor", "bank_officer", "administrator"])
def test_who_may_not_judge(two, make_user, role):
    user = make_user(role, area="35.07.11.2008")
    with pytest.raises(PermissionDenied):
        judge(left=two[0], right=two[1], about="person", verdict="same", by=user)


def test_both_records_must_lie_in_ones_area(admit, village, district):
    here, there = admit(name="Budi", nik=BUDI), admit(name="Tono", nik=BUDI, area=KALI)
    assert not open_pairs(village, "person").exists()
    with pytest.raises(PermissionDenied):
        judge(left=here, right=there, about="person", verdict="same", by=village)
    made = judge(left=here, right=there, about="person", verdict="same", by=district)
    with pytest.raises(PermissionDenied):
        undo(made, village)


def test_what_is_no_judgement_is_refused(two, district):
    for fields in (
        {"left": two[0], "right": two[0], "about": "person", "verdict": "same"},
        {"left": two[0], "right": two[1], "about": "person", "verdict": "merge"},
        {"left": two[0], "right": two[1], "about": "household", "verdict": "same"},
    ):
        with pytest.raises(Refused):
            judge(**fields, by=district)
    assert not Judgement.objects.exists()
