"""The queue of recipients that may be people of the registry, each beside the record in question, and the way back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from satupintu.engine.duplicates import Line, explain_pair
from satupintu.engine.duplicates.wording import verdict as verdict_words
from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import language
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.models import Record
from satupintu.pipeline.registry.rules import compared
from satupintu.pipeline.registry.wording import found_words, side_by_side

from .. import services
from ..models import AidMatchJudgement, Verdict
from ..selectors import Aid, Questions, judged_record, rows_of, standing_of, visible_judgements
from .recipients import names_of

PAGE_SIZE = 30
BUTTONS = (
    (Verdict.SAME, "s", gettext_lazy("Orang yang sama")),
    (Verdict.DIFFERENT, "d", gettext_lazy("Orang lain")),
    (Verdict.UNSURE, "u", gettext_lazy("Belum pasti")),
)
_COMPARED = ("name", "nik", "birth_date")


@allow("aid.judge")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(Questions(request.user), PAGE_SIZE).get_page(request.GET.get("halaman"))
    codes = {code for one in page.object_list for code in (one.village, one.known_village) if code}
    records = Record.objects.filter(pk__in=[one.record for one in page.object_list]).in_bulk()
    context = {
        "page": page,
        "rows": [(one, records.get(one.record)) for one in page.object_list],
        "villages": dict(Area.objects.filter(code__in=codes).values_list("code", "name")),
    }
    return render(request, "recipients/matches.html", context)


@allow("aid.judge")
@require_safe
def show(request: HttpRequest, recipient: str, record_id: int) -> HttpResponse:
    """A recipient as agencies wrote them, beside the record of the registry, with what speaks for and against."""
    record, rows = _both(request, recipient, record_id)
    one = rows[0]
    reported = {"nik": one.nik_text, "name": one.name, "birth_date": one.birth_date, "village": one.village}
    explained = explain_pair(reported, compared(record))
    said = visible_judgements(request.user).filter(recipient=recipient, record=record)
    context = {
        "recipient": recipient,
        "record": record,
        "received": rows,
        "question": Questions(request.user).one(recipient, record_id),
        "likelihood": verdict_words(explained.bits).get(language()),
        "other": explained.other.get(language()),
        "lines": _side_by_side(one, record, {line.field: line for line in explained.lines}),
        "judgements": said,
        "stands": standing_of(recipient, record),
        "buttons": BUTTONS,
        "left": len(Questions(request.user)),
    }
    return render(request, "recipients/match.html", context)


@allow("aid.judge")
@require_POST
def judge(request: HttpRequest, recipient: str, record_id: int) -> HttpResponse:
    """Keeps what was said and goes on to the next."""
    record, _rows = _both(request, recipient, record_id)
    try:
        made = services.judge_match(
            by=request.user,
            recipient=recipient,
            record=record,
            verdict=request.POST.get("penilaian", ""),
            note=request.POST.get("catatan", ""),
            seen=request.POST.get("terlihat", ""),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recipients:match", recipient, record_id)
    messages.success(request, _("Tercatat: %(verdict)s.") % {"verdict": made.get_verdict_display()})
    following = [
        one for one in Questions(request.user)[0:2] if not one.is_unsure and one.recipient != recipient
    ]
    if following:
        return redirect("recipients:match", following[0].recipient, following[0].record)
    return redirect("recipients:matches")


@allow("aid.judge")
@require_safe
def judgements(request: HttpRequest) -> HttpResponse:
    page = Paginator(visible_judgements(request.user), PAGE_SIZE).get_page(request.GET.get("halaman"))
    return render(request, "recipients/judgements.html", {"page": page})


@allow("aid.judge")
@require_POST
def undo(request: HttpRequest, judgement_id: int) -> HttpResponse:
    found: AidMatchJudgement = get_object_or_404(visible_judgements(request.user), pk=judgement_id)
    try:
        services.undo_match(by=request.user, judgement=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Penilaian dibatalkan. Catatannya tetap tersimpan."))
    return redirect("recipients:match", found.recipient, found.record_id)


def _both(request: HttpRequest, recipient: str, record_id: int) -> tuple[Record, list[Aid]]:
    """The record and what was reported of the recipient, where somebody is to judge the two, or has."""
    record = judged_record(request.user, record_id)
    if record is None or not (
        _is_asked(request, recipient, record_id) or _is_judged(request, recipient, record)
    ):
        raise Http404("no such recipient beside such a record")
    if not (rows := rows_of(recipient, request.user)):
        raise Http404("no such recipient")
    return record, rows


def _is_asked(request: HttpRequest, recipient: str, record_id: int) -> bool:
    return Questions(request.user).one(recipient, record_id) is not None


def _is_judged(request: HttpRequest, recipient: str, record: Record) -> bool:
    return visible_judgements(request.user).filter(recipient=recipient, record=record).exists()


def _side_by_side(one: Aid, record: Record, lines: dict[str, Line]) -> list[dict[str, Any]]:
    facts = record.facts | {"name": record.name, "nik": record.nik or record.facts.get("nik")}
    theirs = {"name": one.name, "nik": one.nik_text, "birth_date": one.birth_date}
    found = [
        side_by_side(name, theirs[name], facts.get(name), lines.get(name))
        for name in _COMPARED
        if theirs[name] or facts.get(name)
    ]
    names = names_of([one])
    village = f"{names.get(one.village, '')} ({one.village})" if one.village else ""
    place = {"label": _("Wilayah"), "left": village, "right": f"{record.area.name} ({record.area_id})"}
    return [*found, place | found_words(lines.get("village"))]
