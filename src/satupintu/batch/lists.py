"""A nation's lists, read where they stand: what a round knows of them before it reads a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Part:
    """One list read where it stands: its name, and its place among the rows, from 1."""

    name: str
    first: int
    rows: int


class SelectSome(Protocol):
    """The SELECT of the rows of lists, by their places, with all columns or those named.

    `rows`: of a single list only these, the first being 0; `among`: only those whose `seq` a relation has, the others
    being left out before their cells are looked at; `joined` and `besides`: what the rows are joined with before that,
    given their SELECT with `seq`, and the columns it adds.
    """

    def __call__(
        self,
        places: Sequence[int],
        columns: Collection[str] | None,
        *,
        rows: range | None = None,
        among: str = "",
        joined: Callable[[str], str] | None = None,
        besides: Sequence[str] = (),
    ) -> str: ...


@dataclass(frozen=True)
class Lists:
    """A nation's lists: the SELECT of all their rows, each list as a part, and the SELECT of some lists' rows."""

    select: str
    parts: Sequence[Part]
    select_some: SelectSome

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(part.rows for part in self.parts)
