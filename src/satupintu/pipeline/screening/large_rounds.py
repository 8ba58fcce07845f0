"""A nation's round: too large to copy, so decided where its lists stand; it can be stopped and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch import manifest
from satupintu.batch.changes import Earlier
from satupintu.batch.damage import damage_in
from satupintu.batch.database import database
from satupintu.batch.findings import STATE
from satupintu.batch.folders import can_hold, check_work, cleared, held, placed, where_it_stands
from satupintu.batch.large import WORK, large_work
from satupintu.batch.lists import Lists, Part
from satupintu.batch.manifest import MANIFEST
from satupintu.batch.outputs import EarlierRound, Outputs
from satupintu.batch.queue import RANKED
from satupintu.batch.references import REGISTRY, ReferenceProblem
from satupintu.batch.screen import Inputs, write_json
from satupintu.batch.troubles import is_out_of_room
from satupintu.batch.unchanged import stamp
from satupintu.batch.writing import decisions_sql, stretch_rows, summarise, within
from satupintu.gateways.lists import Notice, Reading
from satupintu.gateways.lists.canonical import CanonicalFile, canonical_rows, villages_in_words
from satupintu.gateways.lists.canonical_columns import TYPES
from satupintu.gateways.lists.reading import ReadFile, ReadSheet
from satupintu.pipeline.screening.deciding import Decided, Limits
from satupintu.pipeline.screening.finished import RoundProblem, pinned_programme, read_json, read_manifest
from satupintu.pipeline.screening.handing_back_large import hand_back

PIECES = "pieces.json"  # how many row groups each stretch of lists has in each output
INPUTS = "inputs.json"  # what the work in hand was begun with
# All that the folder of work in hand ever holds; its sign is there as long as anything else is.
IN_HAND = (*WORK, "decisions", "corrections", "proposal", INPUTS)


def as_lists(files: Sequence[CanonicalFile]) -> Lists:
    """The lists as a job reads them."""

    def some(places: Sequence[int], columns: Collection[str] | None, **more: Any) -> str:
        return canonical_rows([files[one] for one in places], TYPES if columns is None else columns, **more)

    parts = [Part(one.name, one.before + 1, one.rows) for one in files]
    return Lists(canonical_rows(files), parts, some)


def screen_large(
    files: Sequence[CanonicalFile],
    inputs: Inputs,
    out: Path,
    final: Path,
    limits: Limits,
) -> Decided:
    """Decides the round into ``out``, with the hashes of all its inputs.

    Work done before a stop lies beside ``final``, the round's folder to be, and is taken up again when nothing of the
    inputs has changed since. Raises ReferenceProblem.
    """
    lists = as_lists(files)
    paths = [*(one.path for one in files), *inputs.references.values()]
    with (
        work_folder(files, inputs, final) as folder,
        hashed_beside(paths) as hashed,
        named_when_broken(paths),
    ):
        # Only an earlier round has to be compared at once.
        earlier = earlier_round(final, files, inputs, hashed()) if (final / PIECES).is_file() else None
        findings = earlier and earlier.findings
        with (
            database(spill=folder, threads=limits.threads, memory=limits.memory) as connection,
            large_work(connection, inputs, lists, folder, limits.progress, findings) as (work, lacking),
        ):
            # One person more or less moves everybody behind them in a queue: nothing written before can be copied.
            copied = earlier if inputs.programme.quota is None else None
            outputs = Outputs(connection, lists, folder, copied, limits.progress)
            rows = outputs.write(
                "decisions",
                "menulis keputusan",
                lambda one: decisions_sql(
                    work, stretch_rows(one), within("repeated", one), within(RANKED, one)
                ),
                out / "decisions.parquet",
            )
            if rows != lists.rows:
                raise ReferenceProblem(
                    f"Hanya {rows} dari {lists.rows} baris diputuskan; daftarnya berubah saat dibaca."
                )
            summary = summarise(work)
            write_json(out / "summary.json", summary)
            if limits.handed_back:
                hand_back(connection, work, outputs, out)
            write_json(out / PIECES, outputs.groups)
        placed(folder / STATE, out / STATE)
        hashes = hashed()
        reading = reading_of(files, hashes)
        write_json(out / "reading.json", reading.to_json())
        return Decided(summary, reading, lacking, hashes, is_in_place=True)


def earlier_round(
    final: Path, files: Sequence[CanonicalFile], inputs: Inputs, hashes: Mapping[str, str]
) -> EarlierRound | None:
    """The finished round in ``final``, when only lists differ; None when anything else does."""
    try:
        told = read_manifest(final)
        reading = Reading.from_json(json.loads((final / "reading.json").read_text(encoding="utf-8")))
        groups = json.loads((final / PIECES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RoundProblem):
        return None
    asked = {name: path for name, path in inputs.references.items() if name not in inputs.without}
    references = {name: hashes[str(path)] for name, path in asked.items()}
    changed = [name for name, one in references.items() if told["references"].get(name) != one]
    programme = inputs.programme
    same = (
        told["satupintu"]["sha256"] == manifest.software_sha256()
        and pinned_programme(final).programme.at(programme.as_of) == programme
        and told["as_of"] == programme.as_of.isoformat()
        and told["without"] == sorted(inputs.without)
        and told["references"].keys() == references.keys()
        and REGISTRY not in changed
    )
    before = [(one.name, one.sha256, one.rows) for one in reading.files]
    now = {(one.name, hashes[str(one.path)], one.rows): place for place, one in enumerate(files)}
    kept = {place: now[one] for place, one in enumerate(before) if one in now}
    if (
        not same
        or not is_untouched(final, told["outputs"])
        or hash_of(final, STATE) != told["outputs"].get(STATE)
    ):
        return None
    findings = Earlier(final / STATE, [one[2] for one in before], kept, changed)
    return EarlierRound(final, [one[0] for one in before], groups, findings)


def is_untouched(folder: Path, outputs: Collection[str]) -> bool:
    """Whether every output is the file that was written: somebody may have filled in his rows to mend where they lie,
    or put back those of another round, and a later round must not take them over."""
    try:
        written = read_json(folder, "sources.json").get("outputs", {})
        return all(manifest.size_and_time(folder / name) == written.get(name) for name in outputs)
    except (OSError, RoundProblem):
        return False


def hash_of(folder: Path, name: str) -> str:
    """The hash of an output, which must still be what the manifest says; '' when it is gone."""
    path = folder / name
    return manifest.sha256(path) if path.is_file() else ""


@contextmanager
def hashed_beside(paths: Sequence[Path]) -> Iterator[Callable[[], dict[str, str]]]:
    """What gives the inputs' hashes by path, which are worked out beside the round."""
    pool = ThreadPoolExecutor(2)
    try:
        # The largest first: else one is left at the end, for one thread alone.
        largest_first = sorted(paths, key=lambda path: -path.stat().st_size)
        asked = {str(path): pool.submit(manifest.sha256, path) for path in largest_first}
        yield cache(lambda: {path: one.result() for path, one in asked.items()})
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def named_when_broken(paths: Sequence[Path]) -> Iterator[None]:
    """A statement that failed because an input cannot be read to its end is an error that names file and column."""
    try:
        yield
    except duckdb.Error as error:
        if is_out_of_room(error):
            raise
        if (told := damage_in(paths)) is None:
            raise
        raise ReferenceProblem(told) from None  # the cause's own text may hold cells


