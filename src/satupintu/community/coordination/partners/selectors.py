"""Promises as people read them: what arrived of each, and whether it is late."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from satupintu.engine.progress import Light, days_late, light

from ..models import Promise


@dataclass(frozen=True)
class PromiseView:
    promise: Promise
    delivered: int
    light: Light
    days_late: int


def promise_views(promises: QuerySet[Promise], today: date | None = None) -> list[PromiseView]:
    """Promises with what arrived of each; entries that another corrects do not count."""
    today = today or timezone.localdate()
    sums = Sum("deliveries__amount", filter=_counts())
    return [
        _promise_view(one, one.delivered or 0, today)  # type: ignore[attr-defined]
        for one in promises.annotate(delivered=sums)
    ]


def _counts() -> Q:
    return Q(deliveries__corrected_by__isnull=True)


def _promise_view(one: Promise, delivered: int, today: date) -> PromiseView:
    shown = light(target=one.amount, reached=delivered, starts=one.made_on, deadline=one.due, today=today)
    return PromiseView(one, delivered, shown, days_late(one.due, today) if shown == Light.LATE else 0)
