"""Partners, their promises, and what arrived of these."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import ActionPlan, Delivery, Partner, PartnerKind, PlanLine, Promise
from ..services.checks import locked, refuse_closed, refuse_future, refuse_personal, refuse_too_large
from ..services.evidence import Minutes, kept


def add_partner(*, by: User, area: Area, name: str, kind: str, contact: str = "", phone: str = "") -> Partner:
    """`phone` is E.164; reminders of promises go there."""
    require(by, "plan.manage", area)
    _refuse_terms(name, kind)
    try:
        with transaction.atomic():
            made = Partner.objects.create(
                area=area,
                name=" ".join(name.split()),
                kind=kind,
                contact=contact.strip(),
                phone=phone,
                made_by=by,
            )
            record("partner.add", by=by, on=made, area=area, kind=kind)
    except IntegrityError as error:
        raise Refused(_("Mitra dengan nama ini sudah ada di wilayah ini.")) from error
    return made


def change_partner(
    *,
    by: User,
    partner: Partner,
    name: str,
    kind: str,
    contact: str = "",
    phone: str = "",
    is_active: bool = True,
) -> None:
    require(by, "plan.manage", partner.area)
    _refuse_terms(name, kind)
    try:
        with transaction.atomic():
            partner.name, partner.kind = " ".join(name.split()), kind
            partner.contact, partner.phone, partner.is_active = contact.strip(), phone, is_active
            partner.save(update_fields=["name", "kind", "contact", "phone", "is_active"])
            record("partner.change", by=by, on=partner, area=partner.area, kind=kind, active=is_active)
    except IntegrityError as error:
        raise Refused(_("Mitra dengan nama ini sudah ada di wilayah ini.")) from error


def make_promise(
    *,
    by: User,
    partner: Partner,
    plan: ActionPlan,
    what: str,
    amount: int,
    unit: str,
    made_on: date,
    due: date,
    line: PlanLine | None = None,
) -> Promise:
    """What a partner said it would give to a plan. Raises Refused for days that cannot be or another plan's line."""
    require(by, "plan.manage", plan.area)
    require(by, "plan.manage", partner.area)
    refuse_too_large(amount)
    refuse_future(made_on)
    refuse_personal(what, unit)
    if amount < 1 or not what.strip() or not unit.strip():
        raise Refused(_("Tulis apa yang dijanjikan, berapa dan satuannya."))
    if due < made_on:
        raise Refused(_("Tenggat sebelum tanggal janji."))
    if line is not None and line.group.plan_id != plan.pk:
        raise Refused(_("Baris itu bukan bagian rencana ini."))
    with transaction.atomic():
        refuse_closed(locked(plan))
        made = Promise.objects.create(
            partner=partner,
            plan=plan,
            line=line,
            what=" ".join(what.split()),
            amount=amount,
            unit=" ".join(unit.split()),
            made_on=made_on,
            due=due,
            made_by=by,
        )
        record("partner.promise", by=by, on=made, area=plan.area, partner=partner.pk, quantity=amount)
    return made


def deliver(
    *,
    by: User,
    promise: Promise,
    amount: int,
    on: date,
    note: str = "",
    evidence: Minutes | None = None,
    corrects: Delivery | None = None,
) -> Delivery:
    """A part that arrived; an entry of 0 is only good to take back another. Raises Refused as promises do."""
    require(by, "plan.manage", promise.plan.area)
    refuse_too_large(amount)
    refuse_future(on)
    refuse_personal(note)
    if on < promise.made_on:
        raise Refused(_("Tanggal ini sebelum janjinya dibuat."))
    if not amount and corrects is None:
        raise Refused(_("Tulis berapa yang diserahkan, paling sedikit 1."))
    with transaction.atomic():
        refuse_closed(locked(promise.plan))
        if corrects is not None:
            _refuse_correction(promise, corrects)
        made = Delivery.objects.create(
            promise=promise,
            amount=amount,
            on=on,
            note=note.strip(),
            by=by,
            corrects=corrects,
            **kept(evidence),
        )
        record("partner.deliver", by=by, on=made, area=promise.plan.area, promise=promise.pk, quantity=amount)
    return made


def _refuse_terms(name: str, kind: str) -> None:
    if not name.strip():
        raise Refused(_("Tulis nama lembaganya."))
    if kind not in PartnerKind.values:
        raise Refused(_("Pilih unsur mitranya."))
    refuse_personal(name)


def _refuse_correction(promise: Promise, corrects: Delivery) -> None:
    if corrects.promise_id != promise.pk:
        raise Refused(_("Penyerahan yang diperbaiki bukan milik janji ini."))
    if Delivery.objects.filter(corrects=corrects).exists():
        raise Refused(_("Penyerahan itu sudah diperbaiki. Perbaiki yang terbaru."))
