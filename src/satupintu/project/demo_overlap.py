"""The demo's overlaps and needs: what a meeting said is lacking, then one count of everything."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

_HEARD = (
    ("raw_material", "food", "musyawarah dusun Krajan"),
    ("marketing", "craft", "musyawarah dusun Krajan"),
    ("debt_relief", "trade", "pusat krisis UMKM, telepon"),
)


def fill_overlap(people: Mapping[str, Any]) -> None:
    """Needs heard outside collection, and a count that the pages show."""
    from django.utils import timezone

    from satupintu.pipeline.recipients.models import Reckoning
    from satupintu.pipeline.recipients.needs.services import state_need
    from satupintu.pipeline.recipients.overlap.services import reckon

    officer = people["desa"]
    for days, (need, sector, source) in enumerate(_HEARD, start=3):
        on = timezone.localdate() - timedelta(days=days)
        state_need(by=officer, area=officer.area, need=need, sector=sector, source=source, on=on)
    reckon(Reckoning.objects.create(by=people["dinas"]), lambda *_: None)
