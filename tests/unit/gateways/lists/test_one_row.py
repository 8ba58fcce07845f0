"""One person's cells read in Python mean what the reader of lists makes of them."""

import random

import duckdb

from satupintu.gateways.lists import read_lists
from satupintu.gateways.lists.one_row import read_row

NIK = "3507114107600001"
CELLS = {
    "nik": [NIK, f" {NIK[:6]}.{NIK[6:]}", "350711410760000", f"{NIK[:-1]}O", "3,50711E+15", "0" * 16, "-", "tidak ada"],
    "kk": ["3507110101010001", "3507.1101.0101.0001", "tidak ada", "12"],
    "name": ["Siti Aminah", " Hj. Siti  Aminah, S.Pd ", "SITI"],
    "sex": ["L", "P", "laki-laki", "Perempuan", "Pria", "W", "?", "l/p", "male"],
    "address": ["Dusun Krajan RT 1", " Jl. Raya 1 "],
    "rt": ["1", "003", "RT 02", "x", "000", "1234", "RT.5"],
    "rw": ["2", "RW 001", "-"],
    "village": ["35.07.11.2008", "3507112008", "35 07 11 2008"],
    "sector": ["food", " Warung kopi "],
    "phone": [
        "081234567890", "+62 812-3456-7890", "0062 81234567890", "8123456789", "tidak ada", "123", "(0341) 123456",
        "081234567890.0", "O81234567890", "08123456789O",
    ],
    "business_letter": [
        "470/1/2021", "NIB 1234567890123", "1234567890123", "belum ada", "belum", "-", "ada", "v", "proses",
        "470/.../2021", "SKU:", "Rp 1.000.000", "081234567890", NIK, "masih di desa", "470/12/35.07.11.2008/2021",
        "tidak ada, NIB 12345",
        "  470 / 3 ", "hilang", "tanya desa", "KTP", "12-03-2021", "ada SKU desa", "SKU 470/9 (Kades)", "x",
    ],
}  # fmt: skip


def test_python_reads_a_row_as_the_reader_does(tmp_path):
    draw = random.Random(35)  # noqa: S311
    rows = [{name: draw.choice([None, *cells, *cells]) for name, cells in CELLS.items()} for _ in range(400)]
    path, out = tmp_path / "registri.parquet", tmp_path / "rows.parquet"
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in CELLS)})")
    connection.executemany(
        f"INSERT INTO t VALUES ({', '.join('?' * len(CELLS))})", [[*one.values()] for one in rows]
    )
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    assert not read_lists([path], out).files[0].problem
    found = connection.execute(
        f"SELECT {', '.join(CELLS)} FROM read_parquet('{out}') ORDER BY seq"
    ).fetchall()
    wrong = {
        (name, cell, theirs, ours)
        for one, read in zip(rows, found, strict=True)
        for (name, cell), theirs in zip(one.items(), read, strict=True)
        if (ours := read_row(one)[f"row.{name}"]) != theirs
    }
    assert not wrong
