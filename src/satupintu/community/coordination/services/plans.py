"""A plan's life: drafted, agreed once it is whole, closed."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import ActionPlan, PlanState
from .checks import locked, refuse_closed, refuse_personal, refuse_unless_draft

_LONGEST = 366 * 10  # days; a longer plan is a typing error in a year


def draft_plan(
    *, by: User, area: Area, title: str, starts_on: date, ends_on: date, source: str = ""
) -> ActionPlan:
    """A plan without groups and lines, seen by planners until it is agreed."""
    require(by, "plan.manage", area)
    _refuse_terms(title, source, starts_on, ends_on)
    with transaction.atomic():
        plan = ActionPlan.objects.create(
            area=area,
            title=title.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            source=source.strip(),
            made_by=by,
        )
        record("plan.draft", by=by, on=plan, area=area)
    return plan


def change_plan(
    *, by: User, plan: ActionPlan, title: str, starts_on: date, ends_on: date, source: str
) -> None:
    """Other words or another period. Raises Refused where a line's days would lie outside it."""
    require(by, "plan.manage", plan.area)
    _refuse_terms(title, source, starts_on, ends_on)
    with transaction.atomic():
        now = locked(plan)
        refuse_closed(now)
        _refuse_outside(now, starts_on, ends_on)
        now.title, now.starts_on, now.ends_on, now.source = title.strip(), starts_on, ends_on, source.strip()
        now.save(update_fields=["title", "starts_on", "ends_on", "source"])
        record("plan.change", by=by, on=now, area=now.area, from_day=str(starts_on), to_day=str(ends_on))


def discard_plan(*, by: User, plan: ActionPlan) -> None:
    """Removes a draft that nothing hangs on."""
    require(by, "plan.manage", plan.area)
    with transaction.atomic():
        now = locked(plan)
        refuse_unless_draft(now)
        if now.promises.exists() or now.meetings.exists():
            raise Refused(
                _("Rencana ini sudah mempunyai janji mitra atau rapat; rancangannya tidak dibuang.")
            )
        record("plan.discard", by=by, on=now, area=now.area)
        now.delete()


def agree_plan(*, by: User, plan: ActionPlan) -> ActionPlan:
    """From now on it is seen by every office and the public, its lines are reported on and reminded of.

    Raises Refused with `problems` for what it still lacks.
    """
    require(by, "plan.manage", plan.area)
    with transaction.atomic():
        now = locked(plan)
        refuse_unless_draft(now)
        if problems := tuple(lacks(now)):
            raise Refused(_("Rencana ini belum lengkap. Lengkapi dahulu:"), problems)
        now.state, now.agreed_by, now.agreed_at = PlanState.AGREED, by, timezone.now()
        now.save(update_fields=["state", "agreed_by", "agreed_at"])
        record("plan.agree", by=by, on=now, area=now.area, lines=_count_lines(now))
    return now


def close_plan(*, by: User, plan: ActionPlan) -> ActionPlan:
    """Nothing is reported or reminded of any more; it can still be read."""
    require(by, "plan.manage", plan.area)
    with transaction.atomic():
        now = locked(plan)
        if now.state != PlanState.AGREED:
            raise Refused(_("Hanya rencana yang sudah disepakati dapat ditutup."))
        now.state = PlanState.CLOSED
        now.save(update_fields=["state"])
        record("plan.close", by=by, on=now, area=now.area)
    return now


def lacks(plan: ActionPlan) -> list[str]:
    """What keeps a draft from being agreed, as sentences."""
    groups = list(plan.groups.prefetch_related("lines__agencies"))
    found = [
        _("Kelompok %(number)s: namanya belum diketahui. Tulis namanya.") % {"number": one.number}
        for one in groups
        if one.is_pending
    ]
    lines = [(group, line) for group in groups for line in group.lines.all()]
    for group, line in lines:
        missing = [
            str(words)
            for words, is_there in (
                (_("target"), line.target),
                (_("tenggat"), line.deadline),
                (_("instansi"), line.agencies.all()),
            )
            if not is_there
        ]
        if missing:
            words = {"group": group.number, "line": line.number, "missing": ", ".join(missing)}
            found.append(_("Kelompok %(group)s baris %(line)s: %(missing)s masih kosong.") % words)
    return found if lines else [*found, _("Belum ada satu baris pun.")]


def _count_lines(plan: ActionPlan) -> int:
    return sum(one.lines.count() for one in plan.groups.all())


def _refuse_terms(title: str, source: str, starts_on: date, ends_on: date) -> None:
    if not title.strip():
        raise Refused(_("Tulis judul rencananya."))
    if ends_on < starts_on:
        raise Refused(_("Rencana berakhir sebelum mulai. Periksa tanggalnya."))
    if (ends_on - starts_on).days > _LONGEST:
        raise Refused(_("Rencana lebih dari sepuluh tahun. Periksa tahunnya."))
    refuse_personal(title, source)


def _refuse_outside(plan: ActionPlan, starts_on: date, ends_on: date) -> None:
    from ..models import PlanLine

    lines = PlanLine.objects.filter(group__plan=plan).select_related("group")
    for line in lines:
        if line.starts_on < starts_on or (line.deadline and line.deadline > ends_on):
            raise Refused(
                _("Kelompok %(group)s baris %(line)s berada di luar masa ini. Ubah barisnya dahulu.")
                % {"group": line.group.number, "line": line.number}
            )
