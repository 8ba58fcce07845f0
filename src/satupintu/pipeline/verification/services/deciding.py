"""A tier's word: confirmed, several at once under one name, or returned with a reason; and the collector's withdrawal.

Whoever comes second waits for the first (row locks on PostgreSQL, the one writer on SQLite), then finds the row gone
from their queue and is told who was quicker.
"""

from collections import defaultdict
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area, require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Submission

from ..ladders import next_step, routes, tier_of
from ..models import Decision, Purpose, SignOff, Verification, Waiting
from ..selectors.history import already_said
from ..selectors.queues import queue, returned
from .minutes import Minutes

MOST_AT_ONCE = 1_000
_LONGEST_REASON = 300


def confirm(submissions: Collection[Submission], *, by: User, minutes: Minutes | None = None) -> SignOff:
    """Confirms for the user's tier all of these that still wait there, under one sign-off, and sends them up.

    Those that another was quicker with are left out: `sign_off.count` and its verifications say what was confirmed.
    Raises Refused where none is left or there are too many, PermissionDenied where one lies outside the user's area.
    """
    wanted = _within(submissions, by)
    if minutes is not None:
        minutes.keep()  # before the transaction: named by its hash, it stands there once and harms nobody
    with transaction.atomic():
        waiting = _locked(wanted, by)
        sign_off = SignOff.objects.create(
            area=by.area,
            level=waiting[0].level,
            count=len(waiting),
            by=by,
            minutes_name=minutes.name if minutes else "",
            minutes_sha256=minutes.sha256 if minutes else "",
        )
        Verification.objects.bulk_create(
            _word(one, Decision.CONFIRMED, by, sign_off=sign_off) for one in waiting
        )
        _send_up(waiting)
        record(
            "verification.confirm",
            by=by,
            on=sign_off,
            area=by.area,
            count=sign_off.count,
            sha256=sign_off.minutes_sha256,
        )
    return sign_off


def return_(submission: Submission, *, by: User, reason: str) -> Verification:
    """Sends a submission that waits at the user's tier back to its collector. Raises Refused as `confirm` does."""
    said = _reason(reason)
    wanted = _within([submission], by)
    with transaction.atomic():
        waiting = _locked(wanted, by)
        word = _word(waiting[0], Decision.RETURNED, by, reason=said)
        word.save()
        Waiting.objects.filter(pk=waiting[0].pk).update(
            purpose=Purpose.MEND,
            area=submission.area_id,
            level=waiting[0].submission.area.level,
            since=timezone.now(),
        )
        record("verification.return", by=by, on=submission, area=submission.area)
    return word


def withdraw(submission: Submission, *, by: User, reason: str) -> Verification:
    """The collector says that a returned submission shall not go on: there is no such business, or it came twice."""
    said = _reason(reason)
    require(by, "submission.create", submission.area)
    with transaction.atomic():
        waiting = returned(by).filter(submission=submission).select_for_update(of=("self",)).first()
        if waiting is None:
            raise Refused(_("Pendataan ini tidak sedang menunggu perbaikan."))
        word = _word(waiting, Decision.WITHDRAWN, by, reason=said)
        word.save()
        waiting.delete()
        record("submission.withdraw", by=by, on=submission, area=submission.area)
    return word


def _within(submissions: Collection[Submission], by: User) -> set[int]:
    """The submissions' numbers, once all lie in the user's area and the role may decide."""
    require(by, "verification.decide")
    wanted = {one.pk for one in submissions}
    if not wanted:
        raise Refused(_("Pilih paling sedikit satu pendataan."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Paling banyak %(most)s pendataan sekaligus.") % {"most": MOST_AT_ONCE})
    if limit_to_area(Submission.objects.filter(pk__in=wanted), by).count() < len(wanted):
        raise PermissionDenied("verification.decide")
    return wanted


def _locked(wanted: set[int], by: User) -> list[Waiting]:
    """The rows that wait for the user's word, held until the transaction ends; in one order, so that none blocks."""
    rows = queue(by).filter(submission__in=wanted).select_related("submission__area")
    waiting = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not waiting:
        said = already_said(wanted, tier_of(by))
        raise Refused(said[0].sentence if said else _("Pendataan ini tidak sedang menunggu Anda."))
    return waiting


def _send_up(waiting: list[Waiting]) -> None:
    """To the next tier's queue, or on to the registry; one statement for each place that they go to."""
    ways = routes([one.submission.area for one in waiting])
    going = defaultdict(list)
    for one in waiting:
        going[next_step(ways[one.submission.area_id], one.level)].append(one.pk)
    now = timezone.now()
    for step, numbers in going.items():
        rows = Waiting.objects.filter(pk__in=numbers)
        if step is None:
            rows.update(purpose=Purpose.ADMIT, since=now)
        else:
            rows.update(area=step.area, level=step.level, since=now)


def _word(
    waiting: Waiting, decision: Decision, by: User, *, reason: str = "", sign_off: SignOff | None = None
) -> Verification:
    return Verification(
        submission_id=waiting.submission_id,
        level=waiting.level,
        decision=decision,
        reason=reason,
        by=by,
        sign_off=sign_off,
    )


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise Refused(_("Tulis atau pilih alasannya, supaya pengumpul tahu apa yang harus diperbaiki."))
    if len(said) > _LONGEST_REASON:
        raise Refused(_("Alasan paling panjang %(most)s huruf.") % {"most": _LONGEST_REASON})
    return said
