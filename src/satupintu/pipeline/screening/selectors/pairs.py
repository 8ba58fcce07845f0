"""A run's pairs of rows that may be one person, one business or one household, as one reader may see them.

A pair is seen by those who see both its rows. Which rows are a pair stands in possible_duplicates.parquet beside the
run; what people said of it stands in the database, under the places of the two rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.duplicates import BUSINESS, HOUSEHOLD, PAIRS, PERSON
from satupintu.engine.duplicates import ROUND, Line, explain_pair
from satupintu.engine.duplicates.wording import AGAINST, describe, verdict
from satupintu.foundation.pages import language

from ..models import PairJudgement, Round, Run
from .decisions import COLUMNS, Decisions

KINDS = (PERSON, BUSINESS, HOUSEHOLD)
PAGE_SIZE = 30
# Rows of one family card that are not one person.
_ONE_CARD = f"kind <> '{PERSON}' AND list_contains(agreeing, 'kk')"


@dataclass(frozen=True)
class Pair:
    """Two rows as decided (`left` the earlier), how the pair was scored, and a line a field."""

    left: dict[str, Any]
    right: dict[str, Any]
    kind: str
    score: float
    against: str
    agreeing: list[str]
    lines: list[Line]
    judgement: PairJudgement | None = None

    @property
    def verdict(self) -> str:
        """How probable one person is, in words."""
        return verdict(self.score).get(language())

    @property
    def other(self) -> str:
        """The likeliest other explanation."""
        return AGAINST[self.against].get(language())


@dataclass(frozen=True)
class PairsPage:
    """One page of the `total` pairs of a kind, of which `judged` have been judged; of households, rows in groups."""

    pairs: list[Pair]
    total: int
    judged: int
    number: int
    households: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def are_found(run: Run) -> bool:
    """Whether the run's pairs have been looked for."""
    return (run.pairs_folder / PAIRS).exists()


def counts(run: Run, decisions: Decisions) -> dict[str, int]:
    """Pairs of each kind that this reader may see; of households, the families."""
    with _open(run, decisions) as own:
        found = dict(own.execute("SELECT kind, count(*) FROM pairs GROUP BY kind").fetchall())
    families = households_page(run, decisions, 1).total
    return {kind: found.get(kind, 0) for kind in KINDS} | {HOUSEHOLD: families}


