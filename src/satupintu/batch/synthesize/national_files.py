"""Writes the national data set: a list per regency from several threads, then the reference lists and the truth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import PARQUET, text
from satupintu.batch.synthesize.national_defects import BIT, LISTED
from satupintu.batch.synthesize.national_people import Salts, either, listed, person, status_sql
from satupintu.batch.synthesize.national_plan import Regency
from satupintu.batch.synthesize.national_rows import COLUMNS, rows_sql
from satupintu.batch.synthesize.national_tables import drop_part, load_part
from satupintu.batch.synthesize.national_ways import BETWEEN, FRONT, SPACE, TWO_WORDS, shape_sql
from satupintu.batch.synthesize.national_words import FIRST_SLOTS, FRONTS
from satupintu.engine.steps import Progress

Job = Callable[[duckdb.DuckDBPyConnection], Any]
# Rows that one thread makes, holds and writes at a time, and into how many parts a smaller nation falls.
ROWS_AT_A_TIME, PARTS = 1_000_000, 16
# What a reference list tells beside the NIK, as SQL over `nik`.
BESIDE = {
    "bank_credit": "['KMK', 'KPR', 'KKB', 'multiguna'][nik % 4 + 1] AS kind",
    "kur_borrowers": "['KUR super mikro', 'KUR mikro', 'KUR kecil'][nik % 3 + 1] AS scheme",
    "state_employees": "['ASN', 'TNI', 'Polri', 'BUMN', 'BUMD'][nik % 5 + 1] AS employer",
    "recipients_2020": "2400000::BIGINT AS amount",
    "larger_businesses": "['pajak', 'perizinan'][nik % 2 + 1] AS source",
    "paid_2020": "2400000::BIGINT AS amount",
    "paid_2021": "1200000::BIGINT AS amount",
    "withdrawn_letters": "['dicabut', 'dinyatakan tidak benar'][nik % 2 + 1] AS said",
}


def parts_of(regencies: Sequence[Regency]) -> list[list[Regency]]:
    """Neighbouring regencies together; how many depends on the rows alone, for it shows in the bytes."""
    limit = min(ROWS_AT_A_TIME, sum(regency.rows for regency in regencies) // PARTS)
    found: list[list[Regency]] = [[]]
    rows = 0
    for regency in regencies:
        if found[-1] and rows + regency.rows > limit:
            found.append([])
            rows = 0
        found[-1].append(regency)
        rows += regency.rows
    return found


class Workers:
    """Threads with a cursor each, every statement running on the thread that asks: a file that one thread writes
    from its first row to its last has the same bytes however many there are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, threads: int, tell: Progress) -> None:
        self._connection, self._tell, self._lock = connection, tell, threading.Lock()
        self._pool = ThreadPoolExecutor(threads)
        connection.execute("SET threads = 1")

    def run(self, what: str, jobs: Sequence[tuple[int, Job]]) -> list[Any]:
        """What the jobs return, in their order; each comes with its share of the work, to tell how much is done.

        The first trouble stops what has not begun.
        """
        done, total = [0], sum(share for share, _ in jobs)

        def work(share: int, job: Job) -> Any:
            with self._connection.cursor() as cursor:
                found = job(cursor)
            with self._lock:
                done[0] += share
                self._tell(what, done[0], total)
            return found

        waiting = [self._pool.submit(work, share, job) for share, job in jobs]
        try:
            return [one.result() for one in waiting]
        finally:
            for one in waiting:
                one.cancel()

    def close(self) -> None:
        """Wait for what has begun."""
        self._pool.shutdown(cancel_futures=True)


def write_lists(workers: Workers, regencies: Sequence[Regency], salts: Salts, folder: Path) -> int:
    """Every list, and the tables ``truth_<n>`` and ``people_<n>`` of what they were made from; how many of each."""
    parts = parts_of(regencies)

    def job(number: int) -> Job:
        return lambda cursor: _make(cursor, number, parts[number], salts, folder)

    shares = [sum(regency.rows for regency in part) for part in parts]
    workers.run("menulis daftar usulan", [(share, job(number)) for number, share in enumerate(shares)])
    return len(parts)


def _make(
    cursor: duckdb.DuckDBPyConnection, number: int, part: Sequence[Regency], salts: Salts, folder: Path
) -> None:
    """One part: its people, its rows, a file for each of its regencies; of the rows only the defects are kept."""
    first, last = part[0].number, part[-1].number
    load_part(cursor, number, part)
    cursor.execute(f"CREATE TABLE people_{number} AS {_people(salts, first, last)}")
    cursor.execute(f"CREATE TABLE rows_{number} AS {rows_sql(salts, first, last, number)}")
    columns = ", ".join(f"{sql} AS {name}" for name, sql in COLUMNS.items())
    for regency in part:
        cursor.execute(
            f"COPY (SELECT {columns} FROM rows_{number} WHERE k = {regency.number})"
            f" TO {text(folder / regency.file)} {PARQUET}"
        )
    cursor.execute(f"CREATE TABLE truth_{number} AS SELECT k, r, defects FROM rows_{number}")
    cursor.execute(f"DROP TABLE rows_{number}")
    drop_part(cursor, number)


