"""The meaning of cells, as SQL over whole columns: names, NIK and KK, dates, phones, RT/RW.

Each function adds to the steps what it needs to read one raw column and ends with `<field>_value`, NULL
where nobody can say. Nothing is guessed and nothing blank becomes a value. Regular expressions are RE2's;
they are few and plain, because for a village's list compiling them takes longer than using them.
"""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import zip_longest

from satupintu.engine.dialects import DUCKDB
from satupintu.engine.months import BEGINNINGS
from satupintu.gateways.lists.grids import DATE, NUMBER, OTHER, UNSAVED
from satupintu.gateways.lists.steps import LAST, MORE, PARTS, SHOWN, TIDY, VALUE, Steps

_SILENT = r"[ -/:-@\[-`{-~–—…•·¨û☒☐✗✘❌]*"  # punctuation, empty and crossed boxes
# What people type for "none". A cell of punctuation alone says the same.
_NONE = (
    r"(?:belum|blm|tidak|tdk|tak|nggak|gak|ga)(?:\s*(?:ada|punya|memiliki|tahu|diketahui|diisi|terdaftar|py))?|nihil|"
    r"kosong|none|null|nan|n/?a|nil|not available|xxx+"
)
_SPACES = r"\s\x{000B}\x{0085}\x{00A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}"
_INVISIBLE = r"\x{00AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}"
QUOTES = r"'`\"\x{00B4}\x{2018}-\x{201F}\x{2032}\x{02B9}-\x{02BC}\x{FF07}"
_DASHES = r"\-\x{2010}-\x{2015}\x{2212}"
SEPARATORS = rf".,_\x{{00B7}}\x{{2024}}{_DASHES}{QUOTES}{_SPACES}{_INVISIBLE}"
# Three letters each, a line of twelve for every spelling.
_MONTHS = "".join(f"{word} " for line in zip_longest(*BEGINNINGS, fillvalue="---") for word in line)
# How people write a sex, without separators and in lower case.
MALE = ("l", "lk", "laki", "lakilaki", "lakil", "laki2", "pria", "m", "male", "lelaki")
FEMALE = ("p", "pr", "perempuan", "prempuan", "wanita", "w", "f", "female")
# Two digits of a year: up to here they mean 20.., above it 19... Nobody younger than about ten runs a business.
PIVOT = 15
LAST_BIRTH = 2029
# A telephone as a number with its decimals, and one in which a letter stands for a digit: '081234567890.0', 'O812…'.
PHONE_DECIMALS = r"^\s*(\+?\d{9,})[.,]00?\s*$"
PHONE_SPOILT = r"(?:^|[^A-Za-z0-9])[OoIl][0-9]|[0-9][OoIl](?:[^A-Za-z]|$)"


def literal(text: str) -> str:
    """A Python string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def path_literal(path: str) -> str:
    """A path as an SQL literal for reading: brackets and stars in it are letters, not patterns."""
    return literal(re.sub(r"([\[*?])", r"[\1]", path))


def without(value: str, characters: str) -> str:
    """A text less some characters (the inside of an RE2 class)."""
    return f"regexp_replace({value}, {literal(f'[{characters}]+')}, '', 'g')"


def is_none(value: str) -> str:
    """Whether a lower-case text is a word for none: 'belum ada', '(tidak ada)', 'nihil', '-'."""
    pattern = f"{_SILENT}(?:{_NONE})?{_SILENT}"
    return f"regexp_full_match({value}, {literal(pattern)})"


def no_number(value: str) -> str:
    """Whether a lower-case text says in more words that there is none: 'belum punya KTP', 'tidak bawa KTP'."""
    return f"regexp_full_match({value}, '(?:belum|blm|tidak|tdk|tak)[^0-9a-z][^0-9]*')"


def show(steps: Steps, name: str, *, marked: bool = True) -> None:
    """`<name>_exact`: the cell's text without the mark of its kind, which only `marked` fields have."""
    marks = literal(NUMBER + DATE + OTHER + UNSAVED)
    steps.add(SHOWN, f"{name}_exact", f"nullif(ltrim({name}, {marks}), '')" if marked else name)


