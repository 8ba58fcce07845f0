"""A text with something changed: what was asked and nothing else; and what cannot be changed says where."""

from copy import deepcopy
from datetime import date

import pytest

from satupintu.engine.parse import programme_from_dict
from satupintu.engine.rule_changes import changed
from satupintu.engine.rules import ProgrammeError
from tests.unit.engine.programmes import WORDS, data

DAY = date(2021, 4, 1)
QUOTA = {"recipients": 2, "per": "round", "cite": "uu-1-2000#1"}
OLD = {"criterion": "old", "requires": {"fact": "row.birth_date", "op": "before", "value": date(1960, 1, 1)}}


def ids(made):
    return [one.id for one in programme_from_dict(made).criteria()]


def test_a_parameter_changes_for_the_day_and_not_for_the_past():
    made = changed(data(), {"set": {"ceiling": 500}}, DAY)
    assert [one["value"] for one in made["params"]["ceiling"]] == [300, 500]
    assert programme_from_dict(made).at(DAY).params["ceiling"].cite == "pending"


def test_the_text_that_was_given_stays_as_it_was():
    given = data()
    before = deepcopy(given)
    changed(given, {"set": {"ceiling": 500}, "remove": ["alive"], "criteria": [OLD]}, DAY)
    assert given == before


def test_criteria_go_come_and_take_another_s_place():
    assert ids(changed(data(), {"remove": ["alive"]}, DAY)) == ["no_kur", "letter", "micro"]
    assert ids(changed(data(), {"criteria": [OLD]}, DAY)) == ["no_kur", "alive", "letter", "micro", "old"]
    requires = {"fact": "lists.kur", "op": "is", "value": True}
    swapped = changed(data(), {"criteria": [{"criterion": "no_kur", "requires": requires}]}, DAY)
    assert ids(swapped) == ["no_kur", "alive", "letter", "micro"]
    assert programme_from_dict(swapped).criterion("no_kur").requires.value is True


def test_of_a_choice_only_the_criterion_goes():
    rules = {"any": [data()["rules"]["all"][0], {"not": data()["rules"]["all"][1]}]}
    made = changed(data(rules=rules), {"remove": ["alive"]}, DAY)
    assert made["rules"] == {"any": [rules["any"][0]]}


def test_a_quota_comes_changes_and_goes():
    made = changed(data(), {"quota": {"recipients": 5}}, DAY)
    assert programme_from_dict(made).quota.recipients == 5
    assert changed(data(quota=QUOTA), {"set": {"quota": 9}}, DAY)["quota"]["recipients"] == 9
    assert "quota" not in changed(data(quota=QUOTA), {"quota": None}, DAY)
    order = [{"title": WORDS, "order": {"fact": "row.birth_date", "direction": "ascending"}}]
    first = programme_from_dict(changed(data(quota=QUOTA), {"priorities": order}, DAY)).quota.priorities
    assert [one.order for one in first] == ["row.birth_date"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "sedikitnya satu dari"),
        ([], "sedikitnya satu dari"),
        ({"sets": {}}, "sets: bagian perubahan tidak dikenal"),
        ({"set": {"height": 1}}, "set.height: parameter ini tidak ada"),
        ({"set": {"ceiling": "many"}}, "set.ceiling: 'many' tidak sejenis"),
        ({"set": {"ceiling": 2000}}, "set.ceiling: nilainya memang sudah"),
        ({"set": {"quota": 5}}, "tidak berkuota"),
        ({"quota": None}, "memang tidak berkuota"),
        ({"quota": 0}, "quota: tulis quota: {recipients: 200"),
        ({"priorities": []}, "tidak berkuota"),
        ({"remove": ["nobody"]}, "kriteria nobody tidak ada; yang ada: no_kur, alive"),
        ({"remove": ["no_kur", "alive", "letter", "micro"]}, "tidak tersisa satu syarat pun"),
        ({"remove": "alive"}, "remove: harus berupa daftar"),
        ({"criteria": [{"criterion": "x"}]}, "criteria[1]: kriteria memerlukan"),
    ],
)
def test_what_cannot_be_changed_says_where(change, words):
    with pytest.raises(ProgrammeError) as refusal:
        changed(data(), change, DAY)
    assert words in str(refusal.value)
