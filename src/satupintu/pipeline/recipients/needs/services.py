"""Keeps needs that are heard of outside collection: other parts of the house call this with plain values."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.engine.listing import NEEDS
from satupintu.engine.nik import clean_nik, nik_shape
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from .models import StatedNeed


@transaction.atomic
def state_need(
    *, by: User | None, area: Area, need: str, source: str, on: date, sector: str = "", nik: str = ""
) -> StatedNeed:
    """Keeps that an area, or a person of it, needs something. Raises Refused.

    The caller has asked whether `by` may; `source` says who heard it where, such as "musyawarah dusun Krajan".
    """
    if need not in NEEDS:
        raise Refused(_("Kebutuhan %(need)s tidak dikenal.") % {"need": need[:30]})
    if not source.strip():
        raise Refused(_("Tulis dari mana kebutuhan ini diketahui."))
    if on > timezone.localdate():
        raise Refused(_("Tanggal kebutuhan ini di masa depan."))
    if nik and nik_shape(nik) is not None:
        raise Refused(_("NIK ini bukan NIK yang sah; kosongkan bila tidak tahu."))
    made = StatedNeed.objects.create(
        area=area,
        sector=sector.strip()[:120],
        need=need,
        source=source.strip()[:200],
        on=on,
        nik=clean_nik(nik) if nik else "",
        by=by,
    )
    record("need.state", by=by, on=made, area=area, kind=need)
    return made
