"""A round on disk: lists and reference lists in, a folder of decisions out, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from satupintu import __version__
from satupintu.batch import manifest
from satupintu.batch.database import database
from satupintu.batch.references import ReferenceProblem, check_needed, find_references
from satupintu.batch.screen import Inputs, screen, write_json
from satupintu.engine.rules import ProgrammeError, lists_used_by
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists import ColumnMap, Reading, list_files, read_lists
from satupintu.gateways.lists.problems import place
from satupintu.gateways.programmes import LAW_FOLDER, PROGRAMME_FILE, LoadedProgramme, load_programme
from satupintu.pipeline.screening.handing_back import write_handed_back

Progress = Callable[[str, int, int], None]
TIE_BREAK_SEED = 0  # No quota is drawn yet; the seed is pinned so that a later draw can be repeated.


class RoundProblem(Exception):
    """A round that cannot be run; the text says why and what to do."""


@dataclass(frozen=True)
class RoundResult:
    """A finished round: its folder, its summary (summary.json) and how its lists were read."""

    folder: Path
    summary: dict[str, Any]
    reading: Reading


def run_round(
    *,
    programme: str | Path,
    lists: Sequence[Path],
    reference: Path,
    out: Path,
    as_of: date | None = None,
    without: Collection[str] = (),
    maps: Sequence[ColumnMap] = (),
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> RoundResult:
    """Read the lists, decide every row, and write the folder ``out`` as the contract describes it.

    The folder appears whole at the end or not at all. Lists that cannot be used are named in the result's reading
    and the others are done; raises RoundProblem when nothing can be done.
    """
    loaded = open_programme(programme)
    references = open_references(loaded, reference, without)
    tell = progress or (lambda *_: None)
    paths = list_files(lists)
    with whole_or_nothing(out) as folder:
        reading = read_lists(
            paths, folder / "rows.parquet", maps=maps, threads=threads, memory=memory, progress=tell
        )
        if not any(one.rows for one in reading.files):
            raise RoundProblem(
                "\n".join(refusals(reading)) or "Tidak ada satu baris usulan pun di daftar yang diberikan."
            )
        try:
            resolved = loaded.programme.at(as_of or loaded.programme.reference_date)
            inputs = Inputs(folder / "rows.parquet", resolved, references, frozenset(without), areas_file())
            with database(spill=folder, threads=threads, memory=memory) as connection:
                summary = screen(connection, inputs, folder, progress=tell)
                tell("menulis berkas perbaikan dan usulan", 0, 1)
                write_json(folder / "reading.json", reading.to_json())
                write_handed_back(connection, folder, reading, resolved, paths)
        except (ProgrammeError, ReferenceProblem) as error:
            raise RoundProblem(str(error)) from error
        pin(folder, loaded, summary, reading, references, without, maps, paths, reference, out)
        tell("selesai", 1, 1)
    return RoundResult(out, summary, reading)


def open_programme(programme: str | Path) -> LoadedProgramme:
    """The programme by id or folder. Raises RoundProblem."""
    try:
        return load_programme(programme)
    except ProgrammeError as error:
        raise RoundProblem(str(error)) from error


def open_references(loaded: LoadedProgramme, folder: Path, without: Collection[str]) -> dict[str, Path]:
    """The reference lists the programme asks that are there. Raises RoundProblem naming list and criterion."""
    known = loaded.programme.lists
    try:
        found = find_references(folder)
        optional = {name for name, spec in known.items() if spec.optional}
        check_needed(lists_used_by(loaded.programme), optional, found, without, known)
    except ReferenceProblem as error:
        raise RoundProblem(str(error)) from error
    return {name: found[name] for name in sorted(known) if name in found}


def refusals(reading: Reading) -> list[str]:
    """One sentence for each list that was not used, the ones that wait for an answer included."""
    return [one.problem.text for one in reading.files if one.problem and not one.same_as]


def reservations(reading: Reading) -> list[str]:
    """One sentence for each thing read with a reservation: a list sent twice, a cell without a result."""
    told = []
    for file in reading.files:
        if file.same_as:
            told.append(file.problem.text if file.problem else f"{file.name} sama dengan {file.same_as}")
        for sheet in file.sheets:
            for one in sheet.notices:
                again = f" (dan {one.count - 1} lagi)" if one.count > 1 else ""
                told.append(f"{place(file.name, sheet.name, one.row, one.column)}: {one.text}{again}")
    return told


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place when all went well and is gone when anything failed.

    Raises RoundProblem when ``out`` holds something that is not a finished round: nothing of it is touched.
    """
    if out.exists() and not (out / "manifest.json").is_file() and (not out.is_dir() or any(out.iterdir())):
        raise RoundProblem(
            f"Folder hasil {out} sudah berisi hal lain. Pilih folder yang kosong atau belum ada."
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise RoundProblem(f"Folder hasil {out} tidak dapat dibuat: {error.strerror}.") from error
    try:
        yield folder
        if out.exists():
            shutil.rmtree(out)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def pin(
    folder: Path,
    loaded: LoadedProgramme,
    summary: dict[str, Any],
    reading: Reading,
    references: dict[str, Path],
    without: Collection[str],
    maps: Sequence[ColumnMap],
    lists: Sequence[Path],
    reference: Path,
    out: Path,
) -> None:
    """Write what the round was decided from: programme text, hashes, and where the inputs lay."""
    pin_programme(loaded, folder)
    given = set(references)
    write_json(
        folder / "manifest.json",
        {
            "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
            "programme": {"id": summary["programme"], "version": summary["version"], "sha256": loaded.sha256},
            "as_of": summary["as_of"],
            "without": sorted(without),
            "maps": [str(one) for one in maps],
            "lists": {one.name: one.sha256 for one in reading.files},
            "references": {
                name: manifest.sha256(path) for name, path in references.items() if name not in without
            },
            "lists_not_given": sorted(set(loaded.programme.lists) - given - set(without)),
            "tie_break_seed": TIE_BREAK_SEED,
            "outputs": manifest.hash_outputs(folder),
        },
    )
    base = out.resolve()
    write_json(
        folder / "sources.json",
        {
            "lists": [os.path.relpath(path.resolve(), base) for path in lists],
            "reference": os.path.relpath(reference.resolve(), base),
        },
    )


def pin_programme(loaded: LoadedProgramme, folder: Path) -> None:
    """Keep the programme's text and the law beside the decisions made by them."""
    text = folder / "programme" / loaded.programme.id
    text.mkdir(parents=True)
    shutil.copyfile(loaded.path, text / PROGRAMME_FILE)
    law = text.parent / LAW_FOLDER
    law.mkdir()
    for one in sorted(loaded.path.parent.parent.glob(f"{LAW_FOLDER}/*.yaml")):
        shutil.copyfile(one, law / one.name)


def pinned_path(folder: Path) -> Path:
    """Where a finished round keeps its programme's text. Raises RoundProblem when it is gone."""
    found = sorted((folder / "programme").glob(f"*/{PROGRAMME_FILE}"))
    if len(found) != 1:
        raise RoundProblem(f"Teks program di {folder} tidak ditemukan; folder ini bukan putaran yang utuh.")
    return found[0]


def pinned_programme(folder: Path) -> LoadedProgramme:
    """The programme as it stood when the round was decided. Raises RoundProblem."""
    return open_programme(pinned_path(folder))
