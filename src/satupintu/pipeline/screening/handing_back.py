"""What goes back and onward after a screening: the sender's workbooks with their rows to mend, and the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.engine.reasons import wording
from satupintu.engine.rules import ProgrammeAt
from satupintu.gateways.areas import areas_file
from satupintu.gateways.corrections import RowMark, SheetMarks, write_corrections
from satupintu.gateways.lists import Reading
from satupintu.gateways.proposal import ProposalRow, write_proposal

# Which cell of the row a reason is about; the others concern the person, not a cell.
FIELDS = {
    "name_mismatch": ("nik", "name"),
    "duplicate_nik": ("nik",),
    "micro_business": ("annual_turnover",),
    "business_evidence": ("business_letter",),
    "business_domicile": ("business_letter", "village"),
}


def write_handed_back(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    reading: Reading,
    programme: ProgrammeAt,
    sources: Sequence[Path],
) -> None:
    """Write corrections/ and proposal.xlsx into the round's ``folder``."""
    marked = marks(connection, folder, reading, programme)
    rows, villages = eligible(connection, folder)
    write_corrections(sources, marked, folder / "corrections")
    write_proposal(
        rows,
        folder / "proposal.xlsx",
        programme_title=programme.programme.title.id,
        amount=programme.amount,
        village_names=villages,
    )


def marks(
    connection: duckdb.DuckDBPyConnection, folder: Path, reading: Reading, programme: ProgrammeAt
) -> dict[tuple[str, str], SheetMarks]:
    """Every row that is not eligible, by file and sheet, with what to bring or why it was refused."""
    noted: dict[tuple[str, str], dict[int, RowMark]] = {}
    layouts = {(file.name, sheet.name): sheet for file in reading.files for sheet in file.sheets}
    letters = {place: {one.field: one.column for one in sheet.columns} for place, sheet in layouts.items()}
    notes: dict[tuple[str, ...], str] = {}
    found = connection.execute(
        f"""
        SELECT file, sheet, "row", outcome, reasons, duplicate_of
        FROM read_parquet({text(folder / "decisions.parquet")}) WHERE outcome <> 'eligible'
        """
    )
    while batch := found.fetchmany(20_000):
        for file, sheet, row, outcome, reasons, duplicate_of in batch:
            key = (outcome, *reasons)
            if key not in notes:
                notes[key] = note(programme, outcome, reasons)
            words = notes[key] + earlier(file, duplicate_of)
            cells = cells_at_fault(reasons, letters.get((file, sheet), {}))
            noted.setdefault((file, sheet), {})[row] = RowMark(outcome, words, cells)
    return {
        place: SheetMarks(max(layouts[place].header_rows, default=0), layouts[place].width, rows)
        for place, rows in noted.items()
        if place in layouts
    }


def note(programme: ProgrammeAt, outcome: str, reasons: Sequence[str]) -> str:
    """All reasons of a row in one Indonesian text: what is wrong, and what would change it.

    Of several reasons of a refused row some failed and some are merely unknown, so there the sentence that says
    which is left to the person's own page and letter.
    """
    told = []
    for one in reasons:
        words = wording(programme.programme, one, failed=outcome == "ineligible")
        is_plain = outcome == "undetermined" or len(reasons) == 1
        sentence = f"{words.sentence.id} " if is_plain else ""
        told.append(f"{words.title.id}: {sentence}{words.remedy.id}")
    return " | ".join(told)


def earlier(file: str, duplicate_of: str | None) -> str:
    """Where the same person stands already; another sender's file is not named, its rows are not theirs to see."""
    if not duplicate_of:
        return ""
    own, sheet, row = duplicate_of.rsplit("!", 2)
    if own != file:
        return " (sudah ada di daftar lain)"
    return f" (lihat {f'lembar {sheet}, ' if sheet else ''}baris {row})"


def cells_at_fault(reasons: Iterable[str], letters: Mapping[str, str]) -> tuple[str, ...]:
    """The letters of the columns that the reasons are about, as far as this sheet has them."""
    fields = {
        field for one in reasons for field in FIELDS.get(one, ("nik",) if one.startswith("nik_") else ())
    }
    return tuple(sorted({letters[field] for field in fields if field in letters}))


def eligible(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[list[tuple[str | None, ...]], dict[str, str]]:
    """The eligible rows in the proposal's columns, in the round's order, and the names of their villages."""
    columns = ", ".join("d.nik" if one == "nik" else f"r.{one}" for one in ProposalRow._fields)
    rows = connection.execute(
        f"""
        SELECT {columns}
        FROM read_parquet({text(folder / "decisions.parquet")}) d
        JOIN read_parquet({text(folder / "rows.parquet")}) r
          ON r.file = d.file AND r.sheet = d.sheet AND r."row" = d."row"
        WHERE d.outcome = 'eligible' ORDER BY r.seq
        """
    ).fetchall()
    place = ProposalRow._fields.index("village")
    used = sorted({row[place] for row in rows if row[place]})
    names = connection.execute(
        f"SELECT code, name FROM read_parquet({text(areas_file())}) WHERE list_contains($1::VARCHAR[], code)",
        [used],
    ).fetchall()
    return rows, dict(names)
