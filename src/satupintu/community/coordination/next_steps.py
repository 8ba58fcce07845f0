"""What plans wait for from this person, for the work queue."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satupintu.engine.progress import NOTICE, Light
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.pages import NextStep

from .models import MeetingDecision, PlanLine, PlanState
from .selectors.matrix import line_views
from .selectors.visibility import visible_decisions, visible_plans


def next_steps(user: User) -> Iterator[tuple[str, NextStep]]:
    """(what it is about, the step): own decisions, and for an agency's officer the lines due or late, plan by plan."""
    if not user.can("plan.read"):
        return
    soon = timezone.localdate() + NOTICE
    decisions = visible_decisions(user).filter(
        owner=user, due__lte=soon, done__isnull=True, meeting__plan__state=PlanState.AGREED
    )
    for one in decisions:
        yield one.meeting.plan.title, _decision(one)
    if user.role == Role.AGENCY_OFFICER and user.agency:
        yield from _lines(user)


def _decision(one: MeetingDecision) -> NextStep:
    return NextStep(
        _("Kerjakan keputusan rapat"),
        one.text,
        _("Nyatakan selesai"),
        reverse("coordination:decision", args=[one.pk]),
    )


def _lines(user: User) -> Iterator[tuple[str, NextStep]]:
    today = timezone.localdate()
    for plan in visible_plans(user).filter(state=PlanState.AGREED):
        lines = PlanLine.objects.filter(
            group__plan=plan, agencies__agency=user.agency, deadline__lte=today + NOTICE
        ).select_related("group__plan")
        waiting = [one for one in line_views(list(lines), today) if one.light not in (None, Light.DONE)]
        if waiting and plan.area.path.startswith(user.area.path):
            words = ngettext(
                "%(count)s baris rencana hampir atau sudah lewat tenggat. Laporkan capaiannya.",
                "%(count)s baris rencana hampir atau sudah lewat tenggat. Laporkan capaiannya.",
                len(waiting),
            )
            address = f"{reverse('coordination:plan', args=[plan.pk])}?instansi={user.agency}"
            yield (
                plan.title,
                NextStep(
                    _("Laporkan capaian"), words % {"count": len(waiting)}, _("Buka rencananya"), address
                ),
            )
