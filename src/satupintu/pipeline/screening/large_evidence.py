"""The evidence about one person of a nation's round: found again in the inputs that its manifest names.

Such a round keeps no copy of twenty-eight million people's particulars. What it was decided from is looked up where it
lies, for the rows asked about, and must be of the same person and lead to the decision that was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.coding import code, find_near
from satupintu.batch.database import database, text
from satupintu.batch.keyed import nik_sql
from satupintu.batch.matching import judge, match
from satupintu.batch.pages import MEMORY
from satupintu.batch.screen import Inputs, decide, open_work
from satupintu.batch.writing import evidence_sql
from satupintu.engine.facts import UNREAD_FACTS, column_of
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists.canonical import CanonicalFile, canonical_files, canonical_rows
from satupintu.pipeline.screening.finished import (
    RoundProblem,
    find_input,
    pinned_programme,
    read_json,
    read_manifest,
)
from satupintu.pipeline.screening.rounds import open_references
from satupintu.pipeline.screening.standings import columns_of_standing


def large_evidence(folder: Path, condition: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """For the decisions (alias d) that meet the condition: what evidence.parquet would hold, and the decision itself.

    Raises RoundProblem when an input is gone, or holds somebody else where the row stood.
    """
    told = read_manifest(folder)
    with database(memory=MEMORY) as connection:
        found = connection.execute(
            f'SELECT file, "row", nik, name, village, flags, duplicate_of, outcome, reasons'
            f"{columns_of_standing(folder, 'd')} FROM"
            f" read_parquet({text(folder / 'decisions.parquet')}) d WHERE {condition}",
            list(values),
        ).fetchall()
        if not found:
            return []
        sources = read_json(folder, "sources.json")
        names = {row[0] for row in found}
        wanted = as_they_lie(
            [found_again(folder, one) for one in sources["lists"] if Path(one).name in names]
        )
        places = places_of(wanted, found)
        backend = DuckDBBackend(connection)
        listed = ", ".join(map(str, sorted(places)))
        backend.table("asked", f"SELECT * FROM ({canonical_rows(wanted)}) WHERE seq IN ({listed})")
        loaded, without = pinned_programme(folder), frozenset(told["without"])
        references = open_references(loaded, found_again(folder, sources["reference"]), without)
        programme = loaded.programme.at(date.fromisoformat(told["as_of"]))
        inputs = Inputs(None, programme, references, without, areas_file())
        work = replace(open_work(backend, inputs, len(places), wide=True), rows="asked")
        match(work)
        judge(work)
        find_near(work)
        code(work)
        said = backend.rows(f"SELECT seq, {nik_sql('key')}, name, village FROM coded")
        check_same(places, {seq: tuple(cells) for seq, *cells in said})
        decide(work)
        written = [one for one in UNREAD_FACTS if f"{column_of(one)}_original" in work.columns]
        texts = "".join(f', a.{column_of(one)}_original AS "{one}_original"' for one in written)
        rows = connection.execute(
            f"SELECT e.*{texts} FROM ({evidence_sql(work)}) e JOIN asked a ON a.seq = e.seq ORDER BY e.seq"
        )
        columns = [one[0] for one in rows.description or []]
        return [
            with_decision(dict(zip(columns, row, strict=True)), places[row[columns.index("seq")]])
            for row in rows.fetchall()
        ]


def found_again(folder: Path, relative: str) -> Path:
    """Where an input lies. Raises RoundProblem when it is gone."""
    return find_input(folder, relative, None, cure="Kembalikan ke sana untuk melihat buktinya.")


def as_they_lie(paths: Sequence[Path]) -> list[CanonicalFile]:
    """The lists that these rows stand in. Raises RoundProblem naming one that cannot be read."""
    if files := canonical_files(paths):
        return files
    broken = next((one for one in paths if not canonical_files([one])), paths[0])
    raise RoundProblem(
        f"Daftar {broken.name} tidak terbaca lagi di tempatnya; buktinya tidak dapat ditunjukkan."
    )


def places_of(files: Sequence[CanonicalFile], found: Sequence[Sequence[Any]]) -> dict[int, Sequence[Any]]:
    """The decisions by the ``seq`` of their rows. Raises RoundProblem for a list that has no such row any more."""
    by_name = {one.name: one for one in files}
    for file, row, *_ in found:
        if row > by_name[file].rows:
            raise RoundProblem(changed(file, row))
    return {by_name[row[0]].before + row[1]: row for row in found}


def check_same(places: Mapping[int, Sequence[Any]], said: Mapping[int, tuple[Any, ...]]) -> None:
    """In each place NIK, name and village are what they were. Raises RoundProblem: a list was rewritten since."""
    for seq, (file, row, *decided) in places.items():
        if said.get(seq) != tuple(decided[:3]):
            raise RoundProblem(changed(file, row))


def changed(file: str, row: int) -> str:
    """Why there is no evidence of a row."""
    return (
        f"Daftar {file} berubah sejak putaran ini: barisnya yang ke-{row} bukan lagi yang diputuskan, jadi buktinya"
        " tidak dapat ditunjukkan. Kembalikan daftar yang semula, atau jalankan satupintu screen lagi."
    )


def with_decision(row: dict[str, Any], decision: Sequence[Any]) -> dict[str, Any]:
    """The evidence beside what was decided; whom the row repeats is known only to the whole round."""
    _, _, nik, _, _, flags, duplicate_of, outcome, reasons, *standing = decision
    return row | {
        "flags": flags,
        "duplicate_of": duplicate_of,
        "read_nik": nik,
        "is_duplicate": duplicate_of is not None,
        "outcome": outcome,
        "reasons": reasons,
        **dict(zip(("rank", "within_quota"), standing, strict=False)),
    }
