"""One row for each person whom both the round and the outcome file know, with all that people may have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from satupintu.batch.audit.tables import Table, reading, refuse
from satupintu.batch.compare import COUNTED_FIRST
from satupintu.batch.database import name as quoted
from satupintu.batch.database import one, text
from satupintu.batch.references import ReferenceList
from satupintu.engine.nik import clean_nik_sql
from satupintu.engine.reasons import FLAGS

# What an outcome file may call the two fates.
WORDS = {
    "accepted": False, "diterima": False, "disetujui": False,
    "dropped": True, "ditolak": True, "dicoret": True, "gugur": True,
}  # fmt: skip
# Columns of an outcome file that say who somebody is, not what people have in common.
_PERSONAL = frozenset(
    {"nik", "outcome", "name", "nama", "kk", "no_kk", "phone", "no_hp", "address", "alamat"}
)
# What a round that keeps its evidence knows besides of each row; a text that nobody shares is no pattern.
_TRADE, _LETTER = 'lower(trim("row.sector"))', 'trim("row.business_letter")'
_EVIDENCE = {
    "proposer": ("row.proposer", 'trim("row.proposer")'),
    "sector": ("row.sector", _TRADE),
    "rt": ("row.rt", "\"row.rt\" || coalesce('/' || \"row.rw\", '')"),
    "rw": ("row.rw", '"row.rw"'),
    "turnover": (
        "row.annual_turnover",
        """CASE WHEN "row.annual_turnover" <= 12000000 THEN 'up to 12 million a year'
           WHEN "row.annual_turnover" <= 60000000 THEN '12 to 60 million a year'
           WHEN "row.annual_turnover" <= 300000000 THEN '60 to 300 million a year'
           WHEN "row.annual_turnover" IS NOT NULL THEN 'over 300 million a year' ELSE 'not stated' END""",
    ),
    "business_letter": (
        "row.business_letter",
        f"""CASE WHEN coalesce({_LETTER}, '') = '' THEN 'none'
           WHEN regexp_full_match({_LETTER}, '[0-9]{{13}}') THEN 'nib' ELSE 'sku' END""",
    ),
    "phone": ("row.phone", """CASE WHEN "row.phone" IS NULL THEN 'none' ELSE 'given' END"""),
    "submitted": ("row.submitted_at", "strftime(CAST(\"row.submitted_at\" AS TIMESTAMP), '%Y-%m')"),
}
_ASKED = "asked."


@dataclass(frozen=True)
class Attribute:
    """Something that people may have in common: what patterns call it, and the column of ``people`` that holds it."""

    name: str
    column: str


@dataclass
class Counted:
    """How many people the files tell of: ``matched`` are known to both."""

    matched: int = 0
    dropped: int = 0
    refused: int = 0  # matched, and the round had a reason against them
    refused_accepted: int = 0
    unreadable: int = 0  # rows of the outcome file without a NIK of 16 digits
    contradicting: int = 0  # people whom the outcome file has both accepted and dropped
    strangers: int = 0  # people of the outcome file whom the round does not know
    attributes: list[Attribute] = field(default_factory=list)

    def notes(self) -> list[str]:
        """What an officer has to know of the outcome file before believing the rest."""
        told = (
            (self.unreadable, "baris berkas hasil tanpa NIK 16 angka tidak ikut dihitung."),
            (
                self.contradicting,
                "orang di berkas hasil diterima dan juga dicoret; ia tidak ikut dihitung.",
            ),
            (self.strangers, "orang di berkas hasil tidak ada di putaran ini."),
            (self.refused_accepted, "orang diterima padahal putaran menyatakan tidak memenuhi syarat."),
        )
        return [f"{number} {words}" for number, words in told if number]


def gather(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    outcome: Table,
    lists: Mapping[str, ReferenceList],
    as_of: date,
) -> Counted:
    """``people`` (nik, is_dropped, outcome, reasons, and a column for each attribute), counted.

    Raises AuditProblem for an outcome file that cannot be used.
    """
    counted = Counted()
    own = read_outcomes(connection, outcome, counted)
    kinds = open_round(connection, folder)
    wanted = {**own, **of_the_round(kinds, as_of), **in_lists(lists)}
    counted.attributes = [Attribute(name, f"a{place}") for place, name in enumerate(wanted)]
    said = ", ".join(
        f"CAST({sql} AS VARCHAR) AS {one.column}"
        for one, sql in zip(counted.attributes, wanted.values(), strict=True)
    )
    connection.execute(
        f"CREATE TEMP TABLE people AS SELECT key, is_dropped, outcome, reasons, {said}"
        " FROM members JOIN outcomes USING (key) ORDER BY key"
    )
    counted.matched = one(connection, "SELECT count(*) FROM people")
    counted.dropped = one(connection, "SELECT count(*) FROM people WHERE is_dropped")
    counted.refused = one(connection, "SELECT count(*) FROM people WHERE outcome <> 'eligible'")
    counted.refused_accepted = one(
        connection, "SELECT count(*) FROM people WHERE outcome = 'ineligible' AND NOT is_dropped"
    )
    counted.strangers = one(connection, "SELECT count(*) FROM outcomes ANTI JOIN members USING (key)")
    for table in ("members", "outcomes"):
        connection.execute(f"DROP TABLE {table}")
    return counted


def read_outcomes(connection: duckdb.DuckDBPyConnection, table: Table, counted: Counted) -> dict[str, str]:
    """``outcomes`` (key, is_dropped, and what else the file says of people); each such attribute with its SQL.

    Raises AuditProblem naming the row whose outcome is neither of the two.
    """
    others = [one for one in table.columns if one not in _PERSONAL]
    named = [f"{table.text(one)} AS o{place}" for place, one in enumerate(others)]
    cases = " ".join(f"WHEN {text(word)} THEN {is_dropped}" for word, is_dropped in WORDS.items())
    said = f"lower({table.text('outcome')})"
    fate = f"CASE {said} {cases} END"
    stated = (
        f"{table.row} AS line",
        f"{fate} AS is_dropped",
        f"{table.tells_of_nobody} AS is_nobody",
        *named,
    )
    with reading(table.told):
        refuse(
            connection,
            table,
            "outcome",
            f"{fate} IS NULL",
            "bukan accepted (diterima) atau dropped (dicoret)",
        )
        connection.execute(
            f"""CREATE TEMP TABLE told AS SELECT * EXCLUDE (nik, clean, is_plain, is_nobody)
                FROM ({table.niks(*stated)}) WHERE NOT is_nobody"""
        )
    counted.unreadable = one(connection, "SELECT count(*) FROM told WHERE key IS NULL OR key <= 0")
    first = "".join(f", arg_min(o{place}, line) AS o{place}" for place in range(len(others)))
    connection.execute(
        f"""CREATE TEMP TABLE outcomes AS SELECT key, bool_and(is_dropped) AS is_dropped,
            bool_and(is_dropped) <> bool_or(is_dropped) AS contradicts{first} FROM told WHERE key > 0 GROUP BY key"""
    )
    counted.contradicting = one(connection, "SELECT count(*) FROM outcomes WHERE contradicts")
    connection.execute("DELETE FROM outcomes WHERE contradicts")
    connection.execute("DROP TABLE told")
    return {other: f"o{place}" for place, other in enumerate(others)}


def open_round(connection: duckdb.DuckDBPyConnection, folder: Path) -> set[str]:
    """``members``: of each person in the outcome file the row of the round that counted, with what was kept of it;
    the names of its columns."""
    clean = clean_nik_sql("nik")
    key = f"TRY_CAST(CASE WHEN regexp_full_match({clean}, '[0-9]{{16}}') THEN {clean} END AS BIGINT)"
    decided = f"SELECT *, {key} AS key FROM read_parquet({text(folder / 'decisions.parquet')})"
    evidence = folder / "evidence.parquet"
    joined = "SELECT d.* FROM mine d"
    if evidence.is_file():
        known = f"SELECT * EXCLUDE (nik, outcome, reasons) FROM read_parquet({text(evidence)})"
        joined = (
            f'SELECT d.*, e.* EXCLUDE (file, sheet, "row") FROM mine d LEFT JOIN ({known}) e'
            ' ON e.file = d.file AND e.sheet = d.sheet AND e."row" = d."row"'
        )
    connection.execute(
        f"""CREATE TEMP TABLE members AS WITH mine AS (SELECT * FROM ({decided}) SEMI JOIN outcomes USING (key)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY {COUNTED_FIRST}) = 1)
        {joined}"""
    )
    return {str(found[0]) for found in connection.execute("DESCRIBE members").fetchall()}


def of_the_round(columns: set[str], as_of: date) -> dict[str, str]:
    """For each attribute that the round tells of its rows, SQL over ``members``."""
    day, year = "key // 100000000 % 100", "key // 10000 % 100"
    born = f"CASE WHEN {year} <= {as_of.year % 100} THEN 2000 ELSE 1900 END + {year}"
    age = f"{as_of.year} - ({born})"
    said = {
        "sex": f"CASE WHEN {day} > 40 THEN 'P' ELSE 'L' END",
        "age": f"""CASE WHEN {age} < 25 THEN 'under 25' WHEN {age} >= 65 THEN '65 and over'
            ELSE CAST(({age} - 5) // 10 * 10 + 5 AS VARCHAR) || ' to ' || CAST(({age} - 5) // 10 * 10 + 14 AS VARCHAR)
            END""",
        "village": "village",
        "district": "left(village, 8)",
        "file": "file",
        **{flag: yes_or_no(f"list_contains(flags, {text(flag)})") for flag in FLAGS},
    }
    said |= {name: sql for name, (column, sql) in _EVIDENCE.items() if column in columns}
    asked = sorted(column for column in columns if column.startswith(_ASKED))
    return said | {column: quoted(column) for column in asked}


def in_lists(lists: Mapping[str, ReferenceList]) -> dict[str, str]:
    """For each reference list whether a person stands in it; whoever stands among recipients has received."""
    return {
        name.replace("recipients_", "received_", 1): yes_or_no(f"key IN (SELECT key FROM {one.view})")
        for name, one in sorted(lists.items())
    }


def yes_or_no(condition: str) -> str:
    """SQL for the two words of an attribute that is or is not so."""
    return f"CASE WHEN {condition} THEN 'yes' ELSE 'no' END"
