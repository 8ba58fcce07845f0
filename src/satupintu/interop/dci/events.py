"""Follows the registry's append-only tables and notes, for every subscription that meant it, what happened once.

Where it stands is a cursor that moves in the transaction that writes the notices: a killed server neither loses an
event nor tells it twice. Records and judgements are written under the registry's one lock, so their ids follow time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from satupintu.gateways.dci.queries import Node, QueryProblem, holds, parse
from satupintu.gateways.dci.schedule import schedule_of
from satupintu.pipeline.registry.coverage.counts import within
from satupintu.pipeline.registry.models import Business, Identity, Judgement, Record

from ..models import Cursor, Delivery, DeliveryState, Notice, Partner, Subscription
from .finding import facts_of
from .subscribing import NEW_MEMBER, REGISTER, UPDATE

BATCH = 200  # rows of the registry in one transaction
NOTICES_A_MESSAGE = 50
_RECORDS, _JUDGEMENTS = "record", "judgement"


@dataclass(frozen=True)
class Happened:
    """Something that happened to a business: the events that tell of it, and the row that it follows from."""

    business: int
    events: frozenset[str]
    source: str
    at: datetime


def follow() -> int:
    """Notes one batch of what happened since the last call; returns how many rows of the registry it took."""
    with transaction.atomic():
        return _step(_RECORDS, Record.objects.all(), _admitted) + _step(
            _JUDGEMENTS, Judgement.objects.filter(rule=""), _judged
        )


def _step(name: str, rows: models.QuerySet[Any], happened: Any) -> int:
    newest = rows.aggregate(found=Max("pk"))["found"] or 0
    Cursor.objects.get_or_create(name=name, defaults={"position": newest})
    cursor = Cursor.objects.select_for_update().get(name=name)
    if cursor.position >= newest:
        return 0
    if not _reachable().exists():
        Cursor.objects.filter(name=name).update(position=newest)  # nobody waits to be told
        return 0
    batch = list(rows.filter(pk__gt=cursor.position).order_by("pk")[:BATCH])
    _tell(list(happened(batch)))
    Cursor.objects.filter(name=name).update(position=batch[-1].pk)
    return len(batch)


def _admitted(batch: list[Record]) -> Iterator[Happened]:
    identities = Identity.objects.filter(record__in=batch).select_related("business")
    found = {one.record_id: one for one in identities}
    groups: dict[int, list[tuple[int, int]]] = {}
    rows = Identity.objects.filter(business__in=[one.business_id for one in found.values()])
    for business, record, person in rows.values_list("business_id", "record_id", "person_id"):
        groups.setdefault(business, []).append((record, person))
    for record in batch:
        identity = found.get(record.pk)
        if identity is None:
            continue
        events = {UPDATE}
        if identity.business.founder_id == record.pk:
            events = {REGISTER}
        elif all(
            person != identity.person_id for one, person in groups[identity.business_id] if one < record.pk
        ):
            events.add(NEW_MEMBER)
        yield Happened(identity.business_id, frozenset(events), f"{_RECORDS}:{record.pk}", record.admitted_at)


def _judged(batch: list[Judgement]) -> Iterator[Happened]:
    sides = {side for one in batch for side in (one.left_id, one.right_id)}
    business = dict(Identity.objects.filter(record__in=sides).values_list("record_id", "business_id"))
    for one in batch:
        for side in {business.get(one.left_id), business.get(one.right_id)} - {None}:
            yield Happened(side, frozenset({UPDATE}), f"{_JUDGEMENTS}:{one.pk}", one.at)  # type: ignore[arg-type]


def _tell(happened: list[Happened]) -> None:
    """Writes a notice for each subscription and event, and puts those of one address into messages."""
    rows = Business.objects.current().filter(pk__in={one.business for one in happened})
    facts = {one.pk: facts_of(one) for one in rows.select_related("owner", "founder", "area")}
    notices: list[Notice] = []
    for partner, running in _by_partner(facts.values()):
        own = set(within(Business.objects.filter(pk__in=facts), partner.area).values_list("pk", flat=True))
        for one in happened:
            if one.business in own:
                notices += [
                    _notice(each, one, event) for each, event in _meant(running, one, facts[one.business])
                ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    _put_into_messages()


def _by_partner(facts: Iterable[dict[str, Any]]) -> Iterator[tuple[Partner, "_Running"]]:
    """Subscriptions that could be meant, by partner: those of the numbers concerned, and those of no one number."""
    known = list(facts)
    numbers = {f"{name}:{one[name]}" for one in known for name in ("nik", "registry_number") if one[name]}
    found = _reachable().filter(Q(identifier="") | Q(identifier__in=numbers))
    by_partner: dict[Partner, _Running] = {}
    for one in found.select_related("partner__area"):
        by_partner.setdefault(one.partner, _Running()).add(one)
    yield from by_partner.items()


def _reachable() -> models.QuerySet[Subscription]:
    """Running subscriptions of partners that have an address to be told at."""
    return Subscription.objects.running().exclude(address="", partner__callback_uri="")


class _Running:
    """One partner's subscriptions, each with its filter read once."""

    def __init__(self) -> None:
        self.read: list[tuple[Subscription, Node]] = []

    def add(self, one: Subscription) -> None:
        try:
            self.read.append((one, parse(one.filter_type, one.filter, place="filter")))
        except QueryProblem:  # kept under other rules of an earlier version: it means nothing today
            return


