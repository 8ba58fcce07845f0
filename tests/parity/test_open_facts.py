"""A question is asked only where its answer can change something: facts that are not open change no outcome."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.engine.determination import determine, hidden_by
from satupintu.engine.open_facts import open_facts, unsoftened
from satupintu.engine.reasons import IDENTITY_REASONS
from satupintu.engine.rules import conditions_in, facts_used

from .test_rule_trees import ASKED, DAYS, VALUES, programmes


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programmes(), st.integers(0, 10**6))
def test_what_is_not_open_changes_nothing(programme, seed):
    draw = random.Random(seed)  # noqa: S311
    rules = programme.at(draw.choice(DAYS))
    for _ in range(12):
        facts = {fact: draw.choice([None, None, *values]) for fact, values in VALUES.items()}
        identity = draw.choice([None, None, *IDENTITY_REASONS])
        found = open_facts(unsoftened(rules), facts, hidden=hidden_by(identity))
        assert found <= facts_used(rules)
        before = determine(rules, facts, identity)
        for _ in range(6):  # everything unknown that is not open, said in some way at once
            said = {
                fact: draw.choice(values) if value is None and fact not in found and fact in ASKED else value
                for (fact, value), values in zip(facts.items(), VALUES.values(), strict=True)
            }
            assert determine(rules, said, identity).outcome == before.outcome


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(programmes(soft=False), st.integers(0, 10**6))
def test_an_undecided_programme_has_something_open_or_somebody_unsettled(programme, seed):
    draw = random.Random(seed)  # noqa: S311
    rules = programme.at(DAYS[1])
    among = {fact for one in conditions_in(rules.tree) if one.among for fact in (one.fact, one.fact2)}
    for _ in range(12):
        facts = {fact: draw.choice([None, *values]) for fact, values in VALUES.items()}
        undecided = determine(rules, facts).outcome == "undetermined"
        is_open = bool(open_facts(unsoftened(rules), facts))
        # A value that the rules do not understand is known and yet settles nothing: no question helps.
        strange = any(facts.get(fact) is not None for fact in among)
        assert is_open == undecided or (undecided and strange)
