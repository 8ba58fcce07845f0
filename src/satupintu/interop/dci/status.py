"""Tells a partner how far what it asked is, with the answer where there is one; also of what it never asked."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from satupintu.foundation.audit.services import record
from satupintu.gateways.dci import envelope

from ..models import Exchange, ExchangeState
from .keeping import still_told

_UNKNOWN = "rjct.reference_id.invalid"
_ANSWERS = {"search": "search_response", "subscribe": "subscribe_response"}


def answer_status(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The message of a txn-on-status."""
    asked, partner = message["txnstatus_request"], exchange.partner
    record("dci.status", by=None, on=exchange, area=partner.area, partner=partner.code)
    return {
        "transaction_id": message["transaction_id"],
        "correlation_id": exchange.correlation_id,
        "txnstatus_response": {"txn_type": asked["txn_type"], "txn_status": _status(exchange, asked, at)},
    }


def _status(exchange: Exchange, asked: dict[str, Any], at: datetime) -> dict[str, Any]:
    references = asked["attribute_value"] if isinstance(asked["attribute_value"], list) else None
    found = list(_found(exchange, asked, references)[:50])
    parts = [part for one in found for part in _parts(one, references, at)]
    known = {part["reference_id"] for part in parts}
    missing = [one for one in references or () if one not in known]
    if not found and references is None:
        missing = [asked["reference_id"]]
    last = found[-1] if found else None
    return {
        "transaction_id": last.transaction_id if last else _plain(asked["attribute_value"]),
        "correlation_id": last.correlation_id if last else exchange.correlation_id,
        "search_response": [
            *parts,
            *(
                envelope.rejected(one, at, _UNKNOWN, "tidak ada transaksi itu dari mitra ini")
                for one in missing
            ),
        ],
    }


def _plain(value: Any) -> str:
    return value[:99] if isinstance(value, str) else "-"


def _found(exchange: Exchange, asked: dict[str, Any], references: list[str] | None) -> QuerySet[Exchange]:
    """What the partner itself sent of that kind; nobody else's, whatever ids they share."""
    own = Exchange.objects.filter(partner=exchange.partner, action=asked["txn_type"]).order_by("pk")
    value = asked["attribute_value"]
    if asked["attribute_type"] == "reference_id_list":
        wanted = references if references is not None else [str(value)]
        return own.filter(references__reference_id__in=wanted[:500]).distinct()
    if references is not None:
        return own.none()
    return own.filter(**{asked["attribute_type"]: value})


def _parts(one: Exchange, references: list[str] | None, at: datetime) -> list[dict[str, Any]]:
    """Each request of an exchange with its state, as items of a search_response: the one form that is specified."""
    ids = one.references.values_list("reference_id", flat=True)
    if one.state == ExchangeState.WAITING:
        parts = [{"reference_id": id_, "timestamp": envelope.stamp(at), "status": "pdng"} for id_ in ids]
    elif (answer := still_told(one)) is None:
        parts = [
            envelope.rejected(id_, at, "", "jawabannya tidak disimpan lagi; tanyakan lagi") for id_ in ids
        ]
    else:
        parts = [_as_search(part) for part in answer.get(_ANSWERS[one.action], ())]
    return [part for part in parts if references is None or part["reference_id"] in references]


def _as_search(part: dict[str, Any]) -> dict[str, Any]:
    """An item of a subscribe_response has codes that a search_response does not know: they go into the sentence."""
    code = str(part.get("status_reason_code", ""))
    if "subscriptions" not in part and not code.startswith(("rjct.notify", "rjct.event", "rjct.person")):
        return part
    kept = {name: value for name, value in part.items() if name != "status_reason_code"}
    if code:
        kept["status_reason_message"] = f"{code}: {part.get('status_reason_message', '')}"[:999]
    return kept
