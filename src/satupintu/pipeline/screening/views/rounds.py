"""Pages of rounds: all of them, one seen whole, opening one, choosing its reference lists, screening it."""

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from satupintu.engine.determination import OUTCOMES
from satupintu.engine.quota import PER_WORDS
from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.pages import language, status_of
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.services import mark_interrupted

from ..forms import ReferencesForm, RoundForm
from ..models import ListState, Round, RoundState, Run
from ..selectors.decisions import NOWHERE, Decisions
from ..selectors.integrity import manifest_is_intact
from ..selectors.next_steps import next_step, visible_changes
from ..selectors.persons import village_names
from ..selectors.pictures import funnel_steps, stacked, with_bars
from ..selectors.visibility import (
    list_counts,
    sees_whole,
    visible_decisions,
    visible_lists,
    visible_rounds,
    with_lists,
)
from ..selectors.wording import programme_title
from ..services import rounds as services
from .access import find_round

PAGE_SIZE = 25


@allow("round.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds the person may see, newest first, each with its outcome as a small bar."""
    page = Paginator(visible_rounds(request.user), PAGE_SIZE).get_page(request.GET.get("halaman"))
    rounds = list(page.object_list)
    with_lists(request.user, [one for one in rounds if not sees_whole(request.user, one)])
    counts = list_counts(request.user, rounds)
    for one in rounds:
        one.programme_title = programme_title(one)
        one.outcomes = _outcomes(request, one)
        one.bar = stacked(one.outcomes) if one.outcomes else None
        one.row_count = sum(one.outcomes.values())
        one.list_count = counts.get(one.pk, 0)
    page.object_list = rounds
    return render(request, "screening/rounds.html", {"page": page})


@allow("round.create")
def new(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_round(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Putaran %(title)s dibuka.") % {"title": made.title})
            return redirect("screening:round", made.pk)
    return render(request, "screening/new_round.html", {"form": form}, status=status_of(form))


@allow("round.read")
@require_safe
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: what to do now, the funnel, the reasons, the lists."""
    round = find_round(request, round_id)
    context = _state_context(request, round)
    if round.current:
        context |= _results(request, round, round.current)
    return render(request, "screening/round.html", context)


@allow("round.read")
@require_GET
def state(request: HttpRequest, round_id: int) -> HttpResponse:
    """The part that moves while lists are read or screened; htmx asks for it until it has come to rest."""
    round = find_round(request, round_id)
    context = _state_context(request, round)
    response = render(request, "screening/_state.html", context)
    if not context["is_moving"]:
        response["HX-Refresh"] = "true"
    return response


@allow("round.screen")
def references(request: HttpRequest, round_id: int) -> HttpResponse:
    """Which reference set the round is held against, and which lists it does without."""
    round = find_round(request, round_id)
    if not round.is_open:
        messages.error(
            request, _("Putaran ini sudah ditandatangani; daftar acuannya tidak dapat diganti lagi.")
        )
        return redirect("screening:round", round.pk)
    form = ReferencesForm(request.POST or None, round=round, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_references(by=request.user, round=round, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("screening:round", round.pk)
    has_sets = form.fields["reference_set"].queryset.exists()
    context = {"form": form, "round": round, "has_sets": has_sets}
    return render(request, "screening/round_references.html", context, status=status_of(form))


@allow("round.screen")
@require_POST
def screen(request: HttpRequest, round_id: int) -> HttpResponse:
    round = find_round(request, round_id)
    try:
        services.start_screening(by=request.user, round=round)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("screening:round", round.pk)


def _state_context(request: HttpRequest, round: Round) -> dict[str, Any]:
    if round.state == RoundState.SCREENING:
        mark_interrupted()  # a worker that was killed says nothing itself
    lists = list(visible_lists(request.user, round))
    with_lists(request.user, [round])  # what the next step asks of them
    run = round.runs.select_related("job").first()
    waiting = sum(one.state == ListState.WAITING for one in lists)
    is_on = round.state == RoundState.SCREENING and run is not None
    job = run.job if run and is_on else None
    is_running = job is not None and not job.is_finished
    return {
        "round": round,
        "programme_title": programme_title(round),
        "lists": lists,
        "run": run,
        "job": job,
        "waiting": waiting,
        "unread": [one for one in lists if one.state == ListState.REFUSED],
        "is_reading": bool(waiting),
        "is_stuck": is_on and not is_running,
        "is_moving": bool(waiting) or is_running,
        "next": next_step(request.user, round),
        "sees_whole": sees_whole(request.user, round),
    }


def _results(request: HttpRequest, round: Round, current: Run) -> dict[str, Any]:
    decisions = visible_decisions(request.user, current)
    return {
        "current": current,
        "manifest_is_intact": manifest_is_intact(current),
        "outcomes": decisions.outcomes,
        "total": decisions.funnel.rows,
        "steps": funnel_steps(decisions.funnel),
        "reasons": decisions.reasons,
        "flags": decisions.flags,
        "by_list": _groups(request, round, decisions, "file"),
        "by_village": _groups(request, round, decisions, "village"),
        "changes": visible_changes(request.user, round),
        "quota": _quota(request, round, current),
        "has_earlier_run": round.runs.filter(summary__isnull=False).count() > 1,
    }


def _quota(request: HttpRequest, round: Round, current: Run) -> dict[str, Any] | None:
    """What the quota left in and out, for those who see the whole round."""
    quota = (current.summary or {}).get("quota")
    if not quota or not sees_whole(request.user, round):
        return None
    return {**quota, "per_words": PER_WORDS[quota["per"]].get(language())}


def _groups(request: HttpRequest, round: Round, decisions: Decisions, kind: str) -> list[dict[str, Any]]:
    """Outcomes by list or village, each with its bar, its name and the filter that leads to its rows."""
    if kind == "file":
        numbers = dict(visible_lists(request.user, round).values_list("name", "pk"))
        found = with_bars(decisions.lists, OUTCOMES)
        return [
            {**one, "name": one["file"], "query": f"berkas={numbers.get(one['file'], '')}"} for one in found
        ]
    found = with_bars(decisions.villages, OUTCOMES)
    names = village_names(one["village"] for one in found)
    return [
        {
            **one,
            "name": names.get(one["village"], one["village"]) or _("Desa tidak tertulis"),
            "query": f"desa={one['village'] or NOWHERE}",
        }
        for one in found
    ]


def _outcomes(request: HttpRequest, round: Round) -> dict[str, int]:
    """Rows by outcome as this person may see them; nothing before the first run."""
    if round.current is None:
        return {}
    if sees_whole(request.user, round):
        return {one: round.current.summary["outcomes"][one] for one in OUTCOMES}
    return _counted(visible_decisions(request.user, round.current))


@lru_cache(maxsize=4096)
def _counted(decisions: Decisions) -> dict[str, int]:
    """Read once: what a run that has ended decided never changes, and a village's part of it lies in a large file."""
    return decisions.outcomes
