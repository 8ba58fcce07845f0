"""Counts everything anew in the background: overlap of programmes, needs and who received nothing."""

import json
import shutil
import tempfile
from contextlib import nullcontext
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.batch.database import database
from satupintu.batch.folders import FolderProblem
from satupintu.batch.needs import Inputs as NeedsInputs
from satupintu.batch.needs import find_gaps
from satupintu.batch.overlap.job import Inputs, overlap
from satupintu.batch.overlap.receipts import AidProblem
from satupintu.batch.troubles import why_stopped
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import Progress, start
from satupintu.gateways.areas import areas_file

from ..building import turn
from ..models import AidReport, ReportState
from ..needs.known import write_heard, write_known
from ..needs.offers import judgements, offers
from ..selectors import aid_file, aid_stamp
from ..services.refreshing import BUILD
from ..storage import held
from .models import Reckoning

RECKON = "recipients.reckon"
KEPT = 2  # finished reckonings whose folders stay: a page that is being read keeps its own


class ReckoningProblem(Exception):
    """A count that could not be made; the sentence says why and what to do."""


@transaction.atomic
def start_reckoning(*, by: User | None) -> Job:
    """Queues a count of everything; returns its Job. `by` is None where the house itself asks, as new aid came in."""
    if by is not None:
        require(by, "overlap.run")
    made = Reckoning.objects.create(by=by, aid_stamp=aid_stamp())
    record("reckoning.start", by=by, on=made, area=by.area if by else None)
    return start(
        RECKON,
        by=by,
        title=_("Menghitung tumpang tindih dan kebutuhan"),
        arguments={"reckoning": made.pk},
        return_to=reverse("overlap:overlap"),
    )


def counting() -> Job | None:
    """The count that waits or runs; one that failed is none."""
    return Job.objects.filter(kind=RECKON).unfinished().first()


def keep_counted() -> Job | None:
    """Queues a count where aid came in that none was begun for; None where there is nothing to do, or not yet.

    The house asks every few seconds. While reports are still being put into the file, or a count runs, it waits: ten
    reports in a row are counted once, after the last. What failed is tried again when the aid is another.
    """
    stamp = aid_stamp()
    newest = Reckoning.objects.first()
    if not stamp or (newest and newest.aid_stamp == stamp):
        return None
    if Job.objects.filter(kind__in=[BUILD, RECKON]).unfinished().exists():
        return None
    return start_reckoning(by=None)


def reckon(reckoning: Reckoning, progress: Progress) -> None:
    """Counts into the reckoning's folder and marks it done. Raises ReckoningProblem; then it is as before.

    Two at once, as when a person asks while the house counts, wait for each other.
    """
    reckoning.folder.mkdir(parents=True, exist_ok=True)
    with turn(reckoning.folder.parent):
        reckoning.refresh_from_db()
        if not reckoning.done_at:
            _reckon(reckoning, progress)


def _reckon(reckoning: Reckoning, progress: Progress) -> None:
    stamp, path = aid_stamp(), aid_file()
    try:
        with held(path) if path else nullcontext() as aid:
            summary = {
                "overlap": _overlap(reckoning, aid, progress) if aid else None,
                "needs": _needs(reckoning, aid, progress),
                "reported": _reported(),
            }
    except (AidProblem, FolderProblem) as problem:
        raise ReckoningProblem(str(problem)) from problem
    except (duckdb.Error, OSError) as error:
        raise ReckoningProblem(why_stopped(error)) from error
    reckoning.aid_stamp, reckoning.summary, reckoning.done_at = stamp, summary, timezone.now()
    reckoning.save(update_fields=["aid_stamp", "summary", "done_at"])
    _sweep()


def _overlap(reckoning: Reckoning, aid: Path, progress: Progress) -> dict[str, object]:
    found = overlap(
        Inputs([aid], judgements(), areas_file(), is_deep=True),
        reckoning.overlap,
        progress=lambda what, done, total: progress(done, total, what),
    )
    return {name: value for name, value in found.items() if name != "matrix"}


def _needs(reckoning: Reckoning, aid: Path | None, progress: Progress) -> dict[str, int]:
    progress(0, 1, _("membandingkan kebutuhan dengan bantuan"))
    with tempfile.TemporaryDirectory(dir=reckoning.folder) as name:
        folder = Path(name)
        write_known(folder / "known.jsonl")
        write_heard(folder / "heard.jsonl")
        serves = {one.id: (one.needs, one.pillar) for one in offers().values()}
        out = folder / "needs"
        out.mkdir()
        with database(spill=folder) as connection:
            found = find_gaps(
                connection, NeedsInputs(folder / "known.jsonl", folder / "heard.jsonl", aid, serves), out
            )
        (out / "summary.json").write_text(json.dumps(found), encoding="utf-8")
        shutil.rmtree(reckoning.needs, ignore_errors=True)
        out.rename(reckoning.needs)
    return found


def _reported() -> dict[str, str]:
    """Agency -> what changes with anything that it reports (see `columns.teller_for`)."""
    found: dict[str, set[str]] = {}
    standing = AidReport.objects.filter(state=ReportState.READ)
    for agency, digest in standing.values_list("agency", "rows_sha256").distinct():
        found.setdefault(agency, set()).add(digest)
    return {agency: sha256(" ".join(sorted(of)).encode()).hexdigest() for agency, of in found.items()}


def _sweep() -> None:
    """Folders of older reckonings, also of those that failed half way: they name people. Their rows stay, with what
    they came to."""
    done = list(Reckoning.objects.filter(done_at__isnull=False).order_by("-pk")[:KEPT])
    is_over = Q(done_at__isnull=False) | Q(started_at__lt=timezone.now() - timedelta(days=1))
    for old in Reckoning.objects.filter(is_over).exclude(pk__in=[one.pk for one in done]):
        shutil.rmtree(old.folder, ignore_errors=True)


@transaction.atomic
def note_export(*, by: User, action: str, what: str, area: object, rows: int) -> None:
    """Keeps that a list with names was taken, how long it was and of which area: the trail names nobody."""
    require(by, action)
    record("recipients.export", by=by, area=area, kind=what, rows=rows)
