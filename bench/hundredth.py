"""Every benchmark at about a hundredth of its size: that each runs, and that what it measures comes out right.

    satupintu bench hundredth [--keep DIR] [NAME …]

What is right is told by truths that were made with the data, by a second way to the same result, or by nothing being
lost; how quick it was is printed and not judged. The exit status is 1 when something came out wrong. The last line is
JSON: the seconds of each, and what was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.measure import print_report, run_process  # noqa: E402

Told = Mapping[str, Any]
NATION = ("--rows", "280000", "--runs", "1")


@dataclass(frozen=True)
class Small:
    """A benchmark's name, its options at this size, and what is wrong with what it told (nothing when falsy)."""

    name: str
    options: Sequence[str]
    wrong: Callable[[Told], object]


def only_run(_told: Told) -> None:
    """Nothing is held to a truth here: that it runs to its end is what is asked."""


def wrong_rows(told: Told) -> object:
    """How many rows, of one side or of any, came out other than their truth."""
    wrong = told["wrong_rows"]
    return any(wrong.values()) if isinstance(wrong, Mapping) else wrong


def worse_pairs(told: Told) -> list[str]:
    """The data sets in which Splink's defaults found pairs better than ours did."""
    sets = {"made up": told, **told["febrl"]["sets"]}
    return [name for name, one in sets.items() if one["ours"]["f1"] < one["splink"]["f1"]]


ALL = (
    Small("national", NATION, wrong_rows),
    Small("incremental", (*NATION, "--bare"), lambda told: told["different"]),
    Small("peers", ("--rows", "10000", "--runs", "1", "--row-sample", "300"), wrong_rows),
    Small("duplicates", ("--rows", "10000", "--runs", "1", "--febrl", "1"), worse_pairs),
    Small("lists", ("--rows", "1000", "--runs", "1"), wrong_rows),
    Small("spark", ("--rows", "100000"), lambda told: any(told["different_rows"].values()) or wrong_rows(told)),
    Small("simulate", (*NATION, "--check"), wrong_rows),
    Small("overlap", ("--people", "120000", "--runs", "1"), lambda told: told["wrong_cells"]),
    Small("navigator", ("--people", "2000", "--businesses", "50", "--requests", "2"), only_run),
    Small("queues", ("--rows", "300", "--requests", "2"), only_run),
    Small("sync", ("--phones", "5", "--runs", "1"), lambda told: told["lost"] or told["doubled"]),
    Small("scale", ("--sizes", "1000", "--shares", "0.5", "--most-lists", "1", "--runs", "1"), only_run),
)  # fmt: skip

# Those that share a nation, or make anything that is worth keeping.
KEEPING = {"national", "incremental", "simulate", "spark", "peers", "duplicates", "overlap"}


def run(argv: Sequence[str]) -> int:
    """Run them all, or those named, one after the other; 1 when one failed or came out wrong."""
    parser = argparse.ArgumentParser(prog="satupintu bench hundredth", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these (all)")
    parser.add_argument("--keep", type=Path, help="folder in which made data sets are kept and found again")
    options = parser.parse_args(argv)
    if unknown := set(options.names) - {one.name for one in ALL}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    seconds, wrong = {}, {}
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as folder:
        for one in ALL:
            if options.names and one.name not in options.names:
                continue
            seconds[one.name], trouble = measured(one, options.keep or Path(folder))
            if trouble:
                wrong[one.name] = trouble
    print_report({"bench": "hundredth", "seconds": seconds, "wrong": wrong})
    return 1 if wrong else 0


def measured(one: Small, keep: Path) -> tuple[float, object]:
    """The seconds that it took, and what is wrong."""
    keeps = ["--keep", str(keep)] if one.name in KEEPING else []
    command = [sys.executable, str(ROOT / "bench" / f"{one.name}.py"), *one.options, *keeps]
    try:
        done = run_process(command)
    except RuntimeError as error:
        print(f"{one.name}: {error}", file=sys.stderr)
        return 0.0, "failed"
    trouble = one.wrong(done.told)
    print(f"{one.name}: {done.seconds:.1f} s{f', WRONG: {trouble}' if trouble else ''}", flush=True)
    print(f"  {done.stdout.splitlines()[-1]}", flush=True)
    return round(done.seconds, 1), trouble


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
