"""Puts what was received into the queue of the first tier that has not spoken of it."""

from collections.abc import Iterable

from django.db import transaction

from satupintu.foundation.areas.models import Level
from satupintu.pipeline.collection.models import Handover, Submission

from ..ladders import Step, next_step, routes, tier_of
from ..models import Decision, Purpose, Verification, Waiting

_ABOVE_NOBODY = max(Level) + 1


def take_in(limit: int = 500) -> int:
    """Queues the oldest submissions that the tiers have not been told of; how many were taken.

    May be killed and called anew at any time, and by several at once: a submission's Handover goes in the same
    transaction in which it is queued. Whoever sent it has spoken for their own tier and for those below.
    """
    if not Handover.objects.exists():
        return 0
    with transaction.atomic():
        told = list(
            Handover.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("submission__area", "submission__by")
            .order_by("submission_id")[:limit]
        )
        _queue([one.submission for one in told])
        Handover.objects.filter(pk__in=[one.pk for one in told]).delete()
    return len(told)


def _queue(submissions: list[Submission]) -> None:
    """What was mended meanwhile waits no longer, whether it stood in a queue or is only now told of."""
    mended = [one.replaces_id for one in submissions if one.replaces_id]
    Waiting.objects.filter(submission__in=mended).delete()
    own = [one.pk for one in submissions]
    gone = set(Submission.objects.filter(replaces__in=own).values_list("replaces_id", flat=True))
    gone |= set(Submission.objects.filter(pk__in=own, sealed__isnull=False).values_list("pk", flat=True))
    ways = routes([one.area for one in submissions])
    words, waiting = [], []
    for one in submissions:
        if one.pk not in gone:
            steps = ways[one.area_id]
            words += _own_words(one, steps)
            waiting.append(_first(one, steps))
    Verification.objects.bulk_create(words)
    Waiting.objects.bulk_create(waiting)


def _spoken_up_to(submission: Submission) -> int:
    """The level of the sender's tier; below all levels for someone who speaks for none, as the owner."""
    tier = tier_of(submission.by)
    return _ABOVE_NOBODY if tier is None else tier


def _own_words(submission: Submission, steps: Iterable[Step]) -> list[Verification]:
    return [
        Verification(submission=submission, level=step.level, decision=Decision.CONFIRMED, by=submission.by)
        for step in steps
        if step.level >= _spoken_up_to(submission)
    ]


def _first(submission: Submission, steps: Iterable[Step]) -> Waiting:
    step = next_step(steps, _spoken_up_to(submission))
    return Waiting(
        submission=submission,
        purpose=Purpose.VERIFY if step else Purpose.ADMIT,
        area_id=step.area if step else submission.area_id,
        level=step.level if step else submission.area.level,
        has_problems=bool(submission.problems),
    )
