"""An audit on disk: a decree, a paid list and reference lists in, a folder of findings out, whole or not at all.

No Django here: an officer runs it on an office computer, before the auditor does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu import __version__
from satupintu.batch import manifest
from satupintu.batch.audit.categories import CATEGORIES, LISTED, REGISTRY
from satupintu.batch.audit.job import Inputs, audit
from satupintu.batch.audit.payments import DECREE_COLUMNS, PAID_COLUMNS
from satupintu.batch.audit.tables import AuditProblem
from satupintu.batch.database import database
from satupintu.batch.references import ReferenceProblem, check_names, find_references
from satupintu.batch.screen import write_json
from satupintu.batch.troubles import why_stopped
from satupintu.batch.unchanged import unchanged
from satupintu.engine.grounds import grounds_of
from satupintu.engine.rules import Criterion
from satupintu.engine.steps import Progress
from satupintu.gateways.programmes import LoadedProgramme
from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.rounds import open_programme, whole_or_nothing
from satupintu.pipeline.screening.sheets import sheets_of

PROGRAMME = "bpum-2020"


@dataclass(frozen=True)
class AuditResult:
    """A finished audit: its folder, and what its findings.json says."""

    folder: Path
    findings: dict[str, Any]


def run_audit(
    *,
    decree: Path,
    paid: Path,
    reference: Path,
    out: Path,
    deadline: date | None = None,
    programme: str | Path = PROGRAMME,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> AuditResult:
    """Look for the auditor's categories and write the folder ``out`` as the contract describes it.

    ``programme`` says which criteria there were and by which article. Raises AuditProblem, whose text is for the
    officer; ``out`` is then as it was.
    """
    tell = progress or (lambda *_: None)
    try:
        loaded = open_programme(programme)
        known, given = (REGISTRY, *LISTED), find_references(reference)
        check_names(reference, known, given)
        references = {name: path for name, path in given.items() if name in known}
        bases, permitted = sources_of(loaded)
        inputs = Inputs(decree, paid, references, deadline, bases, permitted)
        read = (loaded.path, decree, paid, *references.values())
        with (
            whole_or_nothing(out, "findings.json", (decree, paid, reference)) as folder,
            unchanged(read),
            sheets_of({decree: DECREE_COLUMNS, paid: PAID_COLUMNS}) as sheets,
        ):
            inputs = replace(inputs, sheets=sheets)
            with database(spill=folder, threads=threads, memory=memory) as connection:
                found = audit(connection, inputs, folder, progress=tell)
            pin(folder, inputs, loaded, found)
            tell("selesai", 1, 1)
    except (RoundProblem, ReferenceProblem) as error:
        raise AuditProblem(str(error)) from error
    except (duckdb.Error, OSError) as error:
        raise AuditProblem(
            f"Pemeriksaan berhenti dan tidak ada yang ditulis. {why_stopped(error)}"
        ) from error
    return AuditResult(out, found)


def sources_of(loaded: LoadedProgramme) -> tuple[dict[str, str], dict[str, str]]:
    """For each category a sentence on what it rests on; and those that the programme does not forbid, with a word."""
    criteria = {one.id: one for one in loaded.programme.criteria()}
    bases, permitted = {}, {}
    for category in CATEGORIES:
        if category.criterion is None:
            bases[category.id] = (
                f"Sumber: temuan BPK atas BPUM 2020 ({' dan '.join(category.told_in)}); pasal belum terbaca."
            )
        elif category.criterion in criteria:
            bases[category.id] = basis(loaded, criteria[category.criterion])
        else:
            permitted[category.id] = f"program {loaded.programme.id} tidak melarangnya"
    return bases, permitted


def basis(loaded: LoadedProgramme, criterion: Criterion) -> str:
    """The articles of a criterion on the programme's own day in one sentence, or where the criterion was read."""
    told = f"Dasar: syarat “{criterion.title.id}”"
    for ground in grounds_of(criterion, loaded.programme.at()):
        law, article = loaded.law(ground.cite), loaded.article(ground.cite)
        if law and article:
            told += f", {law.title.id}, Pasal {article.number}"
        else:
            told += f"; pasal belum terbaca ({ground.read_in})"
    return f"{told}."


def pin(folder: Path, inputs: Inputs, loaded: LoadedProgramme, found: Mapping[str, Any]) -> None:
    """Write the manifest: what the findings were made from, and what they are."""
    files = {"decree": inputs.decree, "paid": inputs.paid}
    write_json(
        folder / "manifest.json",
        {
            "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
            "programme": {
                "id": loaded.programme.id,
                "version": loaded.programme.version,
                "sha256": loaded.sha256,
            },
            "deadline": inputs.deadline.isoformat() if inputs.deadline else None,
            "not_checked": sorted(found["not_checked"]),
            **{name: {"name": path.name, "sha256": manifest.sha256(path)} for name, path in files.items()},
            "references": {name: manifest.sha256(path) for name, path in inputs.references.items()},
            "outputs": manifest.hash_outputs(folder),
        },
    )
