"""What a person may learn about themselves in public: held back when asked too often, in the same time always."""

import time
from datetime import date, timedelta
from typing import Any

from satupintu.foundation.accounts import limits
from satupintu.pipeline.screening.models import Round
from satupintu.pipeline.screening.selectors import public_status

WINDOW = timedelta(hours=1)
PER_ADDRESS, PER_NIK = 40, 6  # a village hall shares one address; a person asks for one NIK
ANSWERS_TAKE = 0.5  # seconds: found, not found and wrong date all answer after the same time


class TooManyQuestionsError(Exception):
    """This address or this NIK has been asked about too often for now."""


def ask(*, nik: str, birth_date: date, address: str) -> list[dict[str, Any]]:
    """Where the person with this NIK who was born on this day stands; empty when either is not so.

    Each entry is one of `public_status`, with `area`, the name of the place to object at. Raises
    TooManyQuestionsError. Never quicker than ANSWERS_TAKE, so that the time tells nothing.
    """
    started = time.monotonic()
    may_ask = limits.count_try("status address", address, limit=PER_ADDRESS, window=WINDOW)
    if not (limits.count_try("status nik", nik, limit=PER_NIK, window=WINDOW) and may_ask):
        raise TooManyQuestionsError
    found = [_with_place(standing) for standing in public_status(nik=nik, birth_date=birth_date)]
    time.sleep(max(0.0, ANSWERS_TAKE - (time.monotonic() - started)))
    return found


def _with_place(standing: dict[str, Any]) -> dict[str, Any]:
    round = Round.objects.select_related("area").get(pk=standing["round_id"])
    return {**standing, "area": round.area.name}
