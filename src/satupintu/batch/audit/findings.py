"""Gathers what the searches found: one finding for each recipient and category, with its rupiah and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.audit.categories import (
    AMOUNT_DIFFERS,
    BITS,
    LISTED,
    NAME_MISMATCH,
    OTHER_DISTRIBUTOR,
    PAID_AND_RETURNED,
    RETURNED_LATE,
    STATUS_UNKNOWN,
    TO_EXAMINE,
    WITHOUT_PAYMENT,
)
from satupintu.batch.audit.payments import ACTIVATED, RECEIVED, SENT, STATES, UNDELIVERED
from satupintu.batch.audit.reconciling import reconciled
from satupintu.batch.audit.tables import Table
from satupintu.batch.database import PARQUET, text
from satupintu.engine.nik import clean_nik_sql
from satupintu.engine.reasons import IDENTITY_REASONS, WORDINGS

AGAINST_DECREE = f"({TO_EXAMINE[AMOUNT_DIFFERS]}, {TO_EXAMINE[OTHER_DISTRIBUTOR]})"


@dataclass(frozen=True)
class Sources:
    """What sentences of evidence name: the files, the deadline, and for each category a sentence on its source."""

    decree: Table
    paid: Table
    lists: Mapping[str, Table]
    deadline: date | None
    bases: Mapping[str, str]


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """``found``: line, bit, and what shows it (a row of a list, or the line paid first)."""
    bit = {name: str(value) for name, value in BITS.items()}
    activated, undelivered = STATES.index(ACTIVATED), STATES.index(UNDELIVERED)
    connection.execute(
        f"""
        CREATE TEMP TABLE found AS
        SELECT line, bit, list_row AS shown FROM lines JOIN listed ON listed.key = recipient
          ANTI JOIN strangers USING (line) WHERE {RECEIVED}
        UNION ALL SELECT line, {bit["nik_unmatched"]}, NULL FROM unmatched
        UNION ALL SELECT line, {bit["nik_anomalous"]}, shape FROM lines WHERE shape > 0 AND {RECEIVED}
        UNION ALL SELECT line, {bit["deceased"]}, list_row FROM statuses WHERE status = 'deceased'
        UNION ALL SELECT line, {bit["moved_abroad"]}, list_row FROM statuses WHERE status = 'moved_abroad'
        UNION ALL SELECT line, {bit["not_in_decree"]}, NULL FROM lines SEMI JOIN outside USING (line)
          WHERE {RECEIVED}
        UNION ALL SELECT line, bit, first_line FROM again
        UNION ALL SELECT line, {bit["blocked_but_activated"]}, NULL FROM lines
          WHERE state = {activated} AND {RECEIVED}
        UNION ALL SELECT line, {bit["after_deadline"]}, NULL FROM lines WHERE is_late AND {RECEIVED}
        UNION ALL SELECT line, {bit["undelivered_not_returned"]}, NULL FROM lines
          WHERE state = {undelivered} AND NOT is_returned
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE unclear AS
        SELECT line, {TO_EXAMINE[NAME_MISMATCH]} AS bit, list_row AS shown FROM strangers
        UNION ALL SELECT line, {TO_EXAMINE[STATUS_UNKNOWN]}, list_row FROM statuses WHERE status IS NULL
        UNION ALL SELECT line, {TO_EXAMINE[PAID_AND_RETURNED]}, NULL FROM lines WHERE {SENT} AND is_returned
        UNION ALL SELECT line, {TO_EXAMINE[RETURNED_LATE]}, NULL FROM lines WHERE is_returned_late
        UNION ALL FROM unlike
        """
    )
    for table, lines in (("findings", "found"), ("to_examine", "unclear")):
        connection.execute(
            f"""
            CREATE TEMP TABLE {table} AS
            SELECT recipient, bit, min(line) AS line, arg_min(shown, line) AS shown, count(*) AS payments,
                   CAST(sum(amount) AS BIGINT) AS amount
            FROM {lines} JOIN lines USING (line) GROUP BY recipient, bit
            """
        )


def totals(connection: duckdb.DuckDBPyConnection, unchecked: Mapping[str, str]) -> dict[str, Any]:
    """The contract's findings.json; a category that nothing could be looked for in is null, and said in not_checked."""
    recipients, amount = connection.execute(
        "SELECT count(DISTINCT recipient), CAST(coalesce(sum(amount), 0) AS BIGINT)"
        " FROM lines SEMI JOIN found USING (line)"
    ).fetchone() or (0, 0)
    counted = count(connection, "findings", BITS)
    return {
        "recipients": recipients,
        "amount": amount,
        "categories": {name: None if name in unchecked else told for name, told in counted.items()},
        "not_checked": dict(unchecked),
        "to_examine": count(connection, "to_examine", TO_EXAMINE),
        "reconciliation": reconciled(connection),
    }


