"""A law: after any judgements, made and taken back in any order, identities are the components of what stands."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.models import Business, Identity, Judgement
from satupintu.pipeline.registry.numbers import number_of
from satupintu.pipeline.registry.services import admit_waiting, judge, undo

from .conftest import SITI

RECORDS = 6
JUDGE = st.tuples(
    st.just("judge"),
    st.sampled_from(["person", "business"]),
    st.integers(0, RECORDS - 1),
    st.integers(0, RECORDS - 1),
    st.sampled_from(["same", "same", "different", "unsure"]),
)
UNDO = st.tuples(st.just("undo"), st.integers(0, 30))
STEPS = st.lists(st.one_of(JUDGE, JUDGE, UNDO), max_size=14)


def from_scratch(about: str, records: list[int]) -> set[frozenset[int]]:
    """The plain meaning, without any of the code under test: what stands, then joined until nothing changes."""
    rows = list(Judgement.objects.filter(about=about).order_by("pk"))
    undone = {one.undoes_id for one in rows}
    said = {(one.left_id, one.right_id): one.verdict for one in rows if one.verdict and one.pk not in undone}
    label = {one: one for one in records}
    for _turn in records:
        for (left, right), verdict in said.items():
            if verdict == "same":
                label[left] = label[right] = min(label[left], label[right])
    return {frozenset(one for one in records if label[one] == name) for name in label.values()}


def grouped(field: str) -> set[frozenset[int]]:
    found: dict[int, set[int]] = {}
    for record, group in Identity.objects.values_list("record_id", field):
        found.setdefault(group, set()).add(record)
    return {frozenset(one) for one in found.values()}


def take(step, records, by) -> None:
    try:
        if step[0] == "judge":
            _, about, left, right, verdict = step
            judge(left=records[left], right=records[right], about=about, verdict=verdict, by=by)
        elif rows := list(Judgement.objects.order_by("pk")):
            undo(rows[step[1] % len(rows)], by)
    except Refused:
        pass  # a record with itself, or taken back already: nothing was done


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_identities_are_what_stands(confirmed, district, steps):
    with transaction.atomic():
        for n in range(RECORDS):  # two pairs of one name, so that rules speak too
            confirmed(name=f"Orang {n // 2}", nik=SITI if n < 4 else "", business_name=f"Warung {n % 2}")
        admit_waiting()
        records = [
            one.record for one in Identity.objects.select_related("record__area").order_by("record_id")
        ]
        ids = [one.pk for one in records]
        for step in steps:
            take(step, records, district)
        assert grouped("person") == from_scratch("person", ids)
        businesses = from_scratch("business", ids)
        assert grouped("business") == businesses
        current = Business.objects.current().values_list("number", flat=True)
        assert set(current) == {number_of(min(one)) for one in businesses}
        transaction.set_rollback(True)
