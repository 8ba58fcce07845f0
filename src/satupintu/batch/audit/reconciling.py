"""Holds the paid list against the decree: other amounts, other distributors, people of whom no payment tells.

All by joins on the NIK as it stands: twelve million lines meet twelve million once, and only what found no equal line
is looked at again.
"""

from __future__ import annotations

from typing import Any

import duckdb

from satupintu.batch.audit.categories import AMOUNT_DIFFERS, OTHER_DISTRIBUTOR, TO_EXAMINE, WITHOUT_PAYMENT
from satupintu.batch.audit.payments import NO_DISTRIBUTOR, RECEIVED
from satupintu.batch.audit.tables import Table
from satupintu.batch.database import one
from satupintu.engine.nik import clean_nik_sql, nik_shape_sql


def hold_against_decree(connection: duckdb.DuckDBPyConnection, decree: Table) -> None:
    """``outside``: lines whose NIK is not in the decree. ``unlike``: line, bit, and the decree's first line for that
    NIK (``shown``), where no line of the decree for it has the amount, or the distributor. ``unpaid``: recipient, line,
    lines and rupiah of those in the decree whose NIK is in no line of the paid list, whatever its state.
    """
    connection.execute(
        """
        CREATE TEMP TABLE odd AS SELECT line, key, amount, distributor
        FROM lines ANTI JOIN decree_lines USING (key, amount, distributor) WHERE key IS NOT NULL
        """
    )
    connection.execute("CREATE TEMP TABLE outside AS SELECT line FROM odd ANTI JOIN decree_lines USING (key)")
    connection.execute("DELETE FROM odd WHERE line IN (FROM outside)")
    connection.execute(
        f"""
        CREATE TEMP TABLE unlike AS
        WITH found AS (
            SELECT line, key, {TO_EXAMINE[AMOUNT_DIFFERS]} AS bit
            FROM odd ANTI JOIN decree_lines USING (key, amount)
            UNION ALL
            SELECT line, key, {TO_EXAMINE[OTHER_DISTRIBUTOR]}
            FROM odd ANTI JOIN decree_lines USING (key, distributor)
            ANTI JOIN (SELECT key FROM decree_lines WHERE distributor = {NO_DISTRIBUTOR}) USING (key)
            WHERE distributor <> {NO_DISTRIBUTOR}
        )
        SELECT line, bit, shown FROM found JOIN (
            SELECT key, min(line) AS shown FROM decree_lines SEMI JOIN found USING (key) GROUP BY key
        ) USING (key)
        """
    )
    find_unpaid(connection, decree)


def find_unpaid(connection: duckdb.DuckDBPyConnection, decree: Table) -> None:
    """``unpaid``, as `hold_against_decree` says."""
    connection.execute(
        """
        CREATE TEMP TABLE unpaid_lines AS
        SELECT line, key, amount FROM decree_lines ANTI JOIN lines USING (key) WHERE key IS NOT NULL
        """
    )
    nik = decree.rows_in("unpaid_lines", f"{decree.raw('nik')} AS nik")
    clean = f"SELECT *, {clean_nik_sql('nik')} AS clean FROM ({nik})"
    connection.execute(
        f"""
        CREATE TEMP TABLE unpaid AS
        SELECT CASE WHEN shape IS NULL THEN key ELSE -line END AS recipient, min(line) AS line, count(*) AS lines,
               CAST(sum(amount) AS BIGINT) AS amount
        FROM unpaid_lines JOIN (SELECT line, {nik_shape_sql("nik", "false", "clean")} AS shape FROM ({clean}))
             USING (line)
        GROUP BY 1
        """
    )


def reconciled(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Rupiah: what the decree says, and what became of it by the paid list. ``difference``: what neither arrived nor is
    told as undelivered or returned, less what was paid beyond the decree. And who stands in the decree alone.
    """
    decreed = one(connection, "SELECT coalesce(sum(amount), 0)::BIGINT FROM decree_lines")
    kinds = {
        "received": RECEIVED,
        "returned": "is_returned",
        "undelivered": f"NOT ({RECEIVED} OR is_returned)",
    }
    sums = ", ".join(f"coalesce(sum(amount) FILTER ({kind}), 0)::BIGINT" for kind in kinds.values())
    told = dict(zip(kinds, connection.execute(f"SELECT {sums} FROM lines").fetchall()[0], strict=True))
    ((recipients, amount),) = connection.execute(
        "SELECT count(*), coalesce(sum(amount), 0)::BIGINT FROM unpaid"
    ).fetchall()
    return {
        "decreed": decreed,
        **told,
        "difference": decreed - sum(told.values()),
        WITHOUT_PAYMENT: {"recipients": recipients, "amount": amount},
    }
