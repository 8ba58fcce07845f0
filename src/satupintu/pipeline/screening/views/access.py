"""Finds what an address names among what the person may see; anything else is not there."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ..models import ListFile, Round, Run
from ..selectors.decisions import Decisions
from ..selectors.visibility import visible_decisions, visible_lists, visible_rounds


def find_round(request: HttpRequest, round_id: int) -> Round:
    return get_object_or_404(visible_rounds(request.user), pk=round_id)


def find_list(request: HttpRequest, round_id: int, list_id: int) -> ListFile:
    return get_object_or_404(visible_lists(request.user, find_round(request, round_id)), pk=list_id)


def find_run(request: HttpRequest, round_id: int, number: int | None = None) -> Run:
    """A run that has results: the current one unless its number is given."""
    round = find_round(request, round_id)
    if number is None:
        if round.current is None:
            raise Http404("no results yet")
        run = round.current
    else:
        run = get_object_or_404(round.runs, number=number)
    if not run.is_done:
        raise Http404("no results")
    run.round = round  # the area is loaded already
    return run


def decisions_of(request: HttpRequest, run: Run) -> Decisions:
    return visible_decisions(request.user, run)
