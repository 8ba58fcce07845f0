"""People whom the sender seems to have withdrawn: they are read, and it is said of each."""

import openpyxl
import pytest
from openpyxl.styles import Font

from satupintu.gateways.lists import workbooks
from tests.unit.gateways.lists.conftest import NIKS, people

HEAD = ["No", "Nama", "NIK"]


@pytest.fixture
def struck(tmp_path):
    """A list in which these cells are struck through."""

    def _struck(*cells):
        book = openpyxl.Workbook()
        for row in [HEAD, *people(4)]:
            book.active.append(row)
        book.active["A9"].font = Font(strike=True)  # of nobody
        for cell in cells:
            book.active[cell].font = Font(bold=True, strike=True)
        book.save(tmp_path / "daftar.xlsx")
        return tmp_path / "daftar.xlsx"

    return _struck


@pytest.mark.parametrize("large", [0, 1 << 60])
@pytest.mark.parametrize(
    ("cells", "rows"), [((), []), (("A3", "B3", "C3"), [3]), (("C2", "B5"), [2, 5]), (("A4",), [])]
)
def test_a_person_struck_through_is_read_and_told(struck, read, monkeypatch, large, cells, rows):
    monkeypatch.setattr(workbooks, "LARGE", large)
    got = read(struck(*cells))
    assert got.column("nik") == list(NIKS[:4])
    assert [one.row for one in got.sheet().notices if "dicoret" in one.text] == rows


@pytest.mark.parametrize("head", ["Keterangan", "KET.", "Catatan", "Status"])
@pytest.mark.parametrize(
    ("remark", "is_told"),
    [
        ("meninggal dunia", True),
        ("MENINGGAL tgl 3/2", True),
        ("batal, mundur", True),
        ("mengundurkan diri", True),
        ("dicoret", True),
        ("Alm.", True),
        ("janda, suami meninggal", False),
        ("menggantikan alm. Sukir", False),
        ("tidak jadi mundur", False),
        ("usaha makanan almond", False),
        ("", False),
    ],
)
def test_a_remark_that_withdraws_a_person_is_told_and_changes_nothing(make, read, head, remark, is_told):
    lines = people(4)
    got = read(make([[*HEAD, head], *lines[:2], *([*one, remark] for one in lines[2:])]))
    assert got.column("nik") == list(NIKS[:4])
    told = [(one.row, one.column) for one in got.sheet().notices if "keterangannya" in one.text]
    assert told == ([(4, "D"), (5, "D")] if is_told else [])


def test_of_very_many_the_last_notice_counts_the_rest(make, read):
    lines = [[i, "Siti Aminah", f"35071119015{i:05d}", "batal"] for i in range(1, 101)]
    notices = read(make([[*HEAD, "Keterangan"], *lines])).sheet().notices
    told = [one for one in notices if "batal" in one.text]
    assert len(told) == 30 and sum(one.count for one in told) == 100


SIZES = ["Mikro", "Kecil", "usaha menengah", "mikro kecil"]


@pytest.mark.parametrize(
    ("head", "is_ticked"),
    [("Skala Usaha", False), ("KATEGORI USAHA", False), ("Klasifikasi", False), ("Skala Usaha", True)],
)
def test_a_business_that_the_list_calls_larger_is_told_and_changes_nothing(make, read, head, is_ticked):
    lines = people(4)
    if is_ticked:
        ticks = [["v", "", ""], ["-", "v", ""], ["", "", "v"], ["v", "", "-"]]
        top, low = [*HEAD, head, "", ""], ["", "", "", "Mikro", "Kecil", "Menengah"]
        rows = [top, low, *([*one, *tick] for one, tick in zip(lines, ticks, strict=True))]
        got = read(make(rows, finish=lambda _, sheets: sheets["Daftar"].merge_range(0, 3, 0, 5, head)))
    else:
        got = read(make([[*HEAD, head], *([*one, size] for one, size in zip(lines, SIZES, strict=True))]))
    first = got.sheet().first_row
    assert len(got.rows) == 4
    told = sorted(one.row for one in got.sheet().notices if "lebih dari mikro" in one.text)
    assert told == [first + 1, first + 2]
