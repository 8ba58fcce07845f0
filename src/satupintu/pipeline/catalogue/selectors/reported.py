"""What agencies reported of their own programmes: of each the version that stands."""

from django.db.models import QuerySet

from ..models import ReportedProgramme


def current_reports() -> QuerySet[ReportedProgramme]:
    """The latest version of every reported programme; programmes are public, so nothing is limited to an area."""
    return ReportedProgramme.objects.filter(replaced_by__isnull=True).select_related("by")


def current_report(programme: str) -> ReportedProgramme | None:
    """The version that stands of one reported programme."""
    return current_reports().filter(programme=programme).first()


def versions_of(programme: str) -> QuerySet[ReportedProgramme]:
    """Everything ever reported of a programme, the latest first."""
    return ReportedProgramme.objects.filter(programme=programme).select_related("by").order_by("-version")
