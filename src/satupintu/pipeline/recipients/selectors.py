"""Who received what: one person's, an area's, an agency's; and the recipients that a person must look at."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from satupintu.batch import aid as columns_of_aid
from satupintu.batch.aid.store import AID, COLUMNS, QUESTIONS
from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.foundation.areas.models import Area
from satupintu.pipeline.registry.models import Person, Record

from . import offers
from .building import last_judged
from .models import AidMatchJudgement, AidReport
from .storage import aid_folder, held


@dataclass(frozen=True)
class Aid:
    """One aid received, as an agency reported it. `amount` is whole rupiah, None for what is not money; `match` is one
    of engine.aid.MATCHES; `business` a registry number, `report` and `row` say where it stands."""

    nik: int | None
    nik_text: str | None
    name: str | None
    programme: str
    agency: str
    aid: str
    amount: int | None
    received_on: date | None
    village: str | None
    match: str
    business: str | None
    report: int
    row: int
    sheet: str = ""
    what: str | None = None
    quantity: float | None = None
    birth_date: date | None = None
    recipient: str = ""
    record: int | None = None
    person: int | None = None

    @property
    def shown_nik(self) -> str:
        """The NIK as text: as it counts, else as it was written."""
        return f"{self.nik:016d}" if self.nik else self.nik_text or ""

    @property
    def programme_title(self) -> str:
        return offers.programme_title(self.programme)

    @property
    def agency_title(self) -> str:
        return offers.agency_title(self.agency)

    @property
    def aid_title(self) -> str:
        return offers.aid_title(self.aid)


assert tuple(one.name for one in fields(Aid)) == tuple(COLUMNS)  # noqa: S101 - the file and the noun are one


def aid_file() -> Path | None:
    """The file of all aid reported to the house (batch.aid.store.COLUMNS), None before the first report."""
    path = aid_folder() / AID
    return path if path.exists() else None


def aid_stamp() -> str:
    """Changes when the file does; '' where there is none."""
    path = aid_file()
    if path is None:
        return ""
    found = path.stat()
    return f"{found.st_size}-{found.st_mtime_ns}"


def aid_of(nik: int | str | None) -> list[Aid]:
    """All that was reported under a NIK, the oldest first, and where the registry knows its person under another NIK
    too, what counts there. `match` says whether it is the registry's person: under "other_name" it is somebody
    else's until a person has looked."""
    path = aid_file()
    if path is None or not str(nik or "").isdecimal():
        return []
    niks = _niks_of(str(nik))
    with held(path) as file, connection() as own:
        return [Aid(*row) for row in columns_of_aid.aid_of(own, file, niks)]


def _niks_of(nik: str) -> set[int]:
    """The NIK, and the one under which its person counts."""
    counting = (
        Person.objects.filter(identities__record__nik=nik).exclude(nik="").values_list("nik", flat=True)
    )
    return {int(one) for one in (nik, *counting)}


def received_by_person(nik: str, person: int | None) -> list[Aid]:
    """What the person of the registry received: what stands under their NIK and was matched to them."""
    found = [one for one in aid_of(nik) if one.match == "matched" and person in (None, one.person)]
    if nik or person is None or (path := aid_file()) is None:
        return found
    listed = ", ".join(f'"{one}"' for one in COLUMNS)
    where = "nik IS NULL AND person = $1 AND match = 'matched' ORDER BY received_on, report"
    with held(path) as file, connection() as own:
        query = f"SELECT {listed} FROM read_parquet({text(file)}) WHERE {where}"
        return [Aid(*row) for row in own.execute(query, [person]).fetchall()]


def visible_reports(user: User) -> QuerySet[AidReport]:
    """Reports of the user's area; of an agency's officer only their own agency's."""
    rows = limit_to_area(AidReport.objects.all(), user).select_related("area", "sent_by")
    if getattr(user, "role", None) == Role.AGENCY_OFFICER:
        return rows.filter(agency=user.agency) if user.agency else rows.none()
    return rows


@dataclass(frozen=True)
class Filter:
    """What of the visible rows is wanted; '' and None want all."""

    area: Area | None = None
    programme: str = ""
    agency: str = ""
    match: str = ""
    report: int | None = None
    recipient: str = ""


def visible_aid(user: User, wanted: Filter = Filter()) -> "AidRows":
    """The rows a person may see by name: those of villages in their area; of an agency's officer what it sent."""
    return AidRows(user, wanted)


class AidRows:
    """Rows of the file in its order, read page by page: a sequence for a paginator."""

    def __init__(self, user: User, wanted: Filter, *, is_unplaced: bool = False) -> None:
        self._path = aid_file()
        self._where, self._values = _visible(user, is_unplaced=is_unplaced)
        self._narrow(wanted)

    def _narrow(self, wanted: Filter) -> None:
        if wanted.area is not None and wanted.area.prefix:
            self._and(
                "(village = ? OR starts_with(village, ?))", wanted.area.prefix, f"{wanted.area.prefix}."
            )
        for name in ("programme", "agency", "match", "report", "recipient"):
            if value := getattr(wanted, name):
                self._and(f"{name} = ?", value)

    def _and(self, condition: str, *values: Any) -> None:
        self._where, self._values = f"{self._where} AND {condition}", [*self._values, *values]

    def __len__(self) -> int:
        return self.totals["rows"]

    @cached_property
    def totals(self) -> dict[str, int]:
        """rows, people (each NIK once), amount (whole rupiah)."""
        found = self._fetch("count(*), count(DISTINCT nik), CAST(coalesce(sum(amount), 0) AS BIGINT)")
        rows, people, amount = found[0] if found else (0, 0, 0)
        return {"rows": rows, "people": people, "amount": amount}

    def __getitem__(self, part: slice) -> list[Aid]:
        start = part.start or 0
        limit = "" if part.stop is None else f" LIMIT {int(part.stop - start)}"
        listed = ", ".join(f'"{one}"' for one in COLUMNS)
        order = 'nik NULLS LAST, programme, received_on, report, sheet, "row", name, recipient'
        rows = self._fetch(listed, f" ORDER BY {order}{limit} OFFSET {int(start)}")
        return [Aid(*row) for row in rows]

    def choices(self, column: str) -> list[str]:
        """The different values of a column among these rows, sorted."""
        return [value for (value,) in self._fetch(f"DISTINCT {column}", " ORDER BY 1") if value]

    def _fetch(self, columns: str, rest: str = "") -> list[tuple[Any, ...]]:
        if self._path is None:
            return []
        with held(self._path) as file, connection() as own:
            query = f"SELECT {columns} FROM read_parquet({text(file)}) WHERE {self._where}{rest}"
            return own.execute(query, self._values).fetchall()


