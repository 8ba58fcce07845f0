"""Decisions as people read them: whose each is, and whether it is done or late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from satupintu.engine.progress import Light, days_late, light

from ..models import MeetingDecision
from ..names import AgencyName, agency_names


@dataclass(frozen=True)
class DecisionView:
    decision: MeetingDecision
    who: str
    light: Light
    days_late: int


def decision_views(decisions: Iterable[MeetingDecision], today: date | None = None) -> list[DecisionView]:
    """Decisions with their owner's name and light; a decision is done or it is not."""
    today, agencies = today or timezone.localdate(), agency_names()
    found = []
    for one in decisions:
        is_done = hasattr(one, "done")
        shown = light(target=1, reached=int(is_done), starts=one.meeting.on, deadline=one.due, today=today)
        late = days_late(one.due, today) if shown == Light.LATE else 0
        found.append(DecisionView(one, owner_words(one, agencies), shown, late))
    return found


def owner_words(decision: MeetingDecision, agencies: dict[str, AgencyName]) -> str:
    if decision.owner:
        return str(decision.owner)
    if decision.partner:
        return str(decision.partner)
    return agencies[decision.agency].title if decision.agency in agencies else decision.agency
