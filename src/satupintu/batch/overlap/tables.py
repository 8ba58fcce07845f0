"""Lays the counts out as tables by area, from the village or district up to the nation, and writes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.overlap.people import insert
from satupintu.batch.overlap.places import LENGTHS, UNKNOWN
from satupintu.batch.overlap.tally import Cells, Tally, pairs_of, spelled_out

NATION = "ID"
LEVELS = {"village": 4, "district": 3, "regency": 2, "province": 1}
_LENGTHS = {3: 8, 2: 5, 1: 2}
_SUMS = {
    "matrix": ("people", "money_a", "money_b"),
    "received": ("people", "receipts", "money"),
    "spread": ("people",),
}


def lay_out(connection: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Tables ``matrix`` (level, area, ruling, …), ``received`` (…, p, …) and ``spread`` (…, programmes, …)."""
    for name, codes in (("codes", tally.places.codes), ("villages", tally.places.villages)):
        connection.register("spelled", spelled_out(codes))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM spelled")
        connection.unregister("spelled")
    _lay_matrix(connection, tally)
    _load(connection, "received_fine", tally.received, tally.programmes, "p", _SUMS["received"])
    _load(connection, "spread_fine", tally.spread, tally.programmes + 1, "programmes", _SUMS["spread"])
    for name, by in (("matrix", "ruling"), ("received", "p"), ("spread", "programmes")):
        _roll_up(connection, name, by, LEVELS[tally.places.finest])


def _lay_matrix(connection: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    pairs = pairs_of(tally.programmes)
    _load(connection, "pairs_fine", tally.pairs, len(pairs), "pair", _SUMS["matrix"])
    connection.execute("CREATE TABLE pairs (pair BIGINT, a INTEGER, b INTEGER)")
    insert(connection, "pairs", [(number, *pair) for number, pair in enumerate(pairs)])
    connection.execute(
        f"""CREATE TABLE matrix_fine AS
        SELECT f.code, r.id AS ruling, f.people, f.money_a, f.money_b FROM pairs_fine f JOIN pairs USING (pair)
        JOIN rulings r ON r.a = pairs.a AND r.b = pairs.b WHERE NOT r.is_dated
        UNION ALL
        SELECT left(v.code, {LENGTHS[tally.places.finest]}), m.ruling, count(*), sum(m.money_a)::BIGINT,
            sum(m.money_b)::BIGINT
        FROM met m JOIN villages v ON v.number = m.village WHERE m.is_dated GROUP BY ALL"""
    )


def _load(
    connection: duckdb.DuckDBPyConnection, name: str, cells: Cells, width: int, by: str, sums: Sequence[str]
) -> None:
    """A table (code, what is counted, sums) of the cells that hold anything."""
    keys, values = cells.used()
    arrays = {"place": keys // width, by: keys % width, **dict(zip(sums, values, strict=False))}
    for one in sums:
        arrays.setdefault(one, keys)  # nothing was counted: no rows, but the columns
    connection.register("cells", arrays)
    connection.execute(
        f"CREATE TABLE {name} AS SELECT code, {by}, {', '.join(sums)} FROM cells JOIN codes ON number = place"
    )
    connection.unregister("cells")


def _roll_up(connection: duckdb.DuckDBPyConnection, name: str, by: str, finest: int) -> None:
    """The table `name` (level, area, …) from its finest part: each level is the sum of the one below."""
    sums = ", ".join(f"sum({one})::BIGINT AS {one}" for one in _SUMS[name])
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {finest} AS level, code AS area, * EXCLUDE (code) FROM {name}_fine"
    )
    for level in range(finest - 1, -1, -1):
        area = (
            f"CASE WHEN area = {text(UNKNOWN)} THEN area ELSE left(area, {_LENGTHS[level]}) END"
            if level
            else text(NATION)
        )
        connection.execute(
            f"INSERT INTO {name} SELECT {level}, {area} AS to_area, {by}, {sums} FROM {name}"
            f" WHERE level = {level + 1} GROUP BY to_area, {by}"
        )


def write_tables(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """matrix.parquet, programmes.parquet and spread.parquet, by level and area so that a page reads little."""
    selects = {
        "matrix": """SELECT m.level, m.area, pa.id AS a, pb.id AS b, r.verdict, r.place, r.cite, r.read_in, m.people,
                m.money_a, m.money_b, m.money_a + m.money_b AS money
            FROM matrix m JOIN rulings r ON r.id = m.ruling
            JOIN programmes pa ON pa.p = r.a JOIN programmes pb ON pb.p = r.b
            ORDER BY m.level, m.area, m.ruling""",
        "programmes": """SELECT level, area, id AS programme, people, receipts, money
            FROM received JOIN programmes USING (p) ORDER BY level, area, p""",
        "spread": "SELECT level, area, programmes, people FROM spread ORDER BY level, area, programmes",
    }
    for name, select in selects.items():
        connection.execute(
            f"COPY ({select}) TO {text(out / f'{name}.parquet')} (FORMAT parquet, ROW_GROUP_SIZE 65536)"
        )


def national(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What summary.json says of the whole: the matrix, the programmes, how many programmes a person has."""
    matrix = _rows(
        connection,
        """SELECT pa.id AS a, pb.id AS b, r.verdict, r.place, r.cite, m.people, m.money_a, m.money_b
        FROM matrix m JOIN rulings r ON r.id = m.ruling
        JOIN programmes pa ON pa.p = r.a JOIN programmes pb ON pb.p = r.b
        WHERE level = 0 ORDER BY m.ruling""",
    )
    programmes = _rows(
        connection,
        """SELECT id AS programme, people, receipts, money FROM received JOIN programmes USING (p)
        WHERE level = 0 ORDER BY p""",
    )
    spread = connection.execute(
        "SELECT programmes, people FROM spread WHERE level = 0 ORDER BY programmes"
    ).fetchall()
    flagged = connection.execute(
        """SELECT r.verdict, count(DISTINCT m.nik) FROM met m JOIN rulings r ON r.id = m.ruling WHERE m.is_flagged
        GROUP BY r.verdict ORDER BY r.verdict"""
    ).fetchall()
    return {
        "matrix": matrix,
        "programmes": {one.pop("programme"): one for one in programmes},
        "people_by_programmes": {str(number): people for number, people in spread},
        "people_listed": dict(flagged),
    }


def _rows(connection: duckdb.DuckDBPyConnection, select: str) -> list[dict[str, Any]]:
    found = connection.execute(select)
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
