"""The table of lights and stages, as people read it, against the engine."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from satupintu.community.coordination.wording import words_of
from satupintu.engine.progress import days_late, light, stage

TABLE = yaml.safe_load((Path(__file__).parent / "lights.yaml").read_text(encoding="utf-8"))


def day(written: str) -> date:
    number, month = map(int, written.split("-"))
    return date(2026, month, number)


@pytest.mark.parametrize("case", TABLE["lights"], ids=lambda case: case["why"])
def test_light(case):
    shown = light(
        target=case.get("target", 100),
        reached=case["tercapai"],
        starts=day(case.get("mulai", "1-1")),
        deadline=day(case.get("tenggat", "31-12")),
        today=day(case["hari_ini"]),
    )
    assert words_of(shown) == case["tampil"]


@pytest.mark.parametrize("case", TABLE["stages"], ids=lambda case: case["why"])
def test_stage(case):
    assert (stage(date(2026, 6, 30), day(case["hari_ini"])) or "tidak") == case["tahap"]


@pytest.mark.parametrize(
    "wrong", [{"target": 0}, {"target": -1}, {"starts": date(2026, 7, 1), "deadline": date(2026, 6, 30)}]
)
def test_what_can_have_no_light_is_refused(wrong):
    usual = {"target": 1, "starts": date(2026, 1, 1), "deadline": date(2026, 12, 31)}
    with pytest.raises(ValueError, match=r"cannot be reached|before the start"):
        light(reached=0, today=date(2026, 5, 5), **usual | wrong)


def test_days_late_are_counted_from_the_day_after_the_deadline():
    due = date(2026, 6, 30)
    assert [days_late(due, one) for one in (date(2026, 6, 1), due, date(2026, 7, 3))] == [0, 0, 3]