def count(
    connection: duckdb.DuckDBPyConnection, table: str, bits: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Recipients and rupiah by name of the bit."""
    rows = connection.execute(
        f"SELECT bit, count(*), CAST(sum(amount) AS BIGINT) FROM {table} GROUP BY bit"
    ).fetchall()
    found = {bit: {"recipients": recipients, "amount": amount} for bit, recipients, amount in rows}
    return {name: found.get(bit, {"recipients": 0, "amount": 0}) for name, bit in bits.items()}


def write_findings(
    connection: duckdb.DuckDBPyConnection, sources: Sources, days: tuple[str, str], out: Path
) -> None:
    """findings.parquet and to_examine.parquet: nik, category, amount, evidence; ``days`` are SQL for the days of
    payment and of return.

    ``nik`` is as written, without separators, null where blank.
    """
    shows = {bit: what_shows(name, sources) for name, bit in BITS.items()}
    times = "' Atas nama selain di sana NIK ini dibayar ' || payments || ' kali.'"
    unclear = {
        TO_EXAMINE[NAME_MISMATCH]: registry_says("mencatat NIK ini atas nama lain, atau tanpa nama", sources)
        + f" || CASE WHEN payments > 1 THEN {times} ELSE '' END",
        TO_EXAMINE[STATUS_UNKNOWN]: registry_says("memberi NIK ini status yang tidak dikenal", sources),
        TO_EXAMINE[PAID_AND_RETURNED]: "'state ' || state || ', tetapi kembali ke kas negara ' || return_day"
        " || '; tidak dihitung sebagai diterima.'",
        TO_EXAMINE[RETURNED_LATE]: "'kembali ke kas negara ' || return_day || ', sesudah batas waktu "
        + (f"{sources.deadline:%d-%m-%Y}.'" if sources.deadline else "'"),
        TO_EXAMINE[AMOUNT_DIFFERS]: decree_says(sources, rupiah("decreed_amount")),
        TO_EXAMINE[OTHER_DISTRIBUTOR]: decree_says(sources, "decreed_by"),
    }
    tell_decree(connection, sources.decree)
    for table, names, shown in (("findings", BITS, shows), ("to_examine", TO_EXAMINE, unclear)):
        cases = " ".join(f"WHEN {bit} THEN {text(name)}" for name, bit in names.items())
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE in_order AS
            SELECT f.*, p.* EXCLUDE (line), a.is_run_again, a.times_paid, a.decreed, d.* EXCLUDE (shown)
            FROM {table} f JOIN ({described(sources.paid, table, days)}) p USING (line)
                 LEFT JOIN again a ON a.line = f.line AND a.bit = f.bit
                 LEFT JOIN decree_told d ON d.shown = f.shown AND f.bit IN {AGAINST_DECREE}
            ORDER BY f.bit, f.line
            """
        )
        rows = f"SELECT nik, CASE bit {cases} END AS category, amount, {sentence(sources, shown, names)} AS evidence"
        more = f" UNION ALL {told_unpaid(sources)}" if table == "to_examine" else ""
        connection.execute(f"COPY ({rows} FROM in_order{more}) TO {text(out / f'{table}.parquet')} {PARQUET}")


def tell_decree(connection: duckdb.DuckDBPyConnection, decree: Table) -> None:
    """``decree_told``: what the decree says in the lines that are shown; ``unpaid_told``: ``unpaid`` in order, with nik
    and distributor as written."""
    by = f"{decree.text('distributor')} AS decreed_by"
    connection.execute("CREATE TEMP TABLE shown_lines AS SELECT DISTINCT shown AS line FROM unlike")
    connection.execute(
        f"""
        CREATE TEMP TABLE decree_told AS SELECT line AS shown, amount AS decreed_amount, decreed_by
        FROM ({decree.rows_in("shown_lines", by)}) JOIN decree_lines USING (line)
        """
    )
    nik = f"nullif({clean_nik_sql(decree.text('nik'))}, '') AS nik"
    connection.execute(
        f"""
        CREATE TEMP TABLE unpaid_told AS
        SELECT u.*, nik, decreed_by FROM unpaid u JOIN ({decree.rows_in("unpaid", nik, by)}) USING (line) ORDER BY line
        """
    )


def told_unpaid(sources: Sources) -> str:
    """SQL for the rows of to_examine.parquet on those whom the decree names and the paid list does not."""
    paid = sources.paid.path.name
    return f"""SELECT nik, {text(WITHOUT_PAYMENT)}, amount, {text(f"{sources.decree.path.name} baris ")} || line
        || CASE WHEN lines > 1 THEN ' (dan ' || (lines - 1) || ' baris lain)' ELSE '' END
        || ' (' || concat_ws(', ', {rupiah("amount")}, decreed_by) || {text(f"): NIK ini tidak ada di {paid}.")}
        FROM unpaid_told"""


