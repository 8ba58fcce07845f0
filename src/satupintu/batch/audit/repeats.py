"""Who was paid again: because the NIK stood in the decree more than once, or because one line of it was paid twice.

Of the payments that a sound NIK received, in order of day and row, the first is nobody's mistake. A later one is

- ``paid_twice`` when it repeats a reference already paid, or when the decree has no further line for the NIK;
- ``paid_more_than_once`` otherwise: the decree names the NIK again (or not at all, which is found as such besides).

Under another's name than the registry's it went to somebody else, who is counted apart: whoever they are, payments
under one NIK and one name went to one person. A reference paid again is one, whatever the name.

A NIK that cannot be one identifies nobody: under it only the same reference, for the same name, is a payment again. A
reference that several people share is a batch's number, not a payment's, and says nothing here.
"""

from __future__ import annotations

import duckdb

from satupintu.batch.audit.categories import BITS
from satupintu.batch.audit.payments import RECEIVED
from satupintu.batch.audit.tables import Table
from satupintu.engine.names import normal_name_sql, same_name

# SQL's order of payments of one recipient.
IN_ORDER = "ORDER BY paid_on NULLS LAST, line"
# A line's person: the sound NIK, otherwise what is written in its stead together with the name.
PERSON = "CASE WHEN recipient > 0 THEN recipient ELSE -1 - CAST(hash(key, name_hash) >> 1 AS BIGINT) END"
IS_SOMEBODY = "(recipient > 0 OR key IS NOT NULL OR name_hash IS NOT NULL)"
# Under a NIK with more names than these, only equal names are one person's: each with each would be too many pairs.
MOST_NAMES = 20


def find_repeats(connection: duckdb.DuckDBPyConnection, paid: Table, day: str) -> None:
    """``again``: the payments too many: line, bit, the line paid first, whether it has that one's reference, and how
    often the NIK was paid and stands in the decree. ``day`` is SQL for the day of payment in the paid list.
    """
    received = f"(SELECT line, {PERSON} AS person FROM lines WHERE {RECEIVED} AND {IS_SOMEBODY})"
    connection.execute(
        f"""
        CREATE TEMP TABLE several AS
        SELECT line, person FROM {received}
        SEMI JOIN (SELECT person FROM {received} GROUP BY person HAVING count(*) > 1) USING (person)
        """
    )
    name, reference = paid.text("name"), paid.text("reference")
    connection.execute(
        f"""
        CREATE TEMP TABLE repeated AS
        SELECT r.*, recipient, person, s.line IS NOT NULL AS is_stranger,
               CASE WHEN s.line IS NOT NULL THEN {normal_name_sql("name")} END AS normal
        FROM ({paid.rows_in("several", f"{reference} AS reference", f"{day} AS paid_on", f"{name} AS name")}) r
        JOIN several USING (line) JOIN lines USING (line) LEFT JOIN strangers s USING (line)
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE shared_references AS
        SELECT reference
        FROM (SELECT {paid.row} AS line, {reference} AS reference FROM {paid.source}
              WHERE {reference} IN (SELECT reference FROM repeated))
        JOIN lines USING (line) GROUP BY reference HAVING count(DISTINCT {PERSON}) > 1
        """
    )
    tell_strangers_apart(connection)
    connection.execute(
        f"""
        CREATE TEMP TABLE again AS
        WITH own AS (
            SELECT line, recipient, person, paid_on, is_stranger, coalesce(t.first_name, normal) AS who,
                   CASE WHEN reference NOT IN (FROM shared_references) THEN reference END AS reference
            FROM repeated LEFT JOIN together t USING (person, normal)
        ), runs AS (
            SELECT *, reference IS NOT NULL
                      AND row_number() OVER (PARTITION BY person, reference {IN_ORDER}) > 1 AS is_run_again,
                   first_value(line) OVER (PARTITION BY person, is_stranger, who {IN_ORDER}) AS first_line,
                   first_value(line) OVER (PARTITION BY person, reference {IN_ORDER}) AS same_line,
                   count(*) OVER (PARTITION BY person, is_stranger, who) AS times_paid
            FROM own
        ), counted AS (
            SELECT *, count(*) FILTER (NOT is_run_again) OVER (
                          PARTITION BY person, is_stranger, who {IN_ORDER} ROWS UNBOUNDED PRECEDING) AS order_number
            FROM runs
        )
        SELECT line, CASE WHEN is_run_again THEN same_line ELSE first_line END AS first_line, is_run_again, times_paid,
               coalesce(times_decreed, 0) AS decreed,
               CASE WHEN is_run_again OR order_number > times_decreed THEN {BITS["paid_twice"]}
                    ELSE {BITS["paid_more_than_once"]} END AS bit
        FROM counted LEFT JOIN (SELECT key, count(*) AS times_decreed FROM decree_lines
                                SEMI JOIN (SELECT recipient AS key FROM runs) USING (key) GROUP BY key) d
                     ON d.key = counted.recipient
        WHERE is_run_again OR order_number > 1 AND recipient > 0
        """
    )


def tell_strangers_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """``together``: of the names under which a NIK was paid that the registry has under none of them, those that the
    engine takes for one person's, with the first of them."""
    connection.execute(
        f"""
        CREATE TEMP TABLE names AS
        SELECT person, normal, min(name) AS name FROM repeated WHERE is_stranger GROUP BY person, normal
        QUALIFY count(*) OVER (PARTITION BY person) BETWEEN 2 AND {MOST_NAMES}
        """
    )
    connection.execute("CREATE TEMP TABLE alike (name VARCHAR, other VARCHAR)")
    both = "names a JOIN names b ON a.person = b.person AND a.normal < b.normal"
    pairs = connection.execute(f"SELECT DISTINCT a.name, b.name FROM {both}").fetchall()
    same = [(name, other) for name, other in pairs if same_name(name, other)]
    connection.execute(
        "INSERT INTO alike SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
        [[name for name, _ in same], [other for _, other in same]],
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE together AS
        SELECT b.person, b.normal, min(a.normal) AS first_name
        FROM {both} JOIN alike ON alike.name = a.name AND alike.other = b.name GROUP BY b.person, b.normal
        """
    )
