"""The meaning of cells, as SQL over whole columns: NIK, dates, money, phones, RT/RW.

Each function takes the SQL of a cell's text (marked with its kind, see grids) and gives the SQL of its
value, NULL where nobody can say. Nothing is guessed and nothing blank becomes a value. Regular expressions
are RE2's.
"""

from __future__ import annotations

from satupintu.gateways.lists.grids import DATE, NUMBER, OTHER, UNSAVED

# What people type for "none". A cell of punctuation alone says the same.
_NONE = (
    r"(belum|blm|tidak|tdk|tak|nggak|gak|ga)(\s*(ada|punya|memiliki|tahu|diketahui|diisi|terdaftar|py))?|nihil|kosong|"
    r"none|null|nan|n/?a|nil|na|#n/?a|not available|xxx+|-+\s*(belum|tidak)\s+ada\s*-*"
)
# A letter not yet there is no letter.
_NO_LETTER = (
    r"(belum|blm|tidak|tdk|tak|tanpa|masih|dalam|sedang|akan|menyusul|proses|diproses|dlm|on\s+process|in\s+process|"
    r"nihil|kosong|no|false|none|null|nan|hilang|0+|x)([^\p{L}\p{N}].*)?"
)
_SILENT = r"[^\p{L}\p{N}]*"  # punctuation and signs alone
SEPARATORS = r"[\s\x{00A0}\x{00AD}\x{1680}\x{180E}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}-\x{2064}\x{3000}\x{FEFF}" \
    r".,\-\x{2010}-\x{2015}\x{2212}'`\x{00B4}\x{2018}-\x{201B}\x{2032}\x{02B9}-\x{02BC}\x{FF07}\"_]"  # fmt: skip
_GAPS = r"[\s\x{00A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+"
_INVISIBLE = r"[\x{00AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{2064}\x{FEFF}]"
_MONTHS = (
    "CASE left({m}, 3) WHEN 'jan' THEN 1 WHEN 'feb' THEN 2 WHEN 'peb' THEN 2 WHEN 'mar' THEN 3 WHEN 'mrt' THEN 3 "
    "WHEN 'apr' THEN 4 WHEN 'mei' THEN 5 WHEN 'may' THEN 5 WHEN 'jun' THEN 6 WHEN 'jul' THEN 7 WHEN 'agu' THEN 8 "
    "WHEN 'agt' THEN 8 WHEN 'ags' THEN 8 WHEN 'aug' THEN 8 WHEN 'sep' THEN 9 WHEN 'okt' THEN 10 WHEN 'oct' THEN 10 "
    "WHEN 'nov' THEN 11 WHEN 'nop' THEN 11 WHEN 'des' THEN 12 WHEN 'dec' THEN 12 END"
)
# Two digits of a year: up to here they mean 20.., above 19... Nobody younger than about ten runs a business.
PIVOT = 15


