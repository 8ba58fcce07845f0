"""Starts long work, tells how far it is, and notices when its worker died."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from ..accounts.models import User
from ..areas.models import Area
from ..audit.masking import mask
from ..audit.services import record
from .models import Job, State
from .reporter import Reporter

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """What a job's function calls to say how far it is."""

    def __call__(self, done: int, total: int = 0, message: str = "") -> None: ...


class UnusableError(Exception):
    """Raised by a job's function for trouble the person can mend; its text is shown to them as it is."""


Function = Callable[..., str | None]
_functions: dict[str, Function] = {}
_resuming: set[str] = set()
LOST_AFTER = timedelta(seconds=30)  # queued for so long without a place in the worker's queue
MOST_ATTEMPTS = 3  # what ended its worker each time, by filling the memory say, waits for a person


def job(kind: str, *, resumes: bool = False) -> Callable[[Function], Function]:
    """Registers `fn(progress, **arguments)` under a kind. Put such functions in an app's `jobs.py`.

    The function returns the address of the page that shows its result, or None. It may run twice (after an
    interruption), so it must write its result in one step at the end. It must not hold a transaction open
    while it works: on SQLite nobody else could write meanwhile, the progress included. What `resumes` is taken
    up again by itself after its worker died.
    """

    def register(fn: Function) -> Function:
        if kind in _functions and _functions[kind] is not fn:
            raise KeyError(f"two jobs of kind {kind}")
        _functions[kind] = fn
        if resumes:
            _resuming.add(kind)
        return fn

    return register


def start(
    kind: str,
    *,
    by: User | None,
    title: str,
    arguments: dict[str, Any] | None = None,
    area: Area | None = None,
    return_to: str = "",
) -> Job:
    """Queues the work once the running transaction is committed; returns its Job, whose page shows progress.

    `arguments` are plain JSON values without personal data. Raises KeyError for an unknown kind.
    """
    _functions[kind]
    with transaction.atomic():
        made = Job.objects.create(
            kind=kind,
            title=title,
            by=by,
            arguments=arguments or {},
            area=area or getattr(by, "area", None),
            return_to=return_to,
        )
        record("job.start", by=by, on=made, area=made.area, kind=kind)
        transaction.on_commit(lambda: run_job.enqueue(str(made.pk)))
    return made


def restart(job: Job, *, by: User) -> Job:
    """Queues interrupted or failed work again, with the same arguments."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        return _queue_again(job, by) if job.may_restart else job


def take_up() -> int:
    """Queues again what a dead worker left, where that kind of work resumes; returns how many jobs.

    Called by whoever starts workers, then and now and again. Two callers take a job up once: its state is looked at
    under a lock.
    """
    mark_interrupted()
    _enqueue_lost()
    left = Job.objects.filter(state=State.INTERRUPTED, kind__in=_resuming, attempt__lt=MOST_ATTEMPTS)
    taken = 0
    for pk in left.values_list("pk", flat=True):
        with transaction.atomic():
            found = left.select_for_update().filter(pk=pk).first()
            if found is not None:
                _queue_again(found, None)
                taken += 1
    return taken


def _enqueue_lost() -> None:
    """Gives the worker what it was never given: who starts work may die between keeping the Job and queueing it.

    A job given twice runs once: the second finds it claimed.
    """
    old = Job.objects.filter(state=State.QUEUED, queued_at__lt=timezone.now() - LOST_AFTER)
    waiting = [str(pk) for pk in old.values_list("pk", flat=True)]
    if not waiting:
        return
    given = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    known = {one for each in given for one in each["args"]}
    for job_id in waiting:
        if job_id not in known:
            run_job.enqueue(job_id)


def _queue_again(job: Job, by: User | None) -> Job:
    job.state, job.attempt, job.error = State.QUEUED, job.attempt + 1, ""
    job.done = job.total = 0
    job.message, job.started_at, job.ended_at, job.heartbeat_at = "", None, None, None
    job.save()
    record("job.restart", by=by, on=job, area=job.area, kind=job.kind, attempt=job.attempt)
    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))
    return job


def mark_interrupted() -> int:
    """Marks as interrupted the work whose worker has fallen silent; returns how many."""
    silent = Job.objects.silent()
    return silent.update(state=State.INTERRUPTED, ended_at=timezone.now()) if silent.exists() else 0


@task()
def run_job(job_id: str) -> None:
    """What the worker runs: one job from claim to end. Its trouble is kept on the Job, not raised."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING, started_at=now, heartbeat_at=now
    )
    if not claimed:  # cancelled, or claimed already
        return
    job = Job.objects.get(pk=job_id)
    try:
        with Reporter(job) as progress:
            return_to = _functions[job.kind](progress, **job.arguments)
    except UnusableError as trouble:
        _end(job, State.FAILED, error=str(trouble))
    except Exception as trouble:
        # Where, and not what: the text of an error may quote a cell, and with it somebody's name.
        where = "".join(traceback.format_tb(trouble.__traceback__))
        logger.error("job %s (%s) failed: %s\n%s", job.pk, job.kind, type(trouble).__name__, where)
        _end(job, State.FAILED, error="")
    except BaseException:
        _end(job, State.INTERRUPTED)
        raise
    else:
        _end(job, State.DONE, return_to=return_to or job.return_to)


def _end(job: Job, state: State, **fields: Any) -> None:
    if "error" in fields:
        fields["error"] = mask(fields["error"])
    own = Job.objects.filter(pk=job.pk, attempt=job.attempt)  # none where it was taken from a silent worker
    if not own.update(state=state, ended_at=timezone.now(), **fields):
        return
    record("job.end", by=job.by, on=job, area=job.area, kind=job.kind, state=str(state))
