"""A programme as data: a tree of all / any / not / criterion, with dated amounts and mandatory citations.

    Programme.at(as_of) -> ProgrammeAt            dated parameters settled for one day of its period
    Programme.criteria() / ProgrammeAt.criteria() every Criterion, in the order of the text
    facts_used(programme) -> set[str]             every fact the rules ask for
    lists_used_by(programme) -> dict[str, list]   reference list -> ids of the criteria that need it
    is_about_place(criterion) -> bool             whether it asks where somebody is, and nothing else

A Programme is made by `engine.parse.programme_from_dict`. A criterion's own body is again a tree, of
conditions. A condition is true, false or unknown (Kleene); a missing fact is unknown, never false, unless
the condition says `when_unknown: passes` or `fails`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from satupintu.engine.facts import BOOLEAN, DATE, INTEGER, TEXT, list_behind
from satupintu.engine.listing import Listing
from satupintu.engine.text import Text as Text

Scalar = str | int | bool | date
Value = Scalar | tuple[Scalar, ...]

# Which operators compare which types. `present` is true or unknown, never false: a blank is not a "no".
# `within` says that an area, by its dotted code, is the named one or lies in it: 35.07.11.2008 is within 35.07.
OPERATORS: dict[str, frozenset[str]] = {
    "equals": frozenset({TEXT, INTEGER, DATE}),
    "not_equals": frozenset({TEXT, INTEGER, DATE}),
    "in": frozenset({TEXT, INTEGER}),
    "not_in": frozenset({TEXT, INTEGER}),
    "at_most": frozenset({INTEGER}),
    "at_least": frozenset({INTEGER}),
    "less_than": frozenset({INTEGER}),
    "more_than": frozenset({INTEGER}),
    "before": frozenset({DATE}),
    "on_or_before": frozenset({DATE}),
    "after": frozenset({DATE}),
    "on_or_after": frozenset({DATE}),
    "within": frozenset({TEXT}),
    "is": frozenset({BOOLEAN}),
    "present": frozenset({TEXT, INTEGER, DATE}),
}
SET_OPERATORS = frozenset({"in", "not_in"})
WHEN_UNKNOWN = ("unknown", "passes", "fails")


class ProgrammeError(ValueError):
    """A programme's text is not a programme; the message (Indonesian) begins with the place."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class OutsidePeriodError(ProgrammeError):
    """The programme does not run on that day; the message (Indonesian) names its period."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of the law that holds from a day on, until the next one does."""

    from_date: date
    value: int | str
    cite: str
    read_in: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """The first or the last day of a programme, and by what."""

    day: date
    cite: str
    read_in: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """When a programme runs, both days included; an end that no source states is None."""

    start: Bound
    end: Bound | None = None

    def __contains__(self, day: date) -> bool:
        return self.start.day <= day and (self.end is None or day <= self.end.day)

    def __str__(self) -> str:
        """In Indonesian: `01-01-2021 sampai 31-12-2021`, or `sejak 01-01-2021`."""
        start = f"{self.start.day:%d-%m-%Y}"
        return f"{start} sampai {self.end.day:%d-%m-%Y}" if self.end else f"sejak {start}"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A reference list: an optional one that is not given counts as empty, any other must be there.

    `programme` is the id of the programme whose recipients it holds, "" for any other list.
    """

    name: str
    title: Text
    optional: bool = False
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a fact with a value, a dated parameter or another fact.

    `among` names every value that is understood; any other is unknown, so that a new code in a register
    never passes by not being the one we look for.
    """

    fact: str
    op: str
    value: Value | None = None
    param: str | None = None
    fact2: str | None = None
    among: tuple[Scalar, ...] = ()
    when_unknown: str = "unknown"


@dataclass(frozen=True, slots=True)
class All:
    """True when every child is."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when some child is."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its child is false."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement of a programme: what it asks, by which article, and what to tell the person."""

    id: str
    title: Text
    cite: str
    requires: "Node"
    failed: Text
    unknown: Text
    remedy: Text
    read_in: str = ""


Node = All | Any | Not | Criterion | Condition


