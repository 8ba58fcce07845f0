"""Every test of coordination has the small catalogue, and a planner of 35.07."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Any:
    from satupintu.community.coordination import names

    from . import case  # not before the apps are loaded, for whoever runs this folder alone

    monkeypatch.setattr(names, "catalogue", lambda: case.CATALOGUE)
    return case.CATALOGUE


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`on_day(date)`: from then on it is noon of that day in Jakarta."""
    from django.utils import timezone

    def settle(day: date) -> datetime:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now + timedelta(0)

    return settle


@pytest.fixture
def planner(make_user: Any, data_folder: Any, on_day: Any) -> Any:
    """The regency's planner, on the first of March 2026."""
    on_day(date(2026, 3, 1))
    return make_user("district_officer")
