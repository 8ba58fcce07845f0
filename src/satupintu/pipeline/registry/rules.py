"""What is decided about a new record without asking anybody, and what must be asked: pure, over records in memory.

A rule joins only where one group fits. Where several do, where the NIK is another name's, or where much else agrees, a
pair is asked about and nothing is joined.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from satupintu.engine.duplicates import explain_pair
from satupintu.engine.names import same_name

from .graph import Groups
from .models import About, PairReason, Record
from .numbers import record_of
from .reading import village_code

SAME_NIK = "same_nik_and_name"
SAME_NAMED_BUSINESS = "same_owner_and_business_name"
NUMBER_GIVEN = "number_given"
MENDED = "mended_by_its_sender"
_ALIKE_FROM = 0.0  # bits: from here on a person and a stranger are equally likely, and somebody should look
_FAMILY = 10  # owners on one family card: of more it is a number that a clerk wrote for everybody
_MOST = 20  # pairs asked about for one record because much agrees: more would be a common name, not a doubt


@dataclass(frozen=True)
class Joined:
    """A judgement that a rule makes."""

    about: str
    left: int
    right: int
    rule: str


@dataclass(frozen=True)
class Asked:
    """A pair that somebody must look at."""

    about: str
    left: int
    right: int
    reason: str
    score: float = 0.0


@dataclass
class Known:
    """The records that a batch may have to do with, and how they are grouped; it grows with every record taken up."""

    persons: Groups = field(default_factory=Groups)
    businesses: Groups = field(default_factory=Groups)
    records: dict[int, Record] = field(default_factory=dict)
    by: dict[tuple[str, Any], list[int]] = field(default_factory=dict)
    # Record -> those that it takes the place of, the nearest first.
    mended: dict[int, list[int]] = field(default_factory=dict)

    def add(self, record: Record, *, person: int | None = None, business: int | None = None) -> None:
        """Takes up a record; `person` and `business` are records that it is grouped with already."""
        self.records[record.pk] = record
        self.persons.find(record.pk)
        self.businesses.find(record.pk)
        if person is not None:
            self.persons.join(record.pk, person)
        if business is not None:
            self.businesses.join(record.pk, business)
        for column in ("nik", "kk", "name_key"):
            if value := getattr(record, column):
                self.by.setdefault((column, value), []).append(record.pk)

    def those(self, column: str, value: str) -> list[Record]:
        return [self.records[one] for one in self.by.get((column, value), ())] if value else []

    def family(self, record: Record) -> list[Record]:
        """The records of its family card; none where that is on too many people's to be a family's."""
        found = self.those("kk", record.kk)
        return found if len({self.persons.find(one.pk) for one in found}) <= _FAMILY else []

    def in_group(self, groups: Groups, member: int) -> list[Record]:
        return [self.records[one] for one in sorted(groups.group(member)) if one in self.records]


def settle(record: Record, known: Known) -> Iterator[Joined | Asked]:
    """Takes up a new record: the judgements that rules make of it, and the pairs to be asked about."""
    named = _named_business(record, known)
    known.add(record)
    mended = [known.records[one] for one in known.mended.get(record.pk, ()) if one in known.records]
    yield from _settle_mended(record, known, mended)
    is_owners = bool(named) and any(_may_be_one_owner(record, one) for one in named)
    yield from _settle_person(record, known, named if is_owners else [])
    yield from _settle_business(record, known, named, is_owners)
    if mended and known.businesses.find(mended[0].pk) != known.businesses.find(record.pk):
        yield Asked(About.BUSINESS, mended[0].pk, record.pk, PairReason.ABOUT)


def _settle_mended(record: Record, known: Known, mended: list[Record]) -> Iterator[Joined | Asked]:
    """A submission that mends an admitted one takes its place: the same business, and the same owner where name or
    NIK stayed. Where others were joined to it meanwhile, it is not for the sender to say who they are."""
    if not mended or village_code(mended[0].area.path) != village_code(record.area.path):
        return
    old, chain = mended[0], {one.pk for one in mended}
    is_owner = not old.name or not record.name or same_name(old.name, record.name)
    for about, groups, stays in (
        (About.PERSON, known.persons, is_owner or (record.nik and record.nik == old.nik)),
        (About.BUSINESS, known.businesses, True),
    ):
        if stays and set(groups.group(old.pk)) <= chain:
            groups.join(old.pk, record.pk)
            yield Joined(about, old.pk, record.pk, MENDED)


def _named_business(record: Record, known: Known) -> list[Record]:
    """The records of the business whose number was given, as far as it stands in the same village."""
    founder = record_of(record.about) if record.about else None
    if founder is None or founder not in known.records:
        return []
    return known.in_group(known.businesses, founder)


def _may_be_one_owner(a: Record, b: Record) -> bool:
    """Whether nothing that two records say of the owner keeps them apart."""
    if village_code(a.area.path) != village_code(b.area.path) or (a.nik and b.nik and a.nik != b.nik):
        return False
    return not a.name or not b.name or same_name(a.name, b.name)


def _settle_person(record: Record, known: Known, named: list[Record]) -> Iterator[Joined | Asked]:
    alike = [one for one in known.those("nik", record.nik) if one.pk != record.pk]
    fits = {
        **_by_group(known.persons, (one for one in named if _may_be_one_owner(record, one)), NUMBER_GIVEN),
        **_by_group(known.persons, (one for one in alike if same_name(one.name, record.name)), SAME_NIK),
    }
    yield from _join_or_ask(About.PERSON, record, fits, known.persons)
    for group, (one, _rule) in _by_group(known.persons, alike, "").items():
        if group != known.persons.find(record.pk) and group not in fits:
            yield Asked(About.PERSON, one, record.pk, PairReason.NIK)
    yield from _ask_alike(record, known)


def _settle_business(
    record: Record, known: Known, named: list[Record], is_owners: bool
) -> Iterator[Joined | Asked]:
    own = [one for one in known.in_group(known.persons, record.pk) if one.pk != record.pk]
    fits = _by_group(
        known.businesses,
        (one for one in own if record.business_key and one.business_key == record.business_key),
        SAME_NAMED_BUSINESS,
    )
    if is_owners:  # the number given says which of an owner's businesses is meant
        fits = _by_group(known.businesses, named, NUMBER_GIVEN)
    elif named:
        yield Asked(About.BUSINESS, min(one.pk for one in named), record.pk, PairReason.ABOUT)
    yield from _join_or_ask(About.BUSINESS, record, fits, known.businesses)
    if not fits:
        unclear = (one for one in own if not (_is_named(one) and _is_named(record)) or _is_like(one, record))
        for group, (one, _rule) in _by_group(known.businesses, unclear, "").items():
            if group != known.businesses.find(record.pk):
                yield Asked(About.BUSINESS, one, record.pk, PairReason.OWNER)
    yield from _ask_household(record, known)


def _is_named(record: Record) -> bool:
    return record.business_key.startswith("N:")


def _is_like(a: Record, b: Record) -> bool:
    from rapidfuzz.distance import JaroWinkler

    return bool(JaroWinkler.similarity(a.business_key, b.business_key) >= 0.88)


def _by_group(groups: Groups, records: Iterable[Record], rule: str) -> dict[int, tuple[int, str]]:
    """Group -> its oldest record among these, with the rule."""
    found: dict[int, tuple[int, str]] = {}
    for one in sorted(records, key=lambda record: record.pk):
        found.setdefault(groups.find(one.pk), (one.pk, rule))
    return found


def _join_or_ask(
    about: str, record: Record, fits: dict[int, tuple[int, str]], groups: Groups
) -> Iterator[Joined | Asked]:
    """Joins the record to the one group that fits; where several do, asks about each."""
    others = [one for group, one in fits.items() if group != groups.find(record.pk)]
    for other, rule in others:
        if len(others) == 1:
            groups.join(other, record.pk)
            yield Joined(about, other, record.pk, rule)
        else:
            yield Asked(about, other, record.pk, PairReason.SEVERAL)


def _ask_alike(record: Record, known: Known) -> Iterator[Asked]:
    """Others of the same name in the village, or of the same family card, of whom enough else agrees."""
    others = {
        one.pk: one
        for one in [*known.those("name_key", record.name_key), *known.family(record)]
        if one.pk != record.pk and not (record.nik and one.nik == record.nik)
    }
    asked = set()
    for one in sorted(others.values(), key=lambda other: other.pk):
        group = known.persons.find(one.pk)
        if group in asked or group == known.persons.find(record.pk) or len(asked) == _MOST:
            continue
        bits = explain_pair(compared(one), compared(record)).bits
        if bits >= _ALIKE_FROM:
            asked.add(group)
            yield Asked(About.PERSON, one.pk, record.pk, PairReason.ALIKE, bits)


def _ask_household(record: Record, known: Known) -> Iterator[Asked]:
    """Another of the family names the same business: a couple's shop may be collected twice."""
    family = (
        one
        for one in known.family(record)
        if _is_named(record)
        and one.business_key == record.business_key
        and known.persons.find(one.pk) != known.persons.find(record.pk)
        and known.businesses.find(one.pk) != known.businesses.find(record.pk)
    )
    for one, _rule in _by_group(known.businesses, family, "").values():
        yield Asked(About.BUSINESS, one, record.pk, PairReason.HOUSEHOLD)


def compared(record: Record) -> dict[str, Any]:
    """A record under the columns that pairs are compared by (satupintu.engine.duplicates.ROUND)."""
    return record.facts | {
        "nik": record.nik or record.facts.get("nik"),
        "kk": record.kk,
        "name": record.name,
        "village": village_code(record.area.path) or record.area_id,
    }
