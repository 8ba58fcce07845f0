"""What the rows of an agency's list say, in our types; a row that says something nobody can use refuses the list.

settle(raw, out, terms) -> Settled        `out` is written only where not one row is refused
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from satupintu.batch.database import database, one, text

MOST_TOLD = 5_000  # refused rows that are told one by one; of more the sender mends these first
LONGEST = {"nik": 60, "name": 200, "what": 500}  # characters: nobody's are longer, and every page shows them
_MARKS = "\x01\x02\x03\x05"  # of cells that were not text (gateways.lists)
# What is wrong with a row, by the id of the trouble, and the field it is about.
FIELD_OF = {
    "nobody": "name",
    "nik_too_long": "nik",
    "name_too_long": "name",
    "what_too_long": "what",
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
    lies in, '' for the country. Nothing was received after `today`. Programmes of `money` give rupiah; `starts` is the
    first day of each, as far as the catalogue knows: an earlier receipt is told, not refused.
    """

    programmes: Collection[str]
    areas: Path
    today: date
    programme: str = ""
    received_on: date | None = None
    area: str = ""
    starts: Mapping[str, date] = field(default_factory=dict)
    money: Collection[str] = ()


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
    """Rows that count, the troubles among them (the first MOST_TOLD), how many there are, and by name how many rows
    lack what (``without_day``, ``without_village``, ``without_amount`` where money is given), were left out as not
    received, by their state, a day "belum" or a sum of nought (``without_receipt``), or count though their state is in
    words of its own (``without_known_state``) or their day is before the programme's (``without_start``)."""

    rows: int
    problems: tuple[RowProblem, ...]
    refused: int
    counts: Mapping[str, int]


def settle(raw: Path, out: Path, terms: Terms) -> Settled:
    """Writes `out` from what `gateways.aid` read: sheet, row, nik_text, nik_is_number, name, birth_date, village,
    programme, amount (whole rupiah), received_on, what, quantity, recipient.

    `recipient` names what was written of the person and outlives the report: who was judged once is known again. A
    blank day stays blank unless the terms state one; nothing becomes today.
    """
    with database(spill=out.parent) as connection:
        source = f"read_parquet({text(raw)})"
        connection.execute(f"CREATE TEMP TABLE raw AS SELECT * REPLACE ({_bares()}) FROM {source}")
        connection.execute(f"CREATE TABLE rows AS {_rows_sql(terms)}")
        left_out = one(connection, "SELECT count(*) FROM rows WHERE NOT is_received")
        connection.execute("DELETE FROM rows WHERE NOT is_received")
        problems = _problems(connection)
        refused = one(connection, "SELECT count(*) FROM rows WHERE trouble IS NOT NULL")
        lacking = _lacking(terms)
        filtered = ", ".join(f"count(*) FILTER ({when})" for when in lacking.values())
        rows, *counts = connection.execute(f"SELECT count(*), {filtered} FROM rows").fetchall()[0]
        if not refused:
            connection.execute(
                f"COPY (SELECT * EXCLUDE (trouble, written, seq, state, is_received) FROM rows ORDER BY seq)"
                f" TO {text(out)} (FORMAT parquet, COMPRESSION zstd)"
            )
    told = dict(zip(lacking, counts, strict=True)) | {"without_receipt": left_out}
    return Settled(rows, problems, refused, told)


def _lacking(terms: Terms) -> dict[str, str]:
    """Which of the rows that count lack what."""
    money = ", ".join(map(text, sorted(terms.money))) or "NULL"
    begun = " ".join(f"WHEN {text(name)} THEN DATE {text(day)}" for name, day in sorted(terms.starts.items()))
    return {
        "without_day": "received_on IS NULL",
        "without_village": "village IS NULL",
        "without_amount": f"amount IS NULL AND programme IN ({money})",
        "without_start": f"received_on < CASE programme {begun} END" if begun else "FALSE",
        "without_known_state": "state IS NOT NULL AND is_received IS NULL",
    }


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
    cells = ("amount_original", "received_on_original", "programme", "what", "quantity_original")
    nothing = r"[\s\-–—/.:]*|0000-00-00|null|none|nat|belum"
    bare = {one: f"nullif(trim(ltrim({one}, {text(_MARKS)})), '')" for one in cells}
    return ", ".join(
        f"CASE WHEN NOT regexp_full_match(lower({cell}), {text(nothing)}) THEN {cell} END AS {one}"
        for one, cell in bare.items()
    )


def _rows_sql(terms: Terms) -> str:
    """SELECT of the rows in our types, with `trouble`, `written` (the cell at fault) and `seq` (their order)."""
    # People write 'BPUM 2021' and 'bpum_2021' for what the catalogue calls 'bpum-2021'.
    written = "regexp_replace(lower(trim(r.programme)), '[\\s_–-]+', '-', 'g')"
    programme = f"coalesce({written}, {text(terms.programme)})"
    stated = f"DATE {text(terms.received_on)}" if terms.received_on else "NULL::DATE"
    allowed, money = (
        ", ".join(map(text, sorted(names))) or "NULL" for names in (terms.programmes, terms.money)
    )
    village = "coalesce(r.village, '')"
    inside = (
        f"({village} = {text(terms.area)} OR starts_with({village}, {text(terms.area + '.')}))"
        if terms.area
        else "TRUE"
    )
    said = {
        "nobody": ("r.name IS NULL AND r.nik IS NULL AND r.nik_original IS NULL", "''"),
        "nik_too_long": _longer("coalesce(r.nik, r.nik_original)", "nik"),
        "name_too_long": _longer("r.name", "name"),
        "what_too_long": _longer("r.what", "what"),
        "programme_missing": (f"{programme} = ''", "''"),
        "programme_unknown": (f"{programme} NOT IN ({allowed})", f"coalesce(r.programme, {programme})"),
        "village_unknown": (
            "r.village_original IS NOT NULL AND r.village IS NULL OR r.village IS NOT NULL AND a.code IS NULL",
            "coalesce(r.village, r.village_original)",
        ),
        "village_outside": (f"r.village IS NOT NULL AND NOT {inside}", "r.village"),
        "amount_unreadable": ("r.amount_original IS NOT NULL", "r.amount_original"),
        "quantity_unreadable": ("r.quantity_original IS NOT NULL OR r.quantity < 0",
                                "coalesce(r.quantity_original, CAST(r.quantity AS VARCHAR))"),
        "day_unreadable": ("r.received_on_original IS NOT NULL", "r.received_on_original"),
        "day_to_come": (f"r.received_on > DATE {text(terms.today)}", "strftime(r.received_on, '%d-%m-%Y')"),
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
        "amount": "r.amount",
        "received_on": f"coalesce(r.received_on, {stated})",
        "what": "r.what",
        "quantity": "r.quantity",
        "state": "r.state",
        "is_received": f"CASE WHEN r.is_received IS NULL AND r.amount = 0 AND {programme} IN ({money}) THEN FALSE"
        " ELSE r.is_received END",
        "recipient": recipient_sql("coalesce(r.nik, r.nik_original)", "r.name", "r.birth_date", "r.village"),
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"""SELECT {listed}, CASE {trouble} END AS trouble, CASE {written} END AS written,
            row_number() OVER () AS seq
        FROM raw r
        LEFT JOIN (SELECT code FROM read_parquet({text(terms.areas)}) WHERE level = 4) a ON a.code = r.village"""


def _longer(cell: str, field: str) -> tuple[str, str]:
    """SQL of whether a cell is longer than it may be, and of its beginning."""
    return f"length({cell}) > {LONGEST[field]}", f"left({cell}, 60)"


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
