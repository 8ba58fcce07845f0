"""A round on disk: lists and reference lists in, a folder of decisions out, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from satupintu import __version__
from satupintu.batch import folders, manifest
from satupintu.batch.backends import BackendProblem, open_backend
from satupintu.batch.manifest import MANIFEST
from satupintu.batch.references import (
    REGISTRY,
    ReferenceProblem,
    check_names,
    check_needed,
    find_references,
)
from satupintu.batch.screen import Inputs, lacks, open_round, screen, write_json
from satupintu.batch.troubles import brief, fault_of_file, is_out_of_room, log_trouble
from satupintu.batch.unchanged import unchanged
from satupintu.batch.work import Work
from satupintu.engine.rules import OutsidePeriodError, ProgrammeAt, ProgrammeError, lists_used_by
from satupintu.engine.steps import Progress
from satupintu.gateways.areas import areas_file
from satupintu.gateways.checked_files import CheckedFile, citation_problems
from satupintu.gateways.lists import ColumnMap, Reading, list_files, read_lists
from satupintu.gateways.lists.problems import place
from satupintu.gateways.meanwhile import Meanwhile
from satupintu.gateways.programmes import LAW_FOLDER, PROGRAMME_FILE, LoadedProgramme
from satupintu.pipeline.screening.deciding import Decided, Limits
from satupintu.pipeline.screening.finished import RoundProblem, load
from satupintu.pipeline.screening.handing_back import write_handed_back

DECISIONS = "decisions.parquet"
# Rounds up to here keep a copy of every row and of all the registry says of it, as evidence.
MOST_COPIED = 1_000_000
TIE_BREAK_SEED = (
    0  # By this the lots among equals are drawn where a programme has a quota, unless told otherwise.
)


@dataclass(frozen=True)
class RoundResult:
    """A finished round: its folder, its summary (summary.json), how its lists were read, and sentences on what of the
    reference lists was not there or not usable."""

    folder: Path
    summary: dict[str, Any]
    reading: Reading
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Pinned:
    """What a round is decided from, to be told in its manifest."""

    loaded: LoadedProgramme
    inputs: Inputs
    lists: Sequence[Path]
    reference: Path
    maps: Sequence[ColumnMap]
    engine: str


def run_round(
    *,
    programme: str | Path | LoadedProgramme,
    lists: Sequence[Path],
    reference: Path,
    out: Path,
    as_of: date | None = None,
    without: Collection[str] = (),
    maps: Sequence[ColumnMap] = (),
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
    most_copied: int | None = None,
    handed_back: bool = True,
    engine: str = "duckdb",
    seed: int = TIE_BREAK_SEED,
) -> RoundResult:
    """Read the lists, decide every row, and write the folder ``out`` as the contract describes it.

    The folder appears whole at the end or not at all. Lists that cannot be used are named in the result's reading
    and the others are done; raises RoundProblem when nothing can be done. Canonical Parquet of more rows than
    ``most_copied`` (a million) is decided where it stands, but for ``maps``; without ``handed_back`` no corrections or
    proposal.
    A ``programme`` named by id or folder must cite what is there; one that is loaded already is taken as it stands.
    ``engine``: duckdb or spark (satupintu.batch.backends), with the same decisions. ``seed``: the published seed of the
    lots among equals, where the programme has a quota.
    """
    loaded = programme if isinstance(programme, LoadedProgramme) else open_programme(programme)
    resolved = rules_on(loaded, as_of)
    references = open_references(loaded, reference, without)
    tell = progress or (lambda *_: None)
    paths = list_files(lists)
    limits = Limits(threads, memory, handed_back, tell)
    read = (loaded.path, *paths, *references.values())
    with whole_or_nothing(out, DECISIONS, (*paths, reference)) as folder, told_to_people(), unchanged(read):
        rows = folder / "rows.parquet"
        inputs = Inputs(rows, resolved, references, frozenset(without), areas_file(), seed)
        # A map says of cells what they do not say where they stand.
        in_place = engine == "duckdb" and not maps
        if in_place and (files := large_lists(paths, most_copied)):
            from satupintu.pipeline.screening.large_rounds import screen_large  # small rounds do without

            decided = screen_large(files, inputs, folder, out, limits)
        else:
            decided = screen_copied(paths, inputs, folder, limits, maps=maps, engine=engine)
        pin(folder, out, Pinned(loaded, inputs, paths, reference, maps, engine), decided)
        tell("selesai", 1, 1)
    notes = [*not_given(loaded, references, without), *decided.lacking.told]
    return RoundResult(out, decided.summary, decided.reading, notes)


@contextmanager
def told_to_people() -> Iterator[None]:
    """What goes wrong with inputs or the machine is a RoundProblem with a sentence."""
    try:
        yield
    except (ReferenceProblem, BackendProblem) as error:
        raise RoundProblem(str(error)) from error
    except engine_errors() as error:
        if not is_out_of_room(error):
            log_trouble(error)
        raise RoundProblem(stopped(error)) from None  # its own text may hold cells, and a log would keep it


def screen_copied(
    paths: Sequence[Path],
    inputs: Inputs,
    folder: Path,
    limits: Limits,
    *,
    maps: Sequence[ColumnMap],
    engine: str,
) -> Decided:
    """Decides the round into ``folder``, with a copy of every row. Raises RoundProblem when there is not one row."""
    with ExitStack() as stack:

        def opened() -> Work:
            backend = open_backend(engine, spill=folder, threads=limits.threads, memory=limits.memory)
            return open_round(stack.enter_context(backend), inputs)

        opening = Meanwhile(opened)
        try:
            reading = read_all(paths, inputs, maps, limits)
        finally:
            opening.wait()
        work = opening.result()
        lacking = lacks(work)
        summary = screen(work, inputs, folder, progress=limits.progress)
        limits.progress("menulis berkas perbaikan dan usulan", 0, 1)
        write_json(folder / "reading.json", reading.to_json())
        if limits.handed_back:
            write_handed_back(work.backend.local, folder, reading, inputs.programme, paths)
    return Decided(summary, reading, lacking)


def large_lists(paths: Sequence[Path], most_copied: int | None) -> list[Any]:
    """The lists when they are canonical Parquet and too many rows to copy; otherwise []."""
    from satupintu.gateways.lists.canonical import canonical_files

    files = canonical_files(paths)
    return (
        files
        if sum(one.rows for one in files) > (MOST_COPIED if most_copied is None else most_copied)
        else []
    )


def read_all(
    paths: Sequence[Path],
    inputs: Inputs,
    maps: Sequence[ColumnMap],
    limits: Limits,
) -> Reading:
    """The lists read into the round's rows. Raises RoundProblem when there is not one row."""
    reading = read_lists(
        paths, inputs.rows, maps=maps, threads=limits.threads, memory=limits.memory, progress=limits.progress
    )
    if not any(one.rows for one in reading.files):
        raise RoundProblem(
            "\n".join(refusals(reading)) or "Tidak ada satu baris usulan pun di daftar yang diberikan."
        )
    return reading


