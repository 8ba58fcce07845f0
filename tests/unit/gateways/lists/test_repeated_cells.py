"""Cells that repeat are read once in a large round: every row comes out as if each had been read by itself."""

import duckdb
import pytest

from satupintu.gateways.lists import read_lists, staging
from tests.unit.gateways.lists.conftest import NAMES, NIKS, write_xlsx

HEAD = [
    "No",
    "Nama",
    "NIK",
    "Tgl Lahir",
    "L/P",
    "Alamat",
    "RT/RW",
    "Usaha",
    "No HP",
    "Omzet per bulan",
    "No SKU",
]
DAYS = (
    "31-12-1987",
    "Malang, 31-12-1987",
    "31-2-1987",
    "1 mei 1970",
    "",
    "-",
    25569,
    "tgl lahir?",
    "31/12/87",
    "0",
)
PLACES = ("001/002", "RW 3 RT 4", "", "3/", 44562, "RT 07 RW 02", "-", "12", "x", "003001")
MONEY = ("1 jt", 1_500_000, "Rp 2.000.000,-", "", "-", "1-2 juta", "entah", "300rb/hari", 0, "1,2 jt")
LETTERS = ("470/12/2021", "", "-", "belum ada", "proses", "✓", "123", 12345, "tidak punya", "ada")


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    for number in range(2):
        rows = [HEAD]
        for i in range(60):
            nik, name = NIKS[i % 10][:-2] + f"{i:02}", NAMES[i % 10]
            cells = [DAYS[i % 10], "LPx"[i % 3], f"Dsn Krajan RT {i % 7}", PLACES[(i // 2) % 10], "warung"]
            rows.append(
                [
                    i + 1,
                    name,
                    nik,
                    *cells,
                    f"0812{i % 4}00000{number}",
                    MONEY[(i // 3) % 10],
                    LETTERS[i // 6 % 10],
                ]
            )

        def formulas(book, sheets):
            sheets["RT 1"].write_formula("J5", "=500000*2", None, 1_000_000)
            sheets["RT 1"].write_formula("G6", '="001/"&"002"', None, "001/002")
            sheets["RT 1"].write_formula("D7", "=TODAY()", None, 30000)

        sheets = {"RT 1": rows, "RT 2": [[*row[:6], f"RW {row[6]}", *row[7:]] for row in rows[:9]]}
        write_xlsx(folder / f"daftar {number}.xlsx", sheets, formulas)
    (folder / "tanpa rt.csv").write_text(
        "nama;nik;alamat;omzet per hari\n"
        + "".join(
            f"{n};{k};Krajan RT 0{i} RW 1;50rb\n" for i, (n, k) in enumerate(zip(NAMES, NIKS, strict=True))
        ),
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("threads", [1, 2])
def test_repeated_cells_say_in_every_row_what_they_say_alone(lists, tmp_path, monkeypatch, threads):
    read_lists([lists], tmp_path / "each.parquet")
    monkeypatch.setattr(staging, "_ALONE_AT", 1)
    monkeypatch.setattr(staging, "_TABLE_ROWS", 7)
    monkeypatch.setattr(staging, "_REPEATS", 0)
    tables = []
    read_once = staging.read_once
    monkeypatch.setattr(
        staging, "read_once", lambda once, *given: tables.append(once.fields) or read_once(once, *given)
    )
    read_lists([lists], tmp_path / "once.parquet", threads=threads)
    each, once = (duckdb.read_parquet(str(tmp_path / f"{name}.parquet")) for name in ("each", "once"))
    assert once.columns == each.columns
    assert once.types == each.types
    assert once.fetchall() == each.fetchall()
    assert len(each) == 146
    assert {("rt", "rw"), ("annual_turnover",), ("birth_date",), ("business_letter",)} <= set(tables)
