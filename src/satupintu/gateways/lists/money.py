"""Turnover as people write it, as SQL: 'Rp1.200.000,-', '1,2 jt', '± 300rb/hari', '1-2 juta'.

A cell must be understood whole: leftover words make it unreadable (NULL, with a notice), because an amount
taken from the wrong half of a sentence would be worse than none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from satupintu.gateways.lists.grids import NUMBER
from satupintu.gateways.lists.maps import PERIODS
from satupintu.gateways.lists.steps import FINAL, LAST, MORE, PARTS, VALUE, Steps
from satupintu.gateways.lists.values import literal, show, without

if TYPE_CHECKING:
    import duckdb

_UNIT = r"ribuan|ribu|rbu|rb|k|jutaan|juta|jta|jt|milyard|milyar|miliar|mlr|m|triliun|trilyun|t"
_NUMBER = r"\d(?:[\d.,]*\d)?"
_ABOUT = (
    r"(?:rp|idr|\x{00B1}|\+/?-|~|\x{2248}|[.:=(]|kuranglebih|krglebih|krg|sekitar|kira-?kira|kira2|rata-?rata|rata2|antara|"
    r"omzet|omset|mencapai|maks(?:imal)?|min(?:imal)?|lebihdari|lebih|diatas|>=|>|\x{2265}|\x{2264}|kurangdari|dibawah|<=|<|s/?d)*"
)
# Of what stands before a number: that it is the least, or the most, that it may be.
_LEAST, _MOST = r"lebih|diatas|min|>|\x{2265}", r"maks|kurangdari|dibawah|<|\x{2264}|s/?d"
_NEARLY = "(?:kurang|krg)lebih"
_TAIL = r"(?:[.,;][-=]*)?"
_ABOVE = r"lebih|\++|keatas"
_RANGE = r"(?:-|\x{2013}|\x{2014}|s/?\.?d\.?|sampai(?:dengan)?|hingga|~|to)"
_PERIOD = "hari|hri|hr|day|minggu|mgg|pekan|week|bulan|bln|bl|month|tahun|thn|th|year"
_PER = rf"(?:[/@(-]|per|tiap|setiap|se|dalam|dlm)*(?P<per>{_PERIOD})(?:an)?"
_WHOLE = (
    rf"^(?P<about>{_ABOUT})(?P<n1>{_NUMBER})(?P<u1>{_UNIT})?{_TAIL}"
    rf"(?:(?P<range>{_RANGE})?(?:rp\.?|idr)?(?P<n2>{_NUMBER})(?P<u2>{_UNIT})?{_TAIL})?"
    rf"(?:an|rupiah|,-|-)*(?P<above>{_ABOVE})?(?:{_PER})?(?:kotor|bruto)?[.)\-,]*$"
)
_NAMES = ("about", "n1", "u1", "range", "n2", "u2", "above", "per")


def turnover(steps: Steps, name: str = "annual_turnover") -> None:
    """Whole rupiah a year (BIGINT): amount x unit x periods a year.

    The columns `per_year` and `unit` hold what the header states; the cell's own period and unit go before.
    An amount under Rp1,000 without any unit is not believed (NULL): '300' a day means thousands to some. Nor is one of
    which only the least is said ('> 300 juta', '2 jt lebih'): nobody knows how much more it is. Of a range and of
    'maksimal 5 jt' the value is the most, and `<name>_up_to` says so. Nor is a trillion in units.
    """
    pattern = literal(re.sub(r"\?P<\w+>", "", _WHOLE))
    names = ", ".join(literal(one) for one in _NAMES)
    said_again = f"regexp_replace(lower({name}_exact), {literal(f'{_IN_WORDS}|{_REMARK}')}, '', 'g')"
    once = f"CASE WHEN contains({name}_exact, '(') THEN {said_again} ELSE lower({name}_exact) END"
    squeezed = without(f"({once})", _GAPS)
    steps.add(
        PARTS,
        "amount",
        f"CASE WHEN {name}[1] > '\x05' THEN regexp_extract({squeezed}, {pattern}, [{names}]) END",
    )
    steps.add(
        MORE,
        "number",
        f"CASE WHEN starts_with({name}, '{NUMBER}') THEN TRY_CAST({name}_exact AS DOUBLE) * unit END",
    )
    for own, other in (("1", "2"), ("2", "1")):
        word = f"left(CASE WHEN amount.u{own} <> '' THEN amount.u{own} ELSE amount.u{other} END, 1)"
        steps.add(MORE, f"times{own}", f"CASE {word} {_MULTIPLIERS} WHEN '' THEN unit END")
        steps.add(
            VALUE, f"sum{own}", f"times{own} * TRY_CAST({_plain(f'amount.n{own}', f'times{own}')} AS DOUBLE)"
        )
    both = "CASE WHEN amount.range <> '' THEN greatest(sum1, sum2) WHEN times2 < times1 THEN sum1 + sum2 END"
    steps.add(LAST, "rupiah", f"coalesce(number, CASE WHEN amount.n2 = '' THEN sum1 ELSE {both} END)")
    periods = " ".join(f"WHEN {literal(word)} THEN {PERIODS[period]}" for word, period in _PERIODS.items())
    steps.add(LAST, "periods", f"CASE left(amount.per, 2) {periods} ELSE per_year END")
    about = f"regexp_replace(amount.about, {literal(_NEARLY)}, '', 'g')"
    steps.add(LAST, "is_least", f"regexp_matches({about}, {literal(_LEAST)}) OR amount.above <> ''")
    # Whole rupiah under a heading that says millions.
    beyond = f"unit > 1 AND rupiah * periods >= {_BEYOND}"
    believed = f"coalesce(NOT is_least, TRUE) AND (rupiah = 0 OR rupiah >= 1000) AND NOT ({beyond})"
    steps.add(
        FINAL,
        f"{name}_value",
        f"CASE WHEN {believed} THEN TRY_CAST(round(rupiah * periods) AS BIGINT) END",
    )
    is_most = f"regexp_matches({about}, {literal(_MOST)}) OR amount.range <> ''"
    steps.add(FINAL, f"{name}_up_to", f"coalesce({is_most}, FALSE)")


_BEYOND = 1e12  # rupiah a year: twenty times what makes a business large

# Of a text in lower case, or a formula: that it states some sum, readable or not. An error value stood for one, and
# 'besar' says that it is beyond a micro business.
STATES_SUM = (
    r"[0-9]|^=|^-?inf(?:inity)?$|puluh|ratus|ribu|juta|\bjt|\brb|mil[iy]ar|^#(?:ref|n/a|value|div|name|num|null)"
    r"|^(?:usaha )?(?:kecil|menengah|besar)\b"
)


def states_sum(text: str) -> str:
    """SQL for whether a text, or a formula, states some sum, readable or not."""
    return f"regexp_matches(lower({text}), {literal(STATES_SUM)})"


# What may be said of a turnover but not of one sum: 'lebih dari', 'kurang dari', 'antara'; and '(1.200.000)', as a
# bookkeeper writes what is taken back.
_INEXACT = (
    r"lebih|kurang|diatas|dibawah|maks|min|antara|mencapai|rata|omzet|omset|>|<|\x{2265}|\x{2264}|s/?d|\("
)


def sums(source: str) -> str:
    """SELECT of cell, unit, value (whole rupiah): a relation of `money` and `unit` read as turnovers are. What would be
    read as a range, by a period or beyond a bound is no one sum, and has no value."""
    steps = Steps(f"(SELECT *, 1 AS per_year FROM {source})")
    show(steps, "money")
    turnover(steps, "money")
    exact = (
        "coalesce(amount.per, '') = '' AND coalesce(amount.range, '') = ''"
        f" AND coalesce(amount.above, '') = '' AND NOT regexp_matches(coalesce(amount.about, ''), {literal(_INEXACT)})"
    )
    wanted = f"money AS cell, unit, CASE WHEN {exact} THEN money_value END AS value"
    return f"SELECT {wanted} FROM {steps.sql(wanted)}"


def sum_of(con: duckdb.DuckDBPyConnection, written: str) -> int | None:
    """One sum as a person types it, in whole rupiah; None for what is not understood whole."""
    found = con.execute(f"SELECT value FROM ({sums('(SELECT ?::VARCHAR AS money, 1 AS unit)')})", [written])
    value: int | None = found.fetchall()[0][0]
    return value


# '(tiga juta rupiah)': the amount once more in words.
_IN_WORDS = (
    r"\((?:\s*(?:se|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh|ratus|seratus|ribu|"
    r"seribu|juta|sejuta|milyar|miliar|rupiah))+\s*\)"
)
# '(kotor)', '(ramai)': what changes nothing of the amount before it.
_REMARK = (
    r"\(\s*(?:omzet|omset|kotor|bruto|tunai|ramai|sepi|biasa|normal|perkiraan|kira-?kira|kurang lebih|rata-?rata|rata2|"
    r"musim|panen|lebaran|\s)+\)"
)
_GAPS = r"\s'\x{2019}\x{00A0}\x{2000}-\x{200F}\x{202F}\x{FEFF}"
_MULTIPLIERS = "WHEN 'r' THEN 1e3 WHEN 'k' THEN 1e3 WHEN 'j' THEN 1e6 WHEN 'm' THEN 1e9 WHEN 't' THEN 1e12"
_PERIODS = {  # by the first two letters
    "ha": "per_day", "hr": "per_day", "da": "per_day", "mi": "per_week", "mg": "per_week", "pe": "per_week",
    "we": "per_week",
    "bu": "per_month", "bl": "per_month", "mo": "per_month", "ta": "per_year", "th": "per_year", "ye": "per_year",
}  # fmt: skip


def _plain(number: str, times: str) -> str:
    """The digits of a number as a machine reads them. In rupiah dots and commas group thousands and two last
    digits are cents; before a unit such as 'juta' a comma is a decimal, and a dot unless it groups thousands."""
    # '1200.000' was grouped carelessly; '1.200.00' may have lost a digit or have cents, so nobody can say.
    grouped_by = (rf"\d{{1,4}}(?:{dot}\d{{3}})+(?:{other}\d{{1,2}})?|\d{{1,4}}(?:{dot}\d{{3}}){{2,}}{dot}\d{{2}}"
                  for dot, other in ((r"\.", ","), (",", r"\.")))  # fmt: skip
    whole = rf"{'|'.join(grouped_by)}|\d+(?:[.,]\d{{1,2}})?"
    grouped, decimal = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", r"\d+(?:[.,]\d+)?"
    return (
        f"CASE WHEN {times} = 1 THEN CASE WHEN regexp_full_match({number}, {literal(whole)}) "
        f"THEN regexp_replace(regexp_replace({number}, '[.,]\\d{{1,2}}$', ''), '[.,]', '', 'g') END "
        f"WHEN regexp_full_match({number}, {literal(grouped)}) THEN replace(replace({number}, '.', ''), ',', '.') "
        f"WHEN regexp_full_match({number}, {literal(decimal)}) THEN replace({number}, ',', '.') END"
    )


_PERIOD_WORDS = {
    "per_day": r"\b(?:per|se|/|tiap|setiap)?\s*(?:hari|hr|harian|day|daily)\b",
    "per_week": r"\b(?:per|se|/|tiap|setiap)?\s*(?:minggu|mgg|mingguan|pekan|week|weekly)\b",
    "per_month": r"\b(?:per|se|/|tiap|setiap)?\s*(?:bulan|bln|bl|bulanan|month|monthly)\b",
    "per_year": r"\b(?:per|se|/|tiap|setiap)?\s*(?:tahun|thn|th|tahunan|year|yearly|annual|annually|annum|p\.a)\b",
}
_UNIT_WORDS = (
    (1_000_000, re.compile(r"\b(?:jutaan|juta|jt)\b|000[.,\s]?000")),
    (1_000, re.compile(r"\b(?:ribuan|ribu|rb)\b|[(x.\s]\s*000\b|\bx?\s*1[.,]?000\b|'000")),
)
_TURNOVER = re.compile(r"\b(?:omzet|omset|pendapatan|penghasilan|penjualan|turnover)\b")


# '3 bulan terakhir', 'triwulan': several periods in one amount.
_SEVERAL = {
    "2 minggu": "per_2_weeks", "1 minggu": "per_week", "7 hari": "per_week", "1 hari": "per_day",
    "1 bulan": "per_month",
    "2 bulan": "per_2_months", "3 bulan": "per_3_months", "4 bulan": "per_4_months", "6 bulan": "per_6_months",
    "12 bulan": "per_year", "1 tahun": "per_year", "triwulan": "per_3_months", "kuartal": "per_3_months",
    "caturwulan": "per_4_months", "semester": "per_6_months",
}  # fmt: skip
_COUNTS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "dua belas": 12}
_COUNTED = re.compile(
    rf"(?<![\d.,])\b([1-9]\d?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})[ \-]*(?:\(\w+\)\s*)?"
    r"(hari|hr|minggu|mgg|pekan|bulan|bln|tahun|thn|th)\b|\b(triwulan|kuartal|caturwulan|semester)(?:an)?\b"
)
_WHOLE_WORDS = {
    "hr": "hari",
    "mgg": "minggu",
    "pekan": "minggu",
    "bln": "bulan",
    "thn": "tahun",
    "th": "tahun",
}


def period_in(text: str) -> str | None:
    """One of PERIODS when a text names exactly one: 'per bulan', '3 bulan terakhir'; None for '5 bulan', an average of
    several months, or two periods."""
    low = text.lower().replace("_", " ")
    alone = _COUNTED.sub(" ", low)
    found = [period for period, pattern in _PERIOD_WORDS.items() if re.search(pattern, alone)]
    if found:
        return found[0] if len(found) == 1 else None
    counted = {
        _SEVERAL.get(word or f"{_COUNTS.get(count) or count} {_WHOLE_WORDS.get(of, of)}")
        for count, of, word in _COUNTED.findall(low)
    }
    return counted.pop() if len(counted) == 1 and not re.search(r"\brata", low) else None


def period_in_title(lines: str) -> str | None:
    """The period that a title states of the turnover; a monthly report says nothing about it."""
    found = {period_in(line) for line in lines.lower().splitlines() if _TURNOVER.search(line)} - {None}
    return found.pop() if len(found) == 1 else None


def unit_in(text: str) -> int:
    """1,000 for '(dalam ribuan)' or '(Rp 000)', 1,000,000 for '(juta)', otherwise 1."""
    low = text.lower()
    return next((factor for factor, pattern in _UNIT_WORDS if pattern.search(low)), 1)


_UNIT_OF_TITLE = re.compile(r"\bdalam\s+(ribu|juta)(?:an)?\b")


def unit_in_title(lines: str) -> int:
    """The unit that a title states of the amounts below it: 'dalam ribuan rupiah'."""
    found = _UNIT_OF_TITLE.search(lines.lower())
    return (1_000 if found[1] == "ribu" else 1_000_000) if found else 1
