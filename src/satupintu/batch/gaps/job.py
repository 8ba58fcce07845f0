"""One search: a finished round and what a bank or proposer did with its people in, the unexplained patterns out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.audit.tables import AuditProblem, Sheet, check_niks, open_table
from satupintu.batch.database import text
from satupintu.batch.gaps.cells import Tested
from satupintu.batch.gaps.patterns import by_reasons, counted, find_patterns, of_cell, shadowed_by
from satupintu.batch.gaps.people import Attribute, Counted, gather
from satupintu.batch.references import ReferenceList
from satupintu.engine.steps import Progress

LABEL = "Berkas hasil"
COLUMNS = ("nik", "outcome")
GAPS = "gaps.json"


@dataclass(frozen=True)
class Inputs:
    """What is looked at: the folder of a finished round and its day, the file of outcomes (nik, outcome), of a workbook
    its ``sheet``, the reference lists that are open in the database, and the column by whose values to look as well.
    """

    round: Path
    as_of: date
    outcome: Path
    lists: Mapping[str, ReferenceList]
    by: str | None = None
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Gaps:
    """What was found: the patterns as gaps.json has them, and how many people both files tell of."""

    patterns: list[dict[str, Any]]
    people: Counted

    @property
    def unexplained(self) -> list[dict[str, Any]]:
        """Those for which somebody has to be asked."""
        return [one for one in self.patterns if one["explained_by"] is None]


def find_gaps(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, out: Path, *, progress: Progress | None = None
) -> Gaps:
    """Write gaps.json and to_ask.parquet into ``out``. Raises AuditProblem for an input that cannot be used."""
    tell = progress or (lambda *_: None)
    tell("membaca", 0, 1)
    outcome = open_table(connection, LABEL, inputs.outcome, COLUMNS, inputs.sheet)
    check_niks(connection, outcome)
    people = gather(connection, inputs.round, outcome, inputs.lists, inputs.as_of)
    if not people.matched:
        raise AuditProblem(
            f"{outcome.told}: tidak satu pun NIK-nya ada di putaran {inputs.round.name}. Periksa bahwa keduanya milik"
            " penyaluran yang sama."
        )
    by = column_named(inputs.by, people.attributes)
    selected, shadows = find_patterns(
        connection, people.attributes, by, lambda done, of: tell("mencari pola", done, of)
    )
    everybody = counted(connection, "clean", "true")
    patterns = [of_cell(one, everybody, None) for one in selected]
    patterns += by_reasons(connection)
    patterns += [of_cell(one, everybody, shadowed_by(connection, one, selected)) for one in shadows]
    (out / GAPS).write_text(json.dumps(patterns, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_to_ask(connection, selected, out / "to_ask.parquet")
    return Gaps(patterns, people)


def column_named(wanted: str | None, attributes: Sequence[Attribute]) -> Attribute | None:
    """The attribute that --by names. Raises AuditProblem naming those there are."""
    if wanted is None:
        return None
    for one in attributes:
        if one.name == wanted.strip().lower():
            return one
    raise AuditProblem(
        f"--by {wanted}: kolom itu tidak ada. Yang ada: {', '.join(sorted(one.name for one in attributes))}."
    )


def write_to_ask(connection: duckdb.DuckDBPyConnection, found: Sequence[Tested], path: Path) -> None:
    """to_ask.parquet (nik, where, pattern): of each unexplained pattern those dropped, about whom to ask."""
    about = [
        f"""SELECT lpad(CAST(key AS VARCHAR), 16, '0') AS nik, {text(one.cell.where)} AS "where",
            {text(one.cell.pattern)} AS pattern, {place} AS place
        FROM clean WHERE is_dropped AND {one.cell.condition}"""
        for place, one in enumerate(found)
    ]
    nobody = "SELECT '' AS nik, '' AS \"where\", '' AS pattern, 0 AS place WHERE false"
    connection.execute(
        f'COPY (SELECT nik, "where", pattern FROM ({" UNION ALL ".join(about) or nobody}) ORDER BY place, nik)'
        f" TO {text(path)} (FORMAT parquet, COMPRESSION zstd)"
    )
