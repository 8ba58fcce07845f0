"""Pages of a plan's groups and lines: made and mended by planners, reported on by those who answer for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.pages import status_of
from satupintu.foundation.refusal import Refused

from .. import services
from ..forms import GroupForm, LineForm, ReportForm
from ..models import AffectedGroup, PlanLine, Progress
from ..partners.selectors import promise_views
from ..selectors.matrix import line_views
from ..selectors.visibility import managed_plans, visible_lines
from ..services.evidence import may_open
from ..services.reports import may_report
from .asking import agencies_of, asked_number, carried_out, handed_out


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, group: int) -> HttpResponse:
    """Another name for a group; `hapus` removes it from a draft."""
    found = _group(request, group)
    if "hapus" in request.POST:
        try:
            services.remove_group(by=request.user, group=found)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("coordination:build_plan", found.plan_id)
    form = GroupForm(request.POST or None, initial={"name": "" if found.is_pending else found.name})
    if request.method == "POST" and carried_out(
        form, lambda: services.rename_group(by=request.user, group=found, **form.cleaned_data)
    ):
        return redirect("coordination:build_plan", found.plan_id)
    return render(request, "coordination/group.html", {"form": form, "group": found}, status=status_of(form))


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, group: int) -> HttpResponse:
    found = _group(request, group)
    form = LineForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: services.add_line(by=request.user, group=found, terms=form.terms())
    ):
        return redirect("coordination:build_plan", found.plan_id)
    context = {"form": form, "group": found, "plan": found.plan}
    return render(request, "coordination/line_form.html", context, status=status_of(form))


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, line: int) -> HttpResponse:
    found = _managed(request, line)
    form = LineForm(request.POST or None, line=found)
    if request.method == "POST" and carried_out(
        form, lambda: services.change_line(by=request.user, line=found, terms=form.terms())
    ):
        return redirect("coordination:line", found.pk)
    context = {"form": form, "group": found.group, "plan": found.group.plan, "line": found}
    return render(request, "coordination/line_form.html", context, status=status_of(form))


@allow("plan.manage")
@require_POST
def remove(request: HttpRequest, line: int) -> HttpResponse:
    found = _managed(request, line)
    try:
        services.remove_line(by=request.user, line=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("coordination:line", found.pk)
    return redirect("coordination:build_plan", found.group.plan_id)


@allow("plan.read")
@require_safe
def show(request: HttpRequest, line: int) -> HttpResponse:
    found = get_object_or_404(visible_lines(request.user), pk=line)
    return _shown(request, found, _report_form(request, found))


@allow("plan.report")
@require_POST
def report(request: HttpRequest, line: int) -> HttpResponse:
    """What was reached; of an agency's officers only those whose agency answers for the line get here."""
    found = get_object_or_404(visible_lines(request.user), pk=line)
    form = ReportForm(request.POST, request.FILES, unit=found.unit)

    def do() -> None:
        data = dict(form.cleaned_data)
        corrected = data.pop("corrects")
        corrects = get_object_or_404(Progress, pk=corrected, line=found) if corrected else None
        services.report_progress(by=request.user, line=found, corrects=corrects, **data)

    if carried_out(form, do):
        messages.success(request, _("Capaian dicatat."))
        return redirect("coordination:line", found.pk)
    return _shown(request, found, form)


@allow("plan.evidence")
@require_safe
def evidence(request: HttpRequest, report: int) -> HttpResponse:
    found = get_object_or_404(Progress.objects.filter(line__in=visible_lines(request.user)), pk=report)
    area = found.line.group.plan.area
    agencies = agencies_of(found.line)
    return handed_out(request, found, area, found.evidence_name, found.evidence_sha256, agencies)


def _report_form(request: HttpRequest, line: PlanLine) -> ReportForm:
    """The form; `perbaiki` names the report whose place the next one takes."""
    asked = asked_number(request, "perbaiki")
    corrected = line.reports.filter(pk=asked, corrected_by__isnull=True).first() if asked else None
    initial = {"value": corrected.value, "on": corrected.on, "corrects": corrected.pk} if corrected else {}
    return ReportForm(unit=line.unit, initial=initial)


def _shown(request: HttpRequest, line: PlanLine, form: ReportForm) -> HttpResponse:
    plan = line.group.plan
    context = {
        "plan": plan,
        "one": line_views([line], timezone.localdate())[0],
        "reports": line.reports.select_related("by", "corrected_by"),
        "promises": promise_views(line.promises.select_related("partner")),
        "form": form,
        "may_report": may_report(request.user, line) and not plan.is_draft and not plan.is_closed,
        "may_manage": request.user.can("plan.manage", plan.area) and not plan.is_closed,
        "may_see_evidence": may_open(request.user, plan.area, agencies_of(line)),
        "is_correction": bool(form["corrects"].value()),
    }
    return render(request, "coordination/line.html", context, status=status_of(form))


def _group(request: HttpRequest, group: int) -> AffectedGroup:
    groups = AffectedGroup.objects.select_related("plan__area")
    return get_object_or_404(groups.filter(plan__in=managed_plans(request.user)), pk=group)


def _managed(request: HttpRequest, line: int) -> PlanLine:
    lines = PlanLine.objects.select_related("group__plan__area").prefetch_related("agencies")
    return get_object_or_404(lines.filter(group__plan__in=managed_plans(request.user)), pk=line)
