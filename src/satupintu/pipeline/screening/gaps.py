"""The criteria gap on disk: a finished round and an outcome file in, the unexplained patterns out, whole or not at all.

No Django here: whoever has a round's folder and the list that a bank sent back can ask.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from satupintu import __version__
from satupintu.batch import manifest
from satupintu.batch.audit.tables import AuditProblem
from satupintu.batch.database import database
from satupintu.batch.gaps.job import COLUMNS, GAPS, Gaps, Inputs, find_gaps
from satupintu.batch.references import REGISTRY, ReferenceProblem, find_references, open_list
from satupintu.batch.screen import write_json
from satupintu.batch.troubles import why_stopped
from satupintu.batch.unchanged import unchanged
from satupintu.engine.steps import Progress
from satupintu.pipeline.screening.finished import RoundProblem, find_input, read_json, read_manifest
from satupintu.pipeline.screening.rounds import whole_or_nothing
from satupintu.pipeline.screening.sheets import sheets_of


def run_criteria_gap(
    *,
    round: Path,
    outcome: Path,
    out: Path,
    by: str | None = None,
    reference: Path | None = None,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Gaps:
    """Look for what those dropped have in common and write the folder ``out`` as the contract describes it.

    ``reference``: where the round's reference lists lie, if they were moved. Raises RoundProblem, whose text is for the
    officer; ``out`` is then as it was.
    """
    tell = progress or (lambda *_: None)
    told = read_manifest(round)
    relative = read_json(round, "sources.json")["reference"]
    folder = reference or find_input(round, relative, None, cure="Sebutkan tempatnya dengan --reference.")
    try:
        paths = {name: path for name, path in find_references(folder).items() if name != REGISTRY}
        read = (round / manifest.MANIFEST, outcome, *paths.values())
        with (
            whole_or_nothing(out, GAPS, (round, outcome, folder)) as place,
            unchanged(read),
            sheets_of({outcome: COLUMNS}) as sheets,
        ):
            with database(spill=place, threads=threads, memory=memory) as connection:
                lists = {name: open_list(connection, name, path) for name, path in paths.items()}
                as_of = date.fromisoformat(told["as_of"])
                inputs = Inputs(round, as_of, outcome, lists, by, sheets.get(outcome))
                found = find_gaps(connection, inputs, place, progress=tell)
            write_json(
                place / manifest.MANIFEST,
                {
                    "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
                    "round": manifest.sha256(round / manifest.MANIFEST),
                    "outcome": {"name": outcome.name, "sha256": manifest.sha256(outcome)},
                    "references": {name: manifest.sha256(path) for name, path in paths.items()},
                    "by": by,
                    "outputs": manifest.hash_outputs(place),
                },
            )
            tell("selesai", 1, 1)
    except (AuditProblem, ReferenceProblem) as error:
        raise RoundProblem(str(error)) from error
    except (duckdb.Error, OSError) as error:
        raise RoundProblem(f"Pencarian berhenti dan tidak ada yang ditulis. {why_stopped(error)}") from error
    return found
