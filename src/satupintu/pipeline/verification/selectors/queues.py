"""What waits for whom: every queryset here is limited to the user's tier and area."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can, limit_to_area
from satupintu.foundation.areas.models import Area
from satupintu.pipeline.collection.models import Submission

from ..ladders import tier_of
from ..models import Purpose, SignOff, Waiting


@dataclass(frozen=True)
class Filters:
    """What is asked of a queue. `problems` is "ya", "tidak" or ""; `days` how long it waits at least."""

    problems: str = ""
    area: str = ""
    days: int = 0
    search: str = ""


def queue(user: User) -> QuerySet[Waiting]:
    """What waits for the word of the user's tier in the user's area, oldest first."""
    tier = tier_of(user)
    if tier is None or not can(user, "verification.decide"):
        return Waiting.objects.none()
    rows = Waiting.objects.filter(purpose=Purpose.VERIFY, level=tier)
    # The tier's area is the user's own, as a rule: then one index answers, which is narrower than "within".
    return rows.filter(area=user.area_id) if user.area.level == tier else limit_to_area(rows, user)


def returned(user: User) -> QuerySet[Waiting]:
    """Returned submissions of the user's area that wait to be mended, oldest first."""
    if not can(user, "submission.create"):
        return Waiting.objects.none()
    return limit_to_area(Waiting.objects.filter(purpose=Purpose.MEND), user)


def to_mend(user: User) -> QuerySet[Waiting]:
    """Of what came back, what is this person's to see to: all of it for the head of the RT; for those above what they
    sent themselves, and what lies where no head of an RT is told of it."""
    rows = returned(user)
    if user.role == Role.RT_HEAD:
        return rows
    told = User.objects.filter(role=Role.RT_HEAD, is_active=True).values("area")
    return rows.filter(Q(submission__by=user) | ~Q(area__in=told))


def filtered(rows: QuerySet[Waiting], filters: Filters) -> QuerySet[Waiting]:
    """The rows that fit; a search looks in names, business names and NIKs."""
    if filters.problems:
        rows = rows.filter(has_problems=filters.problems == "ya")
    if filters.days:
        rows = rows.filter(since__lte=timezone.now() - timedelta(days=filters.days))
    if filters.area:
        rows = rows.filter(submission__area__path__contains=f"/{filters.area}/")
    for word in filters.search.split()[:5]:
        rows = rows.filter(
            Q(submission__name__icontains=word)
            | Q(submission__business_name__icontains=word)
            | Q(submission__nik__startswith=word)
        )
    return rows


def visible_submissions(user: User) -> QuerySet[Submission]:
    """The submissions of the user's area but those of erased persons, for those whose role reads them."""
    if not can(user, "verification.read"):
        return Submission.objects.none()
    found = Submission.objects.unsealed().select_related("area__parent", "by", "replaces")
    return limit_to_area(found, user)


def visible_sign_offs(user: User) -> QuerySet[SignOff]:
    """Sign-offs of tiers in the user's area: an RT head does not read the minutes of the whole village."""
    if not can(user, "verification.read"):
        return SignOff.objects.none()
    return limit_to_area(SignOff.objects.all(), user)


def next_waiting(user: User, after: int | None = None) -> Waiting | None:
    """What to look at next: the oldest of the queue that is not the one just looked at."""
    rows = queue(user)
    if after is not None and (last := Waiting.objects.filter(submission=after).first()):
        later = rows.filter(Q(since__gt=last.since) | Q(since=last.since, pk__gt=last.pk)).first()
        return later or rows.exclude(pk=last.pk).first()
    return rows.first()


def areas_below(user: User) -> list[tuple[str, str]]:
    """(code, name) of the areas right below the user's own, by which a queue is narrowed."""
    return list(Area.objects.filter(parent=user.area_id).order_by("name").values_list("code", "name"))
