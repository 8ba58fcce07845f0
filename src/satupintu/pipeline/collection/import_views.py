"""Pages by which a file's rows are taken in, and what came of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area

from .import_forms import ImportForm
from .imports import add_import
from .models import Import

_SHOWN = 20


@allow("submission.import")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = add_import(by=request.user, **form.cleaned_data)
        return redirect("collection:import_result", made.pk)
    earlier = limit_to_area(Import.objects.select_related("by", "area"), request.user)[:_SHOWN]
    status = 422 if form.is_bound else 200
    return render(request, "collection/import.html", {"form": form, "earlier": earlier}, status=status)


@allow("submission.import")
@require_safe
def result(request: HttpRequest, import_id: int) -> HttpResponse:
    one = get_object_or_404(
        limit_to_area(Import.objects.select_related("by", "area"), request.user), pk=import_id
    )
    return render(request, "collection/import_result.html", {"one": one})
