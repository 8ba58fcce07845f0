"""A correction file sent in again as it came back holds the rows of the list it was made from, and nobody else's."""

import datetime
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.gateways.corrections import RowMark, SheetMarks, write_corrections
from satupintu.gateways.lists import read_lists
from tests.unit.gateways.lists.conftest import NAMES, NIKS
from tests.unit.gateways.little_books import write_book

TITLE = "DAFTAR USULAN KECAMATAN KALIPARE KABUPATEN MALANG"
HEAD = ["No", "Nama", "NIK", "No KK", "Tgl Lahir", "RT/RW", "No HP", "Omzet per bulan (juta)", "SKU", "Tanggal Usul",
        "Desa"]  # fmt: skip
MARCH = datetime.datetime.fromisoformat("2021-03-01")
FORMATS = [".xlsx", ".xls", ".ods", ".csv"]
MARK = RowMark("undetermined", "NIK: salin ulang dari KTP", ("C", "E", "H"))

born = st.dates(datetime.date(1930, 1, 1), datetime.date(2005, 12, 31))
niks = st.sampled_from(NIKS)
# A number in a sheet may have lost its last digit; one that ends in another digit than 0 has not.
identities = (
    niks | niks.map(lambda nik: float(nik) // 10 * 10) | niks.map(float) | st.sampled_from(["", "belum ada"])
)
rows = st.tuples(
    identities,
    identities,
    born | born.map(lambda day: f"{day:%d/%m/%Y}") | st.integers(9_000, 38_000) | st.none(),
    st.sampled_from(["003/001", "3/1", 3, datetime.date(2021, 1, 3), None]),
    st.sampled_from(["081200000012", 81200000012, "+62 812-0000-0012", None]),
    st.sampled_from([1.234, 12.345, 0.75, 1.5, 3, 1500, "1,5", "1.500", "2 juta", None]),
    st.sampled_from(["470/11/35.07.11.2008/2021", "470.5/12", 470, 470.25, True, "belum ada", None]),
    st.integers(0, 5_000_000).map(lambda second: MARCH + datetime.timedelta(seconds=second))
    | st.sampled_from([datetime.date(2021, 4, 5), "05-04-2021 08:15", None]),
)


def _rows(source, out):
    """Every row that reading finds, without its file; a NIK that was a number counts where that leaves a doubt."""
    reading = read_lists([source], out)
    assert not reading.problems, reading.problems
    doubtful = "nik_is_number AND right(nik, 1) = '0'"
    found = f"SELECT * EXCLUDE (file, sheet, nik_is_number), {doubtful} FROM '{out}' ORDER BY seq"
    return duckdb.sql(found).fetchall()


def _returned(source, folder, width):
    sheet = "" if source.suffix == ".csv" else "Usulan"
    marks = SheetMarks(2, width, {3: MARK, 4: RowMark("ineligible", "sudah ada")})
    [out] = write_corrections([source], {(source.name, sheet): marks}, folder)
    return out


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=5, deadline=None)
@given(people=st.lists(rows, min_size=4, max_size=8))
def test_a_list_handed_back_and_not_mended_is_read_as_the_same_rows(suffix, people):
    lines = [
        [i + 1, NAMES[i], *person, "Arjowilangun" if i == 0 or suffix == ".csv" else None]
        for i, person in enumerate(people)
    ]
    merged = [] if suffix == ".csv" else [((0, 0), (0, 10)), ((2, 10), (1 + len(lines), 10))]
    sheets = {"Usulan": [[TITLE], HEAD, *lines], "Lama 2020": [HEAD, *lines]}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = write_book(folder / f"usulan{suffix}", sheets, merged, hidden=["Lama 2020"])
        before = _rows(source, folder / "a.parquet")
        assert len(before) == len(people)
        again = _rows(_returned(source, folder / "kembali", len(HEAD)), folder / "b.parquet")
    assert again == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_village_that_only_the_files_name_says_is_found_again(suffix, tmp_path):
    head = ["No", "Nama", "NIK"]
    lines = [[i + 1, NAMES[i], NIKS[i]] for i in range(4)]
    source = write_book(tmp_path / f"usulan_arjowilangun{suffix}", {"Usulan": [["DAFTAR"], head, *lines]})
    before = _rows(source, tmp_path / "a.parquet")
    assert "35.07.11.2008" in before[0]
    assert _rows(_returned(source, tmp_path / "kembali", 3), tmp_path / "b.parquet") == before


def test_a_nik_that_lost_its_last_digit_can_be_typed_anew(tmp_path):
    head = ["No", "Nama", "NIK", "No HP", "Omzet per bulan"]
    lines = [
        [1, NAMES[0], float(NIKS[0]) // 10 * 10, 81200000012, 1.5],
        [2, NAMES[1], float(NIKS[1]), 3, 2.0],
    ]
    source = write_book(tmp_path / "usulan.xls", {"Usulan": [["DAFTAR"], head, *lines]})
    sheet = openpyxl.load_workbook(_returned(source, tmp_path / "kembali", 5))["Usulan"]
    # Excel keeps what is typed into a cell of the format '@' as text, and shows 15 digits of a number.
    assert [sheet["C3"].number_format, sheet["C3"].value] == ["@", int(NIKS[0]) // 10 * 10]
    assert [sheet["C4"].number_format, sheet["C4"].value] == ["@", NIKS[1]]
    assert [sheet["D3"].number_format, sheet["D3"].value, sheet["E3"].value] == ["0", 81200000012, 1.5]
