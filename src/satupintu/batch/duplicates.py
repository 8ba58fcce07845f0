"""Finds the pairs of records that may be one person, one business or one household, and scores them on DuckDB.

    find_pairs(connection, relation) -> Found          the table `duplicate_pairs`, best first
    write_pairs(rows, out)                             the same of a finished round, as possible_duplicates.parquet

Which pairs are looked at: `satupintu.batch.duplicate_candidates`. What agreement means and is worth:
`satupintu.engine.duplicates`. Nothing is merged and no decision changes: people judge the pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.database import database, one, text
from satupintu.batch.database import name as quoted
from satupintu.batch.duplicate_candidates import gather_candidates, helping_columns
from satupintu.engine.duplicates.levels import (
    CODES,
    LEVELS,
    NAMES,
    PHONE,
    ROUND,
    Field,
    comparable_sql,
    compare_sql,
)
from satupintu.engine.duplicates.levels import HOUSEHOLD as HOUSEHOLD_CARD
from satupintu.engine.duplicates.weights import STATED, STRANGER, Chances, has_families, score_sql

PERSON, BUSINESS, HOUSEHOLD = "person", "business", "household"
PAIRS = "possible_duplicates.parquet"
# Even odds: as likely one person as not. Fixed beforehand, the same for all data.
THRESHOLD = 0.0
# Pairs of strangers from which chance agreement is counted.
_SAMPLE = 60_000
# A telephone or family card that more records bear is the village office's or a clerk's filler, and tells nothing.
_MOST_BEARERS = 20
# A pair's levels as one number: so many bits a field.
_BITS, _MASK = 3, 7
# A name in a short list is as rare as if so many other people stood in it too.
_OTHERS = 5_000


@dataclass(frozen=True)
class Found:
    """What was found, best first: `table` holds left, right (values of the key), kind, score in bits, against (the
    likeliest other explanation), agreeing (the ids of fields that agree or nearly), and for a `person` weights,
    structs of (field, level, bits). `candidates` is how many pairs were compared."""

    table: str
    candidates: int
    chances: Chances


def find_pairs(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    *,
    fields: Sequence[Field] = ROUND,
    key: str = "seq",
    side: str | None = None,
    apart: str | None = None,
) -> Found:
    """Pairs of the relation's records that may be one person's (kind `person`), and of what is left those with one
    trade on one card or phone (`business`) or on one family card (`household`); left comes before right.

    ``relation`` is a table or view name, or a query in brackets, with a column ``key`` that names a record, and the
    fields' columns, of which any may be all NULL. ``side``: a column; only records of different sides are paired.
    ``apart``: a field whose agreement leaves a pair out, because it has been told already.
    """
    spell(connection, relation, fields, key=key, side=side)
    return find_in_spelt(connection, fields, is_linking=side is not None, apart=apart)


def find_in_spelt(
    connection: duckdb.DuckDBPyConnection,
    fields: Sequence[Field],
    *,
    is_linking: bool = False,
    apart: str | None = None,
) -> Found:
    """`find_pairs` of what `spell` left."""
    blank_crowds(connection, fields)
    count_namesakes(connection, fields)
    rows = one(connection, "SELECT count(*) FROM dup_records")
    gather_candidates(connection, fields, rows, is_linking=is_linking)
    chances = count_chances(connection, fields, rows, is_linking)
    compare_pairs(connection, "dup_candidates", fields)
    keep_pairs(connection, fields, chances, apart)
    return Found("duplicate_pairs", one(connection, "SELECT count(*) FROM dup_candidates"), chances)


def write_pairs(rows: Path, out: Path, *, threads: int | None = None, memory: str | None = None) -> int:
    """Write a round's pairs into the folder ``out`` and return how many; ``rows`` is its rows.parquet.

    A record is named by its number in decisions.parquet, the first being 1. Pairs with one NIK are left out: the
    screening has told those as `duplicate_nik`. Same rows, same bytes.
    """
    with database(spill=out, threads=threads, memory=memory) as connection:
        found = find_pairs(connection, round_rows(rows), key="position", apart="nik")
        target = out / PAIRS
        beside = target.with_suffix(".partial")
        connection.execute(f"COPY (FROM {found.table}) TO {text(beside)} (FORMAT parquet, COMPRESSION zstd)")
        beside.replace(target)
        return one(connection, f"SELECT count(*) FROM {found.table}")


def round_rows(rows: Path) -> str:
    """A finished round's rows as a relation, numbered as its decisions are."""
    return f"(SELECT *, row_number() OVER (ORDER BY seq) AS position FROM read_parquet({text(rows)}))"


