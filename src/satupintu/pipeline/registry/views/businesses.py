"""Searching the registry, and one business seen whole."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.selectors import name_in_full
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.verification.models import Verification

from ..forms import PurposeForm, SearchForm
from ..models import Business, Record
from ..selectors.businesses import (
    business_by_number,
    household_of,
    letters_of,
    numbers_of,
    records_of,
    search_businesses,
    visible_businesses,
)
from ..selectors.history import history
from ..selectors.pairs import conflicts_of, judgements_among, open_pairs
from ..services import admit_waiting, note_opened, show_nik

PAGE = "registry/business.html"
More = Callable[[Business], dict[str, Any]]  # what a later stage's template asks for
PAGE_SIZE = 50
AT_ONCE = 100  # admitted while somebody waits for a page; the rest by the house itself


@allow("business.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Businesses of one's area by number; `wilayah` narrows it."""
    admit_waiting(limit=AT_ONCE)
    return _answer(request, SearchForm({"wilayah": request.GET.get("wilayah", "")}, by=request.user))


@allow("business.read")
@sensitive_post_parameters("cari")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """What the form sends; a number leads straight to its business, also an old one."""
    form = SearchForm(request.POST, by=request.user)
    if form.is_valid() and (found := business_by_number(request.user, form.cleaned_data["cari"])):
        return redirect("registry:business", found.number)
    return _answer(request, form)


@allow("business.read")
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    return page_of(request, number)


@allow("nik.read")
@require_POST
def nik(request: HttpRequest, number: int) -> HttpResponse:
    return nik_page_of(request, number)


@sensitive_variables("shown")
def nik_page_of(
    request: HttpRequest, number: int, template: str = PAGE, more: More = lambda _business: {}
) -> HttpResponse:
    """The same page with the NIK whole, this once; what it is needed for is kept."""
    business = find_business(request, number)
    form, shown = PurposeForm(request.POST), ""
    if form.is_valid():
        try:
            shown = show_nik(by=request.user, business=business, purpose=form.said)
        except Refused as problem:
            form.add_error("words", str(problem))
    context = whole(request, business) | more(business) | {"purpose_form": form, "shown_nik": shown}
    return render(request, template, context, status=422 if form.errors else 200)


def page_of(
    request: HttpRequest, number: int, template: str = PAGE, more: More = lambda _business: {}
) -> HttpResponse:
    """The page of a business; a later stage extends its template and brings `more` for it."""
    business = find_business(request, number)
    if business.number != str(number):
        return redirect("registry:business", business.number)
    note_opened(by=request.user, business=business)
    return render(request, template, whole(request, business) | more(business))


def find_business(request: HttpRequest, number: int) -> Business:
    """What the number leads to today, where this person may see it."""
    found = business_by_number(request.user, str(number))
    if found is None:
        raise Http404("no such business")
    return found


def whole(request: HttpRequest, business: Business) -> dict[str, Any]:
    """All that is known of a business. What it received comes from later stages: a page of the portal adds it."""
    records = list(records_of(business))
    numbers = [one.pk for one in records]
    owner = business.owner
    name_in_full([business.area, *(one.area for one in records)])
    return {
        "business": business,
        "owner": owner,
        "numbers": numbers_of(business)[1:],
        "facts": history(business),
        "records": records,
        "verifications": _verifications(records),
        "judgements": judgements_among(numbers)[:50],
        "conflicts": conflicts_of(numbers),
        "letters": letters_of(business),
        "others": visible_businesses(request.user).owned_by(owner=owner).exclude(pk=business.pk)
        if owner
        else [],
        "household": household_of(request.user, owner),
        "purpose_form": PurposeForm(),
    }


def _verifications(records: list[Record]) -> list[Verification]:
    rows = Verification.objects.filter(submission__in=[one.submission_id for one in records])
    return list(rows.select_related("by", "sign_off").order_by("at", "pk"))


def _answer(request: HttpRequest, form: SearchForm) -> HttpResponse:
    is_valid = form.is_valid()
    search = form.cleaned_data.get("cari", "")
    found = search_businesses(request.user, search=search, area=form.cleaned_data.get("wilayah"))
    page = Paginator(found if is_valid else found.none(), PAGE_SIZE).get_page(request.GET.get("halaman"))
    name_in_full(one.area for one in page)
    context = {
        "form": form,
        "page": page,
        "search": search,
        "waiting": sum(open_pairs(request.user, about).count() for about in ("person", "business")),
    }
    return render(request, "registry/businesses.html", context, status=200 if is_valid else 422)