@dataclass(frozen=True, slots=True)
class Priority:
    """One step of the order in a queue: those who meet `requires` first, or all by the value of the fact `order`.

    Exactly one of the two is there. An unknown goes last either way.
    """

    title: Text
    requires: "Node | None" = None
    order: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of the eligible a round takes, per what, and in which order; `engine.quota` says who they are.

    `recipients` is a number of people or the name of a dated parameter; `per` one of `engine.quota.PER`.
    """

    recipients: int | str
    per: str
    cite: str
    priorities: tuple[Priority, ...] = ()
    read_in: str = ""


@dataclass(frozen=True)
class Programme:
    """One version of a programme, as its folder says it. Money is whole rupiah.

    `period` and `listing` are None only in texts older than them, pinned by rounds that must replay as they were.
    `amount` names the parameter that says what one recipient gets; None where nothing fixed is paid.
    """

    id: str
    version: str
    title: Text
    authority: Text
    reference_date: date
    tree: Node
    lists: dict[str, ListSpec] = field(default_factory=dict)
    params: dict[str, tuple[Dated, ...]] = field(default_factory=dict)
    amount: str | None = "amount"
    period: Period | None = None
    quota: Quota | None = None
    listing: Listing | None = None

    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in the order of the text."""
        return tuple(criteria_in(self.tree))

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; KeyError if there is none."""
        return {c.id: c for c in self.criteria()}[criterion_id]

    def at(self, as_of: date | None = None) -> "ProgrammeAt":
        """The programme under the law of one day, its reference date unless told, parameters settled.

        Raises OutsidePeriodError for a day on which the programme does not run, ProgrammeError for one on which a
        parameter has no value yet.
        """
        day = as_of or self.reference_date
        if self.period is not None and day not in self.period:
            raise OutsidePeriodError(
                "",
                f"{self.title.id} ({self.id}) berlaku {self.period}, sedangkan aturan diminta per {day:%d-%m-%Y}; "
                "pilih hari dalam masa itu",
            )
        params = {name: _in_force(name, values, day) for name, values in self.params.items()}
        return ProgrammeAt(self, day, params, _settled(self.tree, params), _settled_quota(self.quota, params))


@dataclass(frozen=True)
class ProgrammeAt:
    """A programme under the law of one day: conditions carry values, no parameters are left to look up."""

    programme: Programme
    as_of: date
    params: dict[str, Dated]
    tree: Node
    quota: Quota | None = None

    @cached_property
    def _criteria(self) -> tuple[Criterion, ...]:
        return tuple(criteria_in(self.tree))

    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion with its parameters settled, in the order of the text."""
        return self._criteria

    @property
    def amount(self) -> int | None:
        """Whole rupiah for one recipient on this day; None for a programme that pays nothing fixed."""
        name = self.programme.amount
        return None if name is None else int(self.params[name].value)


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node; none below a condition."""
    match node:
        case All(children) | Any(children):
            return children
        case Not(child):
            return (child,)
        case Criterion():
            return (node.requires,)
        case Condition():
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    yield node
    for child in children_of(node):
        yield from walk(child)


def criteria_in(node: Node) -> Iterator[Criterion]:
    """The criteria of a tree."""
    return (n for n in walk(node) if isinstance(n, Criterion))


def conditions_in(node: Node) -> Iterator[Condition]:
    """The conditions of a tree."""
    return (n for n in walk(node) if isinstance(n, Condition))


def facts_of(node: Node) -> set[str]:
    """Every fact that a tree asks for."""
    return {f for c in conditions_in(node) for f in (c.fact, c.fact2) if f is not None}


def facts_used(programme: "Programme | ProgrammeAt") -> set[str]:
    """Every fact that the rules ask for, such as {"row.business_letter", "lists.kur_borrowers"}."""
    return facts_of(programme.tree)


def is_about_place(criterion: Criterion) -> bool:
    """Whether a criterion asks in which area somebody is, and nothing else: what says for whom a programme is."""
    return not any(
        isinstance(one, Not) or (isinstance(one, Condition) and one.op != "within")
        for one in walk(criterion.requires)
    )


def queue_conditions(programme: "Programme | ProgrammeAt") -> Iterator[Condition]:
    """The conditions of a quota's priorities; none without a quota."""
    priorities = programme.quota.priorities if programme.quota else ()
    return (c for one in priorities if one.requires is not None for c in conditions_in(one.requires))


def lists_used_by(programme: "Programme | ProgrammeAt") -> dict[str, list[str]]:
    """For each reference list, the ids of the criteria that read it, in the order of the text; `quota` for one that
    only says who comes first."""
    used: dict[str, list[str]] = {}
    for criterion in programme.criteria():
        for name in sorted({n for n in map(list_behind, facts_of(criterion)) if n}):
            used.setdefault(name, []).append(criterion.id)
    queued = {list_behind(f) for c in queue_conditions(programme) for f in (c.fact, c.fact2) if f is not None}
    for name in sorted(n for n in queued if n):
        used.setdefault(name, []).append("quota")
    return used


def programmes_required(programme: Programme) -> dict[str, str]:
    """The programmes whose recipient one has to be, by id, each with the criterion that asks it.

    Being barred by another programme is not this: two programmes may well bar each other.
    """
    found: dict[str, str] = {}
    for criterion in programme.criteria():
        for name in _lists_wished(criterion.requires, True):
            if (spec := programme.lists.get(name)) is not None and spec.programme:
                found.setdefault(spec.programme, criterion.id)
    return found


def _lists_wished(node: Node, wish: bool) -> Iterator[str]:
    """The reference lists in which a row must stand for a node to have the wished value."""
    if isinstance(node, Not):
        yield from _lists_wished(node.child, not wish)
    elif isinstance(node, Condition):
        if node.fact.startswith("lists.") and node.value is wish:
            yield node.fact.removeprefix("lists.")
    elif (
        not isinstance(node, Any if wish else All) or len(node.children) == 1
    ):  # else another way may do without
        for child in children_of(node):
            yield from _lists_wished(child, wish)


def _in_force(name: str, values: tuple[Dated, ...], day: date) -> Dated:
    held = [v for v in values if v.from_date <= day]
    if not held:
        raise ProgrammeError(
            f"params.{name}",
            f"belum berlaku pada {day:%d-%m-%Y}; nilai pertama mulai {values[0].from_date:%d-%m-%Y}",
        )
    return held[-1]


def _settled(node: Node, params: dict[str, Dated]) -> Node:
    match node:
        case All(children):
            return All(tuple(_settled(c, params) for c in children))
        case Any(children):
            return Any(tuple(_settled(c, params) for c in children))
        case Not(child):
            return Not(_settled(child, params))
        case Criterion():
            return replace(node, requires=_settled(node.requires, params))
        case Condition():
            return node if node.param is None else replace(node, value=params[node.param].value)


def _settled_quota(quota: Quota | None, params: dict[str, Dated]) -> Quota | None:
    if quota is None:
        return None
    recipients = quota.recipients
    if isinstance(recipients, str):
        recipients = int(params[recipients].value)
    priorities = tuple(
        one if one.requires is None else replace(one, requires=_settled(one.requires, params))
        for one in quota.priorities
    )
    return replace(quota, recipients=recipients, priorities=priorities)
