"""What the cells of what was received say: rupiah, days and quantities, by the readers that lists of applicants have.

What is not understood is kept as it was written (`…_original`), to be told; nothing of it is guessed.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from satupintu.gateways.aid.columns import NOT_RECEIVED, RECEIVED
from satupintu.gateways.lists.grids import NUMBER
from satupintu.gateways.lists.money import sums
from satupintu.gateways.lists.steps import Steps
from satupintu.gateways.lists.values import day, literal, show

# More than this no one person receives: a slip of the finger or of the unit, and a sum of such would not fit.
MOST = 1_000_000_000_000  # rupiah
_FIRST_DAY = "1990-01-01"  # a day before it was not meant
_QUANTITY = (
    r"^([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,([0-9]{1,2}|[0-9]{4,})|\.([0-9]{1,2}|[0-9]{4,}))?"
    r"\s*([a-z][a-z²³/. ]{0,19})?$"
)


def understand(con: duckdb.DuckDBPyConnection, received: str) -> None:
    """Tables `amounts` (cell, unit, value), `days` (cell, value) and `quantities` (cell, value, word) of a relation
    with amount, received_on and quantity as marked text and `unit`, what one stands for in its amounts.

    Every different cell is read once: a million rows have a few hundred amounts and days.
    """
    con.execute(f"CREATE TEMP TABLE amounts AS {_amounts_sql(received)}")
    con.execute(f"CREATE TEMP TABLE days AS {_days_sql(received)}")
    con.execute(f"CREATE TEMP TABLE quantities AS {_quantities_sql(received)}")


def understood(relation: str) -> str:
    """FROM clause of the relation (alias r) with the tables of `understand`, over which SELECTED is spelled."""
    return (
        f"{relation} r LEFT JOIN amounts m ON m.cell = r.amount AND m.unit = r.unit"
        " LEFT JOIN days d ON d.cell = r.received_on LEFT JOIN quantities q ON q.cell = r.quantity"
    )


def _listed(words: Collection[str]) -> str:
    return ", ".join(map(literal, sorted(words)))


_SAID = "trim(regexp_replace(lower(r.{0}), '[^a-z0-9]+', ' ', 'g'))"
# In a column of days "belum" is about the receipt; in one of states it may be about anything.
_NOT_YET = NOT_RECEIVED | {"belum"}
_ORIGINAL = "CASE WHEN {0}.value IS NULL THEN r.{1} END"
SELECTED = {
    "amount": "m.value",
    "amount_original": _ORIGINAL.format("m", "amount"),
    "received_on": "d.value",
    "received_on_original": _ORIGINAL.format("d", "received_on"),
    "programme": "r.programme",
    "what": "CASE WHEN q.word <> '' THEN coalesce(r.what || ' (' || q.word || ')', q.word) ELSE r.what END",
    "quantity": "q.value",
    "quantity_original": _ORIGINAL.format("q", "quantity"),
    "is_received": "CASE WHEN regexp_matches(r.returned, '[1-9]') THEN FALSE"
    f" WHEN {_SAID.format('state')} IN ({_listed(RECEIVED)}) THEN TRUE"
    f" WHEN {_SAID.format('state')} IN ({_listed(NOT_RECEIVED)}) THEN FALSE"
    f" WHEN {_SAID.format('received_on')} IN ({_listed(_NOT_YET)}) THEN FALSE END",
    "state": "CASE WHEN regexp_matches(r.state, '[A-Za-z0-9]') THEN r.state END",
}


def _amounts_sql(received: str) -> str:
    wanted = f"(SELECT DISTINCT amount AS money, unit FROM {received} WHERE amount IS NOT NULL)"
    return f"SELECT cell, unit, CASE WHEN value <= {MOST} THEN value END AS value FROM ({sums(wanted)})"


def _days_sql(received: str) -> str:
    """The reader of birth dates, of another century: two digits of a year mean one in which aid was given."""
    steps = Steps(
        f"(SELECT DISTINCT received_on AS said, DATE '1899-12-30' AS epoch FROM {received}"
        " WHERE received_on IS NOT NULL)"
    )
    show(steps, "said")
    day(steps, "said")
    later = "CAST(said_value + INTERVAL 100 YEAR AS DATE)"
    short = r"regexp_matches(said_exact, '[0-9]{4}|^[0-9]+$')"
    value = f"CASE WHEN said_value >= DATE '{_FIRST_DAY}' THEN said_value WHEN NOT {short} THEN {later} END"
    wanted = f"said AS cell, {value} AS value"
    return f"SELECT {wanted} FROM {steps.sql(f'said_value, said_exact, {wanted}')}"


def _quantities_sql(received: str) -> str:
    """'2,5', '1.000', '10 kg', '3 paket': in a text dots group thousands, in a number they are its point."""
    bare = "trim(lower(ltrim(cell, chr(1))))"
    return f"""SELECT cell,
            CASE WHEN starts_with(cell, {literal(NUMBER)}) THEN TRY_CAST({bare} AS DOUBLE)
                WHEN found.whole <> '' THEN TRY_CAST(
                    replace(found.whole, '.', '') || '.' || found.comma || found.dot || '0' AS DOUBLE)
            END AS value,
            trim(found.word, ' .') AS word
        FROM (SELECT DISTINCT quantity AS cell,
                regexp_extract(trim(lower(quantity)), {literal(_QUANTITY)}, ['whole', 'comma', 'dot', 'word']) AS found
            FROM {received} WHERE quantity IS NOT NULL)"""
