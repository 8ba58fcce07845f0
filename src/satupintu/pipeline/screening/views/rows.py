"""The table of a round's rows: filtered by address, searched by POST so that no NIK or name stands in one."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow

from ..models import Run
from ..selectors.decisions import NOWHERE, Decisions
from ..selectors.persons import village_names
from ..selectors.visibility import visible_lists
from ..selectors.wording import known_words
from ..services.exports import KINDS, export_rows
from .access import decisions_of, find_run
from .asking import Asked, read_asked


@allow("person.read")
@require_safe
def table(request: HttpRequest, round_id: int) -> HttpResponse:
    run = find_run(request, round_id)
    return _answer(request, run, _asked(request, run, request.GET))


@allow("person.read")
@sensitive_post_parameters("cari")
@require_POST
def search(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the form above the table sends; where nothing is searched for, an address says it all."""
    run = find_run(request, round_id)
    asked = _asked(request, run, request.POST)
    if asked.filters.search:
        return _answer(request, run, asked)
    query = asked.query()
    return redirect(reverse("screening:rows", args=[round_id]) + (f"?{query}" if query else ""))


@allow("person.read")
@sensitive_post_parameters("cari")
@require_POST
def export(request: HttpRequest, round_id: int) -> HttpResponse:
    """The rows that fit the filters, all of them, as a file; who took it is kept."""
    run = find_run(request, round_id)
    kind = request.POST.get("bentuk", "")
    kind = kind if kind in KINDS else "xlsx"
    asked = _asked(request, run, request.POST)
    file, name = export_rows(
        by=request.user, run=run, decisions=decisions_of(request, run), filters=asked.filters, kind=kind
    )
    return FileResponse(file, as_attachment=True, filename=name, content_type=KINDS[kind])


def _asked(request: HttpRequest, run: Run, sent: QueryDict) -> Asked:
    lists = visible_lists(request.user, run.round).values_list("pk", "name")
    return read_asked(sent, {str(number): name for number, name in lists}, known_words(run))


def _answer(request: HttpRequest, run: Run, asked: Asked) -> HttpResponse:
    decisions = decisions_of(request, run)
    page = decisions.page(asked.filters)
    context: dict[str, Any] = {
        "round": run.round,
        "run": run,
        "filters": asked.filters,
        "page": page,
        "fields": asked.fields(page=1),
        "query": asked.query(),
        "is_filtered": bool(asked.filters.search or asked.query(sort="place", descending=False, page=1)),
        "headings": asked.headings(),
        "pages": asked.pages(page.number, page.pages),
        "villages": village_names(row["village"] for row in page.rows),
        "has_villages": len(decisions.villages) > 1,
    }
    if not request.htmx or request.htmx.history_restore_request:
        return render(request, "screening/rows.html", context | _choices(decisions, asked))
    response = render(request, "screening/_rows.html", context)
    if not asked.filters.search:
        response["HX-Push-Url"] = request.get_full_path()
    return response


def _choices(decisions: Decisions, asked: Asked) -> dict[str, Any]:
    """What the form offers: only what this run's visible rows hold."""
    villages = decisions.villages
    names = village_names(one["village"] for one in villages)
    return {
        "outcomes": decisions.outcomes,
        "reasons": decisions.reasons,
        "flags": decisions.flags,
        "lists": asked.lists,
        "village_choices": [
            (one["village"] or NOWHERE, names.get(one["village"], one["village"])) for one in villages
        ],
    }
