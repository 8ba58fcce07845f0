"""All aid that was reported to the house in one file sorted by NIK, so that one person's rows are found at once.

build(parts, known, said, folder) -> Built      aid.parquet and questions.parquet, whole or not at all
aid_of(connection, path, niks) -> rows          one person's, from the few row groups that can hold them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from satupintu.batch.aid.matching import Matching, Said
from satupintu.batch.backends.duckdb import DuckDBBackend, open_duckdb
from satupintu.batch.database import text
from satupintu.engine.aid import OPEN, UNSURE

AID, QUESTIONS = "aid.parquet", "questions.parquet"
# Small enough that one person costs little, large enough that reading all costs no more than it must.
_GROUP_ROWS = 16_384
# The columns that others rely on, then ours.
COLUMNS: Mapping[str, str] = {
    "nik": "BIGINT", "nik_text": "VARCHAR", "name": "VARCHAR", "programme": "VARCHAR", "agency": "VARCHAR",
    "aid": "VARCHAR", "amount": "BIGINT", "received_on": "DATE", "village": "VARCHAR", "match": "VARCHAR",
    "business": "VARCHAR", "report": "BIGINT", "row": "BIGINT",
    "sheet": "VARCHAR", "what": "VARCHAR", "quantity": "DOUBLE", "birth_date": "DATE", "recipient": "VARCHAR",
    "record": "BIGINT", "person": "BIGINT",
}  # fmt: skip
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Part:
    """One current report: its number, whose it is, and its rows as `settle` wrote them; `is_paid_here`: our own
    payments, which the bank answered."""

    report: int
    agency: str
    rows: Path
    is_paid_here: bool = False


@dataclass(frozen=True)
class Built:
    """How many rows there are, of each report how many of each match, and how many count by another report already."""

    rows: int
    counts: Mapping[int, Mapping[str, int]]
    elsewhere: Mapping[int, int]


def build(
    parts: Sequence[Part],
    known: Path,
    said: Iterable[Said],
    folder: Path,
    *,
    aid: Mapping[str, str],
    progress: Progress | None = None,
    threads: int | None = None,
    memory: str | None = None,
) -> Built:
    """Writes `folder`/aid.parquet (COLUMNS, by nik, rows without one last) and questions.parquet: recipients that a
    person must look at, each once beside the record it may be.

    `aid` says the form of aid of each programme. The same inputs give the same bytes. Each file appears whole in one
    step; whoever reads the old one goes on reading it.
    """
    tell = progress or (lambda *_figures: None)
    said = list(said)
    with open_duckdb(spill=folder, threads=threads, memory=memory) as backend:
        tell(0, 3, "membaca laporan")
        elsewhere = _take_up(backend, parts, aid)
        tell(1, 3, "mencocokkan dengan registri")
        Matching(backend).match(known, said)
        tell(2, 3, "menulis")
        backend.view("aid", _aid_sql())
        order = 'nik NULLS LAST, programme, received_on, report, sheet, "row", name, recipient'
        size = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP_ROWS})"
        _put(backend, f"SELECT * FROM aid ORDER BY {order}", folder / AID, size)
        _put(backend, _questions_sql(said, backend, folder / AID), folder / QUESTIONS, "(FORMAT parquet)")
        counted = backend.rows(
            f"SELECT report, match, count(*) FROM read_parquet({text(folder / AID)}) GROUP BY ALL ORDER BY ALL"
        )
    tell(3, 3, "")
    counts: dict[int, dict[str, int]] = {part.report: {} for part in parts}
    for report, match, n in counted:
        counts[report][match] = n
    return Built(sum(n for _, _, n in counted), counts, elsewhere)


def aid_of(connection: duckdb.DuckDBPyConnection, path: Path, niks: Iterable[int]) -> list[tuple[Any, ...]]:
    """The rows under the NIKs of one person in the order of COLUMNS, oldest first."""
    columns = ", ".join(f'"{one}"' for one in COLUMNS)
    order = 'received_on, programme, report, sheet, "row"'
    own = ", ".join(str(int(one)) for one in niks) or "NULL"
    query = f"SELECT {columns} FROM read_parquet({text(path)}) WHERE nik IN ({own}) ORDER BY {order}"
    return connection.execute(query).fetchall()


def _take_up(backend: DuckDBBackend, parts: Sequence[Part], aid: Mapping[str, str]) -> dict[int, int]:
    """`reported`: the rows of all reports, numbered; `forms` (programme, aid).

    What a person received of a programme counts by one report only, that of our own payments before others and the
    older before the newer: a ministry, the bank that paid and a payment made here may all tell of it. That is so of
    the same day and sum in any two reports; and where one of two agencies does not tell the day or the sum, of as many
    rows as the other tells of, for what nobody said makes no second receipt. Two reports of one agency without days
    are two receipts. Returns of each report how many rows count by another.
    """
    backend.insert("forms", {"programme": "STRING", "aid": "STRING"}, sorted(aid.items()))
    rows = " UNION ALL ".join(
        f"SELECT CAST({one.report} AS BIGINT) AS report, {text(one.agency)} AS agency,"
        f" {int(one.is_paid_here)} AS is_paid_here, * FROM read_parquet({text(one.rows)})"
        for one in sorted(parts, key=lambda part: part.report)
    )
    nothing = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in _REPORTED.items())
    backend.table(
        "told", f"SELECT *, row_number() OVER () AS seq FROM ({rows or f'SELECT {nothing} WHERE FALSE'})"
    )
    backend.table("counting", _COUNTING)
    backend.table("same", _SAME)
    backend.table(
        "reported",
        "SELECT told.* EXCLUDE is_paid_here FROM told ANTI JOIN (FROM same WHERE place <= others) USING (seq)",
    )
    found = backend.rows("SELECT report, count(*) FROM same WHERE place <= others GROUP BY ALL")
    for table in ("told", "counting", "same"):
        backend.drop(table)
    return dict(found)


# Who tells (`teller`) of whom, what they leave unsaid, and whether the very same stands in a report that comes before.
_COUNTING = """
    SELECT seq, report, is_paid_here, person, programme, received_on, amount, what,
        CASE WHEN is_paid_here = 1 THEN '' ELSE agency END AS teller,
        (received_on IS NULL)::INTEGER + (amount IS NULL)::INTEGER AS unsaid,
        received_on IS NOT NULL AND report <> first_value(report) OVER (
            PARTITION BY person, programme, received_on, amount ORDER BY is_paid_here DESC, report) AS is_again
    FROM (SELECT *, regexp_replace(nik_text, '[^0-9]', '', 'g') AS digits,
        CASE WHEN strlen(digits) = 16 THEN digits ELSE recipient END AS person FROM told)"""
# Of each such row how many another tells of that nothing in it contradicts, and its place among those of its teller.
_SAME = """
    WITH unclear AS (SELECT * FROM counting SEMI JOIN (
        SELECT person, programme FROM counting GROUP BY ALL
        HAVING max(unsaid) > 0 AND count(DISTINCT teller) > 1) USING (person, programme)),
    others AS (SELECT seq, max(rows) AS others FROM (
        SELECT r.seq, c.teller, count(*) AS rows FROM unclear r JOIN unclear c
            ON c.person = r.person AND c.programme = r.programme AND c.teller <> r.teller
            AND (-c.is_paid_here, c.unsaid, c.report) < (-r.is_paid_here, r.unsaid, r.report)
            AND coalesce(c.received_on = r.received_on, TRUE) AND coalesce(c.amount = r.amount, TRUE)
            AND coalesce(c.what = r.what, TRUE)
        GROUP BY ALL) GROUP BY seq)
    SELECT seq, report, CASE WHEN is_again THEN 0 ELSE row_number() OVER (
            PARTITION BY teller, person, programme ORDER BY is_again DESC, unsaid, seq) END AS place,
        coalesce(others, 0) AS others
    FROM counting LEFT JOIN others USING (seq) WHERE is_again OR others IS NOT NULL"""
_REPORTED = {
    "report": "BIGINT", "agency": "VARCHAR", "is_paid_here": "INTEGER", "sheet": "VARCHAR", "row": "INTEGER",
    "nik_text": "VARCHAR", "nik_is_number": "BOOLEAN", "name": "VARCHAR", "birth_date": "DATE", "village": "VARCHAR",
    "programme": "VARCHAR", "amount": "BIGINT", "received_on": "DATE", "what": "VARCHAR", "quantity": "DOUBLE",
    "recipient": "VARCHAR",
}  # fmt: skip


def _aid_sql() -> str:
    """SELECT of COLUMNS. Who was matched stands under the registry's NIK and, where none was reported, village."""
    matched = "m.match = 'matched'"
    theirs = "coalesce(TRY_CAST(nullif(n.person_nik, '') AS BIGINT), n.key, m.key)"
    own = {
        "nik": f"CASE WHEN {matched} THEN {theirs} ELSE m.key END",
        "aid": "coalesce(f.aid, '')",
        "village": f"coalesce(r.village, CASE WHEN {matched} THEN n.village END)",
        "match": "m.match",
        "business": f"CASE WHEN {matched} THEN nullif(n.business, '') END",
        "row": 'CAST(r."row" AS BIGINT)',
        "record": "m.record",
        "person": "n.person",
    }
    columns = ", ".join(f'{own.get(one, f"r.{one}")} AS "{one}"' for one in COLUMNS)
    return f"""SELECT {columns} FROM reported r JOIN matches m USING (seq) LEFT JOIN known n ON n.record = m.record
        LEFT JOIN forms f ON f.programme = r.programme"""


