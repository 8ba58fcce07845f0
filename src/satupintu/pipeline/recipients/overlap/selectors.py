"""What the pages of overlap show: an area's matrix, one pair of it by area, and the people behind a pair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from satupintu.engine.pairs import LOOKED_AT_FIRST, VERDICTS
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue

from ..needs.offers import offers
from .columns import Listed, Tell, place_of, rows, tell_parts, teller_for, within
from .models import Reckoning


@dataclass(frozen=True)
class Cell:
    """Two programmes, or one received more than once (a = b), in an area: how many people, how much money.

    Numbers as the reader is told them (`columns.teller_for`); money is told with names only, None otherwise: whoever
    reports amounts could find out by them which of the reported are meant."""

    a: str
    b: str
    title_a: str
    title_b: str
    verdict: str
    basis: str
    people: int
    money_a: int | None
    money_b: int | None

    @property
    def money(self) -> int | None:
        return None if self.money_a is None or self.money_b is None else self.money_a + self.money_b

    @property
    def is_repeat(self) -> bool:
        return self.a == self.b


@dataclass
class Row:
    """A line of the grid: a programme with its number, its people in the area, and its cell with each later one."""

    number: int
    programme: str
    title: str
    people: int | None
    cells: list[list[Cell] | None] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One area below with its people and money behind a pair; `area` is None where no place is known."""

    area: Area | None
    people: int
    money: int | None


def cells_of(reckoning: Reckoning, area: Area, user: User, a: str = "", b: str = "") -> list[Cell]:
    """The area's pairs, those first that want looking at; of one pair only where one is named. Those whose people are
    too few to be told of are left out: that a pair is there at all would tell of them."""
    level, code = place_of(area)
    where, values = ("AND a = ? AND b = ?", [a, b]) if a else ("", [])
    found = rows(
        reckoning.overlap / "matrix.parquet",
        f"SELECT * FROM {{file}} WHERE level = ? AND area = ? {where}",
        [level, code, *values],
    )
    titles, bases, tell = _titles(), bases_of(found), teller_for(user, reckoning)
    cells = [
        Cell(
            one["a"], one["b"], titles(one["a"]), titles(one["b"]), one["verdict"],
            bases[one["cite"], one["read_in"]], people, *_money(user, one),
        )
        for one in found if (people := _told(tell, one)) is not None
    ]  # fmt: skip
    return sorted(cells, key=lambda one: (LOOKED_AT_FIRST.index(one.verdict), -one.people, one.a, one.b))


def _told(tell: Tell, row: Mapping[str, Any]) -> int | None:
    """The people of a row of the matrix as they are told."""
    of = [str(row[name] or "") for name in ("area", "a", "b", "verdict", "place", "cite", "read_in")]
    return tell(row["people"], "matrix", *of)


