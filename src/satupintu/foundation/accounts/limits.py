"""Holds back guessing: counts tries in the database, so that the count holds across worker processes."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Tally


def is_over(kind: str, value: str, *, limit: int, window: timedelta) -> bool:
    """Whether `value` has already used up its `limit` tries of this kind in the running window."""
    tally = Tally.objects.filter(key=_key(kind, value), window=_window(window)).first()
    return tally is not None and tally.count >= limit


def count_try(kind: str, value: str, *, limit: int, window: timedelta) -> bool:
    """Counts one try; False when it is past the limit. `value` is kept only as a keyed hash."""
    key, start = _key(kind, value), _window(window)
    with transaction.atomic():
        tally, created = Tally.objects.get_or_create(key=key, window=start)
        Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)
        tally.refresh_from_db(fields=["count"])
        if created:
            Tally.prune(before=timezone.now() - timedelta(days=2))
    return tally.count <= limit


def give_back(kind: str, value: str, *, window: timedelta) -> None:
    """Takes one try off the count again: it was no guess."""
    found = Tally.objects.filter(key=_key(kind, value), window=_window(window), count__gt=0)
    found.update(count=F("count") - 1)


def forget(kind: str, value: str) -> None:
    """Clears the count, as after a right password."""
    Tally.objects.filter(key=_key(kind, value)).delete()


def address_of(request: HttpRequest) -> str:
    """The caller's address; the last one a trusted proxy wrote, if the office says there is one.

    An IPv6 address is its network of 64 bits: that much one household has, and could change at will.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return _caller(forwarded)
    return _caller(request.META.get("REMOTE_ADDR", ""))


def _caller(address: str) -> str:
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found) >> 64 << 64, 64)))


def _key(kind: str, value: str) -> str:
    return salted_hmac("satupintu.limits", f"{kind}\n{value}", algorithm="sha256").hexdigest()


def _window(length: timedelta) -> datetime:
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(timezone.now().timestamp()) // seconds * seconds, tz=UTC)
