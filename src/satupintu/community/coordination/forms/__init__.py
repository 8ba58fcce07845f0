"""Forms of plans, lines, reports, partners and meetings."""

from .meetings import DecisionForm, DoneForm, MeetingForm, MinutesForm
from .partners import DeliverForm, PartnerForm, PromiseForm
from .plans import ChoiceForm, FileForm, GroupForm, LineForm, NewPlanForm, PlanForm, ReportForm

__all__ = [
    "ChoiceForm",
    "DecisionForm",
    "DeliverForm",
    "DoneForm",
    "FileForm",
    "GroupForm",
    "LineForm",
    "MeetingForm",
    "MinutesForm",
    "NewPlanForm",
    "PartnerForm",
    "PlanForm",
    "PromiseForm",
    "ReportForm",
]
