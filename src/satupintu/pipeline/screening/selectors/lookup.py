"""A run's rows laid out by NIK, so that the public page finds one person without reading everybody.

The file lies beside the run, whose results are sealed, and is made from them: it may be thrown away at any time.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from satupintu.batch.database import text
from satupintu.batch.pages import connection

from ..models import Run
from ..standings import columns_of_standing

_GROUP = 2048  # rows whose least and greatest NIK the file states, so that only one such group is read


def lookup_file(run: Run) -> Path:
    """The run's rows by NIK: evidence with flags, duplicate_of and read_nik. Made at the first call."""
    path = _path(run)
    if not path.is_file():
        _write(run.folder, path)
    return path


def lay_out_run(run: Run) -> None:
    """Makes the file anew: one that lies there already was made from a run that no database knows any more."""
    path = _path(run)
    path.unlink(missing_ok=True)
    _write(run.folder, path)


def rows_of(runs: Sequence[Run], nik: str, birth_date: date) -> Iterator[tuple[Run, dict[str, Any]]]:
    """Every row of these runs under this NIK whose birth date, the registry's or else the list's, is this one.

    Run by run; of a run first the row that counts, then its repetitions.
    """
    with connection() as own:
        for run in runs:
            found = own.execute(
                f"""SELECT * FROM read_parquet({text(lookup_file(run))})
                    WHERE nik = ?
                      AND coalesce(TRY_CAST("registry.birth_date" AS DATE), TRY_CAST("row.birth_date" AS DATE)) = ?
                    ORDER BY is_duplicate, seq""",
                [nik, birth_date],
            )
            columns = [one[0] for one in found.description or []]
            for row in found.fetchall():
                yield run, dict(zip(columns, row, strict=True))


def _path(run: Run) -> Path:
    return run.folder.with_name(f"{run.number:04d}-lookup") / "rows.parquet"


def _write(folder: Path, path: Path) -> None:
    """Written under a name of its own and moved into place: whoever asks meanwhile finds it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    decisions, evidence = (text(folder / name) for name in ("decisions.parquet", "evidence.parquet"))
    try:
        with connection() as own:
            own.execute(
                f"""COPY (SELECT e.*, d.flags, d.duplicate_of, d.nik AS read_nik{columns_of_standing(folder, "d")}
                          FROM read_parquet({decisions}) d JOIN read_parquet({evidence}) e
                            ON e.file = d.file AND e.sheet = d.sheet AND e."row" = d."row"
                          WHERE e.nik IS NOT NULL ORDER BY e.nik, e.seq)
                    TO {text(part)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"""
            )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
