"""How many rows a second are decided by us, and by the ways in which the same is usually done, in the same call.

    satupintu bench peers [--rows 1000000 | --data DIR] [--runs 3] [--keep DIR] [--openfisca PYTHON]

ours         a whole `satupintu screen` process, from start to exit: outcomes, reasons, flags, repeats, summary and
             manifest on disk; and once more with the proposal and the corrections.
orm_row      Django look-ups for each row: registry and lists as SQLite tables with an index on the NIK, one query
             each. Measured on --row-sample rows, those that were submitted first.
orm_batch    the same for 500 rows at once with IN; on --batch-sample rows.
pandas       all rows, merged with all reference lists; reading included.
bare         every needed column read once and a decision written for each row, nothing decided: what whoever writes
             decisions cannot go below, and how many times a peer that is.

The peers decide all nine criteria, the NIK, the name and repeats, but give no reasons and write nothing; their clocks
do not count their imports. `wrong_rows` holds their outcomes, and ours, to the truth. To be at least 1500, 60 and 5
times as fast. OpenFisca evaluates formulas over what is in memory already and does no joins: its rate is measured
only where --openfisca names a Python that has openfisca-core, and no speed-up is claimed over it.
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

from bench.parts.measure import Run, alternate, best, peak, print_report, run_process, say  # noqa: E402
from bench.parts.nation import Case, add_case_options, bare, case_of, clear, screening, wrong_rows  # noqa: E402

TARGETS = {"orm_row": 1500, "orm_batch": 60, "pandas": 5}
PARTS = ROOT / "bench" / "parts"
OURS = ("ours", "ours_handed_back")
OPENFISCA = "formulas only; it does no joins, and no speed-up is claimed over it"


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench peers", description=__doc__.splitlines()[0])
    add_case_options(parser, 1_000_000)
    parser.add_argument("--row-sample", type=int, default=5_000, help="rows looked up one by one (5000)")
    parser.add_argument("--batch-sample", type=int, default=100_000, help="rows looked up by 500 (100000)")
    parser.add_argument("--openfisca", help="a Python that has openfisca-core, to measure its formulas alone")
    options = parser.parse_args(argv)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-", dir=options.keep) as name:
        scratch = Path(name).resolve()
        case = case_of(options, scratch)
        runs = measure(case, scratch, options)
        wrong = {
            one: wrong_rows(case.truth, scratch / one / "decisions.parquet", options.threads) for one in OURS
        }
        print_report(report(case.rows, runs, wrong, options))
    return 0


def measure(case: Case, scratch: Path, options: argparse.Namespace) -> dict[str, list[Run]]:
    """The runs of every way."""
    orm = [sys.executable, str(PARTS / "peer_orm.py"), str(case.folder), str(scratch / "registers.sqlite3")]
    say("filling the tables")
    run_process([*orm, "load"])
    commands = {
        one: screening(
            case.lists, case.reference, scratch / one, options, handed_back=one == "ours_handed_back"
        )
        for one in OURS
    }
    commands |= {
        "bare": bare(case, scratch, options),
        "pandas": [sys.executable, str(PARTS / "peer_pandas.py"), str(case.folder)],
        "orm_row": [*orm, "row", str(options.row_sample)],
        "orm_batch": [*orm, "batch", str(options.batch_sample)],
    }
    if options.openfisca:
        commands["openfisca"] = [options.openfisca, str(PARTS / "peer_openfisca.py"), str(case.rows)]
    return alternate(commands, options.runs, lambda one: clear(scratch / one))


def report(
    rows: int, runs: dict[str, list[Run]], wrong: dict[str, int], options: argparse.Namespace
) -> dict[str, Any]:
    """What the last line says."""
    rates = {one: rows / best(runs[one]) for one in (*OURS, "bare")}
    rates |= {
        one: max(each.told["rows"] / each.told["seconds"] for each in runs[one])
        for one in runs
        if one not in rates
    }
    told: dict[str, Any] = {"bench": "peers", "rows": rows, "runs": options.runs, "threads": options.threads}
    told |= {f"{one}_rows_s": round(rate) for one, rate in rates.items() if one != "openfisca"}
    told["times_as_fast"] = {one: round(rates["ours"] / rates[one], 1) for one in TARGETS}
    told["times_as_fast_handed_back"] = {
        one: round(rates["ours_handed_back"] / rates[one], 1) for one in TARGETS
    }
    told["times_as_fast_bare"] = {one: round(rates["bare"] / rates[one], 1) for one in TARGETS}
    told["targets"] = TARGETS
    told["measured_on_rows"] = {one: runs[one][0].told["rows"] for one in TARGETS}
    told["peak_gb"] = {one: peak(runs[one]) for one in runs}
    told["wrong_rows"] = wrong | {one: max(each.told["wrong_rows"] for each in runs[one]) for one in TARGETS}
    told["openfisca_rows_s"] = round(rates["openfisca"]) if "openfisca" in rates else "not measured"
    told["openfisca"] = OPENFISCA
    return told | {"cpus": os.cpu_count()}


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
