"""Which areas a person writes for: an RT head their own RT, the others one of those below them."""

from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level

MOST = 600  # no village has more RTs


def places(user: User) -> list[tuple[str, str]]:
    """Codes and names of the areas to choose from, lowest first; one where there is nothing to choose."""
    below = list(Area.objects.within(user.area).filter(level__gte=Level.VILLAGE).order_by("path")[:MOST])
    names = {one.code: one.name for one in below}
    lowest = [one for one in below if one.level == Level.RT]
    chosen = lowest if user.area.level == Level.RT or not lowest else [*lowest, user.area]
    return [(one.code, _label(one, names)) for one in chosen or [user.area]]


def place(user: User, code: str) -> Area | None:
    """The area of this code where it lies in the person's part; their own for none; None for one elsewhere."""
    if not code:
        return user.area
    return Area.objects.within(user.area).filter(code=code).first() if code.isascii() else None


def _label(area: Area, names: dict[str, str]) -> str:
    """'RT 012, RW 003, Dusun Krajan': the area's own name and those above it, up to the person's own part."""
    return ", ".join(names[code] for code in reversed(area.codes_above) if code in names) or area.name
