"""A finished round under changed rules, decided from what the round keeps: nothing is matched again.

A round keeps each row's answers to its rules' conditions: large ones in state.parquet, others in evidence.parquet. A
changed rule is asked of every *different* set of answers, so a nation takes about as long as reading one column. A
condition that was never asked, such as another ceiling, is compared anew for each row, and only it.

    open_copied / open_large -> Past      what the round keeps, read as rows of `seq`, `pattern` and more
    is_quick(past, after) -> bool         whether that is enough for the changed rules
    decide_anew(past, after, seed)        table ``changed``, and how many rows moved from where to where
    compare_rounds(past, after)           the same from two rounds that were held in full

`changed`: seq, before, reasons_before, taken_before, rank_before, after, reasons_after, taken_after, rank_after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import duckdb

from satupintu.batch.database import text
from satupintu.engine.determination import determination_sql
from satupintu.engine.dialects import DUCKDB
from satupintu.engine.facts import FIXED_FACTS, NOTED_FACTS, list_behind, namespace, notes_on
from satupintu.engine.patterns import BOTH, DUPLICATE_BIT, REGISTRY, ROW, Patterns, facts_in
from satupintu.engine.quota import AREA_LENGTH, keys_sql, order_facts, queue_sql
from satupintu.engine.rules import Condition, ProgrammeAt, conditions_in, queue_conditions
from satupintu.engine.sql import compared_sql, vague_sql

Moves = list[tuple[str, str, int]]
REPORTED = ("name", "village", "sex", "annual_turnover", "sector")
MOST_NEW = 25  # new conditions at once: two bits each in one number
COPIED, LARGE = "copied", "large"


@dataclass(frozen=True)
class Past:
    """A finished round, open in `connection`.

    `kept` may follow FROM and has seq (the row's number, from 1), key and what `kind` keeps of the answers; `stated`
    gives for some of the row's own facts what may follow FROM and has seq and these facts under their names; `people`
    may follow FROM and has what the report says of the rows of ``changed``: file, sheet, row, nik, name, village, sex,
    turnover, sector. `decided` gives for a round of these lists what may follow FROM and has
    its decisions, with seq. `facts` are those it can be asked for, lists aside; `noted` those of `facts.NOTED_FACTS`
    that `kept` or `stated` has.
    """

    connection: duckdb.DuckDBPyConnection
    kind: str
    plan: Patterns
    folder: Path
    kept: str
    stated: Callable[[Sequence[str]], str]
    people: str
    decided: Callable[[Path], str]
    facts: frozenset[str]
    seed: int = 0
    has_quota: bool = field(default=False)
    noted: frozenset[str] = frozenset()

    @property
    def before(self) -> ProgrammeAt:
        """The rules that the round was held under."""
        return self.plan.programme


@dataclass(frozen=True)
class Asked:
    """What the changed rules ask: of conditions that the round answered the column, and those it never asked."""

    past: Past
    after: ProgrammeAt

    @cached_property
    def conditions(self) -> list[Condition]:
        """All that must be answered for a row: those about lists alone, or a list left out, need no answer."""
        every = dict.fromkeys([*conditions_in(self.after.tree), *queue_conditions(self.after)])
        return [one for one in every if namespace(one.fact) != "lists" and not self._is_left_out(one)]

    def _is_left_out(self, one: Condition) -> bool:
        return bool({list_behind(fact) for fact in facts_in(one)} & self.past.plan.without)

    @cached_property
    def known(self) -> dict[Condition, str]:
        """Column of each condition that the round answered; what an unknown is to mean does not change the answer."""
        columns = {bare(one): column for one, column in self.past.plan.answers().items()}
        return {one: columns[bare(one)] for one in self.conditions if bare(one) in columns}

    @cached_property
    def new(self) -> list[Condition]:
        """The conditions that it never asked, each once."""
        return list(dict.fromkeys(bare(one) for one in self.conditions if one not in self.known))

    @cached_property
    def answers(self) -> dict[Condition, str]:
        """The column of every condition's answer."""
        fresh = {one: f"new_{place}" for place, one in enumerate(self.new)}
        return self.known | {one: fresh[bare(one)] for one in self.conditions if one not in self.known}

    @cached_property
    def vague(self) -> dict[Condition, str]:
        """The column that says where a condition is unknown though something is stated."""
        told = {bare(one): column for one, column in self.past.plan.vague().items()}
        fresh = {one: f"new_vague_{place}" for place, one in enumerate(self.new)}
        return {one: (told | fresh)[bare(one)] for one in self.conditions if bare(one) in told | fresh}

    def packed_sql(self) -> str:
        """The answers to the new conditions in one number, two bits each as in `Patterns`."""
        terms = []
        for place, one in enumerate(self.new):
            vague = vague_sql(one, DUCKDB, self.past.noted)
            unknown = f"CASE WHEN {vague} THEN 3 ELSE 2 END" if vague else "2"
            answer = f"CAST({compared_sql(one, DUCKDB, self.past.noted)} AS BIGINT)"
            terms.append(f"coalesce({answer}, {unknown}) * {1 << 2 * place}")
        return " + ".join(terms) or "CAST(0 AS BIGINT)"

    def spelled_sql(self) -> str:
        """The select list that unpacks `pattern` and `extra`."""
        columns = [self.past.plan.spelled_sql("pattern")]
        for place in range(len(self.new)):
            answer = f"(extra // {1 << 2 * place}) & 3"
            said = f"CASE {answer} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END AS new_{place}"
            columns += [said, f"{answer} = 3 AS new_vague_{place}"]
        return ", ".join(columns)


def bare(one: Condition) -> Condition:
    """The comparison alone, whatever an unknown means and wherever its value came from."""
    return replace(one, when_unknown="unknown", param=None)


def is_quick(past: Past, after: ProgrammeAt) -> bool:
    """Whether the round keeps all that the changed rules ask: no list it never saw, and of a nation's round no new
    question to the civil registry."""
    asked = Asked(past, after)
    lists = {
        list_behind(f) for c in [*conditions_in(after.tree), *queue_conditions(after)] for f in facts_in(c)
    }
    is_known = lists - {None} <= set(past.before.programme.lists)
    compared = [*asked.new, *(past.plan.conditions if past.kind == COPIED else ())]
    is_kept = all(fact in past.facts for one in compared for fact in facts_in(one))
    softened = [c for c in asked.conditions if c.when_unknown != "unknown" and notes_on(*facts_in(c))]
    is_told = all(one in asked.vague for one in softened)
    return is_known and is_kept and is_told and len(asked.new) <= MOST_NEW


def decide_anew(past: Past, after: ProgrammeAt) -> Moves:
    """Table ``changed``; gives how many rows went from which outcome to which. Needs `is_quick`."""
    own, asked = past.connection, Asked(past, after)
    coded = coded_sql(past, asked)  # worked out wherever it is asked
    own.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT pattern, extra, count(*) AS times FROM {coded} GROUP BY ALL"
    )
    spelled = f"(SELECT pattern, extra, {asked.spelled_sql()} FROM counted)"
    verdict = "SELECT pattern, extra, outcome, reasons FROM"
    plan = past.plan
    was = determination_sql(past.before, spelled, plan.without, DUCKDB, plan.answers(), plan.vague())
    now = determination_sql(after, spelled, plan.without, DUCKDB, asked.answers, asked.vague)
    own.execute(
        f"""CREATE OR REPLACE TEMP TABLE verdicts AS
        SELECT a.pattern, a.extra, a.outcome AS before, a.reasons AS reasons_before, b.outcome AS after,
            b.reasons AS reasons_after, a.outcome <> b.outcome OR a.reasons <> b.reasons AS is_changed
        FROM ({verdict} ({was})) a JOIN ({verdict} ({now})) b ON b.pattern = a.pattern AND b.extra = a.extra"""
    )
    if past.has_quota or after.quota is not None:
        stand_in_queues(past, after, asked, coded)
    else:
        take_changed(past, coded)
    return own.execute(
        """SELECT before, after, CAST(sum(times) AS BIGINT) FROM verdicts JOIN counted USING (pattern, extra)
        GROUP BY ALL ORDER BY ALL"""
    ).fetchall()


