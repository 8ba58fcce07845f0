"""What a simulation leaves: changes.parquet, person by person, and the counts by area, sex, size and sector.

Comes after `satupintu.batch.simulation`, whose table ``changed`` it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import PARQUET, text
from satupintu.batch.simulation import Moves
from satupintu.engine.determination import OUTCOMES

CHANGES = "changes.parquet"
# Yearly turnover up to and including, in rupiah, and what a larger one is called.
SIZES = ((50_000_000, "to_50m"), (300_000_000, "to_300m"), (2_000_000_000, "to_2b"))
LARGER, UNSTATED = "over_2b", "unstated"
MOST_SECTORS = 40
OTHERS = "others"
GROUPS = {
    "province": "substr(village, 1, 2)",
    "regency": "substr(village, 1, 5)",
    "district": "substr(village, 1, 8)",
    "village": "village",
    "sex": "sex",
    "size": "size",
    "sector": "sector",
}
CAME, FELL = "taken_after AND NOT taken_before", "taken_before AND NOT taken_after"


def write_changes(connection: duckdb.DuckDBPyConnection, people: str, out: Path) -> None:
    """changes.parquet: a row for each of ``changed``, in the order of the round, with who it is and where it stands."""
    bands = " ".join(f"WHEN turnover <= {most} THEN '{name}'" for most, name in SIZES)
    size = f"CASE WHEN turnover IS NULL THEN '{UNSTATED}' {bands} ELSE '{LARGER}' END"
    connection.execute(
        f"""COPY (SELECT c.seq AS n, p.file, p.sheet, p."row", p.nik, p.name, p.village, p.sex, {size} AS size,
            p.sector, c.before, c.reasons_before, c.taken_before, c.rank_before, c.after, c.reasons_after,
            c.taken_after, c.rank_after
        FROM changed c JOIN {people} p ON p.seq = c.seq ORDER BY c.seq) TO {text(out)} {PARQUET}"""
    )


def count_changes(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, Any]:
    """Who comes in and who falls out, in all and by each of GROUPS, and what the rules say of them."""
    source = f"read_parquet({text(path)})"
    counted = f"count(*) FILTER ({CAME}), count(*) FILTER ({FELL})"
    by_quota = (
        f"count(*) FILTER ({CAME} AND before = 'eligible'), count(*) FILTER ({FELL} AND after = 'eligible')"
    )
    [(rows, came, fell, in_quota, beyond)] = connection.execute(
        f"SELECT count(*), {counted}, {by_quota} FROM {source}"
    ).fetchall()
    by = groups_of(connection, source, counted)
    by["sector"] = largest(by["sector"])
    return {
        "changed": rows,
        "came": came,
        "fell": fell,
        "by": by,
        "reasons_of_came": reasons(
            connection, f"SELECT reasons_before AS reasons FROM {source} WHERE {CAME}"
        ),
        "reasons_of_fell": reasons(connection, f"SELECT reasons_after AS reasons FROM {source} WHERE {FELL}"),
        "came_by_quota": in_quota,
        "fell_by_quota": beyond,
        "against_the_law": connection.execute(
            f"SELECT count(*) FROM {source} WHERE {CAME} AND before <> 'eligible'"
        ).fetchall()[0][0],
    }


def groups_of(
    connection: duckdb.DuckDBPyConnection, source: str, counted: str
) -> dict[str, dict[str, dict[str, int]]]:
    """By each of GROUPS and its values who comes in and who falls out; the file passes by once."""
    columns = ", ".join(f"coalesce({key}, '{UNSTATED}') AS {name}_key" for name, key in GROUPS.items())
    keys = [f"{name}_key" for name in GROUPS]
    found = connection.execute(
        f"""SELECT {", ".join(keys)}, {counted}
        FROM (SELECT {columns}, taken_before, taken_after FROM {source} WHERE taken_before <> taken_after)
        GROUP BY GROUPING SETS ({", ".join(f"({key})" for key in keys)}) ORDER BY ALL"""
    ).fetchall()
    by: dict[str, dict[str, dict[str, int]]] = {name: {} for name in GROUPS}
    for *values, came, fell in found:
        [(name, value)] = [(one, key) for one, key in zip(GROUPS, values, strict=True) if key is not None]
        by[name][str(value)] = {"came": came, "fell": fell}
    return by


def reasons(connection: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    """How often each reason stands in the lists of a SELECT."""
    found = connection.execute(
        f"SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM ({rows})) GROUP BY 1 ORDER BY 1"
    )
    return dict(found.fetchall())


def largest(groups: Mapping[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """The groups with most changes; what a list calls a trade is anybody's word, so the rest are taken together."""
    ordered = sorted(groups, key=lambda one: (-groups[one]["came"] - groups[one]["fell"], one))
    kept = {one: groups[one] for one in ordered[:MOST_SECTORS]}
    if rest := ordered[MOST_SECTORS:]:
        kept[OTHERS] = {side: sum(groups[one][side] for one in rest) for side in ("came", "fell")}
    return kept


def outcomes_of(moves: Moves, side: int) -> dict[str, int]:
    """Rows by outcome before (0) or after (1)."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for move in moves:
        counts[str(move[side])] += move[2]
    return counts


def wrongly_taken(
    connection: duckdb.DuckDBPyConnection, taken_before: str, path: Path, wrong: str, by: str
) -> dict[str, Any]:
    """How many whom a list of wrong payments names the round takes, before and after, and for what.

    `taken_before` is the SELECT of seq, file, sheet, row and nik of all whom the round took; `wrong` the SELECT of
    those who should not be paid, with `reasons`; `by` the columns that tell whom it means.
    """
    changes = f"read_parquet({text(path)})"
    came = f'SELECT n AS seq, file, sheet, "row", nik FROM {changes} WHERE {CAME}'
    fell = f"SELECT n AS seq FROM {changes} WHERE {FELL}"
    after = f"SELECT * FROM ({taken_before}) ANTI JOIN ({fell}) USING (seq) UNION ALL {came}"
    told: dict[str, Any] = {}
    for side, rows in (("before", taken_before), ("after", after)):
        found = f"SELECT seq, w.reasons FROM ({rows}) t JOIN ({wrong}) w USING ({by})"
        [(people,)] = connection.execute(f"SELECT count(DISTINCT seq) FROM ({found})").fetchall()
        told[side] = people
        told[f"reasons_{side}"] = reasons(connection, found)
    return told
