"""What changed between two runs of a round, for the rows that one reader may see."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from satupintu.batch.compare import compare

from ..models import Run
from .decisions import Decisions


@dataclass(frozen=True)
class Changes:
    """`moves` are (outcome before, outcome after, rows) of the rows that differ; `rows` the first of those rows.

    `came` and `went` count what stands only in the later or the earlier run: rows, or persons by NIK where the
    lists differ (`by_person`); rows without a NIK stand beside nothing then, and are `nikless`. They and the runs'
    rows are None where lists the reader may not see would be counted too.
    """

    before: Run
    after: Run
    moves: list[tuple[str, str, int]]
    rows: list[dict[str, Any]]
    changed: int
    by_person: bool
    came: int | None
    went: int | None
    rows_before: int | None
    rows_after: int | None
    nikless_before: int | None
    nikless_after: int | None


def changes_between(before: Run, after: Run, decisions: Decisions, most: int = 200) -> Changes:
    """Compares two runs row by row (by NIK where the lists differ); `decisions` are the reader's of `after`."""
    found = compare(before.folder, after.folder)
    seen = [row for row in found.changes if decisions.files is None or row["file"] in decisions.files]
    moves = Counter((row["before"], row["after"]) for row in seen)
    numbered = []
    for row in seen[:most]:
        now = decisions.at(row["file"], row["sheet"], row["row"])
        numbered.append({**row, "n": now["n"] if now else None})
    sees_all = decisions.files is None
    return Changes(
        before=before,
        after=after,
        moves=[(*pair, rows) for pair, rows in moves.most_common()],
        rows=numbered,
        changed=len(seen),
        by_person=found.by == "nik",
        came=found.only_after if sees_all else None,
        went=found.only_before if sees_all else None,
        rows_before=found.all_rows_before if sees_all else None,
        rows_after=found.all_rows_after if sees_all else None,
        nikless_before=found.without_nik_before if sees_all else None,
        nikless_after=found.without_nik_after if sees_all else None,
    )
