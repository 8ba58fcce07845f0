"""Answers as they arrive become facts: known kinds where they can be read, text without control characters."""

import math
import re
from typing import Any

from .forms import Form, Question

LONGEST = 2_000  # characters of one answer
MOST = 200  # answers of one submission
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
# What PostgreSQL cannot keep, what no page should show, and what turns the direction of writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FILE = re.compile(r"[^A-Za-z0-9._-]+")


def tidy(answers: dict[str, Any], form: Form | None) -> dict[str, Any]:
    """The facts of a submission: names of ours only, blank answers left out, numbers as numbers.

    What cannot be read stays as it was written; `problems` says so.
    """
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if len(found) < MOST and _NAME.fullmatch(name):
            kept = _value(value, form.question(name) if form else None)
            if kept not in ("", None, []):
                found[name] = kept
    return found


def _value(value: Any, question: Question | None) -> Any:
    kind = question.kind if question else ""
    if kind == "select_multiple":
        return [plain(one) for one in (value if isinstance(value, list) else str(value or "").split())]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(str(value)) if kind in ("integer", "decimal", "") else str(value)
    text = plain(value)
    if kind in ("integer", "decimal"):
        return _number(text)
    return file_name(text) if kind == "photo" and text else text


def _number(text: str) -> int | float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number) or abs(number) > 1e15:
        return text
    return int(number) if number.is_integer() else number


def plain(value: Any) -> str:
    """Text as it was written, without what cannot be seen, and not endless."""
    if value is None:
        return ""
    return _UNSEEN.sub("", str(value)).strip()[:LONGEST]


def file_name(sent: str) -> str:
    """A name that every disk can hold; the same name in gives the same out. '' where nothing is left."""
    name = _FILE.sub("-", sent.replace("\\", "/").rsplit("/", 1)[-1]).strip(".-")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:80]}.{suffix[:8].lower()}" if dot and stem else name[:80]
