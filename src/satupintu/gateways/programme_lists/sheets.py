"""The rows of an agency's spreadsheet: where its header stands, and every person-made row below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from satupintu.engine.listing import Agency
from satupintu.gateways.lists.csvs import read_csv
from satupintu.gateways.lists.grids import MARKS, Grid, letter
from satupintu.gateways.lists.grids import plain as shown
from satupintu.gateways.lists.opening import MARKUP, kind_of
from satupintu.gateways.lists.problems import ListRefused
from satupintu.gateways.programme_lists.columns import NEEDED, fields_in, label, plain
from satupintu.gateways.programme_lists.meaning import Refusal, Reported, ReportRefused, repeated, understand

_HEADER_WITHIN = 30
_LEAST_FIELDS = 3
MOST_ROWS = 2_000
_SUMS = {"jumlah", "total", "jumlah total", "total anggaran"}


def read_list(data: bytes, name: str, agencies: Mapping[str, Agency]) -> list[Reported]:
    """Every programme of every sheet that has a header of ours.

    Raises ListRefused for a file that cannot be opened, ReportRefused with every reason when any row is refused.
    """
    found: list[Reported] = []
    refusals: list[Refusal] = []
    sheets = 0
    for grid in _grids(data, name):
        if grid.hidden or (header := _header(grid)) is None:
            continue
        sheets += 1
        more, reasons = _read(grid, header, agencies)
        found, refusals = [*found, *more], [*refusals, *reasons]
    if not sheets:
        needed = ", ".join(label(one) for one in NEEDED)
        raise ListRefused(
            f"{name}: tidak ada baris judul kolom yang dikenali. Judulnya sedikitnya {needed}; unduh contohnya."
        )
    refusals += repeated(found)
    if not found and not refusals:
        refusals = [Refusal(None, "", f"{name} tidak berisi satu program pun di bawah judul kolomnya")]
    if refusals:
        raise ReportRefused(refusals)
    return found


def _grids(data: bytes, name: str) -> list[Grid]:
    kind = kind_of(data, name)
    if kind == "csv":
        return [read_csv(data, name)]
    if kind in MARKUP:
        from satupintu.gateways.lists.markup import read_markup  # seldom needed

        return read_markup(data, name)
    if kind == "parquet":
        raise ListRefused(f"{name}: laporan program dibaca dari XLSX, XLS, ODS, atau CSV, bukan Parquet.")
    from satupintu.gateways.lists.workbooks import read_workbook

    return read_workbook(data, name, kind)


def _header(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The row that names most of our fields, and its columns; None when none names enough."""
    best: tuple[int, dict[int, str]] | None = None
    for place, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns = fields_in([shown(cell) for cell in row])
        named = set(columns.values())
        is_header = len(named) >= _LEAST_FIELDS and "title" in named
        if is_header and (best is None or len(named) > len(set(best[1].values()))):
            best = place, columns
    return best


def _read(
    grid: Grid, header: tuple[int, dict[int, str]], agencies: Mapping[str, Agency]
) -> tuple[list[Reported], list[Refusal]]:
    place, columns = header
    if refusals := _unclear(grid, place, columns):
        return [], refusals
    found: list[Reported] = []
    for number, cells in list(zip(grid.numbers, grid.rows, strict=False))[place + 1 :]:
        row = {field: _said(cells[index]) for index, field in columns.items() if index < len(cells)}
        if _says_nothing(cells) or _is_sum(row):
            continue
        if len(found) + len(refusals) >= MOST_ROWS:
            told = f"terlalu banyak baris; paling banyak {MOST_ROWS} dalam satu laporan"
            return [], [Refusal(number, "", told, grid.name)]
        one, reasons = understand(row, agencies, number, grid.name)
        refusals += reasons
        found += [one] if one else []
    return found, refusals


def _unclear(grid: Grid, place: int, columns: dict[int, str]) -> list[Refusal]:
    """What is wrong with the header itself: a field in two columns, or one that must be there in none."""
    refusals, number = [], grid.numbers[place]
    for field in dict.fromkeys(columns.values()):
        where = [letter(index) for index, one in columns.items() if one == field]
        if len(where) > 1:
            told = f"ada di dua kolom ({' dan '.join(where)}); sisakan satu atau ubah judulnya"
            refusals.append(Refusal(number, label(field), told, grid.name))
    for field in NEEDED:
        if field not in columns.values():
            refusals.append(Refusal(number, label(field), "kolom ini belum ada", grid.name))
    return refusals


def _said(cell: Any) -> Any:
    """A cell's value; a formula that was never calculated says nothing."""
    return cell.lstrip(MARKS) if isinstance(cell, str) else cell


def _says_nothing(cells: Sequence[Any]) -> bool:
    return not any(shown(cell) for cell in cells)


def _is_sum(row: Mapping[str, Any]) -> bool:
    said = [
        plain(shown(cell)) for field, cell in row.items() if field not in ("budget", "quota") and shown(cell)
    ]
    return bool(said) and set(said) <= _SUMS
