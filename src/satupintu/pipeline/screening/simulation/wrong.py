"""Who must not be paid, by those who know: a round's truth, or what an auditor found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.pipeline.screening.rounds import RoundProblem

BY_PLACE, BY_NIK = 'file, sheet, "row"', "nik"


def truth_sql(connection: duckdb.DuckDBPyConnection, path: Path, day: date) -> tuple[str, str]:
    """SELECT of the rows that in truth are not eligible, with `reasons`, and the columns that name them.

    The file has file, row, `outcome` or `outcome_<year>`, and perhaps sheet and reasons. Raises RoundProblem.
    """
    source, columns = opened(connection, path)
    outcome = first_of(columns, ("outcome", f"outcome_{day.year}"))
    if not {"file", "row"} <= columns.keys() or not outcome:
        raise RoundProblem(
            f"Kebenaran {path.name} harus memuat kolom file, row, dan outcome atau outcome_{day.year};"
            f" yang ada: {', '.join(columns)}."
        )
    reasons = first_of(columns, ("reasons", f"reasons_{day.year}"))
    sheet = "coalesce(CAST(sheet AS VARCHAR), '')" if "sheet" in columns else "''"
    select = (
        f'SELECT file, {sheet} AS sheet, CAST("row" AS INTEGER) AS "row", {split(reasons, columns)} AS reasons'
        f" FROM {source} WHERE {outcome} <> 'eligible'"
    )
    return select, BY_PLACE


def findings_sql(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, str]:
    """The same of findings.parquet as `satupintu audit` writes it: nik and category. Raises RoundProblem."""
    source, columns = opened(connection, path)
    if not {"nik", "category"} <= columns.keys():
        raise RoundProblem(
            f"Temuan {path.name} harus memuat kolom nik dan category; yang ada: {', '.join(columns)}."
        )
    nik = "lpad(CAST(nik AS VARCHAR), 16, '0')"
    return (
        f"SELECT {nik} AS nik, list(DISTINCT CAST(category AS VARCHAR)) AS reasons FROM {source}"
        f" WHERE nik IS NOT NULL GROUP BY 1",
        BY_NIK,
    )


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
