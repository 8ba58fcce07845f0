"""Pages of plans: the list, who is late, one plan as a matrix, and its making."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.pages import status_of
from satupintu.foundation.refusal import Refused
from satupintu.gateways.action_plans import load_plans

from .. import services
from ..forms import ChoiceForm, FileForm, GroupForm, NewPlanForm, PlanForm
from ..models import ActionPlan
from ..partners.selectors import promise_views
from ..selectors.lateness import by_owner, late_things
from ..selectors.matrix import Choice, lights_of, matrix_of
from ..selectors.sheet import size_of
from ..selectors.visibility import managed_plans, visible_plans
from ..services.plans import lacks
from .asking import carried_out

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allow("plan.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Plans that one has a part in, the latest first, each with its lights."""
    page = Paginator(visible_plans(request.user), 20).get_page(request.GET.get("halaman"))
    rows = lights_of(list(page))
    context = {"page": page, "rows": rows, "may_manage": request.user.can("plan.manage")}
    return render(request, "coordination/plans.html", context)


@allow("plan.read")
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Who is late with what in all agreed plans that one sees."""
    things = late_things(visible_plans(request.user), timezone.localdate())
    page = Paginator(by_owner(things), 50).get_page(request.GET.get("halaman"))
    return render(request, "coordination/late.html", {"page": page, "count": len(things)})


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    samples = {one.id: one.title for one in load_plans().values()}
    form = NewPlanForm(request.POST or None, by=request.user, samples=samples)
    made: list[ActionPlan] = []

    @transaction.atomic
    def make() -> None:
        data = dict(form.cleaned_data)
        sample = data.pop("sample")
        made.append(services.draft_plan(by=request.user, **data))
        if sample:
            services.fill_from_sample(by=request.user, plan=made[0], sample=sample)

    if request.method == "POST" and carried_out(form, make):
        messages.success(request, _("Rancangan dibuat. Isi kelompok dan barisnya."))
        return redirect("coordination:build_plan", made[0].pk)
    return render(request, "coordination/plan_form.html", {"form": form}, status=status_of(form))


@allow("plan.read")
@require_safe
def show(request: HttpRequest, plan: int) -> HttpResponse:
    """The plan as a matrix; the same page is its sheet on paper."""
    found = get_object_or_404(visible_plans(request.user), pk=plan)
    context = matrix_context(found, request.GET) | {
        "may_manage": request.user.can("plan.manage", found.area),
        "late": by_owner(late_things(ActionPlan.objects.filter(pk=found.pk), timezone.localdate())),
        "promises": promise_views(found.promises.select_related("partner")),
        "meetings": found.meetings.all()[:5],
    }
    return render(request, "coordination/plan.html", context)


def matrix_context(plan: ActionPlan, asked: Any) -> dict[str, Any]:
    """What both the inner and the public page of a plan show of it."""
    whole = matrix_of(plan)
    form = ChoiceForm(asked or None, matrix=whole)
    choice = form.choice() if asked else Choice()
    matrix = matrix_of(plan, choice) if choice != Choice() else whole
    return {
        "plan": plan,
        "matrix": matrix,
        "counts": [(light, count) for light, count in whole.counts.items() if count],
        "total": len(whole.lines),
        "form": form,
        "is_narrowed": choice != Choice(),
        "size": size_of(matrix.lines),
        "today": timezone.localdate(),
    }


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, plan: int) -> HttpResponse:
    found = _managed(request, plan)
    form = PlanForm(request.POST or None, plan=found)
    if request.method == "POST" and carried_out(
        form, lambda: services.change_plan(by=request.user, plan=found, **form.cleaned_data)
    ):
        return redirect("coordination:plan", found.pk)
    return render(
        request, "coordination/plan_form.html", {"form": form, "plan": found}, status=status_of(form)
    )


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, plan: int) -> HttpResponse:
    """The plan's groups and lines, to be added to and mended; what it still lacks."""
    found = _managed(request, plan)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: services.add_group(by=request.user, plan=found, **form.cleaned_data)
    ):
        return redirect("coordination:build_plan", found.pk)
    return _built(request, found, form, status_of(form))


def _built(
    request: HttpRequest, plan: ActionPlan, form: GroupForm, status: int, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "matrix": matrix_of(plan),
        "lacks": lacks(plan) if plan.is_draft else [],
        "refusal": refusal,
    }
    return render(request, "coordination/plan_build.html", context, status=status)


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, plan: int) -> HttpResponse:
    found = _managed(request, plan)
    form = FileForm(request.POST or None, request.FILES or None)

    def take() -> None:
        file = form.cleaned_data["file"]
        rows = services.import_plan(by=request.user, plan=found, data=file.read(), name=file.name)
        told = ngettext("%(count)s baris masuk.", "%(count)s baris masuk.", len(rows))
        messages.success(request, told % {"count": len(rows)})
        if rows.unread:
            unread = _("Kolom yang tidak dibaca: %(columns)s. Bila perlu, ganti judulnya, lalu impor lagi.")
            messages.warning(request, unread % {"columns": ", ".join(rows.unread)})

    if request.method == "POST" and carried_out(form, take):
        return redirect("coordination:build_plan", found.pk)
    context = {"form": form, "plan": found}
    return render(request, "coordination/plan_import.html", context, status=status_of(form))


@allow("plan.read")
@require_safe
def export(request: HttpRequest, plan: int) -> HttpResponse:
    found = get_object_or_404(visible_plans(request.user), pk=plan)
    return _workbook(services.export_plan(by=request.user, plan=found), f"rencana-aksi-{found.pk}.xlsx")


@allow("plan.manage")
@require_safe
def empty_form(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return _workbook(services.plan_form(), "rencana-aksi.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allow("plan.manage")
@require_POST
def agree(request: HttpRequest, plan: int) -> HttpResponse:
    found = _managed(request, plan)
    try:
        services.agree_plan(by=request.user, plan=found)
    except Refused as refusal:
        return _built(request, found, GroupForm(), 409, refusal)
    messages.success(request, _("Rencana disepakati. Kini dapat dibaca semua kantor dan publik."))
    return redirect("coordination:plan", found.pk)


@allow("plan.manage")
@require_POST
def close(request: HttpRequest, plan: int) -> HttpResponse:
    found = _managed(request, plan)
    try:
        services.close_plan(by=request.user, plan=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rencana ditutup."))
    return redirect("coordination:plan", found.pk)


@allow("plan.manage")
@require_POST
def discard(request: HttpRequest, plan: int) -> HttpResponse:
    found = _managed(request, plan)
    try:
        services.discard_plan(by=request.user, plan=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("coordination:build_plan", found.pk)
    messages.success(request, _("Rancangan dibuang."))
    return redirect("coordination:plans")


def _managed(request: HttpRequest, plan: int) -> ActionPlan:
    return get_object_or_404(managed_plans(request.user), pk=plan)
