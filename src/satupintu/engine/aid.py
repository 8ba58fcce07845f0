"""Whom a reported recipient is: the law by which aid that agencies report is matched to the registry.

    match_of(reported, known, verdicts) -> Match     the reference meaning, one recipient at a time

`satupintu.batch.aid` runs the same law over whole lists; a test holds the two equal. It is the rounds' law of identity:
a sound NIK under an agreeing name is that person, a NIK under another name is nobody's until a person has looked, and
without a sound NIK a name, a birth date and a village together are a question, never an answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from satupintu.engine.names import same_name
from satupintu.engine.nik import clean_nik, is_provisional, nik_shape

MATCHED, OTHER_NAME, POSSIBLE, UNMATCHED, UNREADABLE = (
    "matched",
    "other_name",
    "possible",
    "unmatched",
    "unreadable",
)
MATCHES = (MATCHED, OTHER_NAME, POSSIBLE, UNMATCHED, UNREADABLE)
OPEN = (OTHER_NAME, POSSIBLE)  # what a person must look at
# A NIK that one report gives to so many different names is a filler, whatever its digits say.
SHARED_FROM = 5
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"


@dataclass(frozen=True, slots=True)
class Reported:
    """A recipient as an agency wrote it. `is_shared`: the report gives this NIK to SHARED_FROM names or more."""

    nik: str | None
    name: str | None
    birth_date: date | None = None
    village: str | None = None
    nik_is_number: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One record of the registry: whose it is, and what it says of them. `nik` is sound or ''."""

    record: int
    person: int
    nik: str
    name: str
    birth_date: date | None = None
    village: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How a recipient stands to the registry, and the record that says so; None where there is none."""

    kind: str
    known: Known | None = None


def match_of(reported: Reported, known: Iterable[Known], verdicts: Mapping[int, str] | None = None) -> Match:
    """The match of one recipient among the registry's records; of several that fit the oldest counts.

    `verdicts` are what people said, person -> SAME, DIFFERENT or UNSURE: "same" settles it, "different" takes that
    person's records out of the question.
    """
    said = verdicts or {}
    records = sorted((one for one in known if said.get(one.person) != DIFFERENT), key=lambda one: one.record)
    for one in records:
        if said.get(one.person) == SAME:
            return Match(MATCHED, one)
    shape = nik_shape(reported.nik, reported.nik_is_number)
    is_doubtful = is_provisional(reported.nik, reported.nik_is_number)
    if not reported.is_shared and (shape is None or is_doubtful):
        own = [one for one in records if one.nik == clean_nik(reported.nik)]
        for one in own:
            if same_name(one.name, reported.name):
                return Match(MATCHED, one)
        if shape is None:
            return Match(OTHER_NAME, own[0]) if own else Match(UNMATCHED)
    for one in records:
        fits = one.birth_date and one.birth_date == reported.birth_date and one.village == reported.village
        if fits and reported.village and same_name(one.name, reported.name):
            return Match(POSSIBLE, one)
    return Match(UNREADABLE)
