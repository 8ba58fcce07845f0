"""Keeps text to the characters the papers' embedded fonts can show: one that they cannot stops a whole PDF/A."""

import re
import unicodedata
from typing import Any

MISSING = "□"
# Latin with its accents, Vietnamese among them, and the marks our own texts use. Narrower than the fonts are,
# so that a new edition of them takes nothing away.
SHOWN = (
    "\n -~\u00a0-\u00ac\u00ae-\u0148\u014a-\u017e\u0218-\u021b\u1e80-\u1e85\u1ea0-\u1ef9"
    "‐-―‘-„†-•…‰‹›€™≤≥≠→←○■□✓✗"
)
_SHOWN = re.compile(f"[{SHOWN}]*")


def printable(text: str) -> str:
    """The text as the fonts can show it, at most a mark for each character that they cannot.

    Control and invisible characters are dropped, fullwidth and styled letters become plain ones, everything
    else becomes □: that something stands there is not hidden.
    """
    if _SHOWN.fullmatch(text):
        return text
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def printable_data(value: Any) -> Any:
    """The same JSON value with every text in it printable; keys are the templates' own and stay."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(one) for one in value]
    return value


def _shown(char: str) -> str:
    if _SHOWN.fullmatch(char):
        return char
    if char.isspace():
        return " "
    if unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    plain = unicodedata.normalize("NFKD", char)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return plain if plain and _SHOWN.fullmatch(plain) else MISSING
