"""Our own signing key, from the environment, and partners' keys, each read once."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from satupintu.gateways.dci import signatures


@lru_cache(maxsize=512)
def verified_key(text: str) -> signatures.Key:
    """A partner's public key as it was registered. Raises KeyProblem."""
    return signatures.public_key(text)


@lru_cache(maxsize=4)
def _own(text: str) -> signatures.Key:
    return signatures.private_key(text)


def own_key() -> signatures.Key | None:
    """The key of SATUPINTU_DCI_KEY; None where the office set none. Raises KeyProblem."""
    return _own(settings.DCI_KEY) if settings.DCI_KEY else None


def signed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with our signature, where we have a key."""
    key = own_key()
    return signatures.sign(document, key) if key else document
