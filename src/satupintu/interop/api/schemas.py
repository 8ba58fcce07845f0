"""What the API takes and gives, field by field; the OpenAPI document is made of these."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from satupintu.batch.aid.settling import LONGEST

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


def _said(*kinds: type, most: int) -> BeforeValidator:
    """A value as it was meant: of one of the kinds, a whole number also where its writer has only one kind of number
    (`1200000.0`), text no longer than `most`."""

    def check(value: Any) -> Any:
        if isinstance(value, float) and float not in kinds and int in kinds and abs(value) < 2**53:
            value = int(value) if value.is_integer() else value
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise PydanticCustomError(
                "said", "harus {kinds}", {"kinds": " atau ".join(_KINDS[one] for one in kinds)}
            )
        if isinstance(value, str) and len(value) > most:
            raise PydanticCustomError("said", "paling panjang {most} huruf", {"most": most})
        return value

    return BeforeValidator(check)


def _iso(value: Any) -> Any:
    """A day as text: a number would be taken for seconds since 1970."""
    if not isinstance(value, str):
        raise PydanticCustomError("date_type", "")
    return value or None


_KINDS = {str: "teks", int: "bilangan bulat", float: "bilangan"}
Short = Annotated[str, _said(str, most=60)]
Name = Annotated[str, _said(str, most=LONGEST["name"])]
What = Annotated[str, _said(str, most=LONGEST["what"])]
Number = Annotated[int | str, _said(int, str, most=60)]
Day = Annotated[date | None, BeforeValidator(_iso)]


class Recipient(Schema):
    """One aid that one person received. What is written as text is read as in a list: `1,2 juta`, `12 Mrt 2021`."""

    model_config = ConfigDict(extra="forbid")

    nik: Number | None = None
    name: Name | None = None
    birth_date: Day = None
    village: Number | None = None
    amount: Number | None = None
    received_on: Short | None = None
    programme: Short | None = None
    what: What | None = None
    quantity: Annotated[int | float | str, _said(int, float, str, most=60)] | None = None


class AidReport(Schema):
    """Who received what of one programme. `received_on` holds for rows that name no day."""

    model_config = ConfigDict(extra="forbid")

    programme: Id
    received_on: date | None = None
    rows: Annotated[list[Recipient], Field(min_length=1, max_length=10_000)]


class AidReported(Schema):
    """What came of it; `state` is waiting while it is read. `detail` says why nothing of it counts ('' where it does),
    `places` which rows have to be mended."""

    report: int
    state: str
    is_repeat: bool
    detail: str
    places: list[Place]


class AidRefused(Problem):
    """Any refusal; of a list that was kept, and of which nothing counts, with its number and state."""

    report: int | None = None
    state: str | None = None
    is_repeat: bool | None = None