def literal(text: str) -> str:
    """A Python string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def is_kind(cell: str, mark: str) -> str:
    return f"starts_with({cell}, {literal(mark)})"


def shown(cell: str) -> str:
    """The cell as it stands: without the mark of its kind, NULL when blank."""
    return f"nullif(ltrim({cell}, {literal(NUMBER + DATE + OTHER + UNSAVED)}), '')"


def text(cell: str) -> str:
    """Words with single spaces, nothing invisible, no text mark; NULL when blank or a word for none."""
    tidy = f"regexp_replace({shown(cell)}, {literal(_INVISIBLE)}, '', 'g')"
    tidy = f"trim(regexp_replace({tidy}, {literal(_GAPS)}, ' ', 'g'))"
    tidy = f"regexp_replace({tidy}, {literal(chr(94) + chr(39) + '+')}, '')"
    return f"CASE WHEN regexp_full_match({tidy}, {literal(_SILENT)}) OR {is_none(tidy)} THEN NULL ELSE {tidy} END"


def is_none(value: str) -> str:
    pattern = f"(?i){_SILENT}({_NONE}){_SILENT}"
    return f"regexp_full_match({value}, {literal(pattern)})"


def letter_text(tidy: str, cell: str) -> str:
    """A business letter: NULL when the cell says there is none, or none yet; a tick says there is one."""
    pattern = f"(?i){_SILENT}({_NO_LETTER})"
    ticks = r"[\x{2713}\x{2714}\x{221A}\x{2611}\x{2705}\x{F0FC}]"
    no_letter = f"regexp_full_match({tidy}, {literal(pattern)})"
    return (
        f"CASE WHEN {tidy} IS NULL AND regexp_matches({cell}, {literal(ticks)}) THEN 'ada' "
        f"WHEN NOT {no_letter} THEN {tidy} END"
    )


def digits_of_identity(cell: str) -> str:
    """A NIK or KK without its separators. Scientific text stays as it stands, so that it is seen for what it is."""
    value = shown(cell)
    bare = f"regexp_replace({value}, {literal(SEPARATORS)}, '', 'g')"
    labelled = f"regexp_replace({bare}, '(?i)^(?:no|nomor)?(?:nik|ktp|kk|nkk)?[:=;]*', '')"
    return (
        f"CASE WHEN {value} IS NULL OR {is_none(value)} THEN NULL "
        f"WHEN regexp_full_match(trim({value}), '\\d[.,]\\d+[eE]\\+?\\d+') THEN trim({value}) "
        f"WHEN {has_decimal_tail(cell)} THEN regexp_extract({value}, '\\d+') "
        f"WHEN regexp_matches({bare}, '\\d') THEN nullif({labelled}, '') "
        f"ELSE nullif({bare}, '') END"
    )


def has_decimal_tail(cell: str) -> str:
    """'3507111705716301.0': a number that some program wrote out as text."""
    return f"regexp_full_match(trim({shown(cell)}), '''?\\d{{11,}}[.,]0{{1,2}}')"


def day(cell: str, epoch: str) -> str:
    """A DATE, day before month always. `epoch` is the SQL of the day that Excel's serial numbers count from."""
    low = f"regexp_replace(lower({shown(cell)}), '\\b(tgl|tanggal|bln|bulan|thn|tahun)\\b\\.?', ' ', 'g')"
    edge = "(?:^|[^0-9])"
    dmy = _parts(
        low, rf"{edge}(\d{{1,2}})\s*[-/.,\s]\s*(\d{{1,2}})\s*[-/.,\s]\s*(\d{{4}}|\d{{2}})(?:[^0-9]|$)", "dmy"
    )
    ymd = _parts(low, rf"{edge}(\d{{4}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})(?:[^0-9]|$)", "ymd")
    named = _parts(
        low, rf"{edge}(\d{{1,2}})[\s\-/.,]*([a-z]{{3,}})[\s\-/.,']*(\d{{4}}|\d{{2}})(?:[^0-9]|$)", "dmy"
    )
    english = _parts(
        low, r"(?:^|[^a-z])([a-z]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[^0-9]|$)", "mdy"
    )
    serial = f"TRY_CAST(regexp_extract({shown(cell)}, '^(\\d{{4,5}})(?:\\.\\d+)?$', 1) AS INTEGER)"
    solid = f"regexp_extract({shown(cell)}, '^\\d{{8}}$')"
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL "
        f"WHEN {is_kind(cell, DATE)} THEN TRY_CAST(left({shown(cell)}, 10) AS DATE) "
        f"WHEN {serial} BETWEEN 3000 AND 59999 THEN {epoch} + {serial} "
        f"WHEN {solid} <> '' THEN coalesce({_date_of_digits(solid)}) "
        f"ELSE coalesce({_date(ymd)}, {_date(dmy)}, {_date(named, named=True)}, {_date(english, named=True)}) END"
    )


def _parts(value: str, pattern: str, names: str) -> str:
    listed = ", ".join(literal(name) for name in names)
    return f"regexp_extract({value}, {literal(pattern)}, [{listed}])"


def _date(parts: str, *, named: bool = False) -> str:
    month = _MONTHS.format(m=f"{parts}.m") if named else f"TRY_CAST({parts}.m AS INTEGER)"
    year = f"TRY_CAST({parts}.y AS INTEGER)"
    full = f"CASE WHEN length({parts}.y) = 2 THEN {year} + CASE WHEN {year} <= {PIVOT} THEN 2000 ELSE 1900 END ELSE {year} END"
    return f"TRY_CAST(printf('%04d-%02d-%02d', {full}, {month}, TRY_CAST({parts}.d AS INTEGER)) AS DATE)"


def _date_of_digits(eight: str) -> str:
    forward = f"TRY_CAST({eight}[1:4] || '-' || {eight}[5:6] || '-' || {eight}[7:8] AS DATE)"
    backward = f"TRY_CAST({eight}[5:8] || '-' || {eight}[3:4] || '-' || {eight}[1:2] AS DATE)"
    return f"CASE WHEN {eight}[1:4] BETWEEN '1900' AND '2100' THEN {forward} END, {backward}"


