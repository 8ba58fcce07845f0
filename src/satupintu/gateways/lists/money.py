"""Turnover as people write it, as SQL: 'Rp1.200.000,-', '1,2 jt', '± 300rb/hari', '1-2 juta'.

A cell must be understood whole: leftover words make it unreadable (NULL, with a notice), because an amount
taken from the wrong half of a sentence would be worse than none.
"""

from __future__ import annotations

import re

from satupintu.gateways.lists.grids import DATE, NUMBER, OTHER
from satupintu.gateways.lists.maps import PERIODS
from satupintu.gateways.lists.values import is_kind, literal, shown

_UNIT = r"ribuan|ribu|rbu|rb|k|jutaan|juta|jta|jt|million|milyard|milyar|miliar|mlr|m|triliun|trilyun|t"
_NUMBER = r"\d(?:[\d.,]*\d)?"
_ABOUT = (
    r"(?:rp|idr|\x{00B1}|\+/?-|~|\x{2248}|[.:=(]|kuranglebih|krglebih|krg|sekitar|kira-?kira|kira2|rata-?rata|rata2|antara|"
    r"omzet|omset|mencapai|maks(?:imal)?|min(?:imal)?|lebihdari|lebih|diatas|>=|>|kurangdari|dibawah|<=|<|s/?d)*"
)
_MORE = r"lebihdari|diatas|>"
_TAIL = r"(?:[.,][-=]*)?"
_RANGE = r"(?:-|\x{2013}|\x{2014}|s/?\.?d\.?|sampai(?:dengan)?|hingga|~|to)"
_PER = r"(?:[/@(]|per|tiap|setiap|se)*(?P<{}>hari|hri|hr|day|minggu|mgg|week|bulan|bln|bl|month|tahun|thn|th|year)(?:an)?"
_WHOLE = (
    rf"^(?P<about>{_ABOUT})(?P<n1>{_NUMBER})(?P<u1>{_UNIT})?{_TAIL}"
    rf"(?:(?P<range>{_RANGE})?(?:rp\.?|idr)?(?P<n2>{_NUMBER})(?P<u2>{_UNIT})?{_TAIL})?"
    rf"(?:an|rupiah|,-|-)*(?:{_PER.format('per')})?[.)\-,]*$"
)
_NAMES = ("about", "n1", "u1", "range", "n2", "u2", "per")
_DAYLIKE, _WEEKLIKE, _MONTHLIKE = (
    ("hari", "hri", "hr", "day"),
    ("minggu", "mgg", "week"),
    ("bulan", "bln", "bl", "month"),
)


def money_parts(cell: str) -> str:
    """The parts of an amount as a STRUCT: what it is, in which unit, up to what, for which period."""
    squeezed = f"regexp_replace(lower({shown(cell)}), '[\\s\\x{{00A0}}\\x{{2000}}-\\x{{200F}}''\\x{{FEFF}}]+', '', 'g')"
    pattern = re.sub(r"\?P<\w+>", "", _WHOLE)
    names = ", ".join(literal(name) for name in _NAMES)
    return f"regexp_extract({squeezed}, {literal(pattern)}, [{names}])"


def rupiah_a_year(cell: str, parts: str, per_year: str, unit: str) -> str:
    """Whole rupiah a year (BIGINT): amount x unit x periods a year.

    `per_year` and `unit` are the SQL of what the header states; the cell's own period and unit go before.
    An amount under Rp1,000 without any unit is not believed (NULL): '300' a day means thousands to some.
    """
    periods = (
        f"CASE WHEN {parts}.per IN {_DAYLIKE} THEN {PERIODS['per_day']} "
        f"WHEN {parts}.per IN {_WEEKLIKE} THEN {PERIODS['per_week']} "
        f"WHEN {parts}.per IN {_MONTHLIKE} THEN {PERIODS['per_month']} "
        f"WHEN {parts}.per <> '' THEN 1 ELSE {per_year} END"
    )
    number = f"TRY_CAST({shown(cell)} AS DOUBLE) * {unit}"
    amount = f"CASE WHEN {is_kind(cell, NUMBER)} THEN {number} ELSE {_upper(parts, unit)} END"
    believed = f"CASE WHEN ({amount}) = 0 OR ({amount}) >= 1000 THEN ({amount}) END"
    above = f"CASE WHEN regexp_matches({parts}.about, {literal(_MORE)}) THEN 1 ELSE 0 END"
    return (
        f"CASE WHEN {is_kind(cell, DATE)} OR {is_kind(cell, OTHER)} THEN NULL "
        f"ELSE TRY_CAST(round((({believed}) + coalesce({above}, 0)) * {periods}) AS BIGINT) END"
    )


