"""The facts a programme asks about, one column each: from the row, from the registry, from the lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb

from satupintu.batch.database import name as quoted
from satupintu.batch.references import REGISTRY, ReferenceList

# Facts of the row itself and how the determination knows them.
ROW_FACTS = (
    "kk", "name", "birth_date", "sex", "address", "rt", "rw", "village", "sector", "phone",
    "annual_turnover", "business_letter", "submitted_at", "proposer",
)  # fmt: skip
REGISTRY_FACTS = ("name", "birth_date", "sex", "village", "status", "citizenship")


def gather_lists(connection: duckdb.DuckDBPyConnection, lists: Sequence[ReferenceList]) -> None:
    """``listed``: per key a bit for every list that holds it; all lists are read in one pass of union and group."""
    if not lists:
        connection.execute("CREATE TEMP TABLE listed (key BIGINT, bits BIGINT)")
        return
    union = " UNION ALL ".join(
        f"SELECT key, {1 << place}::BIGINT AS bit FROM {one.view}" for place, one in enumerate(lists)
    )
    connection.execute(
        f"CREATE TEMP TABLE listed AS SELECT key, bit_or(bit) AS bits FROM ({union}) SEMI JOIN applicants USING (key)"
        " GROUP BY key"
    )


def lay_out_facts(
    connection: duckdb.DuckDBPyConnection,
    *,
    programme_lists: Collection[str],
    open_lists: Sequence[ReferenceList],
    without: Collection[str],
) -> None:
    """``facts``: one row a row of the round, columns ``row.*``, ``registry.*``, ``lists.*``, identity and order.

    A list left out on purpose is unknown for everyone; an optional list that was not given holds nobody. Registry
    and lists are unknown where the identity does not allow asking.
    """
    bits = {one.name: 1 << place for place, one in enumerate(open_lists)}
    selected = [f"{own} AS {quoted('row.' + own)}" for own in ROW_FACTS]
    asked = REGISTRY not in without
    for own in REGISTRY_FACTS:
        value = f"CASE WHEN identity IS NULL THEN registry_{own} END" if asked else "NULL"
        kind = "DATE" if own == "birth_date" else "VARCHAR"
        selected.append(f"CAST({value} AS {kind}) AS {quoted('registry.' + own)}")
    counts = "identity IS NULL OR identity = 'nik_unmatched'"
    for list_name in sorted(set(programme_lists) - {REGISTRY}):
        selected.append(f"{list_fact(list_name, bits, without, counts)} AS {quoted('lists.' + list_name)}")
    connection.execute(
        f"""
        CREATE TEMP TABLE facts AS
        SELECT seq, file, sheet, "row", nik, nik_is_number, shape, key, identity, first_seq,
               first_seq IS NOT NULL AS is_duplicate, normal_name, {", ".join(selected)}
        FROM decided LEFT JOIN listed USING (key)
        """
    )


def list_fact(list_name: str, bits: Mapping[str, int], without: Collection[str], counts: str) -> str:
    """SQL for "this NIK stands in that list": true, false, or null where it cannot be known."""
    if list_name in without:
        return "CAST(NULL AS BOOLEAN)"
    stands = f"coalesce(bits, 0) & {bits[list_name]} <> 0" if list_name in bits else "false"
    return f"CASE WHEN {counts} THEN {stands} END"
