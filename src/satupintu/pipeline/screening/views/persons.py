"""One row seen whole, and the letter that tells the person; addressed by run and row number, never by NIK."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow

from ..explanations import Told
from ..models import Run
from ..selectors.letters import letter_data
from ..selectors.pairs import hidden_pairs_of, pairs_of
from ..selectors.persons import Person, person_at
from ..services.exports import note_letter, note_person
from .access import decisions_of, find_run


@allow("person.read")
@require_safe
def show(request: HttpRequest, round_id: int, run: int, number: int) -> HttpResponse:
    found_run, person = _find(request, round_id, run, number)
    decisions = decisions_of(request, found_run)
    context = {
        "round": found_run.round,
        "run": found_run,
        "person": person,
        "pairs": [
            (one, one.right if one.left["n"] == number else one.left)
            for one in pairs_of(found_run, decisions, number)
        ],
        "hidden_pairs": hidden_pairs_of(found_run, decisions, number),
        "why": person.explanation,
        "asked": [one for one in person.explanation.criteria if one.result != "not_asked"],
        "not_asked": [one for one in person.explanation.criteria if one.result == "not_asked"],
        "because": [one.sentence or one.title for one in _blamed(person)],
        "todo": list(dict.fromkeys(one.would_change for one in _blamed(person) if one.would_change)),
        "is_current": found_run.round.current_id == found_run.pk,
        "back": _back(request),
    }
    note_person(by=request.user, run=found_run, number=number)
    return render(request, "screening/person.html", context)


@allow("person.read")
@require_safe
def letter(request: HttpRequest, round_id: int, run: int, number: int) -> HttpResponse:
    """The letter as a page that prints well: in Indonesian, whatever the language of the page around it."""
    found_run, data = _letter(request, round_id, run, number)
    note_person(by=request.user, run=found_run, number=number, kind="letter")
    context = {"round": found_run.round, "run": found_run, "number": number, "letter": data}
    return render(request, "screening/letter.html", context)


@allow("person.read")
@require_safe
def letter_pdf(request: HttpRequest, round_id: int, run: int, number: int) -> HttpResponse:
    from satupintu.gateways.documents import DocumentProblem, decision_letter_pdf  # brings typst along

    found_run, data = _letter(request, round_id, run, number)
    try:
        made = decision_letter_pdf(data)
    except DocumentProblem:
        messages.error(request, _("Surat ini tidak dapat dibuat sebagai PDF. Cetak halamannya saja."))
        return redirect("screening:letter", round_id, run, number)
    note_letter(by=request.user, run=found_run, number=number)
    name = f"surat-{round_id}-{run}-{number}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _find(request: HttpRequest, round_id: int, run: int, number: int) -> tuple[Run, Person]:
    found_run = find_run(request, round_id, run)
    person = person_at(found_run, decisions_of(request, found_run), number)
    if person is None:
        raise Http404("no such row")
    return found_run, person


def _letter(request: HttpRequest, round_id: int, run: int, number: int) -> tuple[Run, dict[str, Any]]:
    with override("id"):
        found_run, person = _find(request, round_id, run, number)
        return found_run, letter_data(found_run, person, timezone.localdate())


def _blamed(person: Person) -> list[Told]:
    """What stands behind an outcome that is not "eligible", the identity first."""
    why = person.explanation
    return [one for one in (*why.identity, *why.criteria) if one.id in why.reasons]


def _back(request: HttpRequest) -> str:
    """The filters that the table had, so that the way back leads to the same rows."""
    return request.GET.urlencode()
