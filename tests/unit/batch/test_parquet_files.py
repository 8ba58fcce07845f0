"""Files joined without reading their rows: every row, value and statistic is where a reader expects it."""

import duckdb
import pytest

from satupintu.batch.parquet_files import ParquetProblem, Piece, join_files


@pytest.fixture
def files(tmp_path):
    made = []
    with duckdb.connect() as con:
        for number, rows in enumerate((5000, 1, 0, 9000)):
            path = tmp_path / f"{number}.parquet"
            con.execute(
                f"""COPY (SELECT {number} AS part, i, 'name ' || (i % 700) AS name, i % 2 = 0 AS even,
                CASE WHEN i % 3 = 0 THEN i END AS some,
                CASE i % 4 WHEN 0 THEN [] WHEN 1 THEN ['a'] WHEN 2 THEN ['a', 'b'] END::VARCHAR[] AS ids,
                DATE '2020-01-01' + i::INT AS day FROM range({rows}) r(i))
                TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)"""
            )
            made.append(path)
    return made


def test_joined_files_hold_every_row_in_order(files, tmp_path):
    out = tmp_path / "all.parquet"
    assert join_files([Piece(path) for path in files], out)[0] == 14001
    with duckdb.connect() as con:
        listed = ", ".join(f"'{path}'" for path in files)
        assert (
            con.execute(f"SELECT * FROM '{out}'").fetchall()
            == con.execute(f"SELECT * FROM read_parquet([{listed}])").fetchall()
        )
        # What is skipped by its statistics is not lost.
        assert con.execute(f"SELECT count(*) FROM '{out}' WHERE i = 4321 AND part = 3").fetchone() == (1,)
        assert con.execute(f"SELECT num_rows FROM parquet_file_metadata('{out}')").fetchone() == (14001,)
        groups = "SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{}') ORDER BY ALL"
        counts = [[rows for _, rows in con.execute(groups.format(one)).fetchall()] for one in (*files, out)]
    assert counts.pop() == [rows for one in counts for rows in one]


def test_pieces_of_a_joined_file_can_be_joined_again(files, tmp_path):
    whole, again = tmp_path / "all.parquet", tmp_path / "again.parquet"
    _, counts = join_files([Piece(path) for path in files], whole)
    assert counts == [3, 1, 0, 5]
    join_files(
        [Piece(whole, range(2)), Piece(whole, range(2, 2)), Piece(whole, range(2, sum(counts)))], again
    )
    assert again.read_bytes() == whole.read_bytes()


def test_a_file_cut_short_is_named(files, tmp_path):
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(files[0].read_bytes()[:-20])
    with pytest.raises(ParquetProblem, match=r"cut\.parquet"):
        join_files([Piece(cut)], tmp_path / "out.parquet")


def test_other_columns_are_refused(files, tmp_path):
    other = tmp_path / "other.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS something) TO '{other}' (FORMAT parquet)")
    with pytest.raises(ParquetProblem, match=r"other\.parquet"):
        join_files([Piece(files[0]), Piece(other)], tmp_path / "out.parquet")
