"""Whom the recipients of reports are, all at once: `satupintu.engine.aid.match_of` over whole lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.database import text
from satupintu.batch.matching import same_pairs
from satupintu.engine.aid import (
    DIFFERENT,
    MATCHED,
    OTHER_NAME,
    POSSIBLE,
    SAME,
    SHARED_FROM,
    UNMATCHED,
    UNREADABLE,
)
from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.names import sorted_words_sql, with_full_names
from satupintu.engine.nik import clean_nik_sql, nik_shape_sql

# The registry's records as they are handed to a job: one row a record, `nik` sound or ''. `person_nik` is the one NIK
# under which the person counts: records of one person may hold two.
KNOWN = {
    "record": "BIGINT",
    "person": "BIGINT",
    "nik": "VARCHAR",
    "name": "VARCHAR",
    "birth_date": "DATE",
    "village": "VARCHAR",
    "business": "VARCHAR",
    "person_nik": "VARCHAR",
}


class Said(NamedTuple):
    """What a person said of a recipient (settling.recipient_sql) and a person of the registry."""

    recipient: str
    person: int
    verdict: str


class Matching:
    """One job's tables: `reported` (seq, report, recipient, …) in, `matches` (seq, match, record) out."""

    dialect: Dialect = DUCKDB

    def __init__(self, backend: DuckDBBackend) -> None:
        self.backend = backend

    def match(self, known: Path, said: Iterable[Said]) -> None:
        """Makes `matches` from the table `reported` and the registry's records."""
        make = self.backend.table
        make(
            "known", f"SELECT *, TRY_CAST(nullif(nik, '') AS BIGINT) AS key FROM read_parquet({text(known)})"
        )
        self._take_said(said)
        self._key()
        self._by_number()
        self._by_place()
        make(
            "matches",
            f"""SELECT k.seq, CASE WHEN j.record IS NOT NULL THEN '{MATCHED}' WHEN n.same IS NOT NULL THEN '{MATCHED}'
                WHEN n.other IS NOT NULL AND is_sound THEN '{OTHER_NAME}' WHEN is_sound THEN '{UNMATCHED}'
                WHEN p.record IS NOT NULL THEN '{POSSIBLE}' ELSE '{UNREADABLE}' END AS match,
                coalesce(j.record, n.same, CASE WHEN is_sound THEN n.other ELSE p.record END) AS record,
                CASE WHEN is_sound OR n.same IS NOT NULL THEN k.key END AS key
            FROM keyed k LEFT JOIN settled j USING (recipient) LEFT JOIN by_number n USING (seq)
            LEFT JOIN by_place p USING (seq)""",
        )

    def _take_said(self, said: Iterable[Said]) -> None:
        """`settled` (recipient, record): judged the same; `apart` (recipient, person): judged different."""
        kinds = {"recipient": "STRING", "person": "BIGINT", "verdict": "STRING"}
        self.backend.insert("said", kinds, [tuple(one) for one in said])
        self.backend.table(
            "settled",
            f"""SELECT recipient, min(record) AS record FROM said JOIN known USING (person)
            WHERE verdict = '{SAME}' GROUP BY recipient""",
        )
        self.backend.table("apart", f"SELECT recipient, person FROM said WHERE verdict = '{DIFFERENT}'")

    def _key(self) -> None:
        """`keyed`: `key` the NIK as a number where 16 digits can be one, `is_sound` where none may be lost."""
        clean = clean_nik_sql("nik_text", self.dialect)
        shape = nik_shape_sql("clean", "nik_is_number", "clean", self.dialect)
        whole = nik_shape_sql("clean", "FALSE", "clean", self.dialect)
        columns = "seq, report, recipient, name, birth_date, village"
        self.backend.table(
            "shaped",
            f"""SELECT {columns}, CASE WHEN whole IS NULL THEN CAST(clean AS BIGINT) END AS key, shape IS NULL AS fits
            FROM (SELECT *, {shape} AS shape, {whole} AS whole FROM (SELECT *, {clean} AS clean FROM reported))""",
        )
        self.backend.table("shared", self._shared_sql())
        self.backend.table(
            "keyed",
            f"""SELECT {columns}, CASE WHEN s.key IS NULL THEN k.key END AS key,
                fits AND s.key IS NULL AS is_sound
            FROM shaped k LEFT JOIN shared s ON s.key = k.key AND s.shared_in = k.report""",
        )

    def _shared_sql(self) -> str:
        """SELECT of the NIKs that one report gives to too many names."""
        many = f"GROUP BY ALL HAVING count(DISTINCT {{}}) >= {SHARED_FROM}"
        often = f"SELECT report, key FROM shaped WHERE key IS NOT NULL {many.format('name')}"
        names = with_full_names(
            f"SELECT report, key, name FROM shaped SEMI JOIN ({often}) USING (report, key) WHERE name IS NOT NULL",
            {"full_name": "name"},
            self.dialect,
        )
        different = many.format(sorted_words_sql("full_name", self.dialect))
        return f"SELECT report AS shared_in, key FROM ({names}) WHERE full_name <> '' {different}"

    def _by_number(self) -> None:
        """`by_number` (seq, same, other): the oldest record under the NIK, with an agreeing name and with any."""
        make = self.backend.table
        make(
            "numbered",
            """SELECT k.seq, k.name AS own, n.name AS other, n.record FROM keyed k JOIN known n ON n.key = k.key
            WHERE NOT EXISTS (FROM apart a WHERE a.recipient = k.recipient AND a.person = n.person)""",
        )
        same_pairs(self, "numbered_same", "SELECT DISTINCT own, other FROM numbered")
        make(
            "by_number",
            """SELECT seq, min(record) FILTER (s.own IS NOT NULL) AS same, min(record) AS other
            FROM numbered n LEFT JOIN numbered_same s ON s.own = n.own AND s.other = n.other GROUP BY seq""",
        )

    def _by_place(self) -> None:
        """`by_place` (seq, record): without a sound NIK, the oldest record of that name, birth date and village."""
        make = self.backend.table
        make(
            "placed",
            """SELECT k.seq, k.name AS own, n.name AS other, n.record FROM keyed k
            JOIN known n ON n.birth_date = k.birth_date AND n.village = k.village
            LEFT JOIN by_number b ON b.seq = k.seq
            WHERE NOT k.is_sound AND b.same IS NULL
              AND NOT EXISTS (FROM apart a WHERE a.recipient = k.recipient AND a.person = n.person)""",
        )
        same_pairs(self, "placed_same", "SELECT DISTINCT own, other FROM placed")
        make(
            "by_place",
            "SELECT seq, min(record) AS record FROM placed SEMI JOIN placed_same USING (own, other) GROUP BY seq",
        )
