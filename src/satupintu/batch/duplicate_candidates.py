"""Which pairs of records are worth comparing: those that share something rare, never all with all.

    gather_candidates(connection, fields, rows, is_linking)      table `dup_candidates` (l, r), each pair once, l < r

A rule is a key; records with one key are held against each other. Rarest keys first: a rule stops where its pairs
would pass its budget, so that time and memory grow with the rows and not with their square. Records whose key is too
common for that are tried once more among those whose names begin alike. In a short list the budgets allow nearly
every pair. One edit in a number leaves three of its four quarters whole, or swaps two digits between two quarters:
both are keys, so that any two NIKs one edit apart meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from satupintu.batch.database import one
from satupintu.engine.duplicates.levels import (
    AREA,
    CODE,
    DATE,
    HOUSEHOLD,
    IDENTIFIER,
    NAMES,
    NIK,
    PHONE,
    TEXT,
    Field,
)

# Pairs that a rule may bring: of a telling key, and of a key that tells little by itself.
_BUDGET_A_ROW, _BUDGET = 1, 500_000
_WEAK_BUDGET = 200_000
_LONG = 250_000  # rows from which a weak key's rarest crowds are a drop in the ocean
_QUARTERS = 4


@dataclass(frozen=True)
class Rule:
    """Records with one ``key`` (SQL expressions over `dup_records`; with a NULL, none) are held against each other.
    ``part`` is what the key leaves out of a number, in which ``test`` over l.part and r.part lets one edit through;
    ``is_weak`` when sharing the key says little."""

    key: tuple[str, ...]
    part: str = ""
    test: str = ""
    is_weak: bool = False


def rules_for(fields: Sequence[Field]) -> Iterator[Rule]:
    """The rules that these fields allow."""
    dates = [field.id for field in fields if field.kind == DATE]
    places = [field.id for field in fields if field.kind == AREA]
    for field in fields:
        if field.kind in (IDENTIFIER, HOUSEHOLD, PHONE):
            yield Rule((field.id,))
        if field.kind == NIK:
            yield from _nik_rules()
        if field.kind == IDENTIFIER:
            yield from _identifier_rules(field.id)
    yield from (Rule(("dup_names", other)) for other in (*dates, *places))
    yield from (Rule((date, place)) for date in dates for place in places)
    names = [field.id for field in fields if field.kind in NAMES]
    weak = [field.id for field in fields if field.kind in (DATE, TEXT, CODE)]
    for key in ["dup_names", *(names if len(names) > 1 else ()), *weak]:
        yield Rule((key,), is_weak=True)


def helping_columns(fields: Sequence[Field]) -> str:
    """SQL for what the rules need beside the fields: `dup_names`, all names as one whatever their order, and
    `dup_nik`, a NIK of 16 digits as a whole number."""
    names = [field.id for field in fields if field.kind in NAMES]
    niks = [field.id for field in fields if field.kind == NIK]
    words = f"list_sort(string_split(concat_ws(' ', {', '.join(names)}), ' '))"
    joined = f"nullif(array_to_string({words}, ' '), '')" if names else "CAST(NULL AS VARCHAR)"
    number = f"CASE WHEN length({niks[0]}) = 16 THEN TRY_CAST({niks[0]} AS BIGINT) END" if niks else "NULL"
    return f"{joined if len(names) != 1 else names[0]} AS dup_names, {number} AS dup_nik"


def gather_candidates(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[Field], rows: int, *, is_linking: bool
) -> None:
    """``dup_candidates``: the pairs that some rule brings."""
    connection.execute("CREATE OR REPLACE TEMP TABLE dup_found (l BIGINT, r BIGINT)")
    for rule in rules_for(fields):
        if rule.is_weak and rows > _LONG:
            continue
        budget = _WEAK_BUDGET if rule.is_weak else _BUDGET + _BUDGET_A_ROW * rows
        more = (f", {rule.part} AS part" if rule.part else "") + (", dup_side" if is_linking else "")
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE dup_keyed AS
            SELECT hash({", ".join(rule.key)}) AS key, id{more}
            FROM dup_records WHERE {" AND ".join(f"({one}) IS NOT NULL" for one in rule.key)}
            """
        )
        if _pair_up(connection, rule, budget, is_linking) and not rule.is_weak:
            _split_crowds(connection)
            _pair_up(connection, rule, budget, is_linking)
    connection.execute("CREATE OR REPLACE TEMP TABLE dup_candidates AS SELECT DISTINCT l, r FROM dup_found")


