"""A finished round run again from its pinned programme and its inputs, and every difference named."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.batch.compare import Comparison, compare
from satupintu.batch.manifest import differences, hash_outputs
from satupintu.gateways.lists import ColumnMap
from satupintu.pipeline.screening.finished import (
    find_input,
    most_copied_of,
    pinned_programme,
    read_json,
    read_manifest,
)
from satupintu.pipeline.screening.rounds import TIE_BREAK_SEED, run_round


@dataclass(frozen=True)
class Replay:
    """``tampered``: outputs that no longer are what the manifest says; ``inputs``: inputs that changed since;
    ``outputs``: files that come out otherwise today; ``decisions``: the rows that differ."""

    tampered: list[tuple[str, str]]
    inputs: list[tuple[str, str]]
    outputs: list[tuple[str, str]]
    decisions: Comparison | None

    @property
    def is_same(self) -> bool:
        """The same bytes, from the same inputs."""
        return not (self.tampered or self.inputs or self.outputs)


def replay(
    folder: Path,
    *,
    lists: Path | None = None,
    reference: Path | None = None,
    threads: int | None = None,
    memory: str | None = None,
) -> Replay:
    """Run the round in ``folder`` again beside it and compare bytes; the folder itself is not touched.

    ``lists`` and ``reference`` say where the inputs lie now if they were moved. Raises RoundProblem when the folder
    is no round or an input is gone.
    """
    before = read_manifest(folder)
    sources = read_json(folder, "sources.json")
    were_there = {name for name, sha256 in before["lists"].items() if sha256}
    paths = [find_input(folder, one, lists, were_there) for one in sources["lists"]]
    with tempfile.TemporaryDirectory(prefix=".replay-", dir=folder.parent) as space:
        again = Path(space) / folder.name
        run_round(
            programme=pinned_programme(folder),
            lists=paths,
            reference=reference or find_input(folder, sources["reference"], None),
            out=again,
            as_of=date.fromisoformat(before["as_of"]),
            without=before["without"],
            maps=[ColumnMap.parse(one) for one in before["maps"]],
            threads=threads,
            memory=memory,
            most_copied=most_copied_of(folder),
            engine=before.get("engine", "duckdb"),  # another's files may hold the same in other bytes
            seed=before.get("tie_break_seed", TIE_BREAK_SEED),
        )
        after = read_manifest(again)
        outputs = list(differences(before["outputs"], after["outputs"]))
        decided = compare(folder, again) if "decisions.parquet" in dict(outputs) else None
    return Replay(
        tampered=list(differences(before["outputs"], hash_outputs(folder))),
        inputs=changed_inputs(before, after),
        outputs=outputs,
        decisions=decided,
    )


def changed_inputs(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """Inputs whose hash differs, each named with its kind."""
    found = [(f"daftar usulan {name}", what) for name, what in differences(before["lists"], after["lists"])]
    found += [
        (f"daftar acuan {name}", what)
        for name, what in differences(before["references"], after["references"])
    ]
    plain: Sequence[tuple[str, str]] = [("satupintu", "perangkat lunak"), ("programme", "teks program")]
    return found + [(words, "berubah") for key, words in plain if before[key] != after[key]]
