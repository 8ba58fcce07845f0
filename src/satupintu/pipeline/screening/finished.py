"""What the folder of a finished round holds, read again: its manifest, its programme, where its inputs lay."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from satupintu.batch.manifest import MANIFEST
from satupintu.engine.rules import ProgrammeError
from satupintu.gateways.programmes import PROGRAMME_FILE, LoadedProgramme, load_programme


class RoundProblem(Exception):
    """A round that cannot be run; the text says why and what to do."""


def most_copied_of(folder: Path) -> int:
    """How many rows may be copied for the round to be kept again as it was, whatever the bound was then."""
    return 0 if (folder / "state.parquet").is_file() else sys.maxsize


def read_manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest. Raises RoundProblem when it is not a finished round."""
    told = read_json(folder, MANIFEST)
    if told.get("simulation"):
        raise RoundProblem(
            f"{folder} adalah hasil simulasi, bukan putaran: tidak ada yang diputuskan di sana."
        )
    if not {"as_of", "lists", "without", "outputs"} <= told.keys():
        raise RoundProblem(f"{folder} bukan folder putaran: manifest.json di sana milik pekerjaan lain.")
    return told


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """One of the folder's own files. Raises RoundProblem when it is not there or not whole."""
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RoundProblem(f"{folder} bukan folder putaran yang selesai: {name} tidak terbaca.") from error
    if not isinstance(content, dict):
        raise RoundProblem(f"{folder} bukan folder putaran yang selesai: {name} tidak terbaca.")
    return content


def find_input(
    folder: Path,
    relative: str,
    moved_to: Path | None,
    were_there: Collection[str] | None = None,
    cure: str = "Sebutkan tempatnya dengan --lists atau --reference.",
) -> Path:
    """Where an input lies now. Raises RoundProblem with the ``cure`` when it is gone, unless it was not there the first
    time either."""
    path = moved_to / Path(relative).name if moved_to else (folder.resolve() / relative).resolve()
    if not path.exists() and (were_there is None or path.name in were_there):
        raise RoundProblem(f"Masukan {path.name} tidak ditemukan lagi di {path.parent}. {cure}")
    return path


def pinned_path(folder: Path) -> Path:
    """Where a finished round keeps its programme's text. Raises RoundProblem when it is gone."""
    found = sorted((folder / "programme").glob(f"*/{PROGRAMME_FILE}"))
    if len(found) != 1:
        raise RoundProblem(f"Teks program di {folder} tidak ditemukan; folder ini bukan putaran yang utuh.")
    return found[0]


def pinned_programme(folder: Path) -> LoadedProgramme:
    """The programme as it stood when the round was decided, whatever it cites. Raises RoundProblem."""
    return load(pinned_path(folder))


def load(programme: str | Path) -> LoadedProgramme:
    """The programme by id or folder. Raises RoundProblem."""
    try:
        return load_programme(programme)
    except ProgrammeError as error:
        raise RoundProblem(str(error)) from error
