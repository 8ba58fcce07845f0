"""How many businesses an area should have, and how far collecting them is: one query for a page, however large."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from satupintu.foundation.areas.models import COUNTRY, Area, Level
from satupintu.pipeline.verification.models import Waiting

from ..models import Business, Expectation, Record

EXPECTED = "expected"


@dataclass(frozen=True)
class Expected:
    """How many there should be; who says so, of what day. Several areas' numbers add up to one without a source."""

    count: int
    source: str = ""
    on: date | None = None
    areas: int = 1


@dataclass
class Coverage:
    """One area's numbers. `area` is None for what lies in the area above itself and in none of its parts."""

    area: Area | None
    verified: int = 0
    waiting: int = 0
    expected: Expected | None = None
    _expected: list[tuple[str, Expected]] = field(default_factory=list, repr=False)

    @property
    def collected(self) -> int:
        return self.verified + self.waiting

    @property
    def missing(self) -> int | None:
        """How many are still to be found; None where nobody said how many there are."""
        return None if self.expected is None else max(0, self.expected.count - self.collected)

    @property
    def beyond(self) -> int:
        """How many more were found than there should be."""
        return max(0, self.collected - self.expected.count) if self.expected else 0

    @property
    def scale(self) -> int:
        """What the whole length of this area's bar stands for."""
        return max(self.collected, self.expected.count if self.expected else 0)


def coverage_below(area: Area) -> tuple[Coverage, list[Coverage]]:
    """The area's own numbers, and those of the areas one level below in the order of their codes.

    The last of the list stands for what lies in no area below, where there is such. Two queries: names, and numbers.
    """
    parts = {one.code: Coverage(one) for one in area.children.order_by("code")}
    whole, rest = Coverage(area), Coverage(None)
    depth = len(area.codes_above)  # a code has as many parts as areas that it lies in, less the country
    for kind, code, number, source, on in _numbers(area):
        part = parts.get(".".join(code.split(".")[:depth]), rest) if code != area.code else rest
        if kind == EXPECTED:
            found = (f"{code}.", Expected(number, source, on))
            whole._expected.append(found)
            part._expected.append(found)
        else:
            for one in (whole, part):
                setattr(one, kind, getattr(one, kind) + number)
    for one in (whole, *parts.values()):
        one.expected = _summed(one._expected)
    return whole, [*parts.values(), *([rest] if rest.collected and parts else [])]


def _summed(found: list[tuple[str, Expected]]) -> Expected | None:
    """What was said of an area itself; else the sum of what was said below it, each part counted once."""
    counted: list[tuple[str, Expected]] = []
    for code, one in sorted(found, key=lambda entry: entry[0]):
        is_country = bool(counted) and counted[-1][0] == f"{COUNTRY}."
        if not counted or not (is_country or code.startswith(counted[-1][0])):
            counted.append((code, one))
    if not counted:
        return None
    if len(counted) == 1:
        return counted[0][1]
    days = [one.on for _code, one in counted if one.on]
    return Expected(sum(one.count for _code, one in counted), "", max(days, default=None), len(counted))


def _numbers(area: Area) -> Iterable[tuple[str, str, int, str, Any]]:
    """Every number of the page in one query, by the areas where it stands: (kind, code, number, source, on)."""
    expected = within(latest_expectations(), area).order_by().annotate(kind=Value(EXPECTED))
    return _grouped(within(Business.objects.current(), area), "verified", "area_id").union(
        _grouped(within(new_submissions(), area, "submission__area"), "waiting", "submission__area_id"),
        expected.values_list("kind", "area_id", "count", "source", "counted_on"),
        all=True,
    )


def within(found: QuerySet[Any], area: Area, field: str = "area") -> QuerySet[Any]:
    """Rows of an area and of all below it, by their codes alone: no join with the areas."""
    if not area.prefix:
        return found
    return found.filter(Q(**{field: area.code}) | Q(**{f"{field}__code__startswith": f"{area.code}."}))


def _grouped(found: QuerySet[Any], kind: str, field: str) -> QuerySet[Any]:
    nothing = {"source": Value(""), "on": Cast(Value(None), DateField())}
    return (
        found.order_by()
        .values(field)
        .annotate(kind=Value(kind), number=Count("pk"), **nothing)
        .values_list("kind", field, "number", "source", "on")
    )


def new_submissions() -> QuerySet[Waiting]:
    """What waits on its way up and brings a business that the registry does not have yet."""
    mends_admitted = Record.objects.filter(submission=OuterRef("submission__replaces"))
    found = Waiting.objects.filter(submission__about="", submission__sealed__isnull=True)
    return found.filter(~Exists(mends_admitted))


def latest_expectations() -> QuerySet[Expectation]:
    """Of each area what was said last: of the latest day, and of one day what was entered last."""
    newer = Expectation.objects.filter(area=OuterRef("area")).filter(
        Q(counted_on__gt=OuterRef("counted_on")) | Q(counted_on=OuterRef("counted_on"), pk__gt=OuterRef("pk"))
    )
    return Expectation.objects.filter(~Exists(newer))


def to_visit(area: Area) -> QuerySet[Area]:
    """The RTs below that lack businesses, or where nobody collected any: those that lack most first.

    Each with `wanted` (None where nobody said), `verified`, `waiting`, `collected` and `lacks`.
    """
    wanted = (
        Expectation.objects.filter(area=OuterRef("pk")).order_by("-counted_on", "-pk").values("count")[:1]
    )
    counted = {
        "verified": Business.objects.current().filter(area=OuterRef("pk")),
        "waiting": new_submissions().filter(submission__area=OuterRef("pk")),
    }
    zero = Value(0)
    return (
        Area.objects.filter(path__startswith=area.path, level=Level.RT)
        .annotate(
            wanted=Subquery(wanted, output_field=IntegerField()),
            **{name: Coalesce(_count(rows), zero) for name, rows in counted.items()},
        )
        .annotate(collected=F("verified") + F("waiting"))
        .annotate(lacks=Greatest(Coalesce(F("wanted"), zero) - F("collected"), zero))
        .filter(Q(lacks__gt=0) | Q(collected=0))
        .order_by("-lacks", "collected", "code")
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows an inner query finds, as a number of the outer one."""
    counted = (
        rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    )
    return Subquery(counted, output_field=IntegerField())
