"""What `serve` moves on for the exchange with other systems, every few seconds; each step may be killed anywhere."""

import time

from .dci.events import follow
from .dci.sending import answer_waiting, forget_old, send_due

_MOST_BATCHES = 20
_FORGET_EVERY = 3600.0  # seconds
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
