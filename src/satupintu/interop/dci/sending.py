"""Answers what waits and sends what is due, in steps that may be killed anywhere and begun anew.

A callback is claimed before it is sent and settled after. Where the server dies in between, nobody knows whether it
arrived: it is sent again under the same message_id, by which its receiver knows it (docs/guide/pertukaran-data.md).
What it says is put together anew each time, so that a repeat never tells of what was erased meanwhile.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import shuffle
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from satupintu.batch.troubles import log_trouble
from satupintu.foundation.audit.services import record, record_each
from satupintu.gateways.dci import callbacks, envelope
from satupintu.gateways.dci.records import REG_TYPE
from satupintu.pipeline.registry.models import Business

from ..models import Delivery, DeliveryState, Exchange, ExchangeState, Notice, Subscription, Use
from .answering import answered, document_of, given_up, header_of
from .finding import businesses_of, record_of
from .keeping import still_told
from .own_key import signed
from .subscribing import UPDATE

AT_ONCE = 8  # callbacks on their way at the same time
PER_PARTNER = 2  # of which of one partner, so that a slow one holds up only itself
PATIENCE = 4.0  # seconds for one callback
CLAIM = timedelta(minutes=2)  # after which one whose sender died is anybody's
ATTEMPTS = 10
Document = dict[str, Any]


def answer_waiting(limit: int = 50, seconds: float = PATIENCE) -> int:
    """Answers messages that wait for it, each partner's oldest first, and queues the callbacks; returns how many.

    Partners take turns, and after some seconds the next look goes on: who sends thousands holds up only itself. One
    that cannot be answered, for a fault of ours, is told so: it holds up nobody else.
    """
    turn = Window(RowNumber(), partition_by="partner", order_by="pk")
    waiting = Exchange.objects.filter(state=ExchangeState.WAITING).annotate(turn=turn).order_by("turn", "pk")
    until, count = time.monotonic() + seconds, 0
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        try:
            count += _answer(pk, answered)
        except DatabaseError:  # a busy database: the next look will do
            raise
        except Exception as trouble:  # whatever it is, the others are answered
            log_trouble(trouble, f"dci message {pk} not answered")
            count += _answer(pk, given_up)
        if time.monotonic() >= until:
            break
    return count


@transaction.atomic
def _answer(pk: int, answer: Callable[[Exchange, Document, datetime], Document]) -> int:
    held = Exchange.objects.select_for_update().filter(pk=pk, state=ExchangeState.WAITING)
    exchange = held.first()
    if exchange is None:
        return 0
    answer(exchange, exchange.request or {}, timezone.now())
    if exchange.address:
        Delivery.objects.create(
            partner=exchange.partner, exchange=exchange, address=exchange.address, due_at=timezone.now()
        )
    return 1


def send_due(seconds: float = PATIENCE) -> int:
    """Sends what is due until nothing is or the seconds are used up; returns how many callbacks were tried."""
    until, tried = time.monotonic() + seconds, 0
    while batch := _claimed(timezone.now()):
        ready: list[tuple[Delivery, Document]] = []
        for one in batch:
            document = _prepared(one)
            if isinstance(document, callbacks.Delivery):
                _settle(one, document)
            else:
                ready.append((one, document))
        if ready:
            with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="callback") as pool:
                ends = list(pool.map(_post, *zip(*ready, strict=True)))
            for (one, _document_sent), end in zip(ready, ends, strict=True):
                _settle(one, end)
        tried += len(batch)
        if time.monotonic() >= until:
            break
    return tried


def _prepared(delivery: Delivery) -> Document | callbacks.Delivery:
    """What is sent, or how it ended before it could be."""
    if delivery.attempts > ATTEMPTS:  # each time whoever sent it died
        return callbacks.Delivery(False, "pengirimannya terputus berkali-kali", is_final=True)
    try:
        document = _document(delivery)
    except DatabaseError:
        raise
    except Exception as trouble:  # whatever it is, the others are sent
        log_trouble(trouble, f"dci callback {delivery.pk} not put together")
        return callbacks.Delivery(False, f"belum dapat disusun ({type(trouble).__name__})")
    return document or callbacks.Delivery(False, "tidak ada lagi yang perlu disampaikan", is_final=True)


@transaction.atomic
def _claimed(now: datetime) -> Sequence[Delivery]:
    """What is due and nobody else is sending, marked as being sent; a few of each partner, whose turn is by chance: one
    that is down with thousands waiting is no more likely to come up than any other."""
    due = Delivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.SENDING], due_at__lte=now
    ).order_by("due_at", "pk")
    partners = list(due.order_by("partner_id").values_list("partner_id", flat=True).distinct())
    shuffle(partners)
    chosen: list[int] = []
    for partner in partners[:AT_ONCE]:
        chosen += due.filter(partner=partner).values_list("pk", flat=True)[:PER_PARTNER]
    chosen = chosen[:AT_ONCE]
    held = due.filter(pk__in=chosen).select_for_update(skip_locked=_may_skip())
    found = list(held)
    for one in found:
        one.state, one.attempts, one.due_at = DeliveryState.SENDING, one.attempts + 1, now + CLAIM
        one.save(update_fields=["state", "attempts", "due_at"])
    return found


def _may_skip() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def _post(delivery: Delivery, document: dict[str, Any]) -> callbacks.Delivery:
    """In a thread of its own, without the database."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return callbacks.post(delivery.address, body, open_hosts=settings.DCI_OPEN_HOSTS, patience=PATIENCE)


