"""Registers partners, gives them a token, and recognises them by it: the only writes to who may ask."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from satupintu.foundation.accounts import limits
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area, require
from satupintu.foundation.audit.services import record

from .dci.keeping import withdraw_answers
from .models import Partner, Subscription, uses_of

WINDOW = timedelta(minutes=15)
WRONG_TOKENS = 60  # from one address in a window


class TooManyError(Exception):
    """So many wrong tokens came from this address that no other is looked at for now."""


def visible_partners(user: User) -> QuerySet[Partner]:
    """The partners of the user's part of the country."""
    return limit_to_area(Partner.objects.select_related("area", "account"), user)


@transaction.atomic
def save_partner(partner: Partner, *, by: User) -> Partner:
    """Keeps a new or changed partner. A closed one is told nothing more: its subscriptions end. One that may see less
    than before does not see more in answers that wait for it."""
    require(by, "partner.manage", partner.area)
    is_new, partner.uses = partner.pk is None, uses_of(partner.uses)
    before = Partner.objects.filter(pk=partner.pk).first()
    if before and (before.area_id != partner.area_id or set(before.uses) - set(partner.uses)):
        withdraw_answers(partner)
    partner.save()
    if not partner.is_active:
        running = Subscription.objects.filter(partner=partner, ended_at__isnull=True)
        running.update(ended_at=timezone.now())
    told = {"uses": partner.uses, "unsigned": partner.is_unsigned_test, "active": partner.is_active}
    record("partner.made" if is_new else "partner.changed", by=by, on=partner, area=partner.area, **told)
    return partner


@transaction.atomic
def new_token(partner: Partner, *, by: User) -> str:
    """A token for the partner's system, told this once; the one before opens nothing from now on."""
    require(by, "partner.manage", partner.area)
    token = secrets.token_urlsafe(32)
    partner.token_sha256, partner.token_made_at = _hash(token), timezone.now()
    partner.save(update_fields=["token_sha256", "token_made_at"])
    record("partner.token", by=by, on=partner, area=partner.area)
    return token


def partner_of(request: HttpRequest) -> Partner | None:
    """Who shows a token in the Authorization header: an active partner; None for any other.

    Raises TooManyError where too many wrong ones came from the same address.
    """
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    held = Partner.objects.select_related("area", "account__area").filter(
        token_sha256=_hash(token.strip()), is_active=True
    )
    if (found := held.first()) is not None:
        return found
    address = limits.address_of(request)
    if not limits.count_try("partner token", address, limit=WRONG_TOKENS, window=WINDOW):
        raise TooManyError
    return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
