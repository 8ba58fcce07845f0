"""What changed between two runs of a round."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow

from ..models import Run
from ..selectors.changes import changes_between
from .access import decisions_of, find_round


@allow("round.read")
@require_safe
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """The last run against the one before it, unless two others are asked for (`dari`, `ke`)."""
    round = find_round(request, round_id)
    runs = list(round.runs.filter(summary__isnull=False).order_by("number").select_related("started_by"))
    by_number = {str(one.number): one for one in runs}
    after = by_number.get(request.GET.get("ke", ""), runs[-1] if runs else None)
    before = by_number.get(request.GET.get("dari", ""), _before(after, runs))
    choices = [("dari", before, _("Semula")), ("ke", after, _("Dibandingkan dengan"))]
    context = {"round": round, "runs": runs, "before": before, "after": after, "choices": choices}
    if before and after and before != after:
        after.round = before.round = round
        context["changes"] = changes_between(before, after, decisions_of(request, after))
    return render(request, "screening/compare.html", context)


def _before(after: Run | None, runs: list[Run]) -> Run | None:
    earlier = [one for one in runs if after and one.number < after.number]
    return earlier[-1] if earlier else None
