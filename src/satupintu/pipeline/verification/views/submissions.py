"""One submission: what it says, what is amiss, what happened to it, and the word of one's tier."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.collection.selectors import problems_now

from ..forms import ReturnForm, WithdrawForm
from ..ladders import place_words, tier_of
from ..selectors.facts import covered_changes, facts_of
from ..selectors.history import timeline
from ..selectors.queues import next_waiting, returned, visible_sign_offs, visible_submissions
from ..services import confirm, return_, take_in, withdraw
from ..services.minutes import minutes_path
from .collecting import mend_href
from .queues import waiting_of


@allow("verification.read")
@require_safe
def show(request: HttpRequest, submission: int) -> HttpResponse:
    take_in()
    return _page(request, _find(request, submission), ReturnForm(), WithdrawForm())


@allow("verification.decide")
@require_POST
def confirm_one(request: HttpRequest, submission: int) -> HttpResponse:
    found = _find(request, submission)
    after = next_waiting(request.user, after=found.pk)
    try:
        confirm([found], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("verification:submission", found.pk)
    messages.success(request, _("Pendataan %(number)s dibenarkan.") % {"number": found.pk})
    return _onward(after)


@allow("verification.decide")
@require_POST
def return_one(request: HttpRequest, submission: int) -> HttpResponse:
    found = _find(request, submission)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, WithdrawForm())
    after = next_waiting(request.user, after=found.pk)
    try:
        return_(found, by=request.user, reason=form.sentence)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("verification:submission", found.pk)
    messages.success(
        request, _("Pendataan %(number)s dikembalikan kepada pengumpulnya.") % {"number": found.pk}
    )
    return _onward(after)


@allow("submission.create")
@require_POST
def withdraw_one(request: HttpRequest, submission: int) -> HttpResponse:
    found = _find(request, submission)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ReturnForm(), form)
    try:
        withdraw(found, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("verification:submission", found.pk)
    messages.success(request, _("Pendataan %(number)s ditarik.") % {"number": found.pk})
    return redirect("verification:returned")


@allow("verification.read")
@require_safe
def minutes(request: HttpRequest, sign_off: int) -> HttpResponse:
    """The minutes of a meeting as they were sent; who took them is kept."""
    found = get_object_or_404(visible_sign_offs(request.user).exclude(minutes_sha256=""), pk=sign_off)
    path = minutes_path(found.minutes_sha256)
    if not path.is_file():
        raise Http404("the file is not there")
    record("minutes.download", by=request.user, on=found, area=found.area, sha256=found.minutes_sha256)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.minutes_name,
        content_type="application/octet-stream",
    )


def _find(request: HttpRequest, submission: int) -> Submission:
    return get_object_or_404(visible_submissions(request.user), pk=submission)


def _onward(after: object) -> HttpResponse:
    """To the next of the queue, so that a long queue is worked off without going back each time."""
    if after is None:
        return redirect("verification:queue")
    return redirect("verification:submission", after.submission_id)  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, found: Submission, return_form: ReturnForm, withdraw_form: WithdrawForm
) -> HttpResponse:
    waiting = waiting_of(request, found)
    tier = tier_of(request.user)
    may_see = {one.pk for one in visible_sign_offs(request.user).filter(verifications__submission=found)}
    context = {
        "submission": found,
        "facts": facts_of(found),
        "covered_changes": covered_changes(found),
        "problems": problems_now(found),
        "photos": [
            (one, not one.is_broken and one.kind.startswith("image/")) for one in found.attachments.all()
        ],
        "timeline": timeline(found),
        "minutes_seen": may_see,
        "is_mine": waiting is not None,
        "is_returned": returned(request.user).filter(submission=found).exists(),
        "mend_href": mend_href(found),
        "return_form": return_form,
        "withdraw_form": withdraw_form,
        "place": place_words(tier, request.user.area) if tier is not None else "",
        "replaced_by": Submission.objects.filter(replaces=found).first(),
    }
    is_wrong = return_form.errors or withdraw_form.errors
    return render(request, "verification/submission.html", context, status=422 if is_wrong else 200)
