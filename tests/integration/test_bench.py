"""The benchmarks must run and say what they promise to; how quick the machine is, is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from defusedxml import ElementTree

from satupintu.batch.synthesize.aid import synthesize_aid
from satupintu.batch.synthesize.national import synthesize_national
from satupintu.gateways.areas import areas_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.parts.change import change_lists, different_files, lay_out  # noqa: E402
from bench.scale import BEGIN, END  # noqa: E402


def test_bench_lists_prints_its_figures_last():
    command = [sys.executable, str(ROOT / "bench" / "lists.py"), "--rows", "2000", "--runs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert {"cold_ratio", "workbook_ratio", "workbook_ratio_without_handing_back"} <= set(told)
    assert set(told["workbook_seconds"]) == {
        "screen",
        "screen_without_handing_back",
        "openpyxl_read_only",
        "openpyxl_full",
    }
    assert (told["bench"], told["rows"], told["wrong_rows"]) == ("lists", 2000, 0)


def test_bench_queues_measures_a_queue_beside_a_bare_view():
    command = [sys.executable, str(ROOT / "bench" / "queues.py"), "--rows", "300", "--requests", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["bench"], told["rows"], told["target"]) == ("queues", 300, 5.0)
    assert set(told["ratio_of_best"]) == {"queue", "last", "problem", "search"}


def told_by(bench: str, *options: str) -> dict:
    """The JSON of a bench's last line, everything run once."""
    command = [sys.executable, str(ROOT / "bench" / f"{bench}.py"), "--runs", "1", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["bench"] == bench
    return told


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> str:
    """A nation of 4,000 rows, made once."""
    out = tmp_path_factory.mktemp("nation") / "case"
    synthesize_national(rows=4_000, out=out, areas=areas_file(), seed=3)
    return str(out)


def test_bench_national_decides_all_of_a_nation_as_its_truth_says(nation):
    told = told_by("national", "--data", nation)
    assert (told["rows"], told["wrong_rows"], told["engine"], told["threads"]) == (4_000, 0, "duckdb", 2)
    assert told["floor_seconds"] < told["seconds"]
    assert told["ratio_to_floor"] == pytest.approx(told["seconds"] / told["floor_seconds"], rel=0.3)
    assert 0 < told["peak_gb"] < 2


def test_bench_incremental_names_every_file_that_comes_out_otherwise_than_a_full_round(nation):
    told = told_by("incremental", "--data", nation, "--share", "0.3", "--bare")
    assert told["changed"] > 0
    assert (told["same_bytes"], told["different"]) == (True, [])
    assert {"seconds", "full_seconds", "ratio"} <= told.keys()


def test_bench_peers_reach_the_same_outcomes_as_ours_before_they_are_compared(nation):
    told = told_by("peers", "--data", nation, "--row-sample", "300", "--batch-sample", "2000")
    assert told["wrong_rows"] == dict.fromkeys(
        ("ours", "ours_handed_back", "pandas", "orm_row", "orm_batch"), 0
    )
    assert told["measured_on_rows"] == {"orm_row": 300, "orm_batch": 2000, "pandas": 4000}
    assert told["orm_row_rows_s"] < told["orm_batch_rows_s"]
    assert told["openfisca_rows_s"] == "not measured"


def test_bench_overlap_finds_every_cell_as_its_truth_says(tmp_path):
    synthesize_aid(people=3_000, programmes=8, out=tmp_path / "case", areas=areas_file())
    told = told_by("overlap", "--data", str(tmp_path / "case"))
    assert (told["people"], told["programmes"], told["wrong_cells"]) == (3_000, 8, 0)
    assert told["floor_seconds"] < told["seconds"]
    assert told["ratio_to_floor"] == pytest.approx(told["seconds"] / told["floor_seconds"], rel=0.3)


def test_bench_sync_loses_and_doubles_nothing():
    told = told_by("sync", "--phones", "4", "--each", "5")
    assert (told["submissions"], told["lost"], told["doubled"]) == (20, 0, 0)
    assert told["bare_insert_rows_s"] > told["submissions_s"] > 0


def test_bench_scale_draws_what_it_measured(tmp_path):
    (tmp_path / "pictures").mkdir()
    page = tmp_path / "scale.md"
    page.write_text(f"sebelum\n{BEGIN}\nlama\n{END}\nsesudah\n", encoding="utf-8")
    few = ("--sizes", "1000", "--shares", "0.5", "--most-lists", "1")
    told = told_by("scale", *few, "--guide", str(tmp_path))
    assert [[at for at, _ in told[line]] for line in ("rows", "lists", "changes")] == [[1000], [0, 1], [0.5]]
    text = page.read_text(encoding="utf-8")
    assert "lama" not in text and "| 1 ribu baris |" in text and text.endswith("sesudah\n")
    picture = ElementTree.parse(tmp_path / "pictures" / "scale.svg").getroot()
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 4


def test_a_list_sent_again_keeps_what_the_link_pointed_to(nation, tmp_path):
    lists = Path(nation) / "lists"
    before = {path.name: path.read_bytes() for path in lists.iterdir()}
    lay_out(lists, tmp_path / "given")
    number, rows = change_lists(tmp_path / "given", 0.01, resized=True)
    assert number == 1 and rows > 0
    assert {path.name: path.read_bytes() for path in lists.iterdir()} == before
    assert len(different_files(lists, tmp_path / "given")) == 1


def test_bench_duplicates_holds_both_sides_against_the_same_truth():
    command = [
        sys.executable,
        str(ROOT / "bench" / "duplicates.py"),
        "--rows",
        "600",
        "--runs",
        "1",
        "--febrl",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["bench"], told["rows"]) == ("duplicates", 600)
    for side in ("ours", "splink"):
        assert {"seconds", "precision", "recall", "f1"} <= set(told[side])
    assert told["febrl"]["sets"]["1"]["ours"]["f1"] >= told["febrl"]["sets"]["1"]["splink"]["f1"] > 0.99
    assert told["ours"]["f1"] >= told["splink"]["f1"]
