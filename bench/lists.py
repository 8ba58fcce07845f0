"""How quickly lists become decisions, beside what it is held against, in the same call and alternating.

    satupintu bench lists [--rows 100000] [--runs 3] [--cold-runs 7] [--keep DIR]

cold      the sample village, from the start of the process to all its outputs on disk, beside a bare
          `python -c "import duckdb, python_calamine"`; to be at most 5 times as long.
workbook  one sheet of --rows made-up rows, read, understood, screened, handed back and proposed, beside
          openpyxl reading the same workbook and doing nothing else; to be at least 4 times as fast as the
          quicker of openpyxl's two ways.

The last line is JSON: best and median seconds of each, the two ratios of the best, and how many rows of the
made-up workbook came out other than their truth.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "data" / "arjowilangun"
COLD_TARGET, WORKBOOK_TARGET = 5.0, 4.0

SCREEN = "import sys; from satupintu.project.cli import main; sys.exit(main(sys.argv[1:]))"
# The same round without corrections/ and proposal.xlsx, which openpyxl's mere reading does not write either.
SCREEN_ONLY = (
    "import sys; import satupintu.pipeline.screening.rounds as rounds; "
    f"rounds.write_handed_back = lambda *_: None; {SCREEN}"
)
OPENPYXL = (
    "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], read_only={read_only}, data_only=True); "
    "print(sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True)))"
)


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench lists", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the workbook (100000)")
    parser.add_argument("--runs", type=int, default=3, help="times the workbook is read and screened (3)")
    parser.add_argument(
        "--cold-runs", type=int, default=0, help="times the sample is screened (7, or --runs)"
    )
    parser.add_argument(
        "--keep", type=Path, help="folder in which the made-up workbook is kept and found again"
    )
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as name:
        folder = Path(name)
        cold = measure_cold(folder, options.cold_runs or (7 if options.runs > 1 else 1))
        case = made_up_case(options.keep or folder / "case", options.rows)
        workbook = measure_workbook(case, folder, options.runs)
    print(json.dumps(report(cold, workbook, options.rows, options.runs), separators=(", ", ": ")))
    return 0


def measure_cold(folder: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of the bare import and of a whole screening of the sample, run by run."""
    command = screening(SCREEN, SAMPLE, folder / "cold")
    commands = {
        "import": [sys.executable, "-c", "import duckdb, python_calamine"],
        "screen": command,
    }
    for one in commands.values():  # once each unmeasured: the files come off the disk, the areas are built
        timed(one)
    return alternate(commands, runs)


def measure_workbook(case: Path, folder: Path, runs: int) -> dict[str, Any]:
    """Seconds of each way through the same workbook, its size, and the rows that came out wrong."""
    [workbook] = (case / "lists").iterdir()
    commands = {
        "screen": screening(SCREEN, case, folder / "round"),
        "screen_without_handing_back": screening(SCREEN_ONLY, case, folder / "bare"),
        "openpyxl_read_only": [sys.executable, "-c", OPENPYXL.format(read_only=True), str(workbook)],
        "openpyxl_full": [sys.executable, "-c", OPENPYXL.format(read_only=False), str(workbook)],
    }
    seconds = alternate(commands, runs)
    return {
        "seconds": seconds,
        "megabytes": round(workbook.stat().st_size / 1e6, 1),
        "wrong_rows": wrong_rows(case / "truth.csv", folder / "round" / "decisions.parquet"),
    }


def screening(code: str, case: Path, out: Path) -> list[str]:
    """The command that screens a case for 2021 into `out`."""
    lists = sorted(map(str, (case / "lists").iterdir()))
    reference = ["--reference", str(case / "reference"), "--out", str(out)]
    return [sys.executable, "-c", code, "screen", "bpum-2021", *lists, *reference]


def made_up_case(folder: Path, rows: int) -> Path:
    """A village with one workbook of `rows` rows, made once where the folder is kept."""
    case = folder / f"village-{rows}"
    if not (case / "case.json").exists():
        from satupintu.batch.synthesize.village import synthesize_village

        say(f"making a workbook of {rows} rows")
        shutil.rmtree(case, ignore_errors=True)
        synthesize_village(seed=1, out=case, village="35.07.11.2008", rows=rows, kinds=["xlsx"])
    return case


def alternate(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Every command once, then again, so that a busy moment falls on all of them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            seconds[name].append(timed(command))
            say(f"run {number + 1} of {runs}: {name} {seconds[name][-1]:.2f} s")
    return seconds


def timed(command: list[str]) -> float:
    """Wall seconds of a process from start to exit. Raises RuntimeError with its words when it failed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{command[3:5]} gave {done.returncode}: {done.stderr[-2000:]}")
    return seconds


def wrong_rows(truth: Path, decisions: Path) -> int:
    """Rows whose outcome or reasons differ from their truth, or that are on one side only."""
    import duckdb

    found = duckdb.execute(
        """
        SELECT count(*) FROM read_csv($truth, all_varchar = true, header = true) t
        FULL JOIN read_parquet($decisions) d
          ON d.file = t.file AND d.sheet = coalesce(t.sheet, '') AND d."row" = t."row"::INT
        WHERE d.outcome IS DISTINCT FROM t.outcome_2021
           OR array_to_string(d.reasons, ';') IS DISTINCT FROM coalesce(t.reasons_2021, '')
        """,
        {"truth": str(truth), "decisions": str(decisions)},
    ).fetchone()
    return int(found[0]) if found else -1


def report(cold: dict[str, list[float]], workbook: dict[str, Any], rows: int, runs: int) -> dict[str, Any]:
    """What the last line says."""
    seconds = workbook["seconds"]
    peer = min(min(seconds["openpyxl_read_only"]), min(seconds["openpyxl_full"]))
    ours, bare = min(seconds["screen"]), min(seconds["screen_without_handing_back"])
    return {
        "bench": "lists",
        "rows": rows,
        "runs": runs,
        "cpus": os.cpu_count(),
        "cold_ratio": round(min(cold["screen"]) / min(cold["import"]), 2),
        "cold_target": COLD_TARGET,
        "cold_seconds": {name: figures(values) for name, values in cold.items()},
        "workbook_ratio": round(peer / ours, 2),
        "workbook_ratio_without_handing_back": round(peer / bare, 2),
        "workbook_target": WORKBOOK_TARGET,
        "workbook_seconds": {name: figures(values) for name, values in seconds.items()},
        "workbook_megabytes": workbook["megabytes"],
        "wrong_rows": workbook["wrong_rows"],
    }


def figures(values: list[float]) -> dict[str, float]:
    """Best and median, to the hundredth of a second."""
    return {"best": round(min(values), 2), "median": round(statistics.median(values), 2)}


def say(line: str) -> None:
    """Progress, for a person at a terminal."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
