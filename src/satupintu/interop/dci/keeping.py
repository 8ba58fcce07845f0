"""How long what was said is kept, and what of it may be said again: answers hold people's data while they wait."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from satupintu.pipeline.registry.coverage.counts import within
from satupintu.pipeline.registry.models import Business

from ..models import Cursor, Delivery, DeliveryState, Exchange, ExchangeState, Notice, Partner, Subscription

KEPT = timedelta(days=30)
_ERASED = "erased"
_SETTLED = [DeliveryState.SENT, DeliveryState.GIVEN_UP]


def still_told(exchange: Exchange) -> dict[str, Any] | None:
    """The answer without businesses that were erased since, or left the partner's area; None where it is not kept."""
    answer: dict[str, Any] | None = exchange.answer
    if answer is None or exchange.action != "search":
        return answer
    numbers = {_number(one) for part in _parts(answer) for one in part["data"]["reg_records"]}
    standing = within(Business.objects.filter(erased_at__isnull=True), exchange.partner.area)
    known = set(standing.filter(number__in=numbers).values_list("number", flat=True))
    return answer if numbers == known else _without(answer, numbers - known)


def _without(answer: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    parts = []
    for part in answer["search_response"]:
        if "data" in part:
            records = [one for one in part["data"]["reg_records"] if _number(one) not in gone]
            part = part | {"data": part["data"] | {"reg_records": records}}
        parts.append(part)
    return answer | {"search_response": parts}


def _parts(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (part for part in answer["search_response"] if "data" in part)


def _number(record: dict[str, Any]) -> str:
    [identifier] = record.get("group_identifier") or record["member_identifier"]
    return str(identifier["identifier_value"])


def withdraw_answers(partner: Partner) -> None:
    """For a partner that may see less than before: what it was not sent yet, it asks for anew."""
    Exchange.objects.filter(partner=partner, action="search", answer__isnull=False).update(answer=None)


def expire(subscriptions: QuerySet[Subscription] | None = None) -> None:
    """Ends the subscriptions whose own last moment has passed, at that moment; they make room for others."""
    found = Subscription.objects.all() if subscriptions is None else subscriptions
    found.filter(ended_at__isnull=True, ends_at__lt=timezone.now()).update(ended_at=F("ends_at"))


def forget_old() -> int:
    """Removes messages, answers, settled callbacks and what ended subscriptions asked for when their time is over, and
    erased businesses from the answers that are kept; returns how many messages."""
    before = timezone.now() - KEPT
    expire()
    _forget_erased()
    Notice.objects.filter(delivery__state__in=_SETTLED, delivery__ended_at__lt=before).delete()
    Notice.objects.filter(delivery__isnull=True, at__lt=before).delete()
    Delivery.objects.filter(state__in=_SETTLED, ended_at__lt=before).delete()
    Subscription.objects.filter(ended_at__lt=before).exclude(filter={}).update(filter={}, identifier="")
    old = Exchange.objects.filter(state=ExchangeState.ANSWERED, at__lt=before)
    count, _by_model = old.exclude(delivery__state__in=["waiting", "sending"]).delete()
    return count


def _forget_erased() -> None:
    """Whom the registry has erased since the last look is erased here too. The cursor is a moment, in seconds."""
    now = timezone.now()
    cursor, _made = Cursor.objects.get_or_create(name=_ERASED, defaults={"position": 0})
    since = datetime.fromtimestamp(cursor.position, tz=now.tzinfo)
    erased = Business.objects.filter(erased_at__gte=max(since, now - KEPT))
    for number in erased.values_list("number", flat=True):
        kept = Exchange.objects.filter(action="search", answer__isnull=False)
        for one in kept.annotate(written=Cast("answer", TextField())).filter(written__contains=number):
            Exchange.objects.filter(pk=one.pk).update(answer=_without(one.answer, {number}))
    Cursor.objects.filter(name=_ERASED).update(position=int(now.timestamp()) - 60)
