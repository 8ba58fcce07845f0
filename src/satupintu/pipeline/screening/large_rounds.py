"""A nation's round: too large to copy, so it is decided where its lists stand, and can be stopped and taken up again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from satupintu.batch import manifest
from satupintu.batch.database import database
from satupintu.batch.large import STATE, Lists, Part, large_work, write_decisions
from satupintu.batch.screen import Inputs, Progress, write_json
from satupintu.gateways.lists import Reading
from satupintu.gateways.lists.canonical import CanonicalFile, canonical_rows
from satupintu.gateways.lists.reading import ReadFile, ReadSheet
from satupintu.pipeline.screening.handing_back_large import hand_back


def as_lists(files: Sequence[CanonicalFile]) -> Lists:
    """The lists as a job reads them."""
    parts = [Part(one.name, canonical_rows([one]), one.before + 1, one.rows) for one in files]
    return Lists(canonical_rows(files), parts)


def screen_large(
    files: Sequence[CanonicalFile],
    inputs: Inputs,
    out: Path,
    final: Path,
    *,
    threads: int | None,
    memory: str | None,
    handed_back: bool,
    progress: Progress,
) -> tuple[dict[str, Any], Reading, dict[str, str]]:
    """Decides the round into ``out``; gives the summary, how the lists were read, and the inputs' hashes by path.

    Work done before a stop lies beside ``final``, the round's folder to be, and is taken up again when nothing of the
    inputs has changed since. Raises ReferenceProblem.
    """
    lists = as_lists(files)
    with ThreadPoolExecutor(1) as pool, work_folder(files, inputs, final) as folder:
        hashes = pool.submit(hash_all, [*(one.path for one in files), *inputs.references.values()])
        with (
            database(spill=folder, threads=threads, memory=memory) as connection,
            large_work(connection, inputs, lists, folder, progress) as work,
        ):
            summary = write_decisions(connection, work, lists, folder, out, progress)
            write_json(out / "summary.json", summary)
            if handed_back:
                hand_back(connection, work, lists, folder, out, progress)
        shutil.copyfile(folder / STATE, out / STATE)
        known = hashes.result()
        reading = reading_of(files, known)
        write_json(out / "reading.json", reading.to_json())
        return summary, reading, known


@contextmanager
def work_folder(files: Sequence[CanonicalFile], inputs: Inputs, out: Path) -> Iterator[Path]:
    """The folder beside the result that keeps finished work until all is done. Another round's work is cleared away."""
    folder = out.parent / f"{out.name}.work"
    wanted = fingerprint(files, inputs)
    told = folder / "inputs.json"
    if not told.is_file() or json.loads(told.read_text(encoding="utf-8")) != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_json(told, wanted)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # not after a failure: what is finished is taken up again


def fingerprint(files: Sequence[CanonicalFile], inputs: Inputs) -> dict[str, Any]:
    """What must be the same for work to be taken up: software, rules, day, and every input's size and time."""
    programme = inputs.programme

    def told(path: Path) -> list[Any]:
        stat = path.stat()
        return [str(path.resolve()), stat.st_size, stat.st_mtime_ns]

    return {
        "software": manifest.software_sha256(),
        "programme": [programme.programme.id, programme.programme.version, repr(programme.tree)],
        "as_of": programme.as_of.isoformat(),
        "without": sorted(inputs.without),
        "lists": [told(one.path) for one in files],
        "references": {name: told(path) for name, path in sorted(inputs.references.items())},
    }


def hash_all(paths: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file, by its path."""
    return {str(path): manifest.sha256(path) for path in paths}


def reading_of(files: Sequence[CanonicalFile], hashes: Mapping[str, str]) -> Reading:
    """How the lists were read: as they stand."""
    read = tuple(
        ReadFile(
            one.name,
            hashes[str(one.path)],
            "parquet",
            sheets=(ReadSheet("", first_row=1, last_row=one.rows, rows=one.rows, period="per_year"),),
            rows=one.rows,
        )
        for one in files
    )
    return Reading(read, sum(one.rows for one in files))
