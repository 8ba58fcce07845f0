"""Rows beside the registry: who is found under the NIK, whether the names are one person's, who stands there twice."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping

from satupintu.batch.keyed import ROW_COLUMNS, compared_sql, is_name, keyed_sql
from satupintu.batch.names import may_be_old_sql, may_be_same_sql, may_have_forms_sql, same_names
from satupintu.batch.references import SOMEBODYS, ReferenceList
from satupintu.batch.work import Backed, Work
from satupintu.engine.dialects import Dialect
from satupintu.engine.names import with_full_names
from satupintu.engine.patterns import BOTH, REGISTRY
from satupintu.engine.sql import lower_ascii, upper_ascii

# What the registry says of a status, in the words registers use; anything else is unknown, never "alive".
STATUSES = {
    "alive": ("alive", "hidup"),
    "deceased": ("deceased", "meninggal", "meninggal dunia", "mati"),
    "moved_abroad": ("moved_abroad", "pindah luar negeri", "pindah ke luar negeri"),
}
REGISTRY_COLUMNS = ("name", "birth_date", "sex", "village", "status", "citizenship")
ASSUMED: Mapping[str, str] = {
    "citizenship": "WNI"
}  # who stands in a registry of residents, unless it says otherwise
NAMES: Mapping[str, str] = {"own": "STRING", "other": "STRING"}
# Under `found`: not in the registry, there under a name to be looked at, there under this name, registry not asked.
ABSENT, UNSURE, SAME, NOT_ASKED = range(4)


def match(work: Work, only: str = "") -> None:
    """``main``: every row once with `key`, `shape`, `answers`, `flags`, `province`, `found`; wide: with all it says.

    `only`: a relation of the rows' keys, so few that the registry's other entries are better not looked at. A NIK that
    the registry holds twice is matched by name first, then by the status that bars most.
    """
    backend = work.backend
    registry = registry_relation(work, wide=work.wide, only=only)
    backend.table("main", joined_sql(work, work.rows, registry, wide=work.wide))
    if work.registry and backend.one("SELECT count(*) FROM main") > work.total:
        settle_twice(work)


def registry_relation(work: Work, *, wide: bool, only: str = "", part: str = "") -> str:
    """The registry in our words with `key`; not `wide`: hashes of the texts compared, and the packed answers.

    `only`: a relation of the keys that are asked for; `part`: instead of the registry some of its rows.
    """
    if work.registry is None:
        return ""
    dialect, plan = work.dialect, work.patterns
    facts = plan.facts(REGISTRY)
    wanted = REGISTRY_COLUMNS if wide else sorted({"name", *(f.removeprefix("registry.") for f in facts)})
    spoken = ", ".join(registry_column(work, one) for one in wanted)
    kept = f" SEMI JOIN {only} USING (key)" if only else ""
    named = ", ".join(f"{f.removeprefix('registry.')} AS {dialect.quoted(f)}" for f in facts)
    spoken = f"SELECT key, {spoken} FROM {part or work.registry.view}{kept}"
    source = f"(SELECT *{', ' + named if named else ''} FROM ({spoken}))"
    columns = ["key", f"{plan.answers_sql(REGISTRY, dialect)} AS answers"]
    columns += [compared_sql(work, one, wide=wide) for one in plan.compared(REGISTRY)]
    if wide:
        columns += [f"{one} AS registry_{one}" for one in REGISTRY_COLUMNS]
    else:
        columns.append(f"{dialect.text_hash(upper_ascii('name', dialect))} AS registry_name")
    return f"(SELECT {', '.join(columns)} FROM {source} WHERE {SOMEBODYS})"


def registry_column(work: Work, column: str) -> str:
    """SQL for one registry column in our words, of the round's registry."""
    assert work.registry is not None  # noqa: S101 (only asked where there is one)
    return registry_column_sql(work.registry, column, work.dialect)


def registry_column_sql(registry: ReferenceList, column: str, dialect: Dialect) -> str:
    """SQL for one registry column in our words; a column the file lacks is unknown, a citizen's being the default."""
    if column not in registry.columns:
        kind = "DATE" if column == "birth_date" else "STRING"
        return (
            f"'{ASSUMED[column]}' AS {column}" if column in ASSUMED else f"CAST(NULL AS {kind}) AS {column}"
        )
    clean = f"nullif({dialect.stripped(column)}, '')"
    if column == "status":
        said = lower_ascii(clean, dialect)
        # The plain word needs no more than a look.
        plain = " ".join(f"WHEN {column} = '{status}' THEN '{status}'" for status in STATUSES)
        cases = plain + "".join(
            f" WHEN {said} IN ({', '.join(repr(word) for word in words)}) THEN '{status}'"
            for status, words in STATUSES.items()
        )
        return f"CASE {cases} END AS status"
    if column == "village":
        digits = dialect.replace_all(clean, "[^0-9]", "")
        dotted = (
            f"CASE WHEN length({digits}) = 10 THEN substr({digits}, 1, 2) || '.' || substr({digits}, 3, 2) || '.' ||"
            f" substr({digits}, 5, 2) || '.' || substr({digits}, 7, 4) END"
        )
        canonical = "length(village) = 13 AND village LIKE '__.__.__.____'"
        return f"CASE WHEN {canonical} THEN village ELSE {dotted} END AS village"
    if column == "citizenship":
        return f"upper({clean}) AS citizenship"
    if column == "birth_date":
        return f"{dialect.date_of(clean)} AS birth_date"
    return f"{clean} AS {column}"