def _upper(parts: str, unit: str) -> str:
    """The amount a text states; of a range the upper end, of '1 juta 500 ribu' the sum."""
    own1, own2 = _multiplier(f"{parts}.u1"), _multiplier(f"{parts}.u2")
    first, second = _plain(f"{parts}.n1", f"{parts}.u1"), _plain(f"{parts}.n2", f"{parts}.u2")
    one = f"{first} * coalesce({own1}, {own2}, {unit})"
    two = f"{second} * coalesce({own2}, {own1}, {unit})"
    return (
        f"CASE WHEN coalesce({parts}.n1, '') = '' THEN NULL WHEN {parts}.n2 = '' THEN {one} "
        f"WHEN {parts}.range <> '' THEN greatest({one}, {two}) "
        f"WHEN {own2} < {own1} THEN {one} + {two} END"
    )


def _multiplier(word: str) -> str:
    return (
        f"CASE WHEN {word} = '' THEN NULL WHEN {word}[1] = 'r' OR {word} = 'k' THEN 1e3 "
        f"WHEN {word}[1] = 'j' OR {word} = 'million' THEN 1e6 WHEN {word}[1] = 'm' THEN 1e9 "
        f"WHEN {word}[1] = 't' THEN 1e12 END"
    )


def _plain(number: str, unit: str) -> str:
    """A number by its dots and commas: Indonesian grouping first, then English, then decimals."""

    def case(pattern: str, digits: str, condition: str = "") -> str:
        return f"WHEN {condition}regexp_full_match({number}, '{pattern}') THEN TRY_CAST({digits} AS DOUBLE)"

    no_dots, no_commas, bare = f"replace({number}, '.', '')", f"replace({number}, ',', '')", f"{unit} = '' AND "
    cases = (
        case(r"\d+", number),
        case(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", f"replace({no_dots}, ',', '.')"),
        case(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", no_commas, bare),
        case(r"\d{1,3}(\.\d{3})+\.\d{2}", f"left({no_dots}, -2)"),
        case(r"\d{1,3}(,\d{3})+,\d{2}", f"left({no_commas}, -2)", bare),
        case(r"\d+[.,]\d+", f"replace({number}, ',', '.')"),
    )
    return f"CASE {' '.join(cases)} END"


_PERIOD_WORDS = {
    "per_day": r"\b(?:per|se|/|tiap|setiap)?\s*(?:hari|hr|harian|day|daily)\b",
    "per_week": r"\b(?:per|se|/|tiap|setiap)?\s*(?:minggu|mgg|mingguan|week|weekly)\b",
    "per_month": r"\b(?:per|se|/|tiap|setiap)?\s*(?:bulan|bln|bl|bulanan|month|monthly)\b",
    "per_year": r"\b(?:per|se|/|tiap|setiap)?\s*(?:tahun|thn|th|tahunan|year|yearly|annual|annually|annum|p\.a)\b",
}
_UNIT_WORDS = (
    (1_000_000, re.compile(r"\b(?:jutaan|juta|jt)\b|000[.,\s]?000")),
    (1_000, re.compile(r"\b(?:ribuan|ribu|rb)\b|[(x.\s]\s*000\b|\b1[.,]?000\b|'000")),
)
_TURNOVER = re.compile(r"\b(?:omzet|omset|pendapatan|penghasilan|penjualan|turnover)\b")


def period_in(text: str) -> str | None:
    """'per_day', 'per_week', 'per_month' or 'per_year' when a text names exactly one of them."""
    low = text.lower().replace("_", " ")
    found = [period for period, pattern in _PERIOD_WORDS.items() if re.search(pattern, low)]
    return found[0] if len(found) == 1 else None


def period_in_title(lines: str) -> str | None:
    """The period that a title states of the turnover; a monthly report says nothing about it."""
    found = {period_in(line) for line in lines.lower().splitlines() if _TURNOVER.search(line)} - {None}
    return found.pop() if len(found) == 1 else None


def unit_in(text: str) -> int:
    """1,000 for '(dalam ribuan)' or '(Rp 000)', 1,000,000 for '(juta)', otherwise 1."""
    low = text.lower()
    return next((factor for factor, pattern in _UNIT_WORDS if pattern.search(low)), 1)
