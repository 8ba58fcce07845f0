"""What officers have to answer: open objections and requests for erasure of their part."""

from django.db.models import F, QuerySet

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area

from ..models import ErasureRequest, Objection


def visible_objections(user: User) -> QuerySet[Objection]:
    """Objections about businesses of the user's part, open ones first, the oldest of them on top."""
    found = Objection.objects.filter(business__erased_at__isnull=True).select_related(
        "business__area", "business__owner"
    )
    return limit_to_area(found, user, "business__area").order_by(F("answered_at").asc(nulls_first=True), "at")


def visible_requests(user: User) -> QuerySet[ErasureRequest]:
    """Open requests for erasure of persons of the user's part, the oldest first; a decided one names nobody."""
    found = ErasureRequest.objects.filter(decided_at__isnull=True).select_related("person__area")
    return limit_to_area(found, user, "person__area").order_by("at")
