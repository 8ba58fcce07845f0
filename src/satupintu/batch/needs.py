"""Needs against aid: what businesses said they need, which of it anything they received serves, who received nothing.

known.jsonl, heard.jsonl, aid.parquet ──► gap.parquet, unserved.parquet, reached.parquet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.engine.listing import PILLARS

GAP, UNSERVED, REACHED = "gap.parquet", "unserved.parquet", "reached.parquet"
KNOWN = {
    "number": "VARCHAR",
    "name": "VARCHAR",
    "owner": "VARCHAR",
    "nik": "VARCHAR",
    "area": "VARCHAR",
    "sector": "VARCHAR",
    "needs": "VARCHAR[]",
    "stated_on": "DATE",
}
HEARD = {"area": "VARCHAR", "sector": "VARCHAR", "need": "VARCHAR", "nik": "VARCHAR", "on": "DATE"}
_LENGTHS = {1: 2, 2: 5, 3: 8, 4: 13}
_GROUP = 16_384


@dataclass(frozen=True)
class Inputs:
    """Lines of JSON with the columns KNOWN (open businesses of the registry) and HEARD (needs heard elsewhere); all
    aid, None for none; by programme the needs it serves and its pillar."""

    known: Path
    heard: Path
    aid: Path | None
    serves: Mapping[str, tuple[Iterable[str], str]]


def find_gaps(connection: duckdb.DuckDBPyConnection, inputs: Inputs, out: Path) -> dict[str, int]:
    """Writes the three files into the folder `out`; returns how many businesses, with a need, unserved, without aid.

    gap: level (0 nation to 4 village), area, sector, need; `stated` businesses, `served` of them by anything, and by
    each pillar; `heard` of nobody in particular. unserved: a row for each business that lacks something it said it
    needs, or that received nothing at all, by village and number. reached: level, area, businesses, `without` aid.
    """
    _load(connection, inputs)
    connection.execute(_WISHES)
    connection.execute(_GAPS)
    for name, select in (
        (GAP, _by_area("gaps", ("sector", "need"), ("stated", "served", *_served(), "heard"))),
        (UNSERVED, _UNSERVED),
        (REACHED, _by_area("reached", (), ("businesses", "without"))),
    ):
        connection.execute(f"COPY ({select}) TO {text(out / name)} (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})")
    counted = connection.execute(
        f"""SELECT count(*), count(*) FILTER (len(needs) > 0), count(*) FILTER (len(programmes) = 0),
            (SELECT count(*) FROM read_parquet({text(out / UNSERVED)}) WHERE len(unserved) > 0) FROM whole"""
    ).fetchone()
    names = ("businesses", "with_needs", "without_aid", "unserved")
    return dict(zip(names, (int(one) for one in counted or (0, 0, 0, 0)), strict=True))


def _load(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    for table, path, columns in (("known", inputs.known, KNOWN), ("heard", inputs.heard, HEARD)):
        kinds = ", ".join(f'"{name}": {text(kind)}' for name, kind in columns.items())
        source = f"read_json({text(path)}, format = 'newline_delimited', columns = {{{kinds}}})"
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {source}")
    connection.execute("CREATE TABLE serves (programme VARCHAR, need VARCHAR, pillar VARCHAR)")
    rows = [
        (programme, need, pillar) for programme, (needs, pillar) in inputs.serves.items() for need in needs
    ]
    if rows:
        connection.executemany("INSERT INTO serves VALUES (?, ?, ?)", rows)
    niks = "SELECT TRY_CAST(nik AS BIGINT) AS nik FROM known WHERE nik <> ''"
    received = (
        f"""SELECT lpad(CAST(nik AS VARCHAR), 16, '0') AS nik, list(DISTINCT programme ORDER BY programme) AS programmes
        FROM read_parquet({text(inputs.aid)}) WHERE match = 'matched' AND programme IS NOT NULL AND nik IN ({niks})
        GROUP BY nik"""
        if inputs.aid
        else "SELECT NULL::VARCHAR AS nik, []::VARCHAR[] AS programmes WHERE FALSE"
    )
    connection.execute(f"CREATE TABLE received AS {received}")


# What was heard of a person joins what their businesses say; what was heard of others counts without a name.
_WISHES = """
    CREATE TABLE whole AS
    SELECT k.number, k.name, k.owner, k.nik, k.area, coalesce(nullif(k.sector, ''), 'unstated') AS sector,
        list_sort(list_distinct(list_concat(coalesce(k.needs, []), coalesce(h.needs, [])))) AS needs,
        greatest(k.stated_on, h.latest) AS stated_on, coalesce(r.programmes, []) AS programmes
    FROM known k LEFT JOIN received r ON r.nik = k.nik
    LEFT JOIN (SELECT nik, list(need) AS needs, max("on") AS latest FROM heard WHERE nik <> '' GROUP BY nik) h
      ON h.nik = k.nik;
    CREATE TABLE wishes AS SELECT number, area, sector, unnest(needs) AS need, programmes FROM whole;
    CREATE TABLE met AS
    SELECT w.number, w.need, count(s.programme) > 0 AS served, list_distinct(list(s.pillar)) AS pillars
    FROM wishes w LEFT JOIN serves s ON s.need = w.need AND list_contains(w.programmes, s.programme)
    GROUP BY w.number, w.need"""


def _served() -> tuple[str, ...]:
    return tuple(f"served_{one}" for one in PILLARS)


_GAPS = f"""
    CREATE TABLE gaps AS
    SELECT area, sector, need, count(*) AS stated, count(*) FILTER (served) AS served,
        {", ".join(f"count(*) FILTER (list_contains(pillars, '{one}')) AS served_{one}" for one in PILLARS)}, 0 AS heard
    FROM wishes JOIN met USING (number, need) GROUP BY ALL
    UNION ALL
    SELECT area, coalesce(nullif(sector, ''), 'unstated'), need, 0, 0, {", ".join("0" for _ in PILLARS)}, count(*)
    FROM heard WHERE nik = '' OR nik NOT IN (SELECT nik FROM known WHERE nik IS NOT NULL) GROUP BY ALL;
    CREATE TABLE reached AS
    SELECT area, count(*) AS businesses, count(*) FILTER (len(programmes) = 0) AS without FROM whole GROUP BY area"""
_UNSERVED = """
    SELECT left(w.area, 13) AS village, w.number, w.name, w.owner, w.nik, w.sector, w.needs,
        coalesce(m.unserved, []) AS unserved, w.programmes, w.stated_on
    FROM whole w LEFT JOIN (
        SELECT number, list(need ORDER BY need) AS unserved FROM met WHERE NOT served GROUP BY number) m
      ON m.number = w.number
    WHERE len(w.programmes) = 0 OR m.unserved IS NOT NULL ORDER BY village, w.number"""


def _by_area(table: str, by: tuple[str, ...], sums: tuple[str, ...]) -> str:
    """SELECT of sums by level and area, from the village up to the nation, and by `by`."""
    columns = ", ".join((*by, *(f"CAST(sum({one}) AS BIGINT) AS {one}" for one in sums)))
    group = ", ".join(("level", "area", *by))
    levels = " UNION ALL ".join(
        f"SELECT {level} AS level, {f'left(area, {_LENGTHS[level]})' if level else text('ID')} AS area,"
        f" {', '.join((*by, *sums))} FROM {table}"
        + (f" WHERE length(area) >= {_LENGTHS[level]} AND area <> 'ID'" if level else "")
        for level in range(5)
    )
    return f"SELECT level, area, {columns} FROM ({levels}) GROUP BY {group} ORDER BY {group}"
