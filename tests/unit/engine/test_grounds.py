"""The articles of a decision are those that held on its day."""

from datetime import date

import pytest

from satupintu.engine.grounds import grounds_of
from satupintu.engine.parse import programme_from_dict

from .programmes import MICRO, NO_KUR, criterion, data

BEFORE, AFTER = date(2021, 1, 15), date(2021, 4, 1)
PENDING = {"cite": "pending", "read_in": "Pemberitaan 2021"}


def cites(rule: dict, day: date) -> list[str]:
    programme = programme_from_dict(data(rules={"all": [rule]})).at(day)
    return [one.cite for one in grounds_of(programme.criteria()[0], programme)]


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (NO_KUR, ["uu-1-2000#1"], ["uu-1-2000#1"]),
        (MICRO | {"cite": "uu-1-2000#2"}, ["uu-1-2000#1"], ["uu-1-2000#2"]),
        (MICRO | {"cite": "uu-9-2001#7"}, ["uu-9-2001#7", "uu-1-2000#1"], ["uu-9-2001#7", "uu-1-2000#2"]),
        (MICRO | PENDING, ["uu-1-2000#1", "pending"], ["uu-1-2000#2", "pending"]),
    ],
)
def test_a_dated_value_brings_its_own_article(rule, before, after):
    assert (cites(rule, BEFORE), cites(rule, AFTER)) == (before, after)


def test_what_was_told_in_one_place_is_one_ground():
    told = criterion("told", MICRO["requires"], **PENDING)
    ceiling = [{"from": date(2020, 1, 1), "value": 300, **PENDING}]
    made = data(rules={"all": [told]})
    programme = programme_from_dict(made | {"params": made["params"] | {"ceiling": ceiling}}).at()
    assert [(one.cite, one.read_in) for one in grounds_of(programme.criteria()[0], programme)] == [
        ("pending", "Pemberitaan 2021")
    ]
