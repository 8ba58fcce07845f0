"""Tells the database how far a job is and that its worker lives, without slowing the work down."""

import logging
import threading
import time
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from .models import HEARTBEAT, Job

logger = logging.getLogger(__name__)
_PAUSE = 0.4  # seconds between two looks, so at most five writes in two seconds


class Reporter:
    """The `progress(done, total, message)` a job's function is given.

    A call only notes the figures; a thread with its own connection writes them. Inside a test's transaction,
    where another connection would see nothing, the end of the work writes them.
    """

    def __init__(self, job: Job) -> None:
        self._job_id = job.pk
        self._attempt = job.attempt
        self._figures: dict[str, Any] = {}
        self._written: dict[str, Any] = {}
        self._written_at = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="job-progress")

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        self._figures = {
            "done": done,
            "total": total,
            "message": message[:300] or self._figures.get("message", ""),
        }

    def __enter__(self) -> "Reporter":
        if not connection.in_atomic_block:
            self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._write()

    def _watch(self) -> None:
        while not self._stop.wait(_PAUSE):
            is_due = time.monotonic() - self._written_at > HEARTBEAT.total_seconds()
            if is_due or self._figures != self._written:
                self._write()
        connection.close()

    def _write(self) -> None:
        figures = self._figures
        try:
            own = Job.objects.filter(pk=self._job_id, attempt=self._attempt)
            own.update(heartbeat_at=timezone.now(), **figures)
        except DatabaseError:  # a busy database: the next look will do
            logger.warning("progress of job %s not written", self._job_id)
        else:
            self._written, self._written_at = figures, time.monotonic()
