"""Reads the decree and the paid list into the two tables that the search runs on: ``decree_lines`` and ``lines``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb

from satupintu.batch.audit.cells import day_of, distributor_of, rupiah_of, says_nothing
from satupintu.batch.audit.tables import SHOWN_ROWS, WHOLE_NUMBERS, AuditProblem, Table, reading, refuse
from satupintu.batch.database import name as quoted
from satupintu.batch.database import one, text
from satupintu.engine.nik import nik_shape_sql
from satupintu.engine.reasons import IDENTITY_REASONS

DECREE_COLUMNS = ("nik", "name", "village", "amount", "distributor")
PAID_COLUMNS = ("nik", "name", "amount", "paid_on", "reference", "distributor", "state", "returned_on")
PAID, ACTIVATED, UNDELIVERED = "paid", "activated_while_blocked", "undelivered"
STATES = (PAID, ACTIVATED, UNDELIVERED)
# Money that is back in the treasury stayed with nobody, whatever was done with it before.
SENT = f"state <> {STATES.index(UNDELIVERED)}"
RECEIVED = f"{SENT} AND NOT is_returned"
# So many are spelled out in SQL; more are looked up, which costs millions of rows as much as all the rest.
FEW_SPELLINGS = 20
# Of a line that names no distributor.
NO_DISTRIBUTOR = "hash('')"


def read_decree(connection: duckdb.DuckDBPyConnection, decree: Table) -> None:
    """``decree_lines``: the lines of the decree: line, key (NULL where there is no NIK), whole rupiah and distributor
    (see `distributor_sql`).

    Raises AuditProblem when the file cannot be read, holds nobody, or an amount that cannot be understood.
    """
    with reading(decree.told):
        columns = (
            f"{decree.row} AS line",
            f"{rupiah_sql(connection, decree)} AS amount",
            f"{distributor_sql(connection, decree)} AS distributor",
            f"{decree.tells_of_nobody} AS is_nobody",
        )
        connection.execute(
            f"""
            CREATE TEMP TABLE decree_lines AS
            SELECT line, key, amount, distributor FROM ({decree.niks(*columns)}) WHERE NOT is_nobody
            """
        )
    if one(connection, "SELECT count(key) FROM decree_lines") == 0:
        raise AuditProblem(
            f"{decree.told} tidak berisi satu NIK pun. Periksa apakah ini lampiran SK yang benar."
        )


def read_payments(
    connection: duckdb.DuckDBPyConnection, paid: Table, deadline: date | None
) -> tuple[str, str]:
    """``lines``: every payment as numbers, in the order of the file; tells SQL for paid_on and for returned_on.

    line          the row's number in the file
    recipient     the NIK where it is sound, otherwise -line: such a NIK identifies nobody
    key           what is looked up in the decree: the NIK as it stands, whether sound or not; NULL where blank
    shape         0, or what is wrong with the NIK: a place in IDENTITY_REASONS, counted from 1
    name_hash     of the name in capitals, NULL where blank; equal hashes are equal names
    amount        whole rupiah; distributor: see `distributor_sql`; state: a place in STATES
    is_late, is_returned, is_returned_late, is_returned_early (before it was paid): booleans

    Raises AuditProblem naming file, row and column of what cannot be understood.
    """
    with reading(paid.told):
        check_states(connection, paid)
        amount = rupiah_sql(connection, paid)
        paid_on, returned_on = (day_sql(connection, paid, column) for column in ("paid_on", "returned_on"))
        shapes = " ".join(f"WHEN '{shape}' THEN {place}" for place, shape in enumerate(IDENTITY_REASONS, 1))
        states = " ".join(f"WHEN '{state}' THEN {place}" for place, state in enumerate(STATES))
        columns = (
            f"{paid.row} AS line",
            f"{name_hash_sql(paid.text('name'))} AS name_hash",
            f"{amount} AS amount",
            f"{paid_on} AS day",
            f"{returned_on} AS return_day",
            f"CAST(CASE lower({paid.text('state')}) {states} END AS UTINYINT) AS state",
            f"{distributor_sql(connection, paid)} AS distributor",
            f"{paid.tells_of_nobody} AS is_nobody",
        )
        late = f"> {text(deadline)}::DATE" if deadline else "> CAST(NULL AS DATE)"
        connection.execute(
            f"""
            CREATE TEMP TABLE lines AS
            SELECT line, CASE WHEN shape = 0 THEN key ELSE -line END AS recipient, key, shape, name_hash, amount,
                   distributor, state, day {late} AS is_late, return_day IS NOT NULL AS is_returned,
                   return_day {late} AS is_returned_late, return_day < day AS is_returned_early
            FROM (SELECT *, CAST(CASE {nik_shape_sql("nik", "false", "clean")} {shapes} ELSE 0 END AS UTINYINT) AS shape
                  FROM ({paid.niks(*columns)}) WHERE NOT is_nobody)
            """
        )
    if one(connection, "SELECT count(*) FROM lines") == 0:
        raise AuditProblem(f"{paid.told} tidak berisi satu pembayaran pun.")
    check_days(connection, paid, deadline)
    return paid_on, returned_on


def name_hash_sql(name: str) -> str:
    """SQL for 8 bytes in a name's stead; NULL where there is none."""
    return f"CASE WHEN {name} IS NOT NULL THEN hash(upper({name})) END"


