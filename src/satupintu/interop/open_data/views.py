"""The pages of open data, for anybody: what there is, the files, and the catalogue for other portals."""

from datetime import datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import public
from satupintu.foundation.coarse import LEAST, STEP

from .dcat import catalogue
from .publishing import current, file_of
from .tables import TABLES


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is, of which moment, and under which licence."""
    published = current()
    files = published["files"] if published else {}
    context = {
        "tables": [(one, files[one.name]) for one in TABLES if one.name in files],
        "at": datetime.fromisoformat(published["at"]) if published else None,
        "licence": settings.OPEN_DATA_LICENCE,
        "least": LEAST,
        "step": STEP,
    }
    return render(request, "interop/open_data.html", context)


@public
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:  # noqa: ARG001
    """One table as CSV."""
    path = file_of(name)
    if path is None:
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{name}.csv", content_type="text/csv"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"  # open data: a page of any site may read it
    return response


@public
@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """The catalogue as JSON-LD, in Indonesian whatever the page's language."""

    def address(path: str) -> str:
        return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)

    with translation.override("id"):
        told = catalogue(current(), address)
    response = JsonResponse(
        told, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