def text(steps: Steps, name: str) -> str:
    """`<name>_text`: words with single spaces, nothing invisible, NULL when blank or a word for none."""
    spaced = f"regexp_replace({name}_exact, {literal(f'[{_SPACES}]+')}, ' ', 'g')"
    cleaned = f"trim({without(spaced, _INVISIBLE)}, ' ''`’‘´')"
    plain = f"regexp_full_match({name}_exact, '[!-&(-_a-~](?: ?[!-~])*')"
    tidy = steps.add(TIDY, f"{name}_tidy", f"CASE WHEN {plain} THEN {name}_exact ELSE {cleaned} END")
    return steps.add(PARTS, f"{name}_text", f"CASE WHEN NOT {is_none(f'lower({tidy})')} THEN {tidy} END")


def words(steps: Steps, name: str) -> None:
    steps.add(VALUE, f"{name}_value", text(steps, name))


def person(steps: Steps, name: str = "name") -> None:
    """A name without a number that numbers the row."""
    steps.add(VALUE, f"{name}_value", f"regexp_replace({text(steps, name)}, '^[0-9]{{1,4}}[.)] +', '')")


def village(steps: Steps, name: str = "village") -> None:
    """`village_code`: a code of ten digits, dotted or plain, as '35.07.11.2008'; names are looked up elsewhere."""
    said = text(steps, name)
    code = r"^(\d\d)[. -]?(\d\d)[. -]?(\d\d)[. -]?([123]\d{3})$"
    dotted_code = r"\d\d\.\d\d\.\d\d\.\d{4}"  # not '13 letters and a dot': 'Ds.Banjarsari' is a name
    dotted = f"regexp_replace({said}, {literal(code)}, '\\1.\\2.\\3.\\4')"
    steps.add(MORE, f"{name}_dotted", dotted)
    steps.add(
        VALUE,
        f"{name}_code",
        f"CASE WHEN regexp_full_match({name}_dotted, {literal(dotted_code)}) THEN {name}_dotted END",
    )


def identity(steps: Steps, name: str) -> None:
    """`<name>_whole`: a NIK or KK without its separators. Scientific text stays, to be seen for what it is."""
    digits = steps.add(TIDY, f"{name}_plain", f"regexp_full_match({name}_exact, '[0-9]+')")
    steps.add(PARTS, f"{name}_shown", f"CASE WHEN NOT {digits} THEN trim({name}_exact) END")
    bare = f"CASE WHEN {digits} THEN {name}_exact ELSE {without(f'{name}_exact', SEPARATORS)} END"
    steps.add(PARTS, f"{name}_bare", bare)
    odd = r"^(?:('?\d{11,}[.,]00?)|(\d[.,]\d+[eE]\+?\d+))$"
    found = f"regexp_extract(trim({name}_exact), {literal(odd)}, ['tail', 'power'])"
    steps.add(PARTS, f"{name}_odd", f"CASE WHEN NOT {digits} THEN {found} END")
    label = r"(?i)^(?:no|nomor)?(?:nik|ktp|kk|nkk)?[:=;/]*"
    steps.add(
        MORE,
        f"{name}_whole",
        f"CASE WHEN {digits} THEN {name}_exact "
        f"WHEN {name}_odd.tail <> '' THEN left({name}_bare, -length(regexp_extract({name}_shown, '0+$'))) "
        f"WHEN {name}_odd.power <> '' THEN {name}_shown "
        f"WHEN {is_none(f'lower({name}_shown)')} OR {no_number(f'lower({name}_shown)')} THEN NULL "
        f"ELSE nullif(regexp_replace({name}_bare, {literal(label)}, ''), '') END",
    )


