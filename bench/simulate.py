"""How long it takes to try a changed rule on a nation's round, beside that round's decision step alone, alternating.

    satupintu bench simulate [--rows 28000000 | --data DIR] [--runs 3] [--threads 2] [--memory 3GB] [--keep DIR]

known     a whole `satupintu simulate` process that leaves a criterion out: every answer is there already.
ceiling   the same with another ceiling, which must be compared anew for every row.
decision  what the round does once every row's answers are known: rules asked, decisions and summary written.

The last line is JSON: the best seconds of the slower simulation, of each, and of the decision step; their ratio, to be
at most 1; and how many rows came out other than in two real rounds compared (with --check).
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
from bench.parts.nation import Case, add_case_options, case_of, clear, screening  # noqa: E402

NATION = 28_000_000
RATIO_TARGET = 1.0
STEP = ROOT / "bench" / "parts" / "decision_step.py"
SIMULATE = "import sys; from satupintu.project.cli import main; sys.exit(main(sys.argv[1:]))"
CHANGES = {
    "known": ["--remove", "no_current_kur"],
    "ceiling": ["--set", "micro_sales_ceiling=300000000"],
}


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench simulate", description=__doc__.splitlines()[0])
    add_case_options(parser, NATION)
    parser.add_argument(
        "--check", action="store_true", help="hold each simulation against a real second round"
    )
    options = parser.parse_args(argv)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        runs, wrong = measure(case, scratch, options)
        print_report(report(case.rows, runs, wrong, options))
    return 0


def measure(
    case: Case, scratch: Path, options: argparse.Namespace
) -> tuple[dict[str, list[Run]], int | None]:
    """The runs, and the persons of whom a simulation says other than two real rounds; None where nobody looked."""
    say("the round that rules are tried on")
    done = scratch / "round"
    run_process(screening(case.lists, case.reference, done, options, handed_back=False))
    limits = [str(options.threads), options.memory]
    commands = {
        name: [
            *(sys.executable, "-c", SIMULATE, "simulate", str(done), *change, "--out", str(scratch / name)),
            *("--threads", limits[0], "--memory", limits[1], "--json"),
        ]
        for name, change in CHANGES.items()
    }
    commands["decision"] = [
        *(sys.executable, str(STEP), str(case.lists), str(case.reference), str(done), *limits)
    ]
    runs = alternate(commands, options.runs, lambda one: clear(scratch / one))
    return runs, sum(different(case, scratch, one, options) for one in CHANGES) if options.check else None


def different(case: Case, scratch: Path, name: str, options: argparse.Namespace) -> int:
    """Persons of whom the simulation says other than two real rounds do."""
    import duckdb

    [tried] = (scratch / name / "programme").glob("*/programme.yaml")
    again = scratch / f"{name}-again"
    command = screening(case.lists, case.reference, again, options, handed_back=False)
    command[command.index("screen") + 1] = str(tried)
    run_process(command)
    sides = [
        f"(SELECT file, sheet, \"row\", outcome, reasons FROM read_parquet('{folder}/decisions.parquet'))"
        for folder in (scratch / "round", again)
    ]
    columns = 'file, sheet, "row", before, reasons_before, after, reasons_after'
    real = f"""SELECT file, sheet, "row", a.outcome AS before, a.reasons AS reasons_before, b.outcome AS after,
        b.reasons AS reasons_after FROM {sides[0]} a JOIN {sides[1]} b USING (file, sheet, "row")
        WHERE a.outcome <> b.outcome OR a.reasons <> b.reasons"""
    simulated = f"SELECT {columns} FROM read_parquet('{scratch / name}/changes.parquet')"
    with duckdb.connect(config={"threads": options.threads, "memory_limit": "4GB"}) as own:
        [(found,)] = own.execute(
            f"SELECT count(*) FROM (({real} EXCEPT {simulated}) UNION ALL ({simulated} EXCEPT ({real})))"
        ).fetchall()
    return int(found)


def report(
    rows: int, runs: dict[str, list[Run]], wrong: int | None, options: argparse.Namespace
) -> dict[str, Any]:
    """What the last line says."""
    decision = min(one.told["seconds"] for one in runs["decision"])
    seconds = {name: best(runs[name]) for name in CHANGES}
    slowest = max(seconds.values())
    said = {name: json.loads(runs[name][0].stdout) for name in CHANGES}  # its only output
    return {
        "bench": "simulate",
        "rows": rows,
        "runs": options.runs,
        "threads": options.threads,
        "cpus": os.cpu_count(),
        "seconds": round(slowest, 2),
        **{f"seconds_{name}": round(one, 2) for name, one in seconds.items()},
        **{f"changed_{name}": one["changed"] for name, one in said.items()},
        "decision_seconds": round(decision, 2),
        "ratio": round(slowest / decision, 2),
        "ratio_target": RATIO_TARGET,
        "peak_gb": max(peak(runs[name]) for name in CHANGES),
        "wrong_rows": wrong,
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
