"""Masks identity and phone numbers in anything about to be logged: the last defence, not the first."""

import logging
import re
import traceback
from typing import Any

from django.db import DatabaseError

from satupintu.batch.troubles import brief

# Sixteen digits, perhaps with the separators people write; or a mobile number in any of its forms, no sum of rupiah.
_NIK = re.compile(r"(?<!\d)\d(?:[ .\-'’]?\d){15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?<![Rr]p)(?<![Rr]p\s)(?:\+?62|0)[ .-]?8\d(?:[ .-]?\d){6,11}(?!\d)")
# What stands for a password in an address, for addresses stand in logs: the key of a phone's server, the link that
# signs somebody in, and the code that proves a letter.
_KEY = re.compile(r"(?:(?<=/odk/)|(?<=/masuk/tautan/)|(?<=/surat/))[\w-]{20,}")
# A file's hash in hexadecimal may hold such a run of digits by chance; it is nobody's number.
_HASH = re.compile(r"(?<![0-9A-Za-z])(?=\d*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])")


def mask(text: str) -> str:
    """The text with every NIK, every phone number and every key in an address blotted out."""
    text, parts, at = _KEY.sub("[kunci]", text), [], 0
    for found in _HASH.finditer(text):
        parts += [_blotted(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, _blotted(text[at:])])


def _blotted(text: str) -> str:
    return _PHONE.sub("[telepon]", _NIK.sub("[NIK]", text))


def holds_personal_numbers(text: str) -> bool:
    """Whether a NIK or a phone number stands in the text."""
    return mask(text) != text


class MaskPersonalData(logging.Filter):
    """Masks the message with its arguments filled in."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return True
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


class ForbiddenInOneLine(logging.Filter):
    """A page that is not for whoever asked, or was asked of another host, is no fault of the program: its line needs no
    traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_forbidden = record.name == "django.request" and getattr(record, "status_code", 0) == 403
        if is_forbidden or record.name == "django.security.DisallowedHost":
            record.exc_info = record.exc_text = None
        return True


class MaskingFormatter(logging.Formatter):
    """Masks the finished line too, and tells of an exception where it was raised, not in its own words: these may quote
    a cell, and a name is known by nothing."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        told: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(told) < 10:
            told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + _kind(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "Traceback (most recent call last):\n" + "\n\n".join(told)

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def _kind(error: BaseException) -> str:
    """The class of an error; of a database or the system also what it said, without what it quoted."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, DatabaseError):
        return f"{kind}: {brief(error)}"
    return f"{kind}: {error.strerror}" if isinstance(error, OSError) and error.strerror else kind
