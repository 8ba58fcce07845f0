"""What is said of an error: the cause, the file and the line, and never what a cell held."""

import errno

import duckdb
import pytest

from satupintu.batch.troubles import brief, is_out_of_room
from satupintu.pipeline.screening.rounds import stopped

CELLS = ("3507116205900001", "SITI", "O'NEIL", "081234567890", "18446744073709551615")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT CAST(x AS BIGINT) FROM (VALUES ('SITI 3507116205900001')) t(x)",
        "SELECT CAST(x AS DATE) FROM (VALUES ('O''NEIL')) t(x)",
        "SELECT CAST(x AS BIGINT) FROM (VALUES (18446744073709551615::UBIGINT)) t(x)",
        "SELECT 'SITI'::STRUCT(a INTEGER)",
    ],
)
def test_a_database_s_words_are_kept_and_its_cells_are_not(statement):
    with pytest.raises(duckdb.Error) as failed:
        duckdb.execute(statement).fetchall()
    assert len(brief(failed.value)) > 15
    assert not [one for one in CELLS if one in brief(failed.value)]


def test_the_file_and_the_line_are_kept(tmp_path):
    path = tmp_path / "kur 2021.csv"
    path.write_text('nik,name\n1,"SITI"x\n')
    with pytest.raises(duckdb.Error) as failed:
        duckdb.execute(
            f"SELECT * FROM read_csv('{path}', strict_mode = true, auto_detect = false, "
            "columns = {'nik': 'BIGINT', 'name': 'DATE'}, header = true)"
        ).fetchall()
    assert brief(failed.value).startswith("baris 2: ") and "SITI" not in brief(failed.value)
    broken = tmp_path / "putus.parquet"
    broken.write_bytes(b"PAR1 3507116205900001")
    with pytest.raises(duckdb.Error) as failed:
        duckdb.execute(f"SELECT * FROM '{broken}'").fetchall()
    assert "putus.parquet" in brief(failed.value) and "3507116205900001" not in brief(failed.value)


def test_a_full_disk_is_told_from_a_broken_file():
    assert is_out_of_room(OSError(errno.ENOSPC, "No space left on device"))
    assert is_out_of_room(duckdb.OutOfMemoryException("Out of Memory Error: failed to offload data block"))
    assert is_out_of_room(duckdb.IOException('Could not write file "x": No space left on device'))
    assert not is_out_of_room(duckdb.InvalidInputException("ZSTD Decompression failure"))


READ = "FROM read_csv('{}', all_varchar = true, header = true, auto_detect = false, encoding = '{}', columns = {})"
TWO = "{'nik': 'VARCHAR', 'name': 'VARCHAR'}"


@pytest.mark.parametrize(
    ("content", "encoding", "columns", "words"),
    [
        (
            b"nik,nik\n1,2\n",
            "utf-8",
            "{'nik': 'VARCHAR', 'nik': 'VARCHAR'}",
            "satu judul kolom tertulis dua kali",
        ),
        (b"nik,name\n1,A\n1,A,B\n", "utf-8", TWO, "baris 3: banyaknya kolom tidak sama"),
        (b'nik,name\n1,"A\n1,B\n', "utf-8", TWO, "baris 2: ada tanda petik"),
        (b"nik,name\n1,\xffA\n", "utf-8", TWO, "baris 2: hurufnya tidak terbaca"),
        (b"nik,name\n1,\x81A\n", "latin-1", TWO, "hurufnya tidak terbaca"),
    ],
)
def test_a_fault_of_a_csv_is_said_in_words_and_with_its_line(tmp_path, content, encoding, columns, words):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(duckdb.Error) as failed:
        duckdb.execute(READ.format(tmp_path / "a.csv", encoding, columns)).fetchall()
    assert brief(failed.value).startswith(words)


def test_a_refusal_of_the_computer_s_is_said_in_words(tmp_path):
    (tmp_path / "a").write_text("")
    for path, words in (
        (tmp_path, "itu folder, bukan berkas"),
        (tmp_path / ("a" * 300), "namanya terlalu panjang"),
        (tmp_path / "a" / "b", "yang di atasnya bukan folder"),
        (tmp_path / "c", "tidak ada, atau tidak dapat dibuat"),
    ):
        with pytest.raises(OSError) as failed:
            path.open()
        assert brief(failed.value).startswith(f"{path}: {words}")
        assert "ruang cakram" not in stopped(failed.value) and words in stopped(failed.value)
    assert brief(PermissionError(errno.EACCES, "Permission denied", "x")) == (
        "x: tidak ada izin membaca atau menulis di sana"
    )
