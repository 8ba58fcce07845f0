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
from satupintu.gateways.meanwhile import Meanwhile
from satupintu.gateways.proposal import (
    MOST_PEOPLE,
    ProposalRow,
    write_listed_proposal,
    write_proposal,
    write_recap,
)

LARGE = 5_000  # rows from which on DuckDB writes the proposal, and the corrections are written beside it

# Which cell of the row a reason is about; the others concern the person, not a cell.
FIELDS = {
    "name_mismatch": ("nik", "name"),
    "duplicate_nik": ("nik",),
    "micro_business": ("annual_turnover",),
    "business_evidence": ("business_letter",),
    "business_domicile": ("business_letter", "village"),
}

UNKNOWN_VILLAGE = (
    "Desa tidak dikenali: Nama atau kode desa yang tertulis tidak ada dalam daftar wilayah, atau ada beberapa yang"
    " bernama itu. Tulis kode desanya, atau namanya beserta kecamatan dan kabupatennya."
)


def write_handed_back(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    reading: Reading,
    programme: ProgrammeAt,
    sources: Sequence[Path],
) -> None:
    """Write corrections/ and proposal.xlsx into the round's ``folder``."""
    marked = marks(connection, folder, reading, programme)
    if reading.rows < LARGE:
        write_corrections(sources, marked, folder / "corrections")
        propose(connection, folder, programme)
        return
    correcting = Meanwhile(lambda: write_corrections(sources, marked, folder / "corrections"))
    try:
        propose_large(connection, folder, programme)
    finally:
        correcting.result()


