"""What every DCI message has around it: reading a body safely, refusing it, acknowledging it, heading an answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

VERSION = "1.0.0"
DEEPEST = 40  # levels of nesting; the specification's own need fewer than twenty
BAD, UNAUTHORIZED, FORBIDDEN = "err.request.bad", "err.request.unauthorized", "err.request.forbidden"
NOT_FOUND, TOO_MANY = "err.request.not_found", "err.request.too_many_requests"
VERSION_UNKNOWN, UNAVAILABLE = "err.version.not_supported", "err.service.unavailable"
SENDER, SENDER_URI, RECEIVER = "err.sender_id.invalid", "err.sender_uri.invalid", "err.receiver_id.invalid"
UNSIGNED, WRONG_SIGNATURE = "err.signature.missing", "err.signature.invalid"
ENCRYPTED = "err.encryption.invalid"


@dataclass
class Refusal(Exception):
    """A message that is not taken at all: the HTTP status, a code of the specification's Error, a sentence."""

    code: str
    says: str
    status: int = 400

    def __str__(self) -> str:
        return f"{self.code}: {self.says}"


def read(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Refuses what `parse` refuses, and what is no object."""
    found = parse(body)
    if not isinstance(found, dict):
        raise Refusal(BAD, "isi permintaan harus objek JSON dengan header dan message")
    return found


def parse(body: bytes) -> Any:
    """What a body says in JSON. Refuses what is no JSON, names something twice, is nested beyond DEEPEST, or holds
    what cannot be kept."""
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as trouble:
        raise Refusal(BAD, f"isi permintaan bukan JSON yang dapat dibaca ({_where(trouble)})") from None
    if _depth(found) > DEEPEST:
        raise Refusal(BAD, f"isi permintaan bersarang lebih dari {DEEPEST} tingkat")
    _check_text(found)
    return found


def _check_text(found: Any) -> None:
    """That every text and number can be kept: no NUL, no half of a character, nothing beyond what is finite."""
    try:
        written = json.dumps(found, ensure_ascii=False, allow_nan=False)
        written.encode()
    except ValueError:
        is_whole = False
    else:
        is_whole = "\\u0000" not in written.replace("\\\\", "")  # a backslash that somebody wrote is two here
    if not is_whole:
        raise Refusal(BAD, "isi permintaan memuat huruf atau angka yang tidak dapat disimpan")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name in it twice would be read in one way by us and in another by who signed it."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("nama yang sama dua kali dalam satu objek")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} bukan angka JSON")


def _where(trouble: Exception) -> str:
    if isinstance(trouble, json.JSONDecodeError):
        return f"baris {trouble.lineno}, huruf {trouble.colno}"
    if isinstance(trouble, UnicodeDecodeError):
        return "bukan UTF-8"
    return "bersarang terlalu dalam" if isinstance(trouble, RecursionError) else str(trouble)[:80]


def _depth(document: Any) -> int:
    """Levels of nesting, without recursion."""
    deepest, left = 0, [(document, 1)]
    while left:
        at, level = left.pop()
        deepest = max(deepest, level)
        inside = at.values() if isinstance(at, dict) else at if isinstance(at, list) else ()
        left.extend((one, level + 1) for one in inside if isinstance(one, (dict, list)))
    return deepest


def stamp(moment: datetime) -> str:
    """ISO 8601 with the zone, to the second."""
    return moment.isoformat(timespec="seconds")


def acknowledgement(*, correlation_id: str, at: datetime, refusal: Refusal | None = None) -> dict[str, Any]:
    """The answer to an asynchronous message, or to any that is refused.

    A refusal stands in the envelope that practice expects and, beside it, in `errors`, which is what the
    specification asks of 401, 403 and 500.
    """
    told: dict[str, Any] = {
        "ack_status": "ERR" if refusal else "ACK",
        "timestamp": stamp(at),
        "correlation_id": correlation_id,
    }
    if refusal is None:
        return {"message": told}
    error = {"code": refusal.code, "message": refusal.says[:999]}
    return {"message": told | {"error": error}, "errors": [error]}


def answer_header(
    *,
    action: str,
    message_id: str,
    at: datetime,
    status: str,
    sender_id: str,
    receiver_id: str,
    total: int = 1,
    completed: int | None = None,
    reason: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """The header of an answer or callback; it fits both headers of the specification (on-unsubscribe asks the other).

    `reason` is a code of MsgHeaderStatusReasonCode ('' where none fits) and a sentence.
    """
    header: dict[str, Any] = {
        "version": VERSION,
        "message_id": message_id,
        "message_ts": stamp(at),
        "action": action,
        "status": status,
        "total_count": total,
        "completed_count": total if completed is None else completed,
        "sender_id": sender_id,
        "receiver_id": receiver_id,
        "is_msg_encrypted": False,
    }
    if reason:
        header |= {"status_reason_code": reason[0]} if reason[0] else {}
        header["status_reason_message"] = reason[1][:999]
    return header


def overall(statuses: Sequence[str]) -> str:
    """The status of a whole answer: rejected only where nothing in it succeeded."""
    return "rjct" if statuses and all(one == "rjct" for one in statuses) else "succ"


def rejected(reference_id: str, at: datetime, code: str, says: str) -> dict[str, Any]:
    """One request of several that is refused, with a code of its kind's StatusReasonCode, '' where none fits."""
    return {
        "reference_id": reference_id,
        "timestamp": stamp(at),
        "status": "rjct",
        **({"status_reason_code": code} if code else {}),
        "status_reason_message": says[:999],
    }


def signed_part(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a signature speaks for: header and message, nothing else."""
    return {name: document[name] for name in ("header", "message") if name in document}
