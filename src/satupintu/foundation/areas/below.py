"""Names the hamlets, RWs and RTs below a village; called by village and district officers."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ..accounts.models import User
from ..accounts.permissions import require
from ..audit.services import record
from .models import Area, Level
from .numbering import Named, Unreadable, code_part, read_lines


@dataclass(frozen=True)
class Added:
    """What one text added: the new areas, and how many of those it names were there before."""

    new: list[Area]
    known: int


def add_areas(*, by: User, village: Area, written: str) -> Added:
    """All that a text names (see numbering.read_lines), in one step or not at all. Raises Unreadable."""
    require(by, "area.manage", village)
    if village.level != Level.VILLAGE:
        raise Unreadable(_("RT dan RW ditulis pada desa atau kelurahan."))
    wanted = read_lines(written)
    with transaction.atomic():
        made = list(_add_all(village, wanted))
        new = [area for area, is_new in made if is_new]
        if new:
            record("area.added", by=by, on=village, area=village, areas=len(new))
    return Added(new=new, known=len(made) - len(new))


def rename_area(*, by: User, area: Area, name: str) -> Area:
    """Another name for a hamlet, RW or RT; its code stays. Raises Unreadable for a name of nothing."""
    require(by, "area.manage", area)
    if area.level <= Level.VILLAGE:
        raise Unreadable(_("Nama desa ke atas mengikuti daftar Kemendagri."))
    if not (name := " ".join(name.split())):
        raise Unreadable(_("Tulis namanya."))
    with transaction.atomic():
        area.name = name[:120]
        area.save(update_fields=["name"])
        record("area.renamed", by=by, on=area, area=area.parent, area_code=area.code)
    return area


def remove_area(*, by: User, area: Area) -> None:
    """Takes a hamlet, RW or RT away that was added by mistake. Raises Unreadable once anything hangs on it."""
    require(by, "area.manage", area)
    if area.level <= Level.VILLAGE:
        raise Unreadable(_("Desa ke atas mengikuti daftar Kemendagri."))
    code, parent = area.code, area.parent
    try:
        with transaction.atomic():
            area.delete()
            record("area.removed", by=by, on=parent, area=parent, area_code=code)
    except (ProtectedError, IntegrityError) as trouble:
        raise Unreadable(
            _(
                "%(name)s sudah dipakai (ada akun, pendataan atau wilayah di bawahnya), jadi tidak dapat dihapus."
            )
            % {"name": area.name}
        ) from trouble


def _add_all(village: Area, wanted: list[Named]):  # type: ignore[no-untyped-def]
    """Yields (area, is new); what is named after a hamlet or an RW lies in it."""
    hamlet, ward = village, None
    for one in wanted:
        if one.level == Level.HAMLET:
            made = _add(village, one)
            hamlet, ward = made[0], None
        elif one.level == Level.RW:
            made = _add(hamlet, one)
            ward = made[0]
        else:
            made = _add(ward or hamlet, one)
        yield made


def _add(parent: Area, one: Named) -> tuple[Area, bool]:
    number = one.number or _next_number(parent, one.name)
    if not number:
        return parent.children.get(level=Level.HAMLET, name__iexact=one.name), False
    code = f"{parent.code}.{code_part(one.level, number)}"
    fields = {"name": one.name, "level": one.level, "parent": parent, "path": f"{parent.path}{code}/"}
    return Area.objects.get_or_create(code=code, defaults=fields)


def _next_number(parent: Area, name: str) -> int:
    """The next free number for a hamlet; 0 where the village has one of this name."""
    hamlets = list(parent.children.filter(level=Level.HAMLET))
    if any(one.name.casefold() == name.casefold() for one in hamlets):
        return 0
    return max((int(one.code.rpartition("D")[2]) for one in hamlets), default=0) + 1
