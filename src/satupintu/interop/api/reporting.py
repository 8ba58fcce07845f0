"""What an agency's system tells: its programmes, and who received what of them."""

from typing import Any

from django.http import Http404
from ninja import Status

from .. import neighbours
from ..models import Use
from . import schemas
from .routes import Call, route


@route(
    "POST",
    "/reports/programmes",
    action="catalogue.report",
    use=Use.REPORT,
    response=schemas.ProgrammeReported,
)
def report_programmes(request: Call, report: schemas.ProgrammeReport) -> Any:
    """All programmes of the report are taken, or none; what is the same as before makes no new version."""
    return neighbours.report_programmes(by=request.auth.writer, rows=report.rows)


@route(
    "POST",
    "/reports/aid",
    action="aid.report",
    use=Use.REPORT,
    response=schemas.AidReported,
    refusals={422: schemas.AidRefused},
)
def report_aid(request: Call, report: schemas.AidReport) -> Any:
    """One list of recipients; the same list again gives the report that is there. 422 where nothing of it counts."""
    found = neighbours.report_aid(
        by=request.auth.writer,
        programme=report.programme,
        received_on=report.received_on,
        rows=[one.model_dump(exclude_none=True) for one in report.rows],
    )
    return Status(422 if found["state"] == "refused" else 200, found)


@route(
    "GET",
    "/reports/aid/{number:report}",
    action="aid.report",
    use=Use.REPORT,
    response=schemas.AidReported,
    refusals={404: schemas.Problem},
)
def reported_aid(request: Call, report: int) -> Any:
    """What came of a list that was reported before, for those that are read in the background."""
    found = neighbours.reported_aid(by=request.auth.writer, report=report)
    if found is None:
        raise Http404
    return found
