"""What goes back and onward after a nation's round: corrections and proposal as Parquet, and a CSV for each sender."""

from __future__ import annotations

from pathlib import Path

import duckdb

from satupintu.batch.database import side_by_side, text
from satupintu.batch.folders import placed
from satupintu.batch.keyed import nik_sql
from satupintu.batch.outputs import Outputs
from satupintu.batch.queue import RANKED
from satupintu.batch.work import Work
from satupintu.batch.writing import DECIDED, Stretch, enum, stretch_rows, within
from satupintu.engine.determination import OUTCOMES
from satupintu.gateways.csv_cells import inert_sql
from satupintu.gateways.proposal import ProposalRow
from satupintu.pipeline.screening.handing_back import note, propose_totals

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
    outputs.write("proposal", "menulis usulan", lambda one: proposal_sql(work, one), out / "proposal.parquet")
    propose_totals(connection, out / "proposal.parquet", out / "proposal.xlsx", work.patterns.programme)


def write_sheets(connection: duckdb.DuckDBPyConnection, outputs: Outputs, out: Path) -> None:
    """For each sender the rows to mend, as CSV; what an earlier round wrote and still holds is kept."""
    folder = out / "corrections"
    folder.mkdir(exist_ok=True)
    safe = ", ".join(f"{inert_sql(one)} AS {one}" for one in ("nik", "nama", "desa", "keterangan"))

    def write(at: int) -> None:
        part = outputs.part_path("corrections", at)
        files = [outputs.lists.parts[place].name for place in outputs.stretches[at].places]
        if part.exists():
            with connection.cursor() as own:
                # Read and made safe once for all senders: a file is written quickly once its rows lie ready.
                cells = f"SELECT * EXCLUDE sheet REPLACE ({safe}) FROM read_parquet({text(part)})"
                own.execute(f"CREATE TEMP TABLE mended AS {cells}")
                found = own.execute(
                    "SELECT file, min(rowid), max(rowid) FROM mended GROUP BY file"
                ).fetchall()
                between = {file: (first, last) for file, first, last in found}
                for file in files:
                    first, last = between.get(file, (0, -1))
                    rows = f"SELECT * EXCLUDE file FROM mended WHERE rowid BETWEEN {first} AND {last}"
                    own.execute(f"COPY ({rows}) TO {text(folder / sheet_name(file))} {CSV}")
        elif outputs.earlier:
            for file in files:
                placed(outputs.earlier.folder / "corrections" / sheet_name(file), folder / sheet_name(file))

    with side_by_side(connection, len(outputs.stretches)) as pool:
        list(pool.map(write, range(len(outputs.stretches))))


def sheet_name(file: str) -> str:
    """The CSV for the sender of a list. `usul.PARQUET` may lie beside `usul.parquet`."""
    name = Path(file)
    return f"{name.stem if name.suffix == '.parquet' else file}.csv"


def write_notes(work: Work) -> None:
    """``notes`` (pattern, outcome, note): for each refused or open pattern what to bring, in words."""
    programme = work.patterns.programme
    found = work.backend.rows("SELECT pattern, outcome, reasons FROM decided WHERE outcome <> 'eligible'")
    told = [(pattern, outcome, note(programme, outcome, reasons)) for pattern, outcome, reasons in found]
    work.backend.insert("notes", {"pattern": "BIGINT", "outcome": enum(OUTCOMES), "note": "STRING"}, told)


def corrections_sql(stretch: Stretch) -> str:
    """SELECT of the rows that are not eligible, with the reasons in words; another sender's row is not shown."""
    firsts = f'SELECT seq AS again, file AS first_file, "row" AS first_row FROM {within("repeated", stretch)}'
    joins = f"JOIN notes USING (pattern) LEFT JOIN ({firsts}) ON again = c.seq"
    shown = ("nik", *DECIDED)  # his own cell, which he knows again, whatever it means
    rows = stretch_rows(stretch, shown, ("outcome", "note", "first_file", "first_row"), joins)
    return f"""SELECT file, sheet, "row" AS baris, nik, name AS nama, village AS desa, outcome AS hasil,
            CASE WHEN first_file IS NULL THEN note
                WHEN first_file = file THEN note || ' (lihat baris ' || first_row || ')'
                ELSE note || ' (sudah ada di daftar lain)' END AS keterangan FROM {rows}"""


def proposal_sql(work: Work, stretch: Stretch) -> str:
    """SELECT of the eligible rows, those within the quota where there is one, in the proposal's columns."""
    joins = "SEMI JOIN (SELECT pattern FROM decided WHERE outcome = 'eligible') d ON d.pattern = c.pattern"
    if work.patterns.programme.quota is not None:
        within_quota = f"SELECT seq FROM {within(RANKED, stretch)} WHERE within_quota"
        joins = f"SEMI JOIN ({within_quota}) q ON q.seq = c.seq"
    cells = [one for one in ProposalRow._fields if one != "nik"]
    columns = ", ".join(f"{nik_sql('key')} AS nik" if one == "nik" else one for one in ProposalRow._fields)
    return f"SELECT {columns} FROM {stretch_rows(stretch, cells, ('key',), joins)}"