def take_changed(past: Past, coded: str) -> None:
    """``changed`` where no quota counts: whoever is eligible is taken."""
    past.connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE changed AS
        SELECT c.seq, v.before, v.reasons_before, v.before = 'eligible' AS taken_before,
            CAST(NULL AS INTEGER) AS rank_before, v.after, v.reasons_after, v.after = 'eligible' AS taken_after,
            CAST(NULL AS INTEGER) AS rank_after
        FROM {coded} c JOIN (SELECT * FROM verdicts WHERE is_changed) v
          ON v.pattern = c.pattern AND v.extra = c.extra"""
    )


def stand_in_queues(past: Past, after: ProgrammeAt, asked: Asked, coded: str) -> None:
    """``changed`` where a quota counts, before or after: of the eligible whom the queue reaches."""
    own = past.connection
    rank_after(past, after, asked, coded)
    if past.has_quota:
        stood = f"(SELECT seq, rank, within_quota FROM {past.decided(past.folder)} WHERE rank IS NOT NULL)"
    else:
        stood = "(SELECT CAST(NULL AS BIGINT) AS seq, CAST(NULL AS INTEGER) AS rank, TRUE AS within_quota LIMIT 0)"
    was = "v.before = 'eligible'" + (" AND coalesce(b.within_quota, FALSE)" if past.has_quota else "")
    now = "v.after = 'eligible'" + (" AND coalesce(a.within_quota, FALSE)" if after.quota else "")
    own.execute(
        f"""CREATE OR REPLACE TEMP TABLE changed AS SELECT * EXCLUDE is_changed FROM (
            SELECT c.seq, v.before, v.reasons_before, {was} AS taken_before, b.rank AS rank_before, v.after,
                v.reasons_after, {now} AS taken_after, a.rank AS rank_after, v.is_changed
            FROM {coded} c JOIN (SELECT * FROM verdicts WHERE is_changed OR 'eligible' IN (before, after)) v
              ON v.pattern = c.pattern AND v.extra = c.extra
            LEFT JOIN {stood} b ON b.seq = c.seq LEFT JOIN ranked_after a ON a.seq = c.seq)
        WHERE is_changed OR taken_before <> taken_after"""
    )


def rank_after(past: Past, after: ProgrammeAt, asked: Asked, coded: str) -> None:
    """``ranked_after``: the queue of the changed rules; empty without a quota."""
    quota, own = after.quota, past.connection
    if quota is None:
        own.execute(
            "CREATE OR REPLACE TEMP TABLE ranked_after (seq BIGINT, area VARCHAR, rank INTEGER, within_quota BOOLEAN)"
        )
        return
    keys = keys_sql(quota, asked.answers, past.plan.without)
    spelled = f"(SELECT pattern, extra, {asked.spelled_sql()} FROM counted)"
    own.execute(
        f"""CREATE OR REPLACE TEMP TABLE queue_keys AS SELECT {", ".join(["pattern", "extra", *keys])}
        FROM {spelled} SEMI JOIN (SELECT pattern, extra FROM verdicts WHERE after = 'eligible')
        USING (pattern, extra)"""
    )
    village = 's."row.village"' if AREA_LENGTH[quota.per] else "NULL"
    facts = order_facts(quota)
    ordered = "".join(f", s.{DUCKDB.quoted(one)}" for one in facts)
    wanted = [*facts, *(["row.village"] if AREA_LENGTH[quota.per] else [])]
    rows = f" JOIN {past.stated(wanted)} s ON s.seq = c.seq" if wanted else ""
    source = (
        f"(SELECT c.seq, c.key, {village} AS village{ordered}, k.* EXCLUDE (pattern, extra)"
        f" FROM {coded} c JOIN queue_keys k ON k.pattern = c.pattern AND k.extra = c.extra{rows})"
        if keys
        else f"(SELECT c.seq, c.key, {village} AS village{ordered}"
        f" FROM {coded} c SEMI JOIN queue_keys k ON k.pattern = c.pattern AND k.extra = c.extra{rows})"
    )
    own.execute(f"CREATE OR REPLACE TEMP TABLE ranked_after AS {queue_sql(quota, past.seed, source)}")


def coded_sql(past: Past, asked: Asked) -> str:
    """What may follow FROM: each row's seq, key, pattern, and `extra`, its answers to the new conditions."""
    if past.kind == COPIED:
        packed = f"{kept_pattern_sql(past.plan, past.noted)} AS pattern, {asked.packed_sql()} AS extra"
        return f"(SELECT seq, key, {packed} FROM {past.kept})"
    if not asked.new:
        return f"(SELECT seq, key, pattern, CAST(0 AS BIGINT) AS extra FROM {past.kept})"
    usual = compare_anew(past, asked)
    extra = f"coalesce(u.extra, {usual}) AS extra"
    return (
        f"(SELECT k.seq, k.key, k.pattern, {extra} FROM {past.kept} k LEFT JOIN unusual u ON u.seq = k.seq)"
    )


