"""The page by which an agency reports its programmes or takes one back, and the workbooks it fills in and sent."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programme_lists import Refusal, ReportRefused, template

from .forms import ReportForm
from .selectors.entries import agency_name, reported_entry
from .selectors.reported import current_reports, sheets_of
from .services import report_programmes, withdraw_programme

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN, _SHEETS = 200, 20


@allow("catalogue.report")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The agency's programmes as they stand, and a file to report them by: all of it is taken, or none."""
    form = ReportForm(request.POST or None, request.FILES or None)
    refusals: list[Refusal] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = report_programmes(by=request.user, file=form.cleaned_data["file"])
        except ReportRefused as refused:
            refusals = refused.refusals
        else:
            messages.success(
                request,
                _("Laporan diterima: %(new)s program baru, %(changed)s berubah, %(unchanged)s tetap.")
                % {"new": len(made.new), "changed": len(made.changed), "unchanged": len(made.unchanged)},
            )
            return redirect("catalogue:report")
    agency = request.user.agency
    own = current_reports().filter(agency=agency) if agency else []
    context = {
        "form": form,
        "refusals": refusals[:_SHOWN],
        "more": max(len(refusals) - _SHOWN, 0),
        "own": [(reported_entry(one), one.version) for one in own],
        "agency": agency_name(agency) if agency else "",
        "sheets": sheets_of(agency)[:_SHEETS] if agency else [],
    }
    return render(request, "catalogue/report.html", context, status=422 if refusals or form.errors else 200)


@allow("catalogue.report")
@require_safe
def report_template(_request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(template(load_catalogue().agencies), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="laporan-program.xlsx"'
    return response


@allow("catalogue.report")
@require_POST
def withdraw(request: HttpRequest, programme_id: str) -> HttpResponse:
    """The agency takes one of its programmes back."""
    one = get_object_or_404(current_reports(), programme=programme_id, agency=request.user.agency or None)
    withdraw_programme(by=request.user, programme=one.programme)
    messages.success(request, _("“%(title)s” dicabut dari katalog.") % {"title": one.title})
    return redirect("catalogue:report")


@allow("catalogue.report")
@require_safe
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """A spreadsheet of the agency's own, byte for byte as it was sent."""
    one = get_object_or_404(sheets_of(request.user.agency or ""), pk=sheet_id)
    if not one.path.exists():
        raise Http404("not kept")
    return FileResponse(
        one.path.open("rb"), as_attachment=True, filename=one.name, content_type="application/octet-stream"
    )
