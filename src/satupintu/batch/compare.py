"""Two rounds, or one round under two programme versions, person by person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.batch.database import database, one, text

POSITION = 'a.file = b.file AND a.sheet = b.sheet AND a."row" = b."row"'
CHANGED = "a.outcome <> b.outcome OR a.reasons <> b.reasons OR a.taken <> b.taken"
COLUMNS = ("file", "sheet", "row", "nik", "name", "before", "reasons_before", "after", "reasons_after")
TAKEN = ("taken_before", "taken_after")
# Of several rows of a NIK the one that counted for its person comes first: no repeat, and no other person's by a slip.
COUNTED_FIRST = """duplicate_of IS NOT NULL OR list_contains(reasons, 'name_mismatch'), file, sheet, "row\""""


@dataclass(frozen=True)
class Comparison:
    """``moves`` counts rows by (outcome before, outcome after); ``changes`` are the rows that differ, in order.

    ``by`` says how rows were paired: "position" (the same lists) or "nik" (other lists). Where one of the rounds has a
    quota, a change also says whom each round takes: ``taken_before``, ``taken_after``.
    """

    by: str
    rows_before: int
    rows_after: int
    only_before: int
    only_after: int
    moves: list[tuple[str, str, int]]
    changes: list[dict[str, Any]]

    @property
    def is_same(self) -> bool:
        """No row differs and none is missing on either side."""
        return not (self.changes or self.only_before or self.only_after)


def compare(before: Path, after: Path, *, limit: int | None = None) -> Comparison:
    """Compare the decisions in two folders; at most ``limit`` changed rows are carried (all are counted)."""
    with database() as connection:
        quotas = [open_side(connection, alias, folder) for alias, folder in (("a", before), ("b", after))]
        places = 'SELECT file, sheet, "row" FROM'
        same_lists = not one(
            connection,
            f"SELECT count(*) FROM (({places} side_a EXCEPT {places} side_b)"
            f" UNION ALL ({places} side_b EXCEPT {places} side_a))",
        )
        if not same_lists:
            keep_one_a_person(connection)
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


def keep_one_a_person(connection: Any) -> None:
    """With other lists a person is compared by NIK: the row that counted."""
    for side in ("side_a", "side_b"):
        connection.execute(
            f"""
            CREATE TEMP TABLE {side}_persons AS SELECT * FROM {side} WHERE nik IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY nik ORDER BY {COUNTED_FIRST}) = 1
            """
        )
        connection.execute(f"DROP VIEW {side}")
        connection.execute(f"ALTER TABLE {side}_persons RENAME TO {side}")
