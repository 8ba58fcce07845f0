"""Lists the people of forbidden and repeated pairs by name: what the tally found of them, and their names, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from satupintu.batch.database import text
from satupintu.batch.overlap.entries import NO_GAP
from satupintu.batch.overlap.places import UNKNOWN
from satupintu.batch.overlap.receipts import NO_DAY, Aid, Whole, sure_sql
from satupintu.batch.overlap.rulings import Rulings
from satupintu.batch.overlap.tally import GIVEN, MET, Tally

_GROUP = 16_384  # rows of a row group of people: a page reads one


def load(connection: duckdb.DuckDBPyConnection, rulings: Rulings, tally: Tally) -> None:
    """Tables ``rulings`` (id, a, b, verdict, …) and ``programmes`` (p, id); ``met`` and ``given`` as the tally says."""
    connection.execute(
        """CREATE TABLE rulings (id INTEGER, a INTEGER, b INTEGER, verdict VARCHAR, cite VARCHAR, read_in VARCHAR,
            place VARCHAR);
        CREATE TABLE programmes (p INTEGER, id VARCHAR)"""
    )
    told = [
        (number, one.a, one.b, one.verdict, one.cite or None, one.read_in or None, one.place or None)
        for number, one in enumerate(rulings.every())
    ]
    for table, rows in (("rulings", told), ("programmes", list(enumerate(rulings.programmes)))):
        insert(connection, table, rows)
    columns = {
        "met": dict(zip(MET, _joined(tally.met, len(MET)), strict=True)),
        "given": dict(zip(GIVEN, _joined(tally.given, len(GIVEN)), strict=True)),
        "villages": {
            "number": np.arange(len(tally.places.villages)),
            "code": np.array(tally.places.villages, object),
        },
    }
    for table, arrays in columns.items():
        load_arrays(connection, table, arrays)


def load_arrays(connection: duckdb.DuckDBPyConnection, table: str, arrays: Mapping[str, Any]) -> None:
    """A table of numpy columns."""
    connection.register("arrays", arrays)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM arrays")
    connection.unregister("arrays")


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """A few thousand rows in one statement: one a row would take longer than counting a million people."""
    if rows:
        marks = f"({', '.join('?' * len(rows[0]))})"
        connection.execute(
            f"INSERT INTO {table} VALUES {', '.join([marks] * len(rows))}",
            [one for row in rows for one in row],
        )


def _joined(parts: Sequence[tuple[Whole, ...]], columns: int) -> list[Whole]:
    return [np.concatenate(one) for one in zip(*parts, strict=True)] or [np.zeros(0, np.int64)] * columns


def write_people(connection: duckdb.DuckDBPyConnection, aid: Aid, out: Path) -> int:
    """Writes a row for each person and each forbidden or repeated pair, by village and NIK; returns how many."""
    connection.execute(
        f"""CREATE TABLE dates AS SELECT nik, p, list_sort(list({{day: day, amount: amount}})) AS given
            FROM (SELECT * REPLACE (DATE '1970-01-01' + nullif(day, {NO_DAY})::INTEGER AS day) FROM given)
            GROUP BY nik, p;
        CREATE TABLE faces AS SELECT r.nik, min(name) AS name, min(business) AS business
            FROM (SELECT nik, {aid.place_sql} AS p, name, business FROM {aid.rows_sql}
                SEMI JOIN (SELECT DISTINCT nik FROM dates) USING (nik) WHERE {sure_sql()}) r
            SEMI JOIN dates d ON d.nik = r.nik AND d.p = r.p GROUP BY r.nik"""
    )
    connection.execute(
        f"""COPY (
            SELECT nullif(v.code, {text(UNKNOWN)}) AS village, m.nik, f.name, f.business, pa.id AS a, pb.id AS b,
                   r.verdict, r.place, r.cite, r.read_in,
                   nullif(m.gap, {NO_GAP})::BIGINT AS days_apart, {_each("x", "day")} AS dates_a,
                   CASE WHEN r.a <> r.b THEN {_each("y", "day")} END AS dates_b, {_each("x", "amount")} AS amounts_a,
                   CASE WHEN r.a <> r.b THEN {_each("y", "amount")} END AS amounts_b,
                   m.money_a, m.money_b, m.money_a + m.money_b AS money
            FROM met m JOIN rulings r ON r.id = m.ruling JOIN faces f ON f.nik = m.nik
            JOIN dates x ON x.nik = m.nik AND x.p = r.a JOIN dates y ON y.nik = m.nik AND y.p = r.b
            JOIN programmes pa ON pa.p = r.a JOIN programmes pb ON pb.p = r.b
            JOIN villages v ON v.number = m.village
            ORDER BY m.village, m.nik, r.a, r.b
        ) TO {text(out)} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"""
    )
    found = connection.execute("SELECT count(*) FROM met").fetchone()
    return int(found[0]) if found else 0


def _each(of: str, what: str) -> str:
    """SQL for the days, or the amounts, of a list of both."""
    return f"list_transform({of}.given, lambda one: one.{what})"
