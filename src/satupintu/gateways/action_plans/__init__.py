"""Action plans as offices write them: a spreadsheet read and written, and plans kept as data in YAML.

read_plan_sheet(data, name, known) -> PlanRows          PlanProblem tells every wrong cell at once
write_plan_sheet(out, title, rows)
load_plans(folder=None) -> dict[str, PlanText]          programmes/plans/*.yaml
"""

from satupintu.gateways.action_plans.rows import Known, PlanProblem, PlanRow
from satupintu.gateways.action_plans.sheets import PlanRows, read_plan_sheet
from satupintu.gateways.action_plans.texts import PlanText, load_plans
from satupintu.gateways.action_plans.workbook import ExportRow, write_plan_sheet

__all__ = [
    "ExportRow",
    "Known",
    "PlanProblem",
    "PlanRow",
    "PlanRows",
    "PlanText",
    "load_plans",
    "read_plan_sheet",
    "write_plan_sheet",
]