@contextmanager
def work_folder(files: Sequence[CanonicalFile], inputs: Inputs, out: Path) -> Iterator[Path]:
    """The folder beside the result that keeps finished work until all is done. Another round's work is cleared away.

    Raises ReferenceProblem when another process is at work there, FolderProblem when it holds something else.
    """
    out = where_it_stands(out)
    folder = out.parent / f"{out.name}.work"
    check_work(folder, INPUTS, IN_HAND, [*(one.path for one in files), *inputs.references.values()])
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder) as is_held:
        if not is_held and can_hold:
            raise ReferenceProblem(
                f"Putaran di {out} sedang dikerjakan perintah lain. Tunggu sampai selesai, atau pilih folder lain."
            )
        take_up(folder, fingerprint(files, inputs, out))
        try:
            yield folder
        except BaseException:
            if (folder / STATE).exists():  # what is finished is taken up again
                raise
            clear_away(folder)
            raise
        clear_away(folder)


def clear_away(folder: Path) -> None:
    """The folder goes, unless somebody has put something into it since."""
    with suppress(OSError):
        cleared(folder, IN_HAND)
        folder.rmdir()


def take_up(folder: Path, wanted: dict[str, Any]) -> None:
    """Leaves in the folder only finished work of the round that is wanted; what a killed process spilled goes."""
    told = folder / INPUTS
    try:
        is_same = json.loads(told.read_text(encoding="utf-8")) == wanted
    except (OSError, ValueError):  # not there, or cut off while it was written
        is_same = False
    cleared(folder, [] if is_same else IN_HAND[:-1])
    write_json(told, wanted)


def fingerprint(files: Sequence[CanonicalFile], inputs: Inputs, out: Path) -> dict[str, Any]:
    """What must be the same for work to be taken up: software, rules, day, every input's size and time, and the round
    that stands in ``out``, from which lists may be carried over."""
    programme = inputs.programme
    return {
        "software": manifest.software_sha256(),
        "programme": [programme.programme.id, programme.programme.version, repr(programme.tree)],
        "quota": [repr(programme.quota), inputs.seed] if programme.quota else None,
        "as_of": programme.as_of.isoformat(),
        "without": sorted(inputs.without),
        "before": hash_of(out, MANIFEST),
        "lists": [stamp(one.path) for one in files],
        "references": {name: stamp(path) for name, path in sorted(inputs.references.items())},
    }


def reading_of(files: Sequence[CanonicalFile], hashes: Mapping[str, str]) -> Reading:
    """How the lists were read: as they stand."""
    in_words = villages_in_words(files)
    notices = (
        Notice("ada desa yang ditulis dengan nama, bukan kode; desanya dikosongkan", column="village"),
    )
    read = tuple(
        ReadFile(
            one.name,
            hashes[str(one.path)],
            "parquet",
            sheets=(
                ReadSheet(
                    "",
                    first_row=1,
                    last_row=one.rows,
                    rows=one.rows,
                    period="per_year",
                    notices=notices if one.name in in_words else (),
                ),
            ),
            rows=one.rows,
        )
        for one in files
    )
    return Reading(read, sum(one.rows for one in files))
