"""Reads an action plan from a spreadsheet as an office keeps it; every wrong cell is told at once, by its place."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from satupintu.gateways.action_plans.cells import day, number_and_unit, rupiah
from satupintu.gateways.action_plans.rows import LARGEST, LONGEST, Known, PlanProblem, PlanRow
from satupintu.gateways.lists.csvs import read_csv
from satupintu.gateways.lists.grids import Cell, Grid, letter, plain
from satupintu.gateways.lists.opening import MARKUP, kind_of
from satupintu.gateways.lists.problems import ListRefused, place
from satupintu.gateways.lists.tables import counts_columns
from satupintu.gateways.lists.workbooks import read_workbook

MOST_ROWS = 500
_HEADER_WITHIN = 30  # rows; titles and letterheads stand above a header
_MOST_TOLD = 50
HEADERS = {
    "group": ("kelompok", "kelompok terdampak", "kelompok sasaran", "sasaran"),
    "code": ("kode program",),
    "programme": ("program", "nama program", "program kegiatan"),
    "activity": ("kegiatan", "uraian kegiatan", "aksi", "rencana aksi"),
    "agencies": (
        "instansi",
        "kode instansi",
        "penanggung jawab",
        "instansi penanggung jawab",
        "opd",
        "pelaksana",
    ),
    "target": ("target", "volume"),
    "unit": ("satuan", "satuan target"),
    "starts": ("mulai", "tanggal mulai"),
    "deadline": ("tenggat", "tenggat waktu", "batas waktu", "selesai", "tanggal selesai"),
    "indicator": ("indikator", "ukuran keberhasilan"),
    "budget": (
        *("anggaran", "anggaran rp", "anggaran rupiah", "biaya", "biaya rp"),
        *("pagu", "pagu rp", "pagu anggaran", "pagu anggaran rp"),
    ),
}
_NAMES = {name: field for field, names in HEADERS.items() for name in names}
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_SUMS = ("jumlah", "total")
# A number, and what our own workbook says of progress: nobody misses them.
_OURS = ("no", "nomor", "capaian", "dilaporkan", "keadaan")


class PlanRows(list[PlanRow]):
    """The lines of a sheet; `unread` are headings of columns that were passed over though something stands there."""

    unread: tuple[str, ...] = ()


def read_plan_sheet(data: bytes, name: str, known: Known) -> PlanRows:
    """The lines of the first sheet that has the columns, in their order; CSV, XLSX, XLS and ODS.

    A blank group is that of the row above, as merged cells come. Raises PlanProblem, naming file, sheet, row and
    column of everything that is wrong; nothing is half read.
    """
    try:
        grids = _grids(data, name)
    except ListRefused as refusal:
        raise PlanProblem([refusal.text]) from refusal
    for grid in grids:
        if not grid.hidden and (found := _header(grid)):
            return _Sheet(grid, name, found[0], found[1], known).read()
    raise PlanProblem(
        [
            f"{name}: tidak ada lembar dengan kolom Kelompok, Program (atau Kegiatan) dan Instansi. Tulis judul kolom "
            "itu di satu baris, atau unduh contohnya dan isi di sana."
        ]
    )


def _grids(data: bytes, name: str) -> list[Grid]:
    kind = kind_of(data, name)
    if kind in (*MARKUP, "parquet"):
        raise ListRefused(
            f"{name}: rencana dibaca dari XLSX, XLS, ODS atau CSV. Simpan sebagai salah satunya."
        )
    return [read_csv(data, name)] if kind == "csv" else read_workbook(data, name, kind)


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """(index of the header's row, field -> column) of the first row that says enough; the leftmost of two counts."""
    for index, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            words = " ".join(re.findall(r"[a-z]+", plain(cell).lower()))
            if field := _NAMES.get(words):
                columns.setdefault(field, column)
        if (
            "group" in columns
            and "agencies" in columns
            and columns.keys() & {"code", "programme", "activity"}
        ):
            return index, columns
    return None


class _Sheet:
    """One sheet on its way to rows; wrong cells gather in `problems`."""

    def __init__(self, grid: Grid, file: str, header: int, columns: dict[str, int], known: Known) -> None:
        self.grid, self.file, self.columns, self.known = grid, file, columns, known
        self.headings = [plain(cell) for cell in grid.rows[header]]
        self.body = list(zip(grid.rows, grid.numbers, strict=True))[header + 1 :]
        if self.body and counts_columns(map(plain, self.body[0][0])):
            del self.body[0]
        self.problems: list[str] = []
        self.number = 0
        self.row: list[Cell] = []

    def read(self) -> PlanRows:
        rows, group = PlanRows(), ""
        for cells, number in self.body:
            self.row, self.number = cells, number
            own = self._text("group")
            if self._is_sum(own) or not any(plain(cell) for cell in self.row):
                continue
            group = own or group
            rows.append(self._read_row(group))
        if not rows:
            self.problems.append(
                f"{self.file}: tidak ada baris di bawah judul kolom. Isi dahulu, lalu kirim lagi."
            )
        if len(rows) > MOST_ROWS:
            self.problems.append(
                f"{self.file}: {len(rows)} baris; satu rencana paling banyak {MOST_ROWS}. Bagi dua."
            )
        if self.problems:
            raise PlanProblem(self._told())
        rows.unread = tuple(self._unread())
        return rows

    def _unread(self) -> Iterator[str]:
        for column, heading in enumerate(self.headings):
            is_ours = column in self.columns.values() or heading.lower().strip(". ") in _OURS
            if (
                heading
                and not is_ours
                and any(plain(row[column]) for row, _ in self.body if column < len(row))
            ):
                yield heading

    def _is_sum(self, own: str) -> bool:
        """A row that adds up others does nothing; a group may well be called "Total Karya"."""
        return own.lower().startswith(_SUMS) and not any(
            self._text(field) for field in ("code", "programme", "activity")
        )

    def _told(self) -> list[str]:
        rest = len(self.problems) - _MOST_TOLD
        return self.problems[:_MOST_TOLD] + ([f"… dan {rest} lagi."] if rest > 0 else [])

    def _read_row(self, group: str) -> PlanRow:
        if not group:
            self._wrong("group", "kelompok kosong. Tulis kelompok terdampaknya.")
        programme, activity = self._what()
        target, unit = self._value("target", number_and_unit, "bilangan bulat, misalnya 250") or (None, "")
        starts = self._value("starts", day, "tanggal, misalnya 1-3-2026")
        deadline = self._value("deadline", day, "tanggal, misalnya 31-12-2026")
        self._check_days(starts, deadline)
        if target == 0:
            self._wrong("target", "target nol. Tulis berapa yang akan dicapai, paling sedikit 1.")
        return PlanRow(
            group=self._fits("group", group),
            programme=programme,
            activity=self._fits("activity", activity),
            agencies=self._agencies(),
            target=self._in_bounds("target", target),
            unit=self._fits("unit", self._text("unit") or unit),
            starts=starts,
            deadline=deadline,
            indicator=self._fits("indicator", self._text("indicator")),
            budget=self._in_bounds("budget", self._value("budget", rupiah, "rupiah, misalnya Rp250.000.000")),
        )

    def _what(self) -> tuple[str, str]:
        """(programme's id, activity in words): a code must be known; words that are no title are an activity."""
        code, words, activity = self._text("code"), self._text("programme"), self._text("activity")
        titles = self.known.programme_titles
        programme = code or (words if _CODE.fullmatch(words) else titles.get(words.lower(), ""))
        if programme and programme not in self.known.programmes:
            self._wrong(
                "code" if code else "programme",
                f"kode program “{programme}” tidak ada di katalog. Perbaiki kodenya, atau tulis kegiatannya dengan "
                "kata-kata di kolom Kegiatan.",
            )
        if not activity and words != programme and not titles.get(words.lower()):
            activity = words
        if not programme and not activity:
            self._wrong("programme", "program dan kegiatan kosong. Isi salah satunya.")
        return programme, activity

    def _agencies(self) -> tuple[str, ...]:
        found: list[str] = []
        parts = [part.strip() for part in re.split(r"[;,\n]", self._raw_text("agencies")) if part.strip()]
        if not parts:
            self._wrong("agencies", "instansi kosong. Tulis kode instansi penanggung jawabnya.")
        for part in parts:
            agency = part if part in self.known.agencies else self.known.agency_titles.get(part.lower(), "")
            if not agency:
                self._wrong("agencies", f"instansi “{part}” tidak dikenal. Pakai kode dari daftar instansi.")
            elif agency not in found:
                found.append(agency)
        return tuple(found)

    def _check_days(self, starts: Any, deadline: Any) -> None:
        for field, one in (("starts", starts), ("deadline", deadline)):
            if one and not self.known.starts <= one <= self.known.ends:
                self._wrong(
                    field,
                    f"tanggal {one:%d-%m-%Y} di luar masa rencana, {self.known.starts:%d-%m-%Y} sampai "
                    f"{self.known.ends:%d-%m-%Y}.",
                )
        if starts and deadline and deadline < starts:
            self._wrong("deadline", "tenggat sebelum tanggal mulai.")

    def _cell(self, field: str) -> Cell:
        column = self.columns.get(field)
        return self.row[column] if column is not None and column < len(self.row) else ""

    def _text(self, field: str) -> str:
        return plain(self._cell(field))

    def _raw_text(self, field: str) -> str:
        cell = self._cell(field)
        return cell if isinstance(cell, str) else plain(cell)

    def _value(self, field: str, read: Callable[[Cell], Any], form: str) -> Any:
        cell = self._cell(field)
        if not plain(cell):
            return None
        try:
            return read(cell)
        except ValueError:
            self._wrong(field, f"“{plain(cell)[:40]}” tidak terbaca. Tulis {form}.")
            return None

    def _fits(self, field: str, text: str) -> str:
        if len(text) > LONGEST[field]:
            self._wrong(field, f"terlalu panjang ({len(text)} huruf); paling banyak {LONGEST[field]}.")
        return text

    def _in_bounds(self, field: str, number: int | None) -> int | None:
        if number is not None and number > LARGEST:
            self._wrong(field, "angka ini terlalu besar. Periksa nolnya.")
        return number

    def _wrong(self, field: str, text: str) -> None:
        column = self.columns.get(field)
        where = place(self.file, self.grid.name, self.number, letter(column) if column is not None else None)
        self.problems.append(f"{where}: {text}")
