"""What the API takes and gives, field by field; the OpenAPI document is made of these."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Code = Annotated[
    str, StringConstraints(pattern=r"^(ID|[0-9]{2}(\.[0-9]{2}){0,2}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4})$")
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Outcome = Literal["eligible", "ineligible", "undetermined"]


class Place(Schema):
    """Where something stands that has to be mended."""

    place: str
    says: str


class Problem(Schema):
    """Any refusal."""

    detail: str
    places: list[Place] = []


class Words(Schema):
    """A text in both languages."""

    id: str
    en: str


class Criterion(Schema):
    """One condition, with the article it stands on; `pending` says where it was read instead."""

    id: str
    title: Words
    cite: str
    read_in: str
    remedy: Words


class Listing(Schema):
    """Whom a programme serves, with what, by whom and where; codes of the catalogue's vocabularies."""

    pillar: str
    needs: list[str]
    aid: str
    level: str
    agencies: list[str]
    areas: list[str]
    budget: list[dict[str, Any]]
    quota: list[dict[str, Any]]
    legal_basis: list[str]
    apply: Words
    contact: Words


class Programme(Schema):
    """A programme of the catalogue with its rules; `sha256` pins the text. One `is_reported` has none."""

    id: str
    version: str
    sha256: str
    is_reported: bool
    title: Words
    authority: Words
    starts_on: date | None
    ends_on: date | None
    amount: int | None
    listing: Listing | None
    criteria: list[Criterion]


class Programmes(Schema):
    programmes: list[Programme]


class Round(Schema):
    """A round in figures; no person stands in it."""

    id: int
    title: str
    programme: str
    as_of: date
    area: str
    state: str
    rows: int | None
    outcomes: dict[str, int]


class Rounds(Schema):
    total: int
    rounds: list[Round]


class Question(Schema):
    """One person, by NIK, which never stands in an address."""

    model_config = ConfigDict(extra="forbid")

    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
    programmes: Annotated[list[Id], Field(max_length=200)] | None = None


class Answers(Schema):
    """What every programme says of one person: the same as a round, the navigator and DCI say."""

    answers: list[dict[str, Any]]


class AreaCounts(Schema):
    """How far collecting is: businesses verified, on their way, and expected."""

    area: str | None
    name: str
    verified: int
    waiting: int
    expected: int | None
    source: str


class Coverage(Schema):
    whole: AreaCounts
    parts: list[AreaCounts]


class PlanLine(Schema):
    """One thing that is done for one group of a plan."""

    group: str
    what: str
    programme: str
    agencies: list[str]
    target: int | None
    unit: str
    reached: int | None
    deadline: date | None
    light: str | None


class Plan(Schema):
    id: int
    title: str
    area: str
    starts_on: date
    ends_on: date
    state: str
    lines: list[PlanLine]


class Plans(Schema):
    total: int
    plans: list[Plan]


class ProgrammeReport(Schema):
    """An agency's programmes, one a row, under the names of the catalogue's columns."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=500)]


class ProgrammeReported(Schema):
    new: list[str]
    changed: list[str]
    unchanged: list[str]


class AidReport(Schema):
    """Who received what of one programme. Rows: nik, name, amount, received_on, village and what else agencies send."""

    model_config = ConfigDict(extra="forbid")

    programme: Id
    received_on: date | None = None
    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=10_000)]


class AidReported(Schema):
    """What came of it; `state` is waiting while it is read. `places` are rows that count for nothing."""

    report: int
    state: str
    is_repeat: bool
    places: list[Place]
