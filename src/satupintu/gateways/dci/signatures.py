"""Signs what we send and checks what partners sign: a compact JWS (RFC 7515) over header and message.

The payload is the JSON object {"header": …, "message": …}. It stands in the JWS itself, where the two need only be
equal as JSON; or it is left out (detached), and then it is that object in UTF-8 without blanks, its names in the
order sent or sorted.
"""

import json
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.util import urlsafe_b64decode

from .envelope import UNSIGNED, WRONG_SIGNATURE, Refusal, signed_part

Key = RSAKey | ECKey | OKPKey
_MOST = 16 * 1024 * 1024
_ALGORITHMS = {
    "OKP": ["Ed25519", "EdDSA"],
    "EC": ["ES256", "ES384"],
    "RSA": ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
}
_WEAKEST_RSA = 2048


class KeyProblem(ValueError):
    """A key that cannot be used; the text says why."""


def public_key(text: str) -> Key:
    """A partner's public key, as PEM or JWK. Raises KeyProblem; a private key is none of ours to keep."""
    key = _read(text)
    if key.is_private:
        raise KeyProblem("Ini kunci privat. Minta mitra mengirim kunci publiknya, dan ganti kunci ini.")
    return key


def private_key(text: str) -> Key:
    """Our own key, as PEM or JWK. Raises KeyProblem."""
    key = _read(text)
    if not key.is_private:
        raise KeyProblem("Ini kunci publik; untuk menandatangani diperlukan kunci privat.")
    return key


def _read(text: str) -> Key:
    written = text.strip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joserfc warns of what is refused below
            key = import_key(json.loads(written)) if written.startswith("{") else _from_pem(written)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise KeyProblem(
            "Kunci ini tidak dapat dibaca. Kirim PEM (BEGIN PUBLIC KEY) atau satu JWK."
        ) from None
    if not isinstance(key, (RSAKey, ECKey, OKPKey)) or not _algorithms(key):
        raise KeyProblem("Jenis kunci ini tidak dipakai. Pilih Ed25519, EC P-256, atau RSA 2048 bit ke atas.")
    return key


def _from_pem(text: str) -> Any:
    for kind in (OKPKey, ECKey, RSAKey):
        try:
            return kind.import_key(text)
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
    raise ValueError("no key of a kind that is used")


def _algorithms(key: Key) -> list[str]:
    """The algorithms that a key may be used with; [] for one too weak or of a curve that does not sign."""
    public = key.as_dict(private=False)
    curve = str(public.get("crv", ""))
    if isinstance(key, OKPKey):
        return _ALGORITHMS["OKP"] if curve == "Ed25519" else []
    if isinstance(key, ECKey):
        return {"P-256": ["ES256"], "P-384": ["ES384"]}.get(curve, [])
    bits = int.from_bytes(urlsafe_b64decode(str(public["n"]).encode())).bit_length()
    return _ALGORITHMS["RSA"] if bits >= _WEAKEST_RSA else []


def verify(document: Mapping[str, Any], key: Key) -> None:
    """Raises Refusal unless `document["signature"]` is this key's over header and message."""
    signature = document.get("signature")
    if not isinstance(signature, str) or not signature.strip():
        raise Refusal(UNSIGNED, "signature: wajib ada, sebuah JWS atas header dan message", 401)
    wanted = signed_part(document)
    parts = signature.strip().split(".")
    if len(parts) == 3 and (_speaks_for(parts, wanted, key) if parts[1] else _detached(parts, wanted, key)):
        return
    raise Refusal(
        WRONG_SIGNATURE, "signature: bukan tanda tangan kunci yang terdaftar atas header dan message ini", 401
    )


def _speaks_for(parts: list[str], wanted: Mapping[str, Any], key: Key) -> bool:
    try:
        found = jws.deserialize_compact(".".join(parts), key, registry=_registry(key))
        return canonical(json.loads(found.payload)) == canonical(wanted)  # 1 is not true, as it is to Python
    except (JoseError, ValueError, TypeError, RecursionError):
        return False


def _detached(parts: list[str], wanted: Mapping[str, Any], key: Key) -> bool:
    for text in (canonical(wanted), json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)):
        try:
            jws.deserialize_compact(".".join(parts), key, registry=_registry(key), payload=text)
        except (JoseError, ValueError, TypeError):
            continue
        return True
    return False


def _registry(key: Key) -> jws.JWSRegistry:
    """Takes the algorithms of this key alone: what a message says of itself chooses among no others."""
    registry = jws.JWSRegistry(algorithms=_algorithms(key), strict_check_header=False)
    registry.max_payload_length = _MOST  # joserfc's own limit is for tokens
    return registry


def canonical(part: Mapping[str, Any]) -> str:
    """JSON without blanks, names sorted."""
    return json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(document: Mapping[str, Any], key: Key) -> dict[str, Any]:
    """The document with our signature over header and message before them."""
    part = signed_part(document)
    header = {"alg": _algorithms(key)[0], "kid": key.thumbprint(), "typ": "JOSE"}
    signature = jws.serialize_compact(header, canonical(part), key, registry=_registry(key))
    return {"signature": signature, **document}


def public_jwk(key: Key) -> dict[str, Any]:
    """The public half as a JWK, for partners to check our signatures with."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": _algorithms(key)[0]}
