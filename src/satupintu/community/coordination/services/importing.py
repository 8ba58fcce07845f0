"""A plan from a spreadsheet or from the plans kept as data, and back out as a workbook."""

import io
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.gateways.action_plans import (
    ExportRow,
    Known,
    PlanProblem,
    PlanRow,
    PlanRows,
    load_plans,
    read_plan_sheet,
    write_plan_sheet,
)

from ..models import ActionPlan, AffectedGroup, PlanLine
from ..names import agency_names, indonesian_titles, programme_names
from .checks import locked, refuse_personal, refuse_unless_draft
from .lines import LineTerms, add_group, add_line

LARGEST_FILE = 4 * 1024 * 1024  # the form refuses more before it is read


def import_plan(*, by: User, plan: ActionPlan, data: bytes, name: str) -> PlanRows:
    """The sheet is the plan from now on: groups and lines of the draft are put in their place; the lines.

    Raises Refused with `problems`, each naming row and column, and then leaves the draft as it was.
    """
    require(by, "plan.manage", plan.area)
    refuse_unless_draft(plan)
    try:
        rows = read_plan_sheet(data, name, _known(plan))
    except PlanProblem as problem:
        raise Refused(_("Berkas ini belum dapat dipakai:"), problem.problems) from problem
    with transaction.atomic():
        now = locked(plan)
        refuse_unless_draft(now)
        if now.promises.filter(line__isnull=False).exists():
            raise Refused(_("Ada janji mitra pada baris rencana ini. Ubah barisnya satu per satu."))
        now.groups.all().delete()
        _fill(by, now, [], rows)
        record("plan.import", by=by, on=now, area=now.area, lines=len(rows), bytes=len(data))
    return rows


def fill_from_sample(*, by: User, plan: ActionPlan, sample: str) -> None:
    """Groups and lines of a plan of programmes/plans into an empty draft, with where they were read.

    Raises Refused for a sample that is not there, or a draft that is not empty.
    """
    require(by, "plan.manage", plan.area)
    text = load_plans().get(sample)
    if text is None:
        raise Refused(_("Contoh rencana ini tidak ada."))
    with transaction.atomic():
        now = locked(plan)
        refuse_unless_draft(now)
        if now.groups.exists():
            raise Refused(_("Rancangan ini sudah berisi. Contoh hanya masuk ke rancangan kosong."))
        now.source = text.source[:400]
        now.save(update_fields=["source"])
        _fill(by, now, list(text.groups), [_with_known_codes(row) for row in text.rows])
        record("plan.sample", by=by, on=now, area=now.area, sample=sample)


def export_plan(*, by: User, plan: ActionPlan) -> bytes:
    """The plan as a workbook that import reads again, with what was reached; the download is recorded."""
    from ..selectors.matrix import matrix_of

    require(by, "plan.read")
    rows = [
        ExportRow(_row(line.group.name, line.line), line.reached, line.reported_on, line.words)
        for line in matrix_of(plan).lines
    ]
    out = io.BytesIO()
    write_plan_sheet(out, plan.title, rows)
    record("plan.export", by=by, on=plan, area=plan.area, lines=len(rows))
    return out.getvalue()


def plan_form() -> bytes:
    """The empty form, with the columns that import understands."""
    out = io.BytesIO()
    write_plan_sheet(out, _("Rencana aksi: isi dari baris ketiga"), [])
    return out.getvalue()


def _known(plan: ActionPlan) -> Known:
    programmes, agencies = indonesian_titles()
    return Known(
        programmes=frozenset(programme_names()),
        agencies=frozenset(agency_names()),
        starts=plan.starts_on,
        ends=plan.ends_on,
        programme_titles=programmes,
        agency_titles=agencies,
    )


def _fill(by: User, plan: ActionPlan, groups: list[tuple[str, bool]], rows: list[PlanRow]) -> None:
    made: dict[str, AffectedGroup] = {}
    for name, is_pending in [*groups, *((row.group, row.is_pending_group) for row in rows)]:
        if name not in made:
            made[name] = add_group(by=by, plan=plan, name=name, is_pending=is_pending)
    for row in rows:
        refuse_personal(row.activity)
        add_line(by=by, group=made[row.group], terms=_terms(plan, row))


def _with_known_codes(row: PlanRow) -> PlanRow:
    """A sample may name what this office's catalogue does not hold: then it is left open, or stays in words."""
    programme = row.programme if row.programme in programme_names() else ""
    return replace(
        row,
        programme=programme,
        activity=row.activity or ("" if programme else row.programme),
        agencies=tuple(one for one in row.agencies if one in agency_names()),
    )


def _terms(plan: ActionPlan, row: PlanRow) -> LineTerms:
    """A sample's own days belong to its own period: outside the plan's they are left open."""
    is_inside = bool(row.deadline and plan.starts_on <= row.deadline <= plan.ends_on)
    return LineTerms(
        programme=row.programme,
        activity=row.activity,
        agencies=row.agencies,
        target=row.target,
        unit=row.unit,
        starts_on=row.starts if row.starts and plan.starts_on <= row.starts <= plan.ends_on else None,
        deadline=row.deadline if is_inside else None,
        indicator=row.indicator,
        budget=row.budget,
    )


def _row(group: str, line: PlanLine) -> PlanRow:
    return PlanRow(
        group=group,
        programme=line.programme,
        activity=line.activity,
        agencies=tuple(one.agency for one in line.agencies.all()),
        target=line.target,
        unit=line.unit,
        starts=line.starts_on,
        deadline=line.deadline,
        indicator=line.indicator,
        budget=line.budget,
    )