def open_programme(programme: str | Path) -> LoadedProgramme:
    """The programme by id or folder, to decide by. Raises RoundProblem, also for a citation that leads nowhere."""
    loaded = load(programme)
    problems = citation_problems(CheckedFile(loaded.path), loaded.programme, loaded.laws)
    if told := "\n".join(map(str, problems)):
        raise RoundProblem(told)
    return loaded


def rules_on(loaded: LoadedProgramme, as_of: date | None) -> ProgrammeAt:
    """The programme's rules as they stood on a day, its own reference date by default. Raises RoundProblem."""
    try:
        return loaded.programme.at(as_of or loaded.programme.reference_date)
    except OutsidePeriodError as error:
        raise RoundProblem(f"--as-of {as_of}: {error}.") from error
    except ProgrammeError as error:
        day = as_of.isoformat() if as_of else ""
        raise RoundProblem(
            f"--as-of {day}: aturan {loaded.programme.id} belum lengkap berlaku pada hari itu ({error}). Pilih hari "
            f"yang lebih kemudian; hari acuan program ini {loaded.programme.reference_date.isoformat()}."
        ) from error


def open_references(loaded: LoadedProgramme, folder: Path, without: Collection[str]) -> dict[str, Path]:
    """The reference lists the programme asks that are there, and the civil registry, by which whoever may ask it knows
    whose a NIK is, whatever the programme. Raises RoundProblem naming list and criterion."""
    known = loaded.programme.lists
    asked = {*known, REGISTRY}
    try:
        found = find_references(folder)
        check_names(folder, asked, found)
        optional = {name for name, spec in known.items() if spec.optional}
        check_needed(lists_used_by(loaded.programme), optional, found, without, asked)
    except ReferenceProblem as error:
        raise RoundProblem(str(error)) from error
    return {name: found[name] for name in sorted(asked) if name in found}