def check_states(connection: duckdb.DuckDBPyConnection, paid: Table) -> None:
    """Every row says what became of the money, in one of three words."""
    known = ", ".join(text(state) for state in STATES)
    plain = f"({paid.raw('state')} IN ({known})) IS TRUE"
    wrong = f"NOT {plain} AND coalesce(lower({paid.text('state')}), '') NOT IN ({known})"
    refuse(connection, paid, "state", wrong, f"bukan salah satu dari {', '.join(STATES)}")


def rupiah_sql(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """SQL for a row's whole rupiah, from numbers or from text as lists write it."""
    written = table.text("amount")
    plain = f"TRY_CAST(CASE WHEN regexp_full_match({written}, '[0-9]{{1,15}}') THEN {written} END AS BIGINT)"
    if table.kind("amount") in WHOLE_NUMBERS:
        plain = f"CASE WHEN {table.own('amount')} >= 0 THEN CAST({table.own('amount')} AS BIGINT) END"
    amount = learn(connection, table, "amount", plain, rupiah_of, "BIGINT")
    refuse(connection, table, "amount", f"{amount} IS NULL", "bukan rupiah bulat, misalnya 2400000")
    return amount


def distributor_sql(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """SQL for 8 bytes in a distributor's stead, equal for the spellings that mean one; NO_DISTRIBUTOR where blank."""
    written = table.text("distributor")
    plain = f"CASE WHEN regexp_full_match({written}, '[A-Z]{{3,4}}') THEN {written} END"
    return f"hash(coalesce({learn(connection, table, 'distributor', plain, distributor_of, 'VARCHAR')}, ''))"


def day_sql(connection: duckdb.DuckDBPyConnection, paid: Table, column: str) -> str:
    """SQL for a day, from a date or from text as lists write it; NULL where the cell says nothing."""
    if paid.kind(column) == "DATE" or paid.kind(column).startswith("TIMESTAMP"):
        return f"CAST({paid.own(column)} AS DATE)"
    written = paid.text(column)
    iso = f"regexp_full_match({written}, '(?:199|20\\d)\\d-\\d{{2}}-\\d{{2}}(?:[ T].*)?')"
    plain = f"TRY_CAST(CASE WHEN {iso} THEN left({written}, 10) END AS DATE)"
    day = learn(connection, paid, column, plain, day_of, "DATE")
    blank = f"{written} IS NULL OR {written} IN (SELECT written FROM {quoted(f'blank {column}')})"
    refuse(
        connection,
        paid,
        column,
        f"{day} IS NULL AND NOT ({blank})",
        "bukan tanggal; pakai 2020-12-31 atau 31-12-2020",
    )
    return day


def learn(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    column: str,
    plain: str,
    read: Callable[[str], object],
    kind: str,
) -> str:
    """SQL for a column's value, of the type ``kind``: ``plain`` where that is known, otherwise what ``read`` makes of
    the text. Each spelling is read once, in Python; those that say nothing stand in ``blank <column>``.
    """
    learnt, blanks = quoted(f"{table.label} {column}"), quoted(f"blank {column}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {learnt} (written VARCHAR, value {kind})")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {blanks} (written VARCHAR)")
    written = table.text(column)
    spellings = [
        spelling
        for (spelling,) in connection.execute(
            f"SELECT DISTINCT {written} FROM {table.source} WHERE {written} IS NOT NULL AND ({plain}) IS NULL"
        ).fetchall()
    ]
    known = [(spelling, value) for spelling in spellings if (value := read(spelling)) is not None]
    if known:
        connection.execute(
            f"INSERT INTO {learnt} SELECT unnest($1::VARCHAR[]), unnest($2::{kind}[])",
            [[spelling for spelling, _ in known], [value for _, value in known]],
        )
    blank = [spelling for spelling in spellings if says_nothing(spelling)]
    connection.execute(f"INSERT INTO {blanks} SELECT unnest($1::VARCHAR[])", [blank])
    if len(known) <= FEW_SPELLINGS and "\0" not in "".join(spelling for spelling, _ in known):
        cases = "".join(
            f" WHEN {written} = {text(spelling)} THEN CAST({text(value)} AS {kind})"
            for spelling, value in known
        )
        return f"CASE WHEN ({plain}) IS NOT NULL THEN ({plain}){cases} END"
    return f"coalesce({plain}, (SELECT value FROM {learnt} r WHERE r.written = {written}))"


def check_days(connection: duckdb.DuckDBPyConnection, paid: Table, deadline: date | None) -> None:
    """No money came back before it was paid; and with a deadline, every payment that was received says when: an unknown
    day is not a day in time."""
    if rows := rows_where(connection, "is_returned_early"):
        raise AuditProblem(
            f"{paid.told}: returned_on mendahului paid_on pada {rows}. Perbaiki, lalu jalankan lagi."
        )
    if deadline and (rows := rows_where(connection, f"is_late IS NULL AND {RECEIVED}")):
        raise AuditProblem(
            f"{paid.told}: paid_on kosong pada {rows.replace(' baris', ' baris yang sudah dibayar', 1)}."
            " Isi tanggalnya, atau jalankan tanpa --deadline."
        )


def rows_where(connection: duckdb.DuckDBPyConnection, wrong: str) -> str:
    """How many ``lines`` there are of a kind, and the first: '7 baris (baris 2, 3, 5, 8, 9, …)'; '' for none."""
    found = connection.execute(
        f"SELECT line, count(*) OVER () FROM lines WHERE {wrong} ORDER BY line LIMIT {SHOWN_ROWS}"
    ).fetchall()
    if not found:
        return ""
    count = found[0][1]
    rows = ", ".join(str(line) for line, _ in found)
    return f"{count} baris (baris {rows}{', …' if count > len(found) else ''})"
