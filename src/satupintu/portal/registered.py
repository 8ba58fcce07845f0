"""One business seen whole: what the registry knows of it, and what its owner received, from all programmes together."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..foundation.accounts.permissions import allow
from ..pipeline.recipients.overlap.person import overlaps_among
from ..pipeline.recipients.views.recipients import names_of
from ..pipeline.registry.models import Business
from ..pipeline.registry.views.businesses import page_of
from .received import aid_to


@allow("business.read")
@require_safe
def business(request: HttpRequest, number: int) -> HttpResponse:
    """The registry's page under the registry's address; who may not read aid by name sees it without."""

    def received(found: Business) -> dict[str, Any]:
        may_read = request.user.can("aid.read", found.area)
        aid = aid_to(found.owner) if may_read else []
        overlaps = overlaps_among(aid)
        return {"may_read_aid": may_read, "aid": aid, "overlaps": overlaps, "villages": names_of(aid)}

    return page_of(request, number, "portal/business.html", received)
