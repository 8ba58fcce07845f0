"""Keeps what partners want to be told of, ends it, and answers both."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from satupintu.foundation.audit.services import record
from satupintu.gateways.dci import envelope
from satupintu.gateways.dci.queries import QueryProblem, identifier_of, parse
from satupintu.gateways.dci.schemas import moment

from ..models import Exchange, Partner, Reference, Subscription
from .searching import Rejected, entity_of

REGISTER, UPDATE, NEW_MEMBER = "REGISTER", "UPDATE", "NewHouseHoldMember"
EVENTS = {
    "1": REGISTER,
    "register": REGISTER,
    "update": UPDATE,
    "2": NEW_MEMBER,
    "newhouseholdmember": NEW_MEMBER,
}
MOST = 5_000  # running subscriptions of one partner
MOST_BROAD = 200  # of these such as do not name one number: each is held against every event
_TYPES, _DETAILS = "rjct.notify_types.invalid", "rjct.notify_details.invalid"
_TIME, _REFERENCE = "rjct.timestamp.invalid", "rjct.reference_id.duplicate"
_KNOWN = "rjct.event.already_subscribed"
LIMIT = "rjct.total_count.limit_exceeded"


@dataclass(frozen=True)
class Room:
    """How many subscriptions a partner may still add."""

    all: int
    broad: int


def answer_subscribe(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The message of an on-subscribe; keeps what is in order. Called in a transaction."""
    found, seen = [], _used_before(exchange)
    for number, one in enumerate(message["subscribe_request"]):
        try:
            if one["reference_id"] in seen:
                raise Rejected(_REFERENCE, f"subscribe_request/{number}/reference_id: sudah dipakai")
            seen.add(one["reference_id"])
            made = _subscribe(exchange, one, f"message/subscribe_request/{number}/subscribe_criteria")
            found.append(_subscribed(one, made, at))
        except Rejected as rejected:
            found.append(envelope.rejected(one["reference_id"], at, rejected.code, rejected.says))
    kept = sum(one["status"] == "succ" for one in found)
    partner = exchange.partner
    record("dci.subscribed", by=None, on=exchange, area=partner.area, partner=partner.code, kept=kept)
    return {
        "transaction_id": message["transaction_id"],
        "correlation_id": exchange.correlation_id,
        "subscribe_response": found,
    }


def _used_before(exchange: Exchange) -> set[str]:
    earlier = Reference.objects.filter(
        exchange__partner=exchange.partner,
        exchange__action=exchange.action,
        exchange__transaction_id=exchange.transaction_id,
        exchange__pk__lt=exchange.pk,
    )
    return set(earlier.values_list("reference_id", flat=True))


def _subscribed(one: dict[str, Any], made: Subscription, at: datetime) -> dict[str, Any]:
    info = {
        "version": envelope.VERSION,
        "code": made.code,
        "status": "subscribe",
        "timestamp": envelope.stamp(at),
        "reg_event_type": made.event,
        "notify_record_type": made.entity,
    }
    return {
        "reference_id": one["reference_id"],
        "timestamp": envelope.stamp(at),
        "status": "succ",
        "subscriptions": [info],
        "locale": one.get("locale", "ind"),
    }


def _subscribe(exchange: Exchange, one: dict[str, Any], place: str) -> Subscription:
    criteria, partner = one["subscribe_criteria"], exchange.partner
    event = _event(criteria["reg_event_type"], f"{place}/reg_event_type")
    kind = criteria.get("filter_type") or _kind_of(criteria["filter"])
    try:
        node = parse(kind, criteria["filter"], place=f"{place}/filter")
        entity = entity_of({"reg_record_type": criteria["notify_record_type"]}, place)
    except QueryProblem as problem:
        raise Rejected(_DETAILS, str(problem)) from None
    except Rejected as rejected:
        raise Rejected(_TYPES, rejected.says.replace("reg_record_type", "notify_record_type")) from None
    begins, ends = _window(criteria.get("frequency"), f"{place}/frequency")
    named = identifier_of(node)
    fingerprint = _fingerprint(event, kind, criteria["filter"], entity, exchange.address)
    running = Subscription.objects.filter(partner=partner, ended_at__isnull=True)
    if running.filter(fingerprint=fingerprint).exists():
        raise Rejected(_KNOWN, f"{place}: langganan yang sama sudah berjalan")
    _check_room(partner, is_broad=named is None, place=place)
    return Subscription.objects.create(
        partner=partner,
        event=event,
        filter_type=kind,
        filter=criteria["filter"],
        identifier=":".join(named) if named else "",
        entity=entity,
        address=exchange.address,
        begins_at=begins,
        ends_at=ends,
        fingerprint=fingerprint,
    )


