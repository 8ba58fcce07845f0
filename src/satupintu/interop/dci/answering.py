"""Puts an answer together: the same for a search answered at once and one answered by callback."""

from datetime import datetime
from typing import Any

from django.conf import settings

from satupintu.gateways.dci import envelope

from ..models import Exchange, ExchangeState, Partner, new_id
from .searching import answer_search
from .status import answer_status
from .subscribing import LIMIT, answer_subscribe, answer_unsubscribe

_ANSWERS = {
    "search": answer_search,
    "subscribe": answer_subscribe,
    "unsubscribe": answer_unsubscribe,
    "txn-status": answer_status,
}
_TROUBLE = "ada gangguan di registri ini; kirim lagi dalam pesan baru"
# The specification's own names: a status is `txn-on-status`, not `on-txn-status`.
ON = {
    "search": "on-search",
    "subscribe": "on-subscribe",
    "unsubscribe": "on-unsubscribe",
    "txn-status": "txn-on-status",
}


def our_id() -> str:
    """What we call ourselves in sender_id."""
    return settings.DCI_ID or "satupintu"


def answered(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The whole document that answers an exchange. Called in a transaction, which also keeps the answer; what was
    asked, which may hold a NIK, is not needed any more. A status is an answer about others' and is not kept again."""
    return _kept(exchange, _ANSWERS[exchange.action](exchange, message, at), at)


def given_up(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The same where a fault of ours left no answer: every request refused, to be sent anew."""
    said = {"transaction_id": message["transaction_id"], "correlation_id": exchange.correlation_id}
    ids = exchange.references.values_list("reference_id", flat=True)
    parts = [envelope.rejected(one, at, "", _TROUBLE) for one in ids]
    if exchange.action == "unsubscribe":
        said |= {"timestamp": envelope.stamp(at), "status": "rjct", "status_reason_message": _TROUBLE}
    elif exchange.action == "txn-status":
        asked = message["txnstatus_request"]
        status = said | {"search_response": [envelope.rejected(asked["reference_id"], at, "", _TROUBLE)]}
        said |= {"txnstatus_response": {"txn_type": asked["txn_type"], "txn_status": status}}
    else:
        said |= {f"{exchange.action}_response": parts}
    return _kept(exchange, said, at)


def _kept(exchange: Exchange, found: dict[str, Any], at: datetime) -> dict[str, Any]:
    exchange.state, exchange.answered_at, exchange.request = ExchangeState.ANSWERED, at, None
    exchange.answer = found
    exchange.save(update_fields=["state", "answered_at", "request", "answer"])
    return document_of(exchange, found, at, message_id=new_id())


def document_of(
    exchange: Exchange, found: dict[str, Any], at: datetime, *, message_id: str
) -> dict[str, Any]:
    """Header and message of an answer."""
    statuses = _statuses(exchange.action, found)
    status = envelope.overall(statuses)
    reason = ("", "tidak satu permintaan pun diterima") if status == "rjct" else None
    if any(LIMIT in str(one.get("status_reason_message")) for one in found.get("subscribe_response", ())):
        reason = (LIMIT, "batas jumlah langganan mitra ini tercapai")
    header = header_of(
        exchange.partner,
        ON[exchange.action],
        at,
        message_id=message_id,
        status=status,
        total=len(statuses) or 1,
        reason=reason,
    )
    return {"header": header, "message": found}


def header_of(partner: Partner, action: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """The header of anything we send to a partner."""
    return envelope.answer_header(
        action=action, at=at, sender_id=our_id(), receiver_id=partner.code, **fields
    )


def _statuses(action: str, found: dict[str, Any]) -> list[str]:
    if action == "unsubscribe":
        return [found["status"]]
    if action == "txn-status":
        found = found["txnstatus_response"]["txn_status"]
    return [one["status"] for one in found.get("search_response", found.get("subscribe_response", ()))]
