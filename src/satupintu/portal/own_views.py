"""The owner's page: what is known, from whom, who looked, what was received; corrections, objections, erasure."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.pages import status_of
from satupintu.foundation.refusal import Refused

from ..foundation.accounts.permissions import allow
from ..foundation.areas.selectors import name_in_full
from ..pipeline.registry.models import Business
from ..pipeline.registry.own import selectors as own_reading
from ..pipeline.registry.own import services as own_services
from ..pipeline.registry.own.kept import BLANKED, KEPT
from ..pipeline.registry.own.officers import visible_objections, visible_requests
from ..pipeline.registry.selectors.owners import is_known_otherwise, own_businesses
from .own_forms import AnswerForm, CorrectForm, DecideForm, EraseForm, ObjectForm
from .received import Received, aid_elsewhere, overlaps_to, received_by


@allow("own.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own businesses, what one received, and what one can ask for."""
    businesses = list(own_businesses(request.user))
    context = {
        "businesses": businesses,
        "received": _received(request, businesses),
        "aid": aid_elsewhere(request.user),
        "overlaps": overlaps_to(request.user),
        "requests": own_reading.own_requests(request.user),
        "has_nik": bool(request.user.nik),
        "is_known_otherwise": is_known_otherwise(request.user),
    }
    return render(request, "portal/own/index.html", context)


@allow("own.read")
@require_safe
def business(request: HttpRequest, number: int) -> HttpResponse:
    """One business: every fact with its source and date, the tiers' words, letters, who looked, objections."""
    found = _own(request, number)
    context = {
        "business": found,
        "facts": own_reading.facts_of(found),
        "sources": own_reading.sources_of(found),
        "letters": own_reading.letters_to(found),
        "looks": own_reading.looks_at(found, request.user),
        "objections": own_reading.objections_of(found, request.user),
    }
    return render(request, "portal/own/business.html", context)


@allow("own.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    form = CorrectForm(request.POST or None, known=own_reading.facts_with_corrections(found, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            own_services.correct(
                by=request.user,
                business=found,
                facts=form.facts(),
                instance_id=form.cleaned_data["instance_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Perbaikan Anda diterima. Petugas memeriksanya sebelum masuk registri.")
            )
            return redirect("own:business", found.pk)
    return _form(request, found, form, "portal/own/correct.html")


@allow("own.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_services.object_to(by=request.user, business=found, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Keberatan Anda diterima."))
            return redirect("own:business", found.pk)
    return _form(request, found, form, "portal/own/object.html")


@allow("own.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Asks for erasure, after reading what goes and what the law keeps."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_services.ask_erasure(by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Permintaan Anda diterima. Dinas memutuskannya dan menjawab di halaman ini.")
            )
            return redirect("own:own")
    context = {"form": form, "kept": KEPT, "blanked": BLANKED}
    return render(request, "portal/own/erase.html", context, status=status_of(form))


@allow("own.read")
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """All of it on one page that reads and prints well."""
    own_services.note_export(by=request.user, kind="html")
    return render(request, "portal/own/copy.html", {"copy": _copy(request), "at": timezone.now()})


@allow("own.read")
@require_safe
def copy_json(request: HttpRequest) -> HttpResponse:
    """The same as a file that programs read."""
    own_services.note_export(by=request.user, kind="json")
    response = JsonResponse(
        {"at": timezone.now(), **_copy(request)}, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response


@allow("objection.answer")
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Objections of one's part, those without an answer first; for the district also requests for erasure."""
    may_decide = request.user.can("erasure.decide")
    found = list(visible_objections(request.user)[:200])
    asked = list(visible_requests(request.user)) if may_decide else []
    name_in_full([*(one.business.area for one in found), *(one.person.area for one in asked)])
    context = {
        "objections": found,
        "requests": asked,
        "may_decide": may_decide,
    }
    return render(request, "portal/own/objections.html", context)


@allow("objection.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(visible_objections(request.user), pk=number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_services.answer_objection(
                by=request.user, objection=found, answer=form.cleaned_data["answer"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jawaban Anda disimpan; pemilik usaha membacanya di halamannya."))
            return redirect("own:objections")
    context = {"objection": found, "form": form}
    return render(request, "portal/own/objection.html", context, status=status_of(form))


@allow("erasure.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(visible_requests(request.user), pk=number)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_services.decide_erasure(
                by=request.user,
                request=found,
                is_granted=form.cleaned_data["decision"] == "grant",
                answer=form.cleaned_data["answer"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Keputusan Anda disimpan."))
            return redirect("own:objections")
    context = {"request_": found, "form": form, "kept": KEPT, "blanked": BLANKED}
    return render(request, "portal/own/erasure.html", context, status=status_of(form))


def _own(request: HttpRequest, number: int) -> Business:
    return get_object_or_404(own_businesses(request.user), pk=number)


def _received(request: HttpRequest, businesses: list[Business]) -> list[Received]:
    # The account's own area too: who has no business in the registry, or had it erased, was paid all the same.
    return received_by(request.user, [request.user.area, *(one.area for one in businesses)])


def _copy(request: HttpRequest) -> dict[str, Any]:
    businesses = list(own_businesses(request.user))
    paid = [vars(one) for one in _received(request, businesses)]
    return {**own_reading.copy_of(request.user), "received": paid, "reported": _reported(request)}


def _reported(request: HttpRequest) -> list[dict[str, Any]]:
    """What other programmes reported of the person, as a copy names it."""
    return [
        {
            "programme": one.programme_title,
            "agency": one.agency_title,
            "aid": one.aid_title,
            "amount": one.amount,
            "what": one.what,
            "quantity": one.quantity,
            "on": one.received_on,
        }
        for one in aid_elsewhere(request.user)
    ]


def _form(request: HttpRequest, found: Business, form: Any, template: str) -> HttpResponse:
    return render(request, template, {"business": found, "form": form}, status=status_of(form))
