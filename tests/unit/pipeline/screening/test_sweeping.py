"""Leftovers of failed and abandoned runs go; results, and what is being written, stay."""

import os
import time
from pathlib import Path

import pytest

from satupintu.batch.folders import held, unfinished_prefix
from satupintu.pipeline.screening.models import Run
from satupintu.pipeline.screening.services.sweeping import QUIET, sweep_all

# As `run_round` begins the names of its folders, for a run's number.
PREFIX = unfinished_prefix(Path("{:04d}"))


@pytest.fixture
def runs(screened):
    """The folder of runs: 1 is done, 2 ended without results, 3 is on; no record of any other."""
    for number, problem in ((2, "Terputus sebelum selesai."), (3, "")):
        run = Run.objects.get(round=screened, number=1)
        run.pk, run.number, run.problem, run.summary = None, number, problem, None
        run.save()
    return screened.current.folder.parent


def lay(runs, name, *, file="rows.parquet", age=0):
    folder = runs / name
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / file).write_bytes(b"x")
    if file == "manifest.json":
        (folder / file).write_bytes(b"{}")
    then = time.time() - age
    for path in (folder / "inner" / file, folder / "inner", folder):
        os.utime(path, (then, then))
    return folder


@pytest.mark.parametrize(
    ("name", "old", "goes"),
    [
        (".0002-abc", False, True),  # the run failed: nothing will come of it
        ("0002.work", False, True),
        ("0002", True, False),  # a record points at it, whatever came of the run
        (PREFIX.format(2) + "abc", False, True),
        (PREFIX.format(3) + "abc", True, False),
        (PREFIX.format(1) + "abc", True, True),
        (PREFIX.format(1) + "abc-lama", True, True),
        (PREFIX.format(9) + "abc", False, False),
        (PREFIX.format(9) + "abc", True, True),
        (".0003-abc", True, False),  # the run is on, and may be taken up again
        ("0003.work", True, False),
        (".0001-pairs-abc", False, False),  # pairs being looked for once more
        (".0001-pairs-abc", True, True),
        (".0001-abc", True, True),
        (".0009-abc", False, False),
        (".0009-abc", True, True),
        ("0009", True, True),
        ("0009", False, False),
        (".replay-abc", False, False),  # somebody is replaying
        (".replay-abc", True, True),
        ("catatan", True, False),  # not ours
    ],
)
def test_leftovers_go_and_what_is_in_use_stays(runs, name, old, goes):
    before = {path.name for path in runs.iterdir()}
    lay(runs, name, age=2 * QUIET if old else 0)
    assert sweep_all() == int(goes)
    assert {path.name for path in runs.iterdir()} == before | (set() if goes else {name})


def test_what_a_worker_still_writes_stays_though_its_run_was_closed(runs):
    folder = lay(runs, PREFIX.format(2) + "abc")
    with held(folder):
        assert sweep_all() == 0
    assert sweep_all() == 1
    assert not folder.exists()


@pytest.mark.parametrize(
    "part",
    [
        "references/000001-people/.abc.part",
        "rounds/{round:06d}/runs/0001-lookup/.abc.part",
        "simulations/.000001.sedang-abc/rows.parquet",
    ],
)
def test_half_of_what_was_laid_out_from_lists_goes_after_a_day(screened, settings, part):
    path = settings.DATA / part.format(round=screened.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"NIK")
    assert sweep_all() == 0
    then = time.time() - 2 * QUIET
    for one in (path, path.parent):
        os.utime(one, (then, then))
    assert sweep_all() == 1
    assert not path.exists()


def test_finished_results_without_a_record_stay(runs):
    """As after a backup of the database that is older than the files."""
    folder = lay(runs, "0009", file="manifest.json", age=2 * QUIET)
    assert sweep_all() == 0
    assert folder.is_dir()


def test_results_of_long_ago_stay(runs):
    for path in runs.rglob("*"):
        os.utime(path, (1, 1))
    before = sorted(runs.rglob("*"))
    sweep_all()
    assert sorted(runs.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "days", "goes"),
    [
        (".0123abc.part", 2, True),  # a server was killed while it wrote
        (".0123abc.part", 0, False),  # somebody is sending
        ("usulan.csv", 8, True),
        ("usulan.csv", 2, False),  # the database may be put back once more, from a later backup
    ],
)
def test_lists_without_a_row_go_and_those_with_one_stay(screened, name, days, goes):
    folder = screened.lists.first().path.parent
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    before = {path.name for path in folder.iterdir()}
    then = time.time() - days * QUIET - 60
    (folder / name).write_bytes(b"NIK")
    os.utime(folder / name, (then, then))
    assert sweep_all() == int(goes)
    assert {path.name for path in folder.iterdir()} == before | (set() if goes else {name})


def test_an_upload_that_nobody_came_back_for_goes_after_a_week(runs, settings):
    lay(settings.DATA / "incoming", "aa", age=2 * QUIET)
    lay(settings.DATA / "incoming", "bb", age=8 * QUIET)
    sets = sorted((settings.DATA / "references").iterdir())
    lay(settings.DATA / "references", ".cc", age=2 * QUIET)
    assert sweep_all() == 2
    assert [path.name for path in (settings.DATA / "incoming").iterdir()] == ["aa"]
    assert sorted((settings.DATA / "references").iterdir()) == sets
