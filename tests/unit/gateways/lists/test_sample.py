"""The Arjowilangun case, read whole: every row of the truth, its numbers, and the same bytes every time."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from satupintu.gateways.lists import Reading, read_lists

CASE = Path(__file__).parents[3] / "data" / "arjowilangun"
LISTS = sorted((CASE / "lists").iterdir())
SHAPE = ("nik_missing", "nik_malformed", "nik_precision_lost", "nik_anomalous")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample") / "rows.parquet"
    reading = read_lists(LISTS, out)
    relation = duckdb.sql(f"SELECT * FROM '{out}' ORDER BY seq")
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    return reading, rows, out


@pytest.fixture(scope="module")
def truth():
    with (CASE / "truth.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_truth_and_no_other(sample, truth):
    reading, rows, _ = sample
    assert not reading.problems and not reading.questions
    assert [(row["file"], row["sheet"], str(row["row"])) for row in rows] == [
        (row["file"], row["sheet"], row["row"]) for row in truth
    ]


def test_niks_except_where_the_list_itself_has_them_wrong(sample, truth):
    for row, true in zip(sample[1], truth, strict=True):
        reasons = set(true["reasons_2021"].split(";"))
        if not reasons & {*SHAPE, "name_mismatch"}:
            assert row["nik"] == true["nik"]
        if "nik_missing" in reasons:
            assert row["nik"] is None


def test_dates_trades_villages_and_letters(sample, truth):
    for row, true in zip(sample[1], truth, strict=True):
        assert str(row["birth_date"]) == true["born"]
        assert row["sector"] == true["trade"]
        assert row["village"] == "35.07.11.2008"
        assert row["rt"] and row["rw"] and row["phone"]
        assert (row["business_letter"] is None) == ("business_evidence" in true["reasons_2021"])


def test_turnover_against_the_ceilings_of_both_years(sample, truth):
    for row, true in zip(sample[1], truth, strict=True):
        assert (row["annual_turnover"] > 2_000_000_000) == ("micro_business" in true["reasons_2021"])
        assert (row["annual_turnover"] > 300_000_000) == ("micro_business" in true["reasons_2020"])


def test_the_same_bytes_with_any_number_of_threads(sample, tmp_path):
    reading, _, out = sample
    for threads in (1, 2, 4):
        again = tmp_path / f"{threads}.parquet"
        assert read_lists(LISTS, again, threads=threads, memory="500MB") == reading
        assert again.read_bytes() == out.read_bytes()


def test_reading_as_json_and_back(sample):
    reading = sample[0]
    data = json.loads(json.dumps(reading.to_json()))
    assert Reading.from_json(data) == reading
    text = json.dumps(data)
    assert str(CASE) not in text and "/" + CASE.parts[1] not in text
    assert data["files"][0]["sheets"][1]["header_rows"] == [6]


def test_progress_is_told_by_file(tmp_path):
    told = []
    read_lists(LISTS, tmp_path / "rows.parquet", progress=lambda *step: told.append(step))
    assert told == [*((path.name, i, 3) for i, path in enumerate(LISTS)), ("", 3, 3)]
