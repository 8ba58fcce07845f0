"""A rule tree as SQL for DuckDB or Spark, with the meaning that `satupintu.engine.evaluate` gives it.

    node_sql(node, reading=PLAIN) -> str          a BOOLEAN expression: TRUE, FALSE or NULL (unknown)
    quoted(name) / literal(value) -> str          identifiers and values, safely escaped
    upper_ascii / lower_ascii(text) -> str        A-Z and a-z changed, every other letter left as it is
    whole_number_sql(text) -> str                 a BIGINT from digits, NULL from anything else
    type_guard_sql(facts) -> str                  TRUE, or an error when a fact's column has another type

Facts are columns named by the fact, such as "row.annual_turnover". The statement for a whole round is made
in `satupintu.engine.determination`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from string import ascii_lowercase, ascii_uppercase

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.facts import (
    BLANKS,
    HOLDS_BELOW,
    TEXT,
    UP_TO_FACTS,
    fact_type,
    list_behind,
    namespace,
    notes_on,
)
from satupintu.engine.rules import (
    SET_OPERATORS,
    All,
    Any,
    Condition,
    Criterion,
    Node,
    Not,
    Value,
    conditions_in,
)

UNKNOWN = "CAST(NULL AS BOOLEAN)"
COMPARISONS = {
    "equals": "=",
    "not_equals": "<>",
    "at_most": "<=",
    "at_least": ">=",
    "less_than": "<",
    "more_than": ">",
    "before": "<",
    "on_or_before": "<=",
    "after": ">",
    "on_or_after": ">=",
    "is": "=",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a tree is put into SQL.

    `without`: lists whose facts are unknown for everyone. `gates`: for a namespace, SQL that says row by row
    whether identity lets it be looked at; `wish` stands in where it does not: unknown, or the answer that the
    person would wish for. `columns`: criterion id -> the column in which it has been evaluated already.
    `answers`: the same for conditions, before identity and `when_unknown` are looked at, and `vague` the columns that
    say where the answer is unknown though something is stated, which `when_unknown` does not soften. `noted`: the facts
    of `facts.NOTED_FACTS` that have a column, for conditions without an answer. `dialect`: whose SQL.
    """

    without: frozenset[str] = frozenset()
    gates: Mapping[str, str] = field(default_factory=dict)
    wish: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[Condition, str] = field(default_factory=dict)
    vague: Mapping[Condition, str] = field(default_factory=dict)
    noted: Collection[str] = frozenset()
    dialect: Dialect = DUCKDB


PLAIN = Reading()


def quoted(name: str, dialect: Dialect = DUCKDB) -> str:
    """An identifier in quotes."""
    return dialect.quoted(name)


def literal(value: Value, dialect: Dialect = DUCKDB) -> str:
    """A value as an SQL literal; TypeError for anything but text, integer, boolean, date or tuple."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()[:10]}'"
    if isinstance(value, str):
        return dialect.text(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(literal(v, dialect) for v in value) + ")"
    raise TypeError(f"no SQL literal for {type(value).__name__}")


def upper_ascii(text: str, dialect: Dialect = DUCKDB) -> str:
    """SQL for a text with its letters a-z in upper case; DuckDB and Spark differ about those outside ASCII."""
    return _ascii_case("upper", text, ascii_lowercase, ascii_uppercase, dialect)


def lower_ascii(text: str, dialect: Dialect = DUCKDB) -> str:
    """SQL for a text with its letters A-Z in lower case."""
    return _ascii_case("lower", text, ascii_uppercase, ascii_lowercase, dialect)


def whole_number_sql(text: str, dialect: Dialect = DUCKDB) -> str:
    """SQL for the BIGINT that 1 to 18 digits spell, NULL for any other text: left to their casts DuckDB reads '1e1',
    '1_0' and '.5' too, and Spark does not."""
    return f"CASE WHEN {dialect.full_match(text, '[0-9]{1,18}')} THEN TRY_CAST({text} AS BIGINT) END"


def _ascii_case(function: str, text: str, letters: str, become: str, dialect: Dialect) -> str:
    is_ascii = f"{dialect.byte_length(text)} = length({text})"
    return f"CASE WHEN {is_ascii} THEN {function}({text}) ELSE translate({text}, '{letters}', '{become}') END"


def type_guard_sql(
    facts: Iterable[str], without: frozenset[str] = frozenset(), dialect: Dialect = DUCKDB
) -> str:
    """TRUE when every fact's column has the type its rules compare; otherwise the statement fails, loudly.

    Both engines settle `typeof` once for the whole column, so the guard costs nothing per row.
    """
    checks = []
    for fact in sorted(facts):
        if list_behind(fact) in without:
            continue
        kinds = literal(dialect.types[fact_type(fact)], dialect)
        message = literal(f"{fact} harus {fact_type(fact)}, bukan ", dialect)
        found = f"typeof({dialect.quoted(fact)})"
        checks.append(
            f"CASE WHEN {found} IN {kinds} THEN TRUE ELSE {dialect.fail(f'{message} || {found}')} END"
        )
    return "\n      AND ".join(checks) or "TRUE"


def node_sql(node: Node, reading: Reading = PLAIN) -> str:
    """The SQL of a node: TRUE, FALSE or NULL for passed, failed, unknown."""
    match node:
        case All(children):
            return _joined(" AND ", "TRUE", [node_sql(c, reading) for c in children])
        case Any(children):
            return _joined(" OR ", "FALSE", [node_sql(c, reading) for c in children])
        case Not(child):
            reverse = None if reading.wish is None else not reading.wish
            return f"(NOT {node_sql(child, replace(reading, wish=reverse))})"
        case Criterion():
            return reading.columns.get(node.id) or node_sql(node.requires, reading)
        case Condition():
            return _condition_sql(node, reading)


def closable(node: Node, without: frozenset[str]) -> bool:
    """Whether identity can close some fact of a node: if not, its hopeful reading is its plain reading."""
    return any(
        list_behind(f) is not None and list_behind(f) not in without
        for c in conditions_in(node)
        for f in (c.fact, c.fact2)
        if f is not None
    )


def _joined(operator: str, empty: str, parts: list[str]) -> str:
    return f"({operator.join(parts)})" if parts else empty


def _condition_sql(condition: Condition, reading: Reading) -> str:
    asked = [f for f in (condition.fact, condition.fact2) if f is not None]
    if any(list_behind(f) in reading.without for f in asked):
        return UNKNOWN
    compared = reading.answers.get(condition) or compared_sql(condition, reading.dialect, reading.noted)
    if condition.when_unknown != "unknown":
        softened = f"coalesce({compared}, {literal(condition.when_unknown == 'passes')})"
        vague = reading.vague.get(condition) or vague_sql(condition, reading.dialect, reading.noted)
        compared = f"CASE WHEN {vague} THEN {compared} ELSE {softened} END" if vague else softened
    gates = sorted({reading.gates[n] for f in asked if (n := namespace(f)) in reading.gates})
    if not gates:
        return compared
    otherwise = "NULL" if reading.wish is None else literal(reading.wish)
    return f"CASE WHEN {' AND '.join(gates)} THEN {compared} ELSE {otherwise} END"


def vague_sql(condition: Condition, dialect: Dialect, noted: Collection[str]) -> str:
    """Where something is stated of a condition's facts, but not plainly; '' where no column of `noted` says so."""
    notes = [dialect.quoted(one) for one in notes_on(condition.fact, condition.fact2) if one in noted]
    return f"({' OR '.join(notes)})" if notes else ""


