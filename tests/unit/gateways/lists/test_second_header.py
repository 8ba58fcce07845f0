"""A header that stands again further down: the same in other words is passed over, other columns are refused.

Reading on under it would take a trade for a business letter, or a day's turnover for a year's.
"""

import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS

FIRST = ["No", "Nama", "NIK", "Usaha", "Omzet per bulan", "SKU"]


def rows(begin, end):
    return [[str(i + 1), NAMES[i], NIKS[i], "warung", "1.000.000", ""] for i in range(begin, end)]


@pytest.mark.parametrize(
    "again",
    [
        FIRST,
        ["NO.", "NAMA", "N I K", "JENIS USAHA", "OMSET / BLN", "NO. SKU"],
        ["No", "Nama Lengkap", "No. KTP", "Usaha", "Omzet/bulan", "SKU/NIB"],
        ["nourut", "namalengkap", "noktp", "jenisusaha", "omzetperbulan", "nosku"],
    ],
)
def test_same_columns_in_other_words(make, read, again):
    got = read(make([FIRST, *rows(0, 5), [], again, *rows(5, 10)]))
    assert not got.problem
    assert got.column("nik") == list(NIKS)


@pytest.mark.parametrize(
    "other",
    [
        ["No", "Nama", "NIK", "SKU", "Omzet per bulan", "Usaha"],
        ["No", "Nama", "NIK", "Usaha", "Omzet per bulan", "Keterangan"],
        ["No", "Nama", "NIK", "Usaha", "Omzet per hari", "SKU"],
        ["No", "Nama", "NIK", "Usaha", "Omzet per bulan (ribuan)", "SKU"],
        ["No", "Nama", "NIK", "Usaha", "Modal", "SKU"],
        ["No", "NIK", "Nama", "Usaha", "Omzet per bulan", "SKU"],
        ["No", "Nama", "NIK Pasangan", "Usaha", "Omzet per bulan", "SKU"],
    ],
)
def test_other_columns_or_units_are_refused(make, read, other):
    got = read(make([FIRST, *rows(0, 5), [], other, *rows(5, 10)]))
    assert not got.rows
    assert "baris 8" in got.problem and "daftar lain" in got.problem
