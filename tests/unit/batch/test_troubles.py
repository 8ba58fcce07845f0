"""What is said of an error: the cause, the file and the line, and never what a cell held."""

import errno

import duckdb
import pytest

from satupintu.batch.troubles import brief, is_out_of_room

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
    assert "Line: 2" in brief(failed.value) and "SITI" not in brief(failed.value)
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
