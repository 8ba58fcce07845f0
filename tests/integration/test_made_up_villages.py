"""Villages that nobody tuned anything to: every row must come out as it was made, under both years' rules.

The seeds were picked for the office's habits they stand for, not for their results.
"""

import csv
from pathlib import Path

import duckdb
import pytest

from satupintu.batch.synthesize.village import synthesize_village
from satupintu.pipeline.screening.rounds import run_round

# Seed, village: a form's answers with times, scanned habits in two tiers and ODS, Papua above 2^53, Excel and CSV.
CASES = {
    "forms": (1, "51.01.01.1014"),
    "paper": (8, "16.04.10.2036"),
    "papua": (12, "94.04.03.2002"),
    "rural": (2, "73.02.08.2004"),
}


@pytest.mark.parametrize("name", CASES)
def test_every_row_comes_out_as_it_was_made(name, tmp_path):
    seed, village = CASES[name]
    synthesize_village(seed=seed, out=tmp_path, village=village, rows=240)
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    for year in (2021, 2020):
        found = _screened(tmp_path, year)
        wanted = {
            (one["file"], one["sheet"], int(one["row"])): (one[f"outcome_{year}"], one[f"reasons_{year}"])
            for one in truth
        }
        assert found.keys() == wanted.keys()
        assert {k: (found[k], wanted[k]) for k in wanted if found[k] != wanted[k]} == {}


def _screened(case: Path, year: int) -> dict[tuple[str, str, int], tuple[str, str]]:
    out = case / f"round-{year}"
    lists = sorted((case / "lists").iterdir())
    run_round(programme=f"bpum-{year}", lists=lists, reference=case / "reference", out=out)
    rows = duckdb.sql(f"SELECT file, sheet, row, outcome, reasons FROM '{out}/decisions.parquet'").fetchall()
    return {(file, sheet, row): (outcome, ";".join(reasons)) for file, sheet, row, outcome, reasons in rows}
