"""The small tables that the statements of the national data set look areas, regencies, words and truths up in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.synthesize.national_defects import OUTCOMES, Truth
from satupintu.batch.synthesize.national_people import Salts
from satupintu.batch.synthesize.national_plan import BIRTHDAYS, Area, Regency, shuffle
from satupintu.batch.synthesize.national_ways import (
    first_forms,
    last_forms,
    middle_forms,
    name_ways,
    nik_ways,
)
from satupintu.batch.synthesize.national_words import (
    FIRST_SLOTS,
    LAST_SLOTS,
    PROPOSERS,
    TRADES,
    letters,
    name_words,
    places,
)

YEAR = 2020  # the year of the letters


def load_areas(connection: duckdb.DuckDBPyConnection, areas: Path) -> list[Area]:
    """``districts`` and ``villages`` numbered in the order of codes; the regencies that have both."""
    source = f"read_parquet({text(areas)})"
    connection.execute(
        f"""
        CREATE TABLE villages AS
        SELECT row_number() OVER (ORDER BY code) - 1 AS id, code FROM {source} WHERE level = 4
        ORDER BY code
        """
    )
    connection.execute(
        """
        CREATE TABLE districts AS
        SELECT row_number() OVER (ORDER BY left(code, 8)) - 1 AS id,
               CAST(replace(left(code, 8), '.', '') AS BIGINT) AS code, min(id)::BIGINT AS first_village,
               count(*) AS villages, left(code, 5) AS regency
        FROM villages GROUP BY left(code, 8), left(code, 5) ORDER BY left(code, 8)
        """
    )
    return [
        Area(*row)
        for row in connection.execute(
            f"""
            SELECT a.code, a.name, min(d.id), count(*), min(d.first_village), CAST(sum(d.villages) AS BIGINT)
            FROM {source} a JOIN districts d ON d.regency = a.code WHERE a.level = 2
            GROUP BY a.code, a.name HAVING sum(d.villages) > 1 ORDER BY a.code
            """
        ).fetchall()
    ]


def load_words(connection: duckdb.DuckDBPyConnection) -> None:
    """The small tables that rows look words up in, each by a number from 0."""
    first, last = name_words()
    forms = {"first": first_forms(first), "middle": middle_forms(first), "last": last_forms(last)}
    for name, words in forms.items():
        numbered(connection, f"{name}_forms", "word VARCHAR", [(word,) for word in words])
    pieces = "prefix VARCHAR, first_form BIGINT, middle_form BIGINT, last_form BIGINT, suffix VARCHAR"
    numbered(connection, "name_ways", f"bit BIGINT, {pieces}", list(name_ways()))
    pieces = "before BIGINT, put VARCHAR, start BIGINT, length BIGINT, put2 VARCHAR, after BIGINT"
    numbered(connection, "nik_ways", f"bit BIGINT, {pieces}", list(nik_ways()))
    enum(connection, "sex_word", ["L", "P"])
    found = places()
    for place, name in enumerate(("address", "rt", "rw")):
        enum(connection, f"{name}_word", [one[place] for one in found])
    numbered(connection, "places", "address address_word, rt rt_word, rw rw_word", found)
    enum(connection, "trade_word", TRADES)
    numbered(connection, "trades", "sector trade_word", [(one,) for one in TRADES])
    numbered(connection, "letters", "letter VARCHAR", [(one,) for one in letters(YEAR)])
    enum(connection, "status_word", ["alive", "deceased", "moved_abroad"])
    enum(connection, "citizenship_word", ["WNI", "WNA"])
    connection.execute(
        f"""
        CREATE TABLE birthdays AS
        SELECT id, born, day(born) * 10000 + month(born) * 100 + year(born) % 100 AS digits
        FROM (SELECT id, DATE '1955-01-01' + id::INTEGER AS born FROM range({BIRTHDAYS}) AS r(id))
        """
    )


def load_regencies(connection: duckdb.DuckDBPyConnection, regencies: Sequence[Regency], seed: int) -> None:
    """``regencies``: all that a row or a person needs to know of theirs, and of the lists before and after it."""
    salts = Salts(seed)
    count = len(regencies)
    records = []
    for regency in regencies:
        area = regency.area
        twist = salts[area.code]
        after, other = (
            regencies[(regency.number + 1) % count],
            regencies[(regency.number + count // 3) % count],
        )
        row_step, row_twist, row_undo = shuffle(regency.rows, twist)
        _, after_twist, after_undo = shuffle(after.rows, salts[after.area.code])
        people_step, people_twist, _ = shuffle(regency.people, twist >> 7)
        slot_step, slot_twist, _ = shuffle(regency.niks, twist >> 5)
        records.append(
            {
                "number": regency.number,
                "regency": int(area.code.replace(".", "")),
                "rows": regency.rows,
                "applicants": regency.applicants,
                "again": regency.again,
                "elsewhere": regency.elsewhere,
                "mistyped": regency.mistyped,
                "elsewhere_in": regency.elsewhere_in,
                "before": (regency.number - 1) % count,
                "after": after.number,
                "after_start": after.applicants + after.again,
                "after_rows": after.rows,
                "after_row_twist": after_twist,
                "after_row_undo": after_undo,
                "row_step": row_step,
                "row_twist": row_twist,
                "row_undo": row_undo,
                "first_person": regency.first_person,
                "people": regency.people,
                "people_step": people_step,
                "people_twist": people_twist,
                "niks": regency.niks,
                "slot_step": slot_step,
                "slot_twist": slot_twist,
                "first_district": area.first_district,
                "other_first_district": other.area.first_district,
                "other_districts": other.area.districts,
                "first_village": area.first_village,
                "villages": area.villages,
                "first_twist": (twist >> 11) % FIRST_SLOTS,
                "last_twist": (twist >> 21) % LAST_SLOTS,
                "has_neighbour": other is not regency,
            }
        )
    kinds = {bool: "BOOLEAN", int: "BIGINT", str: "VARCHAR"}
    columns = ", ".join(f"{name} {kinds[type(value)]}" for name, value in records[0].items())
    table(connection, "regencies", columns, [tuple(record.values()) for record in records])


def load_part(connection: duckdb.DuckDBPyConnection, part: int, regencies: Sequence[Regency]) -> None:
    """The villages and proposers of these regencies as types of their own, which are held and written as numbers."""
    first, last = regencies[0].area, regencies[-1].area
    chosen = f"id >= {first.first_village} AND id < {last.first_village + last.villages}"
    villages = f"FROM villages WHERE {chosen} ORDER BY id"
    connection.execute(f"CREATE TYPE village_{part} AS ENUM (SELECT code {villages})")
    connection.execute(f"CREATE TABLE villages_{part} AS SELECT id, code::village_{part} AS code {villages}")
    proposers = [
        (regency.number * len(PROPOSERS) + place, words.format(regency.area.name))
        for regency in regencies
        for place, words in enumerate(PROPOSERS)
    ]
    enum(connection, f"proposer_{part}", [words for _, words in proposers])
    table(connection, f"proposers_{part}", f"id BIGINT, proposer proposer_{part}", proposers)


def drop_part(connection: duckdb.DuckDBPyConnection, part: int) -> None:
    """Away with what `load_part` made."""
    for kind in ("TABLE villages", "TABLE proposers", "TYPE village", "TYPE proposer"):
        connection.execute(f"DROP {kind}_{part}")


def load_truths(
    connection: duckdb.DuckDBPyConnection, regencies: Sequence[Regency], truths: Sequence[Truth]
) -> None:
    """``files`` by regency and ``combinations`` of defects with their truth."""
    files = [regency.file for regency in regencies]
    enum(connection, "file_word", files)
    numbered(connection, "files", "file file_word", [(file,) for file in files])
    enum(connection, "outcome_word", OUTCOMES)
    enum(
        connection, "reason_word", ["", *sorted({reason for one in truths for reason in (*one[3], *one[5])})]
    )
    columns = "bits BIGINT, defect VARCHAR, outcome_2021 outcome_word, reasons_2021 reason_word[],"
    columns += " outcome_2020 outcome_word, reasons_2020 reason_word[]"
    table(connection, "combinations", columns, truths)


def numbered(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """A table with `id` from 0 before the columns."""
    table(connection, name, f"id BIGINT, {columns}", [(place, *row) for place, row in enumerate(rows)])


def table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """A table with these columns ("name TYPE, …") and rows, carried over a column at a time."""
    kinds = [column.split() for column in columns.split(", ")]
    listed = ", ".join(f"unnest(${place}::{kind}[]) AS {own}" for place, (own, kind) in enumerate(kinds, 1))
    connection.execute(
        f"CREATE TABLE {name} AS SELECT {listed}", [list(column) for column in zip(*rows, strict=True)]
    )


def enum(connection: duckdb.DuckDBPyConnection, name: str, words: Sequence[str]) -> None:
    """A type of few words, which Parquet writes four times as fast as text and gives back as text."""
    connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(map(text, dict.fromkeys(words)))})")