def _event(written: str, place: str) -> str:
    found = EVENTS.get(written.rpartition(":")[2].strip().lower())
    if found is None:
        raise Rejected(_TYPES, f"{place}: harus {REGISTER}, {UPDATE}, atau {NEW_MEMBER}")
    return found


def _kind_of(filtered: Any) -> str:
    """The way of asking where a request leaves it out, as it may."""
    if isinstance(filtered, list):
        return "predicate"
    return (
        "expression"
        if isinstance(filtered, dict) and isinstance(filtered.get("value"), dict)
        else "idtype-value"
    )


def _window(frequency: Any, place: str) -> tuple[datetime | None, datetime | None]:
    """Between which moments; within them every event is told as it happens, whatever the cron expression says."""
    if frequency is None:
        return None, None
    begins, ends = moment(frequency["start_time"]), moment(frequency["end_time"])
    if ends <= begins or ends <= timezone.now():
        raise Rejected(_TIME, f"{place}/end_time: harus sesudah start_time dan sesudah sekarang")
    return begins, ends


def _check_room(partner: Partner, *, is_broad: bool, place: str) -> None:
    running = Subscription.objects.filter(partner=partner, ended_at__isnull=True)
    if running.count() >= MOST:
        raise Rejected(
            _DETAILS, f"{place}: mitra ini sudah punya {MOST} langganan; akhiri sebagian ({LIMIT})"
        )
    if is_broad and running.filter(identifier="").count() >= MOST_BROAD:
        raise Rejected(
            _DETAILS,
            f"{place}/filter: mitra ini sudah punya {MOST_BROAD} langganan yang tidak menyebut satu nomor; "
            f"gabungkan penyaringnya ({LIMIT})",
        )


def _fingerprint(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def answer_unsubscribe(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The message of an on-unsubscribe. All codes end or none: one that is unknown refuses the whole."""
    codes = list(dict.fromkeys(message["subscription_codes"]))
    own = {one.code: one for one in Subscription.objects.filter(partner=exchange.partner, code__in=codes)}
    said = {
        "transaction_id": message["transaction_id"],
        "correlation_id": exchange.correlation_id,
        "timestamp": envelope.stamp(at),
    }
    unknown = [number for number, code in enumerate(codes) if code not in own]
    ended = [number for number, code in enumerate(codes) if code in own and own[code].ended_at]
    if unknown or ended or not codes:
        code = (
            "rjct.event.already_unsubscribed" if ended and not unknown else "rjct.subscription_code.invalid"
        )
        places = ", ".join(f"subscription_codes/{number}" for number in (unknown or ended)[:20])
        words = "sudah berakhir" if ended and not unknown else "tidak dikenal"
        said |= {
            "status": "rjct",
            "status_reason_code": code,
            "status_reason_message": f"message/{places or 'subscription_codes'}: {words}; tidak satu pun diakhiri",
        }
    else:
        Subscription.objects.filter(pk__in=[one.pk for one in own.values()]).update(ended_at=at)
        said["status"] = "succ"
    standing = {"rjct": "subscribe", "succ": "unsubscribe"}[said["status"]]
    known = [code for code in codes if code in own]
    said["subscription_status"] = [
        {"code": code, "status": "unsubscribe" if own[code].ended_at else standing} for code in known
    ]
    partner = exchange.partner
    record(
        "dci.unsubscribed",
        by=None,
        on=exchange,
        area=partner.area,
        partner=partner.code,
        status=said["status"],
    )
    return said
