"""What nobody can go below who writes decisions: every needed column read once, and a decision written for every row
about which nothing was decided.

    python bench/parts/bare.py LISTS REFERENCE THREADS OUT

OUT is the Parquet file that is written, with the columns and the options of a round's decisions.parquet. The seconds of
the whole process count.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.parts.floor import hashed, scan  # noqa: E402

from satupintu.batch.outputs import PARQUET  # noqa: E402

UNDECIDED = """SELECT parse_filename(filename) AS file, '' AS sheet, CAST(file_row_number + 1 AS INTEGER) AS "row",
        nik, name, village, 'eligible' AS outcome, CAST([] AS VARCHAR[]) AS reasons, CAST([] AS VARCHAR[]) AS flags,
        CAST(NULL AS VARCHAR) AS duplicate_of
    FROM read_parquet('{lists}/*.parquet', filename = true, file_row_number = true)"""


def write(lists: Path, out: Path, threads: int) -> None:
    """A decision for each row, in no order that would have to be kept."""
    connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
    connection.execute(f"COPY ({UNDECIDED.format(lists=lists)}) TO '{out}' {PARQUET}")


if __name__ == "__main__":
    lists, reference, threads, out = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    scan(lists, reference, threads, hashed)
    write(lists, out, threads)
