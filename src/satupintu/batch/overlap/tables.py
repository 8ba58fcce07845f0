"""Lays the counts out as tables by area, from the village or district up to the nation, and writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from satupintu.batch.database import text
from satupintu.batch.overlap.cells import summed
from satupintu.batch.overlap.people import load_arrays
from satupintu.batch.overlap.places import LEVELS
from satupintu.batch.overlap.receipts import Whole
from satupintu.batch.overlap.tally import Tally

Counted = tuple[Whole, list[Whole]]  # place × what is counted there, in order, and the sums
_MATRIX = """SELECT level, area, pa.id AS a, pb.id AS b, r.verdict, r.place, r.cite, r.read_in, m.people, m.money_a,
        m.money_b, m.money_a + m.money_b AS money
    FROM matrix m JOIN areas USING (number) JOIN rulings r ON r.id = m.ruling
    JOIN programmes pa ON pa.p = r.a JOIN programmes pb ON pb.p = r.b"""
_PROGRAMMES = """SELECT level, area, id AS programme, people, receipts, money
    FROM received JOIN areas USING (number) JOIN programmes USING (p)"""
_SPREAD = "SELECT level, area, programmes, people FROM spread JOIN areas USING (number)"


def lay_out(connection: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Tables ``areas`` (number, level, area) and by its number ``matrix`` (ruling, …), ``received`` (p, …) and
    ``spread`` (programmes, …), all in order."""
    levels = [tally.places.areas(level) for level in range(LEVELS[tally.places.finest] + 1)]
    named = [(level, code) for level, (codes, _) in enumerate(levels) for code in codes]
    areas = {
        "level": np.array([one for one, _ in named], np.int32),
        "area": np.array([one for _, one in named], object),
    }
    load_arrays(connection, "areas", {"number": np.arange(len(named)), **areas})
    for name, counted, by, width, sums in (
        (
            "matrix",
            _by_ruling(tally),
            "ruling",
            len(tally.judge.is_flagged),
            ("people", "money_a", "money_b"),
        ),
        ("received", tally.received.used(), "p", tally.programmes, ("people", "receipts", "money")),
        ("spread", tally.spread.used(), "programmes", tally.programmes + 1, ("people",)),
    ):
        found = _rolled_up(counted, width, levels, len(sums))
        load_arrays(connection, name, dict(zip(("number", by, *sums), found, strict=True)))


def _by_ruling(tally: Tally) -> Counted:
    """Pairs under the numbers of their rulings; those that days judge come from the count of these."""
    pairs, many = len(tally.judge.ruling), len(tally.judge.is_flagged)
    keys, sums = tally.pairs.used()
    kept = np.flatnonzero(~tally.judge.is_dated[keys % max(pairs, 1)])
    keys = keys[kept] // max(pairs, 1) * many + tally.judge.ruling[keys[kept] % max(pairs, 1)]
    dated, more = tally.dated.used()
    if not len(dated):
        return keys, [one[kept] for one in sums]
    every = [np.concatenate([one[kept], other]) for one, other in zip(sums, more, strict=True)]
    return summed(np.concatenate([keys, dated]), every, size=len(tally.places) * many)


def _rolled_up(counted: Counted, width: int, levels: list[tuple[list[str], Whole]], sums: int) -> list[Whole]:
    """Columns of every level, the nation first: the number of the area, what is counted, and the sums."""
    keys, values = counted
    place, what = keys // max(width, 1), keys % max(width, 1)
    parts, before = [[np.zeros(0, np.int64)] * (2 + sums)], 0
    for codes, area in levels:
        found, totals = summed(area[place] * width + what, values, size=len(codes) * width)
        if len(found):
            parts.append([before + found // width, found % width, *totals])
        before += len(codes)
    return [np.concatenate(one) for one in zip(*parts, strict=True)]


def write_tables(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """matrix.parquet, programmes.parquet and spread.parquet, by level and area so that a page reads little."""
    for name, select, by in (
        ("matrix", _MATRIX, "m.ruling"),
        ("programmes", _PROGRAMMES, "p"),
        ("spread", _SPREAD, "programmes"),
    ):
        connection.execute(
            f"COPY ({select} ORDER BY number, {by}) TO {text(out / f'{name}.parquet')}"
            " (FORMAT parquet, ROW_GROUP_SIZE 65536)"
        )


def national(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What summary.json says of the whole: the matrix, the programmes, how many programmes a person has."""
    matrix = _rows(connection, f"{_MATRIX} WHERE number = 0 ORDER BY m.ruling")
    for one in matrix:
        del one["level"], one["area"], one["read_in"], one["money"]
    programmes = _rows(
        connection,
        """SELECT id AS programme, people, receipts, money FROM received JOIN programmes USING (p)
        WHERE number = 0 ORDER BY p""",
    )
    spread = connection.execute(
        "SELECT programmes, people FROM spread WHERE number = 0 ORDER BY programmes"
    ).fetchall()
    flagged = connection.execute(
        """SELECT r.verdict, count(DISTINCT m.nik) FROM met m JOIN rulings r ON r.id = m.ruling
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
