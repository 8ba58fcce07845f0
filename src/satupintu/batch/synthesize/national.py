"""Makes a national data set from a seed: lists of 28 million rows, the reference lists, and the truth of every row.

The NIK's cell, the name and each list a person stands in are drawn on their own, so that troubles meet in one row as
they do in life. How a row is made says what is wrong with it; what is wrong says what must be decided.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import database
from satupintu.batch.synthesize.national_defects import LISTED, Truth, names_of, true_of
from satupintu.batch.synthesize.national_files import (
    Job,
    Workers,
    combinations,
    reference_jobs,
    write_lists,
    write_truth,
)
from satupintu.batch.synthesize.national_people import Salts
from satupintu.batch.synthesize.national_plan import Regency, lay_out
from satupintu.batch.synthesize.national_tables import load_areas, load_regencies, load_truths, load_words
from satupintu.engine.steps import Progress


def synthesize_national(
    *,
    rows: int,
    out: Path,
    areas: Path,
    seed: int = 1,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write a case of exactly `rows` rows into `out`, an empty or new folder, and return its case.json.

    `areas` is the Parquet of today's areas (code, name, level). The same arguments under the same DuckDB give the
    same bytes whatever the `threads`. All is made in a folder beside `out` and renamed at the end, so `out` is never
    half a case. Raises ValueError for rows that cannot be made, OSError and duckdb.Error where the disk or memory
    does not do.
    """
    if rows < 1:
        raise ValueError(f"--rows {rows}: sebutkan banyaknya baris, sedikitnya 1.")
    if threads is not None and threads < 1:
        raise ValueError(f"--threads {threads}: sedikitnya 1.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"Folder {out} sudah berisi. Pilih folder yang kosong atau belum ada.")
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        with database(spill=made, memory=memory) as connection:
            case = _make(connection, made, rows, areas, seed, threads or os.cpu_count() or 1, progress)
        made.chmod(0o755)
        if out.exists():
            out.rmdir()
        made.rename(out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return case


def _make(
    connection: duckdb.DuckDBPyConnection,
    made: Path,
    rows: int,
    areas: Path,
    seed: int,
    threads: int,
    progress: Progress | None,
) -> dict[str, Any]:
    # Small tables stay on the side of a join where they are written, so that rows keep their order.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    regencies = lay_out(load_areas(connection, areas), rows)
    load_words(connection)
    load_regencies(connection, regencies, seed)
    for folder in ("lists", "reference"):
        (made / folder).mkdir()
    workers = Workers(connection, threads, progress or (lambda *_: None))
    try:
        parts = write_lists(workers, regencies, Salts(seed), made / "lists")
        registry, *lists = reference_jobs(connection, parts, made / "reference")
        truths = partial(_write_truth, regencies=regencies, parts=parts, path=made / "truth.parquet")
        jobs: list[tuple[int, Job]] = [registry, (6, truths), *lists]
        registered, told, *listed = workers.run("menulis daftar acuan dan kebenaran", jobs)
    finally:
        workers.close()
    reference = dict(zip(("civil_registry", *LISTED), (registered, *listed), strict=True))
    case = {"rows": rows, "seed": seed, "files": len(regencies), "reference": reference, **told}
    content = json.dumps(case, ensure_ascii=False, indent=1) + "\n"
    (made / "case.json").write_text(content, encoding="utf-8")
    return case


def _write_truth(
    connection: duckdb.DuckDBPyConnection, regencies: Sequence[Regency], parts: int, path: Path
) -> dict[str, Any]:
    """Decide every set of defects that occurs and write it beside its rows; the summary of all."""
    counts = combinations(connection, parts)
    truths = true_of([bits for bits, _ in counts])
    load_truths(connection, regencies, truths)
    write_truth(connection, parts, path)
    return summary(counts, truths)


def summary(counts: Sequence[tuple[int, int]], truths: Sequence[Truth]) -> dict[str, Any]:
    """Rows per defect, and per outcome and reason of both years."""
    tallies: dict[str, Counter[str]] = {
        name: Counter()
        for name in ("defects", "outcomes_2021", "reasons_2021", "outcomes_2020", "reasons_2020")
    }
    for (bits, rows), (_, _, outcome_2021, reasons_2021, outcome_2020, reasons_2020) in zip(
        counts, truths, strict=True
    ):
        told = {
            "defects": names_of(bits),
            "outcomes_2021": [outcome_2021],
            "reasons_2021": reasons_2021,
            "outcomes_2020": [outcome_2020],
            "reasons_2020": reasons_2020,
        }
        for name, ids in told.items():
            tallies[name].update(dict.fromkeys(ids, rows))
    return {name: dict(sorted(tally.items())) for name, tally in tallies.items()}
