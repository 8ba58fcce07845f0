"""One round: submitted rows and reference lists in, a decision with its reasons for every row out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.backends import Backend
from satupintu.batch.coding import code, find_near
from satupintu.batch.keyed import look_up_tables
from satupintu.batch.matching import assumed_of, judge, match
from satupintu.batch.queue import rank
from satupintu.batch.references import REGISTRY, USABLE, ReferenceList, ReferenceProblem, open_list
from satupintu.batch.troubles import brief
from satupintu.batch.work import Work
from satupintu.batch.writing import prepare, summarise, write_whole
from satupintu.engine.determination import determination_sql
from satupintu.engine.patterns import Patterns
from satupintu.engine.rules import ProgrammeAt
from satupintu.engine.steps import Progress

STEPS = ("mencocokkan NIK", "memeriksa syarat", "menulis keputusan")


@dataclass(frozen=True)
class Inputs:
    """What a round is decided from.

    ``rows`` is the Parquet of canonical columns, None for lists that are read where they stand; ``references`` the
    files by list name; ``without`` the lists left out on purpose; ``areas`` today's areas; ``seed`` what the lots
    among the eligible of equal priority are drawn by.
    """

    rows: Path | None
    programme: ProgrammeAt
    references: Mapping[str, Path]
    without: Collection[str] = ()
    areas: Path | None = None
    seed: int = 0


@dataclass(frozen=True)
class Lacks:
    """What the reference lists of a round do not say: sentences on rows that no one is looked up in, and the facts that
    are taken for granted."""

    told: list[str]
    assumed: list[str]


def lacks(work: Work) -> Lacks:
    """Raises ReferenceProblem for a list without any NIK that can be looked up."""
    return Lacks(unusable(work), assumed_of(work.registry) if work.registry else [])


def open_round(backend: Backend, inputs: Inputs) -> Work:
    """All that can be done before the first row is there: the reference lists taken over, the rules laid out.

    ``backend`` is a fresh one (satupintu.batch.backends). Raises ReferenceProblem when a reference list cannot be used.
    """
    work = open_work(backend, inputs, 0, wide=True)
    keep_lists(work)
    return work


def screen(work: Work, inputs: Inputs, out: Path, *, progress: Progress | None = None) -> dict[str, Any]:
    """Write decisions.parquet, evidence.parquet and summary.json into ``out`` and return the summary.

    ``work`` is what `open_round` gave; the backend's tables remain.
    """
    tell = progress or (lambda *_: None)
    assert inputs.rows is not None  # noqa: S101 (lists read where they stand are satupintu.batch.large's)
    backend = work.backend
    backend.view("submitted", f"SELECT * FROM {backend.parquet(inputs.rows)}")
    work = replace(work, total=backend.one("SELECT count(*) FROM submitted"))
    tell(STEPS[0], 0, len(STEPS))
    with ThreadPoolExecutor(1) as beside:
        near = beside.submit(find_near, replace(work, backend=backend.beside()))
        match(work)
        judge(work)
        near.result()
    code(work)
    tell(STEPS[1], 1, len(STEPS))
    decide(work)
    rank(work, inputs.seed)
    tell(STEPS[2], 2, len(STEPS))
    prepare(work)
    write_whole(work, out)
    summary = summarise(work)
    write_json(out / "summary.json", summary)
    tell(STEPS[2], len(STEPS), len(STEPS))
    return summary


def open_work(backend: Backend, inputs: Inputs, total: int, *, wide: bool) -> Work:
    """A round about to be worked on, its lists open. Raises ReferenceProblem."""
    lists = open_lists(backend.local, inputs)
    others = tuple(one for one in lists if one != REGISTRY)
    patterns = Patterns(inputs.programme, frozenset(inputs.without), others)
    areas = backend.parquet(inputs.areas) if inputs.areas else None
    work = Work(backend, patterns, lists, total, areas, wide)
    look_up_tables(work)
    return work


def open_lists(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> dict[str, ReferenceList]:
    """The lists this programme asks, and the registry for whose a NIK is, less those left out or not given."""
    wanted = sorted({*inputs.programme.programme.lists, REGISTRY} - set(inputs.without))
    return {
        one: open_list(connection, one, inputs.references[one]) for one in wanted if one in inputs.references
    }


def keep_lists(work: Work) -> None:
    """Keep each list's rows, so that a file is read a single time and its errors are named.

    Raises ReferenceProblem, naming the file, when a row of it cannot be read.
    """
    for used in work.lists.values():
        try:
            rows = work.backend.taken_over(f"SELECT * FROM {used.view}")
            work.backend.table(f"kept_{used.name}", f"SELECT * FROM {rows}")
        except duckdb.Error as error:
            raise ReferenceProblem(
                f"Daftar acuan {used.path.name} tidak dapat dibaca: {brief(error)}"
            ) from error
        work.backend.view(used.view, f"SELECT * FROM kept_{used.name} WHERE key IS NOT NULL")


def unusable(work: Work) -> list[str]:
    """A sentence for each list of which some rows have no NIK that can be looked up: such rows bar nobody.

    Raises ReferenceProblem for a list without any NIK.
    """
    told = []
    for used in work.lists.values():
        rows = f"kept_{used.name}" if work.wide else used.view
        counts = f"count(*), count(*) FILTER (WHERE {USABLE}) FROM {rows}"
        if not (work.wide or used.is_text):
            # Asked so, a Parquet file's own statistics say how many, and no row is read.
            counts = f"(SELECT count(*) FROM {rows}), (SELECT count(*) FROM {rows} WHERE {USABLE})"
        [(total, good)] = work.backend.rows(f"SELECT {counts}")
        if total and not good:
            raise ReferenceProblem(
                f"Daftar acuan {used.path.name}: tidak satu pun dari {total} barisnya memuat NIK 16 angka. Periksa"
                " bahwa kolom nik disimpan sebagai teks, bukan angka."
            )
        if total > good:
            told.append(
                f"daftar acuan {used.path.name}: {total - good} dari {total} baris tidak memuat NIK 16 angka yang utuh"
                " dan tidak dicocokkan dengan siapa pun."
            )
    return told


def decide(work: Work) -> None:
    """``decided`` (pattern, outcome, reasons): the programme's rules asked once for every different pattern."""
    plan, dialect = work.patterns, work.dialect
    patterns = (
        f"(SELECT pattern, {plan.spelled_sql('pattern', dialect)} FROM (SELECT DISTINCT pattern FROM coded))"
    )
    statement = determination_sql(
        plan.programme, patterns, plan.without, dialect, plan.answers(dialect), plan.vague(dialect)
    )
    work.backend.table(
        "decided", f"SELECT pattern, outcome, reasons, identity, is_duplicate FROM ({statement})"
    )


def write_json(path: Path, content: object) -> None:
    """Stable JSON: sorted keys, UTF-8, a newline at the end."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
