"""Reads a reckoning's columns for a page: an area's part of a file that is sorted by area, so that little is read."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.coarse import told

from ..offers import reported_by
from ..storage import held
from .models import Reckoning

Tell = Callable[..., int | None]
_AT_ONCE = 20_000  # people read into memory for a list
_OF_ALL_AID = ("spread", "pillars")  # tables of which any report moves any number


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
    with held(path) as file, connection() as own:
        found = own.execute(select.format(file=f"read_parquet({text(file)})"), list(values))
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def within(column: str, area: Area) -> tuple[str, list[str]]:
    """SQL for the rows of an area and all below it, and its values."""
    if not area.prefix:
        return "TRUE", []
    return f"({column} = ? OR starts_with({column}, ?))", [area.code, f"{area.code}."]


def teller(sees_names: bool) -> Tell:
    """`tell(number, *cell)`: the number itself to those who may see names; others are told it in fives, and of a
    small one nothing (None). A number that stands on two pages is one cell on both."""
    return (lambda number, *_cell: number) if sees_names else told


def teller_for(user: User, reckoning: Reckoning | None, names: str = "aid.read") -> Tell:
    """`teller` for a person; `names` is the action that lets them see names.

    An agency without it writes part of what is counted: it could report one NIK among chosen others, and see a number
    pass its next step. Numbers that its own reports move therefore have other steps after each of its reports, and
    nought is told no more than a few is.
    """
    reported = reckoning.summary.get("reported", {}).get(user.agency) if reckoning and user.agency else None
    if user.can(names) or not reported:
        return teller(user.can(names))
    own = set(reported_by(user.agency))

    def tell(number: int, *cell: str) -> int | None:
        is_moved = cell[0] in _OF_ALL_AID or not own.isdisjoint(cell) or cell[-2:-1] in (("part",), ("rest",))
        return told(number, *cell, reported) or None if is_moved else told(number, *cell)

    return tell


def tell_parts(
    tell: Tell, whole: int, part: int, *cell: str, of: str = ""
) -> tuple[int | None, int | None, int | None]:
    """A number, a part of it (`of` says which) and the rest, as told; a part that is all of it is the same number."""
    shown = tell(whole, *cell)
    if shown is None:
        return None, None, None
    if whole == 0 or (part in (0, whole) and tell(0, *cell, "part", of) == 0):
        return shown, shown if part else 0, 0 if part else shown
    return shown, tell(part, *cell, "part", of), tell(whole - part, *cell, "rest", of)


class Listed:
    """Rows of a reckoning's file: a sequence for a paginator, read page by page; what to read a subclass says."""

    _path: Path
    _where: str
    _values: list[Any]

    def __len__(self) -> int:
        found = rows(self._path, f"SELECT count(*) AS n FROM {{file}} WHERE {self._where}", self._values)
        return int(found[0]["n"]) if found else 0

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        raise NotImplementedError

    def every(self) -> Iterator[dict[str, Any]]:
        """All of them, some thousands at a time."""
        for start in range(0, len(self), _AT_ONCE):
            yield from self[start : start + _AT_ONCE]
