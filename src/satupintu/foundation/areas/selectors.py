"""Finds an area by whatever code people write, today's or a former one; reads what stands below a village."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from satupintu.engine.area_codes import area_code

from .models import COUNTRY, Area, CodeChange, Level


class UnknownAreaError(LookupError):
    """A code that leads to no single area of today; its text is a sentence for people."""


def dotted(written: str) -> str:
    """'3507112008' and '35.07.11.2008' as '35.07.11.2008'; what is no code comes back as it was, without spaces."""
    return area_code(written) or written.strip().upper()


def find_area(written: str) -> Area:
    """The area with this code, dotted or plain, today's or a former one.

    Raises UnknownAreaError (a LookupError) where no area bears it, where the area was split (the sentence names the
    parts), and for a former code of which only the regency is known to have moved: below it numbers were given anew.
    """
    code = dotted(written)
    if area := Area.objects.filter(code=code).first():
        return area
    former = list(CodeChange.objects.filter(old=code).select_related("new"))
    if len(former) == 1:
        return former[0].new
    if former:
        parts = ", ".join(f"{one.new_id} {one.new.name}" for one in former)
        raise UnknownAreaError(
            _("Wilayah %(code)s sudah dimekarkan. Tulis kode barunya: %(parts)s.")
            % {"code": code, "parts": parts}
        )
    raise UnknownAreaError(_not_found(code))


def _not_found(code: str) -> str:
    parts = code.split(".")
    above = [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
    changes = {one.old: one for one in CodeChange.objects.filter(old__in=above).select_related("new")}
    for one in above:
        if change := changes.get(one):
            return _(
                "Kode %(code)s memakai nomor lama: %(old)s kini %(new)s %(name)s. Tulis kode yang berlaku."
            ) % {
                "code": code,
                "old": one,
                "new": change.new_id,
                "name": change.new.name,
            }
    return _("Wilayah dengan kode %(code)s tidak ada.") % {"code": code or "-"}


def below_village(village: Area) -> list[tuple[Area, int]]:
    """Hamlets, RWs and RTs of a village in the order of the tree, each with its depth: 1 right below the village."""
    found = Area.objects.within(village).filter(level__gt=Level.VILLAGE).order_by("path")
    depth = village.path.count("/")
    return [(area, area.path.count("/") - depth) for area in found]


def full_name(area: Area) -> str:
    """'RT 003, RW 001, Dusun Krajan, Arjowilangun': up to the village, nearest first; one look at the database."""
    name_in_full([area])
    return area.in_full


def name_in_full(areas: Iterable[Area]) -> None:
    """Gives each its `in_full`, which is its `full_name`: every village has an RT 001. One look at the database."""
    areas = list(areas)
    codes = {code for one in areas if one.level > Level.VILLAGE for code in one.codes_above}
    above = Area.objects.filter(code__in=codes, level__gte=Level.VILLAGE) if codes else []
    names = {one.code: one.name for one in above}
    for one in areas:
        found = [names[code] for code in reversed(one.codes_above) if code in names]
        one.in_full = ", ".join(found) or one.name


def village_of(area: Area) -> Area | None:
    """The village that an area is or lies in; None above villages."""
    if area.level < Level.VILLAGE or area.code == COUNTRY:
        return None
    return Area.objects.get(code=area.codes_above[Level.VILLAGE])


def areas_between(area: Area, top: Area) -> list[Area]:
    """The areas from one's own part down to the one shown, without it."""
    codes = area.codes_above[len(top.codes_above) - 1 : -1]
    return list(Area.objects.filter(code__in=codes).order_by("level"))