def moment(cell: str, date: str) -> str:
    """A TIMESTAMP: the day, with the time of day where the cell states one."""
    time = _parts(shown(cell), r"[\sT](\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", "hms")
    seconds = (
        f"coalesce(TRY_CAST({time}.h AS INTEGER) * 3600 + TRY_CAST({time}.m AS INTEGER) * 60 "
        f"+ coalesce(TRY_CAST({time}.s AS INTEGER), 0), 0)"
    )
    return f"CAST({date} AS TIMESTAMP) + to_seconds({seconds})"


def phone(cell: str) -> str:
    """'08…' or another number beginning with 0, 8 to 14 digits; the first where a cell holds two."""
    first = f"regexp_extract({shown(cell)}, '\\+?\\d[\\d \\t\\x{{00A0}}().\\-\\x{{2010}}-\\x{{2015}}]{{6,}}')"
    digits = f"regexp_replace({first}, '\\D', '', 'g')"
    normal = (
        f"regexp_replace(regexp_replace({digits}, '^(?:00|0)?62(?:0)?([2-9]\\d{{6,}})$', '0\\1'), '^8', '08')"
    )
    return f"nullif(regexp_extract({normal}, '^0\\d{{7,13}}$'), '')"


def sex(cell: str) -> str:
    low = f"regexp_replace(lower({shown(cell)}), '[^a-z]', '', 'g')"
    return (
        f"CASE WHEN {low} IN ('l', 'lk', 'laki', 'lakilaki', 'lakil', 'pria', 'm', 'male', 'lelaki', 'cowok') THEN 'L' "
        f"WHEN {low} IN ('p', 'pr', 'perempuan', 'wanita', 'w', 'f', 'female', 'cewek', 'prempuan') THEN 'P' END"
    )


def neighbourhood(cell: str, label: str, place_in_pair: int | str) -> str:
    """'003' from a cell of RT and RW, by its label or by its place; NULL from a date Excel made of '3/1'."""
    low = f"lower({shown(cell)})"
    labelled = f"regexp_extract({low}, '(?:^|[^a-z]){label}[^a-z0-9/]*0*(\\d{{1,3}})(?:[^0-9]|$)', 1)"
    plain_pair = f"regexp_extract({low}, '^(?:rt)?[^a-z0-9]*(?:r[tw])?[^a-z0-9]*(\\d{{1,3}})(?:[\\s/\\\\\\-.,;&|]+)(\\d{{1,3}})\\D*$', {place_in_pair})"
    run = f"regexp_extract({low}, '^(\\d{{3}})(\\d{{3}})$', {place_in_pair})"
    lone = (
        f"CASE WHEN {place_in_pair} = 1 THEN regexp_extract({low}, '^\\D{{0,5}}(\\d{{1,3}})$', 1) ELSE '' END"
    )
    found = (
        f"coalesce(nullif({labelled}, ''), nullif({plain_pair}, ''), nullif({run}, ''), nullif({lone}, ''))"
    )
    return f"CASE WHEN NOT {is_kind(cell, DATE)} THEN {three_digits(found)} END"


def single_number(cell: str) -> str:
    """'003' from a cell that holds an RT or an RW alone."""
    found = f"nullif(regexp_extract(lower({shown(cell)}), '^[^0-9]{{0,8}}0*(\\d{{1,3}})[^0-9]*$', 1), '')"
    return f"CASE WHEN NOT {is_kind(cell, DATE)} THEN {three_digits(found)} END"


def in_address(cell: str, label: str) -> str:
    """RT or RW as an address mentions it: 'Dsn Krajan RT 07 RW 02', 'RT/RW 007/002'."""
    low = f"lower({shown(cell)})"
    place = 1 if label == "rt" else 2
    both = f"regexp_extract({low}, 'rt\\s*[./]?\\s*rw\\W*(\\d{{1,3}})\\s*[/\\-]\\s*(\\d{{1,3}})', {place})"
    slashed = f"regexp_extract({low}, '(?:^|[^a-z])rt\\W{{0,3}}(\\d{{1,3}})\\s*/\\s*(?:rw\\W*)?(\\d{{1,3}})', {place})"
    lone = f"regexp_extract({low}, '(?:^|[^a-z]){label}\\W{{0,3}}(\\d{{1,3}})(?:[^0-9]|$)', 1)"
    return three_digits(f"coalesce(nullif({both}, ''), nullif({slashed}, ''), nullif({lone}, ''))")


def three_digits(found: str) -> str:
    return f"CASE WHEN TRY_CAST({found} AS INTEGER) > 0 THEN lpad(ltrim({found}, '0'), 3, '0') END"
