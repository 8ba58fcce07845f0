"""A round's law: whom a NIK's findings count for, what is a duplicate, and that nothing unknown is ever a yes."""

from datetime import date, datetime

import pytest

from tests.unit.batch.conftest import SITI, person

BUDI = "3507111505850002"
OTHER = "3507111505850010"


def told(decisions):
    return [(one["outcome"], one["reasons"]) for one in decisions]


def test_a_sound_row_known_to_all_lists_is_eligible(decide):
    assert told(decide([{"nik": SITI}])) == [("eligible", [])]


TROUBLES = [
    ({"nik": None}, "nik_missing"),
    ({"nik": "350711620590001"}, "nik_malformed"),
    ({"nik": "35O7116205900001"}, "nik_malformed"),
    ({"nik": "0000000000000000"}, "nik_anomalous"),
    ({"nik": "3507117205900001"}, "nik_anomalous"),
    ({"nik": "3.50711E+15"}, "nik_precision_lost"),
    ({"nik": "3507116205900000", "nik_is_number": True}, "nik_precision_lost"),
    ({"nik": "3507116205900099"}, "nik_unmatched"),
    ({"nik": SITI, "name": "Dewi Lestari"}, "name_mismatch"),
    ({"nik": SITI, "name": None}, "name_mismatch"),
]


def test_trouble_with_identity_alone_leaves_a_row_undetermined(decide):
    found = told(decide([row for row, _reason in TROUBLES]))
    assert found == [("undetermined", [reason]) for _row, reason in TROUBLES]


def test_a_number_that_may_have_lost_its_last_digit_stands_when_the_registry_holds_it_under_that_name(decide):
    nik = "3507116205900010"
    rows = [{"nik": nik, "nik_is_number": True}, {"nik": nik, "nik_is_number": True, "name": "Dewi Lestari"}]
    decisions = decide(rows, registry=[person(nik)])
    assert told(decisions) == [("eligible", []), ("undetermined", ["nik_precision_lost"])]


def test_a_papuan_nik_above_two_to_the_53_is_exact_as_text_and_doubtful_as_a_number(decide):
    nik = "9171016205900003"
    rows = [{"nik": nik}, {"nik": "9171016205900004", "nik_is_number": True}]
    assert told(decide(rows, registry=[person(nik)])) == [
        ("eligible", []),
        ("undetermined", ["nik_precision_lost"]),
    ]


def test_under_another_name_the_lists_say_nothing_and_no_duplicate_is_made(decide):
    rows = [{"nik": SITI, "name": "Dewi Lestari"}, {"nik": SITI}, {"nik": SITI, "name": "Dewi Lestari"}]
    decisions = decide(rows, kur_borrowers=[])
    assert told(decisions) == [
        ("undetermined", ["name_mismatch"]),
        ("eligible", []),
        ("undetermined", ["name_mismatch"]),
    ]
    mismatched = decide(rows, kur_borrowers=[SITI])
    assert told(mismatched)[0] == ("undetermined", ["name_mismatch"])
    assert told(mismatched)[1] == ("ineligible", ["no_current_kur"])


def test_a_sound_nik_the_registry_does_not_hold_still_counts_in_lists_and_as_a_duplicate(decide):
    rows = [{"nik": BUDI}, {"nik": BUDI}]
    decisions = decide(rows, state_employees=[BUDI])
    assert told(decisions) == [
        ("ineligible", ["nik_unmatched", "not_state_employee"]),
        ("ineligible", ["duplicate_nik", "nik_unmatched", "not_state_employee"]),
    ]
    assert decisions[1]["duplicate_of"] == "a.xlsx!RT 1!2"


def test_placeholders_are_never_duplicates_of_each_other(decide):
    assert told(decide([{"nik": "0000000000000000"}] * 3)) == [("undetermined", ["nik_anomalous"])] * 3


