"""What agencies reported of their own programmes: of each the version that stands, and the sheets they sent."""

from django.db.models import QuerySet

from ..models import ProgrammeSheet, ReportedProgramme


def latest_reports() -> QuerySet[ReportedProgramme]:
    """The latest version of every reported programme, also of those withdrawn since."""
    return ReportedProgramme.objects.filter(replaced_by__isnull=True).select_related("by")


def current_reports() -> QuerySet[ReportedProgramme]:
    """Those that stand; programmes are public, so nothing is limited to an area."""
    return latest_reports().filter(is_withdrawn=False)


def current_report(programme: str) -> ReportedProgramme | None:
    """The version that stands of one reported programme; None also for one that was withdrawn."""
    return current_reports().filter(programme=programme).first()


def versions_of(programme: str) -> QuerySet[ReportedProgramme]:
    """Everything ever reported of a programme, the latest first."""
    return ReportedProgramme.objects.filter(programme=programme).select_related("by").order_by("-version")


def sheets_of(agency: str) -> QuerySet[ProgrammeSheet]:
    """The spreadsheets that an agency reported by, the latest first."""
    return ProgrammeSheet.objects.filter(agency=agency).select_related("by").order_by("-pk")
