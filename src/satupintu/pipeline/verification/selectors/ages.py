"""Which tiers sleep: how much waits at each place in one's area, since when, and how long as a rule."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import can, limit_to_area
from satupintu.foundation.areas.models import Area, Level

from ..ladders import TIERS, place_words
from ..models import Purpose, Waiting

PER_PAGE = 50
_BAR = 100  # the width of the longest bar


@dataclass(frozen=True)
class Sleeper:
    """A tier's place with something waiting: how many, the oldest and the middle one in whole days, and whose it is.

    `purpose` is verify, or mend where its collector has something to mend. `share` is the bar's width of 100.
    """

    area: Area
    level: Level
    purpose: str
    count: int
    oldest: int
    median: int
    share: int
    people: list[str]

    @property
    def place(self) -> str:
        return place_words(self.level, self.area)


def waiting_below(user: User, area: str = "", level: int | None = None) -> QuerySet[Waiting]:
    """What waits at tiers in the user's area, except what waits for the registry."""
    if not can(user, "verification.read"):
        return Waiting.objects.none()
    rows = limit_to_area(Waiting.objects.exclude(purpose=Purpose.ADMIT), user)
    if area:
        rows = rows.filter(area__path__contains=f"/{area}/")
    return rows if level is None else rows.filter(level=level)


def sleepers(rows: QuerySet[Waiting], number: int | str = 1) -> Page:
    """A page of Sleepers, the longest asleep first; five queries whatever there is."""
    places = (
        rows.order_by()
        .values("area", "level", "purpose")
        .annotate(count=Count("pk"), first=Min("since"))
        .order_by("first", "area", "purpose")
    )
    page = Paginator(places, PER_PAGE).get_page(number)
    worst = places.first() if page.number > 1 else next(iter(page.object_list), None)
    page.object_list = _sleepers(rows, list(page.object_list), _days(worst["first"]) if worst else 0)
    return page


def _sleepers(rows: QuerySet[Waiting], places: list[dict], longest: int) -> list[Sleeper]:
    codes = {place["area"] for place in places}
    areas = Area.objects.select_related("parent").in_bulk(codes)
    middles = _middles(rows.filter(area__in=codes))
    people = _people(codes)
    return [
        Sleeper(
            area=areas[place["area"]],
            level=Level(place["level"]),
            purpose=place["purpose"],
            count=place["count"],
            oldest=_days(place["first"]),
            median=_days(middles[place["area"], place["level"], place["purpose"]]),
            share=max(1, _BAR * _days(place["first"]) // max(longest, 1)),
            people=people.get((place["area"], place["level"]), []),
        )
        for place in places
    ]


def _middles(rows: QuerySet[Waiting]) -> dict[tuple[str, int, str], datetime]:
    """Since when the middle one of each place waits; of an even number the older of the two in the middle."""
    place = [F("area"), F("level"), F("purpose")]
    ranked = rows.annotate(
        rank=Window(RowNumber(), partition_by=place, order_by=[F("since").asc(), F("pk").asc()]),
        among=Window(Count("pk"), partition_by=place),
    )
    middle = ranked.order_by().filter(rank=(F("among") + 1) / 2)
    return {tuple(place): at for *place, at in middle.values_list("area", "level", "purpose", "since")}


def _people(codes: set[str]) -> dict[tuple[str, int], list[str]]:
    """Who speaks for each place; an empty list says that nobody has an account there."""
    found: dict[tuple[str, int], list[str]] = {}
    users = User.objects.filter(area__in=codes, is_active=True, role__in=list(TIERS)).order_by("name")
    for area, role, name in users.values_list("area", "role", "name"):
        found.setdefault((area, TIERS[role]), []).append(name)
    return found


def _days(since: datetime) -> int:
    return max(0, (timezone.now() - since).days)
