"""What several services refuse alike: wrong states, days that cannot be, numbers of people in open words."""

from datetime import date
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.audit.masking import holds_personal_numbers
from satupintu.foundation.refusal import Refused

from ..models import ActionPlan, PlanState

LARGEST = 10**14
M = TypeVar("M", bound=Model)


def locked(plan: ActionPlan) -> ActionPlan:
    """The plan as it stands now, held until the transaction ends: nobody closes it meanwhile."""
    return ActionPlan.objects.select_for_update(no_key=True).select_related("area").get(pk=plan.pk)


def fresh(row: M) -> M:
    """The row as it stands now, its plan being `locked`; what was removed meanwhile is not made anew by saving it."""
    found: M | None = type(row)._default_manager.filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("Ini sudah dihapus orang lain. Muat ulang halamannya."))
    return found


def refuse_unless_draft(plan: ActionPlan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused(_("Rencana ini sudah disepakati; susunannya tidak diubah lagi dengan cara ini."))


def refuse_closed(plan: ActionPlan) -> None:
    if plan.is_closed:
        raise Refused(_("Rencana ini sudah ditutup; tidak ada lagi yang ditambahkan."))


def refuse_unless_agreed(plan: ActionPlan) -> None:
    refuse_closed(plan)
    if plan.is_draft:
        raise Refused(_("Rencana ini masih rancangan. Sepakati dahulu, baru capaiannya dilaporkan."))


def refuse_future(on: date) -> None:
    if on > timezone.localdate():
        raise Refused(_("Tanggal ini masih di depan. Tulis hari ketika itu terjadi."))


def refuse_too_large(number: int | None) -> None:
    if number is not None and number > LARGEST:
        raise Refused(_("Angka ini terlalu besar. Periksa nolnya."))


def refuse_personal(*texts: str) -> None:
    """These words are read by every office, some by everybody: a NIK or a phone number is not for them."""
    if any(holds_personal_numbers(text) for text in texts):
        raise Refused(_("Jangan tulis NIK atau nomor HP di sini; tulisan ini dibaca banyak kantor."))