def spell(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    fields: Sequence[Field],
    *,
    key: str = "seq",
    side: str | None = None,
) -> None:
    """``dup_spelt``: each record's fields in the spelling in which they are compared."""
    columns = ", ".join(f"{comparable_sql(field)} AS {quoted(field.id)}" for field in fields)
    sided = f"{quoted(side)} AS dup_side, " if side else ""
    select = f"SELECT {quoted(key)} AS dup_key, {sided}{columns} FROM {relation}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE dup_spelt AS {select}")


def blank_crowds(connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> None:
    """Takes out of ``dup_spelt`` the telephones and family cards that more records bear than one family can."""
    for field in fields:
        if field.kind in (PHONE, HOUSEHOLD_CARD):
            connection.execute(
                f"""
                UPDATE dup_spelt SET {field.id} = NULL WHERE {field.id} IN (
                    SELECT {field.id} FROM dup_spelt GROUP BY {field.id} HAVING count(*) > {_MOST_BEARERS})
                """
            )


def count_namesakes(connection: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> None:
    """``dup_records``: the spelt records, numbered from 0. ``dup_bearers_<field>``: how many bear each name that more
    than one record bears."""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW dup_records AS SELECT rowid AS id, *, {helping_columns(fields)} FROM dup_spelt"
    )
    for field in _names(fields):
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE dup_bearers_{field.id} AS
            SELECT {field.id} AS name, count(*) AS bearers FROM dup_spelt WHERE {field.id} IS NOT NULL
            GROUP BY name HAVING count(*) > 1
            """
        )


def count_chances(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[Field], rows: int, is_linking: bool
) -> Chances:
    """How often strangers agree: on the same value exactly, by how often each value stands in the data; on the
    other levels, in a sample of pairs that is the same every time."""
    _sample_pairs(connection, rows)
    compare_pairs(connection, "dup_sample", fields)
    patterns = connection.execute(
        "SELECT pattern, count(*) FROM dup_sample_compared GROUP BY pattern"
    ).fetchall()
    agree = {field.id: _agreement(connection, field, place, patterns) for place, field in enumerate(fields)}
    partners = rows // 2 if is_linking else rows - 1
    return Chances(partners, agree, has_families=has_families(fields))


def _sample_pairs(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """``dup_sample``: all pairs of a short list; of a long one, records held against others far down the list."""
    if rows * (rows - 1) // 2 <= _SAMPLE:
        pairs = "SELECT l.id AS l, r.id AS r FROM dup_records l JOIN dup_records r ON l.id < r.id"
    else:
        turns = -(-_SAMPLE // rows)
        step = max(1, rows * turns // _SAMPLE)
        pairs = f"""
            SELECT id AS l, (id * 1000003 + turn * 7368787 + 7919) % {rows} AS r
            FROM dup_records, (SELECT unnest(range({turns})) AS turn) WHERE id % {step} = 0 AND l <> r
            """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE dup_sample AS {pairs}")


def _agreement(
    connection: duckdb.DuckDBPyConnection, field: Field, place: int, patterns: Sequence[tuple[int, int]]
) -> dict[str, float]:
    """Chance of each level of a field between strangers."""
    counted: Counter[str] = Counter()
    for pattern, pairs in patterns:
        if code := pattern >> _BITS * place & _MASK:
            counted[LEVELS[code - 1]] += pairs
    total = sum(counted.values())
    agree = {level: (counted[level] + 0.5) / (total + 1) for level in STATED[field.kind]}
    found = connection.execute(
        f"""
        SELECT sum(bearers * (bearers - 1)), sum(bearers)
        FROM (SELECT count(*) AS bearers FROM dup_records WHERE {field.id} IS NOT NULL GROUP BY {field.id})
        """
    ).fetchall()
    shared, known = (int(value or 0) for value in found[0])
    agree["same"] = (shared + 1) / (known * max(known - 1, 0) + 2)
    return agree


def compare_pairs(connection: duckdb.DuckDBPyConnection, pairs: str, fields: Sequence[Field]) -> None:
    """``<pairs>_compared``: each pair's levels as one number, three bits a field, 0 where a field is unknown; and how
    common the commoner of its two names is."""
    levels = " + ".join(
        f"(coalesce({compare_sql(field, f'a.{field.id}', f'b.{field.id}')}, 0)::BIGINT << {_BITS * place})"
        for place, field in enumerate(fields)
    )
    everyone = one(connection, "SELECT count(*) FROM dup_spelt") + _OTHERS
    shares, bearers = "", ""
    for field in _names(fields):
        most = f"greatest(coalesce(a_{field.id}.bearers, 1), coalesce(b_{field.id}.bearers, 1))"
        shares += f", {most} / {everyone}e0 AS pair_share_{field.id}"
        bearers += "".join(
            f" LEFT JOIN dup_bearers_{field.id} {side}_{field.id} ON {side}_{field.id}.name = {side}.{field.id}"
            for side in "ab"
        )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {pairs}_compared AS
        SELECT l, r, {levels} AS pattern{shares}
        FROM {pairs} JOIN dup_records a ON a.id = l JOIN dup_records b ON b.id = r{bearers}
        """
    )


