"""Pages of the catalogue, open to anybody: which programmes there are, and one of them with its law."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import can, public

from .forms import STATES, CatalogueForm
from .selectors.entries import Entry, agency_name, area_words, entries, listed_entry, reported_entry
from .selectors.listing import listing_page
from .selectors.programme import programme_page
from .selectors.related import related_to
from .selectors.reported import versions_of

PAGE_SIZE = 50


@public
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme that fits the filter; anybody may read it, for programmes are public."""
    today, everything = timezone.localdate(), entries()
    form = CatalogueForm(request.GET, found=everything)
    found = form.chosen(everything, today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, STATES[one.state(today)], one.state(today)) for one in page],
        "total": len(everything),
        "may_report": can(request.user, "catalogue.report"),
    }
    return render(request, "catalogue/programmes.html", context)


@public
@require_safe
def programme(request: HttpRequest, programme_id: str) -> HttpResponse:
    """One programme: its listing and, where its rules are written, every requirement with its article."""
    page = programme_page(programme_id)
    if page is None:
        return _reported(request, programme_id)
    entry = listed_entry(programme_id)
    context = _shared(entry) | {
        "page": page,
        "programme": page.loaded.programme,
        "listing": listing_page(page.loaded),
        "related": related_to(entry, page.loaded),
    }
    return render(request, "catalogue/programme.html", context)


def _reported(request: HttpRequest, programme_id: str) -> HttpResponse:
    versions = list(versions_of(programme_id))
    if not versions:
        raise Http404("no such programme")
    one = versions[0]
    entry = reported_entry(one)
    context = _shared(entry) | {
        "one": one,
        "agencies": [agency_name(agency) for agency in one.agencies],
        "areas": area_words(one.areas),
        "related": related_to(entry, None),
        "versions": versions,
    }
    return render(request, "catalogue/reported.html", context)


def _shared(entry: Entry) -> dict[str, object]:
    state = entry.state(timezone.localdate())
    return {"entry": entry, "state": state, "state_words": STATES[state]}
