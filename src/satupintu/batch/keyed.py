"""The row's side of a round: its NIK as a number, the answers to what only the row is asked, and its NIK's flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from satupintu.batch.work import Work
from satupintu.engine.dialects import Dialect
from satupintu.engine.facts import NOTED_FACTS, column_of, fact_type
from satupintu.engine.nik import DIGITS_PATTERN, clean_nik_sql, nik_shape_sql
from satupintu.engine.nik_numbers import (
    MOST,
    NOT_PLACEHOLDER,
    birth_code_sql,
    births_sql,
    district_sql,
    is_doubtful_sql,
    number_sql,
    province_sql,
    provinces_sql,
)
from satupintu.engine.patterns import ROW
from satupintu.engine.reasons import FLAGS, IDENTITY_REASONS
from satupintu.engine.sql import known_sql, upper_ascii, whole_number_sql

FLAG = {name: 1 << place for place, name in enumerate(FLAGS)}
PRECISION_LOST = IDENTITY_REASONS.index("nik_precision_lost") + 1
ANOMALOUS = IDENTITY_REASONS.index("nik_anomalous") + 1
# The key of sixteen zeros, from which other digits are counted down, and the least that a text's hash is below zero.
NO_PROVINCE, HASHED = -(MOST + 1), 1 << 60
# Facts of the row itself, kept beside the decision of a round small enough to keep its evidence.
ROW_COLUMNS = (
    "kk", "name", "birth_date", "sex", "address", "rt", "rw", "village", "village_unread", "sector", "phone",
    "annual_turnover", "turnover_unread", "turnover_up_to", "business_letter", "submitted_at", "proposer",
)  # fmt: skip


def look_up_tables(work: Work) -> None:
    """``births``, ``provinces`` and ``districts``: what the digits of a NIK may say."""
    work.backend.table("births", births_sql())
    work.backend.table("provinces", provinces_sql())
    if work.areas:
        code = "TRY_CAST(replace(code, '.', '') AS BIGINT) AS district"
        work.backend.table("districts", f"SELECT DISTINCT {code} FROM {work.areas} WHERE length(code) = 8")


def keyed_sql(work: Work, rows: str, *, wide: bool) -> str:
    """SELECT of the rows with `key`, `shape`, packed `answers`, `flags`, `province`; `wide`: and all they say.

    `key` tells one NIK from another, and a NIK of 16 digits wholly (`nik_sql`): a sound one as its number, by which it
    is looked up, another as its negative, or from NO_PROVINCE down where it begins with what is no province, and any
    other text as a hash far below those; no list holds what is negative. NULL where there is none. `shape` is the
    code of what its digits alone show to be wrong, 0 when nothing is.
    """
    dialect, plan = work.dialect, work.patterns
    shape = nik_shape_sql("clean", "nik_is_number", "clean", dialect)
    doubtful = f"nik_is_number AND {is_doubtful_sql('number')}"
    # A sound number's shape needs no pattern; the others' is told by their text.
    shape = f"""CASE WHEN is_sound THEN CASE WHEN {doubtful} THEN {PRECISION_LOST} ELSE 0 END
        ELSE {plan.identity_sql(f"({shape})")} END"""
    columns = [
        "seq",
        f"CASE WHEN is_sound THEN number ELSE coalesce(-number, {other_key_sql(dialect)}) END AS key",
        f"CAST({shape} AS TINYINT) AS shape",
        f"{flags_sql(work)} AS flags",
        *("answers", "province", "name", *(() if work.wide else ("list",))),
        *map(dialect.quoted, plan.compared(ROW)),
    ]
    if wide:
        columns += ["file", "sheet", dialect.quoted("row"), "nik", "nik_is_number"]
        columns += [*(one for one in ROW_COLUMNS if one != "name"), *stated_besides(work)]
    return f"SELECT {', '.join(columns)} FROM ({looked_up_sql(work, stated_sql(work, rows, wide=wide))})"


def other_key_sql(dialect: Dialect) -> str:
    """The key of what `number_sql` takes for no number: 16 digits of no province, any other text, nothing."""
    digits = f"{dialect.byte_length('clean')} = 16 AND {dialect.full_match('clean', DIGITS_PATTERN)}"
    hashed = f"-({dialect.text_hash('clean')} | {HASHED})"
    return f"CASE WHEN {digits} THEN {NO_PROVINCE} - TRY_CAST(clean AS BIGINT) WHEN clean <> '' THEN {hashed} END"


def nik_sql(key: str) -> str:
    """The NIK that a key tells, NULL where what was read is none of 16 digits."""
    no_province = f"lpad(CAST({NO_PROVINCE} - {key} AS STRING), 16, '0')"
    return f"""CASE WHEN abs({key}) <= {MOST} THEN CAST(abs({key}) AS STRING)
        WHEN {key} > -{HASHED} THEN {no_province} END"""


def row_numbers_sql(work: Work, rows: str, besides: Mapping[str, str]) -> str:
    """SELECT of what rows that are read where they stand say, as whole numbers, 0 for NULL: all that `keyed_sql` has,
    but that a whole number for a NIK is the `key` whether sound or not, with what the row states beside it.

    `besides`: other whole numbers of the row by name, as SQL over its columns.
    """
    dialect, plan = work.dialect, work.patterns
    shape = plan.identity_sql(f"({nik_shape_sql('clean', 'nik_is_number', 'clean', dialect)})")
    columns = [
        "seq",
        f"coalesce(number, {other_key_sql(dialect)}, 0) AS key",
        f"CAST(CASE WHEN number IS NULL THEN {shape} ELSE 0 END AS TINYINT) AS shape",
        "nik_is_number AS is_number",
        "coalesce(name, 0) AS name",
        "answers",
        "province",
        "CAST(coalesce(stated_area, 0) AS INTEGER) AS area",
        "CAST(coalesce(stated_born, 0) AS INTEGER) AS born",
        "CAST(CASE WHEN stated_sex = 'L' THEN 1 WHEN stated_sex = 'P' THEN 2 ELSE 0 END AS TINYINT) AS sex",
        *(f"coalesce({one}, 0) AS {one}" for one in (*map(dialect.quoted, plan.compared(ROW)), *besides)),
    ]
    others = [f"{sql} AS {one}" for one, sql in besides.items()]
    return f"SELECT {', '.join(columns)} FROM ({stated_sql(work, rows, wide=False, besides=others)})"


def stated_sql(work: Work, rows: str, *, wide: bool, besides: Sequence[str] = ()) -> str:
    """SELECT of what the row alone says: worked out before any join, which would slow every look at a column.

    `besides`: other columns.
    """
    dialect, plan = work.dialect, work.patterns
    noted = [one for one in plan.noted_facts() if column_of(one) in work.columns]
    facts = sorted({*plan.facts(ROW), *noted, "row.village"})
    unsaid = unsaid_facts(work)
    named = ", ".join(f"{unsaid.get(one) or column_of(one)} AS {dialect.quoted(one)}" for one in facts)
    if wide:
        named += "".join(f", {unsaid[one]} AS {column_of(one)}" for one in NOTED_FACTS if one in unsaid)
    village = dialect.quoted("row.village")
    province = part_of_code_sql(work, f"substr({village}, 1, 2)")
    area = part_of_code_sql(work, f"replace(substr({village}, 1, 8), '.', '')")
    upper = dialect.text_hash(upper_ascii("name", dialect))
    name = "name" if wide else f"CASE WHEN {is_name('name')} THEN {upper} END AS name"
    columns = [
        *("seq", "clean", "nik_is_number", name, *(() if work.wide else ("list",))),
        f"coalesce(number_0, {number_sql('clean', dialect)}) AS number",
        f"{plan.answers_sql(ROW, dialect, noted=noted)} AS answers",
        f"CAST(coalesce({province}, 0) AS TINYINT) AS province",
        f"nullif({area}, 0) AS stated_area",  # 00.00.00.0000 says no place
        "day(birth_date) * 10000 + month(birth_date) * 100 + year(birth_date) % 100 AS stated_born",
        "sex AS stated_sex",
        *(compared_sql(work, one, wide=wide) for one in plan.compared(ROW)),
        *besides,
    ]
    if wide:
        columns += ["file", "sheet", dialect.quoted("row"), "nik"]
        columns += [*(one for one in ROW_COLUMNS if one != "name"), *stated_besides(work)]
    # Rows that are read where they stand bring it with them.
    number = number_sql("nik", dialect) if wide else "nik_number"
    clean = f"CASE WHEN number_0 IS NOT NULL THEN nik ELSE {clean_nik_sql('nik', dialect)} END"
    return f"""SELECT {", ".join(columns)} FROM (
        SELECT *, {clean} AS clean FROM (SELECT *, {named}, {number} AS number_0 FROM {rows}))"""


def unsaid_facts(work: Work) -> dict[str, str]:
    """For each fact that a list need not have a column for, where none has, the SQL of an unknown: what only the
    applicant can state, and what is not stated plainly."""
    kinds = work.dialect.types
    return {
        fact: f"CAST(NULL AS {kinds[fact_type(fact)][0]})"
        for fact in (*work.patterns.asked(), *NOTED_FACTS)
        if column_of(fact) not in work.columns
    }


def stated_besides(work: Work) -> list[str]:
    """The asked facts that a row keeps as evidence, less those that are kept for comparing with the registry."""
    kept = set(work.patterns.compared(ROW))
    return [work.dialect.quoted(fact) for fact in work.patterns.asked() if fact not in kept]


def part_of_code_sql(work: Work, digits: str) -> str:
    """Part of a village's code as a number. A nation's lists have dots where a code has them; looking at each of their
    digits would cost seconds."""
    return whole_number_sql(digits, work.dialect) if work.wide else f"TRY_CAST({digits} AS BIGINT)"


def looked_up_sql(work: Work, stated: str) -> str:
    """SELECT of the same with `is_sound` and what the digits of the number say."""
    dialect = work.dialect
    district = "d.district" if work.areas else "NULL"
    joins = (
        f" LEFT JOIN districts d ON d.district = {district_sql('s.number', dialect)}" if work.areas else ""
    )
    return f"""SELECT s.*, b.born, b.is_woman, {district} AS known_district,
            b.birth_code IS NOT NULL AND p.province IS NOT NULL AND {NOT_PLACEHOLDER} AS is_sound
        FROM ({stated}) s LEFT JOIN births b ON b.birth_code = {birth_code_sql("s.number", dialect)}
        LEFT JOIN provinces p ON p.province = {province_sql("s.number", dialect)}{joins}"""


def compared_sql(work: Work, fact: str, *, wide: bool) -> str:
    """A fact that is compared with the other side's, as it stands or as a hash."""
    column = work.dialect.quoted(fact)
    if wide or fact not in work.patterns.texts_compared:
        return column
    return f"CASE WHEN {known_sql(fact, work.dialect)} THEN {work.dialect.text_hash(column)} END AS {column}"


def is_name(column: str) -> str:
    """Whether a name begins with a letter, as nearly all do: then some word of it is left once titles are gone."""
    return f"({column} >= 'A' AND {column} < '[' OR {column} >= 'a' AND {column} < '{{')"


def flags_sql(work: Work) -> str:
    """The flags that a sound NIK raises against what the row states; an INTEGER of bits."""
    raised = {
        "nik_area_differs": f"stated_area <> {district_sql('number', work.dialect)}",
        "nik_birth_date_differs": "stated_born <> born",
        "nik_sex_differs": "stated_sex = CASE WHEN is_woman THEN 'L' ELSE 'P' END",
    }
    if work.areas:
        raised["district_unknown"] = "known_district IS NULL"
    bits = " + ".join(f"CASE WHEN {when} THEN {FLAG[name]} ELSE 0 END" for name, when in raised.items())
    return f"CASE WHEN is_sound THEN {bits} ELSE 0 END"
