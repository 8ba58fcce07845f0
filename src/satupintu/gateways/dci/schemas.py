"""Holds a document against the schemas of the specification itself, and names the place that does not fit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPEC = Path(__file__).parent / "spec" / "social_api_v1.0.0.yaml"
_ROOT = "urn:dci:social:1.0.0"
_JSON = "content/application~1json/schema"
_REQUEST = {
    "search": "search",
    "on-search": "on-search",
    "subscribe": "subscribe",
    "on-subscribe": "on-subscribe",
    "unsubscribe": "unsubscribe",
    "on-unsubscribe": "on-unsubscribe",
    "notify": "notify",
    "txn-status": "txn~1status",
    "txn-on-status": "txn~1on-status",
}
_WHERE = {
    **{kind: f"paths/~1registry~1{path}/post/requestBody/{_JSON}" for kind, path in _REQUEST.items()},
    "sync-search": f"paths/~1registry~1sync~1search/post/requestBody/{_JSON}",
    "sync-txn-status": f"paths/~1registry~1sync~1txn~1status/post/requestBody/{_JSON}",
    "sync-search-answer": f"paths/~1registry~1sync~1search/post/responses/default/{_JSON}",
    "sync-txn-status-answer": f"paths/~1registry~1sync~1txn~1status/post/responses/default/{_JSON}",
    "acknowledgement": f"components/responses/Response/{_JSON}",
    "http-error": f"components/responses/HttpErrorResponse/{_JSON}",
}
KINDS = frozenset(_WHERE)
_TYPES = {
    "string": "teks",
    "object": "objek",
    "array": "daftar",
    "number": "angka",
    "integer": "bilangan bulat",
    "boolean": "true atau false",
}


@dataclass(frozen=True)
class Trouble:
    """One thing that does not fit. `place` is the way to it (`message/search_request/0`); values are never quoted."""

    place: str
    says: str

    def __str__(self) -> str:
        return f"{self.place or 'dokumen'}: {self.says}"


def troubles(kind: str, document: Any) -> list[Trouble]:
    """What in a document does not fit the specification's schema of its kind (one of KINDS), in the order of places."""
    found = [_trouble(error) for error in _validator(kind).iter_errors(document)]
    return sorted(set(found), key=lambda one: one.place)


@cache
def specification() -> dict[str, Any]:
    """The specification, read once."""
    with SPEC.open("rb") as file:
        loaded: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


@cache
def _validator(kind: str) -> Draft202012Validator:
    # OpenAPI 3.0's schemas are an older dialect; the words that this specification uses mean the same in both.
    resource = DRAFT202012.create_resource(specification())
    registry: Registry[Any] = Registry().with_resource(_ROOT, resource)
    return Draft202012Validator(
        {"$ref": f"{_ROOT}#/{_WHERE[kind]}"}, registry=registry, format_checker=_formats()
    )


@cache
def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("date-time", raises=(ValueError, TypeError))(_is_moment)
    checker.checks("uri", raises=ValueError)(_is_address)
    return checker


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or moment(value) is not None


def moment(text: str) -> datetime:
    """The moment that ISO 8601 text with a time zone stands for; ValueError for anything else, also for one that lies
    beyond the calendar in another zone, for no database takes it."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or "T" not in text.upper():
        raise ValueError("no time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the calendar") from None


def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


def _trouble(error: ValidationError) -> Trouble:
    deepest = _deepest(error)
    return Trouble("/".join(str(step) for step in deepest.absolute_path), _says(deepest))


def _deepest(error: ValidationError) -> ValidationError:
    """Of alternatives none of which fits, the trouble of the one that fits furthest in: that one was meant."""
    while error.context:
        error = min(error.context, key=lambda one: (-len(_reach(one)), next(iter(one.schema_path))))
    return error


def _reach(error: ValidationError) -> list[Any]:
    inner = [_reach(one) for one in error.context or ()]
    return max(inner, key=len, default=list(error.absolute_path))


def _says(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in error.instance]
            return f"wajib ada: {', '.join(missing)}"
        case "type":
            return f"harus {_TYPES.get(str(wanted), str(wanted))}"
        case "enum":
            return f"harus salah satu dari {', '.join(map(str, wanted))}"
        case "format":
            return (
                "harus waktu ISO 8601 dengan zona" if wanted == "date-time" else f"bukan {wanted} yang benar"
            )
        case "maxLength":
            return f"paling panjang {wanted} huruf"
        case "pattern":
            return f"harus berpola {wanted}"
    return "tidak sesuai spesifikasi"