def pairs_page(run: Run, decisions: Decisions, kind: str, number: int) -> PairsPage:
    """A page of the pairs of a kind: those not judged yet first, the likeliest before the others."""
    judged = latest_judgements(run.round)
    with _open(run, decisions) as own:
        own.execute("CREATE TEMP TABLE judged (a VARCHAR, b VARCHAR)")
        if judged:
            own.execute(
                "INSERT INTO judged SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                [[a for a, _b in judged], [b for _a, b in judged]],
            )
        marked = """SELECT *, EXISTS (FROM judged WHERE a = left_place AND b = right_place) AS is_judged
                    FROM pairs WHERE kind = ?"""
        total, done = own.execute(
            f"SELECT count(*), count(*) FILTER (is_judged) FROM ({marked})", [kind]
        ).fetchall()[0]
        number = max(1, min(number, -(-total // PAGE_SIZE) or 1))
        rows = own.execute(
            f"""SELECT * FROM ({marked}) ORDER BY is_judged, score DESC, "left", "right"
                LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE}""",
            [kind],
        )
        found = [_pair(row, judged) for row in _named(rows)]
    return PairsPage(found, total, done, number)


def households_page(run: Run, decisions: Decisions, number: int) -> PairsPage:
    """A page of families with several proposals, the most proposals first; rows as decided, in order."""
    with _open(run, decisions) as own:
        own.execute(
            f"""CREATE TEMP TABLE members AS
                SELECT n, min(least(n, other)) AS family
                FROM (SELECT "left" AS n, "right" AS other FROM pairs WHERE {_ONE_CARD}
                      UNION ALL SELECT "right", "left" FROM pairs WHERE {_ONE_CARD})
                GROUP BY n"""
        )
        total = own.execute("SELECT count(DISTINCT family) FROM members").fetchall()[0][0]
        number = max(1, min(number, -(-total // PAGE_SIZE) or 1))
        rows = own.execute(
            f"""WITH families AS (
                    SELECT family, count(*) AS proposals FROM members GROUP BY family
                    ORDER BY proposals DESC, family LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE})
                SELECT seen.*, family FROM families JOIN members USING (family) JOIN seen USING (n)
                ORDER BY proposals DESC, family, n"""
        )
        families: dict[int, list[dict[str, Any]]] = {}
        for row in _named(rows):
            families.setdefault(row["family"], []).append(row)
    return PairsPage([], total, 0, number, list(families.values()))


def pairs_of(run: Run, decisions: Decisions, number: int) -> list[Pair]:
    """The pairs that may make one person of a row and another, the likeliest first."""
    if not are_found(run):
        return []
    with _open(run, decisions) as own:
        rows = own.execute(
            f"""SELECT * FROM pairs WHERE kind = '{PERSON}' AND ? IN ("left", "right")
                ORDER BY score DESC, "left", "right" LIMIT 20""",
            [number],
        )
        judged = latest_judgements(run.round)
        return [_pair(row, judged) for row in _named(rows)]


def hidden_pairs_of(run: Run, decisions: Decisions, number: int) -> int:
    """How many rows that may be the same person stand in lists that this reader may not see."""
    if decisions.files is None or not are_found(run):
        return 0
    source = f"read_parquet({text(run.pairs_folder / PAIRS)})"
    query = f'SELECT count(*) FROM {source} WHERE kind = \'{PERSON}\' AND ? IN ("left", "right")'
    with _open(run, decisions) as own:
        everywhere = own.execute(query, [number]).fetchall()[0][0]
    return everywhere - len(pairs_of(run, decisions, number)) if everywhere else 0


def pair_at(run: Run, decisions: Decisions, left: int, right: int) -> Pair | None:
    """One pair by the numbers of its rows, with a line for every field; None where this reader may not see it."""
    if not are_found(run):
        return None
    with _open(run, decisions) as own:
        rows = own.execute('SELECT * FROM pairs WHERE "left" = ? AND "right" = ?', [left, right])
        found = list(_named(rows))
    if not found:
        return None
    return _pair(found[0], latest_judgements(run.round), lines=_lines(found[0], decisions))


def judgements_of(round: Round, pair: Pair) -> list[PairJudgement]:
    """All that was said of a pair, the latest first."""
    left, right = places_of(pair)
    return list(round.judgements.filter(left=left, right=right).select_related("by"))


def latest_judgements(round: Round) -> dict[tuple[str, str], PairJudgement]:
    """Places of two rows -> what was said last of them."""
    said = round.judgements.select_related("by").order_by("pk")
    return {(one.left, one.right): one for one in said}


def places_of(pair: Pair) -> tuple[str, str]:
    """Where the two rows stand, as judgements name them."""
    return place_key(pair.left), place_key(pair.right)


def place_key(row: dict[str, Any]) -> str:
    """`file!sheet!row`."""
    return f"{row['file']}!{row['sheet']}!{row['row']}"


def _lines(row: dict[str, Any], decisions: Decisions) -> list[Line]:
    """A line for every field: with the bits it was scored by, or those of a middling round for what was not."""
    read = [decisions.as_read(_row(row, side)) for side in ("left", "right")]
    explained = explain_pair(*read).lines
    scored = {one["field"]: one for one in row["weights"]}
    if not scored:
        return list(explained)
    parts = [(field.id, *_scored(scored.get(field.id))) for field in ROUND]
    return describe(parts)


def _scored(part: dict[str, Any] | None) -> tuple[str | None, float]:
    return (part["level"], part["bits"]) if part else (None, 0.0)


def _pair(
    row: dict[str, Any],
    judged: dict[tuple[str, str], PairJudgement],
    lines: Sequence[Line] = (),
) -> Pair:
    return Pair(
        left=_row(row, "left"),
        right=_row(row, "right"),
        kind=row["kind"],
        score=row["score"],
        against=row["against"],
        agreeing=row["agreeing"],
        lines=list(lines),
        judgement=judged.get((row["left_place"], row["right_place"])),
    )


def _row(row: dict[str, Any], side: str) -> dict[str, Any]:
    return {column: row[f"{side}_{column}"] for column in COLUMNS}


def _named(rows: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in rows.description]
    for row in rows.fetchall():
        yield dict(zip(names, row, strict=True))


@contextmanager
def _open(run: Run, decisions: Decisions) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `pairs`: those of which the reader may see both rows."""
    sides = ", ".join(
        f'{side[0]}."{column}" AS {side}_{column}' for side in ("left", "right") for column in COLUMNS
    )
    places = ", ".join(
        f"{side[0]}.file || '!' || {side[0]}.sheet || '!' || {side[0]}.\"row\" AS {side}_place"
        for side in ("left", "right")
    )
    with decisions.open() as own:
        own.execute(
            f"""CREATE TEMP VIEW pairs AS SELECT p.*, {sides}, {places}
                FROM read_parquet({text(run.pairs_folder / PAIRS)}) p
                JOIN seen l ON l.n = p."left" JOIN seen r ON r.n = p."right\""""
        )
        yield own
