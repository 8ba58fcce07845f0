"""Keeps who opened a business, and shows a NIK whole to whoever says what for."""

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.masking import holds_personal_numbers
from satupintu.foundation.audit.services import record as note_event
from satupintu.foundation.refusal import Refused

from ..models import Business


def note_opened(*, by: User, business: Business) -> None:
    """Keeps that somebody opened a business seen whole: its owner reads who looked (UU 27/2022)."""
    require(by, "business.read", business.area)
    note_event("business.open", by=by, on=business, area=business.area, number=business.number)


@transaction.atomic
def show_nik(*, by: User, business: Business, purpose: str) -> str:
    """The owner's whole NIK. The trail keeps who read it, of which business and what for; never the NIK.

    Raises PermissionDenied outside the person's area, Refused for a purpose too short to say anything.
    """
    require(by, "nik.read", business.area)
    purpose = " ".join(purpose.split())[:200]
    if len(purpose) < 8:
        raise Refused(_("Tulis untuk apa NIK ini diperlukan, paling sedikit beberapa kata."))
    if holds_personal_numbers(purpose):
        raise Refused(_("Jangan tulis NIK atau nomor telepon di keperluan; tulis kegunaannya saja."))
    note_event("nik.read", by=by, on=business, area=business.area, number=business.number, purpose=purpose)
    return business.owner.nik if business.owner else ""
