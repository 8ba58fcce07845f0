"""From facts and identity to an outcome with all its reasons: once in Python, once as one SQL statement.

    determine(programme_at, facts, identity=None, is_duplicate=False, without=frozenset()) -> Determination
    determination_sql(programme_at, source, without=frozenset(), dialect=DUCKDB) -> str

The statement reads a relation (a table's name, or anything that may follow FROM) with one column per fact in
`facts_used`, `identity` VARCHAR (one of reasons.IDENTITY_REASONS or NULL) and `is_duplicate` BOOLEAN, and
yields every column of it plus `outcome` VARCHAR and `reasons` VARCHAR[] (sorted). It does not keep the order
of rows. Columns of a list named in `without` need not exist.

What is found by a NIK counts only for the person it belongs to. So an identity reason closes registry.*,
and all but `nik_unmatched` close lists.* too, whatever the columns hold; a row whose lists are closed is no
duplicate. A criterion that is unknown only because identity closed its facts is not listed: the identity
reason already says what to bring. A list left out with `without` is unknown for everyone, and listed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any as AnyType

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.evaluate import NOTHING, Step, Trace, Truth, all_of, any_of, evaluate, negated
from satupintu.engine.facts import list_behind
from satupintu.engine.reasons import DUPLICATE, IDENTITY_REASONS, bits
from satupintu.engine.rules import (
    All,
    Any,
    Condition,
    Criterion,
    Node,
    Not,
    ProgrammeAt,
    conditions_in,
    facts_of,
)
from satupintu.engine.sql import Reading, closable, literal, node_sql, quoted, type_guard_sql

ELIGIBLE, INELIGIBLE, UNDETERMINED = "eligible", "ineligible", "undetermined"
OUTCOMES = (ELIGIBLE, INELIGIBLE, UNDETERMINED)

REGISTRY_OPEN = "identity IS NULL"
LISTS_OPEN = "(identity IS NULL OR identity = 'nik_unmatched')"
GATES = {"registry": REGISTRY_OPEN, "lists": LISTS_OPEN}


@dataclass(frozen=True, slots=True)
class Determination:
    """What was decided about one row. `failed` and `unknown` are the criteria among the reasons."""

    outcome: str
    reasons: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    identity: str | None
    is_duplicate: bool
    trace: Trace


def hidden_by(identity: str | None) -> frozenset[str]:
    """The namespaces that an identity reason closes."""
    if identity is None:
        return NOTHING
    return frozenset({"registry"}) if identity == "nik_unmatched" else frozenset({"registry", "lists"})


def determine(
    programme_at: ProgrammeAt,
    facts: Mapping[str, AnyType],
    identity: str | None = None,
    is_duplicate: bool = False,
    without: frozenset[str] = NOTHING,
) -> Determination:
    """Decide one row. FactTypeError for a fact of the wrong type, ValueError for a strange identity."""
    if identity is not None and identity not in IDENTITY_REASONS:
        raise ValueError(f"unknown identity reason {identity!r}")
    hidden = hidden_by(identity)
    duplicate = is_duplicate and "lists" not in hidden
    trace = evaluate(programme_at, facts, hidden=hidden, without=without)
    blamed = {step.node.id: step for step in _blamed(trace.root, True) if isinstance(step.node, Criterion)}
    reasons = {*blamed, *([identity] if identity else []), *([DUPLICATE] if duplicate else [])}
    if trace.root.value is False or duplicate:
        outcome = INELIGIBLE
    elif trace.root.value is None or identity:
        outcome = UNDETERMINED
    else:
        outcome = ELIGIBLE
    return Determination(
        outcome,
        tuple(sorted(reasons)),
        tuple(sorted(i for i, s in blamed.items() if s.value is not None)),
        tuple(sorted(i for i, s in blamed.items() if s.value is None)),
        identity,
        duplicate,
        trace,
    )


def _blamed(step: Step, wish: bool) -> Iterator[Step]:
    """The criteria that keep a node from the value wished for, closed facts forgiven."""
    if _hopeful(step, wish) is True:
        return
    node = step.node
    if isinstance(node, Criterion):
        yield step
    elif isinstance(node, Not):
        yield from _blamed(step.children[0], not wish)
    else:
        spare_failed = _needs_one(node, wish) and step.value is None
        for child in step.children:
            if child.value is None or not spare_failed:
                yield from _blamed(child, wish)


def _needs_one(node: Node, wish: bool) -> bool:
    """Whether one good child is enough: an `any` wished true, an `all` wished false."""
    return isinstance(node, Any) if wish else isinstance(node, All)


def _hopeful(step: Step, wish: bool) -> Truth:
    """True when the node has the wished value, or would have if identity opened its facts to the good."""
    match step.node:
        case Condition():
            if step.closed == "identity":
                return True
            return step.value if wish else negated(step.value)
        case Not():
            return _hopeful(step.children[0], not wish)
        case Criterion():
            return _hopeful(step.children[0], wish)
        case _:
            values = [_hopeful(child, wish) for child in step.children]
            return any_of(values) if _needs_one(step.node, wish) else all_of(values)


def determination_sql(
    programme_at: ProgrammeAt,
    source: str,
    without: frozenset[str] = NOTHING,
    dialect: Dialect = DUCKDB,
    answers: Mapping[Condition, str] | None = None,
    vague: Mapping[Condition, str] | None = None,
    noted: Collection[str] = NOTHING,
) -> str:
    """One SELECT for a whole round; see the module's docstring for what it reads and yields.

    `answers` names the columns of conditions that have been compared already (`engine.patterns`); the facts of
    those need not be there. `vague` names, for such a condition, the column that is true where its answer is unknown
    though something is stated; `noted` the facts of `facts.NOTED_FACTS` that the relation has columns for.
    Inside out: each criterion in a column of its own, then the tree over those columns and one bit for each
    reason, then the words.
    """
    criteria = programme_at.criteria()
    bit = bits(c.id for c in criteria)
    columns = {c.id: dialect.quoted(f"_{c.id}") for c in criteria}
    root, set_bits = dialect.quoted("_root"), dialect.quoted("_bits")
    reading = Reading(without, GATES, answers=answers or {}, vague=vague or {}, noted=noted, dialect=dialect)
    asked = facts_of(All(tuple(_still_compared(programme_at, reading))))
    evaluated = [f"{node_sql(c, reading)} AS {columns[c.id]}" for c in criteria]
    reading = replace(reading, columns=columns)
    terms = [
        _identity_bits(bit, dialect),
        f"CASE WHEN is_duplicate AND {LISTS_OPEN} THEN {bit[DUPLICATE]} ELSE 0 END",
        *(
            f"CASE WHEN {' AND '.join(because)} THEN {bit[criterion.id]} ELSE 0 END"
            for criterion, because in _blame_sql(programme_at.tree, True, [], reading)
        ),
    ]
    internal = ("_root", "_bits", *(f"_{c.id}" for c in criteria))
    return f"""
