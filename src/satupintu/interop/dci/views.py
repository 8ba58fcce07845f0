"""The addresses of the DCI API: every one takes a token, and answers every refusal with the same envelope."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from satupintu.batch.troubles import log_trouble
from satupintu.foundation.accounts.permissions import public
from satupintu.gateways.dci import envelope, signatures
from satupintu.gateways.dci.envelope import Refusal

from ..models import Exchange, new_id
from .answering import answered
from .own_key import own_key, signed
from .receiving import keep, receive, sender

View = Callable[..., HttpResponse]


def partner(view: View) -> View:
    """Declares a view of partners: they show a token, not a session, so no form of another site can speak for them."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except Refusal as refusal:
            return refused(refusal)
        except Exception as trouble:  # the other end is a machine: it gets the envelope, not a page
            log_trouble(trouble, f"dci {request.path}")
            return refused(
                Refusal(envelope.UNAVAILABLE, "ada gangguan di registri ini; coba lagi nanti", 500)
            )

    guarded.allowed = "exchange.partner"  # type: ignore[attr-defined]
    guarded.is_keyed = True  # type: ignore[attr-defined]
    return guarded


def refused(refusal: Refusal) -> JsonResponse:
    """The answer to a message that is not taken."""
    told = envelope.acknowledgement(correlation_id=new_id(), at=timezone.now(), refusal=refusal)
    response = JsonResponse(told, status=refusal.status)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if refusal.status == 405:
        response.headers["Allow"] = "POST"
    return response


@partner
def acknowledged(request: HttpRequest, action: str) -> HttpResponse:
    """A message that is answered by callback, or, where the partner has no address for one, by txn/status."""
    return _acknowledgement(keep(receive(request, action), waits=True))


@partner
def noted(request: HttpRequest, action: str) -> HttpResponse:
    """What another registry tells us, or answers: checked, and kept that it came. Nothing here asks any, so no more."""
    return _acknowledgement(keep(receive(request, action)))


def _acknowledgement(exchange: Exchange) -> JsonResponse:
    return JsonResponse(
        signed(envelope.acknowledgement(correlation_id=exchange.correlation_id, at=exchange.at))
    )


@partner
def at_once(request: HttpRequest, action: str) -> HttpResponse:
    """A search or a question about a transaction that is answered in the same breath; where that fails nothing is kept,
    and the same message may come again."""
    received = receive(request, action, kind=f"sync-{action}")
    with transaction.atomic():
        document = answered(keep(received), received.message, received.at)
    return JsonResponse(signed(document))


@partner
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """An address that the specification does not have: said to partners in the form that a machine reads."""
    sender(request)
    raise Refusal(envelope.NOT_FOUND, "alamat ini tidak ada dalam DCI Social Registry API 1.0", 404)


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Our public key, by which partners check our signatures (RFC 7517); an empty set where we do not sign."""
    key = own_key()
    return JsonResponse({"keys": [signatures.public_jwk(key)] if key else []})
