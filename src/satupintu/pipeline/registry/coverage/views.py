"""Pages of coverage: an area one level at a time with its map, what is expected, and the RTs to visit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.areas.selectors import areas_between
from satupintu.foundation.refusal import Refused

from ..models import Expectation
from .counts import coverage_below, latest_expectations, to_visit
from .expectations import MOST, expect, expect_from_csv
from .map import WIDTH, map_of

_CSV_LIMIT = 8 * 1024 * 1024


class ExpectForm(forms.Form):
    count = forms.IntegerField(
        label=gettext_lazy("Jumlah usaha yang diperkirakan"),
        min_value=0,
        max_value=MOST,
        error_messages={
            "required": gettext_lazy("Isi jumlah usaha."),
            "invalid": gettext_lazy("Isi dengan bilangan bulat."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"),
        max_length=200,
        help_text=gettext_lazy("Misalnya: Sensus Ekonomi 2026, BPS; atau catatan ketua RT."),
        error_messages={"required": gettext_lazy("Tulis sumber angka ini.")},
    )
    counted_on = forms.DateField(
        label=gettext_lazy("Keadaan per tanggal"),
        error_messages={
            "required": gettext_lazy("Isi tanggalnya."),
            "invalid": gettext_lazy("Tanggal ini tidak ada."),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
    )

    def clean_counted_on(self) -> Any:
        if (found := self.cleaned_data["counted_on"]) > timezone.localdate():
            raise forms.ValidationError(_("Tanggal ini di masa depan."))
        return found


class CsvForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas CSV"),
        help_text=gettext_lazy("Kolom: kode, jumlah, sumber, tanggal. Satu baris satu wilayah."),
        error_messages={
            "required": gettext_lazy("Pilih berkas CSV."),
            "empty": gettext_lazy("Berkas ini kosong."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > _CSV_LIMIT:
            raise forms.ValidationError(_("Berkas ini lebih dari 8 MB. Kirim per kabupaten."))
        return file


@allow("coverage.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own part, at its top."""
    return _shown(request, request.user.area)


@allow("coverage.read")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _shown(request, _area(request, code))


@allow("coverage.read")
@require_safe
def visits(request: HttpRequest, code: str) -> HttpResponse:
    """The RTs that lack most, to be printed and taken along."""
    area = _area(request, code)
    page = Paginator(to_visit(area), 200).get_page(request.GET.get("halaman"))
    above = {part for one in page for part in one.codes_above}
    names = dict(Area.objects.filter(code__in=above, level__gte=Level.VILLAGE).values_list("code", "name"))
    rows = [
        (one, ", ".join(names[part] for part in reversed(one.codes_above[:-1]) if part in names))
        for one in page
    ]
    has_rts = bool(page.paginator.count) or Area.objects.within(area).filter(level=Level.RT).exists()
    context = {"area": area, "page": page, "rows": rows, "has_rts": has_rts, "today": timezone.localdate()}
    return render(request, "registry/coverage_visits.html", context)


@allow("coverage.expect")
@require_http_methods(["GET", "HEAD", "POST"])
def expected(request: HttpRequest, code: str) -> HttpResponse:
    """What was said of an area, newest first, and one more word on it."""
    area = _area(request, code)
    form = ExpectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        expect(by=request.user, area=area, **form.cleaned_data)
        messages.success(request, _("Perkiraan sudah disimpan; yang lama tetap tercatat."))
        return redirect("coverage:area", code=area.code)
    return _asked(request, area, form, CsvForm())


@allow("coverage.expect")
@require_POST
def import_expected(request: HttpRequest, code: str) -> HttpResponse:
    """Many areas at once, sent from the page of one; a wrong line keeps all of them out, and is named."""
    area = _area(request, code)
    form = CsvForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            count = expect_from_csv(by=request.user, body=form.cleaned_data["file"].read())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            told = ngettext("%(count)s perkiraan disimpan.", "%(count)s perkiraan disimpan.", count)
            messages.success(request, told % {"count": count})
            return redirect("coverage:area", code=area.code)
    return _asked(request, area, ExpectForm(), form)


def _asked(request: HttpRequest, area: Area, form: ExpectForm, csv_form: CsvForm) -> HttpResponse:
    said = Expectation.objects.filter(area=area).select_related("by")[:20]
    context = {"area": area, "form": form, "csv_form": csv_form, "said": said}
    status = 422 if form.errors or csv_form.errors else 200
    return render(request, "registry/coverage_expected.html", context, status=status)


def _shown(request: HttpRequest, area: Area) -> HttpResponse:
    whole, parts = coverage_below(area)
    context = {
        "area": area,
        "whole": whole,
        "parts": parts,
        "longest": max([one.scale for one in parts], default=0),
        "map": map_of(parts),
        "map_width": WIDTH,
        "above": [] if area.pk == request.user.area_id else areas_between(area, request.user.area),
        "own": latest_expectations().filter(area=area).first(),
        "may_expect": request.user.can("coverage.expect", area),
        "levels": sorted({one.area.level for one in parts if one.area}),
    }
    return render(request, "registry/coverage.html", context)


def _area(request: HttpRequest, code: str) -> Area:
    return get_object_or_404(limit_to_area(Area.objects.all(), request.user, "code"), code=code)