SELECT {dialect.all_but(*internal)},
  CASE
    WHEN {root} IS FALSE OR ({set_bits} & {bit[DUPLICATE]}) <> 0 THEN '{INELIGIBLE}'
    WHEN {root} IS NULL OR identity IS NOT NULL THEN '{UNDETERMINED}'
    ELSE '{ELIGIBLE}'
  END AS outcome,
  {dialect.named_bits(set_bits, tuple(bit))} AS reasons
FROM (
  SELECT *,
    {node_sql(programme_at.tree, reading)} AS {root},
    {_lines(" + ", [f"CAST({t} AS BIGINT)" for t in terms])} AS {set_bits}
  FROM (
    SELECT *,
      {_lines(", ", evaluated)}
    FROM {source}
    WHERE {type_guard_sql(asked, without, dialect)}
      AND (is_duplicate IS NOT NULL OR {dialect.fail("'is_duplicate must not be NULL'")})
  ) AS {dialect.quoted("_evaluated")}
) AS {dialect.quoted("_judged")}
"""


def _still_compared(programme_at: ProgrammeAt, reading: Reading) -> Iterator[Condition]:
    """The conditions whose facts the statement looks at itself."""
    for one in conditions_in(programme_at.tree):
        is_unknown = {list_behind(one.fact), list_behind(one.fact2 or one.fact)} & reading.without
        if one not in reading.answers and not is_unknown:
            yield one


def _lines(between: str, parts: list[str]) -> str:
    return f"{between.rstrip()}\n      ".join(parts)


def _identity_bits(bit: dict[str, int], dialect: Dialect) -> str:
    cases = " ".join(f"WHEN {literal(r)} THEN {bit[r]}" for r in IDENTITY_REASONS)
    known = f"CASE identity {cases} ELSE {dialect.fail(literal('unknown identity reason', dialect))} END"
    return f"CASE WHEN identity IS NULL THEN 0 ELSE {known} END"


def _blame_sql(
    node: Node, wish: bool, because: list[str], reading: Reading
) -> Iterator[tuple[Criterion, list[str]]]:
    """Each criterion with the conditions under which it is to blame; the SQL of `_blamed`."""
    match node:
        case Criterion():
            yield node, [*because, f"{_hopeful_sql(node, wish, reading)} IS NOT TRUE"]
        case Not(child):
            yield from _blame_sql(child, not wish, because, reading)
        case All(children) | Any(children):
            if not _needs_one(node, wish):
                for child in children:
                    yield from _blame_sql(child, wish, because, reading)
                return
            because = [*because, f"{_hopeful_sql(node, wish, reading)} IS NOT TRUE"]
            failed = f"{_wished(node_sql(node, reading), wish)} IS FALSE"
            for child in children:
                spared = f"({failed} OR {node_sql(child, reading)} IS NULL)"
                yield from _blame_sql(child, wish, [*because, spared], reading)
        case Condition():
            return


def _hopeful_sql(node: Node, wish: bool, reading: Reading) -> str:
    """The SQL of `_hopeful`; where identity closes nothing it is the node as evaluated."""
    plain = _wished(node_sql(node, reading), wish)
    if not closable(node, reading.without):
        return plain
    hopeful = _wished(node_sql(node, replace(reading, wish=wish, columns={})), wish)
    return f"CASE WHEN {REGISTRY_OPEN} THEN {plain} ELSE {hopeful} END"


def _wished(sql: str, wish: bool) -> str:
    return f"({sql})" if wish else f"(NOT {sql})"


__all__ = ["OUTCOMES", "Determination", "determination_sql", "determine", "hidden_by", "quoted"]
