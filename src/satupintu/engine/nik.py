"""The NIK: what its 16 digits say, and whether they can be one; in Python and in SQL, with one pattern.

    clean_nik(text) -> str                                separators removed; '' for a cell that says nothing
    nik_shape(text, is_number=False) -> reason | None     nik_missing, nik_malformed, nik_anomalous, ...
    clean_nik_sql(column), nik_shape_sql(column, is_number_column) -> str    the same as SQL; both take a dialect
    suggest_nik(text) -> str | None                       a sound NIK with look-alike letters read as digits
    nik_birth_parts(nik), nik_birth_date(nik, by), nik_sex(nik), nik_district(nik)   of a sound NIK
    nik_birth_parts_sql, nik_sex_sql, nik_district_sql    the same for columns of sound NIKs

`nik_precision_lost` of a 16-digit NIK is provisional: `is_provisional(text, is_number)`. If the registry
holds exactly that NIK under that name, the caller clears it. Structure: Permendagri codes (province 2,
regency 2, district 2), birth day (women + 40), month, year, serial 4.
"""

import re
from datetime import date

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.facts import BLANKS

# Kemendagri's provinces of today; a NIK of any other province cannot exist.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(first, last + 1)
)
PLACEHOLDERS = frozenset({*(d * 16 for d in "0123456789"), "1234567890123456"})

# Above 2**53 a spreadsheet's number no longer holds every whole number: all of Papua's NIKs.
EXACT_UP_TO = "9007199254740992"

# Spaces (also no-break, thin and zero-width), marks of direction that a copied chat brings along, dots, dashes of
# every kind, apostrophes of every kind.
SEPARATORS = (
    BLANKS + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000\x85"
)
SEPARATORS += "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEPARATORS += ".\u00b7\u2024-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"
SEPARATORS += "'\u2018\u2019\u201a\u201b\u0060\u00b4\u02bc\u2032"
# What people write into a cell to say that there is nothing to write.
NOTHING_WORDS = ("_", "/", "?", "TIDAKADA", "BELUMADA", "TIDAKPUNYA", "BELUMPUNYA", "KOSONG", "NIHIL")

_DAY = "(?:[04][1-9]|[15][0-9]|[26][0-8])"
_DAY_29_30 = "(?:[26]9|[37]0)"
# 29 February needs a year divisible by four: 1900 and 2000 look alike in two digits.
_BIRTH = (
    f"(?:{_DAY}(?:0[1-9]|1[0-2])[0-9]{{2}}"
    f"|{_DAY_29_30}(?:0[13-9]|1[0-2])[0-9]{{2}}"
    "|[37]1(?:0[13578]|1[02])[0-9]{2}"
    "|[26]902(?:[02468][048]|[13579][26]))"
)
SOUND_PATTERN = f"(?:{'|'.join(sorted(PROVINCES))})[0-9]{{4}}{_BIRTH}[0-9]{{4}}"
DIGITS_PATTERN = "[0-9]{16}"
# 3.50711E+15 once its separators are gone, with a dot or a comma; without the plus only a 16-digit number's.
SCIENTIFIC_PATTERN = r"[0-9]+(?:,[0-9]*)?[eE](?:\+[0-9]{1,2}|1[0-9])"

_SOUND = re.compile(SOUND_PATTERN)
_DIGITS = re.compile(DIGITS_PATTERN)
_SCIENTIFIC = re.compile(SCIENTIFIC_PATTERN)
_REMOVE = str.maketrans("", "", SEPARATORS)
_SEPARATOR_CLASS = "[" + "".join(f"\\x{{{ord(one):X}}}" for one in SEPARATORS) + "]+"
_NUMERIC = "'?[0-9][ -~]*"
_LOOK_ALIKE = str.maketrans("OoQDIlL|!ZzSsBGgq", "00001111122558699")


def clean_nik(text: str | None) -> str:
    """The text without separators; '' when nothing, or a word for nothing, was written."""
    cleaned = (text or "").translate(_REMOVE)
    return "" if _upper(cleaned) in NOTHING_WORDS else cleaned


def nik_shape(text: str | None, is_number: bool = False) -> str | None:
    """The identity reason that the digits alone give, or None for a sound NIK.

    `is_number`: the cell held a number, not text, so that a last digit 0, or any digit above 2**53, may be
    the spreadsheet's and not the card's.
    """
    nik = clean_nik(text)
    if not nik:
        return "nik_missing"
    if _SCIENTIFIC.fullmatch(nik):
        return "nik_precision_lost"
    if not _DIGITS.fullmatch(nik):
        return "nik_malformed"
    if nik in PLACEHOLDERS or not _SOUND.fullmatch(nik):
        return "nik_anomalous"
    if is_number and (nik.endswith("0") or nik > EXACT_UP_TO):
        return "nik_precision_lost"
    return None


def is_provisional(text: str | None, is_number: bool) -> bool:
    """Whether the NIK is whole and its only trouble is that a spreadsheet may have lost its last digit."""
    return nik_shape(text, is_number) == "nik_precision_lost" and nik_shape(text) is None


