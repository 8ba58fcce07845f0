"""A quota's text, whom it puts first, and what is no quota."""

from datetime import date

import pytest

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.quota import Applicant, draw, queue
from satupintu.engine.rules import ProgrammeError, lists_used_by
from tests.unit.engine.programmes import WORDS, data

QUOTA = {"recipients": 2, "per": "round", "cite": "uu-1-2000#1"}
SMALLEST = {"title": WORDS, "order": {"fact": "row.annual_turnover", "direction": "ascending"}}
NO_CREDIT = {"title": WORDS, "first": {"fact": "lists.kur", "op": "is", "value": False}}


def settled(**more):
    return programme_from_dict(data(quota=QUOTA | more)).at().quota


def person(place, **facts):
    return Applicant(place, f"350711010170{place:04}", {f"row.{key}": value for key, value in facts.items()})


def ranks(quota, people, seed=0):
    return {one.place: one.rank for one in queue(quota, people, seed)}


def test_the_smallest_go_first_and_the_unknown_last():
    people = [person(1), person(2, annual_turnover=500), person(3, annual_turnover=100)]
    assert ranks(settled(priorities=[SMALLEST]), people) == {3: 1, 2: 2, 1: 3}


def test_an_earlier_priority_outweighs_every_later_one():
    people = [
        Applicant(1, "3507110101700001", {"lists.kur": True, "row.annual_turnover": 1}),
        Applicant(2, "3507110101700002", {"lists.kur": False, "row.annual_turnover": 900}),
    ]
    assert ranks(settled(priorities=[NO_CREDIT, SMALLEST]), people) == {2: 1, 1: 2}
    assert ranks(settled(priorities=[SMALLEST, NO_CREDIT]), people) == {1: 1, 2: 2}


def test_among_equals_the_published_lot_decides_and_another_seed_draws_anew():
    people = [person(place) for place in range(1, 30)]
    drawn = ranks(settled(), people, seed=5)
    assert sorted(drawn, key=drawn.get) == [
        one.place for one in sorted(people, key=lambda one: draw(5, one.nik))
    ]
    assert drawn != ranks(settled(), people, seed=6)
    assert drawn == ranks(settled(), list(reversed(people)), seed=5)


def test_each_area_has_its_own_and_who_states_no_village_is_in_none():
    quota = settled(recipients=1, per="village")
    people = [
        person(1, village="35.07.11.2008"),
        person(2, village="35.07.11.2008"),
        person(3, village="35.07.11.2007"),
        person(4),
    ]
    within = {one.place for one in queue(quota, people, 0) if one.is_within}
    assert 3 in within and len(within & {1, 2}) == 1 and 4 not in within


def test_the_number_may_be_a_dated_parameter():
    params = data()["params"] | {
        "places": [
            {"from": date(2020, 1, 1), "value": 10, "cite": "uu-1-2000#1"},
            {"from": date(2021, 3, 1), "value": 20, "cite": "uu-1-2000#1"},
        ]
    }
    programme = programme_from_dict(data(quota=QUOTA | {"recipients": "places"}, params=params))
    assert [programme.at(date(2021, month, 1)).quota.recipients for month in (2, 3)] == [10, 20]


def test_a_list_that_only_says_who_comes_first_is_needed_too():
    rules = {"all": [data()["rules"]["all"][1]]}
    programme = programme_from_dict(data(rules=rules, quota=QUOTA | {"priorities": [NO_CREDIT]}))
    assert lists_used_by(programme)["kur"] == ["quota"]


@pytest.mark.parametrize(
    ("quota", "place", "words"),
    [
        ({"recipients": 0}, "quota.recipients", "tidak seorang pun menerima"),
        ({"recipients": -3}, "quota.recipients", "tidak seorang pun menerima"),
        ({"recipients": 1.5}, "quota.recipients", "bilangan bulat"),
        ({"recipients": True}, "quota.recipients", "bilangan bulat"),
        ({"recipients": "nothing"}, "quota.recipients", "tidak ada di params"),
        ({"per": "continent"}, "quota.per", "tidak dikenal"),
        ({"tie_break": "coin"}, "quota.tie_break", "seeded"),
        ({"cite": "pending"}, "quota.cite", "read_in"),
        ({"seats": 1}, "quota", "kunci 'seats' tidak dikenal"),
        ({"priorities": {}}, "quota.priorities", "daftar"),
        ({"priorities": [{"title": WORDS}]}, "quota.priorities[1]", "tepat satu dari first"),
        (
            {"priorities": [{"title": WORDS, "order": {"fact": "row.name", "direction": "ascending"}}]},
            "quota.priorities[1].order.fact",
            "tidak dapat dipakai mengurutkan",
        ),
        (
            {"priorities": [{"title": WORDS, "order": {"fact": "row.birth_date", "direction": "up"}}]},
            "quota.priorities[1].order.direction",
            "ascending",
        ),
        (
            {"priorities": [{"title": WORDS, "first": {"fact": "lists.nowhere", "op": "is", "value": True}}]},
            "quota.priorities[1].first.fact",
            "tidak disebut di lists",
        ),
    ],
)
def test_what_is_no_quota_is_refused_with_its_place(quota, place, words):
    with pytest.raises(ProgrammeError) as refusal:
        programme_from_dict(data(quota=QUOTA | quota))
    assert refusal.value.place == place
    assert words in str(refusal.value)
