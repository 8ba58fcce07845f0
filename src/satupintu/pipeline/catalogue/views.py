"""Pages of the rules: which programmes there are, and one of them with its law."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow

from . import selectors


@allow("programme.read")
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    words = selectors.language()
    found = [
        {
            "id": one.programme.id,
            "title": one.programme.title.get(words),
            "authority": one.programme.authority.get(words),
            "reference_date": one.programme.reference_date,
            "amount": one.programme.at().amount,
        }
        for one in selectors.programmes()
    ]
    return render(request, "catalogue/programmes.html", {"programmes": found})


@allow("programme.read")
@require_safe
def programme(request: HttpRequest, programme_id: str) -> HttpResponse:
    page = selectors.programme_page(programme_id)
    if page is None:
        raise Http404("no such programme")
    return render(request, "catalogue/programme.html", {"page": page, "programme": page.loaded.programme})