def identities(steps: Steps, *, pairs: bool = True, says_number: bool = False) -> None:
    """`nik_value`, `kk_value` and `nik_is_number`; with `pairs` also where both numbers stand in one cell."""
    if not says_number:
        marked = f"starts_with(nik, {literal(NUMBER)})"
        steps.add(VALUE, "nik_is_number", f"coalesce({marked} OR nik_odd.tail <> '', false)")
    if pairs:
        _pairs(steps)
    else:
        steps.add(LAST, "nik_value", "nik_whole")
        steps.add(LAST, "kk_value", "kk_whole")


def _pairs(steps: Steps) -> None:
    """NIK and KK of one cell, told apart by their labels, by the header's order, or by the KK's own column;
    otherwise left as read, which is no NIK."""
    run = r"\d(?:[ .\-'\x{00A0}\x{200B}\x{2019}]{0,2}\d){13,16}"  # one number of about sixteen digits
    parted = f"list_transform(regexp_extract_all(nik_shown, {literal(run)}), lambda run: {without('run', SEPARATORS)})"
    halves = "[nik_bare[1:16], nik_bare[17:32]]"
    both = "length(nik_bare) = 32 AND regexp_full_match(nik_bare, '[0-9]+')"
    steps.add(MORE, "runs", f"CASE WHEN {both} THEN {halves} WHEN length(nik_bare) >= 28 THEN {parted} END")
    # '3507… (KK) / 3507… (NIK)': a cell that begins with a number and its label in brackets, or ends with a label.
    label = "(?:nik|ktp|n?kk|keluarga)"
    bracketed = rf"\s*\([^0-9/|;)]{{0,9}}{label}[^0-9a-z]{{0,3}}\)"
    is_behind = rf"(?i)^\W*{run}(?:{bracketed}|.*[^a-z]{label}\W*$)"
    behind = f"regexp_matches(nik_shown, {literal(is_behind)})"
    for said, label in (("said_nik", "nik|ktp"), ("said_kk", "n?kk|keluarga")):
        before = f"(?i)(?:^|[^a-z])(?:{label})[^0-9a-z]{{0,6}}({run})"
        after = rf"(?i)({run})[\s(.:=\-]{{0,4}}(?:no|kartu|nomor)?[\s.]{{0,2}}(?:{label})(?:[^a-z]|$)"
        first = f"regexp_extract(nik_shown, {literal(before)}, 1)"
        number = f"CASE WHEN {behind} THEN regexp_extract(nik_shown, {literal(after)}, 1) ELSE {first} END"
        found = f"nullif({without(f'({number})', SEPARATORS)}, '')"
        steps.add(MORE, said, f"CASE WHEN NOT nik_plain THEN {found} END")
    # In a column of both, a cell with a divider still says which half is the NIK when that half is blank or spoilt.
    # A dash between spaces or a comma divides where nothing stronger does.
    strong, weak = r"[/|&;\n]", r"(?:(?:^|\s)[\-–—](?:\s|$)|,(?:\s|$))"
    of_strong, of_weak = (f"len(regexp_extract_all(nik_shown, {literal(one)}))" for one in (strong, weak))
    divided = f"({of_strong} = 1 OR ({of_strong} = 0 AND {of_weak} = 1))"
    halved = f"{divided} AND pair <> '' AND (runs IS NULL OR len(runs) < 2)"
    split = (f"regexp_split_to_array(nik_shown, {literal(f' *{one} *')})" for one in (strong, weak))
    halves_shown = f"CASE WHEN {of_strong} = 1 THEN {next(split)} ELSE {next(split)} END"
    half = f"({halves_shown})[CASE pair WHEN 'nik kk' THEN 1 ELSE 2 END]"
    steps.add(
        VALUE,
        "half",
        f"CASE WHEN NOT nik_plain AND said_nik IS NULL AND said_kk IS NULL AND {halved} THEN {half} END",
    )
    steps.add(
        VALUE,
        "order_of_pair",
        "CASE WHEN half IS NOT NULL THEN 'half' "
        "WHEN said_nik IS NOT NULL AND (said_kk IS NOT NULL OR len(runs) = 2) THEN 'said' "
        "WHEN said_kk IS NOT NULL AND runs IS NULL THEN 'only kk' WHEN len(runs) = 2 THEN "
        "CASE WHEN runs[2] = said_kk THEN 'nik kk' WHEN runs[1] = said_kk THEN 'kk nik' "
        "WHEN runs[1] = runs[2] THEN 'nik kk' WHEN pair <> '' THEN pair "
        "WHEN runs[2] = kk_bare THEN 'nik kk' WHEN runs[1] = kk_bare THEN 'kk nik' END END",
    )
    steps.add(
        LAST,
        "nik_value",
        "CASE order_of_pair WHEN 'said' THEN said_nik WHEN 'nik kk' THEN runs[1] WHEN 'kk nik' THEN runs[2] "
        f"WHEN 'half' THEN CASE WHEN {is_none('lower(half)')} THEN NULL "
        r"WHEN regexp_full_match(half, '\d[.,]\d+[eE]\+?\d+') THEN half "
        f"ELSE nullif({without('half', SEPARATORS)}, '') END "
        "WHEN 'only kk' THEN NULL ELSE nik_whole END",
    )
    steps.add(
        LAST,
        "kk_value",
        "coalesce(kk_whole, said_kk, CASE order_of_pair WHEN 'nik kk' THEN runs[2] WHEN 'kk nik' THEN runs[1] "
        "WHEN 'said' THEN list_filter(runs, lambda run: run <> said_nik)[1] END)",
    )


