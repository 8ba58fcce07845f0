"""The evidence about one person of a nation's round: found again in the inputs that its manifest names.

Such a round keeps no copy of twenty-eight million people's particulars. What it was decided from is looked up where it
lies, for the rows asked about, and must lead to the decision that was written.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.coding import code, find_near
from satupintu.batch.database import database, text
from satupintu.batch.matching import judge, match
from satupintu.batch.screen import Inputs, decide, open_work
from satupintu.batch.writing import evidence_sql
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists.canonical import canonical_files, canonical_rows
from satupintu.pipeline.screening.replays import find_input, read_manifest
from satupintu.pipeline.screening.rounds import RoundProblem, open_references, pinned_programme
from satupintu.pipeline.screening.standings import columns_of_standing


def large_evidence(folder: Path, condition: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """For the decisions (alias d) that meet the condition: what evidence.parquet would hold, and the decision itself.

    Raises RoundProblem when an input is gone.
    """
    told = read_manifest(folder)
    with database() as connection:
        found = connection.execute(
            f'SELECT file, "row", flags, duplicate_of, nik, outcome, reasons'
            f"{columns_of_standing(folder, 'd')} FROM"
            f" read_parquet({text(folder / 'decisions.parquet')}) d WHERE {condition}",
            list(values),
        ).fetchall()
        if not found:
            return []
        sources = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
        files = canonical_files([find_input(folder, one, None) for one in sources["lists"]])
        wanted = [one for one in files if one.name in {row[0] for row in found}]
        if not wanted:
            raise RoundProblem(
                f"Daftar {found[0][0]} tidak terbaca lagi di tempatnya; buktinya tidak dapat ditunjukkan."
            )
        before = {one.name: one.before for one in wanted}
        places = {before[row[0]] + row[1]: row for row in found}
        backend = DuckDBBackend(connection)
        listed = ", ".join(map(str, sorted(places)))
        backend.table("asked", f"SELECT * FROM ({canonical_rows(wanted)}) WHERE seq IN ({listed})")
        loaded, without = pinned_programme(folder), frozenset(told["without"])
        references = open_references(loaded, find_input(folder, sources["reference"], None), without)
        programme = loaded.programme.at(date.fromisoformat(told["as_of"]))
        inputs = Inputs(None, programme, references, without, areas_file())
        work = replace(open_work(backend, inputs, len(places), wide=True), rows="asked")
        match(work)
        judge(work)
        find_near(work)
        code(work)
        decide(work)
        rows = connection.execute(f"{evidence_sql(work)} ORDER BY c.seq")
        columns = [one[0] for one in rows.description or []]
        return [
            with_decision(dict(zip(columns, row, strict=True)), places[row[columns.index("seq")]])
            for row in rows.fetchall()
        ]


def with_decision(row: dict[str, Any], decision: Sequence[Any]) -> dict[str, Any]:
    """The evidence beside what was decided; whom the row repeats is known only to the whole round."""
    _, _, flags, duplicate_of, nik, outcome, reasons, *standing = decision
    return row | {
        "flags": flags,
        "duplicate_of": duplicate_of,
        "read_nik": nik,
        "is_duplicate": duplicate_of is not None,
        "outcome": outcome,
        "reasons": reasons,
        **dict(zip(("rank", "within_quota"), standing, strict=False)),
    }
