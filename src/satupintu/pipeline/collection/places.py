"""Where a submission belongs: the sender's own area, or the RT below it that the answers name."""

import re
from typing import Any

from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.refusal import Refused

_PARTS = {"rw": re.compile(r"\.W0*(\d+)(?=\.|$)"), "rt": re.compile(r"\.T0*(\d+)(?=\.|$)")}


def area_of(by: User, area: Area | None, facts: dict[str, Any]) -> Area:
    """The area of a submission. Raises Refused where it, or the RT it names, is not the sender's."""
    found = area or by.area
    if not by.area.contains(found):
        raise Refused(
            _("%(area)s bukan wilayah Anda (%(own)s). Kirim data ini lewat ketua RT di sana.")
            % {"area": found.name, "own": by.area.name}
        )
    stated = {name: number for name in _PARTS if (number := _number(facts.get(name)))}
    for name, number in stated.items():
        own = _PARTS[name].search(found.code)
        if own and own[1] != number:
            raise Refused(
                _(
                    "Jawaban menyebut %(level)s %(number)s, padahal Anda mendata untuk %(own)s. Kosongkan atau "
                    "perbaiki %(level)s-nya; usaha di luar wilayah Anda didata oleh ketua RT di sana."
                )
                % {"level": name.upper(), "number": number, "own": found.name}
            )
    return _below(found, stated)


def _number(value: Any) -> str:
    digits = str(value or "").strip()
    return str(int(digits)) if digits.isascii() and digits.isdigit() and int(digits) else ""


def _below(area: Area, stated: dict[str, str]) -> Area:
    """The one RT (or RW, where no RT is stated) below with these numbers; the area itself where it is not clear."""
    wanted = "rt" if "rt" in stated else "rw"
    level = Level.RT if wanted == "rt" else Level.RW
    if not stated or not Level.VILLAGE <= area.level < level:
        return area
    letter = "T" if wanted == "rt" else "W"
    ending = f".{letter}{int(stated[wanted]):03d}"
    below = Area.objects.within(area).filter(level=level, code__endswith=ending)
    fitting = [one for one in below[:50] if _fits(one, stated)]
    return fitting[0] if len(fitting) == 1 else area


def _fits(area: Area, stated: dict[str, str]) -> bool:
    return all(not (own := _PARTS[name].search(area.code)) or own[1] == number
               for name, number in stated.items())  # fmt: skip
