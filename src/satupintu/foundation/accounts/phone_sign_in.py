"""Signing in by a code or a link that was sent to one's phone: for RT, RW and hamlet heads and for business owners."""

import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ..audit.services import record
from ..messaging.services import send
from . import limits
from .models import SignInCode, User
from .roles import BY_PHONE

GOOD_FOR = timedelta(minutes=10)
TRIES = 5  # wrong codes that one sent code survives
WINDOW, DAY = timedelta(minutes=15), timedelta(days=1)
# Codes asked for; a carrier puts hundreds of phones behind one address.
PER_PHONE, PER_PHONE_A_DAY, PER_ADDRESS = 3, 10, 100
ANSWERS_TAKE = 0.4  # seconds: a number that is known and one that is not answer after the same time


class TooManyCodesError(Exception):
    """This phone or this address has asked or tried too often for now."""


def ask_for_code(request: HttpRequest, *, phone: str) -> None:
    """Sends a code and a link to this number (E.164) if it is somebody's; the caller learns nothing either way.

    Raises TooManyCodesError, counted before looking, so that it tells nothing either.
    """
    started = time.monotonic()
    if not limits.count_try("code address", limits.address_of(request), limit=PER_ADDRESS, window=WINDOW):
        raise TooManyCodesError
    for kind, limit, window in (("code phone", PER_PHONE, WINDOW), ("code phone day", PER_PHONE_A_DAY, DAY)):
        if not limits.count_try(kind, phone, limit=limit, window=window):
            raise TooManyCodesError
    user = _owner(phone)
    if user is not None:
        _send(request, user)
    time.sleep(max(0.0, ANSWERS_TAKE - (time.monotonic() - started)))


def sign_in_by_code(request: HttpRequest, *, phone: str, code: str) -> User | None:
    """Signs in who gives the newest code sent to this number; None for everything else, without saying why.

    Raises TooManyCodesError.
    """
    if not limits.count_try(
        "code tried", limits.address_of(request), limit=PER_ADDRESS * TRIES, window=WINDOW
    ):
        raise TooManyCodesError
    user = _owner(phone)
    newest = user and SignInCode.objects.filter(user=user).order_by("-pk").first()
    if newest is None or not _count_try(newest):
        return None
    if not constant_time_compare(newest.code_hash, _hash("code", f"{user.pk}:{_digits(code)}")):
        return None
    return _let_in(request, newest)


def waiting_link(token: str) -> SignInCode | None:
    """The sign-in that a link stands for, if it is still good."""
    found = SignInCode.objects.select_related("user").filter(token_hash=_hash("token", token)).first()
    return found if found and found.used_at is None and found.expires_at > timezone.now() else None


def sign_in_by_link(request: HttpRequest, *, token: str) -> User | None:
    """Signs in by the link that came with the code; None for one that was used, is old, or was never made."""
    found = waiting_link(token)
    return _let_in(request, found) if found else None


def _owner(phone: str) -> User | None:
    return User.objects.filter(phone=phone, is_active=True, role__in=BY_PHONE).first() if phone else None


def _send(request: HttpRequest, user: User) -> None:
    code, token = f"{secrets.randbelow(10**6):06d}", secrets.token_urlsafe(24)
    expires = timezone.now() + GOOD_FOR
    with transaction.atomic():
        SignInCode.objects.filter(user=user).delete()  # only the newest is good
        SignInCode.objects.create(
            user=user,
            code_hash=_hash("code", f"{user.pk}:{code}"),
            token_hash=_hash("token", token),
            expires_at=expires,
        )
        link = _whole(request, reverse("accounts:phone_link", args=[token]))
        send(to=user.phone, template="sign_in_code", words={"code": code, "link": link}, expires_at=expires)
        record("account.code_sent", by=None, on=user, area=user.area)


def _whole(request: HttpRequest, path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _count_try(code: SignInCode) -> bool:
    """Counts before looking, so that many guesses at once do not all slip through."""
    found = SignInCode.objects.filter(
        pk=code.pk, used_at=None, tries__lt=TRIES, expires_at__gt=timezone.now()
    )
    return bool(found.update(tries=F("tries") + 1))


def _let_in(request: HttpRequest, code: SignInCode) -> User | None:
    """Uses the code up: of two at once one gets in."""
    if not SignInCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()):
        return None
    user = code.user
    if not user.is_active or user.role not in BY_PHONE:
        return None
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.set_expiry(settings.FIELD_SESSION_AGE)
    record("account.sign_in", by=user, on=user, way="phone")
    return user


def _digits(code: str) -> str:
    return "".join(one for one in code if one.isdecimal())


def _hash(kind: str, value: str) -> str:
    return salted_hmac(f"satupintu.sign_in_{kind}", value, algorithm="sha256").hexdigest()
