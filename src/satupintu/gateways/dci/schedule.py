"""When a subscription wants to be told: the cron expression of its `frequency`, and the next moment that it means.

Five fields as cron has them (minute, hour, day, month, weekday; 0 and 7 are Sunday), or six or seven as the
specification's own example (`0 0 0 5,15 * ? *`: seconds first, perhaps a year last; 1 is Sunday). In a field: `*`, `?`,
numbers, names of months and weekdays, ranges, steps, lists. Moments are those of the clock that is handed in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_PART = re.compile(r"(?:\*|\?|([A-Z]{3}|\d{1,4})(?:-([A-Z]{3}|\d{1,4}))?)(?:/(\d{1,4}))?")
_FARTHEST = 366 * 9  # days looked ahead: between two 29 Februaries lie eight years at most


class ScheduleProblem(ValueError):
    """A frequency that cannot be kept; the text says why."""


@dataclass(frozen=True)
class Schedule:
    """The moments of a cron expression. `weekdays`: 0 is Sunday. `is_either`: day and weekday are both limited, and it
    is enough that one of them fits."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]
    is_either: bool

    def next_after(self, moment: datetime) -> datetime | None:
        """The first moment after this one, in its time zone; None where there is none in nine years."""
        for ahead in range(_FARTHEST):
            today = moment.date() + timedelta(days=ahead)
            if self._has(today):
                for clock in self._times(time.min if ahead else moment.time()):
                    found = datetime.combine(today, clock, moment.tzinfo)
                    if found > moment:
                        return found
        return None

    def _has(self, day: date) -> bool:
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = by_day or by_weekday if self.is_either else by_day and by_weekday
        return fits and day.month in self.months and day.year in self.years

    def _times(self, since: time) -> Iterator[time]:
        """Those of a day, but for hours and minutes that are over: every second is a schedule too."""
        for hour in (one for one in self.hours if one >= since.hour):
            for minute in (one for one in self.minutes if hour > since.hour or one >= since.minute):
                yield from (time(hour, minute, second) for second in self.seconds)


@lru_cache(maxsize=256)
def schedule_of(text: str) -> Schedule:
    """Reads an expression. Raises ScheduleProblem for what is none, or means more than is kept here (L, W, #)."""
    fields = text.upper().split()
    if len(fields) not in (5, 6, 7) or len(text) > 120:
        raise ScheduleProblem("harus ekspresi cron dengan 5, 6 atau 7 bagian")
    is_quartz = len(fields) > 5
    second, minute, hour, day, month, weekday, year = (
        ["0", *fields, "*"] if not is_quartz else [*fields, "*"][:7]
    )
    first = 1 if is_quartz else 0  # the number of Sunday
    days_of_week = _numbers(weekday, first, 7, _WEEKDAYS, first)
    return Schedule(
        seconds=tuple(sorted(_numbers(second, 0, 59))),
        minutes=tuple(sorted(_numbers(minute, 0, 59))),
        hours=tuple(sorted(_numbers(hour, 0, 23))),
        days=frozenset(_numbers(day, 1, 31)),
        months=frozenset(_numbers(month, 1, 12, _MONTHS, 1)),
        weekdays=frozenset((one - first) % 7 for one in days_of_week),
        years=frozenset(_numbers(year, 1970, 2199)),
        is_either=day[0] not in "*?" and weekday[0] not in "*?",
    )


def _numbers(field: str, low: int, high: int, names: tuple[str, ...] = (), offset: int = 0) -> set[int]:
    """The numbers that a field means; `names` are those of the numbers from `offset` on."""
    known = {name: number for number, name in enumerate(names, start=offset)}
    found: set[int] = set()
    for part in field.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            raise ScheduleProblem(f"bagian cron '{part[:20]}' tidak dikenal; L, W dan # tidak dilayani")
        try:
            begin, end, step = (known[one] if one in known else int(one) for one in _bounds(read, low, high))
        except ValueError:
            raise ScheduleProblem(f"bagian cron '{part[:20]}' tidak dikenal") from None
        if not low <= begin <= end <= high or not step:
            raise ScheduleProblem(f"bagian cron '{part[:20]}' harus dari {low} sampai {high}")
        found.update(range(begin, end + 1, step))
    return found


def _bounds(read: re.Match[str], low: int, high: int) -> tuple[str, str, str]:
    """First, last and step, as written or as meant: `5/15` goes on to the end, `5` alone does not."""
    begin, end, step = read.groups()
    if begin is None:
        return str(low), str(high), step or "1"
    return begin, end or (str(high) if step else begin), step or "1"
