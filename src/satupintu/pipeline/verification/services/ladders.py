"""Sets the ladder of an area, and leads on what waits at a tier that it no longer has."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..ladders import CHOICES, EVERYWHERE, Step, next_step, routes
from ..models import Ladder, Purpose, Waiting


def set_ladder(*, by: User, area: Area, levels: Iterable[int]) -> Ladder:
    """The tiers that submissions of this area pass from now on. What waits at a tier left out goes on to the next.

    Raises Refused for levels that no tier has, or where some areas would be passed by nobody.
    """
    require(by, "ladder.manage", area)
    wanted = _checked(area, set(levels))
    with transaction.atomic():
        ladder, _is_new = Ladder.objects.update_or_create(
            area=area, defaults={"levels": wanted, "set_by": by}
        )
        moved = _lead_on(area)
        record("ladder.set", by=by, on=ladder, area=area, levels=_words(wanted), moved=moved)
    return ladder


def clear_ladder(*, by: User, area: Area) -> None:
    """From now on the ladder above holds for this area."""
    require(by, "ladder.manage", area)
    with transaction.atomic():
        removed, _each = Ladder.objects.filter(area=area).delete()
        if removed:
            record("ladder.clear", by=by, area=area, area_code=area.code, moved=_lead_on(area))


def _checked(area: Area, levels: set[int]) -> list[int]:
    if not Level.REGENCY <= area.level <= Level.VILLAGE:
        raise Refused(_("Jenjang diatur untuk kabupaten, kecamatan atau desa."))
    if not levels <= set(CHOICES):
        raise Refused(_("Ada jenjang yang tidak dikenal. Muat ulang halamannya."))
    if not levels & EVERYWHERE:
        raise Refused(
            _(
                "Pilih paling sedikit satu di antara desa, kecamatan dan dinas: RT, RW dan dusun tidak ada di semua "
                "wilayah, jadi sebagian pendataan akan lolos tanpa dilihat siapa pun."
            )
        )
    return sorted((int(level) for level in levels), reverse=True)


def _words(levels: Iterable[int]) -> list[str]:
    return [str(Level(level).label) for level in levels]


def _lead_on(area: Area) -> int:
    """Moves what waits at a tier that its ladder has no more; how many. What already passed is not called back."""
    rows = Waiting.objects.filter(purpose=Purpose.VERIFY, submission__area__path__startswith=area.path)
    places = list(rows.order_by().values_list("submission__area", "level").distinct())
    ways = routes(Area.objects.filter(code__in={code for code, _level in places}))
    going: dict[tuple[int, Step | None], list[str]] = defaultdict(list)
    for code, level in places:
        if level not in {step.level for step in ways[code]}:
            going[level, next_step(ways[code], level)].append(code)
    return sum(_move(level, step, codes) for (level, step), codes in going.items())


def _move(level: int, step: Step | None, codes: list[str]) -> int:
    rows = Waiting.objects.filter(purpose=Purpose.VERIFY, level=level, submission__area__in=codes)
    if step is None:
        return rows.update(purpose=Purpose.ADMIT, since=timezone.now())
    return rows.update(area=step.area, level=step.level, since=timezone.now())
