"""How long a nation's round takes again when few of its lists have changed, beside the whole round, alternating.

    satupintu bench incremental [--rows 28000000 | --data DIR] [--share 0.01] [--resized] [--bare]
                                 [--reference-list NAME] [--runs 3] [--keep DIR]

A round is finished. Then a share of its lists is sent again with a twentieth of their rows changed: letters gone,
turnovers raised, names altered, and people of other lists proposed here too, some of them earlier. --resized: rows are
also taken out and added, so that all rows below stand elsewhere. `satupintu screen` runs with the same --out, beside
the same round from nothing; to take at most a quarter of its time, and to give the same bytes.

The last line is JSON; figures without `handed_back` are of rounds without corrections and proposal, and --bare leaves
out the others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.change import change_lists, change_reference, different_files, lay_out  # noqa: E402
from bench.parts.measure import Run, alternate, best, peak, print_report, run_process, say  # noqa: E402
from bench.parts.nation import Case, add_case_options, case_of, clear, screening  # noqa: E402

NATION = 28_000_000
RATIO_TARGET = 0.25
BARE, HANDED_BACK = "", "_handed_back"


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench incremental", description=__doc__.splitlines()[0])
    add_case_options(parser, NATION)
    parser.add_argument("--share", type=float, default=0.01, help="share of the lists that change (0.01)")
    parser.add_argument("--resized", action="store_true", help="rows are also taken out and added")
    parser.add_argument("--reference-list", help="this reference list changes, and no list")
    parser.add_argument("--bare", action="store_true", help="only rounds without corrections and proposal")
    options = parser.parse_args(argv)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        changed, runs, different = measure(case, scratch, options)
        print_report(report(case.rows, changed, runs, different, options))
    return 0


def measure(
    case: Case, scratch: Path, options: argparse.Namespace
) -> tuple[tuple[int, int], dict[str, list[Run]], list[str]]:
    """Lists and rows changed, the runs, and the output files that came out otherwise than in a full round."""
    given, reference = scratch / "given", scratch / "reference"
    lay_out(case.lists, given)
    lay_out(case.reference, reference)
    commands = {}
    for way in ways(options):
        handed_back = way == HANDED_BACK
        say(f"the round before the change{way}")
        run_process(screening(given, reference, scratch / f"before{way}", options, handed_back=handed_back))
        for what in ("again", "full"):
            out = scratch / f"{what}{way}"
            commands[out.name] = screening(given, reference, out, options, handed_back=handed_back)
    if options.reference_list:
        changed = (0, change_reference(reference, options.reference_list))
    else:
        changed = change_lists(given, options.share, resized=options.resized)

    def prepare(name: str) -> None:
        clear(scratch / name)
        if name.startswith("again"):
            shutil.copytree(scratch / name.replace("again", "before"), scratch / name)

    runs = alternate(commands, options.runs, prepare)
    different = [
        each
        for way in ways(options)
        for each in different_files(scratch / f"again{way}", scratch / f"full{way}")
    ]
    return changed, runs, different


def ways(options: argparse.Namespace) -> list[str]:
    """What the names of the measured rounds end in."""
    return [BARE] if options.bare else [BARE, HANDED_BACK]


def report(
    rows: int,
    changed: tuple[int, int],
    runs: dict[str, list[Run]],
    different: list[str],
    options: argparse.Namespace,
) -> dict[str, Any]:
    """What the last line says."""
    told: dict[str, Any] = {
        "bench": "incremental",
        "rows": rows,
        "changed": changed[1],
        "changed_lists": changed[0],
        "resized": options.resized,
        "reference_list": options.reference_list,
        "runs": options.runs,
        "threads": options.threads,
        "cpus": os.cpu_count(),
    }
    for way in ways(options):
        seconds, full = best(runs[f"again{way}"]), best(runs[f"full{way}"])
        told |= {
            f"seconds{way}": round(seconds, 2),
            f"full_seconds{way}": round(full, 2),
            f"ratio{way}": round(seconds / full, 3),
        }
    told |= {"ratio_target": RATIO_TARGET, "peak_gb": max(peak(each) for each in runs.values())}
    return told | {"same_bytes": not different, "different": different[:10]}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
