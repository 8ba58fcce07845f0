"""The columns of lists that are canonical already: their types, and what is put right of a cell as it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from satupintu.engine.dialects import DUCKDB
from satupintu.engine.facts import (
    ASKED_COLUMNS,
    BOOLEAN,
    DATE,
    INTEGER,
    NOTED_FACTS,
    TEXT,
    UNREAD_FACTS,
    column_of,
    fact_type,
)
from satupintu.gateways.lists.letters import is_usual, is_usual_none, letter
from satupintu.gateways.lists.steps import TIDY, Steps
from satupintu.gateways.lists.values import identity, phone, sex, show, text

KINDS = {
    TEXT: ("VARCHAR",),
    INTEGER: ("BIGINT", "INTEGER", "SMALLINT", "TINYINT"),
    DATE: ("DATE",),
    BOOLEAN: ("BOOLEAN",),
}
# What only the applicant can state (`asked_age`): lists of our own may bring it, and no list has to.
ASKED_TYPES: Mapping[str, tuple[str, ...]] = {
    column: KINDS[fact_type(fact)] for column, fact in ASKED_COLUMNS.items()
}
# What an earlier reading noted of a row, where it had to (`turnover_unread`); no list has to say so.
NOTED_TYPES: Mapping[str, tuple[str, ...]] = {column_of(fact): KINDS[BOOLEAN] for fact in NOTED_FACTS}
# How it was written there.
WRITTEN_TYPES: Mapping[str, tuple[str, ...]] = {
    f"{column_of(fact)}_original": ("VARCHAR",) for fact in UNREAD_FACTS
}
TYPES: Mapping[str, tuple[str, ...]] = {
    "nik": ("VARCHAR", "BIGINT"),
    "kk": ("VARCHAR",),
    "name": ("VARCHAR",),
    "birth_date": ("DATE",),
    "sex": ("VARCHAR",),
    "address": ("VARCHAR",),
    "rt": ("VARCHAR",),
    "rw": ("VARCHAR",),
    "village": ("VARCHAR",),
    "sector": ("VARCHAR",),
    "phone": ("VARCHAR",),
    "annual_turnover": ("BIGINT", "INTEGER"),
    "business_letter": ("VARCHAR",),
    "submitted_at": ("TIMESTAMP",),
    "proposer": ("VARCHAR",),
    **ASKED_TYPES,
    **NOTED_TYPES,
    **WRITTEN_TYPES,
}
NOT_ALWAYS = ASKED_TYPES.keys() | NOTED_TYPES.keys() | WRITTEN_TYPES.keys()

# Digits in groups, as most of the other NIKs are written; `nik_whole` takes ten times as long to say the same.
_GROUPED = "regexp_full_match(nik, '''?[0-9]+(?:[ -]+[0-9]+)* *')"
# A dot may stand before decimals where there is one, but not where there are two.
_DOTTED = "regexp_full_match(nik, '[0-9]+(?:[.][0-9]+){2,}')"
_EXPONENT = r"regexp_full_match(nik, '[0-9][.,][0-9]+[eE]\+?[0-9]+')"
# As most say that there is none; all other words are looked at one by one.
_NONE = "-?|(?:tidak|belum) ada"
# 16 bytes between these two are nearly always 16 digits; what else they may be, the engine looks at.
_PLAIN_KK = "(strlen(kk) = 16 AND kk >= '1' AND kk < ':' AND kk NOT LIKE '%.%' AND kk NOT LIKE '%,%')"
# 13 bytes with dots in their places that spell a number of ten digits are a code; '35.07.1l.2008' is none.
_PLAIN_VILLAGE = (
    "(strlen(village) = 13 AND village LIKE '__.__.__.____'"
    " AND coalesce(TRY_CAST(replace(village, '.', '') AS BIGINT) BETWEEN 1000000000 AND 9999999999, FALSE))"
)
_VILLAGE_DIGITS = "regexp_replace(village, '[^0-9]', '', 'g')"
_VILLAGE_CODE = (
    rf"CASE WHEN length({_VILLAGE_DIGITS}) = 10 THEN regexp_replace({_VILLAGE_DIGITS},"
    r" '^(\d\d)(\d\d)(\d\d)(\d{4})$', '\1.\2.\3.\4') END"
)
_PLAIN_PHONE = (
    "phone >= '02' AND phone < '0:' AND strlen(phone) BETWEEN 8 AND 14 AND NOT contains(phone, '.')"
    " AND TRY_CAST(phone AS BIGINT) IS NOT NULL"
)


def is_number(kind: str) -> str:
    """Whether the NIK was a spreadsheet's number once, which a text with decimals gives away."""
    if kind != "VARCHAR":
        return "FALSE AS nik_is_number"
    tail = _identity("nik_odd") + ".tail"
    # A NIK of digits alone never comes here, as `_identity` wants it.
    has_decimals = "nik_number IS NULL AND (contains(nik, '.0') OR contains(nik, ',0'))"
    return f"CASE WHEN {has_decimals} THEN coalesce({tail} <> '', FALSE) ELSE FALSE END AS nik_is_number"


