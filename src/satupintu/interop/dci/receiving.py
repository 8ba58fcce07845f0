"""Takes a partner's message in: who sends it, is it whole, is it signed, was it here before; then keeps it.

Whatever is refused here is refused with the envelope that practice expects, also on 401 and 403, and leaves nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, UnreadablePostError
from django.utils import timezone

from satupintu.foundation.accounts import limits
from satupintu.foundation.audit.services import record
from satupintu.gateways.dci import envelope, signatures
from satupintu.gateways.dci.callbacks import AddressProblem, target_of
from satupintu.gateways.dci.envelope import Refusal
from satupintu.gateways.dci.schemas import moment, troubles

from ..models import Exchange, ExchangeState, Partner, Reference, Use
from ..partners import TooManyError, partner_of
from .own_key import verified_key

CLOCK = timedelta(minutes=15)  # between a partner's clock and ours
PER_HOUR = 6_000  # messages of one partner
MOST_REQUESTS = 500  # in one message
_TOLD = 5  # troubles named in one refusal

# What a message must be allowed to, by its action; an empty set asks only for a partner.
USES: dict[str, frozenset[str]] = {
    "search": frozenset({Use.SEARCH}),
    "subscribe": frozenset({Use.SUBSCRIBE}),
    "unsubscribe": frozenset({Use.SUBSCRIBE}),
}
ANSWERED = frozenset({"search", "subscribe", "unsubscribe", "txn-status"})
LISTS = {"search": "search_request", "subscribe": "subscribe_request"}
# What is judged where it is read, one by one, so that one that is wrong does not refuse the others; held against the
# specification with something sound in its place, since of two troubles in a message only the deepest is told.
_JUDGED_LATER: dict[str, tuple[str, dict[str, Any]]] = {
    "search_request": ("search_criteria", {"query": {}, "pagination": {"page_size": 1}, "sort": []}),
    "subscribe_request": ("subscribe_criteria", {"filter": {}}),
}


@dataclass(frozen=True)
class Received:
    """A message that is in order, not yet kept."""

    partner: Partner
    action: str
    header: dict[str, Any]
    message: dict[str, Any]
    at: datetime


def receive(request: HttpRequest, action: str, *, kind: str = "") -> Received:
    """One message of an action, checked. Raises Refusal."""
    at = timezone.now()
    partner = sender(request)
    if request.method != "POST":
        raise Refusal(envelope.BAD, "alamat ini hanya menerima POST", 405)
    if not limits.count_try("dci message", partner.code, limit=PER_HOUR, window=timedelta(hours=1)):
        raise Refusal(envelope.TOO_MANY, f"lebih dari {PER_HOUR} pesan dalam satu jam", 429)
    document = envelope.read(_body(request))
    _check_who(partner, document)
    _check_size(document)
    _check_shape(kind or action, document)
    _check_clock(partner, document["header"], at)
    if (wanted := USES.get(action)) and not any(partner.may(use) for use in wanted):
        raise Refusal(envelope.FORBIDDEN, f"mitra ini tidak diizinkan untuk {action}", 403)
    return Received(partner, action, document["header"], document.get("message") or {}, at)


def sender(request: HttpRequest) -> Partner:
    """The partner whose token is shown. Raises Refusal."""
    try:
        found = partner_of(request)
    except TooManyError:
        raise Refusal(
            envelope.TOO_MANY, "terlalu banyak token yang salah; coba lagi seperempat jam lagi", 429
        ) from None
    if found is None:
        raise Refusal(envelope.UNAUTHORIZED, "token tidak ada, tidak dikenal, atau sudah diganti", 401)
    return found


def _body(request: HttpRequest) -> bytes:
    if not request.content_type.endswith("json"):
        raise Refusal(envelope.BAD, "kirim sebagai application/json; berkas tidak dilayani", 415)
    if not request.META.get("CONTENT_LENGTH"):  # what comes in pieces is read by nobody
        raise Refusal(envelope.BAD, "sebut Content-Length; kiriman bertahap (chunked) tidak dibaca", 411)
    try:
        body = request.read(settings.DCI_LIMIT + 1)
    except (UnreadablePostError, OSError):
        raise Refusal(envelope.BAD, "kiriman terputus di jalan; kirim sekali lagi") from None
    if len(body) > settings.DCI_LIMIT:
        raise too_large()
    return body


def too_large() -> Refusal:
    """For a message beyond what one may hold."""
    return Refusal(
        envelope.BAD, f"pesan lebih dari {settings.DCI_LIMIT // 2**20} MB; bagi menjadi beberapa", 413
    )


def _check_who(partner: Partner, document: dict[str, Any]) -> None:
    """That the message is this partner's own: its sender_id, and a signature of its key where one is asked."""
    header = document.get("header")
    if isinstance(header, dict) and header.get("sender_id", partner.code) != partner.code:
        raise Refusal(envelope.SENDER, "header/sender_id: bukan kode mitra pemilik token ini", 403)
    if partner.public_key and (document.get("signature") or not partner.is_unsigned_test):
        signatures.verify(document, verified_key(partner.public_key))
    elif not partner.is_unsigned_test:
        raise Refusal(
            envelope.UNSIGNED, "mitra ini belum mendaftarkan kunci publik dan tidak dalam mode uji", 403
        )


