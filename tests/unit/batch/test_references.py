"""Reference lists: found by name, checked before anything is decided, errors that name list and criterion."""

import duckdb
import pytest

from satupintu.batch.database import database
from satupintu.batch.references import (
    ReferenceProblem,
    check_names,
    check_needed,
    find_references,
    open_list,
)

NEEDED = {"kur_borrowers": ["no_current_kur"], "larger_businesses": ["micro_business"]}


def test_a_missing_list_is_named_with_its_criterion_and_the_way_out():
    with pytest.raises(ReferenceProblem, match=r"kur_borrowers .*no_current_kur.*--without kur_borrowers"):
        check_needed(NEEDED, {"larger_businesses"}, set(), (), NEEDED)


def test_an_optional_list_may_be_missing_and_a_needed_one_left_out_on_purpose():
    check_needed(NEEDED, {"larger_businesses"}, set(), ("kur_borrowers",), NEEDED)


def test_leaving_out_a_list_the_programme_does_not_know_is_refused():
    with pytest.raises(ReferenceProblem, match="kur_borrower: .*kur_borrowers"):
        check_needed(NEEDED, {"larger_businesses"}, set(NEEDED), ("kur_borrower",), NEEDED)


def test_the_same_list_in_two_formats_is_refused(tmp_path):
    (tmp_path / "paid_2021.csv").write_text("nik\n")
    (tmp_path / "paid_2021.parquet").write_bytes(b"")
    with pytest.raises(ReferenceProblem, match="paid_2021 ada dua kali"):
        find_references(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"name\nSITI\n", "tidak punya kolom nik"),
    ],
)
def test_a_csv_that_cannot_be_a_list_says_so(tmp_path, content, words):
    path = tmp_path / "kur_borrowers.csv"
    path.write_bytes(content)
    with duckdb.connect() as connection, pytest.raises(ReferenceProblem, match=words):
        open_list(connection, "kur_borrowers", path)


def test_a_registry_without_names_would_call_everybody_a_stranger_and_is_refused(tmp_path):
    path = tmp_path / "civil_registry.csv"
    path.write_text("nik,nama,status\n3507116205900001,SITI,alive\n", encoding="utf-8")
    with duckdb.connect() as connection, pytest.raises(ReferenceProblem) as problem:
        open_list(connection, "civil_registry", path)
    assert "civil_registry.csv tidak punya kolom name. Kolom yang ada: nama, nik, status." in str(
        problem.value
    )


def test_a_truncated_parquet_is_named(tmp_path):
    path = tmp_path / "kur_borrowers.parquet"
    path.write_bytes(b"PAR1 cut off")
    with duckdb.connect() as connection, pytest.raises(ReferenceProblem, match=r"kur_borrowers\.parquet"):
        open_list(connection, "kur_borrowers", path)


def test_fractional_niks_are_refused_because_a_digit_may_be_gone(tmp_path):
    path = tmp_path / "kur_borrowers.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 3507116205900001::DOUBLE AS nik) TO '{path}' (FORMAT parquet)")
        with pytest.raises(ReferenceProblem, match="DOUBLE"):
            open_list(connection, "kur_borrowers", path)


@pytest.mark.parametrize(
    "content",
    [
        b"nik;name\n3507116205900001;SITI\n",
        "NIK,name\n3507116205900001,SITI\n".encode("utf-8-sig"),
        "nik;name\n3507116205900001;JOSÉ\n".encode("cp1252"),
        b'nik,name\n"3507116205900001","SITI, S.Pd"\n',
        b"\n\r\nnik,name\n3507116205900001,SITI\n",
        b"nik,name\r3507116205900001,SITI\r",
        "nik;name\r\n3507116205900001;SITI\r\n".encode("utf-16"),
        "nik;name\r\n3507116205900001;SITI\r\n".encode("utf-16-le"),
        "nik;name\n3507116205900001;SITI\n".encode("utf-16-be"),
        b"nik\n3507116205900001.0\n",
        b"nik\n'3507 1162 0590 0001\n",
    ],
)
def test_lists_are_read_as_offices_write_them(tmp_path, content):
    path = tmp_path / "kur_borrowers.csv"
    path.write_bytes(content)
    with database(spill=tmp_path) as connection:
        view = open_list(connection, "kur_borrowers", path).view
        assert connection.execute(f"SELECT key FROM {view}").fetchall() == [(3507116205900001,)]


