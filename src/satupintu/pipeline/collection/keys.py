"""The keys by which ODK Collect speaks for a person: made once, shown once, kept as a hash, withdrawn at will."""

import base64
import hashlib
import json
import secrets
import zlib
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import can, require
from satupintu.foundation.audit.services import record

from .models import CollectorKey

_MOST = 10  # keys in use a person: several phones, not a published address
_NOTED_EVERY = timedelta(hours=1)


def keys_of(user: User) -> QuerySet[CollectorKey]:
    """A person's own keys that are not withdrawn, newest first."""
    return CollectorKey.objects.filter(user=user, withdrawn_at=None).order_by("-pk")


@transaction.atomic
def make_key(*, by: User) -> str:
    """A new key for the person's own phone: the only time it is told. Beyond ten the oldest is withdrawn."""
    require(by, "submission.create")
    secret = secrets.token_urlsafe(32)
    key = CollectorKey.objects.create(user=by, key_sha256=_hash(secret))
    for old in keys_of(by)[_MOST:]:
        withdraw_key(by=by, key=old)
    record("collector_key.made", by=by, on=key)
    return secret


@transaction.atomic
def withdraw_key(*, by: User, key: CollectorKey) -> None:
    """From now on the phone that shows it is a stranger. One's own keys only."""
    require(by, "submission.create")
    if key.user_id != by.pk:
        raise CollectorKey.DoesNotExist
    if key.withdrawn_at is None:
        key.withdrawn_at = timezone.now()
        key.save(update_fields=["withdrawn_at"])
        record("collector_key.withdrawn", by=by, on=key)


def holder_of(secret: str) -> User | None:
    """Who shows this key: an active person who may still collect; None for any other."""
    key = CollectorKey.objects.select_related("user__area").filter(
        key_sha256=_hash(secret), withdrawn_at=None
    ).first()  # fmt: skip
    if key is None or not can(key.user, "submission.create"):
        return None
    now = timezone.now()
    if key.used_at is None or now - key.used_at > _NOTED_EVERY:
        CollectorKey.objects.filter(pk=key.pk).update(used_at=now)
    return key.user


def settings_code(server: str, name: str) -> str:
    """What a QR must hold for ODK Collect to set itself up (docs.getodk.org/collect-import-export)."""
    wanted = {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {"change_server": False},
        "project": {"name": name[:40], "icon": "S", "color": "#07353f"},
    }
    return base64.b64encode(zlib.compress(json.dumps(wanted).encode(), 9)).decode()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
