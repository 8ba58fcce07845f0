"""Forms of plans and their lines."""

from .plans import ChoiceForm, FileForm, GroupForm, LineForm, NewPlanForm, PlanForm, ReportForm

__all__ = ["ChoiceForm", "FileForm", "GroupForm", "LineForm", "NewPlanForm", "PlanForm", "ReportForm"]
