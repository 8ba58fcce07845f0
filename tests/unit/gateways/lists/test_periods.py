"""For how long a turnover is, as a heading says it, and whether a cell states one at all."""

import pytest

from satupintu.gateways.lists.money import period_in
from satupintu.gateways.lists.spelling import spelled
from tests.unit.gateways.lists.conftest import NAMES, NIKS


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Omzet per bulan", "per_month"),
        ("Omzet 3 bulan terakhir", "per_3_months"),
        ("Omzet tiga bulan", "per_3_months"),
        ("Penjualan per triwulan", "per_3_months"),
        ("Omset 6 bln", "per_6_months"),
        ("Omzet per 2 minggu", "per_2_weeks"),
        ("Omzet 12 bulan", "per_year"),
        ("Omzet per hari (25 hari)", "per_day"),
        ("Omzet 2020 per bulan", "per_month"),
        ("Omzet 5 bulan", None),
        ("Rata-rata omzet 3 bulan terakhir", None),
    ],
)
def test_the_number_of_periods_counts(heading, period):
    assert period_in(spelled(heading)) == period


def test_three_months_are_a_quarter_of_a_year(make, read):
    got = read(make([["Nama", "NIK", "Omzet 3 bulan terakhir"], [NAMES[0], NIKS[0], "Rp 200.000.000"]]))
    assert got.column("annual_turnover") == [800_000_000]


def test_sales_without_a_period_are_asked_about(make, read):
    got = read(make([["Nama", "NIK", "SKU", "Nilai Penjualan"], [NAMES[0], NIKS[0], "470/1", 3_000_000_000]]))
    assert [one.field for one in got.reading.questions] == ["annual_turnover"]


def test_what_is_stated_but_not_readable_is_not_what_nobody_stated(make, read):
    stated = [
        "sepuluh juta",
        "10jt/hari, 300jt/bln",
        "Rp l0.000.000",
        "300",
        "#REF!",
        "Menengah",
        "Usaha kecil",
    ]
    unstated = ["", "-", "tidak tentu", "belum ada", "Rp. -", "Rp 0"]
    cells = ["500.000", *stated, *unstated]
    rows = [[name, nik, cell] for name, nik, cell in zip(NAMES * 2, NIKS * 2, cells, strict=False)]
    got = read(make([["Nama", "NIK", "Omzet per hari"], *rows]))
    unread = [cell for cell, row in zip(cells, got.rows, strict=True) if row["turnover_unread"]]
    assert unread == stated


def test_what_could_not_be_read_is_told_with_its_column(make, read):
    head = ["Nama", "NIK", "Omzet per hari", "SKU"]
    got = read(
        make(
            [head, [NAMES[0], NIKS[0], "sepuluh juta", "tanya desa"], [NAMES[1], NIKS[1], "1 jt", "ada"]],
            name="Desa Arjowilangun.xlsx",
        )
    )
    assert [(one.row, one.column) for one in got.sheet().notices] == [(2, "C"), (2, "D")]


def test_a_range_and_a_bound_say_only_the_most_that_it_may_be(make, read):
    most = ["1-2 juta", "< 2 juta", "maks. 2 jt", "s/d 2 juta", "≤ 2 juta", "Rp 1.000.000 s.d. Rp 2.000.000"]
    least = ["> 2 juta", "2 jt lebih", "min 2 juta", "≥ 2 jt", "2 juta ke atas"]
    plain = ["2 juta", "± 2 juta", "kurang lebih 2 juta", "2 jt an", "sekitar 2 jt", "1 juta 1000 ribu"]
    cells = [*most, *least, *plain]
    rows = [[name, nik, cell] for name, nik, cell in zip(NAMES * 2, NIKS * 2, cells, strict=False)]
    got = read(make([["Nama", "NIK", "Omzet per tahun"], *rows]))
    said = [(row["annual_turnover"], row["turnover_up_to"], row["turnover_unread"]) for row in got.rows]
    assert said[: len(most)] == [(2_000_000, True, False)] * len(most)
    assert said[len(most) : -len(plain)] == [(None, False, True)] * len(least)
    assert said[-len(plain) :] == [(2_000_000, False, False)] * len(plain)
