"""Which facts, were they known, could still change how a programme comes out for one person.

    open_facts(programme_at, facts, *, hidden=frozenset()) -> frozenset[str]

A fact is open when an unknown leaf asks for it and every node above that leaf is unknown too: below an `any` that is
already true or an `all` that is already false nothing matters any more. A condition that lets an unknown fact pass or
fail (`when_unknown`) counts as unknown here, because the fact, once known, may say otherwise. Facts of namespaces in
`hidden` (closed by identity) are never open: what is said of them would not be looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any as AnyType

from satupintu.engine.evaluate import NOTHING, Step, evaluate
from satupintu.engine.facts import UP_TO_FACTS, known_value, namespace
from satupintu.engine.rules import All, Any, Condition, Criterion, Node, Not, ProgrammeAt


def unsoftened(programme_at: ProgrammeAt) -> ProgrammeAt:
    """The same rules, but what is not known stays unknown whatever `when_unknown` says."""
    return replace(programme_at, tree=_unsoftened(programme_at.tree))


def is_plain(fact: str, facts: Mapping[str, AnyType]) -> bool:
    """Whether a fact is known, and as more than a bound. FactTypeError when it has the wrong type."""
    is_bound = facts.get(UP_TO_FACTS.get(fact, "")) is True
    return known_value(fact, facts.get(fact)) is not None and not is_bound


def open_facts(
    unsoftened_at: ProgrammeAt, facts: Mapping[str, AnyType], *, hidden: frozenset[str] = NOTHING
) -> frozenset[str]:
    """The open facts under rules that `unsoftened` gave. FactTypeError when a fact has the wrong type."""
    root = evaluate(unsoftened_at, facts, hidden=hidden).root
    return frozenset(
        fact
        for condition in _open_leaves(root)
        for fact in (condition.fact, condition.fact2)
        if fact and not is_plain(fact, facts) and namespace(fact) not in hidden
    )


def _open_leaves(step: Step) -> Iterator[Condition]:
    if step.value is not None:
        return
    if isinstance(step.node, Condition):
        yield step.node
    for child in step.children:
        yield from _open_leaves(child)


def _unsoftened(node: Node) -> Node:
    match node:
        case All(children):
            return All(tuple(map(_unsoftened, children)))
        case Any(children):
            return Any(tuple(map(_unsoftened, children)))
        case Not(child):
            return Not(_unsoftened(child))
        case Criterion():
            return replace(node, requires=_unsoftened(node.requires))
        case Condition():
            return replace(node, when_unknown="unknown")
