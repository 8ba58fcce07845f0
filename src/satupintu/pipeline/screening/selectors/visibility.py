"""Which rounds, lists and rows a person may see: those of their part of the area tree, and no others.

A round belongs to a regency and its lists to villages. Whoever sits above or at the round's area sees all of
it; a village officer sees that the round is there, and of its lists and rows only their own village's.
"""

from django.db.models import QuerySet

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area

from ..models import ListFile, ReferenceSet, Round, Run
from .decisions import Decisions


def visible_rounds(user: User) -> QuerySet[Round]:
    """Rounds of the user's area, and those of the areas it lies in."""
    below = limit_to_area(Round.objects.all(), user)
    above = Round.objects.filter(area__code__in=_codes_above(user))
    return (below | above).select_related("area", "current", "reference_set", "opened_by")


def visible_lists(user: User, round: Round) -> QuerySet[ListFile]:
    """The lists of a round that come from the user's area."""
    found = round.lists.select_related("round", "area", "uploaded_by")
    return found if sees_whole(user, round) else limit_to_area(found, user)


def visible_references(user: User) -> QuerySet[ReferenceSet]:
    """Reference sets of the user's area, and those of the areas it lies in."""
    below = limit_to_area(ReferenceSet.objects.all(), user)
    above = ReferenceSet.objects.filter(area__code__in=_codes_above(user))
    return (below | above).select_related("area", "loaded_by")


def visible_decisions(user: User, run: Run) -> Decisions:
    """The rows of a run that come from lists of the user's area."""
    if sees_whole(user, run.round):
        return Decisions(run.folder)
    names = visible_lists(user, run.round).values_list("name", flat=True)
    return Decisions(run.folder, frozenset(names))


def sees_whole(user: User, round: Round) -> bool:
    """Whether nothing of this round is hidden from the user."""
    return user.area.contains(round.area)


def _codes_above(user: User) -> list[str]:
    return user.area.path.strip("/").split("/")