def compare_anew(past: Past, asked: Asked) -> int:
    """``unusual`` (seq, extra): the rows whose answers to the new conditions are not the most common ones, which are
    given. Nearly everybody is below a ceiling, so few rows are carried."""
    notes = {note for one in asked.new for note in notes_on(*facts_in(one))} & past.noted
    facts = sorted({fact for one in asked.new for fact in facts_in(one)} | notes)
    answered = f"SELECT seq, {asked.packed_sql()} AS extra FROM {past.stated(facts)}"
    counted = f"SELECT extra, count(*) AS times FROM ({answered}) GROUP BY extra"
    [(usual,)] = past.connection.execute(
        f"SELECT extra FROM ({counted}) ORDER BY times DESC, extra LIMIT 1"
    ).fetchall()
    past.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE unusual AS SELECT * FROM ({answered}) WHERE extra <> {usual}"
    )
    return int(usual)


def kept_pattern_sql(plan: Patterns, noted: frozenset[str]) -> str:
    """The pattern of a row of evidence.parquet, which has columns for the facts `noted`."""
    terms = [
        plan.identity_sql("identity"),
        f"CASE WHEN is_duplicate THEN {DUPLICATE_BIT} ELSE 0 END",
        *(plan.answers_sql(side, noted=noted) for side in (ROW, REGISTRY, BOTH)),
        *(
            f"CASE WHEN {DUCKDB.quoted('lists.' + name)} THEN {plan.list_factor << place} ELSE 0 END"
            for place, name in enumerate(plan.lists)
        ),
    ]
    return " + ".join(f"({one})" for one in terms)


