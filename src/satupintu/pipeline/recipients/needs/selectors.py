"""What the pages of needs show: the gap by need, sector, pillar and area, and the unserved by name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from satupintu.engine.listing import NEEDS, PILLARS
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area

from ..overlap.columns import Listed, Tell, place_of, rows, tell_parts, teller_for, within
from ..overlap.models import Reckoning
from .offers import Offer, need_words, offers, pillar_words

UNSTATED = "unstated"


@dataclass
class Gap:
    """One need in an area: `stated` businesses said so, `served` of them received something that serves it, the rest
    are `unserved`, `heard` times it was heard of nobody in particular; `programmes` serve it there today.

    Numbers as the reader is told them (`columns.teller`); None: not told."""

    need: str
    stated: int | None = 0
    served: int | None = 0
    unserved: int | None = 0
    heard: int | None = 0
    programmes: list[Offer] = field(default_factory=list)

    @property
    def words(self) -> str:
        return need_words(self.need)


@dataclass(frozen=True)
class Part:
    """One area below: its open businesses, how many said a need that nothing serves, how many received nothing."""

    area: Area
    businesses: int | None
    without: int | None
    stated: int | None
    unserved: int | None


def offered(area: Area, on: date, pillar: str = "") -> list[Offer]:
    """The programmes that run on a day for people of the area, of one pillar where it is named."""
    return [
        one
        for one in offers().values()
        if one.needs and one.runs_on(on) and one.reaches(area.prefix) and pillar in ("", one.pillar)
    ]


def gaps_of(
    reckoning: Reckoning | None, area: Area, user: User, on: date, *, sector: str = "", pillar: str = ""
) -> list[Gap]:
    """Every need that somebody stated or that a programme serves, the widest gap first."""
    found = {need: Gap(need) for need in NEEDS}
    for one in offered(area, on, pillar):
        for need in one.needs:
            found[need].programmes.append(one)
    served = f"served_{pillar}" if pillar in PILLARS else "served"
    tell = teller_for(user, reckoning, "unserved.read")
    level, code = place_of(area)
    select = f"""SELECT need, sum(stated)::BIGINT AS stated, sum({served})::BIGINT AS served,
            sum(heard)::BIGINT AS heard
        FROM {{file}} WHERE level = ? AND area = ? AND (? = '' OR sector = ?) GROUP BY need"""
    for row in _read(reckoning, "gap.parquet", select, [level, code, sector, sector]):
        gap = found[row["need"]]
        gap.stated, gap.served, gap.unserved = tell_parts(
            tell, row["stated"], row["served"], "gap", code, sector, gap.need, of=served
        )
        gap.heard = tell(row["heard"], "heard", code, sector, gap.need)
    shown = [one for one in found.values() if one.stated != 0 or one.heard or one.programmes]
    return sorted(shown, key=lambda one: (-(one.unserved or 0), -(one.stated or 0), one.need))


def sectors_of(reckoning: Reckoning | None, area: Area, user: User) -> list[dict[str, Any]]:
    """Sectors with how many needs were stated in each and how many of these are unserved, the widest gap first."""
    level, code = place_of(area)
    found = _read(
        reckoning,
        "gap.parquet",
        """SELECT sector, sum(stated)::BIGINT AS stated, sum(served)::BIGINT AS served FROM {file}
        WHERE level = ? AND area = ? GROUP BY sector ORDER BY sector""",
        [level, code],
    )
    tell = teller_for(user, reckoning, "unserved.read")
    for one in found:
        of = ("gap", code, one["sector"], "")
        one["stated"], _served, one["unserved"] = tell_parts(tell, one["stated"], one.pop("served"), *of)
    return sorted(found, key=lambda one: -(one["unserved"] or 0))


def pillars_of(reckoning: Reckoning | None, area: Area, user: User, on: date) -> list[dict[str, Any]]:
    """Each pillar with its programmes of today and how many stated needs it has served."""
    level, code = place_of(area)
    sums = ", ".join(f"coalesce(sum(served_{one}), 0)::BIGINT AS {one}" for one in PILLARS)
    found = _read(
        reckoning,
        "gap.parquet",
        f"SELECT {sums} FROM {{file}} WHERE level = ? AND area = ?",
        [level, code],
    )
    served = found[0] if found else dict.fromkeys(PILLARS, 0)
    tell = teller_for(user, reckoning, "unserved.read")
    programmes = Counter(one.pillar for one in offered(area, on))
    return [
        {
            "pillar": one,
            "words": pillar_words(one),
            "programmes": programmes[one],
            "served": tell(served[one], "pillars", code, one),
        }
        for one in PILLARS
    ]


def reached_in(reckoning: Reckoning | None, area: Area, user: User) -> dict[str, int | None]:
    """businesses, and how many of them received nothing."""
    level, code = place_of(area)
    found = _read(
        reckoning,
        "reached.parquet",
        "SELECT businesses, without FROM {file} WHERE level = ? AND area = ?",
        [level, code],
    )
    tell = teller_for(user, reckoning, "unserved.read")
    return _reached(tell, code, found[0] if found else {})


def _reached(tell: Tell, code: str, row: Mapping[str, int]) -> dict[str, int | None]:
    businesses, without, _with = tell_parts(
        tell, row.get("businesses", 0), row.get("without", 0), "reached", code
    )
    return {"businesses": businesses, "without": without}


def parts_of(reckoning: Reckoning | None, area: Area, user: User) -> list[Part]:
    """The areas one level below."""
    level, _code = place_of(area)
    inside, values = within("area", area)
    reached = _read(
        reckoning,
        "reached.parquet",
        f"SELECT area, businesses, without FROM {{file}} WHERE level = ? AND {inside}",
        [level + 1, *values],
    )
    gaps = _read(
        reckoning,
        "gap.parquet",
        f"""SELECT area, sum(stated)::BIGINT AS stated, sum(served)::BIGINT AS served
        FROM {{file}} WHERE level = ? AND {inside} GROUP BY area""",
        [level + 1, *values],
    )
    needs = {one["area"]: one for one in gaps}
    known = {one["area"]: one for one in reached}
    tell = teller_for(user, reckoning, "unserved.read")
    parts = []
    for one in area.children.order_by("code"):
        of = needs.get(one.code, {})
        stated, _served, unserved = tell_parts(
            tell, of.get("stated", 0), of.get("served", 0), "gap", one.code, "", ""
        )
        reach = _reached(tell, one.code, known.get(one.code, {}))
        parts.append(Part(one, **reach, stated=stated, unserved=unserved))
    return parts


class Unserved(Listed):
    """Businesses of an area that lack what they said they need, or received nothing: a sequence for a paginator.

    `need` and `sector` narrow it; `only_without`: only those that received nothing at all.
    """

    def __init__(
        self,
        reckoning: Reckoning,
        area: Area,
        *,
        need: str = "",
        sector: str = "",
        only_without: bool = False,
    ) -> None:
        self._path = reckoning.needs / "unserved.parquet"
        self._where, self._values = within("village", area)
        if need:
            self._where += " AND list_contains(unserved, ?)"
            self._values.append(need)
        if sector:
            self._where += " AND sector = ?"
            self._values.append(sector)
        if only_without:
            self._where += " AND len(programmes) = 0"

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        start = part.start or 0
        limit = "" if part.stop is None else f"LIMIT {part.stop - start} OFFSET {start}"
        found = rows(
            self._path,
            f"SELECT * FROM {{file}} WHERE {self._where} ORDER BY village, number {limit}",
            self._values,
        )
        titles = {one.id: one.title for one in offers().values()}
        for one in found:
            one["unserved_words"] = [need_words(need) for need in one["unserved"]]
            one["programme_titles"] = [titles.get(programme, programme) for programme in one["programmes"]]
        return found


def _read(reckoning: Reckoning | None, name: str, select: str, values: list[Any]) -> list[dict[str, Any]]:
    return rows(reckoning.needs / name, select, values) if reckoning else []
