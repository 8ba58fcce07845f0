"""Reports of agencies: the list, sending one, what came of it, the question about a column, the rows to mend."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused

from .. import services
from ..forms import ReportForm
from ..handing_back import hand_back
from ..models import AidReport, ReportState, Source
from ..questions import questions_for_page
from ..selectors import visible_reports

PAGE_SIZE = 50
SHOWN = 50  # refused rows on the page; all of them are in the file that goes back


@allow("aid.reported")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(visible_reports(request.user), PAGE_SIZE).get_page(request.GET.get("halaman"))
    return render(request, "recipients/reports.html", {"page": page})


@allow("aid.report")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sent = services.report_aid(
                by=request.user,
                agency=data.get("agency", ""),
                programme=data["programme"],
                file=data["file"],
                received_on=data["received_on"],
                replaces=data["replaces"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if sent.is_repeat:
                messages.warning(
                    request, _("Daftar ini sudah dilaporkan sebelumnya; tidak dihitung dua kali.")
                )
            return _after(sent.report)
    return render(request, "recipients/upload.html", {"form": form}, status=422 if form.errors else 200)


@allow("aid.reported")
@require_safe
def show(request: HttpRequest, report_id: int) -> HttpResponse:
    """What reading said, how many rows stand how to the registry, which rows must be mended."""
    report = _find(request, report_id)
    matches = report.counts.get("matches", {})
    context = {
        "report": report,
        "matches": matches,
        "refusals": report.refusals[:SHOWN],
        "shown": SHOWN,
        "has_original": report.source != Source.PAYMENT and report.path.exists(),
        "may_change": request.user.can("aid.report", report.area) and report.source != Source.PAYMENT,
        "is_being_built": report.state == ReportState.READ and not matches and report.rows,
    }
    return render(request, "recipients/report.html", context)


@allow("aid.report")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _find(request, report_id)
    if report.state != ReportState.NEEDS_ANSWER:
        return redirect("recipients:report", report_id)
    error = ""
    if request.method == "POST":
        choices = [_number(request.POST.get(f"jawaban-{n}", "")) for n in range(len(report.questions))]
        try:
            return _after(services.answer_columns(by=request.user, report=report, choices=choices))
        except Refused as refusal:
            error = str(refusal)
    context = {"report": report, "questions": questions_for_page(report), "error": error}
    return render(request, "recipients/question.html", context, status=422 if error else 200)


@allow("aid.report")
@require_POST
def withdraw(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _find(request, report_id)
    try:
        services.withdraw_report(by=request.user, report=report)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Laporan ditarik. Berkasnya tetap tersimpan, tetapi tidak dihitung."))
    return redirect("recipients:report", report_id)


@allow("aid.report")
@require_POST
def restore(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _find(request, report_id)
    try:
        report = services.restore_report(by=request.user, report=report)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Laporan dipulihkan dan dihitung lagi begitu terbaca."))
    return _after(report)


@allow("aid.reported")
@require_safe
def original(request: HttpRequest, report_id: int) -> HttpResponse:
    """The file byte for byte as it was sent."""
    report = _find(request, report_id)
    if report.source == Source.PAYMENT or not report.path.exists():
        raise Http404("nothing was sent")
    services.note_download(by=request.user, report=report, what="original")
    return FileResponse(
        report.path.open("rb"),
        as_attachment=True,
        filename=report.name,
        content_type="application/octet-stream",
    )


@allow("aid.reported")
@require_safe
def refused(request: HttpRequest, report_id: int) -> HttpResponse:
    """The sender's own list back, the rows to mend marked."""
    report = _find(request, report_id)
    if not report.refusals:
        raise Http404("nothing to mend")
    services.note_download(by=request.user, report=report, what="refused")
    with tempfile.TemporaryDirectory() as folder:
        path = hand_back(report, Path(folder))
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _find(request: HttpRequest, report_id: int) -> AidReport:
    return get_object_or_404(visible_reports(request.user), pk=report_id)


def _after(report: AidReport) -> HttpResponse:
    """A list that asks leads to its question; every other to its page."""
    view = "recipients:question" if report.state == ReportState.NEEDS_ANSWER else "recipients:report"
    return redirect(view, report.pk)


def _number(sent: str) -> int:
    return int(sent) if sent.isdecimal() and len(sent) < 4 else -1
