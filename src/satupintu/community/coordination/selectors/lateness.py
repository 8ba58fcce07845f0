"""Who is late with what: lines, promises and decisions of agreed plans whose day has passed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from satupintu.engine.progress import Light

from ..meetings.selectors import decision_views
from ..models import ActionPlan, MeetingDecision, PlanLine, PlanState, Promise
from ..partners.selectors import promise_views
from .matrix import line_views

LINE, PROMISE, DECISION = "line", "promise", "decision"


@dataclass(frozen=True)
class LateThing:
    """One thing that is late; `who` leads, `others` answer for it too."""

    kind: str
    who: str
    others: str
    what: str
    due: date
    days: int
    plan: ActionPlan
    href: str


@dataclass(frozen=True)
class LateOwner:
    who: str
    things: list[LateThing]

    @property
    def longest(self) -> int:
        return max(one.days for one in self.things)


def late_things(plans: QuerySet[ActionPlan], today: date) -> list[LateThing]:
    """Everything late in those of the plans that are agreed and not closed, the longest first."""
    plans = plans.filter(state=PlanState.AGREED)
    found = [*late_lines(plans, today), *_late_promises(plans, today), *_late_decisions(plans, today)]
    return sorted(found, key=lambda one: (-one.days, one.who, one.what))


def by_owner(things: list[LateThing]) -> list[LateOwner]:
    """Each who is late once, with their things; who has most comes first."""
    found: dict[str, list[LateThing]] = defaultdict(list)
    for one in things:
        found[one.who].append(one)
    owners = [LateOwner(who, own) for who, own in found.items()]
    return sorted(owners, key=lambda one: (-len(one.things), -one.longest, one.who))


def late_lines(plans: QuerySet[ActionPlan], today: date) -> list[LateThing]:
    lines = PlanLine.objects.filter(group__plan__in=plans, deadline__lt=today).select_related(
        "group__plan__area"
    )
    return [
        LateThing(
            LINE,
            one.agencies[0].title if one.agencies else "–",
            ", ".join(agency.title for agency in one.agencies[1:]),
            one.what,
            one.line.deadline,  # type: ignore[arg-type]
            one.days_late,
            one.group.plan,
            reverse("coordination:line", args=[one.line.pk]),
        )
        for one in line_views(list(lines), today)
        if one.light == Light.LATE
    ]


def _late_promises(plans: QuerySet[ActionPlan], today: date) -> list[LateThing]:
    found = Promise.objects.filter(plan__in=plans, due__lt=today).select_related("partner", "plan__area")
    return [
        LateThing(
            PROMISE,
            str(one.promise.partner),
            "",
            one.promise.what,
            one.promise.due,
            one.days_late,
            one.promise.plan,
            reverse("coordination:promise", args=[one.promise.pk]),
        )
        for one in promise_views(found, today)
        if one.light == Light.LATE
    ]


def _late_decisions(plans: QuerySet[ActionPlan], today: date) -> list[LateThing]:
    found = MeetingDecision.objects.filter(meeting__plan__in=plans, due__lt=today, done__isnull=True)
    found = found.select_related("meeting__plan__area", "owner", "partner", "done")
    return [
        LateThing(
            DECISION,
            one.who,
            "",
            one.decision.text,
            one.decision.due,
            one.days_late,
            one.decision.meeting.plan,
            reverse("coordination:meeting", args=[one.decision.meeting_id]),
        )
        for one in decision_views(found, today)
    ]
