"""Who must not be paid, by those who know: a round's truth, or what an auditor found; held against the round first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.engine.determination import OUTCOMES
from satupintu.pipeline.screening.finished import RoundProblem

BY_PLACE, BY_NIK = 'file, sheet, "row"', "nik"
MOST_NAMED = 3


@dataclass(frozen=True)
class Wrong:
    """Whom not to pay: a SELECT of the columns `by`, which tell whom it means, and `reasons`.

    `matched` of the file's `rows` speak of a row of the round.
    """

    select: str
    by: str
    rows: int
    matched: int


def wrong_by_truth(connection: duckdb.DuckDBPyConnection, path: Path, day: date, decided: str) -> Wrong:
    """Those who in truth are not eligible. `decided` may follow FROM and has the decisions of the round.

    The file has file, row, `outcome` or `outcome_<year>`, and perhaps sheet and reasons. Raises RoundProblem, also for
    outcomes that nobody knows and a file that speaks of no row of the round.
    """
    source, columns = opened(connection, path)
    outcome = first_of(columns, ("outcome", f"outcome_{day.year}"))
    if not {"file", "row"} <= columns.keys() or not outcome:
        raise RoundProblem(
            f"Kebenaran {path.name} harus memuat kolom file, row, dan outcome atau outcome_{day.year};"
            f" yang ada: {', '.join(columns)}."
        )
    known = ", ".join(map(text, OUTCOMES))
    refuse_values(
        connection, path, source, outcome, f"NOT IN ({known})", f"yang dikenal: {', '.join(OUTCOMES)}"
    )
    number = '"row"'
    is_no_number = f"IS NOT NULL AND TRY_CAST({number} AS INTEGER) IS NULL"
    refuse_values(connection, path, source, number, is_no_number, "tulis nomor barisnya")
    reasons = first_of(columns, ("reasons", f"reasons_{day.year}"))
    sheet = "coalesce(CAST(sheet AS VARCHAR), '')" if "sheet" in columns else "''"
    told = (
        f"SELECT file, {sheet} AS sheet, CAST({number} AS INTEGER) AS {number}, {split(reasons, columns)} AS reasons,"
        f" {outcome} AS outcome FROM {source} WHERE {outcome} IS NOT NULL"
    )
    select = f"SELECT * EXCLUDE outcome FROM ({told}) WHERE outcome <> 'eligible'"
    rows, matched = held_against(connection, path, told, BY_PLACE, decided)
    return Wrong(select, BY_PLACE, rows, matched)


def wrong_by_findings(connection: duckdb.DuckDBPyConnection, path: Path, decided: str) -> Wrong:
    """The same of findings.parquet as `satupintu audit` writes it: nik and category. Raises RoundProblem."""
    source, columns = opened(connection, path)
    if not {"nik", "category"} <= columns.keys():
        raise RoundProblem(
            f"Temuan {path.name} harus memuat kolom nik dan category; yang ada: {', '.join(columns)}."
        )
    told = f"SELECT lpad(CAST(nik AS VARCHAR), 16, '0') AS nik, category FROM {source} WHERE nik IS NOT NULL"
    select = f"SELECT nik, list(DISTINCT CAST(category AS VARCHAR)) AS reasons FROM ({told}) GROUP BY 1"
    rows, matched = held_against(connection, path, told, BY_NIK, decided)
    return Wrong(select, BY_NIK, rows, matched)


def refuse_values(
    connection: duckdb.DuckDBPyConnection, path: Path, source: str, column: str, condition: str, known: str
) -> None:
    """Raises RoundProblem where a column holds what it must not, naming some of it."""
    value = f"CAST({column} AS VARCHAR)"
    found = connection.execute(
        f"SELECT DISTINCT {value} FROM {source} WHERE {value} {condition} ORDER BY 1 LIMIT {MOST_NAMED}"
    ).fetchall()
    if found:
        written = ", ".join(f"“{one}”" for (one,) in found)
        name = column.strip('"')
        raise RoundProblem(f"Kebenaran {path.name}, kolom {name}: {written} tidak dikenal; {known}.")


def held_against(
    connection: duckdb.DuckDBPyConnection, path: Path, told: str, by: str, decided: str
) -> tuple[int, int]:
    """How many rows the file has, and how many of them speak of the round. Raises RoundProblem where none does."""
    [(rows,)] = connection.execute(f"SELECT count(*) FROM ({told})").fetchall()
    [(matched,)] = connection.execute(
        f"SELECT count(*) FROM ({told}) SEMI JOIN (SELECT {by} FROM {decided}) USING ({by})"
    ).fetchall()
    if rows and not matched:
        sought = "NIK" if by == BY_NIK else "file, sheet dan row"
        raise RoundProblem(
            f"{path.name}: tidak satu pun dari {rows} barisnya ada di putaran ini (menurut {sought}). Pastikan berkas"
            " ini tentang daftar-daftar putaran ini."
        )
    return rows, matched


def opened(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, dict[str, str]]:
    """What may follow FROM to read the file, and its columns. Raises RoundProblem."""
    reader = (
        "read_parquet({})"
        if path.suffix.lower() == ".parquet"
        else "read_csv({}, all_varchar = true, header = true)"
    )
    source = reader.format(text(path))
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise RoundProblem(f"{path.name} tidak terbaca. Berikan Parquet atau CSV berkepala.") from error
    return source, {str(name): str(kind) for name, kind, *_ in found}


def first_of(columns: dict[str, str], names: tuple[str, ...]) -> str:
    """The first of these columns that is there; '' when none is."""
    return next((one for one in names if one in columns), "")


def split(column: str, columns: dict[str, str]) -> str:
    """A column of reasons as a list of texts, whether it is one or words with something between them."""
    if not column:
        return "CAST([] AS VARCHAR[])"
    if columns[column].endswith("[]"):
        return column
    return f"list_filter(regexp_split_to_array(coalesce({column}, ''), '[ ,;|]+'), lambda one: one <> '')"
