"""What reading asks about a list's columns, in the words of a page, with the cells that help to answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satupintu.foundation.accounts.models import User
from satupintu.gateways.lists import ColumnMap
from satupintu.gateways.lists.any_kind import grids_of
from satupintu.gateways.lists.grids import Grid, index_of, letter, plain
from satupintu.gateways.lists.opening import kind_of

from ..models import ListFile
from .persons import LABELS

PERIODS = {
    "per_day": gettext_lazy("Omzet per hari"),
    "per_week": gettext_lazy("Omzet per minggu"),
    "per_2_weeks": gettext_lazy("Omzet per dua minggu"),
    "per_month": gettext_lazy("Omzet per bulan"),
    "per_2_months": gettext_lazy("Omzet per dua bulan"),
    "per_3_months": gettext_lazy("Omzet per tiga bulan"),
    "per_4_months": gettext_lazy("Omzet per empat bulan"),
    "per_6_months": gettext_lazy("Omzet per enam bulan"),
    "per_year": gettext_lazy("Omzet per tahun"),
}
_SHOWN_ROWS, _SAMPLES = 6, 3


@dataclass(frozen=True)
class Asked:
    """One question about one sheet. `answers` are ready for `maps`; `columns` and `headers` say which layout it is."""

    sheet: str
    field: str
    answers: tuple[str, ...]
    layout: tuple[str, ...]
    candidates: tuple[tuple[str, str], ...]

    def is_same_as(self, other: "Asked") -> bool:
        return self.signature == other.signature and len(self.answers) == len(other.answers)

    @property
    def turnover(self) -> tuple[str, ...]:
        """The column a question about a turnover's period is about, where nothing else is in doubt."""
        answers = {answer.rpartition("=")[2] for answer in self.answers}
        return tuple(answers) if self.field == "annual_turnover" and len(answers) == 1 else ()

    @property
    def signature(self) -> list[Any]:
        """Sheets of one layout asking the same thing have the same signature, as plain JSON."""
        return [self.field, [list(one) for one in self.candidates], list(self.layout)]

    def as_answered(self, choice: int, by: User, at: str) -> dict[str, Any]:
        """How an answer is kept, so that later lists of this layout need not ask again; `at` is a time in ISO."""
        meant = replace(ColumnMap.parse(self.answers[choice]), file=None, sheet=None)
        kept = {"signature": self.signature, "choice": choice, "area": by.area_id}
        return {**kept, "sheet": self.sheet, "answer": str(meant), "by": by.pk, "at": at}


@dataclass(frozen=True)
class Option:
    """An answer as a radio button: its label, and what stands in that column."""

    value: int
    label: str
    samples: list[str]


@dataclass(frozen=True)
class Question:
    """A question ready for a page: the sheet's first rows as a table, the columns in doubt marked."""

    asked: Asked
    title: str
    options: list[Option]
    letters: list[str]
    rows: list[tuple[int, list[str]]]
    marked: set[str]


def asked_of(list_file: ListFile, reading: dict[str, Any] | None = None) -> list[Asked]:
    """Every open question of a list, in the order of its sheets."""
    reading = list_file.reading if reading is None else reading
    layouts = {sheet["name"]: _layout(sheet) for sheet in reading.get("sheets", ())}
    return [
        Asked(
            sheet=one["sheet"],
            field=one["field"],
            answers=tuple(one["answers"]),
            layout=layouts.get(one["sheet"], ()),
            candidates=tuple((found["column"], found["header"]) for found in one["candidates"]),
        )
        for one in reading.get("questions", ())
    ]


def same_questions(list_file: ListFile, asked: Asked) -> list[Asked]:
    """The open questions of a list that ask the same about the same layout."""
    return [one for one in asked_of(list_file) if one.is_same_as(asked)]


def questions_for_page(list_file: ListFile) -> list[Question]:
    """Every open question with the cells around it, read from the file as it was sent."""
    grids = {grid.name: grid for grid in _grids(list_file.path)}
    headers = {sheet["name"]: sheet["header_rows"] for sheet in list_file.reading.get("sheets", ())}
    return [_for_page(one, grids.get(one.sheet), headers.get(one.sheet, ())) for one in asked_of(list_file)]


def _for_page(asked: Asked, grid: Grid | None, header_rows: Iterable[int]) -> Question:
    begin, end = min(header_rows, default=1), max(header_rows, default=1)
    shown = _cells(grid, begin, end + _SHOWN_ROWS) if grid else []
    body = _cells(grid, end + 1, end + 40) if grid else []
    columns = [column for column, _header in asked.candidates]
    options = []
    for value, answer in enumerate(asked.answers):
        column = columns[value] if value < len(columns) else ""
        options.append(Option(value, _option_label(asked, value, answer), _samples(body, column)))
    width = max((len(cells) for _number, cells in shown), default=0)
    return Question(
        asked=asked,
        title=_title(asked),
        options=options,
        letters=[letter(index) for index in range(width)],
        rows=[(number, [*cells, *[""] * (width - len(cells))]) for number, cells in shown],
        marked=set(columns) or set(asked.turnover),
    )


def _title(asked: Asked) -> str:
    if asked.field == "annual_turnover" and not asked.candidates:
        return _("Omzet di daftar ini untuk berapa lama?")
    return _("Kolom mana yang berisi %(field)s?") % {"field": LABELS.get(asked.field, asked.field)}


def _option_label(asked: Asked, value: int, answer: str) -> str:
    for period, label in PERIODS.items():
        if f":{period}=" in answer:
            return str(label)
    if value < len(asked.candidates):
        column, header = asked.candidates[value]
        if not header:
            return _("Kolom %(column)s, tanpa judul") % {"column": column}
        return _("Kolom %(column)s: “%(header)s”") % {"column": column, "header": header}
    return _("Tidak ada kolom itu")


def _samples(body: list[tuple[int, list[str]]], column: str) -> list[str]:
    if not column:
        return []
    at = index_of(column)
    found = [cells[at] for _number, cells in body if at < len(cells) and cells[at]]
    return list(dict.fromkeys(found))[:_SAMPLES]


def _cells(grid: Grid, first: int, last: int) -> list[tuple[int, list[str]]]:
    """The cells of the rows with these numbers, as people read them."""
    return [
        (number, [plain(cell) for cell in row])
        for number, row in zip(grid.numbers, grid.rows, strict=False)
        if first <= number <= last and any(cell != "" for cell in row)
    ]


def _grids(path: Path) -> list[Grid]:
    data = path.read_bytes()
    kind = kind_of(data, path.name)
    return [] if kind == "parquet" else grids_of(data, path.name, kind)


def _layout(sheet: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{one['column']}:{one['header']}" for one in sheet["columns"])
