"""The moments of a subscription's cron expression, in both ways of writing one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from satupintu.gateways.dci.schedule import ScheduleProblem, schedule_of

NOW = datetime(2026, 11, 22, 10, 30, 15, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Sunday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 0 5,15 * ? *", "2026-12-05 00:00:00"),  # the specification's own
        ("0 7 * * *", "2026-11-23 07:00:00"),
        ("*/15 * * * *", "2026-11-22 10:45:00"),
        ("30 10 * * *", "2026-11-23 10:30:00"),
        ("20 30 10 * * ?", "2026-11-22 10:30:20"),
        ("0 0 8 ? * 2", "2026-11-23 08:00:00"),  # with seconds first, 2 is Monday
        ("0 8 * * 2", "2026-11-24 08:00:00"),  # without, Tuesday
        ("0 8 * * 7", "2026-11-29 08:00:00"),
        ("0 8 * * 0,sun", "2026-11-29 08:00:00"),
        ("0 0 8 ? JAN-MAR MON", "2027-01-04 08:00:00"),
        ("0 12 25 * 1", "2026-11-23 12:00:00"),  # either of the two days
        ("0 0 12 29 2 ? 2027-2099", "2028-02-29 12:00:00"),
        ("0 0/6 * * *", "2026-11-22 12:00:00"),
        ("* * * * * ?", "2026-11-22 10:30:16"),
        ("59 59 23 * * ?", "2026-11-22 23:59:59"),
        ("0 10 * * *", "2026-11-23 10:00:00"),
    ],
)
def test_next(text, expected):
    assert str(schedule_of(text).next_after(NOW)) == f"{expected}+07:00"


def test_never():
    assert schedule_of("0 0 30 2 *").next_after(NOW) is None
    assert schedule_of("0 0 0 1 1 ? 2020").next_after(NOW) is None


@pytest.mark.parametrize(
    "text",
    ["", "daily", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *",
     "5-1 * * * *", "0 0 0 L * ?", "0 0 0 ? * 6#3", "0 0 0 15W * ?", "* * * * mon-xyz", "1,,2 * * * *", "-1 * * * *",
     "0 0 0 0 1 ? 1", "* * * * * * * *"],
)  # fmt: skip
def test_what_cannot_be_kept(text):
    with pytest.raises(ScheduleProblem):
        schedule_of(text)
