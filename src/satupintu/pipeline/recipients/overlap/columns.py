"""Reads a reckoning's columns for a page: an area's part of a file that is sorted by area, so that little is read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from satupintu.batch.database import database, text
from satupintu.foundation.areas.models import Area, Level

from ..storage import held
from .models import Reckoning

SMALL = 5  # people: fewer might be guessed at, and are shown only to those who may see names


def latest() -> Reckoning | None:
    """The newest count that is done."""
    return Reckoning.objects.filter(done_at__isnull=False).first()


def place_of(area: Area) -> tuple[int, str]:
    """The level and the code under which an area's numbers stand."""
    return min(area.level, Level.VILLAGE), area.code


def rows(path: Path, select: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """What `select` gives, `{file}` in it standing for the file; nothing where the file is not there."""
    if not path.is_file():
        return []
    with held(path) as file, database(threads=1) as connection:
        found = connection.execute(select.format(file=f"read_parquet({text(file)})"), list(values))
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def within(column: str, area: Area) -> tuple[str, list[str]]:
    """SQL for the rows of an area and all below it, and its values."""
    if not area.prefix:
        return "TRUE", []
    return f"({column} = ? OR starts_with({column}, ?))", [area.code, f"{area.code}."]


def hide_small(counts: Sequence[int]) -> set[int]:
    """Which of some parts of a known whole are not shown: the small ones, and where that is one only, the next
    smallest with it, since the rest and the whole would tell it."""
    small = {place for place, count in enumerate(counts) if 0 < count < SMALL}
    others = [place for place, count in enumerate(counts) if place not in small and count > 0]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda place: counts[place]))
    return small
