"""The page by which an agency reports its programmes, and the workbook it fills in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.gateways.programme_lists import Refusal, ReportRefused, template
from satupintu.gateways.programmes import load_catalogue

from .forms import ReportForm
from .selectors.entries import agency_name, reported_entry
from .selectors.reported import current_reports
from .services import report_programmes

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 200


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
    }
    return render(request, "catalogue/report.html", context, status=422 if refusals or form.errors else 200)


@allow("catalogue.report")
@require_safe
def report_template(_request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(template(load_catalogue().agencies), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="laporan-program.xlsx"'
    return response
