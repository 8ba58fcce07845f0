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
from satupintu.gateways.dci.schedule import ScheduleProblem, schedule_of
from satupintu.gateways.dci.schemas import moment

from ..models import Exchange, Partner, Subscription
from .keeping import expire
from .searching import Rejected, entity_of, used_before

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
    found, seen = [], used_before(exchange)
    expire(exchange.partner.subscriptions.all())
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


def _subscribed(one: dict[str, Any], made: Subscription, at: datetime) -> dict[str, Any]:
    info = {
        "version": envelope.VERSION,
        "code": made.code,
        "status": "subscribe",
        "timestamp": envelope.stamp(at),
        "reg_event_type": made.event,
        "notify_record_type": made.entity,
    }
    if made.schedule:
        info["frequency"] = one["subscribe_criteria"]["frequency"]
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
    frequency = _frequency(criteria.get("frequency"), f"{place}/frequency")
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
        begins_at=frequency.begins,
        ends_at=frequency.ends,
        schedule=frequency.schedule,
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


@dataclass(frozen=True)
class Frequency:
    """Between which moments, and at which of them what happened since the last is told; blank: as it happens."""

    begins: datetime | None = None
    ends: datetime | None = None
    schedule: str = ""


def _frequency(found: Any, place: str) -> Frequency:
    if found is None:
        return Frequency()
    begins, ends, written = moment(found["start_time"]), moment(found["end_time"]), found["frequency"].strip()
    if ends <= begins or ends <= timezone.now():
        raise Rejected(_TIME, f"{place}/end_time: harus sesudah start_time dan sesudah sekarang")
    if written:
        _check_schedule(written, ends, f"{place}/frequency")
    return Frequency(begins, ends, written)


def _check_schedule(written: str, ends: datetime, place: str) -> None:
    try:
        following = schedule_of(written).next_after(timezone.localtime())
    except ScheduleProblem as problem:
        raise Rejected(_DETAILS, f"{place}: {problem}") from None
    if following is None or following > ends:
        raise Rejected(_DETAILS, f"{place}: tidak ada satu saat pun sebelum end_time")


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
