"""A plan's groups and lines: made while it is a draft, mended afterwards under the eyes of the trail."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import ActionPlan, AffectedGroup, LineAgency, PlanLine
from ..names import agency_names, programme_names
from .checks import fresh, locked, refuse_closed, refuse_personal, refuse_too_large, refuse_unless_draft


@dataclass(frozen=True)
class LineTerms:
    """What a line says. `starts_on` None is the plan's own start; target and deadline may be open in a draft."""

    programme: str = ""
    activity: str = ""
    agencies: tuple[str, ...] = ()
    target: int | None = None
    unit: str = ""
    starts_on: date | None = None
    deadline: date | None = None
    indicator: str = ""
    budget: int | None = None


def add_group(*, by: User, plan: ActionPlan, name: str, is_pending: bool = False) -> AffectedGroup:
    require(by, "plan.manage", plan.area)
    refuse_personal(name)
    try:
        with transaction.atomic():
            now = locked(plan)
            refuse_closed(now)
            number = (now.groups.aggregate(last=Max("number"))["last"] or 0) + 1
            group = AffectedGroup.objects.create(
                plan=now, number=number, name=_named(name), is_pending=is_pending
            )
            record("plan.group_add", by=by, on=now, area=now.area, number=number)
    except IntegrityError as error:
        raise _named_before(name) from error
    return group


def rename_group(*, by: User, group: AffectedGroup, name: str) -> None:
    """A name that was pending is thereby known."""
    require(by, "plan.manage", group.plan.area)
    refuse_personal(name)
    try:
        with transaction.atomic():
            refuse_closed(locked(group.plan))
            group = fresh(group)
            group.name, group.is_pending = _named(name), False
            group.save(update_fields=["name", "is_pending"])
            record("plan.group_rename", by=by, on=group.plan, area=group.plan.area, number=group.number)
    except IntegrityError as error:
        raise _named_before(name) from error


def remove_group(*, by: User, group: AffectedGroup) -> None:
    """Of a draft only, and without lines."""
    require(by, "plan.manage", group.plan.area)
    with transaction.atomic():
        refuse_unless_draft(locked(group.plan))
        if group.lines.exists():
            raise Refused(_("Kelompok ini masih mempunyai baris. Pindahkan atau hapus barisnya dahulu."))
        record("plan.group_remove", by=by, on=group.plan, area=group.plan.area, number=group.number)
        group.delete()


def add_line(*, by: User, group: AffectedGroup, terms: LineTerms) -> PlanLine:
    """One more line at the group's end. Raises Refused for an unknown code, days outside the plan, or one left open."""
    require(by, "plan.manage", group.plan.area)
    with transaction.atomic():
        plan = locked(group.plan)
        refuse_closed(plan)
        _refuse_terms(plan, terms)
        group = fresh(group)
        number = (group.lines.aggregate(last=Max("number"))["last"] or 0) + 1
        line = PlanLine.objects.create(group=group, number=number, **_fields(plan, terms))
        _set_agencies(line, terms.agencies)
        record("plan.line_add", by=by, on=plan, area=plan.area, line=line.pk)
    return line


def change_line(*, by: User, line: PlanLine, terms: LineTerms) -> None:
    """Other terms; what could hide a delay or a rupiah stands in the trail as it was before."""
    plan = line.group.plan
    require(by, "plan.manage", plan.area)
    with transaction.atomic():
        now = locked(plan)
        refuse_closed(now)
        _refuse_terms(now, terms)
        line = fresh(line)
        before = _pinned(line)
        for name, value in _fields(now, terms).items():
            setattr(line, name, value)
        line.save()
        line.agencies.all().delete()
        _set_agencies(line, terms.agencies)
        after = _pinned(line)
        record("plan.line_change", by=by, on=now, area=now.area, line=line.pk, before=before, after=after)


def remove_line(*, by: User, line: PlanLine) -> None:
    """Raises Refused once something was reported on it: then it stays, as late or done as it is."""
    plan = line.group.plan
    require(by, "plan.manage", plan.area)
    with transaction.atomic():
        refuse_closed(locked(plan))
        if line.reports.exists():
            raise Refused(_("Baris ini sudah mempunyai laporan capaian dan tidak dihapus."))
        record("plan.line_remove", by=by, on=plan, area=plan.area, line=line.pk, before=_pinned(line))
        line.delete()


def _named(name: str) -> str:
    if not (name := " ".join(name.split())):
        raise Refused(_("Tulis nama kelompoknya."))
    return name


def _named_before(name: str) -> Refused:
    return Refused(_("Kelompok “%(name)s” sudah ada dalam rencana ini.") % {"name": name.strip()})


def _fields(plan: ActionPlan, terms: LineTerms) -> dict[str, Any]:
    return {
        "programme": terms.programme,
        "activity": " ".join(terms.activity.split()),
        "target": terms.target,
        "unit": " ".join(terms.unit.split()),
        "starts_on": terms.starts_on or plan.starts_on,
        "deadline": terms.deadline,
        "indicator": " ".join(terms.indicator.split()),
        "budget": terms.budget,
    }


def _set_agencies(line: PlanLine, agencies: tuple[str, ...]) -> None:
    found = [
        LineAgency(line=line, agency=one, place=place) for place, one in enumerate(dict.fromkeys(agencies))
    ]
    LineAgency.objects.bulk_create(found)


def _refuse_terms(plan: ActionPlan, terms: LineTerms) -> None:
    if not terms.programme and not terms.activity.strip():
        raise Refused(_("Pilih program dari katalog, atau tulis kegiatannya."))
    if terms.programme and terms.programme not in programme_names():
        raise Refused(_("Program “%(code)s” tidak ada di katalog.") % {"code": terms.programme})
    known = agency_names()
    if unknown := [one for one in terms.agencies if one not in known]:
        raise Refused(_("Instansi “%(code)s” tidak dikenal.") % {"code": unknown[0]})
    if terms.target == 0:
        raise Refused(_("Target nol tidak dapat dicapai. Tulis paling sedikit 1."))
    if not plan.is_draft and not (terms.target and terms.deadline and terms.agencies):
        raise Refused(
            _("Rencana ini sudah disepakati: target, tenggat dan instansi tidak boleh kosong lagi.")
        )
    refuse_too_large(terms.target)
    refuse_too_large(terms.budget)
    refuse_personal(terms.activity, terms.indicator, terms.unit)
    _refuse_days(plan, terms.starts_on or plan.starts_on, terms.deadline)


def _refuse_days(plan: ActionPlan, starts_on: date, deadline: date | None) -> None:
    if deadline and deadline < starts_on:
        raise Refused(_("Tenggat sebelum tanggal mulai."))
    if starts_on < plan.starts_on or max(starts_on, deadline or starts_on) > plan.ends_on:
        raise Refused(_("Tanggalnya di luar masa rencana."))


def _pinned(line: PlanLine) -> dict[str, Any]:
    return {
        "target": line.target or "",
        "unit": line.unit,
        "starts_on": str(line.starts_on),
        "deadline": str(line.deadline or ""),
        "budget": line.budget or "",
        "agencies": ", ".join(LineAgency.objects.filter(line=line).values_list("agency", flat=True)),
    }
