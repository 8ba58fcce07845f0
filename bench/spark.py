"""Whether Spark decides every row of a nation as DuckDB does, and how long each takes on this machine.

    satupintu bench spark [--rows 100000 | --data DIR] [--seed 1] [--threads 2] [--memory 3GB] [--keep DIR]

Both decide the same lists in the way that keeps every row's evidence, each in a process of its own. `different_rows`
counts the rows of decisions.parquet and of evidence.parquet (all columns, reasons and facts) that are not the same in
both; the exit status is 1 when there is one, or when the summaries differ. Spark on one machine is no gain: it is for
what outgrows one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.measure import print_report, run_process, say  # noqa: E402
from bench.parts.nation import PROGRAMME, Case, add_case_options, case_of, wrong_rows  # noqa: E402

ENGINES = ("duckdb", "spark")
SCREEN = (
    "import functools, sys; import satupintu.pipeline.screening.rounds as rounds; "
    "rounds.run_round = functools.partial(rounds.run_round, most_copied=10**12, handed_back=False); "
    "from satupintu.project.cli import main; sys.exit(main(sys.argv[1:]))"
)


def run(argv: Sequence[str]) -> int:
    """Measure, compare and print; 1 when a row differs."""
    parser = argparse.ArgumentParser(prog="satupintu bench spark", description=__doc__.splitlines()[0])
    add_case_options(parser, 100_000)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        seconds = {one: screened(case, one, scratch / one, options) for one in ENGINES}
        different = different_rows(*(scratch / one for one in ENGINES))
        told = {
            "bench": "spark",
            "rows": case.rows,
            "different_rows": different,
            "same_summary": len({(scratch / one / "summary.json").read_bytes() for one in ENGINES}) == 1,
            "wrong_rows": wrong_rows(case.truth, scratch / "spark" / "decisions.parquet", options.threads),
            "seconds": seconds,
            "threads": options.threads,
        }
        print_report(told)
    return 1 if any(different.values()) or not told["same_summary"] else 0


def screened(case: Case, engine: str, out: Path, options: argparse.Namespace) -> float:
    """The round on one engine, into ``out``; gives its seconds."""
    say(f"{engine}: {case.rows} rows")
    given = ["--reference", str(case.reference), "--out", str(out), "--engine", engine]
    limits = ["--threads", str(options.threads), "--memory", options.memory]
    command = [sys.executable, "-c", SCREEN, "screen", PROGRAMME, str(case.lists), *given, *limits]
    return round(run_process(command).seconds, 2)


def different_rows(one: Path, other: Path) -> dict[str, int]:
    """For decisions and evidence, the rows that stand in one file but not at the same place in the other."""
    import duckdb

    counts = {}
    for name in ("decisions", "evidence"):
        a, b = (
            f"(SELECT * FROM read_parquet('{folder}/{name}.parquet', file_row_number = true))"
            for folder in (one, other)
        )
        found = duckdb.execute(
            f"SELECT count(*) FROM {a} a FULL JOIN {b} b USING (file_row_number) WHERE a IS DISTINCT FROM b"
        ).fetchone()
        counts[name] = found[0] if found else 0
    return counts


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
