"""NIK and family card in one column: whichever half is blank or spoilt, the other half never takes its place."""

from pathlib import Path

import duckdb
import pytest

from satupintu.gateways.lists import read_lists
from tests.unit.gateways.lists.conftest import NAMES, NIKS

NIK, KK = "3507116504605131", "3507110103085144"


@pytest.mark.parametrize("order", ["NIK / No. KK", "No. KK / NIK"])
@pytest.mark.parametrize(
    ("nik", "kk", "read"),
    [
        (NIK, KK, NIK),
        ("-", KK, None),
        ("", KK, None),
        ("belum ada", KK, None),
        ("3,50711E+15", KK, "3,50711E+15"),
        ("350711650460513", KK, "350711650460513"),
        ("35O7116504605131", KK, "35O7116504605131"),
        (NIK, "-", NIK),
        (NIK, "", NIK),
    ],
)
@pytest.mark.parametrize("divider", [" / ", "/", "\n", " - ", ", "])
def test_each_half_keeps_its_place(
    tmp_path: Path, order: str, nik: str, kk: str, read: str | None, divider: str
) -> None:
    halves = (nik, kk) if order.startswith("NIK") else (kk, nik)
    rows = [(NIK[:-1] + str(n), KK[:-1] + str(n)) for n in range(2, 8)]
    whole = [
        f'{n};Siti {n};"{divider.join((a, b) if order.startswith("NIK") else (b, a))}"'
        for n, (a, b) in enumerate(rows)
    ]
    text = "\n".join([f"No;Nama;{order}", f'1;Wati;"{divider.join(halves)}"', *whole])
    (tmp_path / "a.csv").write_text(text + "\n", encoding="utf-8")
    reading = read_lists([tmp_path / "a.csv"], tmp_path / "rows.parquet")
    assert reading.problems == ()
    assert duckdb.sql(f"SELECT nik FROM '{tmp_path / 'rows.parquet'}' ORDER BY seq").fetchall()[0] == (read,)


def test_spaced_numbers_in_a_column_of_both(make, read):
    def spaced(number):
        return " ".join(number[i : i + 4] for i in range(0, 16, 4))

    kks = [f"350711010308{i:04d}" for i in range(5144, 5148)]
    rows = [[NAMES[i], f"{spaced(NIKS[i])} / {spaced(kks[i])}"] for i in range(4)]
    got = read(make([["Nama", "NIK / No KK"], *rows]))
    assert got.column("nik") == list(NIKS[:4])
    assert got.column("kk") == kks


def test_the_card_s_number_on_a_row_of_its_own_is_no_second_person(make, read):
    rows = [
        ["1", NAMES[0], NIKS[0], "Krajan"],
        ["", "", KK, ""],
        ["2", NAMES[1], f"{NIKS[1]}/{KK}", "Duren"],
        ["", "", NIKS[2], ""],
    ]
    got = read(make([["No", "Nama", "NIK / No KK", "Alamat"], *rows]))
    assert got.column("nik") == [NIKS[0], NIKS[1], NIKS[2]]
    assert got.sheet().skipped == {"sambungan baris di atasnya": 1}
    assert "sambungan" in got.notices()


@pytest.mark.parametrize(
    "cell",
    [
        f"{KK} (KK) / {NIK} (NIK)",
        f"{NIK} (NIK) / {KK} (KK)",
        f"{KK} KK / {NIK} NIK",
        f"{KK} (No. KK), {NIK}",
        f"{NIK} (KTP)\n{KK}",
        f"{NIK} / KK {KK}",
        f"(KK) {KK} (NIK) {NIK}",
        f"KK/{KK} NIK/{NIK}",
        f"{NIK} KK {KK}",
    ],
)
@pytest.mark.parametrize("heading", ["NIK/No.KK", "No KK / NIK"])
def test_a_label_is_that_of_its_own_number_before_or_behind_it(make, read, cell, heading):
    others = [[NAMES[i], f"NIK {NIKS[i]} KK 350711010308{i:04d}"] for i in range(3)]
    got = read(make([["Nama", heading], [NAMES[4], cell], *others]))
    assert (got.rows[0]["nik"], got.rows[0]["kk"]) == (NIK, KK)
