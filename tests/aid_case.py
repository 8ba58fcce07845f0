"""Files of received aid for tests: rows as plain tuples, laid out as the house keeps them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.aid.store import COLUMNS


def row(nik: int | None, programme: str, **more: Any) -> dict[str, Any]:
    """One aid received; by default cash of a million, matched, in Arjowilangun, on a day in 2021."""
    return {
        "nik": nik, "name": f"NAMA {nik}", "programme": programme, "aid": "cash", "amount": 1_000_000,
        "received_on": date(2021, 5, 1), "village": "35.07.11.2008", "match": "matched", "business": None,
    } | more  # fmt: skip


def write_aid(
    path: Path, rows: Iterable[dict[str, Any]] = (), *, in_order: bool = True, repeated: int = 0
) -> Path:
    """The rows as a file; by NIK unless told otherwise. `repeated`: so many more people, each trained twice in a day,
    whose names a spreadsheet would run as a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        listed = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE aid ({listed})")
        for one in rows:
            marks = ", ".join("?" * len(one))
            connection.execute(f"INSERT INTO aid ({', '.join(one)}) VALUES ({marks})", list(one.values()))
        connection.execute(
            f"""INSERT INTO aid BY NAME SELECT 3507110101000000 + i // 2 AS nik, '=1+1' AS name,
            'latihan' AS programme, 'training' AS aid, 1 AS amount, DATE '2021-01-01' AS received_on,
            '35.07.11.2008' AS village, 'matched' AS match FROM range({2 * repeated}) t(i)"""
        )
        order = "ORDER BY nik, programme, received_on" if in_order else ""
        connection.execute(f"COPY (SELECT * FROM aid {order}) TO '{path}' (FORMAT parquet)")
    return path


def write_areas(path: Path, villages: Iterable[str]) -> Path:
    """A table of areas that knows these villages only."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE areas (code VARCHAR, level TINYINT)")
        for code in villages:
            connection.execute("INSERT INTO areas VALUES (?, 4)", [code])
        connection.execute(f"COPY areas TO '{path}' (FORMAT parquet)")
    return path