def _questions_sql(said: Sequence[Said], backend: DuckDBBackend, aid: Path) -> str:
    """SELECT of the recipients to be judged, each once: whom nobody looked at, then whom somebody was unsure of."""
    kinds = {"recipient": "STRING", "person": "BIGINT"}
    backend.insert("unsure", kinds, [(one.recipient, one.person) for one in said if one.verdict == UNSURE])
    listed = ", ".join(map(text, OPEN))
    return f"""SELECT q.*, u.recipient IS NOT NULL AS is_unsure, n.village AS known_village
        FROM (SELECT recipient, record, person, any_value(match ORDER BY report) AS match, min(nik_text) AS nik_text,
                min(name) AS name, min(birth_date) AS birth_date, min(village) AS village, count(*) AS times,
                list_sort(list(DISTINCT programme)) AS programmes, list_sort(list(DISTINCT agency)) AS agencies
            FROM read_parquet({text(aid)}) WHERE match IN ({listed}) GROUP BY recipient, record, person) q
        JOIN known n USING (record) LEFT JOIN unsure u ON u.recipient = q.recipient AND u.person = q.person
        ORDER BY is_unsure, match, times DESC, recipient"""


def _put(backend: DuckDBBackend, select_sql: str, path: Path, how: str) -> None:
    part = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        backend.connection.execute(f"COPY ({select_sql}) TO {text(part)} {how}")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