def _money(user: User, row: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """What a row's people had from each of the two programmes."""
    return (row["money_a"], row["money_b"]) if user.can("aid.read") else (None, None)


def grid_of(reckoning: Reckoning, area: Area, user: User, cells: Sequence[Cell]) -> list[Row]:
    """The matrix: a row for each programme of the area, with its cell for each; None left of the diagonal."""
    level, code = place_of(area)
    received = rows(
        reckoning.overlap / "programmes.parquet",
        "SELECT programme, people FROM {file} WHERE level = ? AND area = ? ORDER BY programme",
        [level, code],
    )
    by: dict[tuple[str, str], list[Cell]] = {}
    for one in cells:
        by.setdefault((one.a, one.b), []).append(one)
    titles, tell = _titles(), teller_for(user, reckoning)
    programmes = [one["programme"] for one in received]
    return [
        Row(
            number=place + 1,
            programme=one["programme"],
            title=titles(one["programme"]),
            people=tell(one["people"], "programmes", code, one["programme"]),
            cells=[None] * place + [by.get((one["programme"], other), []) for other in programmes[place:]],
        )
        for place, one in enumerate(received)
    ]


@dataclass(frozen=True)
class Spread:
    """How many people have how many programmes, 0 for owners in the registry who have none; and the sums of those
    with any, with two or more, and with three or more."""

    parts: list[dict[str, int | None]]
    people: int | None
    several: int | None
    many: int | None


def spread_of(reckoning: Reckoning, area: Area, user: User) -> Spread:
    """The spread over an area's people, as the reader is told it."""
    level, code = place_of(area)
    found = rows(
        reckoning.overlap / "spread.parquet",
        "SELECT programmes, people FROM {file} WHERE level = ? AND area = ? ORDER BY programmes",
        [level, code],
    )
    reached = rows(
        reckoning.needs / "reached.parquet",
        "SELECT businesses, without FROM {file} WHERE level = ? AND area = ?",
        [level, code],
    )
    tell = teller_for(user, reckoning)

    def summed(least: int) -> int | None:
        of = [one for one in found if one["programmes"] >= least]
        which = ",".join(str(one["programmes"]) for one in of)  # a sum of one part is that part
        return tell(sum(one["people"] for one in of), "spread", code, which)

    without = [tell_parts(tell, one["businesses"], one["without"], "reached", code)[1] for one in reached]
    parts = [
        *({"programmes": 0, "people": one} for one in without),
        *(one | {"people": tell(one["people"], "spread", code, str(one["programmes"]))} for one in found),
    ]
    parts = [one for one in parts if one["people"] is not None]
    return Spread(parts, people=summed(1), several=summed(2), many=summed(3))


def parts_of(reckoning: Reckoning, area: Area, user: User, a: str, b: str, verdict: str = "") -> list[Part]:
    """A pair in the areas one level below, most people first: in each as many as its own page tells. Those of which it
    tells nothing are left out."""
    level, _code = place_of(area)
    inside, values = within("area", area)
    found = rows(
        reckoning.overlap / "matrix.parquet",
        f"""SELECT * FROM {{file}} WHERE level = ? AND a = ? AND b = ? AND (? = '' OR verdict = ?) AND {inside}
        ORDER BY area""",
        [level + 1, a, b, verdict, verdict, *values],
    )
    tell, by_area = teller_for(user, reckoning), groupby(found, key=lambda row: row["area"])
    each = {code: [(_told(tell, one), *_money(user, one)) for one in of] for code, of in by_area}
    known = {one.code: one for one in Area.objects.filter(code__in=each)}
    parts = []
    for code, of in each.items():
        people, money_a, money_b = (_sum(one) for one in zip(*of, strict=True))
        if people is not None:
            parts.append(Part(known.get(code), people, _sum([money_a, money_b])))
    return sorted(parts, key=lambda one: -one.people)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is told; None where a part of it is not."""
    total = 0
    for one in numbers:
        if one is None:
            return None
        total += one
    return total


_OF_PERSONS = (
    "village, nik, name, business, a, b, verdict, cite, read_in, days_apart, dates_a, dates_b,"
    " money_a, money_b, money"
)


class Persons(Listed):
    """The people of an area behind forbidden and repeated pairs: a sequence for a paginator, read page by page."""

    def __init__(
        self, reckoning: Reckoning, area: Area, *, a: str = "", b: str = "", verdict: str = ""
    ) -> None:
        self._path = reckoning.overlap / "persons.parquet"
        self._where, self._values = within("village", area)
        for column, value in (("a", a), ("b", b), ("verdict", verdict)):
            if value:
                self._where += f" AND {column} = ?"
                self._values.append(value)

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        limit = "" if part.stop is None else f"LIMIT {part.stop - (part.start or 0)} OFFSET {part.start or 0}"
        found = rows(
            self._path,
            f"SELECT {_OF_PERSONS} FROM {{file}} WHERE {self._where} ORDER BY village, nik, a, b {limit}",
            self._values,
        )
        titles, bases = _titles(), bases_of(found)
        for one in found:
            one |= {
                "nik": f"{one['nik']:016d}",
                "title_a": titles(one["a"]),
                "title_b": titles(one["b"]),
                "basis": bases[one["cite"], one["read_in"]],
                "dates": sorted({day for day in [*one["dates_a"], *(one["dates_b"] or [])] if day}),
            }
        return found


def bases_of(found: Iterable[Mapping[str, Any]]) -> dict[tuple[str | None, str | None], str]:
    """(cite, read_in) -> the article that a judgement rests on, or where it was read; '' where nothing was said.

    The catalogue is looked at once: that costs a millisecond, and a list to take along may have a million rows.
    """
    laws = load_catalogue().laws
    return {(cite, read_in): _basis(laws, cite or "", read_in or "")
            for cite, read_in in {(one["cite"], one["read_in"]) for one in found}}  # fmt: skip


def _basis(laws: Mapping[str, Any], cite: str, read_in: str) -> str:
    law, _hash, article = cite.partition("#")
    if found := laws.get(law):
        title: str = found.title.get(language())
        return _("%(law)s, Pasal %(article)s") % {"law": title, "article": article} if article else title
    return read_in


def verdict_words(verdict: str) -> str:
    """A verdict in the reader's language."""
    return VERDICTS[verdict].get(language()) if verdict in VERDICTS else verdict


def _titles() -> Any:
    known = offers()
    return lambda programme: known[programme].title if programme in known else programme
