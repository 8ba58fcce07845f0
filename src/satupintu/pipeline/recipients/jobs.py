"""What runs in the background: reading large reports, making the file of all aid."""

from django.urls import reverse

from satupintu.foundation.work.services import Progress, job

from .building import rebuild
from .forgetting import forget
from .models import AidReport, ReportState
from .reading import read_report
from .services.refreshing import BUILD, FORGET, freshen
from .services.reporting import READ


@job(READ, resumes=True)
def read_in_background(progress: Progress, *, report: int) -> str:
    """Reads one report; it keeps its own result, so that being run twice does no harm."""
    found = AidReport.objects.select_related("area", "sent_by").get(pk=report)
    if found.state == ReportState.WAITING:
        found = read_report(found, progress)
    if found.state == ReportState.READ:
        freshen(by=found.sent_by)
    return reverse("recipients:report", args=[report])


@job(BUILD, resumes=True)
def build_in_background(progress: Progress, **_inputs: str) -> str:
    """Makes the file as things stand when it begins; what changes meanwhile has work of its own."""
    rebuild(progress)
    return reverse("recipients:recipients")


@job(FORGET, resumes=True)
def forget_in_background(progress: Progress, **_upto: int) -> None:
    """Takes erased persons out of every report; the file of all aid follows."""
    forget(progress)
    freshen()