def clean_nik_sql(column: str, dialect: Dialect = DUCKDB) -> str:
    """`clean_nik` of an SQL text expression; NULL becomes ''. What is all digits is passed by untouched."""
    cleaned = dialect.replace_all(f"coalesce({column}, '')", _SEPARATOR_CLASS, "")
    is_ascii = f"{dialect.byte_length(cleaned)} = length({cleaned})"
    ascii_upper = f"CASE WHEN {is_ascii} THEN upper({cleaned}) ELSE '' END"
    marks = dialect.text("".join(one for one in SEPARATORS if " " <= one <= "~"))
    return (
        f"CASE WHEN {dialect.full_match(column, '[0-9]+')} THEN {column} "
        # What begins with a digit is no word for nothing, and plain marks need no pattern to be removed.
        f"WHEN {dialect.full_match(column, _NUMERIC)} THEN translate({column}, {marks}, '') "
        f"WHEN {dialect.one_of(ascii_upper, NOTHING_WORDS)} THEN '' ELSE {cleaned} END"
    )


def nik_shape_sql(
    column: str, is_number_column: str, cleaned: str | None = None, dialect: Dialect = DUCKDB
) -> str:
    """`nik_shape` of two SQL expressions, text and boolean (NULL counts as text); NULL for a sound NIK.

    The common row, 16 sound digits and nothing else, is settled by one pattern. `cleaned` names a column that holds
    `clean_nik_sql(column)` already: planning its pattern seven times costs a small round more than its rows do.
    """
    nik = cleaned or f"({clean_nik_sql(column, dialect)})"
    number = f"coalesce({is_number_column}, FALSE)"
    placeholders = sorted(PLACEHOLDERS)
    lost = f"{number} AND ({{0}} LIKE '%0' OR {{0}} > '{EXACT_UP_TO}')"
    return f"""CASE
  WHEN {dialect.full_match(column, SOUND_PATTERN)} AND NOT {dialect.one_of(column, placeholders)}
    THEN CASE WHEN {lost.format(column)} THEN 'nik_precision_lost' END
  WHEN {nik} = '' THEN 'nik_missing'
  WHEN {dialect.full_match(nik, SCIENTIFIC_PATTERN)} THEN 'nik_precision_lost'
  WHEN NOT {dialect.full_match(nik, DIGITS_PATTERN)} THEN 'nik_malformed'
  WHEN {dialect.one_of(nik, placeholders)} OR NOT {dialect.full_match(nik, SOUND_PATTERN)} THEN 'nik_anomalous'
  WHEN {lost.format(nik)} THEN 'nik_precision_lost'
END"""


def suggest_nik(text: str | None) -> str | None:
    """A sound NIK when look-alike letters are read as digits; only ever a suggestion, never used."""
    cleaned = clean_nik(text)
    guess = cleaned.translate(_LOOK_ALIKE)
    return guess if guess != cleaned and nik_shape(guess) is None else None


def nik_birth_parts(nik: str) -> tuple[int, int, int]:
    """Day, month and two-digit year in a sound NIK."""
    return int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])


def nik_birth_date(nik: str, by: date) -> date:
    """The birth date in a sound NIK, in the latest century that is not after `by`."""
    day, month, year = nik_birth_parts(nik)
    century = by.year // 100 * 100
    while True:
        # 29 February of a century year such as 1900 did not exist: look a century further back.
        leap_day_missing = (day, month) == (29, 2) and not _is_leap(century + year)
        if not leap_day_missing and date(century + year, month, day) <= by:
            return date(century + year, month, day)
        century -= 100


def nik_sex(nik: str) -> str:
    """'L' or 'P' of a sound NIK: women's birth day is raised by 40."""
    return "P" if nik[6] >= "4" else "L"


def nik_district(nik: str) -> str:
    """The dotted code of the district in a sound NIK, '35.07.11'."""
    return f"{nik[0:2]}.{nik[2:4]}.{nik[4:6]}"


def nik_birth_parts_sql(column: str) -> tuple[str, str, str]:
    """SQL for day, month and two-digit year of a column of sound NIKs."""
    return (
        f"(CAST(substr({column}, 7, 2) AS INTEGER) % 40)",
        f"CAST(substr({column}, 9, 2) AS INTEGER)",
        f"CAST(substr({column}, 11, 2) AS INTEGER)",
    )


def nik_sex_sql(column: str) -> str:
    """SQL for `nik_sex` of a column of sound NIKs."""
    return f"CASE WHEN substr({column}, 7, 1) >= '4' THEN 'P' ELSE 'L' END"


def nik_district_sql(column: str) -> str:
    """SQL for `nik_district` of a column of sound NIKs."""
    return f"(substr({column}, 1, 2) || '.' || substr({column}, 3, 2) || '.' || substr({column}, 5, 2))"


def _upper(text: str) -> str:
    """Upper case of ASCII letters only, so that SQL and Python cannot differ."""
    return text.upper() if text.isascii() else text


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