def decree_says(sources: Sources, what: str) -> str:
    """SQL for a half-sentence on the decree's line for that NIK."""
    return f"{text(f'{sources.decree.path.name} baris ')} || shown || ' menulis ' || {what} || '.'"


def described(paid: Table, table: str, days: tuple[str, str]) -> str:
    """SQL for what a sentence says of a payment: its NIK as written, days, state, distributor and reference."""
    paid_on, returned_on = days
    return paid.rows_in(
        table,
        f"nullif({clean_nik_sql(paid.text('nik'))}, '') AS nik",
        f"strftime({paid_on}, '%d-%m-%Y') AS paid_day",
        f"strftime({returned_on}, '%d-%m-%Y') AS return_day",
        f"lower({paid.text('state')}) AS state",
        f"{paid.text('distributor')} AS distributor",
        f"{paid.text('reference')} AS reference",
        f"CASE WHEN NOT regexp_matches(coalesce({paid.text('name')}, ''), '\\w') THEN 'tanpa nama' END AS nameless",
    )


def sentence(sources: Sources, shows: Mapping[int, str], names: Mapping[str, int]) -> str:
    """SQL for the evidence: which row of the paid list, which row of which other list, and the article or source."""
    paid = text(sources.paid.path.name)
    place = (
        f"{paid} || ' baris ' || line || CASE WHEN payments > 1 THEN ' (dan ' || (payments - 1) || ' baris lain)'"
        " ELSE '' END || ' (' || concat_ws(', ', " + rupiah("amount") + ", paid_day, distributor,"
        " 'referensi ' || reference, nameless) || '): '"
    )
    cases = " ".join(f"WHEN {bit} THEN {show}" for bit, show in shows.items())
    bases = "".join(
        f" WHEN {names[name]} THEN {text(f' {basis}')}"
        for name, basis in sources.bases.items()
        if name in names
    )
    return f"{place} || CASE bit {cases} END || CASE bit WHEN 0 THEN ''{bases} ELSE '' END"


def what_shows(category: str, sources: Sources) -> str:
    """SQL for the half-sentence that says what a finding rests on."""
    decree = sources.decree.path.name
    lists = {id_: name for name, id_ in LISTED.items()}
    if category in lists:
        table = sources.lists.get(lists[category])
        file = table.path.name if table else ""
        return f"'NIK ini ada di daftar acuan ' || {text(file)} || ' baris ' || shown || '.'"
    times = (
        "'; NIK ini dibayar ' || times_paid || ' kali dan ' || CASE decreed WHEN 0 THEN 'tidak ada'"
        f" ELSE 'tertulis ' || decreed || ' kali' END || {text(f' di {decree}.')}"
    )
    return {
        "paid_more_than_once": f"'dibayar lagi sesudah baris ' || shown || {times}",
        "paid_twice": "CASE WHEN is_run_again THEN 'referensi yang sama sudah dibayar di baris ' || shown || '.'"
        f" ELSE 'baris SK yang sama sudah dibayar di baris ' || shown || {times} END",
        "nik_unmatched": registry_says("tidak memuat NIK ini, yang bentuknya benar", sources, row=False),
        "nik_anomalous": wrong_shape(),
        "deceased": registry_says("mencatat pemilik NIK ini sudah meninggal", sources),
        "moved_abroad": registry_says("mencatat pemilik NIK ini pindah ke luar negeri", sources),
        "not_in_decree": text(f"NIK ini tidak ada di {decree}."),
        "blocked_but_activated": text(
            f"rekening diblokir tetapi diaktifkan dan dibayarkan (state {ACTIVATED})."
        ),
        "after_deadline": text(f"dibayar sesudah batas waktu {sources.deadline:%d-%m-%Y}.")
        if sources.deadline
        else "''",
        "undelivered_not_returned": text(
            f"tidak tersalur (state {UNDELIVERED}) dan returned_on kosong: belum dikembalikan ke kas negara."
        ),
    }[category]


def registry_says(what: str, sources: Sources, *, row: bool = True) -> str:
    """SQL for a half-sentence about the civil registry, with its row where there is one."""
    table = sources.lists.get("civil_registry")
    file = text(f"daftar acuan {table.path.name}" if table else "")
    return (
        f"{file}{' || ' + chr(39) + ' baris ' + chr(39) + ' || shown' if row else ''} || {text(f' {what}.')}"
    )


def wrong_shape() -> str:
    """SQL for what is wrong with a NIK, in the words that screening uses."""
    words = " ".join(
        f"WHEN {place} THEN {text(WORDINGS[shape].sentence.id)}"
        for place, shape in enumerate(IDENTITY_REASONS, 1)
    )
    return f"CASE shown {words} ELSE '' END"


def rupiah(amount: str) -> str:
    """SQL for 'Rp2.400.000'."""
    return f"'Rp' || replace(format('{{:,}}', CAST({amount} AS BIGINT)), ',', '.')"
