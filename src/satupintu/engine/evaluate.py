"""The reference meaning of a rule tree: plain Python, three-valued, with a trace of every step.

    evaluate(programme_at, facts, *, hidden=frozenset(), without=frozenset()) -> Trace
    Trace.criteria() -> {criterion id: Step}     Step.value is True, False or None (unknown)

`hidden` holds namespaces that identity closes ("registry", "lists"): their facts are unknown whatever they
say, because they may be about somebody else. `without` names lists that the round does without: their facts
are unknown for everyone. Neither is ever softened by `when_unknown`, nor is what a list states in words that nobody
could read, or as a bound that leaves it open (`facts.UNREAD_FACTS`, `facts.UP_TO_FACTS`).
The SQL of `satupintu.engine.sql` must agree with this row by row; tests/parity holds them together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any as AnyType

from satupintu.engine.facts import HOLDS_BELOW, UP_TO_FACTS, known_value, list_behind, namespace, notes_on
from satupintu.engine.rules import All, Any, Condition, Criterion, Node, Not, ProgrammeAt

Truth = bool | None
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """How one node of the tree came out, and for a condition what was compared with what.

    `closed` says why a fact was not looked at: "identity", "without", or "" when it was.
    """

    node: Node
    value: Truth
    children: tuple["Step", ...] = ()
    fact_value: AnyType = None
    against: AnyType = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole tree evaluated for one row."""

    root: Step

    def criteria(self) -> dict[str, Step]:
        """Each criterion's step by its id, in the order of the text."""
        return {step.node.id: step for step in _steps(self.root) if isinstance(step.node, Criterion)}


def evaluate(
    programme_at: ProgrammeAt,
    facts: Mapping[str, AnyType],
    *,
    hidden: frozenset[str] = NOTHING,
    without: frozenset[str] = NOTHING,
) -> Trace:
    """Evaluate every criterion for one row. FactTypeError when a fact has the wrong type."""
    return Trace(_step(programme_at.tree, facts, hidden, without))


def truth_of(node: Node, facts: Mapping[str, AnyType], without: frozenset[str] = NOTHING) -> Truth:
    """One node of a person in whose identity nothing is wrong. FactTypeError when a fact has the wrong type."""
    return _step(node, facts, NOTHING, without).value


def all_of(values: list[Truth]) -> Truth:
    """Kleene's and: one no is a no, otherwise one unknown is unknown."""
    return False if False in values else None if None in values else True


def any_of(values: list[Truth]) -> Truth:
    """Kleene's or: one yes is a yes, otherwise one unknown is unknown."""
    return True if True in values else None if None in values else False


def negated(value: Truth) -> Truth:
    """Kleene's not: unknown stays unknown."""
    return None if value is None else not value


def closed_by(condition: Condition, hidden: frozenset[str], without: frozenset[str]) -> str:
    """Why a condition's facts may not be looked at: "without" before "identity", "" when they may."""
    asked = [f for f in (condition.fact, condition.fact2) if f is not None]
    if any(list_behind(f) in without for f in asked):
        return "without"
    return "identity" if any(namespace(f) in hidden for f in asked) else ""


def _steps(step: Step) -> list[Step]:
    return [step, *(s for child in step.children for s in _steps(child))]


def _step(node: Node, facts: Mapping[str, AnyType], hidden: frozenset[str], without: frozenset[str]) -> Step:
    match node:
        case All(children):
            steps = tuple(_step(c, facts, hidden, without) for c in children)
            return Step(node, all_of([s.value for s in steps]), steps)
        case Any(children):
            steps = tuple(_step(c, facts, hidden, without) for c in children)
            return Step(node, any_of([s.value for s in steps]), steps)
        case Not(child):
            step = _step(child, facts, hidden, without)
            return Step(node, negated(step.value), (step,))
        case Criterion():
            step = _step(node.requires, facts, hidden, without)
            return Step(node, step.value, (step,))
        case Condition():
            return _condition(node, facts, closed_by(node, hidden, without))


def _condition(condition: Condition, facts: Mapping[str, AnyType], closed: str) -> Step:
    fact = known_value(condition.fact, facts.get(condition.fact))
    against: AnyType = condition.value
    if condition.fact2 is not None:
        against = known_value(condition.fact2, facts.get(condition.fact2))
    if closed:
        return Step(condition, None, (), None, against if condition.fact2 is None else None, closed)
    value = _below(condition, _compared(condition, fact, against), facts)
    is_vague = any(facts.get(one) is True for one in notes_on(condition.fact, condition.fact2))
    if value is None and condition.when_unknown != "unknown" and not is_vague:
        value = condition.when_unknown == "passes"
    return Step(condition, value, (), fact, against)


def _below(condition: Condition, value: Truth, facts: Mapping[str, AnyType]) -> Truth:
    """An answer that holds of every number up to the one stated, where that is only the most that it may be."""
    if facts.get(UP_TO_FACTS.get(condition.fact2 or "", "")) is True:
        return None
    if condition.op == "present" or facts.get(UP_TO_FACTS.get(condition.fact, "")) is not True:
        return value
    return value if value is HOLDS_BELOW.get(condition.op) else None


def _compared(condition: Condition, fact: AnyType, against: AnyType) -> Truth:
    if fact is None or (condition.among and fact not in condition.among):
        return None
    if condition.op == "present":
        return True
    return None if against is None else COMPARE[condition.op](fact, against)


COMPARE: dict[str, Callable[[AnyType, AnyType], bool]] = {
    "equals": lambda a, b: bool(a == b),
    "not_equals": lambda a, b: bool(a != b),
    "in": lambda a, b: a in b,
    "not_in": lambda a, b: a not in b,
    "at_most": lambda a, b: bool(a <= b),
    "at_least": lambda a, b: bool(a >= b),
    "less_than": lambda a, b: bool(a < b),
    "more_than": lambda a, b: bool(a > b),
    "before": lambda a, b: bool(a < b),
    "on_or_before": lambda a, b: bool(a <= b),
    "after": lambda a, b: bool(a > b),
    "on_or_after": lambda a, b: bool(a >= b),
    "within": lambda a, b: f"{a}.".startswith(f"{b}."),
    "is": lambda a, b: a is b,
}
