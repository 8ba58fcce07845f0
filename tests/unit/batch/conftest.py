"""Rounds in small: rows and reference lists as plain dicts, decided by the real programme."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from satupintu.batch.backends import open_backend
from satupintu.batch.references import find_references
from satupintu.batch.screen import Inputs, open_round, screen
from satupintu.gateways.programmes import load_programme

COLUMNS = {
    "seq": "BIGINT",
    "file": "VARCHAR",
    "sheet": "VARCHAR",
    "row": "INTEGER",
    "nik": "VARCHAR",
    "nik_is_number": "BOOLEAN",
    "kk": "VARCHAR",
    "name": "VARCHAR",
    "birth_date": "DATE",
    "sex": "VARCHAR",
    "address": "VARCHAR",
    "rt": "VARCHAR",
    "rw": "VARCHAR",
    "village": "VARCHAR",
    "sector": "VARCHAR",
    "phone": "VARCHAR",
    "annual_turnover": "BIGINT",
    "turnover_unread": "BOOLEAN",
    "business_letter": "VARCHAR",
    "submitted_at": "TIMESTAMP",
    "proposer": "VARCHAR",
}
SOUND = {
    "file": "a.xlsx",
    "sheet": "RT 1",
    "nik_is_number": False,
    "name": "Siti Aminah",
    "village": "35.07.11.2008",
    "business_letter": "470/1/2021",
    "annual_turnover": 36_000_000,
}
SITI = "3507116205900001"
LISTS = ("state_employees", "kur_borrowers", "bank_credit", "paid_2021")


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Canonical rows as Parquet, sound unless said otherwise."""
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE rows ({columns})")
        for seq, row in enumerate(rows):
            whole = SOUND | {"seq": seq, "row": seq + 2} | row
            connection.execute(
                f"INSERT INTO rows VALUES ({', '.join('?' * len(COLUMNS))})",
                [whole.get(name) for name in COLUMNS],
            )
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return path


def person(nik: str = SITI, name: str = "SITI AMINAH", **other: str) -> dict[str, str]:
    """A person of the civil registry, alive in Arjowilangun unless said otherwise."""
    return {
        "nik": nik,
        "name": name,
        "birth_date": "1990-05-22",
        "sex": "P",
        "village": "35.07.11.2008",
        "status": "alive",
    } | other


@pytest.fixture
def decide(tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """``decide(rows, registry=[…], kur_borrowers=[niks], …)`` gives each row's decision in the round's order."""

    def run(
        rows: list[dict[str, Any]],
        *,
        registry: list[dict[str, str]] | None = None,
        programme: str = "bpum-2021",
        as_of: date | None = None,
        without: tuple[str, ...] = (),
        threads: int | None = None,
        **lists: list[str],
    ) -> list[dict[str, Any]]:
        reference = tmp_path / "reference"
        reference.mkdir(exist_ok=True)
        people = registry if registry is not None else [person()]
        header = sorted({column for one in people for column in one} | {"nik"})
        lines = [",".join(one.get(column, "") for column in header) for one in people]
        (reference / "civil_registry.csv").write_text(
            "\n".join([",".join(header), *lines]) + "\n", encoding="utf-8"
        )
        for name in {*LISTS, *lists}:
            (reference / f"{name}.csv").write_text(
                "\n".join(["nik", *lists.get(name, [])]) + "\n", encoding="utf-8"
            )
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        programme_at = load_programme(programme).programme.at(as_of)
        inputs = Inputs(
            write_rows(tmp_path / "rows.parquet", rows), programme_at, find_references(reference), without
        )
        with open_backend("duckdb", spill=out, threads=threads) as backend:
            screen(open_round(backend, inputs), inputs, out)
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT * FROM '{out / 'decisions.parquet'}'")
            names = [one[0] for one in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return run