def compare_rounds(past: Past, after: Path) -> Moves:
    """``changed`` from the round and another of the same lists, both held in full; the same figures."""
    connection, sides = past.connection, []
    for folder in (past.folder, after):
        source = past.decided(folder)
        columns = {one[0] for one in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        standing = (
            "outcome = 'eligible' AND within_quota AS taken, rank"
            if "within_quota" in columns
            else "outcome = 'eligible' AS taken, CAST(NULL AS INTEGER) AS rank"
        )
        sides.append(f"(SELECT seq, outcome, reasons, {standing} FROM {source})")
    pairs = f"{sides[0]} a JOIN {sides[1]} b ON b.seq = a.seq"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE changed AS
        SELECT a.seq, a.outcome AS before, a.reasons AS reasons_before, a.taken AS taken_before,
            a.rank AS rank_before, b.outcome AS after, b.reasons AS reasons_after, b.taken AS taken_after,
            b.rank AS rank_after
        FROM {pairs} WHERE a.outcome <> b.outcome OR a.reasons <> b.reasons OR a.taken <> b.taken"""
    )
    return connection.execute(
        f"SELECT a.outcome, b.outcome, count(*) FROM {pairs} GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def open_copied(
    connection: duckdb.DuckDBPyConnection, folder: Path, plan: Patterns, *, seed: int, has_quota: bool
) -> Past:
    """A round that kept a copy of every row."""
    source = f"read_parquet({text(folder / 'evidence.parquet')}, file_row_number = true)"
    nik = "CASE WHEN regexp_full_match(nik, '[0-9]{16}') THEN nik END"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    facts = frozenset(str(one[0]) for one in described)
    kept = (
        f"(SELECT * EXCLUDE seq, file_row_number + 1 AS seq, TRY_CAST({nik} AS BIGINT) AS key FROM {source})"
    )
    people = people_sql(kept, nik, {one: f'"row.{one}"' for one in REPORTED})

    def decided(of: Path) -> str:  # both files are written in the rows' order
        source = f"read_parquet({text(of / 'decisions.parquet')}, file_row_number = true)"
        return f"(SELECT *, file_row_number + 1 AS seq FROM {source})"

    return Past(
        connection,
        COPIED,
        plan,
        folder,
        kept,
        lambda _facts: kept,
        people,
        decided,
        facts,
        seed,
        has_quota,
        facts & frozenset(NOTED_FACTS),
    )


def open_large(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    plan: Patterns,
    rows: Callable[[Sequence[str], str], str],
    befores: Mapping[str, int],
    *,
    seed: int,
    has_quota: bool,
    noted: frozenset[str] = frozenset(),
) -> Past:
    """A nation's round: its state, and its lists where they stand; `rows` gives the SELECT of some of
    their columns, with seq, of all rows or of those that stand in a relation; `befores` how many rows stand before
    each list's, by its name; `noted` are the facts of `facts.NOTED_FACTS` that they have columns for."""
    kept = f"(SELECT seq, key, pattern FROM read_parquet({text(folder / 'state.parquet')}))"

    def stated(facts: Sequence[str]) -> str:
        columns = [one.removeprefix("row.") for one in facts]
        named = "".join(f", {one} AS {DUCKDB.quoted('row.' + one)}" for one in columns)
        return f"(SELECT seq{named} FROM ({rows(columns, '')}))"

    people = people_sql(
        f"({rows(('nik', *REPORTED), 'changed')})",
        "CASE WHEN regexp_full_match(nik, '[0-9]{16}') THEN nik END",
        {one: one for one in REPORTED},
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE befores (file VARCHAR, before BIGINT)")
    connection.executemany("INSERT INTO befores VALUES (?, ?)", list(befores.items()))

    def decided(
        of: Path,
    ) -> str:  # its rows are not all where seq says: only file and row tell which one it is
        source = f"read_parquet({text(of / 'decisions.parquet')})"
        return f'(SELECT d.*, b.before + d."row" AS seq FROM {source} d JOIN befores b ON b.file = d.file)'

    facts = frozenset(one for one in FIXED_FACTS if namespace(one) == "row") - set(NOTED_FACTS)
    return Past(connection, LARGE, plan, folder, kept, stated, people, decided, facts, seed, has_quota, noted)


def people_sql(rows: str, nik: str, columns: dict[str, str]) -> str:
    """What the report says of a row. A sex not stated is told by the NIK, in which a woman's day is above 40."""
    told = f"TRY_CAST(substr({nik}, 7, 2) AS INTEGER)"
    by_nik = f"CASE WHEN {told} > 40 THEN 'P' WHEN {told} > 0 THEN 'L' END"
    return (
        f'(SELECT seq, file, sheet, "row", {nik} AS nik, {columns["name"]} AS name, {columns["village"]} AS village,'
        f" coalesce({columns['sex']}, {by_nik}) AS sex, {columns['annual_turnover']} AS turnover,"
        f" {columns['sector']} AS sector FROM {rows})"
    )