def _meant(running: _Running, one: Happened, facts: dict[str, Any]) -> Iterator[tuple[Subscription, str]]:
    for subscription, node in running.read:
        is_within = (subscription.begins_at or one.at) <= one.at <= (subscription.ends_at or one.at)
        is_since = subscription.made_at <= one.at
        if subscription.event in one.events and is_within and is_since and holds(node, facts):
            yield subscription, subscription.event


def _notice(subscription: Subscription, one: Happened, event: str) -> Notice:
    return Notice(
        subscription=subscription, business_id=one.business, event=event, source=one.source, at=one.at
    )


def _put_into_messages() -> None:
    """One message for as many new notices of one address and moment as it may hold."""
    waiting = Notice.objects.filter(delivery__isnull=True).select_related("subscription__partner")
    now = timezone.now()
    by_message: dict[tuple[int, str, datetime], list[int]] = {}
    for one in waiting.order_by("pk"):
        partner = one.subscription.partner
        address = one.subscription.address or partner.callback_uri
        by_message.setdefault((partner.pk, address, _due(one.subscription, now)), []).append(one.pk)
    for (partner_id, address, due), found in by_message.items():
        at = 0
        while at < len(found):
            delivery, room = _with_room(partner_id, address, due, is_kept=due > now)
            Notice.objects.filter(pk__in=found[at : at + room]).update(delivery=delivery)
            at += room


def _due(subscription: Subscription, now: datetime) -> datetime:
    """When a notice is sent: at once, or at the next moment of the subscription's schedule, its last one at latest."""
    if not subscription.schedule:
        return now
    following = schedule_of(subscription.schedule).next_after(timezone.localtime(now))
    ends = subscription.ends_at or now
    return max(now, min(following or ends, ends))


def _with_room(partner_id: int, address: str, due: datetime, *, is_kept: bool) -> tuple[Delivery, int]:
    """A message for so many more notices; one that waits for its moment (`is_kept`) is filled up first."""
    if is_kept:
        same = Delivery.objects.filter(
            partner_id=partner_id, address=address, due_at=due, exchange=None, state=DeliveryState.WAITING
        )
        held = same.select_for_update().order_by("-pk").first()
        if held and (room := NOTICES_A_MESSAGE - held.notices.count()) > 0:
            return held, room
    made = Delivery.objects.create(partner_id=partner_id, address=address, due_at=due)
    return made, NOTICES_A_MESSAGE
