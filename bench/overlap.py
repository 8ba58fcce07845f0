"""How long the overlap of all programmes takes, beside reading the columns it needs once, in one call and alternating.

    satupintu bench overlap [--people 12000000] [--programmes 20] [--data DIR] [--runs 3] [--threads 2] [--memory 3GB]

floor        the columns that the job needs, names included (people of forbidden pairs are listed by name), decoded and
             hashed once.
overlap      a whole `satupintu overlap` process: matrix down to the district, people, summary and manifest on disk; to
             be at most 4 times the floor.
to_villages  the same down to the village.

The last line is JSON: the best seconds of each, the ratio, the greatest memory, and how many cells of the matrix, of
the nation and of every province, came out other than their truth.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.measure import Run, alternate, best, peak, print_report, run_process, say  # noqa: E402
from bench.parts.nation import clear  # noqa: E402

PEOPLE, PROGRAMMES, RATIO_TARGET = 12_000_000, 20, 4.0
FLOOR = ROOT / "bench" / "parts" / "floor_aid.py"
MAIN = "import sys; from satupintu.project.cli import main; sys.exit(main(sys.argv[1:]))"


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench overlap", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"recipients that are made ({PEOPLE})")
    parser.add_argument("--programmes", type=int, default=PROGRAMMES, help=f"programmes ({PROGRAMMES})")
    parser.add_argument(
        "--data", type=Path, help="a folder that `synthesize aid` made, instead of making one"
    )
    parser.add_argument("--keep", type=Path, help="folder in which a made data set is kept and found again")
    parser.add_argument("--seed", type=int, default=1, help="seed of the data set that is made (1)")
    parser.add_argument("--runs", type=int, default=3, help="times everything is run, in turns (3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of everything that is measured (2)")
    parser.add_argument("--memory", default="3GB", help="memory that DuckDB is given (3GB)")
    options = parser.parse_args(argv)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        runs = measure(case, scratch, options)
        wrong = {one: wrong_cells(case, scratch / one) for one in ("overlap", "to_villages")}
        print_report(report(case, runs, wrong, options))
    return 0


def case_of(options: argparse.Namespace, scratch: Path) -> Path:
    """The folder in --data, or one of --people recipients, made once where it is kept. Raises RuntimeError."""
    if options.data:
        return Path(options.data.resolve())
    folder = (options.keep or scratch).resolve() / f"aid-{options.people}-{options.programmes}-{options.seed}"
    if not (folder / "case.json").exists():
        say(f"making {options.people} recipients")
        sizes = ["--people", str(options.people), "--programmes", str(options.programmes)]
        made = ["synthesize", "aid", *sizes, "--seed", str(options.seed), "--out", str(folder)]
        run_process([sys.executable, "-c", MAIN, *made, "--threads", str(options.threads)])
    return folder


def measure(case: Path, scratch: Path, options: argparse.Namespace) -> dict[str, list[Run]]:
    """The runs of the floor and of the overlap to either depth, each into a folder that is not there yet."""
    limits = ["--threads", str(options.threads), "--memory", options.memory]
    given = [str(case / "aid.parquet"), "--pairs", str(case / "pairs.yaml"), *limits]
    job = [sys.executable, "-c", MAIN, "overlap", *given, "--out"]
    commands = {
        "floor": [sys.executable, str(FLOOR), str(case / "aid.parquet"), str(options.threads)],
        "overlap": [*job, str(scratch / "overlap")],
        "to_villages": [*job, str(scratch / "to_villages"), "--areas"],
    }
    return alternate(commands, options.runs, lambda one: clear(scratch / one))


def wrong_cells(case: Path, out: Path) -> int:
    """Cells of the nation and of provinces that are other than the truth's, or that are on one side only."""
    import duckdb

    columns = "level, area, a, b, verdict, people, money_a, money_b"
    with duckdb.connect() as connection:
        truth = f"SELECT {columns} FROM read_parquet('{case / 'truth.parquet'}')"
        found = f"SELECT {columns} FROM read_parquet('{out / 'matrix.parquet'}') WHERE level < 2"
        wrong = connection.execute(
            f"SELECT count(DISTINCT (level, area, a, b, verdict)) FROM"
            f" (({truth} EXCEPT {found}) UNION ALL ({found} EXCEPT {truth}))"
        ).fetchone()
    return int(wrong[0]) if wrong else -1


def report(
    case: Path, runs: dict[str, list[Run]], wrong: dict[str, int], options: argparse.Namespace
) -> dict[str, Any]:
    """What the last line says."""
    told = json.loads((case / "case.json").read_text(encoding="utf-8"))
    floor = min(one.told["seconds"] for one in runs["floor"])
    seconds = best(runs["overlap"])
    return {
        "bench": "overlap",
        "people": told["people"],
        "rows": told["rows"],
        "programmes": told["programmes"],
        "runs": options.runs,
        "threads": options.threads,
        "cpus": os.cpu_count(),
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor, 3),
        "floor_without_names_seconds": round(min(one.told["seconds_unnamed"] for one in runs["floor"]), 3),
        "ratio_to_floor": round(seconds / floor, 2),
        "ratio_target": RATIO_TARGET,
        "seconds_to_villages": round(best(runs["to_villages"]), 2),
        "wrong_cells": sum(wrong.values()),
        "peak_gb": peak(runs["overlap"]),
        "peak_gb_to_villages": peak(runs["to_villages"]),
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
