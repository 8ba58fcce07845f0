"""A plan as people read it: groups, their lines, who answers for each, how far it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from satupintu.engine.progress import Light, days_late, light

from ..models import ActionPlan, AffectedGroup, PlanLine, Progress
from ..names import AgencyName, agency_names, programme_names
from ..wording import words_of


@dataclass(frozen=True)
class LineView:
    """A line with its words and its light; `light` is None while target or deadline are open."""

    line: PlanLine
    programme: str
    agencies: list[AgencyName]
    reached: int | None
    reported_on: date | None
    light: Light | None
    days_late: int

    @property
    def group(self) -> AffectedGroup:
        return self.line.group

    @property
    def what(self) -> str:
        """The activity where it is said, else the programme."""
        return self.line.activity or self.programme

    @property
    def words(self) -> str:
        return words_of(self.light)

    @property
    def who(self) -> str:
        return ", ".join(one.title for one in self.agencies)


@dataclass(frozen=True)
class GroupView:
    group: AffectedGroup
    lines: list[LineView]


@dataclass(frozen=True)
class Choice:
    """What of a matrix is shown; empty is all."""

    group: int | None = None
    agency: str = ""
    partner: str = ""
    light: str = ""

    def takes(self, one: LineView) -> bool:
        return (
            (not self.group or one.group.number == self.group)
            and (not self.agency or self.agency in {agency.id for agency in one.agencies})
            and (not self.partner or self.partner in {agency.partner for agency in one.agencies})
            and (not self.light or one.light == self.light)
        )


@dataclass(frozen=True)
class Matrix:
    plan: ActionPlan
    groups: list[GroupView]
    counts: dict[Light, int] = field(default_factory=dict)  # of the whole plan, whatever is shown

    @property
    def lines(self) -> list[LineView]:
        return [one for group in self.groups for one in group.lines]


def matrix_of(plan: ActionPlan, choice: Choice | None = None, today: date | None = None) -> Matrix:
    """The plan's groups with the lines that `choice` takes; a group without any of these is left out."""
    lines = list(PlanLine.objects.filter(group__plan=plan).select_related("group__plan"))
    views = line_views(lines, today or timezone.localdate())
    counts = Counter(one.light for one in views if one.light)
    groups = []
    for group in plan.groups.all():
        own = [
            one for one in views if one.line.group_id == group.pk and (choice is None or choice.takes(one))
        ]
        if own or choice is None or choice == Choice():
            groups.append(GroupView(group, own))
    return Matrix(plan, groups, {one: counts[one] for one in Light})


def lights_of(plans: list[ActionPlan]) -> list[tuple[ActionPlan, dict[Light, int]]]:
    """Each plan with how many of its lines have which light."""
    lines = PlanLine.objects.filter(group__plan__in=plans).select_related("group")
    counts: dict[int, Counter[Light]] = defaultdict(Counter)
    for one in line_views(list(lines), timezone.localdate()):
        if one.light:
            counts[one.group.plan_id][one.light] += 1
    return [(plan, {one: counts[plan.pk][one] for one in Light}) for plan in plans]


def line_views(lines: list[PlanLine], today: date) -> list[LineView]:
    """Lines in their order with light and words; three questions to the database, however many lines."""
    from django.db.models import prefetch_related_objects

    prefetch_related_objects(lines, "agencies")
    reports, programmes, agencies = latest_reports(lines), programme_names(), agency_names()
    return [_view(one, reports.get(one.pk), programmes, agencies, today) for one in lines]


def latest_reports(lines: Iterable[PlanLine]) -> dict[int, Progress]:
    """The report that counts of each line: the one of the latest day that no other corrects."""
    found = Progress.objects.filter(line__in=lines, corrected_by__isnull=True).order_by("on", "pk")
    return {one.line_id: one for one in found}


def _view(
    line: PlanLine,
    report: Progress | None,
    programmes: dict[str, str],
    agencies: dict[str, AgencyName],
    today: date,
) -> LineView:
    reached = report.value if report else None
    shown = None
    if line.target and line.deadline:
        shown = light(
            target=line.target,
            reached=reached or 0,
            starts=line.starts_on,
            deadline=line.deadline,
            today=today,
        )
    return LineView(
        line=line,
        programme=programmes.get(line.programme, line.programme),
        agencies=[
            agencies.get(one.agency, AgencyName(one.agency, one.agency, "")) for one in line.agencies.all()
        ],
        reached=reached,
        reported_on=report.on if report else None,
        light=shown,
        days_late=days_late(line.deadline, today) if shown == Light.LATE and line.deadline else 0,
    )
