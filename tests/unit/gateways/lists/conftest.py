"""Makes lists as people make them and reads them: `read` gives the reading and the rows as dictionaries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from satupintu.gateways.lists import ColumnMap, Reading, read_lists

NIKS = (
    "3507111901584279", "3507110301024051", "3507116011799304", "3507114604929827", "3507116201915996",
    "3507116108804916", "3507110311786824", "3507115511669033", "3507117112656494", "3507111507730093",
)  # fmt: skip
NAMES = (
    "Made Astuti", "Rizki Handayani", "Sumarni Safitri", "Aminah Hidayat", "Rohmah Safitri", "Nur Hidayat",
    "Suyekti Lestari", "Kadek Kusuma", "Dewi Harahap", "Ponidi Anggraini",
)  # fmt: skip


@dataclass
class Read:
    """A reading with the rows it wrote."""

    reading: Reading
    rows: list[dict[str, Any]]

    @property
    def problem(self) -> str:
        """The sentence of the only problem as the command line says it, or ''."""
        return str(self.reading.problems[0]) if self.reading.problems else ""

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]

    def sheet(self, index: int = 0, file: int = 0) -> Any:
        return self.reading.files[file].sheets[index]

    def notices(self) -> str:
        return "\n".join(
            notice.text for file in self.reading.files for sheet in file.sheets for notice in sheet.notices
        )


def write_xlsx(
    path: Path, sheets: dict[str, Sequence[Sequence[Any]]], finish: Callable[..., None] | None = None
) -> Path:
    """A workbook of these rows; `finish(book, sheets by name)` adds merges, formulas and the like."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    made = {}
    for name, rows in sheets.items():
        sheet = made[name] = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(i, j, cell)
                elif cell is not None:
                    sheet.write(i, j, cell)
    if finish:
        finish(book, made)
    book.close()
    return path


@pytest.fixture
def make(tmp_path):
    """make(rows) or make({'sheet': rows}) writes tmp_path/daftar.xlsx."""

    def _make(sheets, name="daftar.xlsx", finish=None):
        sheets = sheets if isinstance(sheets, dict) else {"Daftar": sheets}
        return write_xlsx(tmp_path / name, sheets, finish)

    return _make


@pytest.fixture
def read(tmp_path):
    """read(path, …, maps=['nik=C']) reads into a Parquet file and gives a Read."""

    def _read(*paths, maps=(), **options):
        out = tmp_path / "out" / "rows.parquet"
        out.parent.mkdir(exist_ok=True)
        reading = read_lists(paths, out, maps=[ColumnMap.parse(one) for one in maps], **options)
        relation = duckdb.sql(f"SELECT * FROM '{out}' ORDER BY seq")
        rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
        return Read(reading, rows)

    return _read


def people(count=3, **columns):
    """Rows of No, Nama, NIK for some people, with further columns of one value each."""
    return [[str(i + 1), NAMES[i], NIKS[i], *columns.values()] for i in range(count)]