def assumed_of(registry: ReferenceList) -> list[str]:
    """The facts that a registry lacks the column for and that are taken for granted (`registry_column_sql`)."""
    return [f"registry.{one}" for one in ASSUMED if one not in registry.columns]


def joined_sql(work: Work, rows: str, registry: str, *, wide: bool) -> str:
    """SELECT of the rows with what the registry and the list of districts say of them."""
    dialect, plan = work.dialect, work.patterns
    own = ["seq", "key", "shape", "province", *(() if work.wide else ("list",))]
    if wide:
        equal = f"{is_name('k.name')} AND {upper_ascii('k.name', dialect)} = {upper_ascii('r.registry_name', dialect)}"
    else:
        equal = "k.name = r.registry_name"
    found = (
        f"CASE WHEN r.key IS NULL THEN {ABSENT} WHEN {equal} THEN {SAME} ELSE {UNSURE} END"
        if registry
        else f"{NOT_ASKED}"
    )
    theirs = f"coalesce(r.answers, {plan.unknown(REGISTRY)})" if registry else "0"
    both = plan.answers_sql(BOTH, dialect, hashed=not wide) if registry else "0"
    columns = [f"k.{one}" for one in own]
    columns += [
        f"k.answers + {theirs} + {both} AS answers",
        "CAST(k.flags AS SMALLINT) AS flags",
        f"CAST({found} AS TINYINT) AS found",
    ]
    if wide:
        columns += [
            f"k.{one}"
            for one in ("file", "sheet", dialect.quoted("row"), "nik", "nik_is_number", *ROW_COLUMNS)
        ]
        columns += [f"k.{dialect.quoted(fact)}" for fact in plan.asked()]
        nothing = {
            one: f"CAST(NULL AS {'DATE' if one == 'birth_date' else 'STRING'})" for one in REGISTRY_COLUMNS
        }
        columns += [
            f"{f'r.registry_{one}' if registry else sql} AS registry_{one}" for one, sql in nothing.items()
        ]
    joins = f" LEFT JOIN {registry} r ON r.key = k.key" if registry else ""
    return f"SELECT {', '.join(columns)} FROM ({keyed_sql(work, rows, wide=wide)}) k{joins}"


def settle_twice(work: Work) -> None:
    """Leaves of each row that met several people in the registry only the one it is most likely about."""
    backend = work.backend
    backend.repeated("met_often", "SELECT seq FROM main")
    backend.table("twice", "SELECT DISTINCT key FROM main SEMI JOIN met_often ON main.seq = met_often.value")
    if work.wide:
        choose(work, "SELECT * FROM main SEMI JOIN twice USING (key)", backend.columns("main"))
    else:
        settle_met_often(work, backend.columns("main"))
    backend.table(
        "main_once", "SELECT * FROM main ANTI JOIN twice USING (key) UNION ALL SELECT * FROM settled"
    )
    for table in ("main", "settled", "met_often", "twice"):
        backend.drop(table)
    backend.rename("main_once", "main")


def settle_met_often(work: Work, columns: Collection[str]) -> None:
    """``settled``: columns of main's for the rows in ``met_often`` (value), whose `key` the registry holds twice as
    ``twice`` says."""
    rows = f"(SELECT s.* FROM {work.rows} s SEMI JOIN met_often m ON s.seq = m.value)"
    registry = registry_relation(work, wide=True, only="twice")
    choose(work, joined_sql(work, rows, registry, wide=True), columns)


