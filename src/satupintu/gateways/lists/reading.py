"""What came of reading: for every file its sheets, columns and rows, and everything left out or in doubt."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from satupintu.gateways.lists.problems import Candidate, ListProblem, ListQuestion, Notice


@dataclass(frozen=True)
class ReadColumn:
    """A column as it was understood: which field it holds, by its letter and header, and how sure that is."""

    field: str
    column: str
    header: str
    score: float


@dataclass(frozen=True)
class ReadSheet:
    """One sheet: `header_rows`, `first_row`, `last_row` are row numbers as people see them; `rows` people read.

    `headings` are all columns with words over them, used or not. `skipped` counts the rows left out, by kind.
    `reason` says why a whole sheet was left out ('' if read).
    """

    name: str
    reason: str = ""
    hidden: bool = False
    header_rows: tuple[int, ...] = ()
    columns: tuple[ReadColumn, ...] = ()
    first_row: int | None = None
    last_row: int | None = None
    width: int = 0
    rows: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    period: str | None = None
    unit: int = 1
    village: str | None = None
    village_found: str = ""
    notices: tuple[Notice, ...] = ()
    headings: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class ReadFile:
    """One file: read when `problem` is None. `questions` unanswered are a problem too."""

    name: str
    sha256: str
    kind: str = ""
    problem: ListProblem | None = None
    questions: tuple[ListQuestion, ...] = ()
    sheets: tuple[ReadSheet, ...] = ()
    rows: int = 0
    same_as: str | None = None


@dataclass(frozen=True)
class Reading:
    """The reading of all lists of a round, files by name."""

    files: tuple[ReadFile, ...]
    rows: int

    @property
    def problems(self) -> tuple[ListProblem, ...]:
        return tuple(file.problem for file in self.files if file.problem)

    @property
    def questions(self) -> tuple[ListQuestion, ...]:
        return tuple(question for file in self.files for question in file.questions)

    def to_json(self) -> dict[str, Any]:
        """Plain values, the same for the same files wherever they lie."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reading:
        """The reading that `to_json` wrote."""

        def questions(items: list[dict[str, Any]]) -> tuple[ListQuestion, ...]:
            return tuple(
                ListQuestion(
                    **{
                        **item,
                        "candidates": tuple(Candidate(**one) for one in item["candidates"]),
                        "answers": tuple(item["answers"]),
                    }
                )
                for item in items
            )

        def sheet(item: dict[str, Any]) -> ReadSheet:
            return ReadSheet(
                **{
                    **item,
                    "header_rows": tuple(item["header_rows"]),
                    "columns": tuple(ReadColumn(**one) for one in item["columns"]),
                    "notices": tuple(Notice(**one) for one in item["notices"]),
                    "headings": tuple(Candidate(**one) for one in item.get("headings", ())),
                }
            )

        def file(item: dict[str, Any]) -> ReadFile:
            return ReadFile(
                **{
                    **item,
                    "problem": ListProblem(**item["problem"]) if item["problem"] else None,
                    "questions": questions(item["questions"]),
                    "sheets": tuple(sheet(one) for one in item["sheets"]),
                }
            )

        return cls(tuple(file(one) for one in data["files"]), data["rows"])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
