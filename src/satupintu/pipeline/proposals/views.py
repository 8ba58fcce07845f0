"""Pages of the signature, the proposal and its decree."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.pages import status_of
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.screening.models import Round, RoundState, Run
from satupintu.pipeline.screening.selectors.decisions import Decisions
from satupintu.pipeline.screening.selectors.pictures import funnel_steps
from satupintu.pipeline.screening.selectors.visibility import seen_lists, with_lists
from satupintu.pipeline.screening.selectors.wording import programme_title

from . import selectors, services
from .forms import DecreeForm, SignForm
from .statement import statement_for

_PER_PAGE = 25
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES = {
    "pdf": ("application/pdf", "keputusan-{}.pdf"),
    "annex": (_XLSX, "lampiran-{}.xlsx"),
    "workbook": (_XLSX, "usulan-{}.xlsx"),
}


@allow("proposal.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Rounds that wait for this person's signature, and every proposal with its decree: some of each on a page."""
    user = request.user
    waiting = selectors.rounds_to_sign(user) if user.can("round.sign") else Round.objects.none()
    proposals = selectors.visible_proposals(user)
    longer = max((Paginator(found, _PER_PAGE) for found in (proposals, waiting)), key=lambda one: one.count)
    page = longer.get_page(request.GET.get("halaman"))
    part = slice((page.number - 1) * _PER_PAGE, page.number * _PER_PAGE)
    rounds = with_lists(user, waiting[part])
    context = {
        "page": page,
        "rounds": [(one, selectors.why_not_yet(one.current, seen_lists(user, one))) for one in rounds],
        "proposals": proposals[part],
    }
    return render(request, "proposals/proposals.html", context)


@allow("round.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, round_id: int) -> HttpResponse:
    """What is about to be signed, the statement, and the officer's name under it."""
    rounds = limit_to_area(Round.objects.select_related("area", "current"), request.user)
    round = get_object_or_404(rounds, pk=round_id)
    if round.state == RoundState.SIGNED and hasattr(round, "proposal"):
        return redirect("proposals:proposal", round.proposal.pk)
    run = round.current
    if run is None or round.state != RoundState.SCREENED:
        messages.error(request, _("Putaran ini belum selesai diperiksa. Periksa dahulu, baru tandatangani."))
        return redirect("screening:round", round.pk)
    unread = list(round.unread_lists.select_related("area"))
    form = SignForm(request.POST or None, by=request.user, run=run, unread=unread)
    names = [one.name for one in unread]
    statement = statement_for(run, selectors.eligible_of(run), request.user.name, names)
    if request.method == "POST" and form.is_valid():
        try:
            seen = get_object_or_404(Run, pk=form.cleaned_data["run"], round=round)
            proposal = services.sign_off(
                round=round, by=request.user, statement=statement, run=seen, left_out=_left_out(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Usulan sudah ditandatangani."))
            return redirect("proposals:proposal", proposal.pk)
    context = _sign_context(request.user, round, run, form, statement) | {"unread": unread}
    return render(request, "proposals/sign.html", context, status=status_of(form))


@allow("proposal.read")
@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A signed proposal: who vouched for what, over which bytes; and the decree that followed."""
    found = get_object_or_404(selectors.visible_proposals(request.user), pk=proposal_id)
    context = {
        "proposal": found,
        "decree": getattr(found, "decree", None),
        "programme_title": programme_title(found.round),
        "may_decree": request.user.can("decree.create", found.round.area),
    }
    return render(request, "proposals/proposal.html", context)


@allow("proposal.read")
@require_safe
def workbook(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The signed proposal as a workbook, in the regulation's columns: the very bytes that were signed."""
    found = get_object_or_404(selectors.visible_proposals(request.user), pk=proposal_id)
    try:
        path = services.proposal_file(proposal=found, by=request.user)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    content_type, name = _FILES["workbook"]
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name.format(found.pk), content_type=content_type
    )


@allow("decree.create")
@require_http_methods(["GET", "HEAD", "POST"])
def decree(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The decree's words: to be read as a draft, then issued."""
    found = get_object_or_404(selectors.visible_proposals(request.user), pk=proposal_id)
    if hasattr(found, "decree"):
        return redirect("proposals:proposal", found.pk)
    form = DecreeForm(request.POST or None, proposal=found)
    if request.method == "POST" and form.is_valid():
        if "draft" in request.POST:
            return _draft(request, found, form)
        try:
            services.issue_decree(proposal=found, by=request.user, copies=form.copied_to(), **form.terms())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Keputusan sudah diterbitkan. Cetak, tandatangani dan bubuhi cap."))
            return redirect("proposals:proposal", found.pk)
    return render(request, "proposals/decree.html", {"proposal": found, "form": form}, status=status_of(form))


@allow("decree.read")
@require_safe
def decree_file(request: HttpRequest, decree_id: int, kind: str) -> HttpResponse:
    """The decree as PDF or its annex as a workbook, the very bytes that were issued."""
    found = get_object_or_404(selectors.visible_decrees(request.user), pk=decree_id)
    try:
        path = services.decree_file(decree=found, by=request.user, kind=kind)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    content_type, name = _FILES[kind]
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name.format(found.pk), content_type=content_type
    )


def _draft(request: HttpRequest, found: Any, form: DecreeForm) -> HttpResponse:
    draft = services.draft_of(found, **form.terms())
    try:
        made = services.draft_pdf(proposal=found, by=request.user, draft=draft)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="rancangan-keputusan-{found.pk}.pdf"'
    return response


def _sign_context(user: User, round: Round, run: Run, form: SignForm, statement: str) -> dict[str, Any]:
    decisions = Decisions(run.folder)
    return {
        "round": round,
        "run": run,
        "form": form,
        "statement": statement,
        "eligible": selectors.eligible_of(run),
        "outcomes": decisions.outcomes,
        "total": decisions.funnel.rows,
        "steps": funnel_steps(decisions.funnel),
        "flags": decisions.flags,
        "why_not": selectors.why_not_yet(run),
        "rules_changed": selectors.rules_changed(run),
        "named_before": [
            (selectors.name_for(user, other), people, selectors.people_named_before(run, other))
            for other, people in selectors.named_before(run)
        ],
        "programme_title": programme_title(round),
    }


def _left_out(request: HttpRequest) -> list[int]:
    """The lists that the page named as unusable when the officer signed."""
    sent = request.POST.getlist("left_out")
    return [int(one) for one in sent if one.isdecimal() and len(one) < 19]
