"""Progress on a line, said by those who answer for it, with the evidence that they hold."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can, require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import PlanLine, Progress
from .checks import fresh, locked, refuse_future, refuse_personal, refuse_too_large, refuse_unless_agreed
from .evidence import Minutes, kept


def may_report(user: User, line: PlanLine) -> bool:
    """Planners of the area, and of an agency's officers those whose agency answers for the line."""
    if not can(user, "plan.report", line.group.plan.area):
        return False
    return user.role != Role.AGENCY_OFFICER or user.agency in {one.agency for one in line.agencies.all()}


def report_progress(
    *,
    by: User,
    line: PlanLine,
    value: int,
    on: date,
    note: str = "",
    evidence: Minutes | None = None,
    corrects: Progress | None = None,
) -> Progress:
    """What was reached by the day, all in all, in the line's own unit; never changed, only corrected by another.

    Raises PermissionDenied for another agency's line, Refused for a plan that is no longer or not yet agreed, a day
    outside it, or a report that was corrected before.
    """
    plan = line.group.plan
    require(by, "plan.report", plan.area)
    if not may_report(by, line):
        raise PermissionDenied("another agency's line")
    refuse_too_large(value)
    refuse_future(on)
    refuse_personal(note)
    if on < plan.starts_on:
        raise Refused(_("Tanggal ini sebelum rencananya mulai."))
    with transaction.atomic():
        refuse_unless_agreed(locked(plan))
        fresh(line)
        _refuse_correction(line, corrects)
        made = Progress.objects.create(
            line=line, value=value, on=on, note=note.strip(), by=by, corrects=corrects, **kept(evidence)
        )
        record("plan.report", by=by, on=made, area=plan.area, line=line.pk, value=value, day=str(on))
    return made


def _refuse_correction(line: PlanLine, corrects: Progress | None) -> None:
    if corrects is None:
        return
    if corrects.line_id != line.pk:
        raise Refused(_("Laporan yang diperbaiki bukan laporan baris ini."))
    if Progress.objects.filter(corrects=corrects).exists():
        raise Refused(_("Laporan itu sudah diperbaiki. Perbaiki yang terbaru."))
