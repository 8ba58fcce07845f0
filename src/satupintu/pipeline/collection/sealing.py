"""Seals submissions of a person who was erased: called by the registry, which alone knows whose they are."""

from collections.abc import Iterable

from satupintu.foundation.accounts.models import User

from .models import Sealed


def seal(submissions: Iterable[int], *, by: User) -> int:
    """Hides submissions (by id) from every page from now on; what was sent stays. Returns how many are new.

    Called inside the transaction of the decision that it follows from, which checks who may and keeps the trail.
    """
    wanted = set(submissions)
    known = set(Sealed.objects.filter(submission__in=wanted).values_list("submission_id", flat=True))
    Sealed.objects.bulk_create(Sealed(submission_id=one, by=by) for one in sorted(wanted - known))
    return len(wanted - known)
