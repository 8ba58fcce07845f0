"""Writes of plans: the plan itself, its lines, what was reached; those of partners and meetings lie with them."""

from .importing import export_plan, fill_from_sample, import_plan, plan_form
from .lines import LineTerms, add_group, add_line, change_line, remove_group, remove_line, rename_group
from .plans import agree_plan, change_plan, close_plan, discard_plan, draft_plan
from .reports import report_progress

__all__ = [
    "LineTerms",
    "add_group",
    "add_line",
    "agree_plan",
    "change_line",
    "change_plan",
    "close_plan",
    "discard_plan",
    "draft_plan",
    "export_plan",
    "fill_from_sample",
    "import_plan",
    "plan_form",
    "remove_group",
    "remove_line",
    "rename_group",
    "report_progress",
]
