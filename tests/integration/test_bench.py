"""The benchmarks must run and say what they promise to; how quick the machine is, is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from satupintu.batch.synthesize.national import synthesize_national
from satupintu.gateways.areas import areas_file
from satupintu.project.arguments.house import BENCHES

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.hundredth import ALL  # noqa: E402
from bench.parts.change import change_lists, different_files, lay_out  # noqa: E402


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
    assert told["ratio_bare_to_floor"] == pytest.approx(told["bare_seconds"] / told["floor_seconds"], rel=0.3)
    assert told["ratio_to_floor"] == pytest.approx(told["seconds"] / told["floor_seconds"], rel=0.3)
    assert 0 < told["peak_gb"] < 2


def f1s(ours, splink):
    pair = {"ours": {"f1": ours}, "splink": {"f1": splink}}
    return {**pair, "febrl": {"sets": {"1": {"ours": {"f1": 1}, "splink": {"f1": 1}}}}}


def test_every_bench_is_run_at_a_hundredth():
    """`make hundredth` runs them all; here one of them stands for how they are run."""
    benches = {path.stem for path in (ROOT / "bench").glob("*.py")} - {"__init__"}
    assert {one.name for one in ALL} == benches - {"hundredth"}
    assert set(BENCHES) == benches, "`satupintu bench --help` names them"


@pytest.mark.parametrize(
    ("name", "told", "is_wrong"),
    [
        ("national", {"wrong_rows": 0}, False),
        ("national", {"wrong_rows": 3}, True),
        ("peers", {"wrong_rows": {"ours": 0, "orm_row": 0}}, False),
        ("peers", {"wrong_rows": {"ours": 0, "orm_row": 1}}, True),
        ("incremental", {"different": ["decisions.parquet"]}, True),
        ("spark", {"different_rows": {"decisions": 0, "evidence": 2}, "wrong_rows": 0}, True),
        ("sync", {"lost": 0, "doubled": 1}, True),
        ("duplicates", f1s(ours=0.9, splink=0.91), True),
        ("duplicates", f1s(ours=0.91, splink=0.9), False),
    ],
)
def test_what_a_bench_tells_is_judged(name, told, is_wrong):
    (one,) = [one for one in ALL if one.name == name]
    assert bool(one.wrong(told)) == is_wrong


def test_a_list_sent_again_keeps_what_the_link_pointed_to(nation, tmp_path):
    lists = Path(nation) / "lists"
    before = {path.name: path.read_bytes() for path in lists.iterdir()}
    lay_out(lists, tmp_path / "given")
    number, rows = change_lists(tmp_path / "given", 0.01, resized=True)
    assert number == 1 and rows > 0
    assert {path.name: path.read_bytes() for path in lists.iterdir()} == before
    assert len(different_files(lists, tmp_path / "given")) == 1