@transaction.atomic
def _settle(delivery: Delivery, end: callbacks.Delivery) -> None:
    """Writes how it ended: sent, to be tried again (after 1, 2, 4 … minutes, a day at most), or given up.

    Not where the claim ran out meanwhile and another server has it: that one's word counts.
    """
    now = timezone.now()
    own = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
    if own.select_for_update().first() is None:
        return
    delivery.problem = end.says[:200]
    if end.taken:
        delivery.state, delivery.ended_at = DeliveryState.SENT, now
    elif end.is_final or delivery.attempts >= ATTEMPTS:
        delivery.state, delivery.ended_at = DeliveryState.GIVEN_UP, now
    else:
        delivery.state = DeliveryState.WAITING
        delivery.due_at = now + min(timedelta(minutes=2 ** (delivery.attempts - 1)), timedelta(days=1))
    delivery.save(update_fields=["state", "problem", "ended_at", "due_at"])
    if delivery.ended_at:
        partner = delivery.partner
        told = {"partner": partner.code, "state": str(delivery.state), "attempts": delivery.attempts}
        record("dci.sent", by=None, on=delivery, area=partner.area, **told)


@transaction.atomic
def _document(delivery: Delivery) -> Document | None:
    """What a callback says as of now; None where there is nothing left to say to this partner."""
    partner, at = delivery.partner, timezone.now()
    if not partner.is_active:
        return None
    if (exchange := delivery.exchange) is not None:
        if (answer := still_told(exchange)) is None:
            return None
        return signed(document_of(exchange, answer, at, message_id=delivery.message_id))
    told = [(one, event) for one in _notices(delivery) if (event := _event(delivery, one)) is not None]
    if not told or not partner.may(Use.SUBSCRIBE):
        return None
    if delivery.attempts == 1:  # also where it is not confirmed: the partner may have read it
        businesses = Business.objects.filter(pk__in={one.business_id for one, _event_told in told})
        record_each("business.told", by=None, on=businesses, area=partner.area, partner=partner.name)
    events = [event for _one, event in told]
    header = header_of(
        partner, "notify", at, message_id=delivery.message_id, status="succ", total=len(events)
    )
    return signed(
        {"header": header, "message": {"transaction_id": delivery.message_id, "notify_event": events}}
    )


def _notices(delivery: Delivery) -> list[Notice]:
    """Those of subscriptions that still run, or ran out by themselves after this happened."""
    found = delivery.notices.filter(subscription__in=Subscription.objects.not_ended_by_hand())
    return list(found.select_related("subscription"))


def _event(delivery: Delivery, notice: Notice) -> dict[str, Any] | None:
    """One event as it stands today: of a business that is still there, and still in the partner's area."""
    business = businesses_of(delivery.partner).filter(pk=notice.business_id).first()
    told = business and record_of(delivery.partner, business, notice.subscription.entity)
    if not told:
        return None
    data = {
        "version": envelope.VERSION,
        "reg_type": REG_TYPE,
        "reg_record_type": notice.subscription.entity,
        "reg_records": told,
    }
    if notice.event != UPDATE:  # for which the specification has no word
        data["reg_event_type"] = notice.event
    return {
        "reference_id": f"{notice.subscription.code}-{notice.pk}",
        "timestamp": envelope.stamp(timezone.localtime(notice.at)),
        "data": data,
        "locale": "ind",
    }
