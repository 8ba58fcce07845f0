"""A round whose lists change afterwards: some are sent again with a twentieth of their rows put right, or a reference
list has other people in it."""

from __future__ import annotations

import filecmp
import os
import shutil
from pathlib import Path

import duckdb

from satupintu.batch.database import PARQUET

# Every twentieth row changes in one of these ways, in turn.
EVERY = 20
CHANGES = {
    "business_letter": "WHEN 0 THEN NULL",
    "annual_turnover": "WHEN 1 THEN 3000000000",
    "name": "WHEN 2 THEN concat('Hj. ', name, ' Lestari')",
    # Somebody whom another list proposes, and earlier than that list: its row becomes the repeated one.
    "nik": "WHEN 3 THEN coalesce(elsewhere, nik) WHEN 4 THEN coalesce(elsewhere, nik)",
    "submitted_at": "WHEN 3 THEN TIMESTAMP '2020-01-01 00:00:00'",
}


def lay_out(lists: Path, given: Path) -> None:
    """The lists as they first came, in a folder of their own; no copies where the disk can do without."""
    shutil.rmtree(given, ignore_errors=True)
    given.mkdir(parents=True)
    for path in sorted(lists.iterdir()):
        try:
            os.link(path, given / path.name)
        except OSError:
            shutil.copy2(path, given / path.name)


def change_lists(given: Path, share: float, *, resized: bool = False) -> tuple[int, int]:
    """Sends a share of the lists again, evenly spread; gives how many lists and how many rows changed."""
    paths = sorted(given.iterdir())
    number = min(len(paths), max(1, round(len(paths) * share)))
    chosen = [paths[(2 * place + 1) * len(paths) // (2 * number)] for place in range(number)]
    rest = [one for one in paths if one not in chosen] or paths
    return number, sum(send_again(one, rest[place % len(rest)], resized) for place, one in enumerate(chosen))


def send_again(path: Path, other: Path, resized: bool) -> int:
    """One list with some rows changed, and ``resized`` with some gone and some new; gives how many."""
    again = path.with_name(f".{path.name}")
    columns = ", ".join(f"CASE way {when} ELSE {name} END AS {name}" for name, when in CHANGES.items())
    gone = f"WHERE place % {EVERY} <> 1" if resized else ""
    new = f"UNION ALL SELECT *, 3 AS way FROM placed WHERE place % {EVERY * 2} = 2" if resized else ""
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            CREATE TABLE changed AS
            WITH listed AS (SELECT *, file_row_number AS place FROM read_parquet($path, file_row_number = true)),
            others AS (SELECT file_row_number AS place, nik AS elsewhere
                FROM read_parquet($other, file_row_number = true)),
            placed AS (SELECT listed.* EXCLUDE (file_row_number), elsewhere FROM listed LEFT JOIN others USING (place)),
            changed AS (SELECT *, CASE WHEN place % {EVERY} = 0 THEN place // {EVERY} % 5 END AS way
                FROM placed {gone} {new})
            SELECT * REPLACE ({columns}) FROM changed
            """,
            {"path": str(path), "other": str(other)},
        )
        found = connection.execute("SELECT count(way) FROM changed").fetchone()
        connection.execute(
            f"COPY (SELECT * EXCLUDE (place, elsewhere, way) FROM changed ORDER BY place, way) TO '{again}' {PARQUET}"
        )
    again.replace(path)  # a new file under the old name: what the link pointed to stays as it was
    return int(found[0]) if found else 0


def change_reference(given: Path, name: str) -> int:
    """A reference list a hundredth of whose people left it and as many of the registry came; gives how many did."""
    path, again = given / f"{name}.parquet", given / f".{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE TABLE changed AS
            WITH listed AS (SELECT *, hash(nik) % 100 = 0 AS leaves FROM read_parquet($path)),
            new AS (SELECT DISTINCT r.nik FROM read_parquet($registry) r ANTI JOIN listed USING (nik)
                ORDER BY hash(nik) LIMIT (SELECT count(*) FROM listed WHERE leaves))
            SELECT * FROM listed UNION ALL BY NAME SELECT nik, NULL AS leaves FROM new
            """,
            {"path": str(path), "registry": str(given / "civil_registry.parquet")},
        )
        found = connection.execute("SELECT count(*) FROM changed WHERE leaves IS NOT FALSE").fetchone()
        connection.execute(
            f"COPY (SELECT * EXCLUDE (leaves) FROM changed WHERE leaves IS NOT TRUE) TO '{again}' {PARQUET}"
        )
    again.replace(path)
    return int(found[0]) if found else 0


def different_files(one: Path, other: Path) -> list[str]:
    """The files that stand in only one of two folders, or not with the same bytes; a round's sources.json tells when
    its outputs were written, which is never the same."""
    names = [
        {str(each.relative_to(top)) for each in top.rglob("*") if each.is_file()} for top in (one, other)
    ]
    both = names[0] & names[1] - {"sources.json"}
    return sorted(
        (names[0] ^ names[1])
        | {each for each in both if not filecmp.cmp(one / each, other / each, shallow=False)}
    )
