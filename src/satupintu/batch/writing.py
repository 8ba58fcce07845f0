"""What a round leaves: decisions.parquet as the contract lists it, evidence.parquet, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from satupintu.batch.database import text
from satupintu.batch.keyed import ROW_COLUMNS, nik_sql
from satupintu.batch.lists import Part
from satupintu.batch.matching import REGISTRY_COLUMNS
from satupintu.batch.queue import RANKED, quota_summary
from satupintu.batch.work import Work
from satupintu.engine.determination import OUTCOMES
from satupintu.engine.reasons import FLAGS
from satupintu.engine.reasons import bits as reason_bits

# What a decision shows of its row's cells; the NIK its key tells.
DECIDED = ("name", "village")


@dataclass(frozen=True)
class Stretch:
    """Lists one after the other that are written together: which, where their rows stand, the SELECT of columns (see
    satupintu.batch.lists.SelectSome)."""

    places: range
    first: int
    rows: int
    select: Callable[..., str]


def decisions_sql(work: Work, rows: str, repeats: str = "repeated", ranked: str = RANKED) -> str:
    """SELECT of the contract's columns from rows that have `pattern`, `flags` and what the list says.

    Where there is a quota the eligible have `rank`, their place in the queue of their area, and `within_quota`.
    """
    row, nik = work.dialect.quoted("row"), f"{nik_sql('c.key')} AS nik"
    columns = f"c.file, c.sheet, c.{row}, {nik}, c.name, c.village, d.outcome, d.reasons"
    has_quota = work.patterns.programme.quota is not None
    standing = ", q.rank, q.within_quota" if has_quota else ""
    queue = f" LEFT JOIN {ranked} q ON q.seq = c.seq" if has_quota else ""
    return f"""SELECT {columns}, f.names AS flags, e.place AS duplicate_of{standing}
        FROM {rows} c JOIN decided d ON d.pattern = c.pattern JOIN flag_names f ON f.flags = c.flags
        LEFT JOIN {repeats} e ON e.seq = c.seq{queue}"""


def prepare(work: Work, parts: Sequence[Part] = ()) -> None:
    """``flag_names`` (flags, names) and, in the order of `seq`, ``repeated``: for each row that repeats another the
    other's `file`, `row` and `place`, all of them in one. Of lists read where they stand ``parts`` tell the place."""
    backend, dialect = work.backend, work.dialect
    row = dialect.quoted("row")
    backend.table(
        "flag_names",
        f"SELECT flags, {dialect.named_bits('flags', FLAGS)} AS names FROM (SELECT DISTINCT flags FROM coded)",
    )
    repeats = "SELECT seq, first_seq FROM coded WHERE first_seq IS NOT NULL"
    backend.table("repeats", repeats)
    if parts:
        told = [(one.name, one.first) for one in parts if one.rows]
        backend.insert("parts", {"file": "STRING", "first": "BIGINT"}, told)
        firsts = f"""SELECT f.seq, p.file, '' AS sheet, CAST(f.seq - p.first + 1 AS INTEGER) AS {row}
            FROM (SELECT DISTINCT first_seq AS seq FROM repeats) f ASOF JOIN parts p ON f.seq >= p.first"""
    else:
        firsts = f"SELECT s.seq, s.file, s.sheet, s.{row} FROM {work.rows} s SEMI JOIN repeats f ON f.first_seq = s.seq"
    place = f"s.file || '!' || s.sheet || '!' || CAST(s.{row} AS STRING)"
    backend.table(
        "repeated",
        f"""SELECT r.seq, s.file, s.{row}, {place} AS place FROM repeats r JOIN ({firsts}) s ON s.seq = r.first_seq
        ORDER BY r.seq""",
    )
    backend.drop("repeats")


