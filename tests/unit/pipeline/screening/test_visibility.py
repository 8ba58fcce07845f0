"""What a person sees of many rounds at once is what they see of each of them."""

import pytest

from satupintu.pipeline.screening.models import ListFile, ListState
from satupintu.pipeline.screening.selectors.visibility import (
    list_counts,
    seen_lists,
    visible_lists,
    visible_rounds,
    with_lists,
)
from satupintu.pipeline.screening.services.rounds import changes_since, open_round

from .case import ARJO, KALI

ROLES = [
    ("district_officer", "35.07"),
    ("village_officer", ARJO),
    ("village_officer", KALI),
    ("village_officer", "35.07.01.2001"),
    ("district_officer", "35.14"),
    ("auditor", "35"),
    ("auditor", "ID"),
]


@pytest.fixture
def rounds(screened, district, areas):
    """One with two lists and results, one with lists in every state, one with none."""
    mixed, _empty = (
        open_round(by=district, title=title, programme="bpum-2021", area=district.area) for title in "BC"
    )
    for number, state in enumerate(ListState.values):
        ListFile.objects.create(
            round=mixed,
            area=areas[(ARJO, KALI, "35.07")[number % 3]],
            name=f"{9 - number}.csv",
            sha256=f"{number:064}",
            size=1,
            state=state,
            uploaded_by=district,
        )
    screened.lists.filter(area__code=KALI).update(state=ListState.WITHDRAWN)


@pytest.mark.parametrize(("role", "area"), ROLES)
def test_lists_of_many_rounds_are_those_of_each(rounds, make_user, role, area):
    user = make_user(role, area=area)
    alone = list(visible_rounds(user))
    counts = list_counts(user, alone)
    for one, round in zip(with_lists(user, alone), visible_rounds(user), strict=True):
        assert seen_lists(user, one) == list(visible_lists(user, round))
        shown = visible_lists(user, round).exclude(state=ListState.WITHDRAWN).count()
        assert counts.get(round.pk, 0) == shown


def test_changes_are_the_same_with_lists_that_were_asked_for_before(rounds, screened, district):
    [one] = [one for one in with_lists(district, visible_rounds(district)) if one.pk == screened.pk]
    told = changes_since(screened.current)
    assert changes_since(one.current, seen_lists(district, one)) == told == ["usulan-kalirejo.csv"]
