"""The Python reference and the SQL for DuckDB say the same about every rule tree and every row, unknowns too."""

import random
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, event, given, reject, settings
from hypothesis import strategies as st

from satupintu.batch.simulation import kept_pattern_sql
from satupintu.engine.determination import determination_sql, determine
from satupintu.engine.dialects import DUCKDB
from satupintu.engine.facts import NOTED_FACTS, fact_type
from satupintu.engine.parse import programme_from_dict
from satupintu.engine.patterns import BOTH, Patterns
from satupintu.engine.reasons import IDENTITY_REASONS
from satupintu.engine.rules import OPERATORS, SET_OPERATORS, Programme, ProgrammeError
from satupintu.engine.sql import known_sql

WORDS = {"id": "kata", "en": "word"}
LISTS = ["kur_borrowers", "state_employees", "paid_2021"]
AREAS = ["35", "35.07", "35.07.11.2008", "35.071", "35.1"]
# What each fact may hold: unknown, blank, the edges of what rules ask for, and things no rule expects.
VALUES = {
    "row.annual_turnover": [None, -1, 0, 299, 300, 301, 2**62],
    "row.turnover_unread": [None, False, True],
    "row.village_unread": [None, False, True],
    "row.turnover_up_to": [None, False, True],
    "row.village": [None, "", " ", "\u00a0", "A", "B", "a", "A ", " A", "é", "'", *AREAS],
    "row.business_letter": [None, "", "\t", "\u200b", "470/1", "-"],
    "row.birth_date": [None, date(1999, 12, 31), date(2000, 1, 1), date(2000, 1, 2)],
    "registry.birth_date": [None, date(2000, 1, 1), date(2000, 1, 2)],
    "registry.status": [None, "", "alive", "deceased", "ALIVE", "hidup"],
    "registry.village": [None, "", "A", "B", "é", *AREAS],
    "asked.employees": [None, 0, 299, 300],
    "asked.has_nib": [None, True, False],
    "asked.electricity_class": [None, "", "R1", "r1"],
    **{f"lists.{name}": [None, True, False] for name in LISTS},
}
# What rules ask for; the notes are the reader's, and without one that a number is an upper bound more would be known.
ASKED = [fact for fact in VALUES if fact not in NOTED_FACTS]
SQL_TYPES = {"integer": "BIGINT", "text": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN"}
DAYS = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 6, 1)]
ROWS = 400


def drawn_rows():
    """Facts, identity and is_duplicate of some rows: every fact free, every identity reason often enough."""
    draw = random.Random(20210401)  # noqa: S311
    made = []
    for _ in range(ROWS):
        facts = {fact: draw.choice(values) for fact, values in VALUES.items()}
        identity = draw.choice([None, None, None, *IDENTITY_REASONS])
        made.append((facts, identity, draw.random() < 0.15))
    return made


@pytest.fixture(scope="module")
def rows():
    return drawn_rows()


@pytest.fixture(scope="module")
def base(rows):
    connection = duckdb.connect()
    columns = ", ".join(f'"{fact}" {SQL_TYPES[fact_type(fact)]}' for fact in VALUES)
    connection.execute(f"CREATE TABLE t (n INTEGER, {columns}, identity VARCHAR, is_duplicate BOOLEAN)")
    marks = ", ".join("?" * (len(VALUES) + 3))
    connection.executemany(
        f"INSERT INTO t VALUES ({marks})",
        [[n, *facts.values(), identity, twin] for n, (facts, identity, twin) in enumerate(rows)],
    )
    return connection


@st.composite
def conditions(draw, soft):
    fact = draw(st.sampled_from(ASKED))
    op = draw(st.sampled_from([op for op, kinds in OPERATORS.items() if fact_type(fact) in kinds]))
    condition = {"fact": fact, "op": op}
    known = [
        v
        for v in VALUES[fact]
        if v is not None and not (isinstance(v, str) and not v.strip(" \t\u00a0\u200b"))
    ]
    others = [f for f in ASKED if fact_type(f) == fact_type(fact)]
    if op in SET_OPERATORS:
        condition["value"] = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
    elif op == "within":
        condition["value"] = draw(st.sampled_from(["35", "35.07", "35.07.11.2008"]))
    elif op != "present":
        how = draw(st.sampled_from(["value", "value", "fact2", "param"]))
        if how == "fact2" and op != "is":
            condition["fact2"] = draw(st.sampled_from(others))
        elif how == "param" and fact == "row.annual_turnover":
            condition["param"] = "ceiling"
        else:
            condition["value"] = draw(st.sampled_from(known))
    if ("value" in condition or "fact2" in condition) and draw(st.booleans()):
        wanted = condition.get("value", known[0])
        wanted = wanted if isinstance(wanted, list) else [wanted]
        condition["among"] = [*wanted, *draw(st.lists(st.sampled_from(known), max_size=2))]
        softness = ["unknown", "passes", "fails"]
    else:
        softness = ["unknown", "unknown", "passes", "fails"]
    condition["when_unknown"] = draw(st.sampled_from(softness if soft else ["unknown"]))
    return condition