def not_given(loaded: LoadedProgramme, references: Collection[str], without: Collection[str]) -> list[str]:
    """A sentence for each list that criteria ask and nobody gave, though it may be missing."""
    return [
        f"daftar {name} tidak ada di folder acuan; syarat {', '.join(criteria)} dinilai seolah tak seorang pun ada di"
        " dalamnya."
        for name, criteria in sorted(lists_used_by(loaded.programme).items())
        if name not in references and name not in without
    ]


def refusals(reading: Reading) -> list[str]:
    """One sentence for each list that was not used, the ones that wait for an answer included."""
    return [str(one.problem) for one in reading.files if one.problem and not one.same_as]


def reservations(reading: Reading) -> list[str]:
    """One sentence for each thing read with a reservation: a list sent twice, a cell without a result."""
    told = []
    for file in reading.files:
        if file.same_as:
            told.append(str(file.problem) if file.problem else f"{file.name} sama dengan {file.same_as}")
        for sheet in file.sheets:
            for one in sheet.notices:
                again = f" (dan {one.count - 1} lagi)" if one.count > 1 else ""
                told.append(f"{place(file.name, sheet.name, one.row, one.column)}: {one.text}{again}")
    return told


def engine_errors() -> tuple[type[Exception], ...]:
    """What a statement that fails raises, on the engines that are in use."""
    import duckdb

    found: list[type[Exception]] = [duckdb.Error]
    for module, name in (("pyspark.errors", "PySparkException"), ("py4j.protocol", "Py4JError")):
        if module in sys.modules:
            found.append(getattr(sys.modules[module], name))
    return tuple(found)


def stopped(error: BaseException) -> str:
    """A sentence for work that the machine stopped: no space, no memory, no permission."""
    if is_out_of_room(error):
        return (
            "Pekerjaan terhenti karena cakram atau memori penuh; tidak ada hasil yang ditulis. Kosongkan cakram di "
            "folder hasil, atau atur --memory, lalu jalankan perintah yang sama lagi."
        )
    if told := fault_of_file(error):
        return (
            f"Pekerjaan terhenti dan tidak ada hasil yang ditulis ({told}). Periksa berkas itu, lalu ulangi."
        )
    return (
        f"Pekerjaan terhenti dan tidak ada hasil yang ditulis ({brief(error)}). Periksa ruang cakram, memori dan izin "
        "menulis, lalu ulangi."
    )


@contextmanager
def whole_or_nothing(out: Path, result: str, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """As `satupintu.batch.folders` does it. Raises RoundProblem."""
    try:
        with folders.whole_or_nothing(out, result, inputs) as folder:
            yield folder
    except folders.FolderProblem as problem:
        raise RoundProblem(str(problem)) from problem


def pin(folder: Path, out: Path, pinned: Pinned, decided: Decided) -> None:
    """Write into ``folder``, soon to be ``out``, what the round was decided from: programme text, hashes, where the
    inputs lay, and of a nation's round when each output was written."""
    loaded, inputs, summary = pinned.loaded, pinned.inputs, decided.summary
    given, without = inputs.references, set(inputs.without)
    pin_programme(loaded, folder)
    base = out.resolve()
    sources: dict[str, Any] = {
        "lists": [os.path.relpath(path.resolve(), base) for path in pinned.lists],
        "reference": os.path.relpath(pinned.reference.resolve(), base),
    }
    if decided.is_in_place:  # by which a later round knows what it may take over
        written = manifest.outputs_of(folder)
        sources["outputs"] = {name: manifest.size_and_time(path) for name, path in written.items()}
    write_json(folder / "sources.json", sources)
    write_json(  # last: a folder without it is no finished round
        folder / MANIFEST,
        {
            "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
            "programme": {"id": summary["programme"], "version": summary["version"], "sha256": loaded.sha256},
            "as_of": summary["as_of"],
            "without": sorted(without),
            "maps": [str(one) for one in pinned.maps],
            "engine": pinned.engine,
            "lists": {one.name: one.sha256 for one in decided.reading.files},
            "references": {
                name: decided.hashes.get(str(path)) or manifest.sha256(path)
                for name, path in given.items()
                if name not in without
            },
            "lists_not_given": sorted(set(loaded.programme.lists) - set(given) - without),
            "assumed": decided.lacking.assumed,
            "tie_break_seed": inputs.seed,
            "outputs": manifest.hash_outputs(folder),
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
