"""Pages for paper: sheets to print, and what came back on them typed in, one business after another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused

from ..forms import Form, load_forms
from ..models import PaperSheet
from . import sheets as paper
from .places import place, places
from .reading import Answers, check

_SHORT = "sidt_pendek"
_LATELY = 30  # sheets, with how many businesses were typed from each
_LAST = 8  # businesses typed from this sheet


@allow("submission.create")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Prints sheets for one RT, and shows which of the printed ones have come back."""
    form = load_forms().get(_SHORT) or next(iter(load_forms().values()))
    if request.method == "POST":
        return _printed(request, form)
    latest = [(one, paper.typed_from(one).count()) for one in paper.visible_sheets(request.user)[:_LATELY]]
    context = {"form": form, "places": places(request.user), "latest": latest, "most": paper.MOST}
    return render(request, "collection/sheets.html", context)


def _printed(request: HttpRequest, form: Form) -> HttpResponse:
    area = place(request.user, request.POST.get("area", ""))
    number = request.POST.get("number", "")
    if area is None or not (number.isascii() and number.isdigit() and 0 < int(number[:4]) <= paper.MOST):
        messages.error(
            request, _("Pilih wilayah Anda, dan isi jumlah lembar dari 1 sampai %(n)d.") % {"n": paper.MOST}
        )
        return redirect("field:sheets")
    site = f"{request.scheme}://{request.get_host()}"
    pdf = paper.print_sheets(by=request.user, form=form, area=area, number=int(number), site=site)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="pendataan-{area.code}.pdf"'
    return response


@allow("submission.create")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Asks for the code under the QR; a scanner that types the QR's whole link does as well."""
    code = request.POST.get("code", "")
    error = ""
    if request.method == "POST":
        sheet = paper.find_sheet(request.user, code)
        if sheet is not None:
            return redirect("field:type_in", sheet.code)
        error = _("Tidak ada lembar dengan kode ini di wilayah Anda. Lihat lagi angka di bawah kotak QR.")
    return render(
        request, "collection/find_sheet.html", {"code": code, "error": error}, status=422 if error else 200
    )


@allow("submission.create")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_in(request: HttpRequest, code: str) -> HttpResponse:
    """One business after another from one sheet, each kept as it is typed; a count of how many there are."""
    sheet = paper.find_sheet(request.user, code)
    form = paper.form_of(sheet) if sheet else None
    if sheet is None or form is None:
        raise Http404
    if request.method != "POST":
        return _typing(request, sheet, form, {}, {})
    given = paper.from_typing(form, request.POST)
    answers, errors = check(form, given, only=[one.name for one in paper.typed_questions(form)])
    if errors and not (answers and request.POST.get("as_written")):
        return _typing(request, sheet, form, given, errors)
    try:
        paper.keep(
            by=request.user,
            sheet=sheet,
            form=form,
            instance_id=request.POST.get("instance_id", ""),
            answers=answers,
        )
    except Refused as refusal:
        return _typing(request, sheet, form, given, {"": str(refusal)})
    return redirect("field:type_in", sheet.code)  # the count and the list say that it is kept


def _typing(
    request: HttpRequest, sheet: PaperSheet, form: Form, given: Answers, errors: Answers
) -> HttpResponse:
    typed = paper.typed_from(sheet)
    context = {
        "sheet": sheet,
        "form": form,
        "fields": [_field(one, given, errors) for one in paper.typed_questions(form)],
        "errors": errors,
        "general": errors.get("", ""),
        "instance_id": ("" if "" in errors else request.POST.get("instance_id")) or paper.new_instance(sheet),
        "count": typed.count(),
        "latest": typed.unsealed()[:_LAST],
    }
    return render(request, "collection/type_in.html", context, status=422 if errors else 200)


def _field(question: Any, given: Answers, errors: Answers) -> dict[str, Any]:
    answer = given.get(question.name, "")
    return {
        "name": question.name,
        "kind": question.kind,
        "label": question.label,
        "is_required": question.required,
        "choices": [(n, one.name, one.label) for n, one in enumerate(question.choices, start=1)],
        "answer": answer,
        "is_numeric": question.kind in ("integer", "decimal", "date") or "numbers" in question.appearance,
        "error": errors.get(question.name, ""),
    }