def day(steps: Steps, name: str, result: str = "") -> str:
    """A DATE, day before month always, NULL when impossible. Serial numbers count from the column `epoch`."""
    gap, near = r"\s*[-/.,\s]\s*", r"[\s\-/.,']*"
    dmy = rf"(\d{{1,2}})(?:{gap}(\d{{1,2}}){gap}|{near}([a-z]{{3,}}){near})(\d{{4}}|\d{{2}})"
    ymd = rf"(\d{{4}}){gap}(\d{{1,2}}){gap}(\d{{1,2}})"
    english = r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
    pattern = (
        rf"(?:^|[^0-9])(?:{dmy}|{ymd}|{english})(?:[^0-9]|$)|^\s*(\d{{4,5}})(?:\.\d+)?\s*$|^\s*(\d{{8}})\s*$"
    )
    low = f"regexp_replace(lower({name}_exact), '\\b(?:tgl|tanggal|bln|bulan|thn|tahun)\\b\\.?', ' ', 'g')"
    names = "['d', 'm', 'n', 'y', 'y2', 'm2', 'd2', 'n3', 'd3', 'y3', 'serial', 'solid']"
    # Most cells end in '31-12-1987' with no digit before it: one cheap look instead of the search for all the rest.
    shape = "[^0-9]*[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{4}"
    plain = steps.add(TIDY, f"{name}_plain", f"coalesce(regexp_full_match({name}_exact, '{shape}'), false)")
    found = f"regexp_extract({low}, {literal(pattern)}, {names})"
    parts = steps.add(PARTS, f"{name}_parts", f"CASE WHEN NOT {plain} THEN {found} END")
    last = f"right({name}_exact, 10)"
    turned = f"{last}[7:] || '-' || {last}[4:5] || '-' || {last}[:2]"
    year = steps.add(MORE, f"{name}_year", f"{parts}.y || {parts}.y2 || {parts}.y3")
    word = steps.add(
        MORE, f"{name}_word", f"strpos({literal(_MONTHS)}, left(nullif({parts}.n || {parts}.n3, ''), 3))"
    )
    solid = f"{parts}.solid"
    forward, backward = f"try_strptime({solid}, '%Y%m%d')", f"try_strptime({solid}, '%d%m%Y')"
    # No month is the 19th or the 20th: a century stands there only where the day stands first.
    eight = (
        f"CASE WHEN {solid}[5:6] IN ('19', '20') THEN {backward} "
        f"WHEN {solid} BETWEEN '19' AND '21' THEN {forward} END"
    )
    serial = f"TRY_CAST({parts}.serial AS INTEGER)"
    month = f"CASE WHEN {word} > 0 THEN CAST(({word} - 1) // 4 % 12 + 1 AS VARCHAR) ELSE {parts}.m || {parts}.m2 END"
    century = f"CASE WHEN length({year}) > 2 THEN '' WHEN {year} <= '{PIVOT}' THEN '20' ELSE '19' END"
    written = f"{century} || {year} || '-' || {month} || '-' || {parts}.d || {parts}.d2 || {parts}.d3"
    return steps.add(
        VALUE,
        result or f"{name}_value",
        f"CASE WHEN starts_with({name}, '{DATE}') THEN TRY_CAST(left({name}_exact, 10) AS DATE) "
        f"WHEN {plain} THEN TRY_CAST({turned} AS DATE) "
        f"WHEN {year} <> '' THEN TRY_CAST({written} AS DATE) WHEN {solid} <> '' THEN CAST({eight} AS DATE) "
        f"WHEN {serial} BETWEEN 3000 AND 59999 THEN epoch + {serial} END",
    )