def trees(leaves, depth):
    """all / any / not over leaves, up to a depth."""
    if depth == 0:
        return leaves
    below = trees(leaves, depth - 1)
    several = st.lists(below, min_size=1, max_size=3)
    return st.one_of(
        leaves,
        several.map(lambda nodes: {"all": nodes}),
        several.map(lambda nodes: {"any": nodes}),
        below.map(lambda node: {"not": node}),
    )


def numbered(node, counter):
    """Give every criterion of a drawn tree an id of its own, scattered over the alphabet."""
    if "criterion" in node:
        counter.append(1)
        return node | {"criterion": f"{'zamk'[len(counter) % 4]}_{len(counter)}"}
    (kind, below), *_ = node.items()
    if kind == "not":
        return {"not": numbered(below, counter)}
    return {kind: [numbered(child, counter) for child in below]}


def allowed(node, is_negated=False):
    """The same tree, in which no unknown code may pass: neither by `passes` nor by `fails` under a `not`."""
    if "criterion" in node:
        return node | {"requires": allowed(node["requires"], is_negated)}
    if "fact" in node:
        lets_pass = "fails" if is_negated else "passes"
        softened = "among" in node and node["when_unknown"] == lets_pass
        return node | {"when_unknown": "unknown"} if softened else node
    (kind, below), *_ = node.items()
    if kind == "not":
        return {"not": allowed(below, not is_negated)}
    return {kind: [allowed(child, is_negated) for child in below]}


def criterion(body):
    told = dict.fromkeys(("title", "failed", "unknown", "remedy"), WORDS)
    return {"criterion": "?", "cite": "law#1", "requires": body, **told}


def criteria(soft):
    """Criteria over condition trees; `soft` lets a condition say what it makes of an unknown."""
    return trees(conditions(soft), 2).map(criterion)


@st.composite
def programmes(draw, soft=True) -> Programme:
    return programme_of(draw(trees(criteria(soft), 2)))


def programme_of(rules) -> Programme:
    return programme_from_dict(
        {
            "id": "p",
            "version": "1",
            "title": WORDS,
            "authority": WORDS,
            "reference_date": DAYS[1],
            "lists": {name: {"title": WORDS} for name in ["civil_registry", *LISTS]},
            "params": {
                "amount": [{"from": DAYS[0], "value": 1, "cite": "law#1"}],
                "ceiling": [
                    {"from": DAYS[0], "value": 299, "cite": "law#1"},
                    {"from": DAYS[1], "value": 300, "cite": "law#1"},
                ],
            },
            "rules": allowed(numbered(rules, [])),
        }
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    programme=programmes(),
    day=st.sampled_from(DAYS),
    without=st.sets(st.sampled_from([*LISTS, "civil_registry"]), max_size=2),
)
def test_python_and_sql_agree_on_every_row(rows, base, programme, day, without):
    settled, gone = programme.at(day), frozenset(without)
    found = base.execute(
        f"SELECT outcome, reasons FROM ({determination_sql(settled, 't', gone, noted=NOTED_FACTS)}) ORDER BY n"
    ).fetchall()
    agree(rows, found, settled, gone)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    programme=programmes(),
    day=st.sampled_from(DAYS),
    without=st.sets(st.sampled_from([*LISTS, "civil_registry"]), max_size=2),
)
def test_packed_answers_lead_to_the_same(rows, base, programme, day, without):
    settled, gone = programme.at(day), frozenset(without)
    try:
        plan = Patterns(settled, gone, tuple(sorted(set(LISTS) - gone)))
    except ProgrammeError:
        reject()  # more conditions than a number holds
    known = {name: f'coalesce("lists.{name}", FALSE) AS "lists.{name}"' for name in plan.lists}
    source = f"(SELECT * REPLACE ({', '.join(known.values()) or 'n AS n'}) FROM t)"
    packed = f"SELECT n, {kept_pattern_sql(plan, frozenset(NOTED_FACTS))} AS pattern FROM {source}"
    spelled = f"(SELECT n, {plan.spelled_sql('pattern')} FROM ({packed}))"
    decided = determination_sql(settled, spelled, gone, DUCKDB, plan.answers(), plan.vague())
    found = base.execute(f"SELECT outcome, reasons FROM ({decided}) ORDER BY n").fetchall()
    said = [
        (facts | {f"lists.{name}": facts[f"lists.{name}"] is True for name in plan.lists}, *other)
        for facts, *other in rows
    ]
    agree(said, found, settled, gone)


