"""Which tiers a submission passes and where: the nearest ladder's levels, of which those count that its area has."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.areas.models import Area, Level

from .models import DEFAULT_LEVELS, Ladder

# The tier each role speaks for; nobody else confirms.
TIERS: dict[str, Level] = {
    Role.RT_HEAD: Level.RT,
    Role.RW_HEAD: Level.RW,
    Role.HAMLET_HEAD: Level.HAMLET,
    Role.VILLAGE_OFFICER: Level.VILLAGE,
    Role.SUBDISTRICT_OFFICER: Level.DISTRICT,
    Role.DISTRICT_OFFICER: Level.REGENCY,
}
CHOICES = sorted(TIERS.values(), reverse=True)  # lowest first
# Every area lies in these three: a ladder without any of them would let some through unseen.
EVERYWHERE = frozenset({Level.VILLAGE, Level.DISTRICT, Level.REGENCY})


@dataclass(frozen=True)
class Step:
    """One tier on the way up: its level and the code of the area that it speaks for."""

    level: Level
    area: str


def place_words(level: int, area: Area) -> str:
    """A tier's place as people say it: `Desa/Kelurahan Arjowilangun`, but `RT 001` and `Kabupaten Malang` as named."""
    label = str(Level(level).label)
    is_said = area.name.partition(" ")[0] in re.split(r"[/ ]", label)
    return area.name if is_said else f"{label} {area.name}"


def tier_of(user: User) -> Level | None:
    """The tier that the user's role speaks for, if any."""
    return TIERS.get(user.role)


def routes(areas: Iterable[Area]) -> dict[str, list[Step]]:
    """Each area's code and its steps, lowest first; two queries, however many areas."""
    paths = {area.code: area.codes_above for area in areas}
    above = {code for codes in paths.values() for code in codes}
    levels = dict(Area.objects.filter(code__in=above).values_list("code", "level"))
    ladders = dict(Ladder.objects.filter(area__in=above).values_list("area_id", "levels"))
    return {code: _steps(codes, levels, ladders) for code, codes in paths.items()}


def _steps(codes: list[str], levels: dict[str, int], ladders: dict[str, list[int]]) -> list[Step]:
    held = next((ladders[code] for code in reversed(codes) if code in ladders), DEFAULT_LEVELS)
    own = {levels[code]: code for code in codes}
    return [Step(Level(level), own[level]) for level in sorted(held, reverse=True) if level in own]


def next_step(steps: Iterable[Step], after: int) -> Step | None:
    """The first step above a level; None when the top is passed. Levels count downwards: the country is 0."""
    return next((step for step in steps if step.level < after), None)


def ladder_for(area: Area) -> Ladder | None:
    """The ladder that holds for an area: its own, or the nearest above; None where the default holds."""
    found = Ladder.objects.filter(area__in=area.codes_above).select_related("area", "set_by")
    return max(found, key=lambda one: len(one.area.path), default=None)
