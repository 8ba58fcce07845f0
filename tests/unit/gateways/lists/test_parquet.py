"""Parquet lists: exact whole numbers, types that cannot hold a field, rows that say where they once stood."""

import shutil

import duckdb
import pytest

from tests.unit.gateways.lists.conftest import NAMES, NIKS


@pytest.fixture
def table(tmp_path):
    def write(select, name="daftar.parquet"):
        duckdb.sql(f"COPY ({select}) TO '{tmp_path / name}' (FORMAT parquet)")
        return tmp_path / name

    return write


def test_types_as_they_come(table, read):
    path = table(
        f"SELECT {NIKS[0]}::BIGINT AS nik, '{NAMES[0]}' AS name, DATE '1958-01-19' AS birth_date, "
        "36000000::BIGINT AS annual_turnover, '3507112008' AS village, 81234567890::BIGINT AS phone, "
        "true AS business_letter, "
        "TIMESTAMP '2021-03-01 08:00:00' AS submitted_at UNION ALL "
        f"SELECT 9171011234567891, '{NAMES[1]}', NULL, NULL, '35.07.11.2008', NULL, false, NULL"
    )
    got = read(path)
    first, second = got.rows
    assert (first["nik"], second["nik"]) == (NIKS[0], "9171011234567891")
    assert first["nik_is_number"] is second["nik_is_number"] is False
    assert str(first["birth_date"]) == "1958-01-19" and first["annual_turnover"] == 36_000_000
    assert first["village"] == second["village"] == "35.07.11.2008"
    assert first["phone"] == "081234567890"
    assert (first["business_letter"], second["business_letter"]) == ("ada", None)
    assert str(first["submitted_at"]) == "2021-03-01 08:00:00"
    assert (first["file"], first["sheet"], first["row"], second["row"]) == ("daftar.parquet", "", 1, 2)


def test_floating_niks_are_numbers(table, read):
    got = read(table(f"SELECT {NIKS[0]}::DOUBLE AS nik, '{NAMES[0]}' AS name"))
    assert got.rows[0]["nik_is_number"] is True and len(got.rows[0]["nik"]) == 16


def test_text_is_read_as_in_any_list(table, read):
    got = read(
        table(f"SELECT '3507 1119 0158 4279' AS nik, '{NAMES[0]}' AS nama, '1,2 jt' AS omzet_per_bulan")
    )
    assert got.rows[0]["nik"] == NIKS[0] and got.rows[0]["nik_original"] == "3507 1119 0158 4279"
    assert got.rows[0]["annual_turnover"] == 14_400_000


def test_rows_that_say_where_they_stood_keep_it(make, read, tmp_path):
    first = read(make([["Nama", "NIK"], *zip(NAMES[:3], NIKS[:3], strict=True)]))
    kept = tmp_path / "kembali.parquet"
    kept.write_bytes((tmp_path / "out" / "rows.parquet").read_bytes())
    again = read(kept)
    names = [name for name in again.rows[0] if not name.endswith("_original")]
    assert [[row[name] for name in names] for row in again.rows] == [
        [row[name] for name in names] for row in first.rows
    ]


def test_columns_missing_or_of_an_impossible_type(table, read):
    assert "kolom NIK" in read(table(f"SELECT '{NAMES[0]}' AS name, 1 AS umur")).problem
    problem = read(table(f"SELECT '{NIKS[0]}' AS nik, ['{NAMES[0]}'] AS name")).problem
    assert "name" in problem and "VARCHAR[]" in problem
    assert "tidak berisi" in read(table("SELECT 'x' AS nik, 'y' AS name LIMIT 0")).problem


def test_together_with_other_files_in_order_of_names(table, make, read):
    second = table(f"SELECT '{NIKS[5]}' AS nik, '{NAMES[5]}' AS name", name="b.parquet")
    first = make([["Nama", "NIK"], [NAMES[0], NIKS[0]]], name="a.xlsx")
    third = make([["Nama", "NIK"], [NAMES[1], NIKS[1]]], name="c.xlsx")
    got = read(third, second, first)
    assert got.column("file") == ["a.xlsx", "b.parquet", "c.xlsx"]
    assert got.column("seq") == [1, 2, 3]


