"""Which input broke a job: looked for once it has failed, because the statement that fails does not always say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from satupintu.batch.csv_source import csv_source
from satupintu.batch.database import database, text
from satupintu.batch.database import name as quoted
from satupintu.batch.troubles import brief


def damage_in(paths: Iterable[Path]) -> str | None:
    """A sentence on the first Parquet or CSV file that cannot be read to its end, with column or line; None when all
    can. Reads every file."""
    with database() as connection:
        for path in paths:
            if found := _damage(connection, path):
                return (
                    f"{found} Isi berkas ini rusak atau terpotong dan tidak dapat dibaca sampai habis: salin atau buat "
                    "ulang berkasnya, lalu ulangi."
                )
    return None


def _damage(connection: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    """The file, and where in it; None when there is nothing wrong."""
    columns: list[str] = []
    is_parquet = path.suffix.lower() == ".parquet"
    try:
        source = f"read_parquet({text(path)})" if is_parquet else csv_source(connection, path)
        columns = [str(one) for one, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        _read(connection, source, columns)
    except (duckdb.Error, OSError) as error:
        if not is_parquet:
            return f"{path.name} ({brief(error)})."
    else:
        return None
    source = f"read_parquet({text(path)})"
    column = next((one for one in columns if _is_broken(connection, source, one)), None)
    return f"{path.name}, kolom {column}." if column else f"{path.name}."


def _is_broken(connection: duckdb.DuckDBPyConnection, source: str, column: str) -> bool:
    try:
        _read(connection, source, [column])
    except duckdb.Error:
        return True
    return False


def _read(connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]) -> None:
    hashes = ", ".join(f"max(hash({quoted(one)}))" for one in columns)
    connection.execute(f"SELECT {hashes} FROM {source}").fetchall()
