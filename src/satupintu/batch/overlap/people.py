"""Looks at the few people whose pairs are judged by date or listed by name: their dates, sums and verdicts, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from satupintu.batch.database import text
from satupintu.batch.overlap.places import UNKNOWN
from satupintu.batch.overlap.receipts import Aid, sure_sql
from satupintu.batch.overlap.rulings import Rulings
from satupintu.batch.overlap.tally import Tally

_GROUP = 16_384  # rows of a row group of people: a page reads one


def load_rulings(connection: duckdb.DuckDBPyConnection, rulings: Rulings) -> None:
    """Tables ``rulings`` (id, a, b, verdict, …; `is_dated`: told by days), ``spans`` (of days) and ``programmes``."""
    connection.execute(
        """CREATE TABLE rulings (id INTEGER, a INTEGER, b INTEGER, verdict VARCHAR, cite VARCHAR, read_in VARCHAR,
            place VARCHAR, is_dated BOOLEAN, is_flagged BOOLEAN);
        CREATE TABLE spans (ruling INTEGER, a INTEGER, b INTEGER, least INTEGER, most INTEGER);
        CREATE TABLE programmes (p INTEGER, id VARCHAR)"""
    )
    dated, every = set(rulings.dated()), list(enumerate(rulings.every()))
    told = [
        (number, one.a, one.b, one.verdict, one.cite or None, one.read_in or None, one.place or None,
         (one.a, one.b) in dated, one.is_flagged)
        for number, one in every
    ]  # fmt: skip
    spans = [(number, one.a, one.b, *span) for number, one in every for span in one.spans]
    for table, rows in (
        ("rulings", told),
        ("spans", spans),
        ("programmes", list(enumerate(rulings.programmes))),
    ):
        insert(connection, table, rows)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """A few thousand rows in one statement: one a row would take longer than counting a million people."""
    if rows:
        marks = f"({', '.join('?' * len(rows[0]))})"
        connection.execute(
            f"INSERT INTO {table} VALUES {', '.join([marks] * len(rows))}",
            [one for row in rows for one in row],
        )


def look_at_people(connection: duckdb.DuckDBPyConnection, aid: Aid, tally: Tally) -> None:
    """Tables ``wanted`` (nik, village), ``seen`` (their receipts), ``met`` (their pairs, each with its ruling).

    `gap`: the fewest days between a receipt of the one and one of the other; NULL where no two days are known or
    where the days do not matter.
    """
    wanted = _arrays(tally)
    connection.register("wanted_arrays", wanted)
    connection.execute("CREATE TABLE wanted AS SELECT nik, village FROM wanted_arrays")
    connection.unregister("wanted_arrays")
    place = f"list_position({[*aid.programmes]!r}, programme) - 1"
    connection.execute(
        f"""CREATE TABLE seen AS SELECT r.nik, w.village, {place} AS p, name, business,
            coalesce(amount, 0) AS amount, received_on AS day
        FROM (SELECT * FROM {aid.rows_sql} WHERE {sure_sql()}) r
        JOIN wanted w ON w.nik = r.nik"""
    )
    connection.execute(
        """CREATE TABLE had AS SELECT nik, any_value(village) AS village, p, count(*) AS times,
            sum(amount)::BIGINT AS money
        FROM seen GROUP BY nik, p"""
    )
    connection.execute(f"CREATE TABLE met AS {_MET}")


_GAPS = """
    SELECT x.nik, x.p AS a, y.p AS b, min(abs(x.day - y.day)) AS gap FROM seen x
    JOIN seen y ON y.nik = x.nik AND y.p > x.p JOIN (SELECT DISTINCT a, b FROM rulings WHERE is_dated) d
      ON d.a = x.p AND d.b = y.p GROUP BY ALL
    UNION ALL
    SELECT nik, p, p, min(since) FROM (
        SELECT nik, p, day - lag(day) OVER (PARTITION BY nik, p ORDER BY day) AS since FROM seen
        SEMI JOIN (SELECT a FROM rulings WHERE is_dated AND a = b) d ON d.a = p WHERE day IS NOT NULL)
    GROUP BY nik, p"""
_PAIRS = """
    SELECT x.nik, x.village, x.p AS a, y.p AS b, x.money AS money_a, y.money AS money_b
    FROM had x JOIN had y ON y.nik = x.nik AND y.p > x.p
    UNION ALL SELECT nik, village, p, p, money, 0 FROM had WHERE times > 1"""
_MET = f"""
    SELECT m.*, g.gap, r.id AS ruling, r.is_dated, r.is_flagged
    FROM ({_PAIRS}) m LEFT JOIN ({_GAPS}) g ON g.nik = m.nik AND g.a = m.a AND g.b = m.b
    JOIN spans s ON s.a = m.a AND s.b = m.b
     AND (g.gap BETWEEN s.least AND s.most OR (g.gap IS NULL AND s.least IS NULL))
    JOIN rulings r ON r.id = s.ruling WHERE r.is_dated OR r.is_flagged"""


def _arrays(tally: Tally) -> dict[str, np.ndarray[tuple[int], np.dtype[np.signedinteger]]]:
    niks = [one for one, _ in tally.wanted] or [np.zeros(0, np.int64)]
    villages = [one for _, one in tally.wanted] or [np.zeros(0, np.int32)]
    return {"nik": np.concatenate(niks), "village": np.concatenate(villages)}


def write_people(connection: duckdb.DuckDBPyConnection, out: Path) -> int:
    """Writes a row for each person and each forbidden or repeated pair, by village and NIK; returns how many."""
    connection.execute(
        """CREATE TABLE asked AS SELECT nik, a AS p FROM met WHERE is_flagged
            UNION SELECT nik, b FROM met WHERE is_flagged;
        CREATE TABLE shown AS SELECT s.* FROM seen s SEMI JOIN asked a ON a.nik = s.nik AND a.p = s.p;
        CREATE TABLE faces AS SELECT nik, min(name) AS name, min(business) AS business FROM shown GROUP BY nik;
        CREATE TABLE dates AS SELECT nik, p, list_sort(list({day: day, amount: amount})) AS given
            FROM shown GROUP BY nik, p"""
    )
    connection.execute(
        f"""COPY (
            SELECT nullif(v.code, {text(UNKNOWN)}) AS village, m.nik, f.name, f.business, pa.id AS a, pb.id AS b,
                   r.verdict, r.place, r.cite, r.read_in,
                   m.gap AS days_apart, {_each("x", "day")} AS dates_a,
                   CASE WHEN m.a <> m.b THEN {_each("y", "day")} END AS dates_b, {_each("x", "amount")} AS amounts_a,
                   CASE WHEN m.a <> m.b THEN {_each("y", "amount")} END AS amounts_b,
                   m.money_a, m.money_b, m.money_a + m.money_b AS money
            FROM met m JOIN rulings r ON r.id = m.ruling JOIN faces f ON f.nik = m.nik
            JOIN dates x ON x.nik = m.nik AND x.p = m.a JOIN dates y ON y.nik = m.nik AND y.p = m.b
            JOIN programmes pa ON pa.p = m.a JOIN programmes pb ON pb.p = m.b
            JOIN villages v ON v.number = m.village
            WHERE m.is_flagged ORDER BY m.village, m.nik, m.a, m.b
        ) TO {text(out)} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"""
    )
    found = connection.execute("SELECT count(*) FROM met WHERE is_flagged").fetchone()
    return int(found[0]) if found else 0


def _each(of: str, what: str) -> str:
    """SQL for the days, or the amounts, of a list of both."""
    return f"list_transform({of}.given, lambda one: one.{what})"
