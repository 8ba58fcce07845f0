"""One round: submitted rows and reference lists in, a decision with its reasons for every row out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.coding import code
from satupintu.batch.database import text
from satupintu.batch.keyed import ROW_COLUMNS
from satupintu.batch.matching import REGISTRY_COLUMNS, match
from satupintu.batch.references import REGISTRY, ReferenceList, ReferenceProblem, brief, open_list
from satupintu.batch.work import Work
from satupintu.engine.determination import determination_sql
from satupintu.engine.patterns import Patterns
from satupintu.engine.reasons import FLAGS
from satupintu.engine.rules import ProgrammeAt

Progress = Callable[[str, int, int], None]
OUTCOMES = ("eligible", "ineligible", "undetermined")
STEPS = ("membuka daftar acuan", "mencocokkan NIK", "memeriksa syarat", "menulis keputusan")


@dataclass(frozen=True)
class Inputs:
    """What a round is decided from.

    ``rows`` is the Parquet of canonical columns; ``references`` the files by list name; ``without`` the lists left
    out on purpose; ``areas`` today's areas with their codes.
    """

    rows: Path
    programme: ProgrammeAt
    references: Mapping[str, Path]
    without: Collection[str] = ()
    areas: Path | None = None


def screen(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, out: Path, *, progress: Progress | None = None
) -> dict[str, Any]:
    """Write decisions.parquet, evidence.parquet and summary.json into ``out`` and return the summary.

    ``connection`` is a fresh database (satupintu.batch.database); its tables remain.

    Raises ReferenceProblem when a reference list cannot be used.
    """
    tell = progress or (lambda *_: None)
    backend = DuckDBBackend(connection)
    backend.view("submitted", f"SELECT * FROM read_parquet({text(inputs.rows)})")
    tell(STEPS[0], 0, len(STEPS))
    lists = open_lists(connection, inputs)
    work = Work(
        backend,
        Patterns(inputs.programme, frozenset(inputs.without), tuple(one for one in lists if one != REGISTRY)),
        lists,
        backend.one("SELECT count(*) FROM submitted"),
        f"read_parquet({text(inputs.areas)})" if inputs.areas else None,
    )
    tell(STEPS[1], 1, len(STEPS))
    keep_lists(work)
    match(work)
    code(work)
    tell(STEPS[2], 2, len(STEPS))
    decide(work)
    tell(STEPS[3], 3, len(STEPS))
    write_decisions(connection, work, out)
    summary = summarise(work)
    write_json(out / "summary.json", summary)
    tell(STEPS[3], len(STEPS), len(STEPS))
    return summary


def open_lists(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> dict[str, ReferenceList]:
    """The lists this programme asks, less those left out or not given."""
    wanted = sorted(set(inputs.programme.programme.lists) - set(inputs.without))
    return {
        one: open_list(connection, one, inputs.references[one]) for one in wanted if one in inputs.references
    }


def keep_lists(work: Work) -> None:
    """Keep of each list only the keyed rows, so that a file is read a single time and its errors are named.

    Raises ReferenceProblem, naming the file, when a row of it cannot be read.
    """
    for used in work.lists.values():
        try:
            work.backend.table(f"kept_{used.name}", f"SELECT * FROM {used.view} WHERE key IS NOT NULL")
        except duckdb.Error as error:
            raise ReferenceProblem(
                f"Daftar acuan {used.path.name} tidak dapat dibaca: {brief(error)}"
            ) from error
        work.backend.view(used.view, f"SELECT * FROM kept_{used.name}")


def decide(work: Work) -> None:
    """``decided`` (pattern, outcome, reasons): the programme's rules asked once for every different pattern."""
    plan, dialect = work.patterns, work.dialect
    patterns = (
        f"(SELECT pattern, {plan.spelled_sql('pattern', dialect)} FROM (SELECT DISTINCT pattern FROM coded))"
    )
    statement = determination_sql(plan.programme, patterns, plan.without, dialect, plan.answers(dialect))
    work.backend.table(
        "decided", f"SELECT pattern, outcome, reasons, identity, is_duplicate FROM ({statement})"
    )


