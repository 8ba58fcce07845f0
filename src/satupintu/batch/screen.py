"""One round: submitted rows and reference lists in, a decision with its reasons for every row out."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.facts import gather_lists, lay_out_facts
from satupintu.batch.flags import raise_flags
from satupintu.batch.identity import identify, key_rows, match_registry
from satupintu.batch.references import REGISTRY, ReferenceList, ReferenceProblem, brief, open_list
from satupintu.engine.determination import determination_sql
from satupintu.engine.rules import ProgrammeAt

Progress = Callable[[str, int, int], None]
OUTCOMES = ("eligible", "ineligible", "undetermined")
STEPS = ("membuka daftar acuan", "mencocokkan NIK", "memeriksa syarat", "menulis keputusan")


@dataclass(frozen=True)
class Inputs:
    """What a round is decided from.

    ``rows`` is the Parquet of canonical columns; ``references`` the files by list name; ``without`` the lists left
    out on purpose; ``areas`` today's areas with their codes.
    """

    rows: Path
    programme: ProgrammeAt
    references: Mapping[str, Path]
    without: Collection[str] = ()
    areas: Path | None = None


def screen(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, out: Path, *, progress: Progress | None = None
) -> dict[str, Any]:
    """Write decisions.parquet, evidence.parquet and summary.json into ``out`` and return the summary.

    ``connection`` is a fresh database (satupintu.batch.database); its temporary tables remain.

    Raises ReferenceProblem when a reference list cannot be used.
    """
    tell = progress or (lambda *_: None)
    connection.execute(f"CREATE TEMP VIEW submitted AS SELECT * FROM read_parquet({text(inputs.rows)})")
    tell(STEPS[0], 0, len(STEPS))
    lists = open_lists(connection, inputs)
    tell(STEPS[1], 1, len(STEPS))
    decide(connection, inputs, lists)
    tell(STEPS[3], 3, len(STEPS))
    write_decisions(connection, out)
    summary = summarise(connection, inputs.programme)
    write_json(out / "summary.json", summary)
    tell(STEPS[3], len(STEPS), len(STEPS))
    return summary


def open_lists(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> dict[str, ReferenceList]:
    """The lists this programme asks, less those left out or not given."""
    wanted = sorted(set(inputs.programme.programme.lists) - set(inputs.without))
    return {
        one: open_list(connection, one, inputs.references[one]) for one in wanted if one in inputs.references
    }


def decide(connection: duckdb.DuckDBPyConnection, inputs: Inputs, lists: Mapping[str, ReferenceList]) -> None:
    """``determined``: facts, outcome and reasons; ``flagged``: flags."""
    registry = lists.get(REGISTRY)
    others = [one for one in lists.values() if one.name != REGISTRY]
    key_rows(connection)
    for used in ([registry] if registry else []) + others:
        read_once(connection, used)
    match_registry(connection, registry.view if registry else None, registry.columns if registry else ())
    identify(connection, registry_asked=registry is not None)
    gather_lists(connection, others)
    lay_out_facts(
        connection,
        programme_lists=inputs.programme.programme.lists,
        open_lists=others,
        without=inputs.without,
    )
    statement = determination_sql(inputs.programme, "facts", frozenset(inputs.without))
    connection.execute(f"CREATE TEMP TABLE determined AS {statement}")
    raise_flags(connection, str(inputs.areas) if inputs.areas else None)


def read_once(connection: duckdb.DuckDBPyConnection, used: ReferenceList) -> None:
    """Keep of a list only what this round's applicants need, so that the file is read a single time.

    Raises ReferenceProblem, naming the file, when a row of it cannot be read.
    """
    try:
        connection.execute(
            f"CREATE TEMP TABLE kept_{used.name} AS SELECT * FROM {used.view} SEMI JOIN applicants USING (key)"
        )
    except duckdb.Error as error:
        raise ReferenceProblem(f"Daftar acuan {used.path.name} tidak dapat dibaca: {brief(error)}") from error
    connection.execute(f"DROP VIEW {used.view}")
    connection.execute(f"ALTER TABLE kept_{used.name} RENAME TO {used.view}")


def write_decisions(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """The decisions as the contract lists them, and beside them the facts they were made from."""
    options = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    connection.execute(
        f"""
        COPY (SELECT d.file, d.sheet, d."row", CASE WHEN regexp_full_match(d.nik, '[0-9]{{16}}') THEN d.nik END AS nik,
                     d."row.name" AS name, d."row.village" AS village, d.outcome, d.reasons, f.flags,
                     e.file || '!' || e.sheet || '!' || e."row" AS duplicate_of
              FROM determined d JOIN flagged f USING (seq) LEFT JOIN facts e ON e.seq = d.first_seq
              ORDER BY d.seq)
        TO {text(out / "decisions.parquet")} {options}
        """
    )
    connection.execute(
        f"COPY (SELECT * EXCLUDE (shape, key, normal_name, first_seq) FROM determined ORDER BY seq)"
        f" TO {text(out / 'evidence.parquet')} {options}"
    )


def summarise(connection: duckdb.DuckDBPyConnection, programme: ProgrammeAt) -> dict[str, Any]:
    """The counts of the contract's summary.json; the province is the village's, never a malformed NIK's."""
    by_province: dict[str, dict[str, int]] = {}
    counted = connection.execute(
        "SELECT coalesce(left(\"row.village\", 2), 'unknown') AS province, outcome, count(*)"
        " FROM determined GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    outcomes = dict.fromkeys(OUTCOMES, 0)
    for province, outcome, rows in counted:
        by_province.setdefault(province, dict.fromkeys(OUTCOMES, 0))[outcome] = rows
        outcomes[outcome] += rows
    return {
        "programme": programme.programme.id,
        "version": programme.programme.version,
        "as_of": programme.as_of.isoformat(),
        "rows": sum(outcomes.values()),
        "outcomes": outcomes,
        "reasons": count_ids(connection, "reasons", "determined"),
        "flags": count_ids(connection, "flags", "flagged"),
        "by_province": by_province,
    }


def count_ids(connection: duckdb.DuckDBPyConnection, column: str, table: str) -> dict[str, int]:
    """How many rows carry each id of a list column."""
    query = (
        f"SELECT one, count(*) FROM (SELECT unnest({column}) AS one FROM {table}) GROUP BY one ORDER BY one"
    )
    return dict(connection.execute(query).fetchall())


def write_json(path: Path, content: object) -> None:
    """Stable JSON: sorted keys, UTF-8, a newline at the end."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