def _names(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.kind in NAMES]


def keep_pairs(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[Field], chances: Chances, apart: str | None
) -> None:
    """``duplicate_pairs``: the candidates worth a look, with what speaks for and against each.

    Far fewer patterns of levels occur than pairs: each pattern is weighed once, and what is added for a pair is how
    common its names are.
    """
    sql = score_sql(fields, chances)
    levels = ", ".join(
        f"nullif(pattern >> {_BITS * place} & {_MASK}, 0) AS level_{field.id}"
        for place, field in enumerate(fields)
    )
    sums = ", ".join(f"{total} AS against_{explanation}" for explanation, total in sql.sums.items())
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dup_patterns AS
        SELECT *, {sums}, {_agreeing(fields)} AS agreeing
        FROM (SELECT pattern, {levels} FROM dup_candidates_compared GROUP BY pattern)
        """
    )
    strangers = f"against_{STRANGER} + {sql.by_name}"
    least = f"least({', '.join([strangers, *(f'against_{one}' for one in sql.sums if one != STRANGER)])})"
    others = " ".join(
        f"WHEN against_{one} = bits THEN '{one}'" for one in reversed(chances.explanations) if one != STRANGER
    )
    against = f"CASE {others} ELSE '{STRANGER}' END" if others else f"'{STRANGER}'"
    parts = ", ".join(_part(field.id, sql.parts) for field in fields)
    weights = f"list_filter([{parts}], lambda one: one.level IS NOT NULL)"
    told = f"AND level_{apart} IS DISTINCT FROM {CODES['same']}" if apart else ""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE duplicate_pairs AS
        SELECT a.dup_key AS "left", b.dup_key AS "right", kind, round(bits, 2) AS score, against,
               agreeing, CASE kind WHEN '{PERSON}' THEN {weights} ELSE [] END AS weights
        FROM (SELECT *, {against} AS against, {_kind(fields)} AS kind
              FROM (SELECT *, {least} AS bits FROM dup_candidates_compared JOIN dup_patterns USING (pattern))
              WHERE kind IS NOT NULL {told})
        JOIN dup_records a ON a.id = l JOIN dup_records b ON b.id = r
        ORDER BY score DESC, l, r
        """
    )


def _agreeing(fields: Sequence[Field]) -> str:
    """The ids of the fields that say the same or nearly so."""
    named = ", ".join(
        f"CASE WHEN level_{field.id} <> {CODES['differs']} THEN '{field.id}' END" for field in fields
    )
    return f"list_filter([{named}], lambda one: one IS NOT NULL)"


def _part(field: str, parts: Mapping[str, Mapping[str, str]]) -> str:
    """A field's level by name, and its bits against the explanation that holds for the pair."""
    worth = " ".join(f"WHEN '{explanation}' THEN {of[field]}" for explanation, of in parts.items())
    levels = "[" + ", ".join(f"'{level}'" for level in LEVELS) + "]"
    bits = f"round(CASE against {worth} END, 2)"
    return f"{{'field': '{field}', 'level': ({levels})[level_{field}::BIGINT], 'bits': {bits}}}"


def _kind(fields: Sequence[Field]) -> str:
    """What a pair is worth a look for; NULL when for nothing."""
    same = {field.kind: f"level_{field.id} = {CODES['same']}" for field in fields}
    cases = [f"WHEN bits >= {THRESHOLD}e0 THEN '{PERSON}'"]
    together = " OR ".join(same[kind] for kind in ("household", "phone") if kind in same)
    if "trade" in same and together:
        cases.append(f"WHEN {same['trade']} AND ({together}) THEN '{BUSINESS}'")
    if "household" in same:
        cases.append(f"WHEN {same['household']} THEN '{HOUSEHOLD}'")
    return f"CASE {' '.join(cases)} END"
