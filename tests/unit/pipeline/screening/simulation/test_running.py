"""A simulated change, person by person, is what two real rounds differ in; and what cannot be tried says why."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from satupintu.batch.compare import COLUMNS, compare
from satupintu.batch.synthesize.national import synthesize_national
from satupintu.gateways.areas import areas_file
from satupintu.pipeline.screening.rounds import run_round
from satupintu.pipeline.screening.simulation.running import simulate

SAMPLE = Path(__file__).parents[4] / "data" / "arjowilangun"
OLD_AGE = {
    "criterion": "not_old",
    "requires": {"fact": "registry.birth_date", "op": "after", "value": date(1960, 1, 1)},
}
QUOTA = {
    "recipients": 60,
    "per": "round",
    "priorities": [
        {
            "title": {"id": "Perempuan", "en": "Women"},
            "first": {"fact": "registry.sex", "op": "equals", "value": "P"},
        },
        {
            "title": {"id": "Omzet terkecil", "en": "Smallest"},
            "order": {"fact": "row.annual_turnover", "direction": "ascending"},
        },
    ],
}
BY_VILLAGE = {"quota": {"recipients": 2, "per": "village"}}
# name -> what changes, and whether a nation's round keeps enough to answer.
CHANGES = {
    "another ceiling": ({"set": {"micro_sales_ceiling": 40_000_000}}, True),
    "no more asked about credit": ({"remove": ["no_current_kur", "not_state_employee"]}, True),
    "a letter not asked for": (
        {
            "criteria": [
                {
                    "criterion": "business_evidence",
                    "requires": {"fact": "row.business_letter", "op": "present", "when_unknown": "passes"},
                }
            ]
        },
        True,
    ),
    "an age": ({"criteria": [OLD_AGE]}, False),
    "another list's words": (
        {
            "criteria": [
                {
                    "criterion": "kur_only",
                    "requires": {"fact": "lists.kur_borrowers", "op": "is", "value": True},
                }
            ]
        },
        True,
    ),
    "a quota": ({"quota": QUOTA}, False),
    "a quota of each village": (BY_VILLAGE, True),
    "a quota and a ceiling": ({**BY_VILLAGE, "set": {"micro_sales_ceiling": 40_000_000}}, True),
}


def changed_text(folder: Path, simulation: Path) -> Path:
    """The rules that a simulation tried, as a programme of its own."""
    return next((simulation / "programme").glob("*/programme.yaml"))


def decide(case: Path, out: Path, programme, **options) -> Path:
    run_round(
        programme=programme,
        lists=[case / "lists"],
        reference=case / "reference",
        out=out,
        handed_back=False,
        **options,
    )
    return out


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """(case, its finished round) of the sample village."""
    return SAMPLE, decide(SAMPLE, tmp_path_factory.mktemp("village") / "round", "bpum-2021")


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    """The same of a nation in small, decided where its lists stand."""
    folder = tmp_path_factory.mktemp("nation")
    synthesize_national(rows=3_000, out=folder / "data", areas=areas_file(), seed=5)
    return folder / "data", decide(folder / "data", folder / "round", "bpum-2021", most_copied=0)


def persons(simulation: Path) -> list[dict]:
    with duckdb.connect() as own:
        found = own.execute(f"SELECT * FROM '{simulation}/changes.parquet' ORDER BY file, sheet, \"row\"")
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def same_as_two_rounds(round, again, simulation, report):
    real = compare(round, again)
    columns = (*COLUMNS, "taken_before", "taken_after")
    for one in real.changes:  # without a quota on either side compare need not say it
        one.setdefault("taken_before", one["before"] == "eligible")
        one.setdefault("taken_after", one["after"] == "eligible")
    assert [{key: one[key] for key in columns} for one in persons(simulation)] == real.changes
    assert real.changes
    assert [tuple(one) for one in report["moves"]] == real.moves


@pytest.mark.parametrize("name", CHANGES)
def test_a_village_simulated_is_the_village_held_again(village, tmp_path, name):
    case, round = village
    report = simulate(round, CHANGES[name][0], tmp_path / "tried")
    assert report["way"] == "kept"
    again = decide(case, tmp_path / "again", changed_text(round, tmp_path / "tried"))
    same_as_two_rounds(round, again, tmp_path / "tried", report)


@pytest.mark.parametrize("name", CHANGES)
def test_a_nation_simulated_is_the_nation_held_again(nation, tmp_path, name):
    case, round = nation
    change, is_kept = CHANGES[name]
    report = simulate(round, change, tmp_path / "tried")
    assert report["way"] == ("kept" if is_kept else "whole")
    again = decide(case, tmp_path / "again", changed_text(round, tmp_path / "tried"), most_copied=0)
    same_as_two_rounds(round, again, tmp_path / "tried", report)