def _people(salts: Salts, first: int, last: int) -> str:
    """Everybody of these regencies, in an order of their own, as narrow as can be."""
    source = f"""
        SELECT number AS pk, (i * people_step + people_twist) % people AS j
        FROM (SELECT number, people_step, people_twist, people, unnest(range(people)) AS i
              FROM regencies WHERE number BETWEEN {first} AND {last})"""
    among, others = (either(one) for one in listed())
    lists = f"CASE WHEN j < applicants THEN {among} ELSE {others} END"
    return f"""
        SELECT nik, ({lists} | CASE WHEN is_strange THEN {BIT["nik_unmatched"]} ELSE 0 END | {status_sql()}) AS bits,
               first_id::SMALLINT AS first_id, middle_id::SMALLINT AS middle_id, li::SMALLINT AS last_id,
               ({shape_sql()})::TINYINT AS shape, village_id::INTEGER AS village_id, day::SMALLINT AS day
        FROM ({person(source, salts)})"""


def reference_jobs(connection: duckdb.DuckDBPyConnection, parts: int, folder: Path) -> list[tuple[int, Job]]:
    """A job for civil_registry and for every list of `LISTED`, which returns how many rows it wrote."""
    people = " UNION ALL ".join(f"FROM people_{number}" for number in range(parts))
    connection.execute(f"CREATE VIEW people AS {people}")

    def job(name: str) -> Job:
        query = _registry() if name == "civil_registry" else _list(name)

        def write(cursor: duckdb.DuckDBPyConnection) -> int:
            result = cursor.execute(f"COPY ({query}) TO {text(folder / f'{name}.parquet')} {PARQUET}")
            return int((result.fetchone() or (0,))[0])

        return write

    return [(10, job("civil_registry")), *((1, job(name)) for name in LISTED)]


def _list(name: str) -> str:
    return f"SELECT nik, {BESIDE[name]} FROM people WHERE bits & {BIT[name]} <> 0"


def _registry() -> str:
    """Everybody but those whom the lists name and the registry does not hold. A foreigner is alive."""
    status = "CASE " + " ".join(
        f"WHEN p.bits & {BIT[one]} <> 0 THEN '{one}'" for one in ("deceased", "moved_abroad")
    )
    fronts = " ".join(f"WHEN {FRONT + place} THEN '{name} '" for place, (name, _) in enumerate(FRONTS))
    return f"""
        SELECT p.nik, CASE WHEN p.shape >= {TWO_WORDS} OR p.shape < {FRONT} THEN concat(f.word, x.word, l.word)
                           ELSE concat(CASE p.shape {fronts} END, f.word, x.word, l.word) END AS name,
               b.born AS birth_date, CASE WHEN p.first_id >= {FIRST_SLOTS} THEN 'P' ELSE 'L' END::sex_word AS sex,
               v.code AS village, ({status} ELSE 'alive' END)::status_word AS status,
               CASE WHEN p.bits & {BIT["foreigner"]} <> 0 THEN 'WNA' ELSE 'WNI' END::citizenship_word AS citizenship
        FROM people p JOIN first_forms f ON f.id = p.first_id
             JOIN middle_forms x ON x.id = CASE WHEN p.shape < {FRONT} THEN {BETWEEN} + p.middle_id ELSE {SPACE} END
             JOIN last_forms l ON l.id = p.last_id JOIN villages v ON v.id = p.village_id
             JOIN birthdays b ON b.id = p.day
        WHERE p.bits & {BIT["nik_unmatched"]} = 0"""


def write_truth(connection: duckdb.DuckDBPyConnection, parts: int, path: Path) -> None:
    """file, row, what must be decided in 2021 and 2020 and why, and the defects; in the order of files and rows."""
    rows = " UNION ALL ".join(f"FROM truth_{number}" for number in range(parts))
    told = "c.outcome_2021, c.reasons_2021, c.outcome_2020, c.reasons_2020, c.defect"
    connection.execute(
        f"""
        COPY (SELECT f.file, t.r AS "row", {told}
              FROM ({rows}) t JOIN files f ON f.id = t.k JOIN combinations c ON c.bits = t.defects)
        TO {text(path)} {PARQUET}
        """
    )


def combinations(connection: duckdb.DuckDBPyConnection, parts: int) -> list[tuple[int, int]]:
    """Every set of defects that occurs, as bits, with how many rows have it."""
    rows = " UNION ALL ".join(f"FROM truth_{number}" for number in range(parts))
    return connection.execute(
        f"SELECT defects, count(*) FROM ({rows}) GROUP BY defects ORDER BY defects"
    ).fetchall()
