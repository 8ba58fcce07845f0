"""For how long a turnover is, as a heading says it."""

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