def _pair_up(connection: duckdb.DuckDBPyConnection, rule: Rule, budget: int, is_linking: bool) -> bool:
    """Add the pairs of the rarest keys within the budget; True when common keys are left over in `dup_crowds`."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE dup_crowds AS"
        " SELECT key, count(*) AS records FROM dup_keyed GROUP BY key HAVING count(*) > 1"
    )
    largest = _largest_within(connection, budget)
    tests = [
        "l.id < r.id",
        *([rule.test] if rule.test else ()),
        *(["l.dup_side <> r.dup_side"] if is_linking else ()),
    ]
    connection.execute(
        f"""
        INSERT INTO dup_found
        WITH kept AS MATERIALIZED (
            SELECT k.* FROM dup_keyed k SEMI JOIN (FROM dup_crowds WHERE records <= {largest}) c USING (key))
        SELECT l.id, r.id FROM kept l JOIN kept r USING (key) WHERE {" AND ".join(tests)}
        """
    )
    connection.execute(f"DELETE FROM dup_crowds WHERE records <= {largest}")
    return one(connection, "SELECT count(*) FROM dup_crowds") > 0


def _largest_within(connection: duckdb.DuckDBPyConnection, budget: int) -> int:
    """How many records may share a key for all smaller crowds together to stay within the budget."""
    largest = spent = 0
    sizes = connection.execute(
        "SELECT records, count(*) * (records * (records - 1) // 2) FROM dup_crowds GROUP BY records ORDER BY records"
    ).fetchall()
    for records, pairs in sizes:
        spent += pairs
        if spent > budget:
            break
        largest = records
    return largest


def _split_crowds(connection: duckdb.DuckDBPyConnection) -> None:
    """Of the records whose key was too common, those whose names begin alike."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE dup_keyed AS
        SELECT k.* REPLACE (hash(key, left(dup_names, 4)) AS key)
        FROM (SELECT * FROM dup_keyed SEMI JOIN dup_crowds USING (key)) k JOIN dup_records USING (id)
        WHERE dup_names IS NOT NULL
        """
    )


def _nik_rules() -> Iterator[Rule]:
    """Keys of which at least one is shared by any two NIKs one edit apart; in whole numbers, for speed.

    Five digits are left out, one of them shared with the next five, so that two neighbours that were swapped stand in
    one of the fives. There one digit differs, or two do and the sum of the digits does not.
    """
    digits = ["({0}.part // 10000)", *(f"({{0}}.part // {unit} % 10)" for unit in (1000, 100, 10, 1))]
    apart = " + ".join(f"CAST({one.format('l')} <> {one.format('r')} AS TINYINT)" for one in digits)
    sums = " = ".join(" + ".join(one.format(side) for one in digits) for side in "lr")
    test = f"({apart} <= 1 OR ({apart} = 2 AND {sums}))"
    for place in range(_QUARTERS):
        unit = 10 ** (4 * place)
        part = f"(dup_nik // {unit} % 100000)"
        yield Rule((f"dup_nik - {part} * {unit}",), part=f"CAST({part} AS INTEGER)", test=test)


def _identifier_rules(number: str) -> Iterator[Rule]:
    """The same for numbers of any length and make."""
    bounds = [f"(length({number}) * {place} // {_QUARTERS})" for place in range(_QUARTERS + 1)]
    test = "hamming(l.part, r.part) <= 2"
    for place in range(_QUARTERS):
        rest = (f"left({number}, {bounds[place]})", f"substr({number}, {bounds[place + 1]} + 1)")
        yield Rule((f"length({number})", *rest), part=number, test=test)
    for bound in bounds[1:-1]:
        here, there = f"substr({number}, {bound}, 1)", f"substr({number}, {bound} + 1, 1)"
        swapped = f"least({here}, {there}) || greatest({here}, {there})"
        yield Rule((f"left({number}, {bound} - 1)", swapped, f"substr({number}, {bound} + 2)"))