def village_unread(*, has_unread: bool) -> str:
    """Whether a village is stated that is no code; nearly all are plain codes and looked at no further."""
    steps = Steps("")
    show(steps, "village", marked=False)
    stated = f"{_VILLAGE_CODE} IS NULL AND {steps.expression(text(steps, 'village'))} IS NOT NULL"
    said = "coalesce(village_unread, FALSE) OR " if has_unread else ""
    return f"CASE WHEN {_PLAIN_VILLAGE} THEN FALSE ELSE {said}coalesce({stated}, FALSE) END"


def not_below_zero(name: str, *, has_unread: bool) -> str:
    """SQL of the turnover, or of whether one is stated that nobody can read: below zero it is none."""
    if name == "annual_turnover":
        return "CASE WHEN annual_turnover >= 0 THEN CAST(annual_turnover AS BIGINT) END"
    return f"coalesce(annual_turnover < 0, {'turnover_unread' if has_unread else 'FALSE'})"


def as_read(name: str, kind: str) -> str:
    """SQL of a column as it stands, but for what would otherwise decide wrongly; `kind` is its type in the file."""
    if name == "nik":
        return (
            "CAST(nik AS VARCHAR)"
            if kind != "VARCHAR"
            else f"CASE WHEN nik_number IS NOT NULL THEN nik WHEN {_GROUPED} THEN translate(nik, ' -''', '')"
            f" WHEN {_DOTTED} THEN replace(nik, '.', '') WHEN {_EXPONENT} THEN nik"
            f" WHEN regexp_full_match(nik, '{_NONE}') THEN NULL ELSE {_identity('nik_whole')} END"
        )
    if name == "kk":
        # Without a digit it says that there is none; every list's part is planned anew, so no more is asked.
        grouped = _GROUPED.replace("nik", "kk")
        tidy = f"WHEN {grouped} THEN translate(kk, ' -''', '') WHEN regexp_matches(kk, '[0-9]') THEN kk"
        return f"CASE WHEN {_PLAIN_KK} THEN kk {tidy} END"
    if name == "phone":
        return f"CASE WHEN {_PLAIN_PHONE} THEN phone ELSE {_spelled('phone', phone)} END"
    if name == "business_letter":
        return (
            f"CASE WHEN {is_usual(name)} THEN {name} WHEN {is_usual_none(name)} THEN NULL"
            f" ELSE {_spelled(name, letter)} END"
        )
    if name == "village":
        return f"CASE WHEN {_PLAIN_VILLAGE} THEN village ELSE {_VILLAGE_CODE} END"
    if name == "sex":
        return f"CASE WHEN sex = 'L' OR sex = 'P' THEN sex ELSE {_spelled('sex', sex)} END"
    if name == "annual_turnover" or ASKED_TYPES.get(name) == KINDS[INTEGER]:
        return f"CAST({name} AS BIGINT)"
    return (
        f"nullif({DUCKDB.stripped(name)}, '')"
        if name == "name"
        else f"nullif({name}, '')"
        if kind == "VARCHAR"
        else name
    )


def _identity(wanted: str) -> str:
    steps = Steps("")
    show(steps, "nik", marked=False)
    identity(steps, "nik")
    steps.add(TIDY, "nik_plain", "FALSE")  # asked of others only, so that nothing is looked at twice
    return steps.expression(wanted)


def _spelled(name: str, meaning: Callable[[Steps], None]) -> str:
    """What a cell of any list means, over the column as it stands."""
    steps = Steps("")
    show(steps, name, marked=False)
    meaning(steps)
    return steps.expression(f"{name}_value")
