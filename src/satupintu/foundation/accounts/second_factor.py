"""The second factor of offices: codes from an app on one's phone (TOTP, RFC 6238), and on paper for when it is lost.

Why this and no library's sign-in: docs/adr/0008-second-factor.md.
"""

import base64
import hmac
import time
from datetime import timedelta
from hashlib import sha1
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from ..audit.services import record
from . import limits
from .models import SecondFactor, User
from .permissions import SECOND_FACTOR, require

STEP = 30  # seconds that a code is shown; the one before and the one after count too, for clocks that differ
DIGITS = 6
RECOVERY_CODES = 10
WINDOW, TRIES = timedelta(minutes=15), 5
WAITS = 5 * 60  # seconds between the password and the code
_NONCE, _HALF_WAY = "second_factor_nonce", "half_signed_in"


class TooManyCodesError(Exception):
    """Wrong codes have used up this account's tries for now."""


def hotp(secret: bytes, counter: int) -> str:
    """RFC 4226: six digits of HMAC-SHA-1."""
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def secret_of(nonce: str, key: str | None = None) -> bytes:
    """The 20 bytes that the app knows, made of the nonce and the house's key."""
    return salted_hmac("satupintu.second_factor", nonce, secret=key, algorithm="sha1").digest()


def address_of(user: User, nonce: str) -> str:
    """What the QR code says to the app: otpauth://totp/…"""
    secret = base64.b32encode(secret_of(nonce)).decode()
    query = urlencode({"secret": secret, "issuer": "Satu Pintu"}, quote_via=quote)
    return f"otpauth://totp/{quote(f'Satu Pintu:{user.username}')}?{query}"


def nonce_of(request: HttpRequest) -> str:
    """The nonce this person is enrolling with, kept in the session until they proved that their app has it."""
    if _NONCE not in request.session:
        request.session[_NONCE] = get_random_string(32)
    return str(request.session[_NONCE])


def enrol(request: HttpRequest, *, code: str) -> list[str] | None:
    """Keeps the factor once the app's code is right; returns the recovery codes, to be shown this once.

    None for a wrong code. Raises TooManyCodesError.
    """
    user = request.user
    require(user, "account.self")
    _count(user)
    nonce = nonce_of(request)
    step = _step_of(nonce, code, after=0)
    if step is None:
        return None
    codes = _new_recovery_codes()
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user,
            defaults={"nonce": nonce, "last_step": step, "recovery": [_hash(user, one) for one in codes]},
        )
        record("account.second_factor_set", by=user, on=user)
    limits.forget("second factor", str(user.pk))
    del request.session[_NONCE]
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = True
    return codes


def new_recovery_codes(request: HttpRequest, *, code: str) -> list[str] | None:
    """New codes on paper in place of the old ones; None for a wrong code. Raises TooManyCodesError."""
    user = request.user
    if not is_right(user, code):
        return None
    codes = _new_recovery_codes()
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).update(recovery=[_hash(user, one) for one in codes])
        record("account.recovery_codes_made", by=user, on=user)
    return codes


def is_right(user: User, code: str) -> bool:
    """Whether this is the app's code or an unused recovery code, which is used up by it. Raises TooManyCodesError."""
    _count(user)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None or not _use(factor, code):
            return False
    limits.forget("second factor", str(user.pk))
    return True


def reset(user: User, *, by: User | None) -> None:
    """Takes the factor away after its owner lost phone and paper; they enrol anew at the next sign-in.

    `by` is None for whoever sits at the house's own terminal.
    """
    if by is not None:
        require(by, "account.manage", user.area)
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        record("account.second_factor_reset", by=by, on=user, area=user.area)


def begin(request: HttpRequest, user: User) -> None:
    """After the right password: remembers who is half-way in, in a session of its own."""
    request.session.flush()
    request.session[_HALF_WAY] = {"user": user.pk, "at": int(time.time())}


def half_way(request: HttpRequest) -> User | None:
    """Who gave their password in the last minutes and still owes the code."""
    kept = request.session.get(_HALF_WAY)
    if not kept or not 0 <= time.time() - kept["at"] <= WAITS:
        return None
    return User.objects.filter(pk=kept["user"], is_active=True, second_factor__isnull=False).first()


def finish(request: HttpRequest, *, code: str) -> User | None:
    """Signs in who is half-way and gives the right code; else None. Raises TooManyCodesError."""
    user = half_way(request)
    if user is None:
        return None
    if not is_right(user, code):
        record("account.sign_in_refused", by=None, on=user, area=user.area)
        return None
    del request.session[_HALF_WAY]
    login(request, user)
    request.session[SECOND_FACTOR] = True
    record("account.sign_in", by=user, on=user, way="second_factor")
    return user


def _count(user: User) -> None:
    if not limits.count_try("second factor", str(user.pk), limit=TRIES, window=WINDOW):
        raise TooManyCodesError


def _use(factor: SecondFactor, code: str) -> bool:
    step = _step_of(factor.nonce, code, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    wanted = _hash(factor.user, code)
    left = [one for one in factor.recovery if not constant_time_compare(one, wanted)]
    if len(left) == len(factor.recovery):
        return False
    factor.recovery = left
    factor.save(update_fields=["recovery"])
    return True


def _step_of(nonce: str, code: str, *, after: int) -> int | None:
    """The 30 seconds that this code belongs to, if it is one of now and later than `after`."""
    written = "".join(code.split())
    now = int(time.time()) // STEP
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        for step in (now, now - 1, now + 1):
            if constant_time_compare(written, hotp(secret_of(nonce, key), step)) and step > after:
                return step
    return None


def _new_recovery_codes() -> list[str]:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return [
        f"{get_random_string(5, letters)}-{get_random_string(5, letters)}" for _code in range(RECOVERY_CODES)
    ]


def _hash(user: User, code: str) -> str:
    plain = "".join(one for one in code.lower() if one.isalnum())
    return salted_hmac("satupintu.recovery", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()