def birth(steps: Steps, name: str = "birth_date") -> None:
    """A DATE on which somebody alive can have been born: 1080 and 2080 are slips of the hand."""
    date = day(steps, name, f"{name}_day")
    lives = f"{date} BETWEEN DATE '1900-01-01' AND DATE '{LAST_BIRTH}-12-31'"
    steps.add(LAST, f"{name}_value", f"CASE WHEN {lives} THEN {date} END")


def moment(steps: Steps, name: str = "submitted_at") -> None:
    """A TIMESTAMP: the day, with the time of day where the cell states one."""
    pattern = r"[\sT](\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)"
    clock = steps.add(
        PARTS, f"{name}_clock", f"replace(regexp_extract({name}_exact, {literal(pattern)}, 1), '.', ':')"
    )
    date = day(steps, name, f"{name}_day")
    full = f"{date} || ' ' || {clock} || CASE WHEN length({clock}) <= 5 THEN ':00' ELSE '' END"
    steps.add(LAST, f"{name}_value", f"coalesce(TRY_CAST({full} AS TIMESTAMP), CAST({date} AS TIMESTAMP))")


def phone(steps: Steps, name: str = "phone") -> None:
    """'08…' or another number beginning with 0, 8 to 14 digits; the first where a cell holds two. NULL where a letter
    stands for a digit: what is left would be somebody else's."""
    whole = f"regexp_replace({name}_exact, {literal(PHONE_DECIMALS)}, '\\1')"
    bare = without(whole, f"().{_DASHES}{QUOTES}{_SPACES}{_INVISIBLE}")
    found = f"regexp_extract({bare}, '^\\D*?(?:\\+?(?:00)?62|0)?0?([2-9]\\d{{6,12}})(?:\\D|$)', 1)"
    spoilt = f"regexp_matches({name}_exact, {literal(PHONE_SPOILT)})"
    steps.add(VALUE, f"{name}_value", f"CASE WHEN NOT {spoilt} THEN '0' || nullif({found}, '') END")


def sex(steps: Steps, name: str = "sex") -> None:
    low = steps.add(TIDY, f"{name}_low", without(f"lower({name}_exact)", SEPARATORS + "/()"))
    is_man, is_woman = (DUCKDB.one_of(low, words) for words in (MALE, FEMALE))
    steps.add(VALUE, f"{name}_value", f"CASE WHEN {is_man} THEN 'L' WHEN {is_woman} THEN 'P' END")


