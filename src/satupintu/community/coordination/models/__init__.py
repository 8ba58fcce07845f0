"""What offices and their partners agreed to do, and what became of it."""

from .meetings import DecisionDone, Meeting, MeetingDecision
from .partners import Delivery, Partner, PartnerKind, Promise
from .plans import ActionPlan, AffectedGroup, LineAgency, PlanLine, PlanState, Progress
from .reminders import Reminder

__all__ = [
    "ActionPlan",
    "AffectedGroup",
    "DecisionDone",
    "Delivery",
    "LineAgency",
    "Meeting",
    "MeetingDecision",
    "Partner",
    "PartnerKind",
    "PlanLine",
    "PlanState",
    "Progress",
    "Promise",
    "Reminder",
]
