"""Starts the making of the file of all aid where something it is made of has changed, and what was left half done."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.work.models import Job, State
from satupintu.foundation.work.services import start

from ..building import inputs, is_stale
from ..forgetting import last_forgotten, last_sealed

BUILD, FORGET = "recipients.build", "recipients.forget"
RETRY_AFTER = timedelta(minutes=10)  # a full disk is emptied, a busy database has time again


def freshen(*, by: User | None = None) -> Job | None:
    """Starts the work, once for each state of things; None where the file is what it should be or is being made.

    Called after each change, and by the house itself every few seconds, so that what a killed server left is made up.
    What failed is tried again after a while: work that the house began itself is nobody's to restart.
    """
    wanted = inputs()
    if not is_stale(wanted):
        return None
    if _lately(BUILD, wanted).exclude(state=State.DONE).exists():
        return None
    return start(BUILD, by=by, title=_("Menyusun daftar penerima semua program"), arguments=wanted)


def forget_erased() -> Job | None:
    """Starts taking erased persons out of what was reported; None where nobody was erased since. Called like `freshen`,
    every few seconds."""
    upto = last_sealed()
    if upto <= last_forgotten() or _lately(FORGET, {"sealed": upto}).exists():
        return None
    return start(
        FORGET,
        by=None,
        title=_("Mengeluarkan orang yang dihapus dari laporan penerima"),
        arguments={"sealed": upto},
    )


def _lately(kind: str, arguments: dict[str, Any]) -> QuerySet[Job]:
    """The work with these arguments that waits, runs, or ended so lately that it would come to the same."""
    is_recent = Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now() - RETRY_AFTER)
    return Job.objects.filter(is_recent, kind=kind, arguments=arguments)
