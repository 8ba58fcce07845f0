"""What comes out for one person: every reason, nobody blamed for what was not theirs to know."""

import duckdb
import pytest

from satupintu.engine.determination import determination_sql, determine
from satupintu.engine.facts import FactTypeError
from satupintu.engine.reasons import IDENTITY_REASONS
from tests.unit.engine.programmes import ALIVE, GOOD, LETTER, MICRO, NO_KUR, criterion, programme

AT = programme().at()
CLOSING = [reason for reason in IDENTITY_REASONS if reason != "nik_unmatched"]


def decide(facts=None, rules=None, **how):
    at = programme(rules).at() if rules else AT
    decided = determine(at, GOOD | (facts or {}), **how)
    return decided.outcome, list(decided.reasons)


def test_a_good_applicant_is_eligible():
    assert decide() == ("eligible", [])


def test_every_reason_is_listed_not_only_the_first():
    facts = {"lists.kur": True, "registry.status": "deceased", "row.business_letter": None}
    assert decide(facts) == ("ineligible", ["alive", "letter", "no_kur"])


@pytest.mark.parametrize("blank", [None, "", " ", "\u00a0", "\t\n", "\u200b"])
def test_a_blank_is_unknown_and_never_passes(blank):
    assert decide({"row.business_letter": blank}) == ("undetermined", ["letter"])
    assert decide({"registry.status": blank}) == ("undetermined", ["alive"])


def test_a_fact_that_is_not_there_is_unknown():
    facts = {fact: value for fact, value in GOOD.items() if fact != "lists.kur"}
    decided = determine(AT, facts)
    assert (decided.outcome, decided.unknown, decided.failed) == ("undetermined", ("no_kur",), ())


def test_a_code_that_is_not_understood_is_unknown():
    assert decide({"registry.status": "dibekukan"}) == ("undetermined", ["alive"])


def test_a_turnover_nobody_stated_does_not_count_against_anybody():
    assert decide({"row.annual_turnover": None}) == ("eligible", [])


@pytest.mark.parametrize("identity", IDENTITY_REASONS)
def test_an_identity_reason_alone_is_undetermined(identity):
    assert decide(identity=identity) == ("undetermined", [identity])


def test_an_identity_reason_with_a_failed_criterion_is_ineligible_and_lists_both():
    assert decide({"row.annual_turnover": 9999}, identity="nik_missing") == (
        "ineligible",
        ["micro", "nik_missing"],
    )


@pytest.mark.parametrize("identity", CLOSING)
def test_nobody_is_condemned_by_somebody_elses_nik(identity):
    facts = {"lists.kur": True, "lists.withdrawn": True, "registry.status": "deceased"}
    assert decide(facts, identity=identity, is_duplicate=True) == ("undetermined", [identity])


def test_an_unmatched_nik_counts_in_the_lists_but_not_in_the_registry():
    assert decide({"lists.kur": True, "registry.status": "deceased"}, identity="nik_unmatched") == (
        "ineligible",
        ["nik_unmatched", "no_kur"],
    )
    assert decide(identity="nik_unmatched", is_duplicate=True) == (
        "ineligible",
        ["duplicate_nik", "nik_unmatched"],
    )


def test_what_the_row_itself_lacks_is_listed_beside_the_identity_reason():
    """The letter is missing whoever the person is, though the list of withdrawn letters is closed."""
    assert decide({"row.business_letter": None}, identity="nik_malformed") == (
        "undetermined",
        ["letter", "nik_malformed"],
    )


def test_a_duplicate_is_ineligible():
    assert decide(is_duplicate=True) == ("ineligible", ["duplicate_nik"])


def test_a_list_left_out_is_unknown_for_everyone_and_listed_for_everyone():
    assert decide({"lists.kur": True}, without=frozenset({"kur"})) == ("undetermined", ["no_kur"])
    assert decide(without=frozenset({"civil_registry"})) == ("undetermined", ["alive"])
    assert decide(identity="nik_missing", without=frozenset({"kur"})) == (
        "undetermined",
        ["nik_missing", "no_kur"],
    )


def test_leaving_a_list_out_is_not_softened():
    soft = {"fact": "lists.kur", "op": "is", "value": False, "when_unknown": "passes"}
    rules = {"all": [NO_KUR | {"requires": soft}]}
    assert decide({"lists.kur": None}, rules) == ("eligible", [])
    assert decide({"lists.kur": None}, rules, without=frozenset({"kur"})) == ("undetermined", ["no_kur"])