def write_decisions(connection: duckdb.DuckDBPyConnection, work: Work, out: Path) -> None:
    """The decisions as the contract lists them, and beside them the facts they were made from."""
    options = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    flags = work.dialect.named_bits("c.flags", FLAGS)
    connection.execute(
        f"""
        COPY (SELECT c.file, c.sheet, c."row", CASE WHEN regexp_full_match(c.nik, '[0-9]{{16}}') THEN c.nik END AS nik,
                     c.name, c.village, d.outcome, d.reasons, {flags} AS flags,
                     e.file || '!' || e.sheet || '!' || e."row" AS duplicate_of
              FROM coded c JOIN decided d USING (pattern) LEFT JOIN coded e ON e.seq = c.first_seq
              ORDER BY c.seq)
        TO {text(out / "decisions.parquet")} {options}
        """
    )
    connection.execute(
        f"COPY ({evidence_sql(work)} ORDER BY c.seq) TO {text(out / 'evidence.parquet')} {options}"
    )


def evidence_sql(work: Work) -> str:
    """SELECT of every row's facts as its decision knew them: ``row.*``, ``registry.*``, ``lists.*``, identity.

    Registry and lists are unknown where the identity does not allow asking.
    """
    plan, quoted = work.patterns, work.dialect.quoted
    columns = [
        "c.seq",
        "c.file",
        "c.sheet",
        'c."row"',
        "c.nik",
        "c.nik_is_number",
        "d.identity",
        "d.is_duplicate",
    ]
    columns += [f"c.{one} AS {quoted('row.' + one)}" for one in ROW_COLUMNS]
    asked = "d.identity IS NULL" if work.registry else "FALSE"
    columns += [
        f"CASE WHEN {asked} THEN c.registry_{one} END AS {quoted('registry.' + one)}"
        for one in REGISTRY_COLUMNS
    ]
    counts = "d.identity IS NULL OR d.identity = 'nik_unmatched'"
    columns += [
        f"CASE WHEN {counts} THEN {plan.list_sql(one, 'c.pattern')} END AS {quoted('lists.' + one)}"
        for one in plan.listed()
    ]
    columns += ["d.outcome", "d.reasons"]
    return f"SELECT {', '.join(columns)} FROM coded c JOIN decided d USING (pattern)"


def summarise(work: Work) -> dict[str, Any]:
    """The counts of the contract's summary.json; the province is the village's, never a malformed NIK's."""
    counted = work.backend.rows(
        """SELECT c.province, d.outcome, d.reasons, c.flags, c.times
        FROM (SELECT province, pattern, flags, count(*) AS times FROM coded GROUP BY province, pattern, flags) c
        JOIN decided d USING (pattern)"""
    )
    outcomes: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
    by_province: dict[str, dict[str, int]] = {}
    reasons: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    for province, outcome, because, bits, times in counted:
        outcomes[outcome] += times
        code = f"{province:02d}" if province else "unknown"
        by_province.setdefault(code, dict.fromkeys(OUTCOMES, 0))[outcome] += times
        reasons.update(dict.fromkeys(because, times))
        flags.update({one: times for place, one in enumerate(FLAGS) if bits >> place & 1})
    programme = work.patterns.programme
    return {
        "programme": programme.programme.id,
        "version": programme.programme.version,
        "as_of": programme.as_of.isoformat(),
        "rows": sum(outcomes.values()),
        "outcomes": dict(outcomes),
        "reasons": dict(reasons),
        "flags": dict(flags),
        "by_province": by_province,
    }


def write_json(path: Path, content: object) -> None:
    """Stable JSON: sorted keys, UTF-8, a newline at the end."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
