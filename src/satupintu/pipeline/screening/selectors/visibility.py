"""Which rounds, lists and rows a person may see: those of their part of the area tree, and no others.

A round belongs to a regency and its lists to villages. Whoever sits above or at the round's area sees all of
it; a village officer sees that the round is there, and of its lists and rows only their own village's.
"""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area

from ..models import ListFile, ListState, ReferenceSet, Round, Run
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


def with_lists(user: User, rounds: Iterable[Round]) -> list[Round]:
    """These rounds; what `visible_lists` says of each is asked for all of them at once, for `seen_lists`.

    For one page: the lists stay as they were found, and what reading them said is left where it is.
    """
    found = list(rounds)
    lists = _lists_seen(user).defer("reading", "answered")
    prefetch_related_objects(found, Prefetch("lists", lists, to_attr="lists_seen"))
    for round in found:
        if round.current is not None:
            round.current.round = round
    return found


def seen_lists(user: User, round: Round) -> list[ListFile]:
    """The lists of a round that come from the user's area, by name; nothing is asked for a round of `with_lists`."""
    found: list[ListFile] | None = getattr(round, "lists_seen", None)
    return list(visible_lists(user, round)) if found is None else found


def list_counts(user: User, rounds: Iterable[Round]) -> dict[int, int]:
    """How many lists that count the user sees in each of these rounds, by the round's id; none where there are none."""
    counted = _lists_seen(user).filter(round__in=list(rounds)).exclude(state=ListState.WITHDRAWN)
    return dict(counted.order_by().values_list("round").annotate(Count("pk")))


def visible_references(user: User) -> QuerySet[ReferenceSet]:
    """Reference sets of the user's area, and those of the areas it lies in."""
    below = limit_to_area(ReferenceSet.objects.all(), user)
    above = ReferenceSet.objects.filter(area__code__in=_codes_above(user))
    return (below | above).select_related("area", "loaded_by")


def visible_decisions(user: User, run: Run) -> Decisions:
    """The rows of a run that come from lists of the user's area."""
    if sees_whole(user, run.round):
        return Decisions(run.folder)
    return Decisions(run.folder, frozenset(one.name for one in seen_lists(user, run.round)))


def sees_whole(user: User, round: Round) -> bool:
    """Whether nothing of this round is hidden from the user."""
    return user.area.contains(round.area)


def _lists_seen(user: User) -> QuerySet[ListFile]:
    """The lists of every round that the user sees: those of their area, and all of a round of their area."""
    lists = ListFile.objects.all()
    return limit_to_area(lists, user) | limit_to_area(lists, user, "round__area")


def _codes_above(user: User) -> list[str]:
    return user.area.path.strip("/").split("/")
