"""How a village numbers its letters: its own pattern, filled with the next number that is free in the year."""

import re
from datetime import date
from itertools import count

from satupintu.foundation.areas.models import Area

from ..models import Letter

DEFAULT_PATTERN = "503/{nomor}/{kode}/{bulan}/{tahun}"
PLACES = {"nomor", "kode", "bulan", "tahun"}
_MONTHS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_PLACE = re.compile(r"\{(\w*)\}")


def unknown_places(pattern: str) -> list[str]:
    """What stands in braces and is none of PLACES; also where a brace is left open."""
    found = [one for one in _PLACE.findall(pattern) if one not in PLACES]
    return found + re.findall(r"[{}]", _PLACE.sub("", pattern))


def suggested_number(village: Area, pattern: str, on: date) -> str:
    """The pattern with the next running number: `503/007/35.07.11.2008/XI/2026`; never one that is taken."""
    taken = set(Letter.objects.filter(village=village, year=on.year).values_list("number", flat=True))
    for running in count(len(taken) + 1):
        number = _filled(village, pattern, on, running)
        if number not in taken:
            return number
    raise AssertionError("unreachable")


def _filled(village: Area, pattern: str, on: date, running: int) -> str:
    values = {
        "nomor": f"{running:03d}",
        "kode": village.code,
        "bulan": _MONTHS[on.month - 1],
        "tahun": str(on.year),
    }
    return _PLACE.sub(lambda place: values[place[1]], pattern)
