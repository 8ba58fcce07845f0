"""The nation that is screened: its case, the command that screens it, and whether what came out is the truth."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.parts.measure import run_process, say

PROGRAMME, YEAR = "bpum-2021", 2021

MAKE = (
    "import sys; from pathlib import Path; from satupintu.gateways.areas import areas_file; "
    "from satupintu.batch.synthesize.national import synthesize_national; "
    "synthesize_national(rows=int(sys.argv[1]), out=Path(sys.argv[2]), seed=int(sys.argv[3]), areas=areas_file())"
)
# `satupintu screen` as it is, told that no number of rows is too few to be decided where the lists stand.
SCREEN = (
    "import functools, sys; import satupintu.pipeline.screening.rounds as rounds; "
    "rounds.run_round = functools.partial(rounds.run_round, most_copied=0{more}); "
    "from satupintu.project.cli import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True)
class Case:
    """A folder with lists/, reference/, truth.parquet and case.json, as `synthesize national` makes it."""

    folder: Path

    @property
    def lists(self) -> Path:
        """The folder of lists."""
        return self.folder / "lists"

    @property
    def reference(self) -> Path:
        """The folder of reference lists."""
        return self.folder / "reference"

    @property
    def truth(self) -> Path:
        """file, row, outcome_2021, reasons_2021 and more, in the order of files and rows."""
        return self.folder / "truth.parquet"

    @property
    def rows(self) -> int:
        """How many rows its lists hold."""
        return int(json.loads((self.folder / "case.json").read_text(encoding="utf-8"))["rows"])


def add_case_options(parser: argparse.ArgumentParser, rows: int) -> None:
    """--rows, --data, --keep, --seed, --runs, --threads and --memory."""
    parser.add_argument("--rows", type=int, default=rows, help=f"rows of the data set that is made ({rows})")
    parser.add_argument(
        "--data", type=Path, help="a folder that `synthesize national` made, instead of making one"
    )
    parser.add_argument("--keep", type=Path, help="folder in which made data sets are kept and found again")
    parser.add_argument("--seed", type=int, default=1, help="seed of the data set that is made (1)")
    parser.add_argument("--runs", type=int, default=3, help="times everything is run, in turns (3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of everything that is measured (2)")
    parser.add_argument("--memory", default="3GB", help="memory that `screen` is given (3GB)")


def case_of(options: argparse.Namespace, scratch: Path) -> Case:
    """The case in --data, or one of --rows rows, made once where it is kept. Raises RuntimeError."""
    if options.data:
        return Case(options.data.resolve())
    return made_case((options.keep or scratch).resolve(), options.rows, options.seed)


def made_case(folder: Path, rows: int, seed: int) -> Case:
    """A case of `rows` rows in its own folder under `folder`, made when it is not there."""
    case = Case(folder / f"national-{rows}-{seed}")
    if not (case.folder / "case.json").exists():
        say(f"making a nation of {rows} rows")
        run_process([sys.executable, "-c", MAKE, str(rows), str(case.folder), str(seed)])
    return case


def screening(
    lists: Path,
    reference: Path,
    out: Path,
    options: argparse.Namespace,
    *,
    handed_back: bool,
    without: Sequence[str] = (),
) -> list[str]:
    """The command of a whole `satupintu screen` into ``out``; not ``handed_back``: no corrections, no proposal."""
    code = SCREEN.format(more="" if handed_back else ", handed_back=False")
    given = ["--reference", str(reference), "--out", str(out), *(f"--without={one}" for one in without)]
    limits = ["--threads", str(options.threads), "--memory", options.memory]
    return [sys.executable, "-c", code, "screen", PROGRAMME, str(lists), *given, *limits]


def bare(case: Case, scratch: Path, options: argparse.Namespace) -> list[str]:
    """The command of reading once and writing decisions about which nothing was decided."""
    script = Path(__file__).with_name("bare.py")
    given = (script, case.lists, case.reference, options.threads, scratch / "bare.parquet")
    return [sys.executable, *map(str, given)]


def clear(*folders: Path) -> None:
    """No round is there any more, nor the work of one that stopped."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder.with_name(f"{folder.name}.work"), ignore_errors=True)


def wrong_rows(truth: Path, decisions: Path, threads: int) -> int:
    """Rows whose outcome or reasons differ from their truth, or that are on one side only."""
    import duckdb

    with duckdb.connect(config={"threads": threads, "memory_limit": "4GB"}) as connection:
        found = connection.execute(
            f"""
            SELECT count(*) FROM read_parquet($truth) t
            FULL JOIN read_parquet($decisions) d ON d.file = t.file AND d."row" = t."row"
            WHERE d.outcome IS DISTINCT FROM t.outcome_{YEAR} OR d.reasons IS DISTINCT FROM t.reasons_{YEAR}
            """,
            {"truth": str(truth), "decisions": str(decisions)},
        ).fetchone()
    return int(found[0]) if found else -1
