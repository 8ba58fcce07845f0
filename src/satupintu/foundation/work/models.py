"""A piece of long work: what it is, how far it is, how it ended."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..areas.models import Area

# A worker that is alive says so this often; one silent for longer than SILENCE is taken for dead.
HEARTBEAT = timedelta(seconds=5)
SILENCE = timedelta(seconds=30)


class State(models.TextChoices):
    QUEUED = "queued", _("Menunggu giliran")
    RUNNING = "running", _("Sedang dikerjakan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")
    INTERRUPTED = "interrupted", _("Terputus")


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[State.QUEUED, State.RUNNING])

    def silent(self) -> "JobQuerySet":
        """Said to be running, but nobody has heard of the worker."""
        return self.filter(state=State.RUNNING, heartbeat_at__lt=timezone.now() - SILENCE)


class Job(models.Model):
    """Long work started by a person; `kind` names the function, `arguments` are its plain values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("pekerjaan"), max_length=200)
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)  # 0: not known yet
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    return_to = models.CharField(max_length=300, blank=True)  # the page that shows what came of it
    attempt = models.PositiveSmallIntegerField(default=1)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_by_state")]
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_finished(self) -> bool:
        return self.state not in (State.QUEUED, State.RUNNING)

    @property
    def may_restart(self) -> bool:
        return self.state in (State.FAILED, State.INTERRUPTED)

    @property
    def percent(self) -> int | None:
        """0 to 100, or None while the whole is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None
