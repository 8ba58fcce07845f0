"""Reminds those who answer for something: a week before its day, on the day, and when it is late; once each.

What was told is noted in the transaction that puts the message in the outbox, so that a kill leaves both or neither.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from satupintu.engine.progress import NOTICE, Light, Stage, stage
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import PLANNERS
from satupintu.foundation.areas.models import Area
from satupintu.foundation.messaging import services as messaging

from .models import ActionPlan, MeetingDecision, Partner, PlanLine, PlanState, Promise, Reminder
from .partners.selectors import promise_views
from .selectors.matrix import line_views

_LOOK_EVERY = 600  # seconds between two looks of the server's loop
_HOURS = range(7, 20)  # nobody's telephone rings at night
_TEMPLATE = "plan_reminder"
_SHOWN = 70  # letters of what is due; a message is short
_last_look = float("-inf")


@dataclass(frozen=True)
class Recipient:
    """`key` says who ("user:3", "partner:7"); `phone` is E.164."""

    key: str
    phone: str
    is_user: bool


@dataclass(frozen=True)
class DueThing:
    """Something with a day and those to be told of it."""

    about: str
    what: str
    due: date
    plan: ActionPlan
    recipients: tuple[Recipient, ...]


def remind_now_and_then() -> None:
    """What the server's loop calls every few seconds: looks every ten minutes, by day."""
    global _last_look
    if time.monotonic() - _last_look < _LOOK_EVERY:
        return
    _last_look = time.monotonic()
    if timezone.localtime().hour in _HOURS:
        remind(now=timezone.now())


def remind(*, now: datetime) -> int:
    """Sends what is due and was not told yet, one message a person; how many messages."""
    if not messaging.is_set_up(_TEMPLATE):
        return 0
    today = timezone.localdate(now)
    wanted: dict[Recipient, list[tuple[DueThing, Stage]]] = defaultdict(list)
    for thing in due_things(today):
        if at := stage(thing.due, today):
            for one in thing.recipients:
                wanted[one].append((thing, at))
    told = _told(wanted)
    sent = 0
    for recipient, things in wanted.items():
        new = [one for one in things if (one[0].about, one[1], one[0].due, recipient.key) not in told]
        sent += bool(new) and _tell(recipient, new, today)
    return sent


def _told(wanted: dict[Recipient, list[tuple[DueThing, Stage]]]) -> set[tuple[str, str, date, str]]:
    abouts = {thing.about for things in wanted.values() for thing, _at in things}
    found = Reminder.objects.filter(about__in=abouts)
    return set(found.values_list("about", "stage", "due", "to"))


def _tell(recipient: Recipient, things: list[tuple[DueThing, Stage]], today: date) -> bool:
    """Notes and sends in one transaction; another server that was quicker leaves nothing to send."""
    with transaction.atomic():
        new = [one for one in things if _note(recipient, *one)]
        if not new:
            return False
        with translation.override("id"):
            words = {"what": _words(new, today), "link": _link(recipient, new[0][0].plan)}
        messaging.send(to=recipient.phone, template=_TEMPLATE, words=words)
    return True


def _note(recipient: Recipient, thing: DueThing, at: Stage) -> bool:
    try:
        with transaction.atomic():
            Reminder.objects.create(about=thing.about, stage=at, due=thing.due, to=recipient.key)
    except IntegrityError:
        return False
    return True


def _words(things: list[tuple[DueThing, Stage]], today: date) -> str:
    first = min(things, key=lambda one: one[0].due)[0]
    about = first.what if len(first.what) <= _SHOWN else f"{first.what[: _SHOWN - 1]}…"
    said = f"“{about}”, tenggat {date_format(first.due, 'j F Y')}{_distance(first.due, today)}."
    return said if len(things) == 1 else f"{len(things)} hal menunggu Anda. Yang pertama: {said}"


def _distance(due: date, today: date) -> str:
    days = (due - today).days
    if days == 0:
        return " (hari ini)"
    return f" ({days} hari lagi)" if days > 0 else f" (terlambat {-days} hari)"


def _link(recipient: Recipient, plan: ActionPlan) -> str:
    view = "coordination:plan" if recipient.is_user else "coordination:public_plan"
    return f"{settings.PUBLIC_URL}{reverse(view, args=[plan.pk])}"


def due_things(today: date) -> Iterator[DueThing]:
    """What is not done and is due within a week or was due before, in plans that are agreed and not closed."""
    plans = ActionPlan.objects.filter(state=PlanState.AGREED)
    return chain(_lines(plans, today), _promises(plans, today), _decisions(plans, today))


def _lines(plans: QuerySet[ActionPlan], today: date) -> Iterator[DueThing]:
    found = PlanLine.objects.filter(group__plan__in=plans, deadline__lte=today + NOTICE)
    for one in line_views(list(found.select_related("group__plan__area")), today):
        if one.light not in (None, Light.DONE):
            plan = one.group.plan
            agencies = [agency.agency for agency in one.line.agencies.all()]
            recipients = _officers(agencies, plan.area) or _office(plan.area)
            yield DueThing(f"line:{one.line.pk}", one.what, one.line.deadline, plan, recipients)  # type: ignore[arg-type]


def _promises(plans: QuerySet[ActionPlan], today: date) -> Iterator[DueThing]:
    found = Promise.objects.filter(plan__in=plans, due__lte=today + NOTICE)
    for one in promise_views(found.select_related("partner", "plan__area"), today):
        if one.light != Light.DONE:
            own = one.promise
            recipients = _partner(own.partner) or _office(own.plan.area)
            yield DueThing(f"promise:{own.pk}", own.what, own.due, own.plan, recipients)


def _decisions(plans: QuerySet[ActionPlan], today: date) -> Iterator[DueThing]:
    found = MeetingDecision.objects.filter(
        meeting__plan__in=plans, due__lte=today + NOTICE, done__isnull=True
    )
    for one in found.select_related("meeting__plan__area", "owner", "partner"):
        plan = one.meeting.plan
        recipients = _owners(one, plan.area) or _office(plan.area)
        yield DueThing(f"decision:{one.pk}", one.text, one.due, plan, recipients)


def _owners(decision: MeetingDecision, area: Area) -> tuple[Recipient, ...]:
    if decision.owner:
        return _people([decision.owner])
    return _partner(decision.partner) if decision.partner else _officers([decision.agency], area)


def _officers(agencies: list[str], area: Area) -> tuple[Recipient, ...]:
    """Officers of these agencies whose part of the tree the area lies in."""
    return _people(
        User.objects.filter(role=Role.AGENCY_OFFICER, agency__in=agencies, area__in=area.codes_above)
    )


def _office(area: Area) -> tuple[Recipient, ...]:
    """The planners of the area itself: they know whom to call."""
    return _people(User.objects.filter(role__in=PLANNERS, area=area))


def _people(users: QuerySet[User] | list[User]) -> tuple[Recipient, ...]:
    if isinstance(users, QuerySet):
        users = list(users.filter(~Q(phone=""), is_active=True).order_by("pk"))
    return tuple(Recipient(f"user:{one.pk}", one.phone, True) for one in users if one.phone and one.is_active)


def _partner(partner: Partner) -> tuple[Recipient, ...]:
    if not (partner.phone and partner.is_active):
        return ()
    return (Recipient(f"partner:{partner.pk}", partner.phone, False),)