def choose(work: Work, candidates: str, columns: Collection[str]) -> None:
    """``settled``: of each row's candidates in the registry the likeliest, with main's columns."""
    backend, dialect = work.backend, work.dialect
    backend.table("candidates", candidates)
    pairs = "SELECT DISTINCT name AS own, registry_name AS other FROM candidates"
    same_pairs(work, "same_twice", pairs)
    order = ", ".join(
        f"c.registry_{one} NULLS LAST" for one in ("name", "birth_date", "village", "sex", "citizenship")
    )
    barring = "CASE c.registry_status WHEN 'deceased' THEN 0 WHEN 'moved_abroad' THEN 1 WHEN 'alive' THEN 3 ELSE 2 END"
    is_other = f"CASE WHEN c.found = {SAME} OR s.own IS NOT NULL THEN 0 ELSE 1 END"
    chosen = ", ".join(f"c.{dialect.quoted(one)}" for one in columns)
    backend.table(
        "settled",
        f"""SELECT {chosen} FROM candidates c LEFT JOIN same_twice s ON s.own = c.name AND s.other = c.registry_name
        QUALIFY row_number() OVER (PARTITION BY c.seq ORDER BY {is_other}, {barring}, {order}) = 1""",
    )
    backend.drop("candidates")
    backend.drop("same_twice")


def judge(work: Work) -> None:
    """``same`` (seq): the rows of ``main`` whose name and the registry's are not equal, yet one person's."""
    backend = work.backend
    if work.registry is None:
        backend.insert("same", {"seq": "BIGINT"}, [])
        return
    if work.wide:
        tell(work, f"SELECT seq, name AS own, registry_name AS other FROM main WHERE found = {UNSURE}")
    else:
        backend.table("unsure", f"SELECT seq, key FROM main WHERE found = {UNSURE}")
        tell_unsure(work, work.registry.view)
    compare_told(work)


def tell_unsure(work: Work, registry: str) -> None:
    """``same_pairs_told`` from ``unsure`` (seq, key), which goes, and the registry's entries (key, name)."""
    other = f"nullif({work.dialect.stripped('r.name')}, '') AS other"
    named = f"""SELECT u.seq, s.name AS own, {other} FROM {registry} r JOIN unsure u ON u.key = r.key
        JOIN {work.rows} s ON s.seq = u.seq"""
    tell(work, named)
    work.backend.drop("unsure")


def tell(work: Work, named: str) -> None:
    """``same_pairs_told`` of a SELECT of rows with both names (seq, own, other)."""
    work.backend.table("named", named)
    tell_pairs(work, "same_pairs", "SELECT seq, own, other FROM named")
    work.backend.drop("named")


def compare_told(work: Work) -> None:
    """``same`` (seq) from ``same_pairs_told``, which goes."""
    compare_pairs(work, "same_pairs", {"seq": "BIGINT"})
    # A key that stands twice may pair a row with both its people; main has kept the likelier, so any will do.
    work.backend.table("same", "SELECT DISTINCT seq FROM same_pairs")
    work.backend.drop("same_pairs")


def same_pairs(work: Backed, table: str, pairs: str) -> None:
    """``table``: of the pairs of names (own, other) those that may be one person's, by the engine's law."""
    tell_pairs(work, table, pairs)
    compare_pairs(work, table, NAMES)


def tell_pairs(work: Backed, table: str, pairs: str) -> None:
    """``<table>_told``: the pairs with full names, and `is_equal` where titles, degrees and short forms settle it."""
    told = with_full_names(
        f"SELECT * FROM ({pairs}) WHERE own IS NOT NULL AND other IS NOT NULL",
        {"own_full": "own", "other_full": "other"},
        work.dialect,
    )
    is_equal = "own_full <> '' AND own_full = other_full AS is_equal"
    work.backend.table(f"{table}_told", f"SELECT *, {is_equal} FROM ({told})")


def compare_pairs(work: Backed, table: str, told_by: Mapping[str, str]) -> None:
    """``table`` from ``<table>_told``, which goes: the pairs that may be one person's, each by the columns ``told_by``
    (their types by name).

    That a slip of the finger cannot make a name much longer is settled in SQL, the others by `same_names`.
    """
    backend, dialect, columns = work.backend, work.dialect, ", ".join(told_by)
    forms = may_have_forms_sql("own", "other", "own_full", "other_full", dialect)
    old = may_be_old_sql("own_full", "other_full")
    own, other, own_full, other_full, has_forms, is_old, *told_columns = backend.listed(
        f"""SELECT own, other, own_full, other_full, has_forms, is_old, {columns}
        FROM (SELECT *, {forms} AS has_forms, {old} AS is_old FROM {table}_told WHERE NOT is_equal)
        WHERE has_forms OR is_old OR {may_be_same_sql("own_full", "other_full", dialect)}""",
    )
    is_same = same_names(own, other, own_full, other_full, has_forms, is_old)
    same = list(zip(*(itertools.compress(column, is_same) for column in told_columns), strict=True))
    backend.insert(f"{table}_one_by_one", told_by, same)
    backend.table(
        table,
        f"SELECT {columns} FROM {table}_told WHERE is_equal UNION ALL SELECT {columns} FROM {table}_one_by_one",
    )
    backend.drop(f"{table}_told")
    backend.drop(f"{table}_one_by_one")