@pytest.mark.parametrize("named", [{}, {"among": ["A", "35.07"]}], ids=["any", "among"])
@pytest.mark.parametrize("op", ["equals", "not_equals"])
def test_hashes_of_texts_answer_what_the_texts_do(base, op, named):
    """A nation carries hashes of what the list and the registry say of one thing."""
    asked = {"fact": "registry.village", "op": op, "fact2": "row.village", "when_unknown": "unknown", **named}
    plan = Patterns(programme_of(criterion(asked)).at(), frozenset(), ())
    hashes = [
        f'CASE WHEN {known_sql(one)} THEN hash("{one}") END AS "{one}"' for one in sorted(plan.texts_compared)
    ]
    hashed = f"(SELECT * REPLACE ({', '.join(hashes) or 'n AS n'}) FROM t)"
    ways = [
        base.execute(f"SELECT {plan.answers_sql(BOTH, hashed=way)} FROM {source} ORDER BY n").fetchall()
        for way, source in ((False, "t"), (True, hashed))
    ]
    assert ways[0] == ways[1] and len(set(ways[0])) == 3


def agree(rows, found, settled, gone):
    assert len(found) == len(rows)
    for (facts, identity, twin), (outcome, reasons) in zip(rows, found, strict=True):
        expected = determine(settled, facts, identity, twin, gone)
        assert (outcome, tuple(reasons)) == (expected.outcome, expected.reasons), (facts, identity, twin)
    event(f"outcomes seen: {len({outcome for outcome, _ in found})}")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(programme=programmes(), turnover=st.sampled_from([0, 299, 300, 301, 400]))
def test_an_upper_bound_decides_only_what_every_lesser_turnover_decides(rows, programme, turnover):
    settled = programme.at()
    for facts, identity, _ in rows[:40]:
        stated = facts | {
            "row.annual_turnover": turnover,
            "row.turnover_unread": False,
            "row.turnover_up_to": True,
        }
        decided = determine(settled, stated, identity).outcome
        for less in (0, 298, 299, 300, 301, 400):
            if less <= turnover and decided != "undetermined":
                plain = stated | {"row.annual_turnover": less, "row.turnover_up_to": False}
                assert determine(settled, plain, identity).outcome == decided


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(programme=programmes(), without=st.sets(st.sampled_from([*LISTS, "civil_registry"]), max_size=2))
def test_nobody_is_eligible_with_a_reason_nor_refused_without_one(rows, programme, without):
    settled = programme.at()
    for facts, identity, twin in rows[:120]:
        decided = determine(settled, facts, identity, twin, frozenset(without))
        assert (decided.outcome == "eligible") == (not decided.reasons)
        assert list(decided.reasons) == sorted(set(decided.reasons))
        if identity:
            assert identity in decided.reasons


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(programme=programmes())
def test_what_stands_under_somebody_elses_nik_never_matters(rows, programme):
    """Under name_mismatch the registry and the lists may hold anything: the decision stays the same."""
    settled = programme.at()
    for facts, _, twin in rows[:120]:
        bare = {fact: None if fact.startswith(("registry.", "lists.")) else v for fact, v in facts.items()}
        seen = determine(settled, facts, "name_mismatch", twin)
        assert (seen.outcome, seen.reasons) == (
            (other := determine(settled, bare, "name_mismatch", False)).outcome,
            other.reasons,
        )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(programme=programmes(soft=False), forgotten=st.sets(st.sampled_from(ASKED), min_size=1))
def test_forgetting_facts_never_makes_anybody_eligible_or_refused(rows, programme, forgotten):
    """Less knowledge only ever leads to undetermined, unless a condition says what it makes of an unknown."""
    settled = programme.at()
    for facts, identity, _ in rows[:80]:
        knowing = determine(settled, facts, identity).outcome
        forgetful = determine(settled, {f: None if f in forgotten else v for f, v in facts.items()}, identity)
        assert forgetful.outcome in (knowing, "undetermined")
