"""A nation's round in its parts: what it notes of each row."""

from pathlib import Path

import duckdb
import pytest

from satupintu.batch.database import database
from satupintu.batch.findings import COLUMNS, write_state
from satupintu.gateways.lists.canonical import canonical_files, canonical_rows


@pytest.mark.parametrize("lists", [32_768, 40_000, 83_000])
def test_as_many_lists_as_there_are_villages_have_a_number_each(tmp_path: Path, lists: int) -> None:
    def rows(_: object, these: range) -> str:
        columns = {"seq": "range + 1", "list": "range", **dict.fromkeys(("province", "flags"), "0")}
        named = ", ".join(f"{columns.get(one, 'NULL')} AS {one}" for one in COLUMNS)
        return f"SELECT {named} FROM range({these.start - 1}, {these.stop - 1})"

    with database(spill=tmp_path) as connection:
        write_state(connection, tmp_path / "state.parquet", lists, rows)
    told = duckdb.execute(
        f"SELECT max(list), count(DISTINCT list) FROM '{tmp_path}/state.parquet'"
    ).fetchone()
    assert told == (lists - 1, lists)


def test_a_list_read_where_it_stands_has_a_number_that_reaches_as_far(tmp_path: Path) -> None:
    duckdb.execute(f"COPY (SELECT '' AS nik, '' AS name) TO '{tmp_path}/usulan.parquet' (FORMAT parquet)")
    rows = canonical_rows(canonical_files([tmp_path / "usulan.parquet"]))
    kinds = {name: kind for name, kind, *_ in duckdb.execute(f"DESCRIBE {rows}").fetchall()}
    assert kinds["list"] == COLUMNS["list"]
