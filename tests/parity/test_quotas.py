"""The queue of a quota in plain Python and in SQL: the same order, the same people within, whatever the facts."""

import hashlib
from datetime import date, datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.engine.facts import fact_type
from satupintu.engine.parse import programme_from_dict
from satupintu.engine.quota import Applicant, draw, keys_sql, queue, queue_sql
from tests.unit.engine.programmes import WORDS, data

VILLAGES = [
    None,
    "",
    "35.07.11.2008",
    "35.07.11.2007",
    "35.07.12.2001",
    "35.14.01.2001",
    "3507112008",
    "36.01.01.1001",
]
FACTS = {
    "row.village": VILLAGES,
    "row.annual_turnover": [None, 0, 100, 200, 2**62],
    "row.birth_date": [None, date(1950, 1, 1), date(1980, 6, 1)],
    "row.submitted_at": [None, datetime(2021, 4, 1, 8), datetime(2021, 4, 1, 9)],  # noqa: DTZ001
    "registry.status": [None, "", "alive", "deceased"],
    "lists.kur": [None, True, False],
}
TYPES = {"integer": "BIGINT", "text": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN"}
LEAVES = [
    {"fact": "row.annual_turnover", "op": "at_most", "param": "ceiling"},
    {"fact": "lists.kur", "op": "is", "value": False},
    {"fact": "registry.status", "op": "equals", "value": "alive", "among": ["alive", "deceased"]},
    {"fact": "row.birth_date", "op": "before", "value": date(1960, 1, 1), "when_unknown": "passes"},
]
first = st.sampled_from(LEAVES) | st.builds(
    lambda kind, nodes: {kind: nodes},
    st.sampled_from(["all", "any"]),
    st.lists(st.sampled_from(LEAVES), min_size=1, max_size=2),
)
order = st.builds(
    lambda fact, direction: {"fact": fact, "direction": direction},
    st.sampled_from(["row.annual_turnover", "row.birth_date", "row.submitted_at"]),
    st.sampled_from(["ascending", "descending"]),
)
priority = first.map(lambda tree: {"title": WORDS, "first": tree}) | order.map(
    lambda by: {"title": WORDS, "order": by}
)
quotas = st.fixed_dictionaries(
    {
        "recipients": st.integers(1, 4),
        "per": st.sampled_from(["round", "province", "regency", "district", "village"]),
        "priorities": st.lists(priority, max_size=3),
        "cite": st.just("uu-1-2000#1"),
    }
)
people = st.lists(
    st.fixed_dictionaries({fact: st.sampled_from(values) for fact, values in FACTS.items()}), max_size=12
)


@pytest.fixture(scope="module")
def own():
    with duckdb.connect() as connection:
        yield connection


def in_sql(own, quota, facts, seed, without):
    kinds = {fact: "TIMESTAMP" if fact == "row.submitted_at" else TYPES[fact_type(fact)] for fact in FACTS}
    columns = ", ".join(f'"{fact}" {kind}' for fact, kind in kinds.items())
    own.execute(f"CREATE OR REPLACE TABLE people (seq BIGINT, key BIGINT, {columns})")
    rows = [[place, nik(place), *(one[fact] for fact in FACTS)] for place, one in enumerate(facts, 1)]
    if rows:
        marks = ", ".join([f"({', '.join('?' * (len(FACTS) + 2))})"] * len(rows))
        own.execute(f"INSERT INTO people VALUES {marks}", [value for row in rows for value in row])
    keys = "".join(f", {one}" for one in keys_sql(quota, {}, without))
    source = f'(SELECT *, "row.village" AS village{keys} FROM people)'
    return own.execute(f"SELECT * FROM ({queue_sql(quota, seed, source)}) ORDER BY seq").fetchall()


def nik(place):
    return 3507110101700000 + place * 7 % 13 * 100 + place


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quotas, people, st.integers(0, 3), st.sampled_from([frozenset(), frozenset({"kur"})]))
def test_python_and_sql_rank_alike(own, quota, facts, seed, without):
    settled = programme_from_dict(data(quota=quota)).at().quota
    applicants = [Applicant(place, str(nik(place)), one) for place, one in enumerate(facts, 1)]
    expected = queue(settled, applicants, seed, without)
    found = in_sql(own, settled, facts, seed, without)
    assert found == [(one.place, one.area, one.rank, one.is_within) for one in expected]


def test_anybody_can_work_out_the_lot_with_a_shell():
    written = hashlib.sha256(b"7:3507114107600001").hexdigest()
    assert draw(7, "3507114107600001") == written[:16]