def number_texts(work: Work) -> None:
    """The few texts of ``decided`` and ``flag_names`` as enums, of which Parquet is given each text once and the rows'
    numbers; it reads as the texts it was, and no row's text has to be looked up.

    Each enum has all there can be, so that the bytes of some lists are the same whatever others hold.
    """
    reasons = reason_bits(one.id for one in work.patterns.programme.criteria())
    kinds = {"decided.outcome": enum(OUTCOMES), "decided.reasons": f"{enum(reasons)}[]"}
    for column, kind in {**kinds, "flag_names.names": f"{enum(FLAGS)}[]"}.items():
        table, name = column.split(".")
        work.backend.local.execute(f"ALTER TABLE {table} ALTER {name} TYPE {kind}")


def enum(texts: Iterable[str]) -> str:
    """DuckDB's type of a column that holds only these texts."""
    return f"ENUM ({', '.join(map(text, texts))})"


def write_whole(work: Work, out: Path) -> None:
    """decisions.parquet and evidence.parquet of a round whose rows carry all they say."""
    decisions = f"{decisions_sql(work, 'coded')} ORDER BY c.seq"
    evidence = f"{evidence_sql(work)} ORDER BY c.seq"
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(
            work.backend.beside().copy, decisions, out / "decisions.parquet", ordered=True
        )
        work.backend.copy(evidence, out / "evidence.parquet", ordered=True)
        written.result()


def stretch_rows(
    stretch: Stretch,
    columns: Sequence[str] = DECIDED,
    besides: Sequence[str] = ("key", "pattern", "flags"),
    joins: str = "",
) -> str:
    """The rows of some lists, in their order, with these columns and `besides` of what was found of them.

    Both stand in one order, so laying them side by side does; where they should not, rows would have no pattern and be
    missing. `joins`, of the rows `c`, come before their cells are looked at, for joins may leave rows out. They hold
    back a few rows until many others have passed, unless a column of theirs is a list: so they pass each key as one.
    """
    found = f"SELECT seq AS found_seq, key, pattern AS found_pattern, flags FROM {within('coded', stretch)}"
    pattern = "CASE WHEN seq = found_seq THEN found_pattern END AS pattern"

    def joined(rows: str) -> str:
        beside = f"FROM ({rows}) POSITIONAL JOIN ({found})"
        if not joins:
            return f"SELECT *, {pattern} {beside}"
        return f"SELECT * REPLACE (key[1] AS key) FROM (SELECT * REPLACE ([key] AS key), {pattern} {beside}) c {joins}"

    return f"({stretch.select(columns, joined=joined, besides=besides)})"


def within(relation: str, stretch: Stretch) -> str:
    """Of a relation in the order of `seq` the rows of these lists."""
    return (
        f"(SELECT * FROM {relation} WHERE seq BETWEEN {stretch.first} AND {stretch.first + stretch.rows - 1})"
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
        f"c.{quoted('row')}",
        "c.nik",
        "c.nik_is_number",
        "d.identity",
        "d.is_duplicate",
    ]
    columns += [f"c.{one} AS {quoted('row.' + one)}" for one in ROW_COLUMNS]
    columns += [f"c.{quoted(fact)}" for fact in plan.asked()]
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
    return f"SELECT {', '.join(columns)} FROM coded c JOIN decided d ON d.pattern = c.pattern"


def summarise(work: Work) -> dict[str, Any]:
    """The counts of the contract's summary.json; the province is the village's, never a malformed NIK's."""
    counted = work.backend.rows(
        """SELECT c.province, d.outcome, d.reasons, c.flags, c.times
        FROM (SELECT province, pattern, flags, count(*) AS times FROM coded GROUP BY province, pattern, flags) c
        JOIN decided d ON d.pattern = c.pattern"""
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
    quota = quota_summary(work)
    return {
        "programme": programme.programme.id,
        "version": programme.programme.version,
        "as_of": programme.as_of.isoformat(),
        "rows": sum(outcomes.values()),
        "outcomes": dict(outcomes),
        "reasons": dict(reasons),
        "flags": dict(flags),
        "by_province": by_province,
    } | ({"quota": quota} if quota else {})
