"""Both engines keep tables, read what people send and write files in the same way."""

from datetime import date, datetime

import duckdb
import pytest

from satupintu.batch.backends import BackendProblem, open_backend
from satupintu.batch.backends.duckdb import path_literal
from satupintu.batch.backends.spark_session import megabytes


@pytest.fixture(params=["duckdb", "spark"])
def backend(request, tmp_path):
    if request.param == "spark":
        yield request.getfixturevalue("spark")
        return
    with open_backend("duckdb", spill=tmp_path, threads=2, memory="1GB") as opened:
        yield opened


def test_rows_from_python_come_back_as_they_were(backend):
    columns = {"n": "BIGINT", "x": "VARCHAR", "born": "DATE", "ok": "BOOLEAN", "at": "TIMESTAMP"}
    moment = datetime(2020, 1, 1, 23, 59, 59, 999999)  # noqa: DTZ001
    rows = [
        (1, "a\n'\\${x}\x00", date(1, 1, 1), True, moment),
        (2, None, None, None, None),
        (2**62, "é😀", date(9999, 12, 31), False, moment.replace(year=1500)),
    ]
    backend.insert("people", columns, rows)
    assert backend.rows("SELECT * FROM people ORDER BY n") == rows
    backend.insert("people", columns, [])
    assert backend.rows("SELECT * FROM people") == []
    assert backend.one("SELECT count(*) FROM people") == 0
    assert backend.one("SELECT max(n) FROM people") == 0


def test_a_table_can_be_made_anew_from_itself_and_forgotten(backend):
    backend.table("numbers", "SELECT n FROM (VALUES (1), (2), (3)) AS v(n)")
    backend.view("doubled", "SELECT 2 * n AS n FROM numbers")
    assert backend.one("SELECT sum(n) FROM doubled") == 12
    backend.drop("doubled")
    backend.table("numbers", "SELECT n FROM numbers WHERE n > 1")
    assert backend.rows("SELECT n FROM numbers ORDER BY n") == [(2,), (3,)]
    backend.view("numbers", "SELECT 7 AS n")
    assert backend.rows("SELECT n FROM numbers") == [(7,)]
    backend.drop("numbers")
    with pytest.raises(backend.errors):
        backend.rows("SELECT n FROM numbers")


def test_a_table_takes_the_place_of_another(backend):
    backend.table("old", "SELECT 1 AS n")
    backend.table("new", "SELECT n + 1 AS n FROM old")
    backend.drop("old")
    backend.rename("new", "old")
    assert backend.rows("SELECT n FROM old") == [(2,)]
    with pytest.raises(backend.errors):
        backend.rows("SELECT n FROM new")


def test_what_stands_there_twice(backend):
    backend.insert("keys", {"key": "BIGINT"}, [(key,) for key in (5, None, -3, 5, 7, None, -3, 5, 2**62)])
    backend.repeated("again", "SELECT key FROM keys")
    assert backend.rows("SELECT value FROM again ORDER BY value") == [(-3,), (5,)]


def test_csv_is_text_as_it_stands(backend, tmp_path):
    path = tmp_path / "daftar [1].csv"
    path.write_bytes('nik;nama "x"\r\n001;"O""Neil; \\"\r\n;""\r\n 3 ;caf\xe9\r\n'.encode("latin-1"))
    relation = backend.csv(path, ["nik", 'nama "x"'], ";", "latin-1")
    assert backend.rows(f"SELECT * FROM {relation}") == [("001", 'O"Neil; \\'), (None, None), (" 3 ", "café")]
    assert set(backend.columns(relation)) == {"nik", 'nama "x"'}
    assert set(backend.columns(relation).values()) <= set(backend.dialect.types["text"])


def test_a_file_keeps_the_order_of_its_rows_and_says_the_same_types(backend, tmp_path):
    path = tmp_path / "_hasil [x]*{y} é.parquet"
    backend.insert("seeds", {"n": "INTEGER"}, [(n,) for n in range(360)])
    backend.table("numbers", "SELECT CAST(a.n AS BIGINT) * 360 + b.n AS n FROM seeds AS a, seeds AS b")
    listed = backend.dialect.named_bits("n & 3", ["odd", "even"])
    asked = f"n, CAST(n % 7 AS INTEGER) AS week, 'x' || n AS x, DATE '2020-01-01' AS day, {listed} AS l"
    moment = "CASE WHEN n > 5 THEN TIMESTAMP '2020-01-01 10:00:00.123' END AS at"
    backend.copy(f"SELECT {asked}, {moment} FROM numbers ORDER BY n % 1000, n", path, ordered=True)
    written = f"read_parquet({path_literal(path)})"
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT n FROM {written}").fetchall()
        assert [n for (n,) in rows] == sorted(range(129_600), key=lambda n: (n % 1000, n))
        (first,) = connection.execute(f"SELECT * FROM {written} LIMIT 1 OFFSET 3").fetchall()
        assert first == (3000, 4, "x3000", date(2020, 1, 1), [], datetime(2020, 1, 1, 10, 0, 0, 123000))  # noqa: DTZ001
        types = [kind for _, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {written}").fetchall()]
        assert types == ["BIGINT", "INTEGER", "VARCHAR", "DATE", "VARCHAR[]", "TIMESTAMP"]
        sizes = (
            f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata({path_literal(path)})"
        )
        assert sorted(connection.execute(sizes).fetchall()) == [(0, 122880), (1, 6720)]
    assert backend.one(f"SELECT count(*) FROM {backend.parquet(path, path)}") == 259_200


def test_no_rows_are_a_file_with_columns(backend, tmp_path):
    path = tmp_path / "empty.parquet"
    backend.copy("SELECT 'x' AS x WHERE 1 > 2", path, ordered=True)
    assert backend.rows(f"SELECT x FROM {backend.parquet(path)}") == []


def test_a_statement_that_fails_half_way_leaves_no_file(backend, tmp_path):
    backend.insert(
        "texts", {"n": "BIGINT", "x": "VARCHAR"}, [(n, str(n)) for n in range(5000)] + [(5000, "x")]
    )
    path = tmp_path / "half.parquet"
    with pytest.raises(backend.errors):
        backend.copy("SELECT CAST(x AS BIGINT) AS x FROM texts ORDER BY n", path, ordered=True)
    assert not list(tmp_path.glob("*half*"))


def test_a_truncated_file_is_an_error(backend, tmp_path):
    whole, cut = tmp_path / "whole.parquet", tmp_path / "cut.parquet"
    backend.copy("SELECT 1 AS n", whole, ordered=True)
    cut.write_bytes(whole.read_bytes()[:-9])
    with pytest.raises(backend.errors):
        backend.rows(f"SELECT n FROM {backend.parquet(cut)}")


def test_without_java_a_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with (
        pytest.raises(BackendProblem, match="openjdk-17-jre-headless"),
        open_backend("spark", spill=tmp_path),
    ):
        pass


@pytest.mark.parametrize(
    ("said", "meant"), [("4GB", 4096), ("4 GiB", 4096), ("512mb", 512), ("1.5G", 1536), ("1TB", 1 << 20)]
)
def test_memory_is_said_as_to_duckdb(said, meant):
    assert megabytes(said) == meant


def test_memory_that_is_no_size():
    with pytest.raises(ValueError, match="banyak"):
        megabytes("banyak")
