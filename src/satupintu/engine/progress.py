"""How far along something promised is, in one of five words, and when its owner is to be reminded.

Pure arithmetic on whole numbers and days; what the words mean stands as a table in tests/spec/lights.yaml.
"""

from datetime import date, timedelta
from enum import StrEnum

# Nothing reported is no worry in the first quarter of the time; after it somebody should ask.
QUIET_PART = 25  # per cent of the days from start to deadline
# Somewhat behind a straight line is usual; below four fifths of it somebody should look.
ENOUGH = 80  # per cent of what the days gone by would ask for
NOTICE = timedelta(days=7)


class Light(StrEnum):
    """A traffic light in words; the order is that in which they ask for attention."""

    LATE = "late"
    ATTENTION = "attention"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    DONE = "done"


class Stage(StrEnum):
    """When somebody is reminded of a day: once in each."""

    WEEK = "week"
    DAY = "day"
    LATE = "late"


def light(*, target: int, reached: int, starts: date, deadline: date, today: date) -> Light:
    """The light of something of which `target` is to be reached from `starts` to the end of `deadline`.

    `target` and `reached` are in one unit, whatever it is. Done is done, also when it came late; late is what its
    day has passed and is not whole. Raises ValueError for a target below 1 or a deadline before the start.
    """
    if target < 1:
        raise ValueError(f"a target of {target} cannot be reached")
    if deadline < starts:
        raise ValueError(f"the deadline {deadline} is before the start {starts}")
    if reached >= target:
        return Light.DONE
    if today > deadline:
        return Light.LATE
    days, gone = (deadline - starts).days, (today - starts).days
    if reached <= 0:
        return Light.NOT_STARTED if gone * 100 <= days * QUIET_PART else Light.ATTENTION
    return Light.ATTENTION if reached * days * 100 < target * gone * ENOUGH else Light.ON_TRACK


def days_late(deadline: date, today: date) -> int:
    """How many days ago the deadline passed; 0 while it has not."""
    return max(0, (today - deadline).days)


def stage(due: date, today: date) -> Stage | None:
    """The stage of reminding that a day stands in; None while it is more than a week away."""
    if today > due:
        return Stage.LATE
    if today == due:
        return Stage.DAY
    return Stage.WEEK if due - today <= NOTICE else None
