"""Lays out reference sets that lie as an older version left them, before anybody's question has to wait for it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import start

from ..models import ReferenceSet
from ..selectors.reference_people import is_laid_out

LAY_OUT = "screening.lay_out"
LEFT_AFTER = timedelta(
    hours=1
)  # whoever loads a set lays it out; one so old that has no file was left without


def lay_out_left() -> int:
    """Queues the work for the newest set of each area, once; returns for how many. Called every few seconds.

    A set that others took the place of is asked about by nobody any more.
    """
    newest: dict[str, ReferenceSet] = {}
    for one in ReferenceSet.objects.order_by("loaded_at", "pk"):
        newest[one.area_id] = one
    count = 0
    for one in newest.values():
        if one.loaded_at > timezone.now() - LEFT_AFTER or is_laid_out(one):
            continue
        if not Job.objects.filter(kind=LAY_OUT, arguments={"reference": one.pk}).exists():
            start(LAY_OUT, by=None, title=_("Menata daftar acuan"), arguments={"reference": one.pk})
            count += 1
    return count
