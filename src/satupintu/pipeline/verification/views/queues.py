"""The work queue of one's tier and area, several signed off at once, and what came back for mending."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.selectors import name_in_full
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.collection.problems import sentence

from ..ladders import place_words, tier_of
from ..models import Waiting
from ..selectors import queues
from ..selectors.history import already_said, last_return
from ..selectors.queues import Filters
from ..services import MOST_AT_ONCE, confirm, read_minutes, take_in
from .asking import DAYS, page_number, query_of, read_filters
from .collecting import collect_href, mend_href
from .links import links
from .rows import age, drawn, options

PER_PAGE = 25
_PROBLEMS_SHOWN = 20


@allow("verification.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me. Those whose role has no tier see how long it waits elsewhere."""
    if tier_of(request.user) is None:
        return redirect("verification:ages")
    take_in()
    return _answer(request, read_filters(request.GET), request.GET)


@allow("verification.decide")
@sensitive_post_parameters("cari")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """What the form above the queue sends; where nothing is searched for, an address says it all."""
    filters = read_filters(request.POST)
    if filters.search:
        return _answer(request, filters, request.POST)
    query = query_of(filters)
    return redirect(reverse("verification:queue") + (f"?{query}" if query else ""))


@allow("verification.decide")
@sensitive_post_parameters("cari")
@require_POST
def sign_off(request: HttpRequest) -> HttpResponse:
    """Several at once: first what they are, then one signature for all, with the minutes where there was a meeting."""
    if "semua" in request.POST:
        fitting = queues.filtered(queues.queue(request.user), read_filters(request.POST))
        numbers = list(fitting.values_list("submission", flat=True)[: MOST_AT_ONCE + 1])
    else:
        numbers = _numbers(request)
    wanted = list(queues.visible_submissions(request.user).filter(pk__in=numbers))
    try:
        if "sahkan" in request.POST:
            return _sign(request, wanted)
        return _review(request, wanted)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("verification:queue")


@allow("submission.create")
@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """What came back, why, and where it is mended."""
    take_in()
    rows = queues.returned(request.user).select_related("submission__area", "submission__by")
    page = Paginator(rows, PER_PAGE).get_page(page_number(request.GET))
    why = last_return([one.submission_id for one in page])
    lines = [
        (one, why.get(one.submission_id), age(one.since), mend_href(one.submission))
        for one in page.object_list
    ]
    context = {"page": page, "lines": lines, "links": links(request.user, "returned")}
    return render(request, "verification/returned.html", context)


def _answer(request: HttpRequest, filters: Filters, sent: Any) -> HttpResponse:
    rows = queues.filtered(queues.queue(request.user), filters)
    page = Paginator(rows, PER_PAGE).get_page(page_number(sent))
    all_chosen = sent.get("pilih") == "semua"
    context = {
        "page": page,
        "filters": filters,
        "is_filtered": filters != Filters(),
        "below": options(queues.areas_below(request.user), filters.area),
        "rows": drawn(page, checked=all_chosen),
        "days": DAYS,
        "query": query_of(filters),
        "all_chosen": all_chosen,
        "place": place_words(tier_of(request.user), request.user.area),
        "collect_href": collect_href(request.user),
        "links": links(request.user, "queue"),
    }
    return render(request, "verification/queue.html", context)


def _numbers(request: HttpRequest) -> list[int]:
    """The chosen submissions: a tick each, or, from the page that asks for the signature, one field for all."""
    sent = [*request.POST.getlist("pilih"), *request.POST.get("nomor", "").split(",")]
    numbers = [int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 19]
    if len(numbers) > MOST_AT_ONCE + 1:
        numbers = numbers[: MOST_AT_ONCE + 1]
    return numbers


def _review(request: HttpRequest, wanted: list[Submission]) -> HttpResponse:
    if not wanted:
        raise Refused(_("Pilih paling sedikit satu pendataan."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Paling banyak %(most)s pendataan sekaligus.") % {"most": MOST_AT_ONCE})
    amiss = [one for one in wanted if one.problems]
    name_in_full(one.area for one in wanted)
    context = {
        "wanted": wanted,
        "numbers": ",".join(str(one.pk) for one in wanted),
        "places": Counter(one.area.in_full for one in wanted).most_common(),
        "amiss": [(one, [sentence(code) for code in one.problems]) for one in amiss[:_PROBLEMS_SHOWN]],
        "amiss_count": len(amiss),
        "place": place_words(tier_of(request.user), request.user.area),
    }
    return render(request, "verification/sign_off.html", context)


def _sign(request: HttpRequest, wanted: list[Submission]) -> HttpResponse:
    file = request.FILES.get("berita_acara")
    try:
        minutes = read_minutes(file) if file else None
    except Refused as refusal:  # another file is chosen, and not all the submissions once more
        messages.error(request, str(refusal))
        return _review(request, wanted)
    made = confirm(wanted, by=request.user, minutes=minutes)
    messages.success(
        request,
        ngettext("%(n)s pendataan dibenarkan.", "%(n)s pendataan dibenarkan.", made.count)
        % {"n": made.count},
    )
    if made.count < len(wanted):
        tell_late(request, wanted, made.pk)
    return redirect("verification:queue")


def tell_late(request: HttpRequest, wanted: list[Submission], sign_off: int) -> None:
    """Which of the chosen somebody else was quicker with; the first few by name of who it was."""
    said = already_said([one.pk for one in wanted], tier_of(request.user))
    late = [one for one in said if one.word.sign_off_id != sign_off]
    for one in late[:5]:
        messages.warning(request, one.sentence)
    if len(late) > 5:
        messages.warning(request, _("Dan %(n)s lagi.") % {"n": len(late) - 5})
    if gone := len(wanted) - len(said):
        words = _(
            "%(n)s pendataan tidak dibenarkan: tidak lagi menunggu Anda, mungkin sudah diperbaiki pengumpulnya."
        )
        messages.warning(request, words % {"n": gone})


def waiting_of(request: HttpRequest, submission: Submission) -> Waiting | None:
    """The submission's row in the user's own queue, where it stands there."""
    return queues.queue(request.user).filter(submission=submission).first()
