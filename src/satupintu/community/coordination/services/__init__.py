"""Writes of coordination: plans and their lines, progress, partners, meetings."""

from .importing import export_plan, fill_from_sample, import_plan, plan_form
from .lines import LineTerms, add_group, add_line, change_line, remove_group, remove_line, rename_group
from .meetings import add_decision, hold_meeting, keep_minutes, mark_done
from .partners import add_partner, change_partner, deliver, make_promise
from .plans import agree_plan, change_plan, close_plan, discard_plan, draft_plan
from .reports import report_progress

__all__ = [
    "LineTerms",
    "add_decision",
    "add_group",
    "add_line",
    "add_partner",
    "agree_plan",
    "change_line",
    "change_partner",
    "change_plan",
    "close_plan",
    "deliver",
    "discard_plan",
    "draft_plan",
    "export_plan",
    "fill_from_sample",
    "hold_meeting",
    "import_plan",
    "keep_minutes",
    "make_promise",
    "mark_done",
    "plan_form",
    "remove_group",
    "remove_line",
    "rename_group",
    "report_progress",
]