def _visible(user: User, *, is_unplaced: bool = False) -> tuple[str, list[Any]]:
    """SQL for the rows that a person may see, and its values; `is_unplaced`: those without a village too."""
    if not user.is_active or not user.can("aid.reported"):
        return "FALSE", []
    if user.role == Role.AGENCY_OFFICER:
        return "list_contains(?::BIGINT[], report)", [
            list(visible_reports(user).values_list("pk", flat=True))
        ]
    if not user.area.prefix:
        return "TRUE", []
    unplaced = "village IS NULL OR " if is_unplaced else ""
    return f"({unplaced}village = ? OR starts_with(village, ?))", [user.area.prefix, f"{user.area.prefix}."]


@dataclass(frozen=True)
class Question:
    """A recipient that a person must look at, beside the record they may be of. `times`: rows that say so."""

    recipient: str
    record: int
    person: int
    match: str
    nik_text: str | None
    name: str | None
    birth_date: date | None
    village: str | None
    times: int
    programmes: list[str]
    agencies: list[str]
    is_unsure: bool
    known_village: str | None


class Questions:
    """The questions of a person's area, whom nobody looked at first: a sequence for a paginator."""

    def __init__(self, user: User) -> None:
        path = aid_folder() / QUESTIONS
        self._path = path if path.exists() and user.can("aid.judge") else None
        self._prefix = user.area.prefix
        self._settled = _said_since() if self._path else []

    def __len__(self) -> int:
        return self._fetch("count(*)")[0][0] if self._path else 0

    def __getitem__(self, part: slice) -> list[Question]:
        limit = "" if part.stop is None else f" LIMIT {int(part.stop - (part.start or 0))}"
        return self._questions(f"{limit} OFFSET {int(part.start or 0)}")

    def one(self, recipient: str, record: int) -> Question | None:
        """The question about a recipient and a record, judged since or not."""
        self._settled = []
        found = self._questions("", "recipient = ? AND record = ?", recipient, record)
        return found[0] if found else None

    def _questions(self, rest: str, where: str = "TRUE", *values: Any) -> list[Question]:
        columns = ", ".join(one.name for one in fields(Question))
        order = " ORDER BY is_unsure, match, times DESC, recipient"
        return (
            [Question(*row) for row in self._fetch(columns, f"{order}{rest}", where, *values)]
            if self._path
            else []
        )

    def _fetch(
        self, columns: str, rest: str = "", where: str = "TRUE", *values: Any
    ) -> list[tuple[Any, ...]]:
        inside = "({0} = ? OR starts_with({0}, ?))"
        area = [self._prefix, f"{self._prefix}."]
        limits, bound = [where], [*values]
        if self._prefix:
            limits += [inside.format("known_village"), f"(village IS NULL OR {inside.format('village')})"]
            bound += [*area, *area]
        limits.append("NOT list_contains(?::VARCHAR[], recipient || ' ' || record)")
        bound.append(self._settled)
        with held(self._path) as file, connection() as own:
            query = f"SELECT {columns} FROM read_parquet({text(file)}) WHERE {' AND '.join(limits)}{rest}"
            return own.execute(query, bound).fetchall()


def _said_since() -> list[str]:
    """Pairs whose judgement the file does not know of yet, so that nobody is asked again while it is made anew."""
    rows = AidMatchJudgement.objects.filter(pk__gt=last_judged(), undoes__isnull=True, undone_by__isnull=True)
    return [f"{recipient} {record}" for recipient, record in rows.values_list("recipient", "record_id")]


def rows_of(recipient: str, user: User) -> list[Aid]:
    """What was reported of a recipient that the person is asked about. It may stand in no village: who asks has made
    sure that the record beside it is in the person's area."""
    return AidRows(user, Filter(recipient=recipient), is_unplaced=True)[0:50]


def visible_judgements(user: User) -> QuerySet[AidMatchJudgement]:
    """What was said about records of the user's area, the latest first."""
    rows = limit_to_area(AidMatchJudgement.objects.all(), user, "record__area")
    return rows.filter(record__submission__sealed__isnull=True).select_related(
        "record__area", "record__identity__business", "by", "undone_by"
    )


def standing_of(recipient: str, record: Record) -> AidMatchJudgement | None:
    """What counts of all that was said of a recipient and a record: the latest that nobody took back."""
    said = AidMatchJudgement.objects.filter(recipient=recipient, record=record, undoes__isnull=True)
    return said.filter(undone_by__isnull=True).select_related("by").order_by("-pk").first()


def judged_record(user: User, record: int) -> Record | None:
    """A record that the person may judge about."""
    rows = limit_to_area(Record.objects.unsealed(), user).select_related(
        "area", "identity__business", "submission__by"
    )
    return rows.filter(pk=record).first()
