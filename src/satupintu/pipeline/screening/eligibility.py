"""What one person could get: every programme of the catalogue decided for them, as a round would decide their row.

    answers_for(nik=…, stated={…}) -> list[Answer]      the one answer behind navigator, a person's page and the API
    answers(known, stated, …) -> list[Answer]            the same of somebody already looked up

What the registry and reference lists know counts before what is stated: a statement only fills what nobody knows.
Without a NIK nothing is looked up.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from satupintu.engine.determination import ELIGIBLE, Determination, determine, hidden_by
from satupintu.engine.evaluate import Step, all_of
from satupintu.engine.facts import UP_TO_FACTS, list_behind
from satupintu.engine.open_facts import open_facts, unsoftened
from satupintu.engine.reasons import wording
from satupintu.engine.rules import (
    OutsidePeriodError,
    Programme,
    ProgrammeAt,
    ProgrammeError,
    Text,
    facts_of,
    is_about_place,
)
from satupintu.foundation.areas.models import Area
from satupintu.gateways.catalogue import Catalogue, load_catalogue
from satupintu.gateways.programmes import LoadedProgramme
from satupintu.pipeline.registry.models import Business

from .explanations import Context, Told, criterion_told, identity_told
from .known import STRANGER, Known, known_person

RUNNING, COMING, OVER = "running", "coming", "over"
_MOST_KEPT = 2_000  # rules settled for a day
_settled: dict[tuple[str, date], tuple[ProgrammeAt, ProgrammeAt]] = {}


@dataclass(frozen=True)
class Answer:
    """One programme for one person.

    `standing` says whether the programme runs on the day asked about; one that does not is decided by the law of its
    own reference date. `amount` is whole rupiah, None where it pays nothing fixed. `stated` are the facts among those
    that decided which the person only stated.
    """

    programme: LoadedProgramme
    rules: ProgrammeAt
    facts: Mapping[str, Any]
    without: frozenset[str]
    determination: Determination
    standing: str
    known: Known
    stated: frozenset[str]

    @property
    def id(self) -> str:
        return self.programme.programme.id

    @property
    def outcome(self) -> str:
        return self.determination.outcome

    @cached_property
    def amount(self) -> int | None:
        """Whole rupiah for one recipient under the rules it was decided by."""
        return amount_of(self.rules)

    @cached_property
    def next_step(self) -> Text | None:
        """What to do next: apply, or mend the first thing that stands in the way."""
        programme, decided = self.programme.programme, self.determination
        if decided.outcome == ELIGIBLE:
            return programme.listing.apply if programme.listing is not None else None
        first = [decided.identity] if decided.identity else [*decided.failed, *decided.unknown]
        return wording(programme, first[0]).remedy if first else None

    @cached_property
    def criteria(self) -> Mapping[str, Step]:
        """How each criterion came out, by its id."""
        return self.determination.trace.criteria()

    @property
    def is_offered_here(self) -> bool | None:
        """Whether the rules let in people of where the person or business is; None while that is not known."""
        rules = self.rules.criteria()
        return all_of([self.criteria[one.id].value for one in rules if is_about_place(one)])

    @cached_property
    def waits_for_lists(self) -> bool:
        """Whether what reference lists say counts here, but is kept from whoever asks."""
        return bool(facts_of(self.rules.tree) & self.known.hidden_facts)

    @cached_property
    def open_facts(self) -> frozenset[str]:
        """The facts that, were they known, could still change what the person is told."""
        hidden = hidden_by(self.determination.identity)
        _rules, open_rules = _rules_on(self.programme, self.rules.as_of)
        return open_facts(open_rules, self.facts, hidden=hidden) - self.known.hidden_facts

    def told(self, language: str = "id") -> list[Told]:
        """Every reason in words, with its article and what would change it, but without evidence."""
        given = self.known.given
        not_given = frozenset(self.programme.programme.lists) - given - self.without
        context = Context(self.programme, self.rules, self.without, not_given, language)
        decided = self.determination
        row = {"nik": "", "duplicate_of": None}
        return [
            *identity_told(context, decided, row),
            *(
                criterion_told(context, self.criteria[one], decided, with_evidence=False)
                for one in (*decided.failed, *decided.unknown)
            ),
        ]


def answers_for(
    *,
    nik: str | None = None,
    business: Business | None = None,
    area: Area | None = None,
    stated: Mapping[str, Any] | None = None,
    as_of: date | None = None,
    programmes: Collection[str] | None = None,
) -> list[Answer]:
    """Every programme (or those named) for the person with this NIK, the owner of this business, or a stranger.

    `stated` maps facts to values of their type; None is not known. `as_of` is today unless told. `area` says whose
    reference lists to ask about a NIK that the registry does not hold. Raises FactTypeError for a value of another
    type, ProgrammeError where the catalogue cannot be read.
    """
    known = STRANGER
    if nik or business is not None:
        name = (stated or {}).get("row.name")
        known = known_person(nik=nik, business=business, area=area, name=name)
    return answers(known, stated or {}, as_of=as_of, programmes=programmes)


def answers(
    known: Known,
    stated: Mapping[str, Any],
    *,
    as_of: date | None = None,
    programmes: Collection[str] | None = None,
    catalogue: Catalogue | None = None,
) -> list[Answer]:
    """`answers_for` somebody already looked up, in the catalogue's order; `catalogue` is today's unless given."""
    day = as_of or timezone.localdate()
    return [
        _answer(known, stated, loaded, day)
        for name, loaded in (catalogue or load_catalogue()).programmes.items()
        if programmes is None or name in programmes
    ]


def amount_of(rules: ProgrammeAt) -> int | None:
    """Whole rupiah for one recipient, None where the programme pays nothing fixed."""
    try:
        return rules.amount
    except (KeyError, ProgrammeError):
        return None


def _answer(known: Known, stated: Mapping[str, Any], loaded: LoadedProgramme, day: date) -> Answer:
    rules, _open = _rules_on(loaded, day)
    facts, without, added = _facts_for(known, stated, loaded.programme, rules.as_of)
    decided = determine(rules, facts, known.identity.reason, False, without)
    standing = _standing(loaded.programme, day)
    return Answer(loaded, rules, facts, without, decided, standing, known, added)


def _facts_for(
    known: Known, stated: Mapping[str, Any], programme: Programme, day: date
) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
    """The facts as a round would have them, the lists it would be without, and what was only stated."""
    facts = {**known.facts_on(day), **dict(_looked_up(known, programme))}
    without = {
        name for name, spec in programme.lists.items() if name not in known.given and not spec.optional
    }
    bounds = {fact for fact, note in UP_TO_FACTS.items() if facts.get(note) is True}
    added = {
        fact
        for fact, value in stated.items()
        if value is not None and (facts.get(fact) is None or fact in bounds)
    }
    added -= known.hidden_facts  # the lists count, though not before these eyes
    for fact in added:
        facts[fact] = stated[fact]
        facts.pop(UP_TO_FACTS.get(fact, ""), None)
        without.discard(list_behind(fact) or "")
    for name, spec in programme.lists.items():  # a list that nobody handed in counts as empty where it may
        if spec.optional and name not in known.given:
            facts.setdefault(f"lists.{name}", False)
    return facts, frozenset(without), frozenset(added)


def _looked_up(known: Known, programme: Programme) -> Iterator[tuple[str, Any]]:
    if known.identity.reason is None and known.identity.person is not None:
        for column, value in known.identity.person.items():
            yield f"registry.{column}", value
    for name in programme.lists:
        if name in known.given and not known.hides_lists:
            yield f"lists.{name}", name in known.lists


def _standing(programme: Programme, day: date) -> str:
    if programme.period is None or day in programme.period:
        return RUNNING
    return COMING if day < programme.period.start.day else OVER


def _rules_on(loaded: LoadedProgramme, day: date) -> tuple[ProgrammeAt, ProgrammeAt]:
    """The rules of a day, or of the programme's own where it does not run on that day; and the same unsoftened."""
    key = (loaded.sha256, day)
    if key not in _settled:
        if len(_settled) >= _MOST_KEPT:
            _settled.clear()
        try:
            rules = loaded.programme.at(day)
        except (OutsidePeriodError, ProgrammeError):
            rules = loaded.programme.at()
        _settled[key] = rules, unsoftened(rules)
    return _settled[key]
