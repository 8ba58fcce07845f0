"""What the rows of an agency's list say, in our types; a row that says something nobody can use refuses the list.

settle(raw, out, terms) -> Settled        `out` is written only where not one row is refused
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from satupintu.batch.audit.cells import day_of, rupiah_of
from satupintu.batch.database import database, one, text

MOST_TOLD = 5_000  # refused rows that are told one by one; of more the sender mends these first
_MARKS = "\x01\x02\x03\x05"  # of cells that were not text (gateways.lists)
# What is wrong with a row, by the id of the trouble, and the field it is about.
FIELD_OF = {
    "nobody": "name",
    "programme_missing": "programme",
    "programme_unknown": "programme",
    "village_unknown": "village",
    "village_outside": "village",
    "amount_unreadable": "amount",
    "quantity_unreadable": "quantity",
    "day_unreadable": "received_on",
    "day_to_come": "received_on",
}


@dataclass(frozen=True)
class Terms:
    """What holds for a whole report.

    `programmes` are the ids that the sender may report, `programme` the one for rows that name none, `received_on` the
    day for rows without one. `areas` is the Parquet of areas (code, level), `area` the dotted code that every village
    lies in, '' for the country. Nothing was received after `today`.
    """

    programmes: Collection[str]
    areas: Path
    today: date
    programme: str = ""
    received_on: date | None = None
    area: str = ""


@dataclass(frozen=True)
class RowProblem:
    """One row that cannot be used: where it stands, which trouble (a key of FIELD_OF), and what was written."""

    sheet: str
    row: int
    trouble: str
    written: str

    @property
    def field(self) -> str:
        return FIELD_OF[self.trouble]


@dataclass(frozen=True)
class Settled:
    """Rows read, the troubles among them (the first MOST_TOLD), how many there are, and how many rows lack what."""

    rows: int
    problems: tuple[RowProblem, ...]
    refused: int
    without_day: int
    without_village: int


def settle(raw: Path, out: Path, terms: Terms) -> Settled:
    """Writes `out` from what `gateways.aid` read: sheet, row, nik_text, nik_is_number, name, birth_date, village,
    programme, amount (whole rupiah), received_on, what, quantity, recipient.

    `recipient` names what was written of the person and outlives the report: who was judged once is known again. A
    blank day stays blank unless the terms state one; nothing becomes today.
    """
    with database(spill=out.parent) as connection:
        source = f"read_parquet({text(raw)})"
        connection.execute(f"CREATE TEMP TABLE raw AS SELECT * REPLACE ({_bares()}) FROM {source}")
        _meant(connection, "amounts", "amount", "BIGINT", rupiah_of)
        _meant(connection, "days", "received_on", "DATE", day_of)
        connection.execute(f"CREATE TABLE rows AS {_rows_sql(terms)}")
        problems = _problems(connection)
        refused = one(connection, "SELECT count(*) FROM rows WHERE trouble IS NOT NULL")
        counts = connection.execute(
            "SELECT count(*), count(*) FILTER (received_on IS NULL), count(*) FILTER (village IS NULL) FROM rows"
        ).fetchall()[0]
        if not refused:
            connection.execute(
                f"COPY (SELECT * EXCLUDE (trouble, written, seq) FROM rows ORDER BY seq) TO {text(out)}"
                " (FORMAT parquet, COMPRESSION zstd)"
            )
    return Settled(counts[0], problems, refused, counts[1], counts[2])


def settle_paid(paid: Path, out: Path, programme: str) -> int:
    """The same rows for payments of our own, from a Parquet of nik, name, village, amount, received_on; returns how
    many. Rows stand by NIK, so that the same payments give the same bytes in whatever order they were answered."""
    recipient = recipient_sql("nik", "name", "NULL", "village")
    place = "CAST(row_number() OVER (ORDER BY nik, name, amount, received_on) AS INTEGER)"
    with database(spill=out.parent) as connection:
        connection.execute(
            f"""COPY (SELECT '' AS sheet, {place} AS "row",
                nik AS nik_text, FALSE AS nik_is_number, name, NULL::DATE AS birth_date, village,
                {text(programme)} AS programme, CAST(amount AS BIGINT) AS amount,
                CAST(received_on AS DATE) AS received_on, NULL::VARCHAR AS what, NULL::DOUBLE AS quantity,
                {recipient} AS recipient
            FROM read_parquet({text(paid)}) ORDER BY "row") TO {text(out)} (FORMAT parquet, COMPRESSION zstd)"""
        )
        return one(connection, f"SELECT count(*) FROM read_parquet({text(out)})")


def _bares() -> str:
    """The cells of what was received without the mark of their kind, NULL where they say nothing."""
    cells = ("amount", "received_on", "programme", "what", "quantity")
    nothing = r"[\s\-–—/.:]*|0000-00-00|null|none|nat|belum"
    bare = {one: f"nullif(trim(ltrim({one}, {text(_MARKS)})), '')" for one in cells}
    return ", ".join(
        f"CASE WHEN NOT regexp_full_match(lower({cell}), {text(nothing)}) THEN {cell} END AS {one}"
        for one, cell in bare.items()
    )


def _meant(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    cell: str,
    kind: str,
    meaning: Callable[[str], object],
) -> None:
    """``table`` (cell, value): every different cell read once; a million rows have a few hundred days and amounts."""
    plain = "TRY_CAST(cell AS BIGINT)" if kind == "BIGINT" else "TRY_CAST(cell AS DATE)"
    simple = "[0-9]{1,15}" if kind == "BIGINT" else "20[0-9]{2}-[0-9]{2}-[0-9]{2}"
    connection.execute(f"CREATE TEMP TABLE {table}_cells AS SELECT DISTINCT {cell} AS cell FROM raw")
    odd = connection.execute(
        f"SELECT cell FROM {table}_cells WHERE cell IS NOT NULL AND NOT regexp_full_match(cell, '{simple}')"
    ).fetchall()
    cells = [cell for (cell,) in odd]
    values = [meaning(cell) for cell in cells]
    connection.execute(
        f"""CREATE TEMP TABLE {table} AS
        SELECT cell, {plain} AS value FROM {table}_cells WHERE regexp_full_match(cell, '{simple}')
        UNION ALL SELECT unnest($1::VARCHAR[]), unnest($2::{kind}[])""",
        [cells, values],
    )


def _rows_sql(terms: Terms) -> str:
    """SELECT of the rows in our types, with `trouble`, `written` (the cell at fault) and `seq` (their order)."""
    programme = f"coalesce(lower(r.programme), {text(terms.programme)})"
    stated = f"DATE {text(terms.received_on)}" if terms.received_on else "NULL::DATE"
    day, amount = "r.received_on", "r.amount"
    allowed = ", ".join(map(text, sorted(terms.programmes))) or "NULL"
    village = "coalesce(r.village, '')"
    inside = (
        f"({village} = {text(terms.area)} OR starts_with({village}, {text(terms.area + '.')}))"
        if terms.area
        else "TRUE"
    )
    quantity = "replace(r.quantity, ',', '.')"
    count = f"TRY_CAST({quantity} AS DOUBLE)"
    said = {
        "nobody": ("r.name IS NULL AND r.nik IS NULL AND r.nik_original IS NULL", "''"),
        "programme_missing": (f"{programme} = ''", "''"),
        "programme_unknown": (f"{programme} NOT IN ({allowed})", programme),
        "village_unknown": (
            "r.village_original IS NOT NULL AND r.village IS NULL OR r.village IS NOT NULL AND a.code IS NULL",
            "coalesce(r.village, r.village_original)",
        ),
        "village_outside": (f"r.village IS NOT NULL AND NOT {inside}", "r.village"),
        "amount_unreadable": (f"{amount} IS NOT NULL AND m.value IS NULL", amount),
        "quantity_unreadable": (
            f"r.quantity IS NOT NULL AND ({count} IS NULL OR {count} < 0)",
            "r.quantity",
        ),
        "day_unreadable": (f"{day} IS NOT NULL AND d.value IS NULL", day),
        "day_to_come": (f"d.value > DATE {text(terms.today)}", day),
    }  # fmt: skip
    trouble = " ".join(f"WHEN {wrong} THEN '{name}'" for name, (wrong, _) in said.items())
    written = " ".join(f"WHEN {wrong} THEN {cell}" for wrong, cell in said.values())
    columns = {
        "sheet": "r.sheet",
        '"row"': 'r."row"',
        "nik_text": "coalesce(r.nik, r.nik_original)",
        "nik_is_number": "coalesce(r.nik_is_number, FALSE)",
        "name": "r.name",
        "birth_date": "r.birth_date",
        "village": "r.village",
        "programme": programme,
        "amount": "CAST(m.value * r.unit AS BIGINT)",
        "received_on": f"coalesce(d.value, {stated})",
        "what": "r.what",
        "quantity": count,
        "recipient": recipient_sql("coalesce(r.nik, r.nik_original)", "r.name", "r.birth_date", "r.village"),
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"""SELECT {listed}, CASE {trouble} END AS trouble, CASE {written} END AS written,
            row_number() OVER () AS seq
        FROM raw r LEFT JOIN amounts m ON m.cell = r.amount LEFT JOIN days d ON d.cell = {day}
        LEFT JOIN (SELECT code FROM read_parquet({text(terms.areas)}) WHERE level = 4) a ON a.code = r.village"""


def recipient_sql(nik: str, name: str, birth_date: str, village: str) -> str:
    """SQL for what names a recipient as written, the same in every report; it shows nothing of the person."""
    parts = ", ".join(
        f"coalesce(CAST({one} AS VARCHAR), '')"
        for one in (f"upper({nik})", f"upper({name})", birth_date, village)
    )
    return f"left(sha256(concat_ws('|', {parts})), 32)"


def _problems(connection: duckdb.DuckDBPyConnection) -> tuple[RowProblem, ...]:
    found = connection.execute(
        "SELECT sheet, \"row\", trouble, coalesce(written, '') FROM rows WHERE trouble IS NOT NULL"
        f" ORDER BY seq LIMIT {MOST_TOLD}"
    ).fetchall()
    return tuple(RowProblem(*row) for row in found)
