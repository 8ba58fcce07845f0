"""Clears away what failed and abandoned runs left on the disk beside the results."""

import re
import shutil
import time
from pathlib import Path

from django.conf import settings

from satupintu.batch.folders import can_hold, held

from ..models import Round, Run

QUIET = 24 * 60 * 60  # seconds nothing was written before scratch is taken for abandoned
# `.0001.sedang-abc` while a run is written (`batch.folders.unfinished_prefix`), `.0001-abc` by an older version;
# `0001.work` for a nation's; `.replay-abc`; results by number.
_SCRATCH = re.compile(r"\.(?P<number>\d{4,})(?:\.sedang)?-.+|(?P<large>\d{4,})\.work|\.replay-.+")
# What was being written from a finished set, run or round under a name that begins with a dot.
_PARTS = ("references/.*", "references/*-people/.*", "rounds/*/runs/*-lookup/.*", "simulations/.*")
_RESULTS = re.compile(r"(?P<number>\d{4,})(-pairs)?")


def sweep_all() -> int:
    """`sweep_runs` for every round, lists without a row, uploads that nobody came back for; returns how many went."""
    return sum(sweep_runs(one) + _sweep_lists(one) for one in Round.objects.all()) + _sweep_uploads()


def _sweep_lists(round: Round) -> int:
    """What a killed server left of a list. A file that is whole waits a week: its row may be in a later backup."""
    known = set(round.lists.values_list("name", flat=True))
    strange = [one for one in (round.folder / "lists").glob("*") if one.name not in known and one.is_file()]
    left = [one for one in strange if _is_quiet(one, QUIET if one.suffix == ".part" else 7 * QUIET)]
    return sum(map(_remove, left))


def _sweep_uploads() -> int:
    """Reference lists whose reading failed for no fault of theirs may be started again for a week."""
    data = Path(settings.DATA)
    left = [one for one in (data / "incoming").glob("*") if _is_quiet(one, 7 * QUIET)]
    left += [
        one for pattern in _PARTS for one in data.glob(pattern) if _is_quiet(one)
    ]  # whose writer was killed
    return sum(map(_remove, left))


def sweep_runs(round: Round) -> int:
    """Removes a round's leftover folders; returns how many.

    Results that a Run points at stay, and so does whatever holds a manifest: it was finished, and the record of it
    may be the thing that is missing. The scratch of a run that is on stays, that of a run which ended without
    results goes, and any other once nothing was written to it for a day.
    """
    runs = {one.number: one for one in Run.objects.filter(round=round)}
    folder = round.folder / "runs"
    left = [one for one in folder.iterdir() if _is_left(one, runs)] if folder.is_dir() else []
    return sum(map(_remove, left))


def _remove(path: Path) -> bool:
    """Whether it went: a folder stays that somebody works in, as does a worker whose run was closed meanwhile."""
    with held(path) as is_nobodys:
        if can_hold and not is_nobodys:
            return False
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return True


def _is_left(path: Path, runs: dict[int, Run]) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    if results := _RESULTS.fullmatch(path.name):
        known = int(results["number"]) in runs or (path / "manifest.json").exists()
        return not known and _is_quiet(path)
    scratch = _SCRATCH.fullmatch(path.name)
    if scratch is None:
        return False
    run = runs.get(int(scratch["number"] or scratch["large"] or 0))
    if run is not None and not run.is_done:
        return bool(run.problem)
    return _is_quiet(path)


def _is_quiet(path: Path, seconds: int = QUIET) -> bool:
    try:
        newest = max(one.lstat().st_mtime for one in (path, *path.rglob("*")))
    except OSError:  # somebody is at work in it
        return False
    return time.time() - newest > seconds
