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
from django.db.models.functions import Coalesce, Greatest, Left, StrIndex, Substr

from satupintu.foundation.areas.models import Area, Level
from satupintu.pipeline.verification.models import Waiting

from .models import Expectation
from .standing import standing_businesses

_COLUMNS = ("kind", "part", "number", "source", "on")


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
    parts = {f"{one.code}/": Coverage(one) for one in area.children.order_by("code")}
    parts[""] = Coverage(None)
    whole = Coverage(area)
    for kind, part, number, source, on in _numbers(area):
        if kind == "expected":
            _note(whole, parts, part, Expected(number, source, on))
        elif (found := parts.get(part)) is not None:
            setattr(found, kind, number)
    for one in parts.values():
        one.expected = _summed(one._expected)
        whole.verified += one.verified
        whole.waiting += one.waiting
    whole.expected = _summed(whole._expected)
    rest = parts.pop("")
    rest.expected = None
    return whole, [*parts.values(), *([rest] if rest.collected and parts else [])]


def _note(whole: Coverage, parts: dict[str, Coverage], below: str, expected: Expected) -> None:
    """An expectation of the area itself ("") or of one below ("35.07/35.07.11/"), where it counts."""
    whole._expected.append((below, expected))
    part = below[: below.find("/") + 1]
    if part and part in parts:
        parts[part]._expected.append((below[len(part) :], expected))


def _summed(found: list[tuple[str, Expected]]) -> Expected | None:
    """What was said of an area itself; else the sum of what was said below it, each part counted once."""
    counted: list[tuple[str, Expected]] = []
    for below, one in sorted(found, key=lambda entry: entry[0]):
        if not (counted and below.startswith(counted[-1][0])):
            counted.append((below, one))
    if not counted:
        return None
    if counted[0][0] == "":
        return counted[0][1]
    days = [one.on for _below, one in counted if one.on]
    return Expected(sum(one.count for _b, one in counted), "", max(days, default=None), len(counted))


def _numbers(area: Area) -> Iterable[tuple[str, str, int, str, Any]]:
    """Every number of the page in one query: (kind, part, number, source, on)."""
    businesses = standing_businesses().filter(area__path__startswith=area.path)
    waiting = new_submissions().filter(submission__area__path__startswith=area.path)
    tail = Substr("area__path", len(area.path) + 1)
    expected = (
        latest_expectations()
        .filter(area__path__startswith=area.path)
        .order_by()
        .annotate(kind=Value("expected"), part=tail, number=F("count"), on=F("counted_on"), said=F("source"))
        .values_list("kind", "part", "number", "said", "on")
    )
    return _grouped(businesses, "verified", "area__path", area).union(
        _grouped(waiting, "waiting", "submission__area__path", area), expected, all=True
    )


def _grouped(found: QuerySet[Any], kind: str, path: str, area: Area) -> QuerySet[Any]:
    tail = Substr(path, len(area.path) + 1)
    return (
        found.order_by()
        .annotate(part=Left(tail, StrIndex(tail, Value("/"))))
        .values("part")
        .annotate(
            number=Count("pk"),
            kind=Value(kind),
            source=Value(""),
            on=Value(None, output_field=DateField()),
        )
        .values_list(*_COLUMNS)
    )


def new_submissions() -> QuerySet[Waiting]:
    """What waits on its way up and brings a business that the registry does not have yet."""
    return Waiting.objects.filter(submission__about="", submission__sealed__isnull=True)


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
        "verified": standing_businesses().filter(area=OuterRef("pk")),
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
