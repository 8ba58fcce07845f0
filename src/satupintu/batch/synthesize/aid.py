"""Makes the recipients of many programmes as aid.parquet has them, what their pairs mean, and the truth of every cell.

A person's programmes, dates and sums follow from their number by `hash`; the truth is worked out from those before
there are any rows. People differ as in life: some programmes are large, the poor have more of them, social aid comes
quarterly, a training is now and then given again, some moved, and of some rows it is not sure whose they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import database, text
from satupintu.batch.folders import whole_or_nothing
from satupintu.batch.parquet_files import Piece, join_files
from satupintu.batch.screen import write_json
from satupintu.batch.synthesize.national_people import Salts
from satupintu.engine.steps import Progress

FORMS = ("social_assistance", "cash", "credit", "training", "equipment")
MOST_PROGRAMMES = 60  # bits of one number
WITHIN_DAYS = 365
_CHUNK = 240_000  # people
_SLOTS = 56 * 720 * 9  # NIKs of one district: days of both sexes, months and years, serials
_NEW = ("AGUS", "SITI", "BUDI", "SRI", "DEWI", "SLAMET", "NUR", "EKO", "RINA", "JOKO", "WATI", "HADI")
_LAST = ("SANTOSO", "LESTARI", "WIBOWO", "RAHAYU", "SUSANTO", "HANDAYANI", "SETIAWAN", "UTAMI")


# Every column may be empty, in each part alike: parts are joined only where their columns are the same.
_ALIKE = ", ".join(
    f"nullif({one}, {nothing}) AS {one}"
    for one, nothing in (
        ("nik", "0"), ("nik_text", "''"), ("name", "''"), ("programme", "''"), ("agency", "''"), ("aid", "''"),
        ("amount", "0"), ("received_on", "DATE '1900-01-01'"), ("village", "''"), ("match", "''"), ("business", "''"),
        ("report", "0"), ('"row"', "-1"),
    )
)  # fmt: skip


def programme_id(number: int) -> str:
    """`program-01` for 0."""
    return f"program-{number + 1:02d}"


def named_pairs(programmes: int) -> Iterator[tuple[int, int, str]]:
    """The pairs that pairs.yaml names: a few of each verdict, none of them a programme with itself."""
    for a in range(programmes):
        for b in range(a + 1, programmes):
            told = (3 * a + 7 * b) % 23
            is_rare = (
                a + b > programmes
            )  # what is forbidden or repeated is found with few, as auditors find it
            if told in (5, 11) or (told in (0, 17) and is_rare):
                yield a, b, {0: "forbidden", 5: "complementary", 11: "permitted", 17: "repeated"}[told]


def synthesize_aid(
    *,
    people: int,
    programmes: int,
    out: Path,
    areas: Path,
    seed: int = 1,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Writes aid.parquet, pairs.yaml, truth.parquet and case.json into `out`, a new or empty folder, or nothing.

    truth.parquet: level (0 nation, 1 province), area, a, b, verdict, people, money_a, money_b. `areas` is the Parquet
    of today's areas. Returns case.json. The same arguments give the same bytes whatever the `threads`. Raises
    ValueError for numbers that cannot be made, FolderProblem, OSError or duckdb.Error.
    """
    if people < 1:
        raise ValueError(f"--people {people}: sebutkan banyaknya penerima, sedikitnya 1.")
    if not 1 <= programmes <= MOST_PROGRAMMES:
        raise ValueError(f"--programmes {programmes}: dari 1 sampai {MOST_PROGRAMMES}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"Folder {out} sudah berisi. Pilih folder yang kosong atau belum ada.")
    tell = progress or (lambda *_: None)
    cores = threads or os.cpu_count() or 1
    with (
        whole_or_nothing(out, "case.json") as folder,
        database(spill=folder, threads=1, memory=memory) as one,
    ):
        case = _make(one, folder, people, programmes, areas, Salts(seed), cores, tell)
        case = {"seed": seed, **case}
        write_json(folder / "case.json", case)
        (folder / "pairs.yaml").write_text(_pairs_yaml(programmes), encoding="utf-8")
    tell("selesai", 1, 1)
    return case


def _make(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    people: int,
    programmes: int,
    areas: Path,
    salts: Salts,
    cores: int,
    tell: Progress,
) -> dict[str, Any]:
    _load_places(connection, areas, people)
    _load_verdicts(connection, programmes)
    connection.execute(
        "CREATE TABLE truth (province VARCHAR, a INTEGER, b INTEGER, verdict VARCHAR, people BIGINT, money_a BIGINT,"
        " money_b BIGINT)"
    )
    starts = list(range(0, people, _CHUNK))

    def one(number: int) -> None:
        last = min(starts[number] + _CHUNK, people)
        with connection.cursor() as own:
            _write_chunk(own, folder / f"part-{number}", starts[number], last, programmes, salts)

    tell("membuat penerima", 0, len(starts))
    with ThreadPoolExecutor(cores) as pool:
        for done, _ in enumerate(pool.map(one, range(len(starts))), start=1):
            tell("membuat penerima", done, len(starts))
    parts = [folder / f"part-{number}" for number in range(len(starts))]
    _write_unreadable(connection, folder / "part-unreadable", people, salts)
    rows, _ = join_files([Piece(one) for one in (*parts, folder / "part-unreadable")], folder / "aid.parquet")
    for part in (*parts, folder / "part-unreadable"):
        part.unlink()
    _write_truth(connection, folder / "truth.parquet")
    return {"people": people, "programmes": programmes, "rows": rows}


def _load_places(connection: duckdb.DuckDBPyConnection, areas: Path, people: int) -> None:
    """``districts``: number, code, its villages, the first of its people; as many people in each village."""
    connection.execute(
        f"""CREATE TABLE villages AS SELECT row_number() OVER (ORDER BY code) - 1 AS v, code
            FROM read_parquet({text(areas)}) WHERE level = 4;
        CREATE TABLE districts AS
            WITH d AS (
                SELECT left(code, 8) AS code, min(v) AS first_village, count(*) AS villages FROM villages GROUP BY ALL),
            n AS (SELECT count(*) AS n FROM villages)
            SELECT row_number() OVER (ORDER BY code) - 1 AS d, CAST(replace(code, '.', '') AS BIGINT) AS digits,
                first_village, villages, first_village * {people} // n AS first,
                (first_village + villages) * {people} // n AS beyond
            FROM d, n"""
    )


def _load_verdicts(connection: duckdb.DuckDBPyConnection, programmes: int) -> None:
    connection.execute("CREATE TABLE named (a INTEGER, b INTEGER, verdict VARCHAR)")
    if found := list(named_pairs(programmes)):
        connection.executemany("INSERT INTO named VALUES (?, ?, ?)", found)
    connection.execute("CREATE TABLE programmes (k INTEGER, id VARCHAR, form INTEGER)")
    rows = [(k, programme_id(k), k % len(FORMS)) for k in range(programmes)]
    connection.executemany("INSERT INTO programmes VALUES (?, ?, ?)", rows)


def _people_sql(first: int, last: int, programmes: int, salts: Salts) -> str:
    """SELECT of i, nik, v (the village), other (another village that some rows name), m (programmes as bits)."""
    bits = " | ".join(
        f"CASE WHEN (hash(i * {programmes} + {k} + {salts['programme']}) % 1000)::INTEGER"
        f" < {round(210 / (1 + 0.35 * k)) + 4} * (1 + is_poor) THEN {1 << k} ELSE 0 END"
        for k in range(programmes)
    )
    day = "CASE WHEN x // 9 // 720 < 28 THEN x // 9 // 720 + 1 ELSE x // 9 // 720 + 13 END"
    year = f"x // 9 % 60 + 40 + 10000 * ({day})"
    return f"""
        SELECT i, nik, least(v, CASE WHEN h % 50 = 7 THEN other ELSE v END) AS v, v AS own,
            CASE WHEN h % 50 = 7 THEN other ELSE v END AS other,
            CASE WHEN m = 0 THEN 1::BIGINT << (h % {programmes})::INTEGER ELSE m END AS m
        FROM (SELECT *, ({bits})::BIGINT AS m FROM (
            SELECT i, h, CASE WHEN h % 100 < 35 THEN 1 ELSE 0 END AS is_poor,
                (digits * 1000000 + ({year}) + ((x // 9 % 720) // 60 + 1) * 100) * 10000 + x % 9 + 1 AS nik,
                CASE WHEN h % 20 = 3 THEN (h >> 20) % (SELECT count(*) FROM villages)
                     ELSE first_village + (h >> 20) % villages END::INTEGER AS v,
                ((h >> 30) % (SELECT count(*) FROM villages))::INTEGER AS other
            FROM (SELECT p.i, d.*, ((p.i - d.first) * {_SLOTS} // greatest(d.beyond - d.first, 1))::BIGINT AS x,
                    (hash(p.i + {salts["person"]}) >> 2)::BIGINT AS h
                  FROM range({first}, {last}) p(i) JOIN districts d ON p.i >= d.first AND p.i < d.beyond)))"""


def _entries_sql(salts: Salts) -> str:
    """SELECT of each person's programmes: times, the amount of each time, the days between, the first day, whose."""
    return f"""
        SELECT p.i, p.nik, p.v, p.own, p.other, k, form, id, e,
            CASE WHEN form = 0 THEN 1 + e % 4 WHEN form = 3 AND e % 12 = 0 OR e % 997 = 0 THEN 2 ELSE 1 END AS times,
            (3 + (e >> 8) % 21) * 100000 AS amount,
            CASE WHEN form = 0 THEN 90 ELSE 20 + (e >> 14) % 700 END AS apart,
            CASE WHEN (e >> 24) % 150 = 0 THEN NULL ELSE DATE '2019-06-01' + ((e >> 32) % 500)::INTEGER END AS day,
            CASE (e >> 40) % 128 WHEN 0 THEN 'other_name' WHEN 1 THEN 'possible' WHEN 2 THEN 'unmatched'
                WHEN 3 THEN 'unmatched' ELSE 'matched' END AS match
        FROM (SELECT people.*, programmes.*, (hash(i * 64 + k + {salts["entry"]}) >> 2)::BIGINT AS e
              FROM people, programmes WHERE m >> k & 1 = 1) p"""


def _write_chunk(
    connection: duckdb.DuckDBPyConnection, out: Path, first: int, last: int, programmes: int, salts: Salts
) -> None:
    """The rows of some people, by NIK and programme; their cells are added to the truth."""
    connection.execute(f"CREATE TEMP TABLE people AS {_people_sql(first, last, programmes, salts)}")
    connection.execute(f"CREATE TEMP TABLE entries AS {_entries_sql(salts)}")
    names = f"({list(_NEW)})[1 + i % {len(_NEW)}] || ' ' || ({list(_LAST)})[1 + i // 12 % {len(_LAST)}]"
    connection.execute(
        f"""COPY (
            SELECT {_ALIKE} FROM (SELECT nik, CAST(nik AS VARCHAR) AS nik_text, {names} AS name, id AS programme,
                'dinas-' || (1 + k % 7) AS agency, ({list(FORMS)})[1 + form] AS aid, amount::BIGINT AS amount,
                (day + (n * apart)::INTEGER)::DATE AS received_on, code AS village, match,
                CASE WHEN match = 'matched' THEN 'U-' || i END AS business, (1 + k)::BIGINT AS report, i AS "row"
            FROM entries JOIN (SELECT unnest([0, 1, 2, 3]) AS n) t ON n < times
            JOIN villages ON villages.v = CASE WHEN k % 2 = 1 THEN other ELSE own END
            ORDER BY nik, k, n)
        ) TO {text(out)} (FORMAT parquet)"""
    )
    connection.execute(f"INSERT INTO truth {_TRUTH}")
    connection.execute("DROP TABLE entries; DROP TABLE people")


# A person's place: of the villages that their sure rows name, the first in order.
_TRUTH = f"""
    WITH sure AS (SELECT i, k, form, times, times * amount AS money, CASE WHEN day IS NOT NULL THEN apart END AS apart,
            CASE WHEN k % 2 = 1 THEN other ELSE own END AS v
        FROM entries WHERE match IN ('matched', 'unmatched')),
    places AS (SELECT i, left(any_value(code), 2) AS province
        FROM (SELECT i, min(v) AS v FROM sure GROUP BY i) JOIN villages USING (v) GROUP BY i),
    pairs AS (
        SELECT x.i, x.k AS a, y.k AS b, coalesce(n.verdict, 'unjudged') AS verdict, x.money AS money_a,
            y.money AS money_b
        FROM sure x JOIN sure y ON y.i = x.i AND y.k > x.k LEFT JOIN named n ON n.a = x.k AND n.b = y.k
        UNION ALL
        SELECT i, k, k, CASE WHEN form = 0 THEN 'permitted' WHEN form = 3 AND apart <= {WITHIN_DAYS} THEN 'repeated'
            ELSE 'unjudged' END, money, 0 FROM sure WHERE times > 1)
    SELECT province, a, b, verdict, count(*), sum(money_a), sum(money_b)
    FROM pairs JOIN places USING (i) GROUP BY ALL"""


def _write_unreadable(connection: duckdb.DuckDBPyConnection, out: Path, people: int, salts: Salts) -> None:
    """Rows whose NIK nobody could read; the file holds them last."""
    connection.execute(
        f"""COPY (
            SELECT {_ALIKE} FROM (SELECT NULL::BIGINT AS nik, '35071' || (i % 97) AS nik_text,
                'TANPA NIK' AS name, id AS programme,
                'dinas-' || (1 + k % 7) AS agency, ({list(FORMS)})[1 + form] AS aid, 500000::BIGINT AS amount,
                DATE '2020-01-01' AS received_on, code AS village, 'unreadable' AS match, NULL::VARCHAR AS business,
                (1 + k)::BIGINT AS report, i AS "row"
            FROM range({people // 500 + 1}) t(i), programmes, villages
            WHERE k = 0 AND v = (hash(i + {salts["unreadable"]}) >> 1)::BIGINT % 80000 ORDER BY i)
        ) TO {text(out)} (FORMAT parquet)"""
    )


def _write_truth(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    sums = "sum(people)::BIGINT AS people, sum(money_a)::BIGINT AS money_a, sum(money_b)::BIGINT AS money_b"
    connection.execute(
        f"""COPY (
            SELECT level, area, x.id AS a, y.id AS b, verdict, people, money_a, money_b
            FROM (SELECT 0 AS level, 'ID' AS area, a, b, verdict, {sums} FROM truth GROUP BY a, b, verdict
                  UNION ALL SELECT 1, province, a, b, verdict, {sums} FROM truth GROUP BY province, a, b, verdict) t
            JOIN programmes x ON x.k = t.a JOIN programmes y ON y.k = t.b ORDER BY level, area, a, b, verdict
        ) TO {text(out)} (FORMAT parquet)"""
    )


def _pairs_yaml(programmes: int) -> str:
    """In the form of the catalogue's pairs.yaml, which reads JSON as well: YAML holds it."""
    note = {"id": "Pasangan rekaan.", "en": "A made-up pair."}
    told = {"cite": "pending", "read_in": "rekaan", "note": note}
    pairs = [
        {"programmes": [programme_id(a), programme_id(b)], "verdict": verdict, **told}
        for a, b, verdict in named_pairs(programmes)
    ]
    classes = [
        {
            "aid": ["training", "training"],
            "same_programme": True,
            "within_days": WITHIN_DAYS,
            "verdict": "repeated",
            **told,
        },
        {
            "aid": ["social_assistance", "social_assistance"],
            "same_programme": True,
            "verdict": "permitted",
            **told,
        },
    ]
    return json.dumps({"pairs": pairs, "classes": classes}, ensure_ascii=False, indent=1) + "\n"
