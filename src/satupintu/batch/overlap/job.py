"""One overlap: files of received aid and what the catalogue says of pairs in, a folder of counts and people out."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from satupintu import __version__
from satupintu.batch import manifest
from satupintu.batch.damage import damage_in
from satupintu.batch.database import database
from satupintu.batch.folders import whole_or_nothing
from satupintu.batch.overlap import people, tables
from satupintu.batch.overlap.places import Places
from satupintu.batch.overlap.receipts import SURE, Aid, AidProblem, sure_sql
from satupintu.batch.overlap.rulings import Rulings
from satupintu.batch.overlap.tally import Tally
from satupintu.batch.screen import write_json
from satupintu.batch.troubles import is_out_of_room
from satupintu.engine.pairs import Pairs
from satupintu.engine.steps import Progress

SUMMARY, MATRIX, PERSONS, PROGRAMMES, SPREAD = (
    "summary.json",
    "matrix.parquet",
    "persons.parquet",
    "programmes.parquet",
    "spread.parquet",
)
_READING, _LISTING, _WRITING = "menghitung penerima", "menyusun daftar nama", "menulis hasil"


@dataclass(frozen=True)
class Inputs:
    """`aid`: files in the form of aid.parquet; `pairs`: what two programmes at once mean; `areas`: code and level.

    `is_deep`: count down to the village, not only to the district.
    """

    aid: Sequence[Path]
    pairs: Pairs
    areas: Path
    is_deep: bool = False


def overlap(
    inputs: Inputs,
    out: Path,
    *,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Writes matrix, persons, programmes, spread, summary and manifest into `out`, whole or not at all.

    Returns what summary.json says. The same inputs give the same bytes whatever the `threads`. A file that is another
    byte for byte is set aside: counted twice it would make a repeated receipt of every one. Raises AidProblem for a
    file that cannot be used, FolderProblem for `out`, duckdb.Error and OSError where memory or disk do not do.
    """
    tell = progress or (lambda *_: None)
    cores = threads or os.cpu_count() or 1
    given = inputs.aid
    files, again = told_apart(given)
    inputs = replace(inputs, aid=files)
    with whole_or_nothing(out, SUMMARY, given) as folder, ThreadPoolExecutor(1) as beside:
        hashes = beside.submit(lambda: {path.name: manifest.sha256(path) for path in inputs.aid})
        with database(spill=folder, threads=cores, memory=memory) as connection, _naming_damage(files):
            found = _work(connection, inputs, folder, cores, tell) | {"set_aside": again}
        write_json(folder / SUMMARY, found)
        _pin(folder, inputs, found, hashes)
    tell("selesai", 1, 1)
    return found


def told_apart(files: Sequence[Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """Each content once, and (name, name of the first with the same bytes) of the others. Only files of one size are
    read for it, so that a nation's single file is not."""
    sizes = {path: path.stat().st_size for path in files}
    shared = Counter(sizes[path] for path in files)
    first: dict[int | str, Path] = {}
    kept, again = [], []
    for path in files:
        size = sizes[path]
        earlier = first.setdefault(manifest.sha256(path) if shared[size] > 1 else size, path)
        if path in kept or earlier is not path:
            again.append((path.name, earlier.name))
        else:
            kept.append(path)
    return kept, again


@contextmanager
def _naming_damage(files: Sequence[Path]) -> Iterator[None]:
    """Of several files the one that is damaged is named. Raises AidProblem for it, any other trouble as it came."""
    try:
        yield
    except duckdb.Error as error:
        if not is_out_of_room(error) and (told := damage_in(files)):
            raise AidProblem(told) from None  # the database's own words may hold cells
        raise


def _work(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, folder: Path, cores: int, tell: Progress
) -> dict[str, Any]:
    connection.execute("SET parquet_metadata_cache = true")
    aid = Aid.opened(connection, inputs.aid)
    rulings = Rulings.of(aid.programmes, _knowing(connection, aid, inputs.pairs))
    places = Places.read(connection, inputs.areas, finest="village" if inputs.is_deep else "district")
    tally = Tally(places, rulings)
    _count(connection, aid, tally, cores, tell)
    tell(_LISTING, 0, 1)
    people.load(connection, rulings, tally)
    with ThreadPoolExecutor(1) as beside, connection.cursor() as own:
        listing = beside.submit(people.write_people, own, aid, folder / PERSONS)
        tables.lay_out(connection, tally)
        tell(_WRITING, 0, 1)
        tables.write_tables(connection, folder)
        listed = listing.result()
    return {
        "people": tally.people,
        "rows": tally.rows,
        "finest": places.finest,
        "listed": listed,
        **tables.national(connection),
        "apart": _apart(connection, aid),
    }


def _knowing(connection: duckdb.DuckDBPyConnection, aid: Aid, pairs: Pairs) -> Pairs:
    """Of programmes that the catalogue does not hold, the form of aid is what their first row says."""
    forms = {
        one: connection.execute(
            f"SELECT aid FROM {aid.rows_sql} WHERE programme = ? LIMIT 1", [one]
        ).fetchone()
        for one in aid.programmes
        if one not in pairs.aid_of
    }
    return pairs.knowing({one: str(found[0]) for one, found in forms.items() if found and found[0]})


def _count(connection: duckdb.DuckDBPyConnection, aid: Aid, tally: Tally, cores: int, tell: Progress) -> None:
    """Every stretch of NIKs read and counted, some at a time; sums do not depend on their order."""
    stretches = aid.stretches(connection)

    def one(stretch: tuple[int, int]) -> None:
        with connection.cursor() as own:
            for part in aid.read(own, stretch).parts():
                tally.add(part)

    tell(_READING, 0, len(stretches))
    with ThreadPoolExecutor(cores) as pool:
        for done, _ in enumerate(pool.map(one, stretches), start=1):
            tell(_READING, done, len(stretches))


def _apart(connection: duckdb.DuckDBPyConnection, aid: Aid) -> dict[str, dict[str, int]]:
    """Rows that count nowhere above, by why: who the person is, is not known for sure."""
    found = connection.execute(
        f"""SELECT CASE WHEN programme IS NULL THEN 'no_programme' WHEN nik IS NULL THEN 'unreadable'
            ELSE coalesce(match, 'unstated') END AS why, count(*), coalesce(sum(amount), 0)::BIGINT
        FROM {aid.rows_sql} WHERE NOT coalesce({sure_sql()}, FALSE) OR nik IS NULL GROUP BY why ORDER BY why"""
    ).fetchall()
    return {why: {"rows": int(rows), "money": int(money)} for why, rows, money in found}


def _pin(folder: Path, inputs: Inputs, found: dict[str, Any], hashes: Future[dict[str, str]]) -> None:
    """The manifest: what was counted, judged by what, and what came out."""
    judged = json.dumps(found["matrix"], ensure_ascii=False, sort_keys=True).encode()
    write_json(
        folder / "manifest.json",
        {
            "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
            "aid": hashes.result(),
            "areas": manifest.sha256(inputs.areas),
            "sure": list(SURE),
            "matrix": hashlib.sha256(judged).hexdigest(),
            "outputs": manifest.hash_outputs(folder),
        },
    )
