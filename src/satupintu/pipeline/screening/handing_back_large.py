"""What goes back and onward after a nation's round: corrections and proposal as Parquet, and a CSV for each sender."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.batch.large import Outputs, part_path
from satupintu.batch.work import Work
from satupintu.batch.writing import Part, part_rows
from satupintu.gateways.areas import areas_file
from satupintu.gateways.csv_cells import inert_sql
from satupintu.gateways.proposal import ProposalRow, write_recap
from satupintu.pipeline.screening.handing_back import note

CSV = "(FORMAT csv, HEADER, DELIMITER ';')"


def hand_back(connection: duckdb.DuckDBPyConnection, work: Work, outputs: Outputs, out: Path) -> None:
    """Writes corrections.parquet, corrections/<list>.csv, proposal.parquet and its totals as proposal.xlsx."""
    write_notes(work)
    outputs.write(
        "corrections",
        "menulis perbaikan",
        corrections_sql,
        out / "corrections.parquet",
    )
    write_sheets(connection, outputs, out)
    outputs.write("proposal", "menulis usulan", proposal_sql, out / "proposal.parquet")
    write_totals(connection, work, out)


def write_sheets(connection: duckdb.DuckDBPyConnection, outputs: Outputs, out: Path) -> None:
    """For each sender the rows to mend, as CSV; what an earlier round wrote and still holds is copied."""
    folder = out / "corrections"
    folder.mkdir(exist_ok=True)

    def write(place: int) -> None:
        name = f"{Path(outputs.lists.parts[place].name).stem}.csv"
        part = part_path(outputs.folder / "corrections", place)
        if part.exists():
            with connection.cursor() as own:
                safe = ", ".join(
                    f"{inert_sql(one)} AS {one}" for one in ("nik", "nama", "desa", "keterangan")
                )
                rows = f"SELECT * EXCLUDE (file, sheet) REPLACE ({safe}) FROM read_parquet({text(part)})"
                own.execute(f"COPY ({rows}) TO {text(folder / name)} {CSV}")
        elif outputs.earlier:
            shutil.copyfile(outputs.earlier.folder / "corrections" / name, folder / name)

    with ThreadPoolExecutor(outputs.threads) as pool:
        list(pool.map(write, range(len(outputs.lists.parts))))


def write_notes(work: Work) -> None:
    """``notes`` (pattern, note): for each refused or open pattern what to bring, in words."""
    programme = work.patterns.programme
    found = work.backend.rows("SELECT pattern, outcome, reasons FROM decided WHERE outcome <> 'eligible'")
    told = [(pattern, note(programme, outcome, reasons)) for pattern, outcome, reasons in found]
    work.backend.insert("notes", {"pattern": "BIGINT", "note": "STRING"}, told)


def corrections_sql(part: Part) -> str:
    """SELECT of a list's rows that are not eligible, with the reasons in words; another sender's row is not shown."""
    rows = part_rows(part)
    return f"""SELECT c.file, c.sheet, c."row" AS baris, c.nik, c.name AS nama, c.village AS desa, d.outcome AS hasil,
            n.note || CASE WHEN c.first_seq BETWEEN {part.first} AND {part.first + part.rows - 1}
                THEN ' (lihat baris ' || (c.first_seq - {part.first - 1}) || ')'
                WHEN c.first_seq IS NOT NULL THEN ' (sudah ada di daftar lain)' ELSE '' END AS keterangan
        FROM {rows} c JOIN decided d ON d.pattern = c.pattern JOIN notes n ON n.pattern = c.pattern"""


def proposal_sql(part: Part) -> str:
    """SELECT of a list's eligible rows in the proposal's columns."""
    columns = ", ".join(f"c.{one}" for one in ProposalRow._fields)
    return f"""SELECT {columns} FROM {part_rows(part, ProposalRow._fields)} c
        SEMI JOIN (SELECT pattern FROM decided WHERE outcome = 'eligible') d ON d.pattern = c.pattern"""


def write_totals(connection: duckdb.DuckDBPyConnection, work: Work, out: Path) -> None:
    """proposal.xlsx with the totals of villages and proposers."""
    programme = work.patterns.programme
    source = f"read_parquet({text(out / 'proposal.parquet')})"

    def counted(column: str) -> list[tuple[str | None, int]]:
        return connection.execute(
            f"SELECT {column}, count(*) FROM {source} GROUP BY ALL ORDER BY {column} NULLS LAST"
        ).fetchall()

    names = connection.execute(f"SELECT code, name FROM read_parquet({text(areas_file())})").fetchall()
    write_recap(
        counted("village"),
        counted("proposer"),
        out / "proposal.xlsx",
        programme_title=programme.programme.title.id,
        amount=programme.amount,
        village_names=dict(names),
    )
