"""Pages of meetings: minutes, decisions with owner and day, and the word that one was carried out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.permissions import allow, require
from satupintu.foundation.pages import status_of

from ..models import Meeting
from ..selectors.visibility import managed_plans, visible_decisions, visible_meetings, visible_plans
from ..services.evidence import may_open
from ..views.asking import carried_out, handed_out
from . import services
from .forms import DecisionForm, DoneForm, MeetingForm, MinutesForm
from .selectors import decision_views
from .services import may_mark


@allow("plan.read")
@require_safe
def index(request: HttpRequest, plan: int) -> HttpResponse:
    """A plan's meetings, and all that was decided in them and is not done."""
    found = get_object_or_404(visible_plans(request.user), pk=plan)
    decisions = visible_decisions(request.user).filter(meeting__plan=found, done__isnull=True)
    context = {
        "plan": found,
        "page": Paginator(found.meetings.all(), 30).get_page(request.GET.get("halaman")),
        "decisions": decision_views(decisions.order_by("due")),
        "may_manage": request.user.can("plan.manage", found.area) and not found.is_closed,
    }
    return render(request, "coordination/meetings.html", context)


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, plan: int) -> HttpResponse:
    found = get_object_or_404(managed_plans(request.user), pk=plan)
    form = MeetingForm(request.POST or None, request.FILES or None)
    made: list[Meeting] = []
    if request.method == "POST" and carried_out(
        form,
        lambda: made.append(services.hold_meeting(by=request.user, plan=found, **form.cleaned_data)),
    ):
        return redirect("coordination:meeting", made[0].pk)
    context = {"form": form, "plan": found}
    return render(request, "coordination/meeting_form.html", context, status=status_of(form))


@allow("plan.read")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, meeting: int) -> HttpResponse:
    """One meeting; planners add decisions, and minutes where there are none (`notula`)."""
    found = get_object_or_404(visible_meetings(request.user), pk=meeting)
    minutes_form, form = MinutesForm(), DecisionForm(plan=found.plan)
    if request.method == "POST":
        require(request.user, "plan.manage", found.plan.area)
        if "notula" in request.POST:
            minutes_form = MinutesForm(request.POST, request.FILES)
            is_done = carried_out(
                minutes_form,
                lambda: services.keep_minutes(by=request.user, meeting=found, **minutes_form.cleaned_data),
            )
        else:
            form = DecisionForm(request.POST, plan=found.plan)
            is_done = carried_out(form, lambda: _decide(request, found, form))
        if is_done:
            return redirect("coordination:meeting", found.pk)
    area = found.plan.area
    context = {
        "meeting": found,
        "decisions": decision_views(visible_decisions(request.user).filter(meeting=found)),
        "form": form,
        "minutes_form": minutes_form,
        "shown_form": minutes_form if minutes_form.errors else form,
        "may_manage": request.user.can("plan.manage", area) and not found.plan.is_closed,
        "may_see_evidence": may_open(request.user, area),
    }
    status = status_of(minutes_form) if minutes_form.errors else status_of(form)
    return render(request, "coordination/meeting.html", context, status=status)


def _decide(request: HttpRequest, meeting: Meeting, form: DecisionForm) -> None:
    data = form.cleaned_data
    services.add_decision(
        by=request.user, meeting=meeting, text=data["text"], due=data["due"], **form.owned()
    )


@allow("plan.evidence")
@require_safe
def minutes(request: HttpRequest, meeting: int) -> HttpResponse:
    found = get_object_or_404(visible_meetings(request.user), pk=meeting)
    return handed_out(request, found, found.plan.area, found.minutes_name, found.minutes_sha256)


@allow("plan.read")
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, decision: int) -> HttpResponse:
    """One decision; its owner says that it was carried out."""
    found = get_object_or_404(visible_decisions(request.user), pk=decision)
    form = DoneForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            is_done = carried_out(
                form, lambda: services.mark_done(by=request.user, decision=found, **form.cleaned_data)
            )
        except PermissionDenied as refused:
            raise Http404("another's decision") from refused
        if is_done:
            messages.success(request, _("Keputusan dinyatakan selesai."))
            return redirect("coordination:meeting", found.meeting_id)
    is_open = not hasattr(found, "done") and not found.meeting.plan.is_closed
    context = {
        "one": decision_views([found])[0],
        "form": form,
        "may_mark": is_open and may_mark(request.user, found),
        "may_see_evidence": may_open(request.user, found.meeting.plan.area, {found.agency}),
    }
    return render(request, "coordination/decision.html", context, status=status_of(form))


@allow("plan.evidence")
@require_safe
def evidence(request: HttpRequest, decision: int) -> HttpResponse:
    found = get_object_or_404(visible_decisions(request.user).filter(done__isnull=False), pk=decision)
    area = found.meeting.plan.area
    done, agencies = found.done, {found.agency}
    return handed_out(request, done, area, done.evidence_name, done.evidence_sha256, agencies)
