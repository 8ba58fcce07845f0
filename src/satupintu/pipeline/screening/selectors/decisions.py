"""Reads a run's decisions from its Parquet files, never more of them than the reader may see.

A row is named by its number in decisions.parquet, the first being 1: runs never change, so it is stable,
and it says nothing about the person.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.engine.determination import OUTCOMES
from satupintu.engine.nik import clean_nik

from ..standings import has_quota

UNREADABLE = ("nik_anomalous", "nik_malformed", "nik_missing", "nik_precision_lost")
NOT_MATCHED = ("name_mismatch", "nik_unmatched")
PAGE_SIZE = 50
SORTS = {"place": "n", "name": "upper(name)", "village": "village", "outcome": "outcome"}
COLUMNS = (
    "n",
    "file",
    "sheet",
    "row",
    "nik",
    "name",
    "village",
    "outcome",
    "reasons",
    "flags",
    "duplicate_of",
    "rank",
    "within_quota",
)


def _listed(words: Collection[str]) -> str:
    return f"[{', '.join(map(text, words))}]::VARCHAR[]"


# Each step of the funnel, as a test on top of those before it.
FUNNEL = {
    "readable": f"NOT list_has_any(reasons, {_listed(UNREADABLE)})",
    "matched": f"NOT list_has_any(reasons, {_listed(NOT_MATCHED)})",
    "unfailed": "outcome <> 'ineligible'",
    "eligible": "outcome = 'eligible'",
}
NOWHERE = "-"  # the filter word for rows without a village


@dataclass(frozen=True)
class Filters:
    """What the table should show. `search` is a NIK or part of a name; it never stands in an address."""

    outcome: str = ""
    fell: str = ""  # the step of the funnel at which a row fell
    reason: str = ""
    flag: str = ""
    village: str = ""
    file: str = ""
    search: str = ""
    sort: str = "place"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class Page:
    """Rows `first` to `last` of the `total` that fit the filters."""

    rows: list[dict[str, Any]]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


@dataclass(frozen=True)
class Funnel:
    """How many rows are left after each step; every step is part of the one before."""

    rows: int
    readable: int
    matched: int
    unfailed: int
    eligible: int


@dataclass(frozen=True)
class Decisions:
    """A run's rows as one reader may see them: `files` are the lists in their area, None being all."""

    folder: Path
    files: frozenset[str] | None = None

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """Rows by outcome, every outcome named."""
        found = dict(self._fetch("SELECT outcome, count(*) FROM seen GROUP BY 1"))
        return {outcome: found.get(outcome, 0) for outcome in OUTCOMES}

    @cached_property
    def reasons(self) -> list[tuple[str, int]]:
        """Each reason with its rows, the commonest first."""
        return self._ranked("reasons")

    @cached_property
    def flags(self) -> list[tuple[str, int]]:
        return self._ranked("flags")

    @cached_property
    def funnel(self) -> Funnel:
        tests = list(FUNNEL.values())
        steps = ["true", *(" AND ".join(tests[: n + 1]) for n in range(len(tests)))]
        counts = ", ".join(f"count(*) FILTER ({step})" for step in steps)
        return Funnel(*self._fetch(f"SELECT {counts} FROM seen")[0])

    @cached_property
    def villages(self) -> list[dict[str, Any]]:
        """Rows by village and outcome; a row whose list names no village counts under None."""
        return self._by("village")

    @cached_property
    def lists(self) -> list[dict[str, Any]]:
        """Rows by list and outcome."""
        return self._by("file")

    def page(self, filters: Filters) -> Page:
        """One page of the rows that fit; a page past the end is the last."""
        with self.open() as own:
            where, values = _where(filters)
            total = own.execute(f"SELECT count(*) FROM seen WHERE {where}", values).fetchall()[0][0]
            number = max(1, min(filters.page, -(-total // PAGE_SIZE) or 1))
            rows = own.execute(
                f"SELECT {_columns()} FROM seen WHERE {where} ORDER BY {_order(filters)}"
                f" LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE}",
                values,
            ).fetchall()
        return Page([_named(row) for row in rows], total, number)

    def every(self, filters: Filters, batch: int = 5000) -> Iterator[dict[str, Any]]:
        """All rows that fit, in order, `batch` in memory at a time."""
        with self.open() as own:
            where, values = _where(filters)
            query = f"SELECT {_columns()} FROM seen WHERE {where} ORDER BY {_order(filters)}"
            found = own.execute(query, values)
            while rows := found.fetchmany(batch):
                yield from map(_named, rows)

    def row(self, number: int) -> dict[str, Any] | None:
        """One row by its number; None where there is none that this reader may see."""
        rows = self._fetch(f"SELECT {_columns()} FROM seen WHERE n = ?", [number])
        return _named(rows[0]) if rows else None

    def at(self, file: str, sheet: str, row: int) -> dict[str, Any] | None:
        """One row by where it stands in its list."""
        rows = self._fetch(
            f'SELECT {_columns()} FROM seen WHERE file = ? AND sheet = ? AND "row" = ?', [file, sheet, row]
        )
        return _named(rows[0]) if rows else None

    def same_nik(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """The other rows that carry this row's NIK, in order; a filler or a torn number is nobody's."""
        if not row["nik"] or set(row["reasons"]) & set(UNREADABLE):
            return []
        query = f"SELECT {_columns()} FROM seen WHERE nik = ? AND n <> ? ORDER BY n LIMIT 20"
        return [_named(found) for found in self._fetch(query, [row["nik"], row["n"]])]

    def as_read(self, row: dict[str, Any]) -> dict[str, Any]:
        """One row's canonical columns; each `<column>_original` is what the cell said before reading."""
        rows = f"read_parquet({text(self.folder / 'rows.parquet')})"
        query = f'SELECT * FROM {rows} WHERE file = ? AND sheet = ? AND "row" = ?'
        with connection() as own:
            found = own.execute(query, [row["file"], row["sheet"], row["row"]])
            names = [column[0] for column in found.description]
            values = found.fetchone()
        return dict(zip(names, values, strict=True)) if values else {}

    def _ranked(self, column: str) -> list[tuple[str, int]]:
        return self._fetch(
            f"SELECT one, count(*) FROM (SELECT unnest({column}) AS one FROM seen)"
            " GROUP BY one ORDER BY 2 DESC, 1"
        )

    def _by(self, column: str) -> list[dict[str, Any]]:
        counts = ", ".join(f"count(*) FILTER (outcome = '{outcome}')" for outcome in OUTCOMES)
        found = self._fetch(f"SELECT {column}, count(*), {counts} FROM seen GROUP BY 1 ORDER BY 1 NULLS LAST")
        return [dict(zip((column, "rows", *OUTCOMES), row, strict=True)) for row in found]

    def _fetch(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self.open() as own:
            return own.execute(query, list(values)).fetchall()

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the view `seen`: the rows this reader may see, numbered."""
        source = f"read_parquet({text(self.folder / 'decisions.parquet')}, file_row_number = true)"
        standing = "" if has_quota(self.folder) else ", NULL AS rank, NULL AS within_quota"
        limit = "true" if self.files is None else f"list_contains({_listed(sorted(self.files))}, file)"
        with connection() as own:
            own.execute(
                f"CREATE TEMP VIEW seen AS SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS n{standing}"
                f" FROM {source} WHERE {limit}"
            )
            yield own


def _columns() -> str:
    return ", ".join(f'"{column}"' for column in COLUMNS)


def _named(row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


def _order(filters: Filters) -> str:
    if filters.sort not in SORTS or filters.sort == "place":
        return "n DESC" if filters.descending else "n"
    return f"{SORTS[filters.sort]} {'DESC' if filters.descending else 'ASC'} NULLS LAST, n"


def _where(filters: Filters) -> tuple[str, list[Any]]:
    """SQL and its values for the filters; values are always bound."""
    tests: list[tuple[str, list[Any]]] = []
    if filters.outcome:
        tests.append(("outcome = ?", [filters.outcome]))
    if filters.fell in FUNNEL:
        tests.append((_fell(filters.fell), []))
    if filters.reason:
        tests.append(("list_contains(reasons, ?)", [filters.reason]))
    if filters.flag:
        tests.append(("list_contains(flags, ?)", [filters.flag]))
    if filters.village:
        tests.append(
            ("village IS NULL", []) if filters.village == NOWHERE else ("village = ?", [filters.village])
        )
    if filters.file:
        tests.append(("file = ?", [filters.file]))
    if filters.search.strip():
        tests.append(_searched(filters.search.strip()))
    where = " AND ".join(test for test, _ in tests) or "true"
    return where, [value for _, values in tests for value in values]


def _fell(step: str) -> str:
    """Rows that passed every step before this one, and not this one."""
    names = list(FUNNEL)
    before = [FUNNEL[name] for name in names[: names.index(step)]]
    return " AND ".join([*before, f"NOT ({FUNNEL[step]})"])


def _searched(search: str) -> tuple[str, list[Any]]:
    """A NIK, or the beginning or end of one, where the text is digits; else every word in the name."""
    digits = clean_nik(search)
    if digits and digits.isdigit():
        return "(starts_with(nik, ?) OR ends_with(nik, ?))", [digits, digits]
    words = search.upper().split()
    return " AND ".join("contains(upper(name), ?)" for _ in words), words
