"""Two rounds, or one round under two programme versions, person by person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.batch.database import database, one, text
from satupintu.batch.manifest import MANIFEST

POSITION = 'a.file = b.file AND a.sheet = b.sheet AND a."row" = b."row"'
CHANGED = "a.outcome <> b.outcome OR a.reasons <> b.reasons OR a.taken <> b.taken"
COLUMNS = ("file", "sheet", "row", "nik", "name", "before", "reasons_before", "after", "reasons_after")
TAKEN = ("taken_before", "taken_after")
# What is told of a row that no NIK pairs with another.
TOLD = "SELECT name, village, outcome, reasons, taken FROM"
# Of several rows of a NIK the one that counted for its person comes first: no repeat, and no other person's by a slip.
COUNTED_FIRST = """duplicate_of IS NOT NULL OR list_contains(reasons, 'name_mismatch'), file, sheet, "row\""""


@dataclass(frozen=True)
class Comparison:
    """``moves`` counts rows by (outcome before, outcome after); ``changes`` are the rows that differ, in order.

    ``by`` says how rows were paired: "position" (the same lists) or "nik" (other lists, ``rows_before`` and
    ``rows_after`` being the persons then). ``all_rows_…`` are the rows of each round, ``without_nik_…`` those of them
    that could not be paired for want of a NIK, and ``without_nik_alike`` whether these at least say the same on both
    sides. Where one of the rounds has a quota, a change also says whom each round takes: ``taken_before``,
    ``taken_after``.
    """

    by: str
    rows_before: int
    rows_after: int
    only_before: int
    only_after: int
    moves: list[tuple[str, str, int]]
    changes: list[dict[str, Any]]
    all_rows_before: int
    all_rows_after: int
    without_nik_before: int = 0
    without_nik_after: int = 0
    without_nik_alike: bool = True

    @property
    def is_same(self) -> bool:
        """No row differs and none is missing on either side."""
        differ = self.changes or self.only_before or self.only_after
        return not differ and self.all_rows_before == self.all_rows_after and self.without_nik_alike


def compare(before: Path, after: Path, *, limit: int | None = None) -> Comparison:
    """Compare the decisions in two folders; at most ``limit`` changed rows are carried (all are counted)."""
    with database() as connection:
        quotas = [open_side(connection, alias, folder) for alias, folder in (("a", before), ("b", after))]
        counts = [one(connection, f"SELECT count(*) FROM side_{side}") for side in "ab"]
        same_lists = are_same_lists(connection, before, after)
        without_nik = (0, 0, True) if same_lists else keep_one_a_person(connection)
        join = POSITION if same_lists else "a.nik = b.nik"
        pairs = f"FROM side_a a JOIN side_b b ON {join}"
        moves = connection.execute(
            f"SELECT a.outcome, b.outcome, count(*) {pairs} GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        changed = connection.execute(
            f'SELECT b.file, b.sheet, b."row", b.nik, b.name, a.outcome, a.reasons, b.outcome, b.reasons,'
            f" a.taken, b.taken {pairs}"
            f' WHERE {CHANGED} ORDER BY b.file, b.sheet, b."row" {f"LIMIT {limit}" if limit else ""}'
        ).fetchall()
        return Comparison(
            by="position" if same_lists else "nik",
            rows_before=one(connection, "SELECT count(*) FROM side_a"),
            rows_after=one(connection, "SELECT count(*) FROM side_b"),
            only_before=one(connection, f"SELECT count(*) FROM side_a a ANTI JOIN side_b b ON {join}"),
            only_after=one(connection, f"SELECT count(*) FROM side_b b ANTI JOIN side_a a ON {join}"),
            moves=moves,
            changes=[
                dict(zip((*COLUMNS, *(TAKEN if any(quotas) else ())), row, strict=False)) for row in changed
            ],
            all_rows_before=counts[0],
            all_rows_after=counts[1],
            without_nik_before=without_nik[0],
            without_nik_after=without_nik[1],
            without_nik_alike=without_nik[2],
        )


def open_side(connection: Any, alias: str, folder: Path) -> bool:
    """``side_<alias>``: a round's decisions with `taken`, whether the round takes the row; tells whether it has a
    quota."""
    decisions = f"read_parquet({text(folder / 'decisions.parquet')})"
    columns = {one[0] for one in connection.execute(f"DESCRIBE SELECT * FROM {decisions}").fetchall()}
    has_quota = "within_quota" in columns
    taken = "outcome = 'eligible'" + (" AND within_quota" if has_quota else "")
    connection.execute(f"CREATE TEMP VIEW side_{alias} AS SELECT *, {taken} AS taken FROM {decisions}")
    return has_quota


def are_same_lists(connection: Any, before: Path, after: Path) -> bool:
    """Whether each place holds one person in both rounds: the places are the same, and so are either the bytes of the
    lists or the NIK and name at every place. A list in another order has the same places, and other people there."""
    places = 'SELECT file, sheet, "row" FROM'
    if one(
        connection,
        f"SELECT count(*) FROM (({places} side_a EXCEPT {places} side_b)"
        f" UNION ALL ({places} side_b EXCEPT {places} side_a))",
    ):
        return False
    lists = list_hashes(before)
    if lists and all(lists.values()) and lists == list_hashes(after):
        return True
    others = "a.nik IS DISTINCT FROM b.nik OR a.name IS DISTINCT FROM b.name"
    return not one(connection, f"SELECT count(*) FROM side_a a JOIN side_b b ON {POSITION} WHERE {others}")


def list_hashes(folder: Path) -> dict[str, str | None]:
    """SHA-256 of a round's lists by name, as its manifest tells; {} where it tells none."""
    try:
        lists = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["lists"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return lists if isinstance(lists, dict) else {}


def keep_one_a_person(connection: Any) -> tuple[int, int, bool]:
    """With other lists a person is compared by NIK: the row that counted. Tells how many rows of either side have none,
    and whether these say the same."""
    without_nik = [f"{TOLD} side_{side} WHERE nik IS NULL" for side in "ab"]
    before, after = (one(connection, f"SELECT count(*) FROM ({rows})") for rows in without_nik)
    is_alike = before == after and not one(
        connection, f"SELECT count(*) FROM (({without_nik[0]}) EXCEPT ALL ({without_nik[1]}))"
    )
    for side in ("side_a", "side_b"):
        connection.execute(
            f"""
            CREATE TEMP TABLE {side}_persons AS SELECT * FROM {side} WHERE nik IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY nik ORDER BY {COUNTED_FIRST}) = 1
            """
        )
        connection.execute(f"DROP VIEW {side}")
        connection.execute(f"ALTER TABLE {side}_persons RENAME TO {side}")
    return before, after, is_alike
