"""What can be wrong with a list or unclear in it, as sentences for the person who sent it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListProblem:
    """Why a file was refused: `text` is a whole Indonesian sentence that says what to do about it.

    `typed`: the same for the command line, where a column can be stated besides; empty where it says nothing else.
    """

    file: str
    text: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    typed: str = ""

    def __str__(self) -> str:
        return self.typed or self.text


class ListRefused(Exception):
    """Raised inside the reading of one file; becomes that file's problem, the other files go on."""

    def __init__(
        self,
        text: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str | None = None,
        typed: str = "",
    ) -> None:
        super().__init__(text)
        self.text, self.sheet, self.row, self.column, self.typed = text, sheet, row, column, typed

    def problem(self, file: str) -> ListProblem:
        return ListProblem(file, self.text, self.sheet, self.row, self.column, self.typed)


class ListUsageError(ValueError):
    """The call itself cannot be carried out (two files of one name, a map that fits no file)."""


@dataclass(frozen=True)
class Candidate:
    """One of the columns a question is about."""

    column: str
    header: str


@dataclass(frozen=True)
class ListQuestion:
    """A column that could be two things, or a turnover without its period: asked, never guessed.

    `answers` are the --map values that would settle it, one for each candidate or period; `cure` is the sentence that
    says so on the command line.
    """

    file: str
    sheet: str
    field: str
    text: str
    candidates: tuple[Candidate, ...] = ()
    answers: tuple[str, ...] = ()
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.cure}"


@dataclass(frozen=True)
class Notice:
    """Something read with a reservation: a cell without a result, a date nobody can read."""

    text: str
    row: int | None = None
    column: str | None = None
    count: int = 1


def place(file: str, sheet: str = "", row: int | None = None, column: str | None = None) -> str:
    """'usulan.xlsx, lembar RT 01, baris 12, kolom C': where something stands, as people say it."""
    parts = [file]
    if sheet:
        parts.append(f"lembar {sheet}")
    if row is not None:
        parts.append(f"baris {row}")
    if column:
        parts.append(f"kolom {column}")
    return ", ".join(parts)