def neighbourhood(steps: Steps, present: Set[str]) -> None:
    """RT and RW as '003': from their own columns, from one shared, or from the address where there is neither."""
    tries: dict[str, list[str]] = {"rt": [], "rw": []}
    for label in ("rt", "rw"):
        if label in present:
            found = f"regexp_extract(lower({label}_exact), '^[^0-9]{{0,8}}(\\d{{1,3}})[^0-9]*$', 1)"
            tries[label].append(steps.add(PARTS, f"{label}_own", _undated(label, found)))
    if "rt_rw" in present:
        _shared(steps, tries)
    if "rt_address" in present:
        _in_address(steps, tries)
    for label, found_in in tries.items():
        found = ", ".join(f"nullif({one}, '')" for one in found_in) or "NULL"
        steps.add(VALUE, f"{label}_found", f"TRY_CAST(coalesce({found}, NULL) AS INTEGER)")
        steps.add(
            LAST, f"{label}_value", f"CASE WHEN {label}_found > 0 THEN printf('%03d', {label}_found) END"
        )


def _undated(name: str, found: str) -> str:
    """Nothing from a date that Excel made of '3/1'."""
    return f"CASE WHEN NOT starts_with({name}, '{DATE}') THEN {found} END"


def _shared(steps: Steps, tries: dict[str, list[str]]) -> None:
    """From 'RT 3 RW 1' by label, from '003/001' by place, from '003001' and from '003' alone."""
    low = steps.add(TIDY, "rt_rw_low", _undated("rt_rw", "lower(rt_rw_exact)"))
    both = r"^(?:r[tw])?\W*(?:r[tw])?\W*(\d{1,3})(?:[\s/\\.,;&|-]+(?:r[tw])?|r[tw])\W*(\d{1,3})\D*$"
    pattern = (
        both + r"|^\s*(\d{3})(\d{3})\s*$|^[^a-z0-9/]*/\s*(\d{1,3})[^a-z0-9]*$|^\D{0,5}(\d{1,3})[^a-z0-9]*$"
    )
    parts = steps.add(
        PARTS, "rt_rw_parts", f"regexp_extract({low}, {literal(pattern)}, ['a', 'b', 'c', 'd', 'f', 'e'])"
    )
    turned = (
        "CASE WHEN starts_with(ltrim(rt_rw_low), 'rt') THEN false WHEN starts_with(ltrim(rt_rw_low), 'rw') THEN true "
        "ELSE rw_first AND rt_rw_parts.e = '' END"
    )
    steps.add(MORE, "rt_rw_turned", turned)
    first, second, lone = f"({parts}.a || {parts}.c)", f"({parts}.b || {parts}.d || {parts}.f)", f"{parts}.e"
    tries["rt"].append(f"CASE WHEN rt_rw_turned THEN {second} ELSE {first} || {lone} END")
    tries["rw"].append(f"CASE WHEN rt_rw_turned THEN {first} || {lone} ELSE {second} END")


def _in_address(steps: Steps, tries: dict[str, list[str]]) -> None:
    """As an address mentions them: 'Dsn Krajan RT 07 RW 02', 'RT/RW 007/002', 'Krajan 007/002'."""
    low = steps.add(TIDY, "address_low", "lower(rt_address_exact)")
    both = r"\brt\s*[./]?\s*(?:rw)?\W{0,3}(\d{1,3})\s*(?:[/,\-]?\s*rw\W{0,3}|[/\-]\s*)(\d{1,3})\b"
    pattern = both + r"|\b(\d{3})\s*/\s*(\d{3})\b"
    steps.add(
        PARTS, "address_parts", f"regexp_extract({low}, {literal(pattern)}, ['rt', 'rw', 'rt2', 'rw2'])"
    )
    for label in ("rt", "rw"):
        lone = f"regexp_extract({low}, '\\b{label}\\W{{0,3}}(\\d{{1,3}})\\b', 1)"
        paired = f"address_parts.{label} || address_parts.{label}2"
        found = f"CASE WHEN {paired} <> '' THEN {paired} ELSE {lone} END"
        tries[label].append(steps.add(MORE, f"{label}_in_address", found))
