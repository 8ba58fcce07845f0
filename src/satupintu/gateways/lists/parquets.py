"""Reads Parquet lists where they stand: DuckDB scans the file, nothing passes through Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from satupintu.engine.facts import ASKED_COLUMNS, fact_type
from satupintu.engine.titles import titles
from satupintu.gateways.lists.canonical_columns import ASKED_TYPES, NOTED_TYPES, WRITTEN_TYPES
from satupintu.gateways.lists.evidence import Evidence
from satupintu.gateways.lists.grids import DATE, NUMBER
from satupintu.gateways.lists.headers import Heading
from satupintu.gateways.lists.mapping import Assigner, Mapping
from satupintu.gateways.lists.maps import ColumnMap, answer, option
from satupintu.gateways.lists.money import period_in, unit_in
from satupintu.gateways.lists.problems import ListQuestion, ListRefused, place
from satupintu.gateways.lists.statement import RAW, Source
from satupintu.gateways.lists.values import literal, path_literal

_INTEGER = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$")
_BELOW_BIGINT = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT")
_DECIMAL = re.compile(r"DECIMAL\(\d+,(\d+)\)$")
_TRUSTED = (
    "name",
    "address",
    "sector",
    "proposer",
)  # text under our own column names was tidied by who wrote it
# What a reading before this one noted of an amount.
TURNOVER_UNREAD, TURNOVER_WRITTEN = "turnover_unread", "annual_turnover_original"
VILLAGE_WRITTEN = "village_original"
_TIMES = ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")


@dataclass
class Table:
    """A Parquet file understood: its columns by field, and the source from which its rows are read."""

    mapping: Mapping
    source: Source
    names: list[str]
    rows: int
    period: str | None = None
    unit: int = 1
    questions: list[ListQuestion] = field(default_factory=list)


def understand_table(
    con: duckdb.DuckDBPyConnection, path: Path, file: str, maps: Sequence[ColumnMap]
) -> Table:
    """Raises ListRefused when the file is damaged, has no NIK or name, or holds a field in a type it cannot have."""
    scan = f"read_parquet({path_literal(str(path))}, file_row_number = true)"
    try:
        found = con.execute(f"SELECT name FROM parquet_schema({path_literal(str(path))})").fetchall()
        if any(name.lower() == "file_row_number" for (name,) in found):
            raise ListRefused(
                f"{place(file, column='file_row_number')}: nama itu dipakai basis data. Ganti judul kolomnya, lalu"
                " kirim lagi.",
                column="file_row_number",
            )
        described = con.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
        counted = con.execute(f"SELECT count(*) FROM {scan}").fetchone()
        sample = con.execute(f"SELECT * EXCLUDE (file_row_number) FROM {scan} LIMIT 400").fetchall()
    except duckdb.Error as error:
        raise ListRefused(
            f"{file}: berkas Parquet ini rusak atau terpotong. Buat dan kirim ulang berkasnya."
        ) from error
    names, types = [row[0] for row in described], [row[1] for row in described]
    # Our own columns of what only the applicant can state are no heading to be guessed at (asked_sector, sector), nor
    # is what a reading before this one noted of a cell.
    headings = [
        Heading(i, name)
        for i, name in enumerate(names)
        if not name.startswith("asked_") and name not in {*NOTED_TYPES, *WRITTEN_TYPES}
    ]
    evidence = {i: Evidence(["" if row[i] is None else row[i] for row in sample]) for i in range(len(names))}
    assigner = Assigner(file, "", headings, evidence, maps)
    mapping = assigner.assign()
    rows = counted[0] if counted else 0
    if not rows:
        raise ListRefused(
            f"{file}: berkas ini tidak berisi satu baris pun. Kirim ulang berkas yang berisi daftar."
        )
    for name, title in (("nik", "NIK"), ("name", "nama")):
        if not mapping.fields.get(name) and name not in mapping.stated:
            text = f"{file}: tidak ada kolom {title}. {titles(names)} Beri nama kolomnya {name}"
            pointed = option(answer(file, "", name, "NAMA_KOLOM"))
            raise ListRefused(f"{text}.", typed=f"{text}, atau tunjuk: {pointed}.")
    table = Table(
        mapping, _source(con, mapping, names, types, scan, file), names, rows, questions=mapping.questions
    )
    _settle_period(table, file, maps)
    return table


def _source(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, names: list[str], types: list[str], scan: str, file: str
) -> Source:
    present: set[str] = set()
    ready: set[str] = set()
    columns = []
    for name in RAW:
        found = mapping.fields.get(name)
        if not found:
            continue
        column, kind = names[found[0].index], types[found[0].index]
        sql, is_ready = _column(name, column, kind, file, found[0].letter)
        columns.append(f"{sql} AS {name}")
        (ready if is_ready else present).add(name)
        if name == "village":
            absent = [one for one in ("district", "regency") if not mapping.fields.get(one)]
            columns += [f"NULL::VARCHAR AS {one}" for one in absent]
            present |= {"district", "regency"}
        if name == "address" and not is_ready and not {"rt", "rw", "rt_rw"} & mapping.fields.keys():
            columns.append(f"{sql} AS rt_address")
            present.add("rt_address")
    known = dict(zip(names, types, strict=True))
    says_where = (
        known.get("file") == known.get("sheet") == "VARCHAR"
        and _INTEGER.match(known.get("row", "")) is not None
        and con.execute(f'SELECT 1 FROM {scan} WHERE file IS NULL OR "row" IS NULL LIMIT 1').fetchone()
        is None
    )
    columns += ["file", "sheet", '"row"'] if says_where else ['0 AS "row"']
    if known.get("nik_is_number") == "BOOLEAN":
        columns.append("nik_is_number")
        ready.add("nik_is_number")
    if "annual_turnover" in ready:
        amount = '"' + names[mapping.fields["annual_turnover"][0].index].replace('"', '""') + '"'
        columns += _unread_turnover(amount, known)
        ready |= {TURNOVER_UNREAD, TURNOVER_WRITTEN}
    noted = [one for one in NOTED_TYPES if known.get(one) == "BOOLEAN" and one not in ready]
    if "village" in present and known.get(VILLAGE_WRITTEN) == "VARCHAR":
        noted.append(VILLAGE_WRITTEN)
    columns += noted
    ready |= set(noted)
    asked = [one for one in names if one in ASKED_TYPES]
    columns += [_asked_column(one, known[one], file) for one in asked]
    relation = f"(SELECT file_row_number, {', '.join(columns)} FROM {scan})"
    return Source(relation, frozenset(present), frozenset(ready), says_where, asked=frozenset(asked))


def _unread_turnover(amount: str, known: dict[str, str]) -> list[str]:
    """Of a column of whole rupiah: where a turnover is stated that is none, here or in an earlier reading, and how it
    was written."""
    says = TURNOVER_UNREAD if known.get(TURNOVER_UNREAD) == "BOOLEAN" else "false"
    unread = f"coalesce({amount} < 0, {says} IS TRUE) AS {TURNOVER_UNREAD}"
    text = TURNOVER_WRITTEN if known.get(TURNOVER_WRITTEN) == "VARCHAR" else "NULL::VARCHAR"
    written = f"CASE WHEN {amount} < 0 THEN CAST({amount} AS VARCHAR) ELSE {text} END AS {TURNOVER_WRITTEN}"
    return [unread, written]


def _asked_column(name: str, kind: str, file: str) -> str:
    """A column of what only the applicant can state, which is never guessed at: its type is right or it is refused."""
    if kind not in ASKED_TYPES[name]:
        raise ListRefused(
            f"{place(file, column=name)}: kolom ini harus bertipe {ASKED_TYPES[name][0]} "
            f"({fact_type(ASKED_COLUMNS[name])}), bukan {kind}. Simpan ulang dengan tipe itu, lalu kirim lagi.",
            column=name,
        )
    return f"CAST({name} AS {ASKED_TYPES[name][0]}) AS {name}"


def _column(name: str, column: str, kind: str, file: str, letter: str) -> tuple[str, bool]:
    """The SQL of a column as marked text, or as it stands when its type is already the canonical one."""
    quoted = '"' + column.replace('"', '""') + '"'
    if column == name and name in _TRUSTED and kind == "VARCHAR":
        return f"nullif(trim({quoted}), '')", True
    if column == name == "annual_turnover" and kind in _BELOW_BIGINT:
        return f"CASE WHEN {quoted} >= 0 THEN CAST({quoted} AS BIGINT) END", True
    if kind == "VARCHAR":
        return quoted, False
    if name == "birth_date" and kind in _TIMES:
        return f"CAST({quoted} AS DATE)", True
    if name == "submitted_at" and kind in _TIMES:
        return f"CAST({quoted} AS TIMESTAMP)", True
    decimal = _DECIMAL.match(kind)
    if _INTEGER.match(kind) or (decimal and decimal[1] == "0"):
        exact = name in ("nik", "kk", "village", "rt", "rw", "phone", "business_letter")
        return f"{'' if exact else literal(NUMBER) + ' || '}CAST({quoted} AS VARCHAR)", False
    if name not in ("birth_date", "submitted_at") and (decimal or kind in ("DOUBLE", "FLOAT")):
        # Not a number is how a frame of floats says that there is nothing; what is no whole number stays as it is.
        whole = (
            f"CASE WHEN isnan({quoted}) THEN NULL WHEN {quoted} = floor({quoted}) THEN"
            f" coalesce(CAST(TRY_CAST({quoted} AS HUGEINT) AS VARCHAR), CAST({quoted} AS VARCHAR))"
            f" ELSE CAST({quoted} AS VARCHAR) END"
        )
        return f"{literal(NUMBER)} || {whole}", False
    if name == "business_letter" and kind == "BOOLEAN":
        return f"CASE WHEN {quoted} THEN 'ada' END", False
    if name in ("rt_rw", "rt", "rw") and kind in _TIMES:
        return f"{literal(DATE)} || CAST({quoted} AS VARCHAR)", False
    raise ListRefused(
        f"{place(file, column=column)}: kolom ini dipakai sebagai {name} tetapi bertipe {kind}. Simpan sebagai teks "
        "(VARCHAR), lalu kirim lagi.",
        column=letter,
    )


def _settle_period(table: Table, file: str, maps: Sequence[ColumnMap]) -> None:
    found = table.mapping.fields.get("annual_turnover")
    if not found:
        return
    stated = [one.period for one in maps if one.period and one.applies(file, "")]
    canonical = found[0].header.lower() == "annual_turnover"
    table.unit = unit_in(found[0].header.replace("_", " "))
    table.period = (
        stated[-1] if stated else "per_year" if canonical else period_in(found[0].header.replace("_", " "))
    )
    if table.period is None:
        answers = tuple(
            answer(file, "", "annual_turnover", found[0].header, period)
            for period in ("per_day", "per_month", "per_year")
        )
        table.questions.append(
            ListQuestion(
                file,
                "",
                "annual_turnover",
                f"{place(file, column=found[0].header)}: kolom ini tidak menyebut omzet per hari, per bulan atau per "
                "tahun.",
                answers=answers,
                cure=f"Nyatakan dengan {option(answers[0])} (atau per_month, per_year).",
            )
        )
