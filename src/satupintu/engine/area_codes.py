"""Codes of areas as people and machines write them: with dots, without, in small letters."""

import re

COUNTRY = "ID"
_PLAIN = re.compile(
    r"([0-9]{2})([0-9]{2})?([0-9]{2})?([0-9]{4})?((?:D[0-9]{2})?(?:W[0-9]{3})?(?:T[0-9]{3})?)"
)


def area_code(written: str) -> str | None:
    """'3507112008' and '35.07.11.2008' as '35.07.11.2008', 'id' as 'ID'; None for what is no code of an area."""
    plain = re.sub(r"[\s.\-/]", "", written.upper())
    match = _PLAIN.fullmatch(plain)
    if plain == COUNTRY or not match or (match[5] and not match[4]):
        return COUNTRY if plain == COUNTRY else None
    below = re.findall(r"[DWT][0-9]+", match[5])
    return ".".join(part for part in (*match.groups()[:4], *below) if part)
