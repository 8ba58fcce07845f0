"""Signing in and out, passwords, and the accounts an administrator keeps."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string, salted_hmac

from ..areas.models import COUNTRY, Area
from ..audit.services import record
from ..refusal import Refused
from . import limits, second_factor
from .models import Role, SecondFactor, User
from .permissions import require
from .roles import BY_PHONE

# Wrong passwords in a quarter of an hour: for one account from one address, so that nobody elsewhere shuts its owner
# out; for one account from everywhere; and from one address, which an office shares.
WINDOW = timedelta(minutes=15)
PER_PAIR, PER_ACCOUNT, PER_ADDRESS = 10, 100, 50


class TooManyTriesError(Exception):
    """Wrong passwords have used up the tries of this account or this address for now."""


def sign_in(request: HttpRequest, *, username: str, password: str) -> User | None:
    """Signs in and returns the user; None when name or password is wrong.

    Who has a second factor is not signed in yet: `request.user` stays a stranger until second_factor.finish.

    Raises TooManyTriesError without looking at the password, so that guessing on is of no use.
    """
    account, address = username.strip().lower(), limits.address_of(request)
    if limits.is_over("sign-in address", address, limit=PER_ADDRESS, window=WINDOW):
        _note_held_back("address", address, "")
        raise TooManyTriesError
    pair = f"{account}\n{address}"
    # What is held back here is not counted against the account: else one address could use up the tries of all.
    if not limits.count_try("sign-in pair", pair, limit=PER_PAIR, window=WINDOW) or not limits.count_try(
        "sign-in account", account, limit=PER_ACCOUNT, window=WINDOW
    ):
        _note_held_back("account", account, account)
        raise TooManyTriesError
    user = authenticate(request, username=account, password=password)
    if not isinstance(user, User):
        limits.count_try("sign-in address", address, limit=PER_ADDRESS, window=WINDOW)
        _note_refused("account.sign_in_refused", account)
        return None
    limits.forget("sign-in pair", pair)
    limits.give_back("sign-in account", account, window=WINDOW)
    if SecondFactor.objects.filter(user=user).exists():
        second_factor.begin(request, user)
        return user
    login(request, user)
    record("account.sign_in", by=user, on=user)
    return user


def _note_held_back(kind: str, value: str, account: str) -> None:
    """Once in a window: whoever goes on guessing must not fill the trail."""
    if limits.count_try(f"held back {kind}", value, limit=1, window=WINDOW):
        _note_refused("account.sign_in_held_back", account, kind=kind)


def _note_refused(action: str, account: str, **data: str) -> None:
    """Where the account's administrator sees it; a name nobody has, which may be a password, is not kept."""
    known = User.objects.select_related("area").filter(username=account).first()
    area = known.area if known else Area.objects.filter(code=COUNTRY).first()
    record(action, by=None, on=known, area=area, **data)


def sign_out(request: HttpRequest) -> None:
    if isinstance(request.user, User):
        record("account.sign_out", by=request.user, on=request.user)
    logout(request)


def change_password(request: HttpRequest, *, password: str) -> None:
    """One's own password; other sessions of the account end."""
    user = request.user
    require(user, "account.self")
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record("account.password_changed", by=user, on=user)
    update_session_auth_hash(request, user)


OwnerCheck = Callable[[User, User], str]
_owner_checks: list[OwnerCheck] = []


def checks_owner(check: OwnerCheck) -> OwnerCheck:
    """Registers what a later stage knows against an owner's account: `check(owner, by)` says it, or ''."""
    _owner_checks.append(check)
    return check


def nik_hashes(nik: str) -> list[str]:
    """What the trail keeps of an account's NIK, so that who opened one for whom is found by those who know the NIK.

    The first is under the house's key of today, the others under those it had before.
    """
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac("satupintu.account_nik", nik, secret=key, algorithm="sha256").hexdigest() for key in keys
    ]


def save_account(user: User, *, by: User) -> str | None:
    """Makes or changes an account; returns the first password of a new one, to be handed over once.

    Who signs in by phone has none. An administrator keeps every account of their area, a village officer those of
    BY_PHONE. Raises PermissionDenied, and Refused for an owner who is known elsewhere or by another name.
    """
    before = User.objects.filter(pk=user.pk).first()
    for one in filter(None, (before, user)):  # as it is, and as it is to be
        require(by, _keeping(one, by), one.area)
    if user.role == Role.BUSINESS_OWNER and user.nik and user.is_active:
        for why in filter(None, (check(user, by) for check in _owner_checks)):
            raise Refused(why)
    with transaction.atomic():
        password = None if before else _give_password(user)
        if user.role in BY_PHONE and (before is None or _moved(before, user)):
            user.set_unusable_password()  # ends the sessions of whoever holds the old phone
            user.must_change_password = False
            password = None
        user.save()
        record(
            "account.changed" if before else "account.created",
            by=by,
            on=user,
            area=user.area,
            role=user.role,
            area_code=user.area_id,
            active=user.is_active,
            **({"nik_hash": nik_hashes(user.nik)[0]} if user.nik else {}),
        )
    return password


def _keeping(user: User, by: User) -> str:
    invites = user.role in BY_PHONE and not by.can("account.manage")
    return "account.invite" if invites else "account.manage"


def _moved(before: User, user: User) -> bool:
    """Whether the phone, role or area is another one than before."""
    return (before.phone, before.role, before.area_id) != (user.phone, user.role, user.area_id)


def reset_password(user: User, *, by: User) -> str:
    """A new password to hand over; the person must change it when they sign in."""
    require(by, "account.manage", user.area)
    if user.role in BY_PHONE:
        raise PermissionDenied("account.password_reset")
    with transaction.atomic():
        password = _give_password(user)
        user.save(update_fields=["password", "must_change_password"])
        record("account.password_reset", by=by, on=user)
    return password


def _give_password(user: User) -> str:
    password = "-".join(get_random_string(4, "abcdefghjkmnpqrstuvwxyz23456789") for _part in range(4))
    user.set_password(password)
    user.must_change_password = True
    return password
