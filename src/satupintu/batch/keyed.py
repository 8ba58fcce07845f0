"""The row's side of a round: its NIK as a number, the answers to what only the row is asked, and its NIK's flags."""

from __future__ import annotations

from satupintu.batch.work import Work
from satupintu.engine.nik import clean_nik_sql, nik_shape_sql
from satupintu.engine.nik_numbers import (
    birth_sql,
    district_sql,
    is_doubtful_sql,
    is_sound_sql,
    is_woman_sql,
    number_sql,
)
from satupintu.engine.patterns import ROW
from satupintu.engine.reasons import FLAGS, IDENTITY_REASONS
from satupintu.engine.sql import known_sql

FLAG = {name: 1 << place for place, name in enumerate(FLAGS)}
PRECISION_LOST = IDENTITY_REASONS.index("nik_precision_lost") + 1
# Facts of the row itself, kept beside the decision of a round small enough to keep its evidence.
ROW_COLUMNS = (
    "kk", "name", "birth_date", "sex", "address", "rt", "rw", "village", "sector", "phone",
    "annual_turnover", "business_letter", "submitted_at", "proposer",
)  # fmt: skip


def keyed_sql(work: Work, rows: str, *, wide: bool) -> str:
    """SELECT of the rows with `key`, `shape`, packed `answers`, `flags`, `province`; `wide`: and all they say.

    `key` is the NIK as a number where it may be looked up, else NULL; `shape` the code of what its digits alone show
    to be wrong, 0 when nothing is.
    """
    dialect, plan = work.dialect, work.patterns
    facts = sorted({*plan.facts(ROW), "row.village"})
    named = ", ".join(f"{one.removeprefix('row.')} AS {dialect.quoted(one)}" for one in facts)
    clean = f"CASE WHEN number_0 IS NOT NULL THEN nik ELSE {clean_nik_sql('nik', dialect)} END"
    shape = nik_shape_sql("clean", "nik_is_number", "clean", dialect)
    doubtful = f"nik_is_number AND {is_doubtful_sql('number')}"
    sound = f"SELECT *, coalesce({is_sound_sql('number', dialect)}, FALSE) AS is_sound FROM ("
    source = f"""{sound}SELECT *, coalesce(number_0, {number_sql("clean", dialect)}) AS number FROM (
        SELECT *, {clean} AS clean FROM (SELECT *, {named}, {number_sql("nik", dialect)} AS number_0 FROM {rows})))"""
    # A sound number's shape needs no pattern; the others' is told by their text.
    shaped = f"""SELECT *, CASE WHEN is_sound THEN CASE WHEN {doubtful} THEN {PRECISION_LOST} ELSE 0 END
        ELSE {plan.identity_sql(f"({shape})")} END AS shape FROM ({source})"""
    columns = [
        "seq",
        "CASE WHEN is_sound THEN number END AS key",
        "CAST(shape AS TINYINT) AS shape",
        f"{plan.answers_sql(ROW, dialect)} AS answers",
        f"{flags_sql(work)} AS flags",
        f"CASE WHEN is_sound THEN {district_sql('number', dialect)} END AS district",
        f"CAST(coalesce(TRY_CAST(substr({dialect.quoted('row.village')}, 1, 2) AS INTEGER), 0) AS TINYINT) AS province",
    ]
    columns += (
        ["name"] if wide else [f"CASE WHEN {is_name('name')} THEN {dialect.text_hash('name')} END AS name"]
    )
    columns += [compared_sql(work, one, wide=wide) for one in plan.compared(ROW)]
    if wide:
        columns += ["file", "sheet", dialect.quoted("row"), "nik", "nik_is_number"]
        columns += [one for one in ROW_COLUMNS if one != "name"]
    return f"SELECT {', '.join(columns)} FROM ({shaped})"


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
    dialect = work.dialect
    day, month, year = birth_sql("number", dialect)
    born = f"(day(birth_date) <> {day} OR month(birth_date) <> {month} OR year(birth_date) % 100 <> {year})"
    stated = f"TRY_CAST(replace(substr({dialect.quoted('row.village')}, 1, 8), '.', '') AS INTEGER)"
    woman = is_woman_sql("number", dialect)
    raised = {
        "nik_area_differs": f"{stated} <> {district_sql('number', dialect)}",
        "nik_birth_date_differs": born,
        "nik_sex_differs": f"(sex = 'L' AND {woman} OR sex = 'P' AND NOT {woman})",
    }
    bits = " + ".join(f"CASE WHEN {when} THEN {FLAG[name]} ELSE 0 END" for name, when in raised.items())
    return f"CASE WHEN is_sound THEN {bits} ELSE 0 END"
