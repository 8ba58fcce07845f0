"""What `serve` moves on for the exchange with other systems, every few seconds; each step may be killed anywhere."""

import time
from datetime import timedelta

from django.utils import timezone

from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import start

from .dci.events import follow
from .dci.keeping import forget_old
from .dci.sending import answer_waiting, send_due
from .jobs import PUBLISH
from .open_data.publishing import is_due

_MOST_BATCHES = 20
_FORGET_EVERY = 3600.0  # seconds
_TRY_EVERY = timedelta(hours=1)
_forgot_at: list[float] = []


def exchange() -> None:
    """Answers what partners asked, notes what happened for those who subscribed, and sends what is due."""
    answer_waiting()
    for _batch in range(_MOST_BATCHES):
        if not follow():
            break
    send_due()
    if not _forgot_at or time.monotonic() - _forgot_at[-1] > _FORGET_EVERY:
        _forgot_at[:] = [time.monotonic()]
        forget_old()


def publish_when_due() -> None:
    """Has the open data counted anew once a day, in the background."""
    lately = timezone.now() - _TRY_EVERY
    if is_due() and not Job.objects.filter(kind=PUBLISH, queued_at__gt=lately).exists():
        start(PUBLISH, by=None, title="Data terbuka")
