"""Writes the audit trail; called inside the transaction of the change it tells of."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from ..accounts.models import User
from ..areas.models import Area
from .masking import holds_personal_numbers
from .models import Event

NIK_DIGITS = 16


def record(
    action: str, *, by: User | None, on: models.Model | None = None, area: Area | None = None, **data: Any
) -> Event:
    """Writes one event. `by` is None for what the house does itself; `data` are plain JSON values.

    Raises ValueError where a NIK or a phone number stands in `data`: the trail is kept for years.
    """
    _refuse_personal(action, data)
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
    _refuse_personal(action, data)
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


def _refuse_personal(action: str, data: Any) -> None:
    if any(holds_personal_numbers(one) for one in _written(data)):
        raise ValueError(f"Data pribadi tidak boleh masuk jejak audit: {action}")


def _written(data: Any) -> Iterable[str]:
    """What stands in the data as words, and whole numbers as long as a NIK: a sum of rupiah is nobody's phone."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield str(name)
            yield from _written(value)
    elif isinstance(data, (list, tuple, set)):
        for value in data:
            yield from _written(value)
    elif isinstance(data, str) or (isinstance(data, int) and len(str(abs(data))) == NIK_DIGITS):
        yield str(data)
