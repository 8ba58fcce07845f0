"""How long a nation's round takes, beside reading its columns once, in the same call and alternating.

    satupintu bench national [--rows 28000000 | --data DIR] [--runs 3] [--threads 2] [--memory 3GB] [--keep DIR]

floor        every column that the round needs, of the lists and of the reference lists, decoded and hashed once.
screen       a whole `satupintu screen` process: decisions, reasons, summary and manifest on disk; to be at most 5
             times the floor, in at most 4.5 GB.
bare         a process that does the floor and writes a decision for each row, nothing decided: a floor with its output.
handed_back  the same with the proposal and the corrections; to be at most 8 times the floor.

The last line is JSON: the best seconds of each, the ratios, the greatest memory of any run, and how many rows came
out other than their truth.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.measure import Run, alternate, best, peak, print_report  # noqa: E402
from bench.parts.nation import Case, add_case_options, bare, case_of, clear, screening, wrong_rows  # noqa: E402

NATION = 28_000_000
RATIO_TARGET, HANDED_BACK_TARGET, PEAK_TARGET_GB = 5.0, 8.0, 4.5
FLOOR = ROOT / "bench" / "parts" / "floor.py"


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench national", description=__doc__.splitlines()[0])
    add_case_options(parser, NATION)
    options = parser.parse_args(argv)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    # Beside the kept data where there is some: a nation's round does not fit in every /tmp.
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        runs = measure(case, scratch, options)
        wrong = {
            one: wrong_rows(case.truth, scratch / one / "decisions.parquet", options.threads)
            for one in ("screen", "handed_back")
        }
        print_report(report(case.rows, runs, wrong, options))
    return 0


def measure(case: Case, scratch: Path, options: argparse.Namespace) -> dict[str, list[Run]]:
    """The runs of the floor and of both ways of screening, each into a folder that is not there yet."""
    commands = {
        "floor": [sys.executable, str(FLOOR), str(case.lists), str(case.reference), str(options.threads)],
        "bare": bare(case, scratch, options),
        **{
            one: screening(
                case.lists, case.reference, scratch / one, options, handed_back=one == "handed_back"
            )
            for one in ("screen", "handed_back")
        },
    }
    return alternate(commands, options.runs, lambda one: clear(scratch / one))


def report(
    rows: int, runs: dict[str, list[Run]], wrong: dict[str, int], options: argparse.Namespace
) -> dict[str, Any]:
    """What the last line says."""
    floor = min(one.told["seconds"] for one in runs["floor"])
    seconds, handed_back = best(runs["screen"]), best(runs["handed_back"])
    return {
        "bench": "national",
        "rows": rows,
        "runs": options.runs,
        "engine": "duckdb",
        "threads": options.threads,
        "memory": options.memory,
        "cpus": os.cpu_count(),
        "floor_seconds": round(floor, 4),
        "floor_unhashed_seconds": round(min(one.told["seconds_unhashed"] for one in runs["floor"]), 2),
        "bare_seconds": round(best(runs["bare"]), 2),
        "seconds": round(seconds, 2),
        "seconds_handed_back": round(handed_back, 2),
        "ratio_to_floor": round(seconds / floor, 2),
        "ratio_target": RATIO_TARGET,
        "ratio_bare_to_floor": round(best(runs["bare"]) / floor, 2),
        "ratio_handed_back": round(handed_back / floor, 2),
        "ratio_handed_back_target": HANDED_BACK_TARGET,
        "peak_gb": peak(runs["screen"]),
        "peak_gb_handed_back": peak(runs["handed_back"]),
        "peak_gb_target": PEAK_TARGET_GB,
        "wrong_rows": max(wrong.values()),
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