def compared_sql(condition: Condition, dialect: Dialect = DUCKDB, noted: Collection[str] = ()) -> str:
    """The comparison itself, TRUE, FALSE or NULL, whoever the row may be and whatever an unknown is to mean.

    Where a fact of `noted` says that a number is only the most that it may be, what holds of every lesser one as well.
    """
    answer = _plainly_compared_sql(condition, dialect)
    if UP_TO_FACTS.get(condition.fact2 or "", "") in noted:
        answer = (
            f"CASE WHEN {dialect.quoted(UP_TO_FACTS[condition.fact2 or ''])} IS NOT TRUE THEN {answer} END"
        )
    if condition.op == "present" or UP_TO_FACTS.get(condition.fact, "") not in noted:
        return answer
    holds = HOLDS_BELOW.get(condition.op)
    kept = "" if holds is None else f" OR {answer}" if holds else f" OR NOT {answer}"
    return f"CASE WHEN {dialect.quoted(UP_TO_FACTS[condition.fact])} IS NOT TRUE{kept} THEN {answer} END"


def _plainly_compared_sql(condition: Condition, dialect: Dialect) -> str:
    fact = dialect.quoted(condition.fact)
    known = known_sql(condition.fact, dialect)
    if condition.among:
        known = f"{fact} IN {literal(condition.among, dialect)}"
    if condition.op == "present":
        return f"CASE WHEN {known} THEN TRUE END"
    if condition.fact2 is not None:
        known = f"{known} AND {known_sql(condition.fact2, dialect)}"
        other = dialect.quoted(condition.fact2)
        return f"CASE WHEN {known} THEN {fact} {COMPARISONS[condition.op]} {other} END"
    if condition.value is None:
        raise ValueError(f"{condition.fact} {condition.op}: the parameter is not settled; use Programme.at()")
    if condition.op in SET_OPERATORS:
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        compared = f"{fact} {'IN' if condition.op == 'in' else 'NOT IN'} {literal(values, dialect)}"
    elif condition.op == "within":
        area = f"{condition.value}."
        compared = f"left({fact} || '.', {len(area)}) = {literal(area, dialect)}"
    else:
        compared = f"{fact} {COMPARISONS[condition.op]} {literal(condition.value, dialect)}"
    if fact_type(condition.fact) == TEXT or condition.among:
        return f"CASE WHEN {known} THEN {compared} END"
    return f"({compared})"


def known_sql(fact: str, dialect: Dialect = DUCKDB) -> str:
    """SQL that is TRUE when a fact says something; a blank text does not."""
    column = dialect.quoted(fact)
    if fact_type(fact) != TEXT:
        return f"{column} IS NOT NULL"
    # Nearly every text begins with a printable ASCII character; only the others are searched for one.
    printable = f"{column} >= '!' AND {column} < chr(127)"
    return f"CASE WHEN {printable} THEN TRUE ELSE {dialect.matches(column, f'[^{BLANKS}]')} END"
