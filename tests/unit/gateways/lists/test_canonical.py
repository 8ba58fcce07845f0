"""What is told at a look in a nation's lists is what the engine's longer way says."""

import duckdb
import pytest

from satupintu.gateways.lists import canonical
from satupintu.gateways.lists.values import letter

CELLS = (
    "", "-", "tidak ada", "belum ada", "dalam proses", "Tidak Ada", "3507110304850005.0", "3507110304850005,00",
    "3507.110304.850005", "35.07.11.03.04.85.0005", "12345678901.00.0", "12345678901.00", "1.2", "3.507E+15", "3,5e15",
    "3507-1103-0485-0005", "3507 110304 850005 ", "'3507110304850005", "3507-1103.04", "NIK 3507", "SKU/605/2020",
    "562/SKU/2020", "470/…/2021", "proses",
)  # fmt: skip


@pytest.mark.parametrize(
    ("column", "longer_way"),
    [
        ("nik", canonical._identity("nik_whole")),
        ("business_letter", canonical._spelled("business_letter", letter)),
    ],
)
def test_a_cell_told_at_a_look_means_what_it_means_elsewhere(column, longer_way):
    read = canonical._read(column, "VARCHAR")
    rows = f"(SELECT unnest(?) AS {column})"
    rows = canonical._numbered(rows, "VARCHAR") if column == "nik" else rows
    found = duckdb.execute(f"SELECT {column}, {read}, {longer_way} FROM {rows}", [list(CELLS)])
    for cell, quick, slow in found.fetchall():
        assert (cell, quick) == (cell, slow)