def _check_shape(kind: str, document: dict[str, Any]) -> None:
    header, message = document.get("header"), document.get("message")
    if isinstance(header, dict) and header.get("is_msg_encrypted") is True:
        raise Refusal(
            envelope.ENCRYPTED, "header/is_msg_encrypted: pesan tersandi tidak dilayani; pakai https"
        )
    if isinstance(message, dict) and {"ciphertext", "encrypted_key"} <= message.keys():
        raise Refusal(envelope.ENCRYPTED, "message: pesan tersandi tidak dilayani; pakai https")
    if found := troubles(kind, _without_what_is_judged_later(document)):
        more = f" (dan {len(found) - _TOLD} lagi)" if len(found) > _TOLD else ""
        raise Refusal(envelope.BAD, "; ".join(map(str, found[:_TOLD])) + more)
    if header.get("version", envelope.VERSION) != envelope.VERSION:  # type: ignore[union-attr]
        raise Refusal(envelope.VERSION_UNKNOWN, f"header/version: yang dilayani {envelope.VERSION}")
    receiver = header.get("receiver_id")  # type: ignore[union-attr]
    if settings.DCI_ID and receiver not in (None, "", settings.DCI_ID):
        raise Refusal(envelope.RECEIVER, f"header/receiver_id: registri ini {settings.DCI_ID}")


def _without_what_is_judged_later(document: dict[str, Any]) -> dict[str, Any]:
    message = document.get("message")
    if not isinstance(message, dict):
        return document
    sound = {
        name: [_sound(one, criteria, instead) for one in message[name]]
        for name, (criteria, instead) in _JUDGED_LATER.items()
        if isinstance(message.get(name), list)
    }
    return {**document, "message": {**message, **sound}}


def _sound(one: Any, name: str, instead: dict[str, Any]) -> Any:
    criteria = one.get(name) if isinstance(one, dict) else None
    if not isinstance(criteria, dict):
        return one
    return {**one, name: {**criteria, **{key: value for key, value in instead.items() if key in criteria}}}


def _check_clock(partner: Partner, header: dict[str, Any], at: datetime) -> None:
    """A message far from now was kept by somebody, or one of the clocks is wrong. Test mode sends examples of old."""
    sent = moment(header["message_ts"])
    if not partner.is_unsigned_test and abs(at - sent) > CLOCK:
        minutes = int(CLOCK.total_seconds() // 60)
        raise Refusal(
            envelope.BAD,
            f"header/message_ts: lebih dari {minutes} menit dari jam kami, {envelope.stamp(at)} "
            "(rjct.message_ts.invalid)",
        )


def _check_size(document: dict[str, Any]) -> None:
    """Before each of them is looked at: looking at ten thousand would hold up everybody else."""
    message = document.get("message")
    for name, found in message.items() if isinstance(message, dict) else ():
        if found == []:
            raise Refusal(envelope.BAD, f"message/{_name(name)}: kosong; isi paling sedikit satu permintaan")
        if isinstance(found, list) and len(found) > MOST_REQUESTS:
            raise Refusal(
                envelope.BAD,
                f"message/{_name(name)}: {len(found)} permintaan dalam satu pesan, paling banyak {MOST_REQUESTS} "
                "(rjct.total_count.limit_exceeded)",
            )


def _name(written: str) -> str:
    return written if written.isidentifier() and len(written) < 40 else "?"


def address_of(partner: Partner, header: dict[str, Any]) -> str:
    """Where a callback goes: all of sender_uri, else what the partner registered; '' where it fetches its answers."""
    address = str(header.get("sender_uri") or partner.callback_uri)
    if not address:
        return ""
    try:
        target_of(address, settings.DCI_OPEN_HOSTS)
    except AddressProblem as problem:
        raise Refusal(envelope.SENDER_URI, f"header/sender_uri: {problem}") from None
    return address


def keep(received: Received, *, waits: bool = False) -> Exchange:
    """The message as a row. `waits`: it is answered later, by callback. Raises Refusal for one that was here before."""
    partner, action, message = received.partner, received.action, received.message
    exchange = Exchange(
        partner=partner,
        action=action,
        message_id=_short_id(received.header["message_id"], "header/message_id"),
        transaction_id=str(message.get("transaction_id", "")),
        address=address_of(partner, received.header) if waits else "",
        request=message if waits else None,
        state=ExchangeState.WAITING if waits else ExchangeState.ANSWERED,
    )
    listed = LISTS.get(action, "")
    references = [
        _short_id(one["reference_id"], f"message/{listed}/{n}/reference_id")
        for n, one in enumerate(message.get(listed, ()))
    ]
    try:
        with transaction.atomic():
            exchange.save()
            Reference.objects.bulk_create(
                Reference(exchange=exchange, reference_id=one) for one in references
            )
            if action not in ANSWERED:  # the others are noted when they are answered
                told = {"partner": partner.code, "kind": action}
                record("dci.noted", by=None, on=exchange, area=partner.area, **told)
    except IntegrityError:
        raise Refusal(
            envelope.BAD, "header/message_id: pesan ini sudah pernah diterima (rjct.message_id.duplicate)"
        ) from None
    return exchange


def _short_id(value: str, place: str) -> str:
    if not 0 < len(value) <= 200:
        raise Refusal(envelope.BAD, f"{place}: harus 1 sampai 200 huruf")
    return value
