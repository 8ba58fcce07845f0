"""What a change of some lists touches: an earlier round's findings are kept, and only what can differ is found anew.

Of a row whose own list and whose registry are what they were, nothing can change but three things: the lists that hold
its NIK, the row it repeats, and what it shares with others. So the rows of changed lists are worked out, and of all
others these three for the NIKs, phones, family cards and birthdays that the change knows, before or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from satupintu.batch.coding import (
    CODE,
    NAMED,
    NIK_FLAGS,
    SHARED,
    code,
    find_near,
    first_twins,
    name_near,
    scatter_among_values,
    share,
    values_sql,
)
from satupintu.batch.database import of_rows, text
from satupintu.batch.keyed import FLAG, keyed_sql
from satupintu.batch.lists import Lists
from satupintu.batch.matching import judge, match
from satupintu.batch.references import SOMEBODYS
from satupintu.batch.work import Work
from satupintu.engine.patterns import DUPLICATE_BIT

# Above this share of changed rows a whole new round is quicker.
MOST_CHANGED = 0.3


@dataclass(frozen=True)
class Earlier:
    """A finished round of the same rules: its findings, its lists in order with their rows, and what is the same now.

    ``kept`` maps the place of a list that is the same to its place now; ``changed`` names the reference lists, other
    than the registry, that are no longer the same.
    """

    state: Path
    rows: Sequence[int]
    kept: Mapping[int, int]
    changed: Sequence[str]


def update(work: Work, lists: Lists, earlier: Earlier) -> list[int] | None:
    """``anew``, from an earlier round and what has changed since; gives the places of the lists of which some row came
    out otherwise. None when too much has changed, and nothing is done."""
    fresh = sorted(set(range(len(lists.parts))) - set(earlier.kept.values()))
    gone = [place for place in range(len(earlier.rows)) if place not in earlier.kept]
    touched = sum(lists.parts[one].rows for one in fresh) + sum(earlier.rows[one] for one in gone)
    if touched > MOST_CHANGED * lists.rows:
        return None
    carry_over(work, lists, earlier)
    work_out_fresh(work, lists, fresh)
    note_moves(work, earlier)
    note_touched(work)
    find_repeats_again(work)
    keys = "(SELECT seq, key, list FROM kept UNION ALL SELECT seq, key, list FROM fresh)"
    scatter_among_values(work, keys)
    name_near(replace(work, rows=f"({lists.select_some(lists_near(work, keys) or [0], ('name',))})"))
    share(work, keys)
    find_anew(work)
    return [
        int(one) for (one,) in work.backend.rows("SELECT DISTINCT list FROM anew WHERE is_new ORDER BY list")
    ]


def lists_near(work: Work, keys: str) -> list[int]:
    """The places of the lists with rows born on one day in one village with others."""
    near = f"SELECT DISTINCT list FROM near_{NAMED} n JOIN {keys} k ON k.seq = n.seq ORDER BY list"
    return [int(one) for (one,) in work.backend.rows(near)]


def carry_over(work: Work, lists: Lists, earlier: Earlier) -> None:
    """``kept``: the earlier findings about lists that are the same, by their places of today; ``gone``: the others."""
    befores = [0]
    for rows in earlier.rows:
        befores.append(befores[-1] + rows)
    places = [
        (old, new, lists.parts[new].first - 1 - befores[old]) for old, new in sorted(earlier.kept.items())
    ]
    work.backend.insert("places", {"old": "INTEGER", "list": "INTEGER", "moved": "BIGINT"}, places)
    # It is read many times.
    work.backend.local.execute("SET parquet_metadata_cache = true")
    work.backend.view("before", f"SELECT * FROM read_parquet({text(earlier.state)})")
    columns = ", ".join(f"b.{one}" for one in ("key", "province", "pattern", "flags", *SHARED))
    work.backend.view(
        "kept",
        f"""SELECT b.seq + p.moved AS seq, p.list, {columns}, b.first_seq AS old_first
        FROM before b JOIN places p ON p.old = b.list""",
    )
    # Of the rows that others repeat, where they stand now.
    firsts = "SELECT DISTINCT first_seq AS seq FROM before WHERE first_seq IS NOT NULL"
    work.backend.table(
        "firsts",
        f"""SELECT b.seq, b.seq + p.moved AS now FROM before b SEMI JOIN ({firsts}) f ON f.seq = b.seq
        JOIN places p ON p.old = b.list""",
    )
    work.backend.table("gone", "SELECT b.* FROM before b ANTI JOIN places p ON p.old = b.list")


def work_out_fresh(work: Work, lists: Lists, fresh: Sequence[int]) -> None:
    """``fresh``: what the rows of changed lists say by themselves, nothing of repeats or of what they share."""
    backend = work.backend
    backend.view(
        "fresh_rows", lists.select_some(fresh, None) if fresh else f"SELECT * FROM {work.rows} WHERE FALSE"
    )
    total = sum(lists.parts[one].rows for one in fresh)
    # Few enough to carry their names and the registry's, which saves reading the registry twice.
    own = replace(work, rows="fresh_rows", total=total, wide=True)
    backend.table(
        "fresh_keys",
        f"SELECT DISTINCT key FROM ({keyed_sql(own, 'fresh_rows', wide=True)}) WHERE key > 0",
    )
    match(own, only="fresh_keys")
    backend.drop("fresh_keys")
    judge(own)
    find_near(own)
    code(own)
    parts = [
        (place, lists.parts[place].first, lists.parts[place].first + lists.parts[place].rows - 1)
        for place in fresh
    ]
    backend.insert("stretches", {"list": "INTEGER", "first": "BIGINT", "last": "BIGINT"}, parts)
    nothing = ", ".join(f"CAST(NULL AS BIGINT) AS {one}" for one in (*SHARED, "first_seq"))
    pattern = f"pattern - (pattern & {DUPLICATE_BIT}) AS pattern"
    backend.table(
        "fresh",
        f"""SELECT c.seq, s.list, c.key, c.province, {pattern}, {nothing},
            CAST(c.flags & {NIK_FLAGS} AS SMALLINT) AS flags
        FROM coded c JOIN stretches s ON c.seq BETWEEN s.first AND s.last""",
    )
    backend.drop("coded")


def note_moves(work: Work, earlier: Earlier) -> None:
    """``moves`` (key, bits): for NIKs that a changed reference list gained or lost, the bits of patterns that flip."""
    found = []
    for name in earlier.changed:
        bit = work.patterns.list_factor << work.patterns.lists.index(name)
        members = f"SELECT DISTINCT key FROM {work.lists[name].view} WHERE {SOMEBODYS}"
        found.append(
            f"""SELECT DISTINCT k.key, CAST({bit} AS BIGINT) AS bit FROM kept k LEFT JOIN ({members}) m ON m.key = k.key
            WHERE k.key IS NOT NULL AND (k.pattern & {bit} <> 0) <> (m.key IS NOT NULL)"""
        )
    if not found:
        work.backend.insert("moves", {"key": "BIGINT", "bits": "BIGINT"}, [])
        return
    work.backend.table(
        "moves", f"SELECT key, bit_or(bit) AS bits FROM ({' UNION ALL '.join(found)}) GROUP BY key"
    )


def note_touched(work: Work) -> None:
    """``touched`` (key) and ``values_<flag>`` (value): what the changed lists knew before, and know now."""
    backend = work.backend
    keys = "SELECT key FROM gone UNION ALL SELECT key FROM fresh"
    backend.table("touched", f"SELECT DISTINCT key FROM ({keys}) WHERE key IS NOT NULL")
    for flag in SHARED:
        now = values_sql(work, flag, "fresh_rows")
        backend.table(
            f"values_{flag}", f"SELECT {flag} AS value FROM gone WHERE {flag} IS NOT NULL UNION {now}"
        )


def find_repeats_again(work: Work) -> None:
    """``repeats`` (seq, first_seq) among the rows of touched NIKs."""
    counts = f"pattern & 15 = 0 OR pattern & 15 = {CODE['nik_unmatched']}"
    both = "SELECT seq, key, pattern FROM kept UNION ALL SELECT seq, key, pattern FROM fresh"
    work.backend.table("twins", f"SELECT seq, key FROM ({both}) SEMI JOIN touched USING (key) WHERE {counts}")
    first_twins(work)


def find_anew(work: Work) -> None:
    """``anew``: the fresh rows, and of the kept ones those of which anything is otherwise now, with repeats, lists and
    shared flags as they are; ``is_new`` where they came out otherwise."""
    backend = work.backend
    joins, bits, values = "", f"(u.flags & {NIK_FLAGS})", []
    for flag in SHARED:
        joins += f" LEFT JOIN values_{flag} o_{flag} ON o_{flag}.value = u.{flag}"
        is_old = f"u.{flag} IS NOT NULL AND o_{flag}.value IS NULL"
        bits += (
            f" + CASE WHEN {is_old} OR coalesce(h.bits, 0) & {FLAG[flag]} <> 0 THEN {FLAG[flag]} ELSE 0 END"
        )
        values.append(
            f"coalesce(CASE WHEN {is_old} THEN u.{flag} END, h.{flag}) AS {flag}, u.{flag} AS old_{flag}"
        )
    first = "CASE WHEN t.key IS NULL THEN u.first_seq ELSE r.first_seq END"
    same = f"u.pattern - (u.pattern & {DUPLICATE_BIT})"
    flipped = f"({same} | coalesce(m.bits, 0)) - ({same} & coalesce(m.bits, 0))"
    now = f"base + CASE WHEN first_seq IS NOT NULL THEN {DUPLICATE_BIT} ELSE 0 END"
    touched = f"SELECT * RENAME (old_first AS stood_first), TRUE AS is_kept FROM ({touched_sql()})"
    otherwise = ["is_new", "first_seq IS DISTINCT FROM stood_first"]
    otherwise += [f"{flag} IS DISTINCT FROM old_{flag}" for flag in SHARED]
    backend.table(
        "anew",
        f"""SELECT seq, list, key, province, first_seq, flags, {", ".join(SHARED)}, {now} AS pattern,
            NOT is_kept OR {now} <> old_pattern OR flags <> old_flags OR first_seq IS DISTINCT FROM old_first AS is_new
        FROM (SELECT u.is_kept, u.pattern AS old_pattern, u.flags AS old_flags, u.first_seq AS old_first,
                u.stood_first, u.seq, u.list, u.key, u.province, {first} AS first_seq, {bits} AS flags,
                {", ".join(values)},
                CASE WHEN u.is_kept THEN {flipped} ELSE {same} END AS base
            FROM ({touched} UNION ALL BY NAME SELECT *, FALSE AS is_kept FROM fresh) u
            LEFT JOIN touched t ON t.key = u.key LEFT JOIN repeats r ON r.seq = u.seq
            LEFT JOIN shared h ON h.seq = u.seq LEFT JOIN moves m ON m.key = u.key{joins})
        WHERE {" OR ".join(otherwise)}
        ORDER BY seq""",
    )
    for table in ("fresh", "repeats", "shared", "moves", "touched", "gone"):
        backend.drop(table)


def touched_sql() -> str:
    """SELECT of the kept rows about which anything may have changed, `first_seq` being where that row stands now.

    What of a row is not named here has come along as it was, so the rows of a nation need no join but one.
    """
    rows = "SELECT seq FROM kept k SEMI JOIN"
    touched = ["SELECT seq FROM repeats", "SELECT seq FROM shared"]
    touched += [f"{rows} {table} t ON t.key = k.key" for table in ("touched", "moves")]
    touched += [f"{rows} values_{flag} o ON o.value = k.{flag}" for flag in SHARED]
    touched += [f"{rows} (SELECT seq FROM firsts WHERE seq <> now) f ON f.seq = k.old_first"]
    return f"""SELECT k.*, f.now AS first_seq FROM kept k SEMI JOIN ({" UNION ALL ".join(touched)}) t ON t.seq = k.seq
        LEFT JOIN firsts f ON f.seq = k.old_first"""


def rows_again(lists: Lists, earlier: Earlier) -> Callable[[object, range], str]:
    """After `update`, what gives the SELECT of some rows by their `seq`, in order: as they were, but for those found
    anew."""
    columns = ("key", "province", "pattern", "flags", *SHARED, "first_seq")
    taken = ", ".join(f"CASE WHEN a.seq IS NULL THEN k.{one} ELSE a.{one} END AS {one}" for one in columns)
    cut = list(stretches(lists, earlier))

    def select(_: object, rows: range) -> str:
        parts = []
        for first, last, old in cut:
            start, end = lists.parts[first].first, lists.parts[last].first + lists.parts[last].rows
            these = range(max(rows.start, start), min(rows.stop, end))
            if not these:
                continue
            found = f"SELECT seq, list, {', '.join(columns)} FROM anew WHERE {of_rows(these)}"
            if old is not None:
                moved = start - 1 - sum(earlier.rows[:old])
                before = range(these.start - moved, these.stop - moved)
                kept = f"SELECT *, seq + {moved} AS now FROM before WHERE {of_rows(before)}"
                found = f"""SELECT k.now AS seq, k.list + {first - old} AS list, {taken}
                    FROM ({kept}) k LEFT JOIN ({found}) a ON a.seq = k.now"""
            parts.append(f"({found})")
        return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY seq"

    return select


def same_groups(work: Work, lists: Lists, earlier: Earlier, size: int) -> set[int]:
    """After `update`, which row groups of so many rows, counted from 0, hold the same as before."""
    total, total_before = (sum(rows) for rows in ((part.rows for part in lists.parts), earlier.rows))
    moved: set[int] = set()
    for first, last, old in stretches(lists, earlier):
        start, end = lists.parts[first].first - 1, lists.parts[last].first - 1 + lists.parts[last].rows
        # The rows of a changed list, of whom nothing is the same, are all in ``anew``.
        if old is not None and (old, sum(earlier.rows[:old])) != (first, start):
            moved.update(range(start // size, -(-end // size)))
    touched = {group for (group,) in work.backend.rows(f"SELECT DISTINCT (seq - 1) // {size} FROM anew")}
    whole = -(-total // size) if total == total_before else min(total, total_before) // size
    return set(range(whole)) - moved - touched


def stretches(lists: Lists, earlier: Earlier) -> Iterator[tuple[int, int, int | None]]:
    """Today's lists as stretches that follow one another: the first, the last, and where the first stood before; None
    for lists that are not the same."""
    before = {now: old for old, now in earlier.kept.items()}
    first = 0
    for place in range(1, len(lists.parts) + 1):
        old, here = before.get(place - 1), before.get(place)
        if place == len(lists.parts) or here != (None if old is None else old + 1):
            yield first, place - 1, before.get(first)
            first = place
