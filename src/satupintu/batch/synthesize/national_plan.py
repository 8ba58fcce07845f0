"""How a national data set is laid out: which regency lists how many people, and where its people are numbered.

People are numbered through the nation, regency by regency; in a regency those below `applicants` stand in a list.
Some of them stand in a second row: `again` in the same list, `elsewhere` in the next regency's, `mistyped` under a
NIK with one wrong digit. All else about a person or a row follows from these numbers, so no step waits for another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from satupintu.batch.synthesize.national_defects import PARTS, UNMATCHED

# People by province in thousands (BPS, census of September 2020; Papua's by its provinces of today).
PEOPLE = {
    "11": 5275, "12": 14799, "13": 5535, "14": 6394, "15": 3548, "16": 8467, "17": 2011, "18": 9008, "19": 1456,
    "21": 2065, "31": 10562, "32": 48274, "33": 36516, "34": 3669, "35": 40666, "36": 11905, "51": 4317, "52": 5320,
    "53": 5326, "61": 5414, "62": 2670, "63": 4074, "64": 3766, "65": 702, "71": 2622, "72": 2986, "73": 9074,
    "74": 2625, "75": 1172, "76": 1419, "81": 1849, "82": 1283, "91": 1035, "92": 561, "93": 514, "94": 1432,
    "95": 1428, "96": 573,
}  # fmt: skip
REGISTERED = Fraction(40, 28)  # people in the civil registry for every row of the lists
# Of so many applicants one has a second row of the kind: the divisor, and the remainder of their numbers.
# Mistyped ones differ from all others that numbers mark: the moved, the unregistered, those of lost districts.
SECOND_ROWS = AGAIN, ELSEWHERE, MISTYPED = (40, 9), (56, 23), (400, 77)
BIRTHDAYS = 16436  # days from 1955 to 1999 on which people were born
SERIALS = 10  # NIKs a district may give per birthday and sex, in tens
ROWS_A_FILE = 2000  # small sets have fewer lists, about this long


class TooMany(ValueError):
    """More people than the districts have NIKs for."""


@dataclass(frozen=True)
class Area:
    """A regency with the numbers of its districts and villages in the order of codes."""

    code: str
    name: str
    first_district: int
    districts: int
    first_village: int
    villages: int


@dataclass
class Regency:
    """What one regency's list holds: rows `applicants`, then `again`, `elsewhere_in`, `mistyped`."""

    number: int
    area: Area
    applicants: int = 0
    again: int = 0
    elsewhere: int = 0
    mistyped: int = 0
    elsewhere_in: int = 0
    first_person: int = 0
    people: int = 0

    @property
    def file(self) -> str:
        """The list's name: usulan-35.07.parquet."""
        return f"usulan-{self.area.code}.parquet"

    @property
    def rows(self) -> int:
        """How long the list is."""
        return self.applicants + self.again + self.elsewhere_in + self.mistyped

    @property
    def niks(self) -> int:
        """How many pairs of district, birthday and sex there are."""
        return self.area.districts * BIRTHDAYS * 2


def lay_out(areas: Sequence[Area], rows: int) -> list[Regency]:
    """Regencies with exactly `rows` rows in all, none empty. Raises TooMany where NIKs would run out."""
    chosen = _chosen(areas, rows)
    regencies = [Regency(number, area) for number, area in enumerate(chosen)]
    second = sum(Fraction(1, every) for every, _ in SECOND_ROWS)
    for regency, share in zip(regencies, _shares(chosen), strict=True):
        regency.applicants = max(1, int(rows * share / (1 + second)))
    _reach(regencies, rows)
    _number(regencies, rows)
    return regencies


def _chosen(areas: Sequence[Area], rows: int) -> list[Area]:
    count = min(len(areas), max(1, rows // ROWS_A_FILE))
    if count == 1:
        return [areas[len(areas) // 2]]
    return [areas[place * (len(areas) - 1) // (count - 1)] for place in range(count)]


def _shares(areas: Sequence[Area]) -> list[Fraction]:
    """Each regency's part of the whole: its province's people by districts, a city's counting threefold."""
    sizes = [area.districts * (3 if area.code[3] >= "7" else 1) for area in areas]
    provinces: dict[str, int] = {}
    for area, size in zip(areas, sizes, strict=True):
        provinces[area.code[:2]] = provinces.get(area.code[:2], 0) + size
    weights = [
        Fraction(PEOPLE.get(area.code[:2], 1000) * size, provinces[area.code[:2]])
        for area, size in zip(areas, sizes, strict=True)
    ]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _reach(regencies: Sequence[Regency], rows: int) -> None:
    """Add or take people, in the larger regencies first, until the rows are exact; then say who has second rows."""
    kinds = SECOND_ROWS if len(regencies) > 1 else (AGAIN, MISTYPED)  # elsewhere needs another regency

    def rows_of(applicants: int) -> int:
        return applicants + sum(_hits(applicants, kind) for kind in kinds)

    by_size = sorted(regencies, key=lambda one: -one.applicants)
    missing = rows - sum(rows_of(one.applicants) for one in regencies)
    step = max(1, abs(missing) // len(regencies))
    while missing not in (0, -1):
        for regency in by_size:
            change = min(step, abs(missing)) * (1 if missing > 0 else -1)
            before = regency.applicants
            regency.applicants = max(1, before + change)
            missing -= rows_of(regency.applicants) - rows_of(before)
            if missing in (0, -1):
                break
        step = max(1, step // 2)
    _add_second_rows(regencies)
    if missing == -1:  # the last person added brought a second row, which is one too many
        next(one for one in regencies if one.again > 0).again -= 1


def _add_second_rows(regencies: Sequence[Regency]) -> None:
    for regency in regencies:
        regency.again = _hits(regency.applicants, AGAIN)
        regency.elsewhere = _hits(regency.applicants, ELSEWHERE) if len(regencies) > 1 else 0
        regency.mistyped = _hits(regency.applicants, MISTYPED)
    for regency in regencies:
        regency.elsewhere_in = regencies[regency.number - 1].elsewhere


def _hits(applicants: int, every: tuple[int, int]) -> int:
    """How many numbers below `applicants` leave the remainder."""
    return (applicants - every[1] - 1) // every[0] + 1 if applicants > every[1] else 0


def _number(regencies: Sequence[Regency], rows: int) -> None:
    applicants = sum(one.applicants for one in regencies)
    unregistered = applicants * UNMATCHED // (8 * PARTS)
    people = int(rows * REGISTERED) + unregistered
    at = 0
    for regency in regencies:
        regency.first_person = at
        others = max(2 + regency.mistyped, (people - applicants) * regency.applicants // applicants)
        regency.people = regency.applicants + others
        at += regency.people
        if regency.people >= regency.niks * SERIALS:
            raise TooMany(
                f"{rows} baris terlalu banyak: NIK di {regency.area.name} tidak cukup. Kurangi --rows."
            )


def shuffle(count: int, twist: int) -> tuple[int, int, int]:
    """`a, b, c` so that `n -> (n * a + b) % count` shuffles 0..count-1 and `(m - b) * c % count` undoes it."""
    if count == 1:
        return 1, 0, 1
    a = max(1, int(count * 0.6180339887) + twist % 97)
    while math.gcd(a, count) != 1:
        a += 1
    return a % count or 1, twist % count, pow(a, -1, count)
