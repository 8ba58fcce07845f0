"""The table's questions to Parquet: the funnel adds up, filters fit, and nobody sees another village's rows."""

import pytest

from .case import ARJO_LIST, GHOST, KALI, SITI


@pytest.fixture
def decisions(screened_folders):
    from satupintu.pipeline.screening.selectors.decisions import Decisions

    return Decisions(screened_folders[2])


@pytest.fixture
def own(screened_folders):
    """What Arjowilangun's officer sees."""
    from satupintu.pipeline.screening.selectors.decisions import Decisions

    return Decisions(screened_folders[2], frozenset({ARJO_LIST}))


def names(decisions, **asked):
    from satupintu.pipeline.screening.selectors.decisions import Filters

    return [row["name"] for row in decisions.page(Filters(**asked)).rows]


def test_the_funnel_narrows_and_what_falls_at_a_step_is_found_by_its_filter(decisions):
    from satupintu.pipeline.screening.selectors.decisions import Filters
    from satupintu.pipeline.screening.selectors.pictures import funnel_steps

    funnel = decisions.funnel
    assert (funnel.rows, funnel.readable, funnel.matched, funnel.unfailed, funnel.eligible) == (8, 7, 5, 3, 2)
    for step in funnel_steps(funnel)[1:]:
        assert decisions.page(Filters(fell=step.fell)).total == step.lost


def test_outcomes_reasons_and_groups_count_every_row_once(decisions):
    assert decisions.outcomes == {"eligible": 2, "ineligible": 2, "undetermined": 4}
    assert sum(one["rows"] for one in decisions.lists) == 8
    assert sum(one["rows"] for one in decisions.villages) == 8
    assert dict(decisions.reasons)["no_current_kur"] == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"outcome": "eligible"}, ["Siti Aminah", "Ahmad Fauzi"]),
        ({"reason": "nik_missing"}, ["Slamet Riyadi"]),
        ({"village": KALI, "outcome": "ineligible"}, ["SITI AMINAH"]),
        ({"file": ARJO_LIST, "reason": "name_mismatch"}, ["Wahyu Prasetyo"]),
        ({"fell": "readable"}, ["Slamet Riyadi"]),
        ({"search": "aminah siti"}, ["Siti Aminah", "SITI AMINAH"]),
        ({"search": "3507 1108 0888.0006"}, ["Joko Susilo"]),
        ({"search": GHOST[-4:]}, ["Joko Susilo"]),
        ({"search": "' OR true --"}, []),
        ({"reason": "' OR true --"}, []),
        ({"outcome": "eligible", "sort": "name"}, ["Ahmad Fauzi", "Siti Aminah"]),
        ({"outcome": "eligible", "sort": "name", "descending": True}, ["Siti Aminah", "Ahmad Fauzi"]),
        ({"outcome": "eligible", "page": 99}, ["Siti Aminah", "Ahmad Fauzi"]),
    ],
)
def test_filters(decisions, asked, expected):
    assert names(decisions, **asked) == expected


def test_a_village_sees_its_own_list_whatever_it_asks(own):
    assert own.funnel.rows == 5
    assert set(names(own)) == {
        "Siti Aminah", "Budi Santoso", "Slamet Riyadi", "Dewi Lestari", "Wahyu Prasetyo",
    }  # fmt: skip
    assert names(own, search=GHOST) == []
    assert names(own, village=KALI) == []
    assert own.row(6) is None, "row 6 is Kalirejo's first"
    assert own.at("usulan-kalirejo.csv", "", 4) is None


def test_no_list_at_all_means_no_rows(screened_folders):
    from satupintu.pipeline.screening.selectors.decisions import Decisions

    assert Decisions(screened_folders[2], frozenset()).funnel.rows == 0


def test_other_rows_of_a_nik_are_only_those_one_may_see(decisions, own):
    mine = decisions.row(1)
    assert mine["nik"] == SITI
    assert [one["name"] for one in decisions.same_nik(mine)] == ["SITI AMINAH"]
    assert own.same_nik(mine) == []


def test_an_export_holds_every_row_of_every_page(decisions):
    from satupintu.pipeline.screening.selectors.decisions import Filters

    assert [row["n"] for row in decisions.every(Filters(), batch=3)] == list(range(1, 9))
