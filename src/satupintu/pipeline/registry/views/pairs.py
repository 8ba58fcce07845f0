"""The queue of pairs of records, and one pair side by side with what speaks for and against."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from satupintu.engine.duplicates import Line
from satupintu.engine.duplicates.wording import verdict as verdict_words
from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.models import Area
from satupintu.foundation.areas.selectors import name_in_full
from satupintu.foundation.pages import language
from satupintu.foundation.refusal import Refused

from .. import services
from ..models import About, Pair, Record, Verdict
from ..selectors.businesses import business_by_number
from ..selectors.pairs import (
    conflicts,
    explain,
    judgements_of,
    open_pairs,
    standing_of,
    visible_judgements,
    visible_pairs,
)
from ..wording import found_words, side_by_side
from .businesses import AT_ONCE, find_business

PAGE_SIZE = 30
TABS = {About.PERSON: gettext_lazy("Satu orang?"), About.BUSINESS: gettext_lazy("Satu usaha?")}
BUTTONS = (
    (Verdict.SAME, "s", gettext_lazy("Sama")),
    (Verdict.DIFFERENT, "d", gettext_lazy("Berbeda")),
    (Verdict.UNSURE, "u", gettext_lazy("Belum pasti")),
)
_SHOWN = ("name", "nik", "kk", "birth_date", "sex", "phone", "address", "rt", "rw")
_BUSINESS = ("business_name", "sector", "business_letter", "is_open", "annual_turnover", "started_on")
LAST = "registry_last_judgement"


@allow("business.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Pairs still to be judged, and judgements that contradict each other; `tentang` is person or business."""
    services.admit_waiting(limit=AT_ONCE)
    about = request.GET.get("tentang", "")
    about = about if about in TABS else About.PERSON
    pairs = Paginator(open_pairs(request.user, about), PAGE_SIZE).get_page(request.GET.get("halaman"))
    name_in_full(one.area for pair in pairs for one in (pair.left, pair.right))
    context = {
        "about": about,
        "tabs": [(one, words, open_pairs(request.user, one).count()) for one, words in TABS.items()],
        "page": pairs,
        "conflicts": conflicts(request.user, about),
    }
    return render(request, "registry/pairs.html", context)


@allow("business.read")
@require_safe
def show(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(visible_pairs(request.user), pk=pair_id)
    explained = explain(pair.left, pair.right)
    last = visible_judgements(request.user).filter(pk=request.session.get(LAST), undone_by__isnull=True)
    context = {
        "pair": pair,
        "is_person": pair.about == About.PERSON,
        "likelihood": verdict_words(explained.bits).get(language()),
        "other": explained.other.get(language()),
        "rows": _side_by_side(pair, {line.field: line for line in explained.lines}),
        "judgements": judgements_of(pair),
        "stands": standing_of(pair.about, pair.left_id, pair.right_id),
        "buttons": BUTTONS,
        "last": last.first(),
        "left": open_pairs(request.user, pair.about).count(),
    }
    return render(request, "registry/pair.html", context)


@allow("business.judge")
@require_POST
def judge(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Keeps the judgement and goes on to the next pair."""
    pair = get_object_or_404(visible_pairs(request.user), pk=pair_id)
    try:
        made = services.judge(
            left=pair.left,
            right=pair.right,
            about=pair.about,
            verdict=request.POST.get("penilaian", ""),
            by=request.user,
            note=request.POST.get("catatan", ""),
            seen=request.POST.get("terlihat", ""),
        )
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("registry:pair", pair_id)
    request.session[LAST] = made.pk
    following = open_pairs(request.user, pair.about).filter(verdict="").exclude(pk=pair_id).first()
    if following:
        return redirect("registry:pair", following.pk)
    messages.success(request, _("Tercatat: %(verdict)s.") % {"verdict": made.get_verdict_display()})
    return redirect(f"{reverse('registry:pairs')}?tentang={pair.about}")


@allow("business.judge")
@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Sets a business beside another one by its number."""
    business = find_business(request, number)
    sent = request.POST.get("nomor", "").strip()
    other = business_by_number(request.user, sent)
    about = request.POST.get("tentang", About.BUSINESS)
    if other is None or other == business or about not in About.values:
        messages.error(request, _("Tulis nomor registri usaha lain."))
        return redirect("registry:business", business.number)
    pair = services.ask(left=business.founder, right=other.founder, about=about, by=request.user)
    return redirect("registry:pair", pair.pk)


def _side_by_side(pair: Pair, lines: dict[str, Line]) -> list[dict[str, Any]]:
    names = _SHOWN if pair.about == About.PERSON else (*_BUSINESS, *_SHOWN)
    beside = _BUSINESS if pair.about == About.PERSON else ()
    sides = [pair.left.facts | {"name": pair.left.name}, pair.right.facts | {"name": pair.right.name}]
    return [
        side_by_side(name, *(side.get(name) for side in sides), lines.get(name))
        for name in (*names, *beside)
        if any(side.get(name) not in (None, "") for side in sides)
    ] + [_place(pair.left, pair.right, lines.get("village"))]


def _place(left: Record, right: Record, line: Line | None) -> dict[str, Any]:
    names = [_where(one.area) for one in (left, right)]
    return {"label": _("Wilayah"), "left": names[0], "right": names[1], **found_words(line)}


def _where(area: Area) -> str:
    return f"{area.name} ({area.code})"