def marks(
    connection: duckdb.DuckDBPyConnection, folder: Path, reading: Reading, programme: ProgrammeAt
) -> dict[tuple[str, str], SheetMarks]:
    """Every row that is not eligible, or of a village that nobody knows, by file and sheet, with what to bring or why
    it was refused."""
    layouts = {(file.name, sheet.name): sheet for file in reading.files for sheet in file.sheets}
    letters = {place: {one.field: one.column for one in sheet.columns} for place, sheet in layouts.items()}
    noted: dict[tuple[str, str], dict[int, RowMark]] = {}
    notes: dict[tuple[str, str], str] = {}
    alike: dict[tuple[str, str, str, str, bool], RowMark] = {}
    found = connection.execute(
        f"""
        SELECT d.file, d.sheet, d."row", outcome, array_to_string(reasons, ' '), duplicate_of, u."row" IS NOT NULL
        FROM read_parquet({text(folder / "decisions.parquet")}) d
        LEFT JOIN (SELECT file, sheet, "row" FROM read_parquet({text(folder / "rows.parquet")}) WHERE village_unread) u
            ON u.file = d.file AND u.sheet = d.sheet AND u."row" = d."row"
        WHERE outcome <> 'eligible' OR u."row" IS NOT NULL
        """
    )
    while batch := found.fetchmany(20_000):
        for file, sheet, row, outcome, reasons, duplicate_of, is_nowhere in batch:
            key = (file, sheet, outcome, reasons, is_nowhere)
            mark = None if duplicate_of else alike.get(key)
            if mark is None:
                told = reasons.split()
                if (outcome, reasons) not in notes:
                    notes[outcome, reasons] = note(programme, outcome, told)
                words = notes[outcome, reasons] + earlier(file, duplicate_of)
                if is_nowhere:
                    words = f"{words} | {UNKNOWN_VILLAGE}".removeprefix(" | ")
                cells = cells_at_fault(told, letters.get((file, sheet), {}), is_nowhere=is_nowhere)
                mark = RowMark("ineligible" if outcome == "ineligible" else "undetermined", words, cells)
                if not duplicate_of:
                    alike[key] = mark
            noted.setdefault((file, sheet), {})[row] = mark
    return {
        place: SheetMarks(
            max(layouts[place].header_rows, default=0),
            layouts[place].width,
            rows,
            tuple(letters[place][name] for name in ("nik", "kk") if name in letters[place]),
        )
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
    place = duplicate_of.removeprefix(f"{file}!")
    if place == duplicate_of:
        return " (sudah ada di daftar lain)"
    sheet, _, row = place.rpartition("!")
    return f" (lihat {f'lembar {sheet}, ' if sheet else ''}baris {row})"


def cells_at_fault(
    reasons: Iterable[str], letters: Mapping[str, str], *, is_nowhere: bool = False
) -> tuple[str, ...]:
    """The letters of the columns that the reasons are about, as far as this sheet has them; `is_nowhere`: nobody knows
    the village."""
    fields = {
        field for one in reasons for field in FIELDS.get(one, ("nik",) if one.startswith("nik_") else ())
    }
    fields |= {"village"} if is_nowhere else set()
    return tuple(sorted({letters[field] for field in fields if field in letters}))


def propose(connection: duckdb.DuckDBPyConnection, folder: Path, programme: ProgrammeAt) -> None:
    """Write proposal.xlsx of the eligible rows, in the round's order."""
    rows = connection.execute(_proposed(folder, programme)).fetchall()
    place = ProposalRow._fields.index("village")
    write_proposal(
        rows,
        folder / "proposal.xlsx",
        programme_title=programme.programme.title.id,
        amount=programme.amount,
        village_names=_village_names(connection, {row[place] for row in rows}),
    )


def propose_large(connection: duckdb.DuckDBPyConnection, folder: Path, programme: ProgrammeAt) -> None:
    """The same for a round of so many rows that DuckDB had better write them; where people are more than a sheet has
    rows, they are proposal.parquet and the sheet has the totals.
    """
    people = _proposed(folder, programme)
    counted = connection.execute(
        f"SELECT village, proposer, count(*) FROM ({people}) GROUP BY ALL"
    ).fetchall()
    counts = {(village, proposer): count for village, proposer, count in counted}
    if sum(counts.values()) > MOST_PEOPLE:
        path = folder / "proposal.parquet"
        connection.execute(f"COPY ({people}) TO {text(path)} (FORMAT parquet)")
        propose_totals(connection, path, folder / "proposal.xlsx", programme)
        return
    write_listed_proposal(
        connection,
        people,
        counts,
        folder / "proposal.xlsx",
        programme_title=programme.programme.title.id,
        amount=programme.amount,
        village_names=_village_names(connection, {village for village, _ in counts}),
    )


def propose_totals(
    connection: duckdb.DuckDBPyConnection, proposal: Path, out: Path, programme: ProgrammeAt
) -> None:
    """A workbook with the totals of villages and proposers of a proposal.parquet."""

    def counted(column: str) -> list[tuple[str | None, int]]:
        return connection.execute(
            f"SELECT {column}, count(*) FROM read_parquet({text(proposal)}) GROUP BY ALL ORDER BY {column} NULLS LAST"
        ).fetchall()

    villages = counted("village")
    write_recap(
        villages,
        counted("proposer"),
        out,
        programme_title=programme.programme.title.id,
        amount=programme.amount,
        village_names=_village_names(connection, {village for village, _ in villages}),
    )


def _proposed(folder: Path, programme: ProgrammeAt) -> str:
    """SELECT of the eligible rows, those within the quota where there is one, in the proposal's columns and the
    round's order.

    decisions.parquet and rows.parquet both hold a row for each row of the lists, in one order: they are laid
    side by side, which costs nothing, and seen to fit at every row.
    """
    decisions, rows = (
        f"read_parquet({text(folder / name)})" for name in ("decisions.parquet", "rows.parquet")
    )
    fits = 'r."row" = d."row" AND r.file = d.file AND r.sheet = d.sheet'
    nik = f"CASE WHEN {fits} THEN d.nik ELSE error('decisions and rows are not in one order') END AS nik"
    columns = ", ".join(nik if one == "nik" else f"r.{one}" for one in ProposalRow._fields)
    chosen = "d.outcome = 'eligible'" + (" AND d.within_quota" if programme.quota is not None else "")
    return f"SELECT {columns} FROM {decisions} d POSITIONAL JOIN {rows} r WHERE {chosen}"


def _village_names(connection: duckdb.DuckDBPyConnection, codes: Iterable[str | None]) -> dict[str, str]:
    used = sorted(code for code in codes if code)
    names = connection.execute(
        f"SELECT code, name FROM read_parquet({text(areas_file())}) WHERE list_contains($1::VARCHAR[], code)",
        [used],
    ).fetchall()
    return dict(names)
