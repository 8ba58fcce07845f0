"""A table with known titles out of a workbook, as a CSV: for jobs that read CSV and Parquet only.

Nothing is guessed: the titles are those that the job asks for, wherever in the first rows they stand, and the people
stand on one sheet. Lists of applicants, whose titles are anybody's, have a reader of their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from satupintu.gateways.lists.grids import UNSAVED, Cell, Grid, letter, plain
from satupintu.gateways.lists.opening import MARKUP, SAVE_AS, kind_of
from satupintu.gateways.lists.problems import ListRefused, place
from satupintu.gateways.lists.workbooks import read_workbook

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
NIK = "nik"
_HEADER_WITHIN = 30  # rows; titles and letterheads stand above a header
_NIK = re.compile(r"'?\d{2}(?:[ .-]?\d){14}")


@dataclass(frozen=True)
class SheetTable:
    """The sheet it stood on, and the row number of its first row of data there."""

    sheet: str
    first_row: int


def is_workbook(path: Path) -> bool:
    """Whether a file is called as workbooks are."""
    return path.suffix.lower() in SUFFIXES


def write_table(path: Path, needed: Collection[str], out: Path) -> SheetTable:
    """Writes the workbook's table with the titles `needed` as a CSV to `out`, a line for each of its rows.

    Titles that are missing are the reader's to tell. Raises ListRefused for a workbook that cannot be read, people on
    two sheets, and cells that do not hold what was meant: a NIK kept as a number, a formula without its result.
    """
    data = path.read_bytes()
    kind = kind_of(data, path.name)
    if kind in (*MARKUP, "csv", "parquet"):
        raise ListRefused(f"{path.name}: isinya bukan buku kerja. {SAVE_AS}")
    grids = read_workbook(data, path.name, kind)
    grid, header = _the_one(grids, path.name, needed)
    titles = [plain(cell).lower() or f"kolom_{at}" for at, cell in enumerate(grid.rows[header])]
    _refuse_unsure(grid, header, titles, needed, path.name)
    with out.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(titles)
        writer.writerows(_lines(grid, header, len(titles)))
    return SheetTable(grid.name, grid.numbers[header] + 1)


def _the_one(grids: list[Grid], name: str, needed: Collection[str]) -> tuple[Grid, int]:
    """The sheet with the titles, and its header's place. People on another sheet, a hidden one too, would be missed."""
    headed = [(grid, at) for grid in grids if (at := _header(grid, needed)) is not None and not grid.hidden]
    if not headed:
        raise ListRefused(
            f"{name}: tidak ada lembar dengan baris judul di {_HEADER_WITHIN} baris pertama. Kolom yang diperlukan: "
            f"{', '.join(needed)}."
        )
    grid, at = max(headed, key=lambda one: any(_niks(one[0])))
    others = [one.name for one in grids if one is not grid and any(_niks(one))]
    if others:
        raise ListRefused(
            f"{name}: selain di lembar {grid.name}, ada NIK di lembar {', '.join(others)}. Gabungkan semua baris di "
            "satu lembar, atau hapus lembar yang tidak dipakai, lalu jalankan lagi."
        )
    return grid, at


def _header(grid: Grid, needed: Collection[str]) -> int | None:
    """The place of the first row that has most of the titles, the NIK's among them."""
    found = [
        (-len(titles & set(needed)), at)
        for at, row in enumerate(grid.rows[:_HEADER_WITHIN])
        if NIK in (titles := {plain(cell).lower() for cell in row})
    ]
    return min(found)[1] if found else None


def _niks(grid: Grid) -> Iterator[bool]:
    return (True for row in grid.rows for cell in row if _is_nik(cell))


def _is_nik(cell: Cell) -> bool:
    return _NIK.fullmatch(cell.strip()) is not None if isinstance(cell, str) else _has_lost(cell)


def _has_lost(cell: Cell) -> bool:
    """Whether a number is so long that a spreadsheet has forgotten its last digit."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and cell >= 10**15


def _refuse_unsure(grid: Grid, header: int, titles: list[str], needed: Collection[str], name: str) -> None:
    columns = {at: title for at, title in enumerate(titles) if title in needed}
    for at, row in enumerate(grid.rows[header + 1 :], start=header + 1):
        for column, title in columns.items():
            cell = row[column] if column < len(row) else ""
            where = f"{place(name, grid.name, grid.numbers[at], letter(column))} ({title})"
            if title == NIK and _has_lost(cell):
                raise ListRefused(
                    f"{where}: NIK disimpan sebagai angka, angka terakhirnya bisa hilang. Simpan NIK sebagai teks."
                )
            if cell == UNSAVED or (at, column) in grid.errors:
                raise ListRefused(
                    f"{where}: rumus tanpa hasil. Buka di Excel, simpan sebagai nilai, lalu jalankan lagi."
                )


def _lines(grid: Grid, header: int, width: int) -> Iterator[list[str]]:
    """The rows below the header, blank ones too, so that every row keeps its number."""
    for at, row in enumerate(grid.rows[header + 1 :]):
        cells = [_text(cell) for cell in row[:width]]
        if at == 0 and counts_columns(cells):
            cells = []
        yield cells + [""] * (width - len(cells))


def counts_columns(cells: Iterable[str]) -> bool:
    """Whether the row below a header only numbers the columns, as forms of offices do: (1), (2), (3)."""
    numbers = [cell.strip("() ") for cell in cells if cell]
    return len(numbers) > 1 and numbers == [str(one) for one in range(1, len(numbers) + 1)]


def _text(cell: Cell) -> str:
    """A cell in one line; of what is not whole six decimals, for 234.567 would be read as thousands."""
    is_broken = isinstance(cell, float) and not cell.is_integer()
    return f"{cell:.6f}" if is_broken else plain(cell)