@pytest.mark.parametrize(
    "nik", ["3507116205900000.0", "9471136205900001,00", "3.50712E+15", "350711620590001"]
)
def test_a_nik_of_which_a_digit_may_be_lost_is_nobody_s(tmp_path, nik):
    path = tmp_path / "kur_borrowers.csv"
    path.write_text(f"nik;name\n{nik};SITI\n", encoding="utf-8")
    with database(spill=tmp_path) as connection:
        view = open_list(connection, "kur_borrowers", path).view
        assert connection.execute(f"SELECT key FROM {view}").fetchall() == [(None,)]


def test_utf16_cut_in_the_middle_of_a_letter_is_an_error_that_names_the_file(tmp_path):
    path = tmp_path / "kur_borrowers.csv"
    path.write_bytes("nik\n3507116205900001\n".encode("utf-16")[:-1])
    with (
        database(spill=tmp_path) as connection,
        pytest.raises(ReferenceProblem, match=r"borrowers\.csv .*terpotong"),
    ):
        open_list(connection, "kur_borrowers", path)


def test_titles_that_are_somebody_s_row_are_not_told(tmp_path):
    path = tmp_path / "kur_borrowers.csv"
    path.write_text("3507116205900001;SITI AMINAH\n", encoding="utf-8")
    with database(spill=tmp_path) as connection, pytest.raises(ReferenceProblem) as problem:
        open_list(connection, "kur_borrowers", path)
    assert "Baris pertamanya bukan judul kolom" in str(problem.value)
    assert "SITI" not in str(problem.value) and "3507116205900001" not in str(problem.value)


@pytest.mark.parametrize(
    "name",
    ["Kur_Borrowers.csv", "kur-borrowers.csv", "KUR borrowers.xlsx", "kur_borrowers.csv.gz", "kur_borrowers"],
)
def test_a_list_under_a_name_that_is_not_read_is_refused_and_not_passed_over(tmp_path, name):
    (tmp_path / name).write_text("nik\n")
    found = find_references(tmp_path)
    with pytest.raises(ReferenceProblem) as problem:
        check_names(tmp_path, NEEDED, found)
    assert name in str(problem.value) and "kur_borrowers.csv" in str(problem.value)


def test_a_list_that_is_read_may_lie_beside_the_workbook_it_came_from(tmp_path):
    for name in ("kur_borrowers.csv", "kur_borrowers.xlsx", ".kur_borrowers.csv", "catatan.docx"):
        (tmp_path / name).write_text("nik\n")
    check_names(tmp_path, NEEDED, find_references(tmp_path))


def test_line_ends_mixed_by_an_editor_lose_no_row(tmp_path):
    path = tmp_path / "kur_borrowers.csv"
    path.write_bytes(b"nik,name\r\n3507116205900001,SITI\r\n3507111505850002,BUDI\n")
    with database(spill=tmp_path) as connection:
        view = open_list(connection, "kur_borrowers", path).view
        assert connection.execute(f"SELECT key FROM {view} ORDER BY key").fetchall() == [
            (3507111505850002,),
            (3507116205900001,),
        ]


def test_a_stray_quote_is_an_error_that_names_the_file_and_never_swallows_rows(decide, tmp_path):
    (tmp_path / "reference").mkdir()
    with pytest.raises(ReferenceProblem, match=r"larger_businesses\.csv .*baris 2"):
        decide([{"nik": "3507116205900001"}], larger_businesses=['"3507116205900001', "3507111505850002"])


@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(12,1)", "BIGINT", "VARCHAR"])
def test_a_registrys_village_is_its_code_whatever_kind_of_number_it_was_kept_as(tmp_path, kind):
    path = tmp_path / "civil_registry.parquet"
    duckdb.execute(
        f"COPY (SELECT '3507116205900001' AS nik, 'SITI' AS name, 3507112008::{kind} AS village) TO '{path}'"
    )
    with duckdb.connect() as connection:
        used = open_list(connection, "civil_registry", path)
        assert connection.execute(f"SELECT village FROM {used.view}").fetchall() == [("3507112008",)]


def test_a_list_with_a_column_named_as_the_database_names_rows_is_read_whole(tmp_path):
    path = tmp_path / "kur_borrowers.parquet"
    duckdb.execute(f"COPY (SELECT 3507116205900001 AS nik, 1 AS file_row_number) TO '{path}'")
    with duckdb.connect() as connection:
        used = open_list(connection, "kur_borrowers", path)
        assert not used.stretch
        assert connection.execute(f"SELECT key FROM {used.view}").fetchall() == [(3507116205900001,)]