def test_what_is_stated_but_not_readable_is_not_softened():
    soft = {"fact": "row.annual_turnover", "op": "at_most", "value": 9, "when_unknown": "passes"}
    rules = {"all": [NO_KUR | {"requires": soft}]}
    assert decide({"row.annual_turnover": None}, rules) == ("eligible", [])
    assert decide({"row.annual_turnover": None, "row.turnover_unread": True}, rules) == (
        "undetermined",
        ["no_kur"],
    )


def test_of_a_choice_the_open_questions_are_named_or_all_failures():
    either = {"any": [NO_KUR, LETTER]}
    assert decide({"lists.kur": True}, either) == ("eligible", [])
    assert decide({"lists.kur": True, "row.business_letter": None}, either) == ("undetermined", ["letter"])
    assert decide({"lists.kur": True, "lists.withdrawn": True}, either) == (
        "ineligible",
        ["letter", "no_kur"],
    )


@pytest.mark.parametrize(
    ("village", "outcome"),
    [
        ("35.07.11.2008", "eligible"),
        ("35.07", "eligible"),
        ("35.071.11.2008", "ineligible"),
        ("35", "ineligible"),
        ("63.71.01.1001", "ineligible"),
        (None, "undetermined"),
        (" ", "undetermined"),
    ],
)
def test_a_village_lies_in_an_area_by_its_whole_code(village, outcome):
    here = criterion("here", {"fact": "row.village", "op": "within", "value": "35.07"})
    assert decide({"row.village": village}, {"all": [here]})[0] == outcome


def test_a_criterion_under_not_is_blamed_when_it_holds():
    rules = {"all": [MICRO, {"not": ALIVE}]}
    assert decide({"registry.status": "deceased"}, rules) == ("eligible", [])
    assert decide(rules=rules) == ("ineligible", ["alive"])
    assert decide({"registry.status": None}, rules) == ("undetermined", ["alive"])
    assert decide(rules=rules, identity="nik_unmatched") == ("undetermined", ["nik_unmatched"])


@pytest.mark.parametrize("value", [1.5, "100", True, float("nan")])
def test_a_turnover_of_the_wrong_type_fails_loudly(value):
    with pytest.raises(FactTypeError, match=r"row\.annual_turnover"):
        decide({"row.annual_turnover": value})


def test_an_identity_reason_of_nobodys_making_is_refused():
    with pytest.raises(ValueError, match="nik_odd"):
        decide(identity="nik_odd")


@pytest.mark.parametrize("kind", ["VARCHAR", "DOUBLE", "DECIMAL(12,2)"])
def test_sql_fails_loudly_for_a_column_of_the_wrong_type(kind):
    with pytest.raises(duckdb.Error, match=r"row\.annual_turnover"):
        in_sql({"row.annual_turnover": f"CAST('1' AS {kind})"})


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [("is_duplicate", "CAST(NULL AS BOOLEAN)", "is_duplicate"), ("identity", "'nik_odd'", "identity")],
)
def test_sql_fails_loudly_for_what_it_cannot_judge(column, value, message):
    with pytest.raises(duckdb.Error, match=message):
        in_sql({column: value})


def test_sql_keeps_every_column_and_needs_none_of_a_list_left_out():
    rows = in_sql({"seq": "7", "lists.kur": None}, frozenset({"kur"}))
    assert (rows[0]["seq"], rows[0]["outcome"], rows[0]["reasons"]) == (7, "undetermined", ["no_kur"])
    assert not [name for name in rows[0] if name.startswith("_")]


def test_values_are_escaped_in_sql():
    tricky = {"fact": "row.village", "op": "equals", "value": "O'Neil\"; DROP TABLE t; --"}
    at = programme({"all": [NO_KUR | {"requires": tricky}]}).at()
    rows = in_sql({"row.village": "'O''Neil\"; DROP TABLE t; --'"}, at=at)
    assert rows[0]["outcome"] == "eligible"


def in_sql(changes, without=frozenset(), at=AT):
    """One good row, with columns replaced by SQL (or dropped), decided by DuckDB."""
    columns = {
        "lists.kur": "FALSE",
        "lists.withdrawn": "FALSE",
        "registry.status": "'alive'",
        "row.business_letter": "'470/1'",
        "row.annual_turnover": "CAST(100 AS BIGINT)",
        "identity": "CAST(NULL AS VARCHAR)",
        "is_duplicate": "FALSE",
    } | changes
    selected = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items() if sql is not None)
    with duckdb.connect() as connection:
        found = connection.execute(determination_sql(at, f"(SELECT {selected})", without))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
