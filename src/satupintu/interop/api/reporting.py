"""What an agency's system tells: its programmes, and who received what of them."""

from typing import Any

from .. import neighbours
from ..models import Use
from . import schemas
from .routes import Call, Refused, route


@route(
    "POST",
    "/reports/programmes",
    action="catalogue.report",
    use=Use.REPORT,
    response=schemas.ProgrammeReported,
)
def report_programmes(request: Call, report: schemas.ProgrammeReport) -> Any:
    """All programmes of the report are taken, or none; what is the same as before makes no new version."""
    try:
        return neighbours.report_programmes(by=request.auth.writer, rows=report.rows)
    except neighbours.Problem as problem:
        raise Refused(problem.says, problem.places) from None


@route("POST", "/reports/aid", action="aid.report", use=Use.REPORT, response=schemas.AidReported)
def report_aid(request: Call, report: schemas.AidReport) -> Any:
    """One list of recipients; the same list again gives the report that is there."""
    try:
        return neighbours.report_aid(
            by=request.auth.writer,
            programme=report.programme,
            received_on=report.received_on,
            rows=report.rows,
        )
    except neighbours.Problem as problem:
        raise Refused(problem.says, problem.places) from None