def test_the_first_submitted_counts_when_times_are_given(decide):
    rows = [
        {"nik": SITI},
        {"nik": SITI, "submitted_at": datetime(2021, 4, 2)},  # noqa: DTZ001 (lists carry no zone)
        {"nik": SITI, "submitted_at": datetime(2021, 4, 1)},  # noqa: DTZ001
    ]
    decisions = decide(rows)
    assert [one["outcome"] for one in decisions] == ["ineligible", "ineligible", "eligible"]
    assert {one["duplicate_of"] for one in decisions} == {"a.xlsx!RT 1!4", None}


def test_all_reasons_are_listed_not_the_first(decide):
    row = {"nik": SITI, "business_letter": None, "annual_turnover": 3_000_000_000}
    decisions = decide([row], kur_borrowers=[SITI], state_employees=[SITI])
    assert told(decisions) == [
        ("ineligible", ["business_evidence", "micro_business", "no_current_kur", "not_state_employee"])
    ]


def test_a_failed_criterion_beside_an_identity_trouble_is_ineligible_with_both(decide):
    assert told(decide([{"nik": None, "annual_turnover": 3_000_000_000}])) == [
        ("ineligible", ["micro_business", "nik_missing"])
    ]


def test_a_turnover_stated_in_words_nobody_could_read_is_no_turnover_nobody_stated(decide):
    row = {"nik": SITI, "annual_turnover": None, "turnover_unread": True}
    assert told(decide([row])) == [("undetermined", ["micro_business"])]
    assert told(decide([row | {"annual_turnover": 36_000_000, "turnover_unread": False}])) == [
        ("eligible", [])
    ]
    assert told(decide([row], larger_businesses=[SITI])) == [("ineligible", ["micro_business"])]


def test_a_turnover_nobody_stated_does_not_hold_a_row_back_but_a_missing_letter_does(decide):
    assert told(decide([{"nik": SITI, "annual_turnover": None}])) == [("eligible", [])]
    assert told(decide([{"nik": SITI, "business_letter": None}])) == [("undetermined", ["business_evidence"])]


@pytest.mark.parametrize(
    ("as_of", "outcomes"),
    [
        (date(2021, 2, 1), ["eligible", "ineligible", "ineligible", "ineligible"]),
        (date(2021, 2, 2), ["eligible", "eligible", "eligible", "ineligible"]),
    ],
)
def test_the_ceiling_is_that_of_the_day(decide, as_of, outcomes):
    turnovers = [300_000_000, 300_000_001, 2_000_000_000, 2_000_000_001]
    niks = [f"350711620590000{place}" for place in range(1, 5)]
    rows = [{"nik": nik, "annual_turnover": turnover} for nik, turnover in zip(niks, turnovers, strict=True)]
    decisions = decide(rows, as_of=as_of, registry=[person(nik) for nik in niks])
    assert [one["outcome"] for one in decisions] == outcomes


def test_the_2020_rules_bar_bank_credit_and_the_2021_rules_do_not(decide):
    assert told(decide([{"nik": SITI}], bank_credit=[SITI])) == [("eligible", [])]
    assert told(decide([{"nik": SITI}], programme="bpum-2020", bank_credit=[SITI])) == [
        ("ineligible", ["no_bank_credit"])
    ]


def test_last_years_recipients_are_not_barred(decide):
    assert told(decide([{"nik": SITI}], recipients_2020=[SITI])) == [("eligible", [])]


STATUSES = {
    "alive": ("eligible", []),
    "HIDUP": ("eligible", []),
    "deceased": ("ineligible", ["alive"]),
    "moved_abroad": ("ineligible", ["resident"]),
    "": ("undetermined", ["alive", "resident"]),
    "code 7": ("undetermined", ["alive", "resident"]),
}


def test_a_status_the_registry_does_not_explain_is_unknown_and_never_alive(decide):
    people = [person(f"350711620590000{place}", status=one) for place, one in enumerate(STATUSES, 1)]
    decisions = decide([{"nik": one["nik"]} for one in people], registry=people)
    assert told(decisions) == list(STATUSES.values())


def test_a_nik_the_registry_holds_twice_is_matched_by_name_then_by_what_bars_most(decide):
    twice = [person(name="DEWI LESTARI"), person(status="alive"), person(status="deceased")]
    assert told(decide([{"nik": SITI}], registry=twice)) == [("ineligible", ["alive"])]


