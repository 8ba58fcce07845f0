"""Action plans kept as data, `programmes/plans/<id>.yaml`: what was read of a plan, where, and what is still unread."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.engine.rules import ProgrammeError
from satupintu.gateways.action_plans.rows import PlanProblem, PlanRow
from satupintu.gateways.programmes import programmes_folder
from satupintu.gateways.strict_yaml import parse_yaml

PENDING = "pending"


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan of a folder. A group that no source names is "Kelompok 3 (nama belum terbaca)" and `is_pending_group`.

    `groups` are (name, is_pending) in their order; `rows` may lack targets, deadlines and agencies.
    """

    id: str
    title: str
    area: str
    starts: date
    ends: date
    source: str
    groups: tuple[tuple[str, bool], ...]
    rows: tuple[PlanRow, ...]


def load_plans(folder: Path | None = None) -> dict[str, PlanText]:
    """The plans of `<folder>/plans`, by id. Raises PlanProblem, naming the file, for one that is not sound."""
    plans = {}
    for path in sorted(((folder or programmes_folder()) / "plans").glob("*.yaml")):
        try:
            plans[path.stem] = _plan(path.stem, parse_yaml(path.read_bytes(), str(path)))
        except ProgrammeError as error:
            raise PlanProblem([str(error)]) from error
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            raise PlanProblem([f"{path}: bukan rencana aksi yang lengkap ({error!r})"]) from error
    return plans


def _plan(plan_id: str, data: dict[str, Any]) -> PlanText:
    groups = tuple(_group(number, one) for number, one in enumerate(data["groups"], start=1))
    rows = tuple(_row(one, groups) for one in data.get("lines", []))
    period, source = data["period"], data["source"]
    return PlanText(
        id=plan_id,
        title=data["title"],
        area=str(data["area"]),
        starts=period["from"],
        ends=period["to"],
        source=f"{source['words']} {source.get('address', '')}".strip(),
        groups=groups,
        rows=rows,
    )


def _group(number: int, one: dict[str, Any]) -> tuple[str, bool]:
    name = str(one["name"])
    return (f"Kelompok {number} (nama belum terbaca)", True) if name == PENDING else (name, False)


def _row(one: dict[str, Any], groups: tuple[tuple[str, bool], ...]) -> PlanRow:
    name, is_pending = groups[one["group"] - 1]
    return PlanRow(
        group=name,
        programme=_said(one, "programme") or "",
        activity=_said(one, "activity") or "",
        agencies=tuple(_said(one, "agencies") or ()),
        target=_said(one, "target"),
        unit=_said(one, "unit") or "",
        starts=_said(one, "starts"),
        deadline=_said(one, "deadline"),
        indicator=_said(one, "indicator") or "",
        budget=_said(one, "budget"),
        is_pending_group=is_pending,
    )


def _said(one: dict[str, Any], name: str) -> Any:
    """What the file says, None for what it says is pending or does not say."""
    value = one.get(name)
    return None if value == PENDING else value
