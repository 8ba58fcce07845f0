"""Takes submissions of an erased person out of the queues: called by the registry, which alone knows whose they are."""

from collections.abc import Iterable

from .models import Waiting


def forget(submissions: Iterable[int]) -> int:
    """Nobody has to act on these submissions (by id) any more; what the tiers said stays. Returns how many waited.

    Called inside the transaction of the decision that it follows from, which checks who may and keeps the trail.
    """
    return Waiting.objects.filter(submission__in=set(submissions)).delete()[0]
