"""Writes the audit trail; called inside the transaction of the change it tells of."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from ..accounts.models import User
from ..areas.models import Area
from .masking import holds_personal_numbers
from .models import Event


def record(
    action: str, *, by: User | None, on: models.Model | None = None, area: Area | None = None, **data: Any
) -> Event:
    """Writes one event. `by` is None for what the house does itself; `data` are plain JSON values.

    Raises ValueError where a NIK or a phone number stands in `data`: the trail is kept for years.
    """
    if holds_personal_numbers(json.dumps(data, default=str, ensure_ascii=False)):
        raise ValueError(f"Data pribadi tidak boleh masuk jejak audit: {action}")
    return Event.objects.create(
        action=action,
        by=by,
        object_type=on._meta.label_lower if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        area=area or getattr(by, "area", None),
        data=data,
    )


def record_each(
    action: str, *, by: User | None, on: Iterable[models.Model], area: Area | None = None, **data: Any
) -> None:
    """Writes the same event about each of several things, at once."""
    if holds_personal_numbers(json.dumps(data, default=str, ensure_ascii=False)):
        raise ValueError(f"Data pribadi tidak boleh masuk jejak audit: {action}")
    where = area or getattr(by, "area", None)
    Event.objects.bulk_create(
        Event(
            action=action,
            by=by,
            object_type=one._meta.label_lower,
            object_id=str(one.pk),
            area=where,
            data=data,
        )
        for one in on
    )
