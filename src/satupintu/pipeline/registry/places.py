"""Where an area lies: what letters, coverage and the owner's page ask of it."""

from satupintu.foundation.areas.models import Area, Level


def village_of(area: Area) -> Area | None:
    """The village that an area is or lies in; None above the village."""
    return Area.objects.filter(code__in=area.codes_above, level=Level.VILLAGE).first()
