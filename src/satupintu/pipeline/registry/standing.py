"""The businesses that pages may show: every list, count and search of them begins here."""

from django.db.models import QuerySet

from satupintu.foundation.areas.models import Area, Level

from .models import Business


def standing_businesses() -> QuerySet[Business]:
    """Without those that were erased."""
    return Business.objects.filter(erased_at__isnull=True)


def village_of(area: Area) -> Area | None:
    """The village that an area is or lies in; None above the village."""
    return Area.objects.filter(code__in=area.codes_above, level=Level.VILLAGE).first()
