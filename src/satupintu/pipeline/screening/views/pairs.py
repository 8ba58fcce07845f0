"""The queue of pairs that may be one person, one business or one household, and one pair side by side."""

from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from satupintu.batch.duplicates import BUSINESS, HOUSEHOLD, PERSON
from satupintu.engine.duplicates import Line
from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.pages import language
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job

from ..models import Run, Verdict
from ..selectors import pairs as selectors
from ..selectors.decisions import Decisions
from ..selectors.pairs import Pair
from ..selectors.persons import Cell, cells_of, village_names
from ..services import pairs as services
from ..services.exports import note_pair
from .access import decisions_of, find_run

TABS = {
    PERSON: gettext_lazy("Mungkin satu orang"),
    BUSINESS: gettext_lazy("Mungkin satu usaha"),
    HOUSEHOLD: gettext_lazy("Satu keluarga"),
}
BUTTONS = (
    (Verdict.SAME, gettext_lazy("Satu orang")),
    (Verdict.DIFFERENT, gettext_lazy("Dua orang")),
    (Verdict.UNSURE, gettext_lazy("Belum tahu")),
)
# What two records are compared by, and what else helps to tell people apart.
_SHOWN = ("name", "nik", "birth_date", "sex", "village", "kk", "phone", "address", "sector")
_BESIDE = ("rt", "rw", "annual_turnover", "business_letter", "submitted_at", "proposer")


@allow("person.read")
@require_safe
def index(request: HttpRequest, round_id: int) -> HttpResponse:
    """A round's pairs by score, those nobody judged first; `jenis` chooses people, businesses or families."""
    run = find_run(request, round_id)
    context: dict[str, Any] = {"round": run.round, "run": run, "is_found": selectors.are_found(run)}
    if not context["is_found"]:
        jobs = Job.objects.unfinished().filter(kind=services.PAIRS, arguments__run=run.pk)
        return render(request, "screening/pairs.html", context | {"is_searching": jobs.exists()})
    decisions = decisions_of(request, run)
    kind = request.GET.get("jenis", PERSON)
    kind = kind if kind in TABS else PERSON
    number = request.GET.get("halaman", "")
    page = _page(run, decisions, kind, int(number) if number.isdecimal() and len(number) < 9 else 1)
    counts = selectors.counts(run, decisions)
    context |= {
        "kind": kind,
        "page": page,
        "tabs": [(one, words, counts[one]) for one, words in TABS.items()],
        "left": page.total - page.judged,
        "villages": village_names(_villages(page)),
    }
    return render(request, "screening/pairs.html", context)


@allow("round.screen")
@require_POST
def find(request: HttpRequest, round_id: int) -> HttpResponse:
    run = find_run(request, round_id)
    try:
        job = services.start_finding(by=request.user, run=run)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("screening:pairs", round_id)
    return redirect("work:job", job.pk)


@allow("person.read")
@require_safe
def show(request: HttpRequest, round_id: int, run: int, left: int, right: int) -> HttpResponse:
    """Two records side by side: what agrees, what differs, and what that is worth."""
    found_run = find_run(request, round_id, run)
    decisions = decisions_of(request, found_run)
    pair = _find(found_run, decisions, left, right)
    context = {
        "round": found_run.round,
        "run": found_run,
        "pair": pair,
        "is_person": pair.kind == PERSON,
        "is_business": pair.kind == BUSINESS,
        "kind_title": TABS[pair.kind],
        "rows": _side_by_side(pair, decisions),
        "villages": village_names([pair.left["village"], pair.right["village"]]),
        "judgements": selectors.judgements_of(found_run.round, pair),
        "buttons": BUTTONS,
        "is_current": found_run.round.current_id == found_run.pk,
    }
    note_pair(by=request.user, run=found_run, left=left, right=right)
    return render(request, "screening/pair.html", context)


@allow("pair.judge")
@require_POST
def judge(request: HttpRequest, round_id: int, run: int, left: int, right: int) -> HttpResponse:
    found_run = find_run(request, round_id, run)
    _find(found_run, decisions_of(request, found_run), left, right)
    try:
        made = services.judge_pair(
            by=request.user, run=found_run, left=left, right=right, verdict=request.POST.get("penilaian", "")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("screening:pair", round_id, run, left, right)
    messages.success(request, _("Tercatat: %(verdict)s.") % {"verdict": made.get_verdict_display().lower()})
    return redirect("screening:pairs", round_id)


def _find(run: Run, decisions: Decisions, left: int, right: int) -> Pair:
    pair = selectors.pair_at(run, decisions, left, right)
    if pair is None:
        raise Http404("no such pair")
    return pair


def _page(run: Run, decisions: Decisions, kind: str, number: int) -> selectors.PairsPage:
    if kind == HOUSEHOLD:
        return selectors.households_page(run, decisions, number)
    return selectors.pairs_page(run, decisions, kind, number)


def _villages(page: selectors.PairsPage) -> list[str | None]:
    rows = [row for pair in page.pairs for row in (pair.left, pair.right)]
    return [row["village"] for row in [*rows, *(row for family in page.households for row in family)]]


def _side_by_side(pair: Pair, decisions: Decisions) -> list[dict[str, Any]]:
    """A line a field: its label, what each record says with what differs marked, what was found, how strong it is."""
    sides = [
        {cell.column: cell for cell in cells_of(decisions.as_read(row))} for row in (pair.left, pair.right)
    ]
    lines = {line.field: line for line in pair.lines}
    return [
        _line([side.get(column) for side in sides], lines.get(column))
        for column in (*_SHOWN, *_BESIDE)
        if any(column in side for side in sides)
    ]


def _line(cells: list[Cell | None], line: Line | None) -> dict[str, Any]:
    texts = [cell.read if cell else "" for cell in cells]
    is_marked = bool(line and line.agrees and line.level != "same")
    marks = _marked(*texts) if is_marked else [[(text, False)] for text in texts]
    return {
        "label": next(cell.label for cell in cells if cell),
        "left": marks[0],
        "right": marks[1],
        "found": line.found.get(language()) if line else "",
        "strength": line.strength.get(language()) if line and line.level else "",
        "way": line.way if line else "neither",
    }


def _marked(left: str, right: str) -> list[list[tuple[str, bool]]]:
    """Both texts in pieces, each with whether the other says it otherwise."""
    pieces: list[list[tuple[str, bool]]] = [[], []]
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, text in ((0, left[a:b]), (1, right[c:d])):
            if text:
                pieces[side].append((text, what != "equal"))
    return pieces
