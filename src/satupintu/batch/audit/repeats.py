"""Who was paid again: because the NIK stood in the decree more than once, or because one line of it was paid twice.

Of the payments that a sound NIK received, in order of day and row, the first is nobody's mistake. A later one is

- ``paid_twice`` when it repeats a reference already paid, or when the decree has no further line for the NIK;
- ``paid_more_than_once`` otherwise: the decree names the NIK again (or not at all, which is found as such besides).

A reference that several recipients share is a batch's number, not a payment's, and says nothing here. A payment under
another's name makes nobody a recipient twice, for it went to somebody else; a reference paid again stays one.
"""

from __future__ import annotations

import duckdb

from satupintu.batch.audit.categories import BITS
from satupintu.batch.audit.payments import RECEIVED
from satupintu.batch.audit.tables import Table

# SQL's order of payments of one recipient.
IN_ORDER = "ORDER BY paid_on NULLS LAST, line"


def find_repeats(connection: duckdb.DuckDBPyConnection, paid: Table, day: str) -> None:
    """``again``: the payments too many: line, bit, the line paid first, whether it has that one's reference, and how
    often the NIK was paid and stands in the decree. ``day`` is SQL for the day of payment in the paid list.
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE several AS
        SELECT line FROM lines SEMI JOIN (
          SELECT recipient FROM lines WHERE recipient > 0 AND {RECEIVED} GROUP BY recipient HAVING count(*) > 1
        ) USING (recipient) WHERE {RECEIVED}
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE repeated AS
        {paid.rows_in("several", f"{paid.text('reference')} AS reference", f"{day} AS paid_on")}
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE shared_references AS
        SELECT reference
        FROM (SELECT {paid.row} AS line, {paid.text("reference")} AS reference FROM {paid.source}
              WHERE {paid.text("reference")} IN (SELECT reference FROM repeated))
        JOIN lines USING (line) GROUP BY reference HAVING count(DISTINCT recipient) > 1
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE again AS
        WITH own AS (
            SELECT line, recipient, paid_on, line IN (SELECT line FROM strangers) AS is_stranger,
                   CASE WHEN reference NOT IN (FROM shared_references) THEN reference END AS reference
            FROM repeated JOIN lines USING (line)
        ), runs AS (
            SELECT *, reference IS NOT NULL
                      AND row_number() OVER (PARTITION BY recipient, reference {IN_ORDER}) > 1 AS is_run_again,
                   first_value(line) OVER (PARTITION BY recipient, is_stranger {IN_ORDER}) AS first_line,
                   first_value(line) OVER (PARTITION BY recipient, reference {IN_ORDER}) AS same_line,
                   count(*) OVER (PARTITION BY recipient, is_stranger) AS times_paid
            FROM own
        ), counted AS (
            SELECT *, count(*) FILTER (NOT is_run_again) OVER (
                          PARTITION BY recipient, is_stranger {IN_ORDER} ROWS UNBOUNDED PRECEDING) AS order_number
            FROM runs
        )
        SELECT line, CASE WHEN is_run_again THEN same_line ELSE first_line END AS first_line, is_run_again, times_paid,
               coalesce(times_decreed, 0) AS decreed,
               CASE WHEN is_run_again OR order_number > times_decreed THEN {BITS["paid_twice"]}
                    ELSE {BITS["paid_more_than_once"]} END AS bit
        FROM counted LEFT JOIN (SELECT key, count(*) AS times_decreed FROM decree_keys
                                SEMI JOIN (SELECT recipient AS key FROM runs) USING (key) GROUP BY key) d
                     ON d.key = counted.recipient
        WHERE is_run_again OR order_number > 1 AND NOT is_stranger
        """
    )
