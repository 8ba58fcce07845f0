"""What a person has said about columns: --map on the command line, the mapping page on the web."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from satupintu.gateways.lists.problems import ListRefused, ListUsageError

CANONICAL = (
    "nik", "kk", "name", "birth_date", "sex", "address", "rt", "rw", "village", "sector", "phone", "annual_turnover",
    "business_letter", "submitted_at", "proposer",
)  # fmt: skip
PERIODS = {
    "per_day": 300, "per_week": 52, "per_2_weeks": 26, "per_month": 12, "per_2_months": 6, "per_3_months": 4,
    "per_4_months": 3, "per_6_months": 2, "per_year": 1,
}  # fmt: skip
_ALSO = ("rt_rw", "district", "regency")
MAPPED = frozenset((*CANONICAL, *_ALSO))  # the fields that a map may name
_FORM = re.compile(
    rf"^(?:(?P<file>.+?)(?:!(?P<sheet>.+?))?:)?(?P<field>{'|'.join((*CANONICAL, *_ALSO))})"
    rf"(?::(?P<period>{'|'.join(PERIODS)}))?=(?P<column>.*)$",
    re.DOTALL,
)


@dataclass(frozen=True)
class ColumnMap:
    """One statement about a column. `column` is a letter or a header's text; None: no column holds the field.

    `file` and `sheet` None: it holds for every one. `village` states the village of a whole file instead.
    """

    field: str
    column: str | None
    period: str | None = None
    file: str | None = None
    sheet: str | None = None
    village: str | None = None

    @classmethod
    def parse(cls, text: str) -> ColumnMap:
        """Reads '[FILE[!SHEET]:]FIELD=COLUMN'. Raises ListUsageError with the form when it does not fit."""
        match = _FORM.match(text.strip())
        if not match:
            raise ListUsageError(
                f"--map {text!r} tidak dikenali. Bentuknya [BERKAS[!LEMBAR]:]ISIAN=KOLOM, misalnya nik=C atau "
                f"'usulan.xlsx!RT 01:annual_turnover:per_day=J'. Isian: {', '.join(CANONICAL)}."
            )
        field, column, period = match["field"], match["column"].strip(), match["period"]
        if period and field != "annual_turnover":
            raise ListUsageError(f"--map {text!r}: hanya annual_turnover yang memakai {period}.")
        if not column:
            raise ListUsageError(f"--map {text!r}: sebutkan hurufnya, judul kolomnya, atau - bila tidak ada.")
        village = None
        if field == "village" and len(re.sub(r"\D", "", column)) == 10 and not re.search(r"[A-Za-z]", column):
            village, column = column, "-"
        return cls(field, None if column == "-" else column, period, match["file"], match["sheet"], village)

    def __str__(self) -> str:
        """The map as `parse` reads it."""
        where = "!".join(part for part in (self.file, self.sheet) if part)
        period = f":{self.period}" if self.period else ""
        return f"{where + ':' if where else ''}{self.field}{period}={self.village or self.column or '-'}"

    def applies(self, file: str, sheet: str) -> bool:
        return self.file in (None, file) and self.sheet in (None, sheet)


def check_maps(maps: Iterable[ColumnMap], files: Iterable[str]) -> None:
    """Raises ListUsageError for a map that names a file which is not among the lists."""
    known = set(files)
    for one in maps:
        if one.file is not None and one.file not in known:
            raise ListUsageError(f"--map menyebut berkas {one.file!r} yang tidak ada di antara daftar.")


def check_sheets(maps: Iterable[ColumnMap], file: str, sheets: Sequence[str]) -> None:
    """Raises ListRefused for a map that names a sheet which this file has not."""
    for one in maps:
        if one.file == file and one.sheet and one.sheet not in sheets:
            shown = ", ".join(filter(None, sheets)) or "berkas ini tidak berlembar"
            raise ListRefused(
                f"{file}: lembar {one.sheet!r} yang disebut pada --map tidak ada ({shown}). Betulkan nama lembarnya."
            )


def check_heeded(maps: Iterable[ColumnMap], heeded: Collection[ColumnMap]) -> None:
    """Raises ListUsageError for a map for all lists whose column stands in none of them."""
    for one in maps:
        if one.file is None and one.column is not None and one not in heeded:
            raise ListUsageError(
                f"--map '{one}': kolom {one.column!r} tidak ada di satu daftar pun. Sebutkan huruf atau judul kolomnya."
            )


def option(value: str) -> str:
    """A map as it is typed: --map 'usulan.xlsx!RT 01:nik=C', safe for a shell whatever the sheet is called."""
    quoted = value.replace("'", "'\\''")
    return f"--map '{quoted}'"


def answer(file: str, sheet: str, field: str, column: str, period: str | None = None) -> str:
    """The --map value that would settle a question."""
    where = f"{file}!{sheet}" if sheet else file
    return f"{where}:{field}{f':{period}' if period else ''}={column}"