def test_a_list_left_out_is_unknown_for_everyone_and_said_so(decide):
    rows = [{"nik": SITI}, {"nik": None}, {"nik": BUDI}]
    decisions = decide(rows, without=("kur_borrowers",))
    assert told(decisions) == [
        ("undetermined", ["no_current_kur"]),
        ("undetermined", ["nik_missing", "no_current_kur"]),
        ("undetermined", ["nik_unmatched", "no_current_kur"]),
    ]


def test_without_the_registry_no_one_is_eligible_and_no_one_is_called_unmatched(decide):
    decisions = decide([{"nik": SITI}], without=("civil_registry",))
    assert told(decisions) == [("undetermined", ["alive", "citizen", "resident"])]


def test_an_optional_list_counts_when_it_is_given(decide):
    assert told(decide([{"nik": SITI}], larger_businesses=[SITI])) == [("ineligible", ["micro_business"])]


def test_reference_niks_written_with_dots_and_quotes_are_found(decide):
    assert told(decide([{"nik": SITI}], kur_borrowers=["'3507.1162.0590.0001"])) == [
        ("ineligible", ["no_current_kur"])
    ]


def test_a_business_in_another_village_needs_its_letter(decide):
    row = {"nik": SITI, "village": "35.07.11.2001", "business_letter": None}
    assert told(decide([row])) == [("undetermined", ["business_domicile", "business_evidence"])]
    assert told(decide([row | {"business_letter": "470/2"}])) == [("eligible", [])]


def test_flags_change_no_outcome(decide):
    rows = [
        {
            "nik": SITI,
            "birth_date": date(1991, 5, 22),
            "sex": "L",
            "village": "35.07.12.2001",
            "phone": "0811",
            "kk": "3507110103085144",
        },
        {"nik": BUDI, "name": "Budi", "phone": "0811", "kk": "3507110103085144"},
    ]
    decisions = decide(rows, registry=[person(), person(BUDI, "BUDI")])
    assert [one["outcome"] for one in decisions] == ["eligible", "eligible"]
    assert decisions[0]["flags"] == [
        "household_repeat",
        "nik_area_differs",
        "nik_birth_date_differs",
        "nik_sex_differs",
        "shared_phone",
    ]
    assert decisions[1]["flags"] == ["household_repeat", "shared_phone"]


@pytest.mark.parametrize(
    "card",
    ["3,50711E+15", "3.50711e+15", "0000000000000000", "1" * 16, "1234567890123456", "0", "35071101030851"],
)
def test_what_is_no_family_card_makes_no_family(decide, card):
    rows = [{"nik": SITI, "kk": card}, {"nik": BUDI, "name": "Budi", "kk": card}]
    assert [one["flags"] for one in decide(rows, registry=[person(), person(BUDI, "BUDI")])] == [[], []]


@pytest.mark.parametrize("stated", [(date(1990, 5, 22),) * 2, (date(1990, 5, 22), None), (None, None)])
def test_another_nik_with_the_same_name_and_birth_date_is_flagged_not_refused(decide, stated):
    """A list without birth dates, as in 2020: the NIKs tell them."""
    rows = [
        {"nik": nik, "birth_date": day} for nik, day in zip((SITI, "3507116205900002"), stated, strict=True)
    ]
    decisions = decide(rows, registry=[person(), person("3507116205900002")])
    assert [(one["outcome"], one["flags"]) for one in decisions] == [("eligible", ["possible_duplicate"])] * 2


def test_nik_is_given_as_read_and_null_where_unreadable(decide):
    readable = [SITI, "3507119905900001", "9" * 16, "0507116205900001", "0" * 16, "1007116205900001"]
    unreadable = ["3.50711E+15", "35071162059", "350711620590000I", "05071162059000010", None]
    decisions = decide([{"nik": one} for one in (*readable, *unreadable)])
    assert [one["nik"] for one in decisions] == [*readable, *(None for _ in unreadable)]