def test_bare_turnover_of_a_table_is_asked_about(table, read):
    path = table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS nama, 500000 AS omzet")
    assert read(path).reading.questions[0].field == "annual_turnover"
    assert read(path, maps=["annual_turnover:per_month=omzet"]).rows[0]["annual_turnover"] == 6_000_000


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("annual_turnover", "'nan'::DOUBLE", None),
        ("annual_turnover", "36000000::DOUBLE", 36_000_000),
        ("annual_turnover", "36000000::UBIGINT", 36_000_000),
        ("annual_turnover", "36000000::HUGEINT", 36_000_000),
        ("phone", "'nan'::DOUBLE", None),
        ("phone", "81234567890::DOUBLE", "081234567890"),
        ("kk", "'nan'::FLOAT", None),
        ("rt", "'nan'::DOUBLE", None),
        ("rt", "5::DOUBLE", "005"),
    ],
)
def test_a_frame_of_floats_has_blanks_and_whole_numbers(table, read, column, value, expected):
    got = read(table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, {value} AS {column}"))
    assert got.rows[0][column] == expected


@pytest.mark.parametrize(
    "value", ["'inf'::DOUBLE", "'-inf'::DOUBLE", "1e300", "18446744073709551615::UBIGINT", "1e38::HUGEINT"]
)
def test_a_sum_that_nobody_can_mean_is_told_and_stops_no_list(table, make, read, value):
    read_beside = make([["Nama", "NIK"], [NAMES[1], NIKS[1]]])
    got = read(
        table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, {value} AS annual_turnover"), read_beside
    )
    assert [row["nik"] for row in got.rows] in ([NIKS[0], NIKS[1]], [NIKS[1], NIKS[0]])
    told = [one for file in got.reading.files for sheet in file.sheets for one in sheet.notices]
    turnover = next(row for row in got.rows if row["nik"] == NIKS[0])["annual_turnover"]
    assert turnover is None and told


@pytest.mark.parametrize("value", ["'inf'::DOUBLE", "-5::BIGINT", "-5::DOUBLE", "'-5'", "-0.5::DECIMAL(9,1)"])
def test_what_is_no_turnover_is_stated_all_the_same(table, read, value):
    got = read(table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, {value} AS annual_turnover"))
    row = got.rows[0]
    assert (row["annual_turnover"], row["turnover_unread"]) == (None, True)
    assert row["annual_turnover_original"]


def test_a_turnover_of_half_a_rupiah_is_rounded_up(table, read):
    got = read(
        table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, 2000000000.5::DOUBLE AS annual_turnover")
    )
    assert got.column("annual_turnover") == [2_000_000_001]


def test_what_could_not_be_read_once_is_not_read_as_unstated_later(make, read, tmp_path):
    cells = ["tiga milyar lima", "", "3 jt", "30000000000000000000", "-"]
    rows = [[name, nik, cell] for name, nik, cell in zip(NAMES, NIKS, cells, strict=False)]
    once = read(make([["Nama", "NIK", "Omzet per tahun"], *rows]))
    again = read(shutil.copyfile(tmp_path / "out" / "rows.parquet", tmp_path / "kembali.parquet"))
    for noted in ("annual_turnover", "turnover_unread"):
        assert again.column(noted) == once.column(noted)
    assert again.column("turnover_unread") == [True, False, False, True, False]
    assert again.column("annual_turnover_original")[0] == "tiga milyar lima"


def test_our_own_columns_left_blank_say_no_place(table, read):
    got = read(
        table(
            f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, NULL::VARCHAR AS file, NULL::VARCHAR AS sheet,"
            " NULL::INTEGER AS row"
        )
    )
    assert (got.rows[0]["file"], got.rows[0]["row"]) == ("daftar.parquet", 1)


def test_a_column_named_as_the_database_names_rows_is_told_by_its_name(table, read):
    got = read(table(f"SELECT '{NIKS[0]}' AS nik, '{NAMES[0]}' AS name, 7 AS file_row_number"))
    [file] = got.reading.files
    assert "kolom file_row_number" in file.problem.text and "Ganti judul" in file.problem.text
