"""One business seen whole: what the registry knows of it, and what its owner received, from all programmes together."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from ..foundation.accounts.permissions import allow
from ..pipeline.recipients.overlap.person import overlaps_among
from ..pipeline.registry.models import Business
from ..pipeline.registry.views.businesses import nik_page_of, page_of
from .received import aid_to

PAGE = "portal/business.html"


@allow("business.read")
@require_safe
def business(request: HttpRequest, number: int) -> HttpResponse:
    """The registry's page under the registry's address; who may not read aid by name sees it without."""
    return page_of(request, number, PAGE, partial(_received, request))


@allow("nik.read")
@require_POST
def nik(request: HttpRequest, number: int) -> HttpResponse:
    """The same page, with the NIK whole."""
    return nik_page_of(request, number, PAGE, partial(_received, request))


def _received(request: HttpRequest, found: Business) -> dict[str, Any]:
    may_read = request.user.can("aid.read", found.area)
    aid = aid_to(found.owner) if may_read else []
    return {"may_read_aid": may_read, "aid": aid, "overlaps": overlaps_among(aid)}
