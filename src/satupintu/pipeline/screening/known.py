"""What is known of one person before anybody asks them: the registry's record, and reference lists under their NIK.

    known_person(nik=…, business=…, area=…) -> Known
    STRANGER                                     of whom nothing is known, and for whom nothing is looked up

The row is the one that a round taken from the registry would have (`services/from_registry.py`), read as that round
would read it, and the identity is found by the same rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from satupintu.batch.people import Found
from satupintu.batch.references import REGISTRY
from satupintu.engine.identity import Identity, identify
from satupintu.engine.nik import clean_nik, nik_shape
from satupintu.foundation.areas.models import Area
from satupintu.gateways.lists.one_row import read_row
from satupintu.pipeline.registry import snapshot
from satupintu.pipeline.registry.asked import AGES, asked_facts
from satupintu.pipeline.registry.models import Business, Person, Record
from satupintu.pipeline.registry.reading import latest_facts

from .models import ReferenceSet
from .selectors.reference_people import entries_of, reference_set_of

NOBODY = Identity(None, None)
# What a business that is closed, or was never collected, still says of its owner.
_OF_THE_PERSON = ("nik", "kk", "name", "birth_date", "sex", "phone")


@dataclass(frozen=True)
class Known:
    """`facts` of the row today; `lists` that hold the NIK, of those `given`; whether identity is settled, and with
    whom; what the registry was last told (`said`).

    `hides_lists`: whoever asks may not learn what reference lists hold of the person. What these say is then unknown,
    for who stands in one as for who does not: an outcome, or two side by side, would tell.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    identity: Identity = NOBODY
    lists: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    nik: str = ""
    business: Business | None = None
    reference: ReferenceSet | None = None
    hides_lists: bool = False
    said: Mapping[str, Any] = field(default_factory=dict)

    def facts_on(self, day: date) -> dict[str, Any]:
        """The facts with ages as of a programme's day, as a round of that day would have them."""
        aged = asked_facts(dict(self.said), day) if self.said else {}
        return {**self.facts, **{fact: aged[fact] for fact in AGES if fact in aged}}

    @property
    def hidden_facts(self) -> frozenset[str]:
        """The facts that are kept from whoever asks."""
        return frozenset(f"lists.{name}" for name in self.given) if self.hides_lists else frozenset()


STRANGER = Known()


def known_person(
    *,
    nik: str | None = None,
    business: Business | None = None,
    area: Area | None = None,
    name: str | None = None,
    own: QuerySet[Business] | None = None,
) -> Known:
    """Of a business's owner, or of the person with a NIK; of several businesses the one whose row would count.

    `area` says whose reference lists to ask where the registry has no business of theirs, `name` under which name;
    `own` which businesses are theirs where the NIK alone does not say.
    """
    theirs = {"owner__nik": nik} if business is None else {"pk": business.pk}
    found = [_row_known(*one) for one in _rows(Business.objects.filter(**theirs) if own is None else own)]
    counting = (one for one in found if one.identity.reason in (None, "nik_unmatched"))
    return next(counting, None) or next(iter(found), None) or _unrecorded(nik, business, area, name, own)


def _rows(businesses: QuerySet[Business]) -> Iterator[tuple[Business, dict[str, Any], dict[str, Any]]]:
    """The rows that the registry's snapshot has of these businesses today, by business number, and what was said."""
    today = timezone.localdate()
    known = list(businesses.values_list("pk", flat=True))
    records = Record.objects.unsealed().filter(said_on__lte=today, identity__business__in=known)
    found = records.select_related("area", "identity__business__area").order_by(
        "identity__business__number", "said_on", "pk"
    )
    with translation.override("id"):
        for _number, said in groupby(found, lambda one: one.identity.business_id):
            of_one = list(said)
            if (row := snapshot.row_of(of_one, today)) is not None:
                yield of_one[0].identity.business, row, latest_facts(of_one)


def _row_known(business: Business, row: Mapping[str, Any], said: Mapping[str, Any]) -> Known:
    return replace(_asked(read_row(row), business, reference_set_of(business.area)), said=said)


def _unrecorded(
    nik: str | None,
    business: Business | None,
    area: Area | None,
    name: str | None,
    own: QuerySet[Business] | None,
) -> Known:
    """Somebody whom no open business of the registry is about: what is known of the person alone."""
    persons = Person.objects.filter(nik=nik) if nik else Person.objects.none()
    persons = persons if own is None else persons.filter(businesses__in=own)
    owner = persons.first() if business is None else business.owner
    facts: dict[str, Any] = {"nik": nik, "name": name}
    if owner is not None:
        facts = {"nik": owner.nik or nik, "kk": owner.kk, "name": owner.name or name}
        area = area or owner.area
    kept = {name: facts.get(name) for name in _OF_THE_PERSON}
    return _asked(read_row(kept), business, reference_set_of(area))


def _asked(facts: dict[str, Any], business: Business | None, reference: ReferenceSet | None) -> Known:
    """What reference lists say under the row's NIK; they are only asked about a sound one."""
    nik = clean_nik(facts["row.nik"])
    given = frozenset(reference.lists) if reference is not None else frozenset()
    entries: list[Found] = []
    if reference is not None and nik_shape(nik) is None:
        entries = entries_of(reference, nik)
    registered = [one.registered for one in entries if one.registered is not None]
    identity = identify(nik, facts["row.name"], registered if REGISTRY in given else None)
    lists = frozenset(name for one in entries for name in one.lists)
    return Known(facts, identity, lists, given, nik, business, reference)
