"""What is compared of a record, and how far two values agree; in Python and in SQL with one meaning.

    comparable(fields, row) / comparable_sql(field)     a value in the one spelling in which it is compared
    compare(field, a, b) / compare_sql(field, l, r)     the level of agreement; in SQL its number, NULL if unknown

Everything compared is plain ASCII, so that lengths and distances mean the same to both. An edit is a character
wrong, missing or too many, or two neighbours swapped.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from satupintu.engine.dialects import DUCKDB
from satupintu.engine.name_words import ABBREVIATIONS, DEGREES, FRONT_TITLES
from satupintu.engine.names import normal_name, normal_name_sql
from satupintu.engine.nik import SOUND_PATTERN
from satupintu.engine.sql import quoted

# In SQL a level is its place in this list, from 1.
LEVELS = ("same", "one_edit", "near", "serial", "similar", "part", "differs")
CODES = {level: place for place, level in enumerate(LEVELS, start=1)}

NIK, IDENTIFIER, NAME, GIVEN, SURNAME = "nik", "identifier", "name", "given", "surname"
DATE, SEX, AREA, HOUSEHOLD, PHONE = "date", "sex", "area", "household", "phone"
TEXT, TRADE, CODE = "text", "trade", "code"
NAMES = (NAME, GIVEN, SURNAME)
_NUMBERS = (NIK, HOUSEHOLD, PHONE)  # one digit repeated is a filler, nobody's number
_FILLER = "|".join(f"{digit}+" for digit in "0123456789") + "|1234567890123456"
_CODES = (NIK, IDENTIFIER, HOUSEHOLD, PHONE, CODE)

ALIKE = 0.88  # Jaro-Winkler's measure, from which names and addresses are much alike
# Words that addresses carry or leave out at will.
_EMPTY_WORDS = (
    " (?:JL|JLN|JALAN|DSN|DUSUN|DS|DESA|DK|DUKUH|KP|KAMPUNG|GG|GANG|LINGK|LINGKUNGAN|BLOK|NO|NOMOR|RT|RW)\\b"
)
# In a name of plain words without any of these there is nothing to do but to sort them.
_NAME_WORDS = sorted(
    {
        word
        for words in (FRONT_TITLES, DEGREES, *ABBREVIATIONS.values(), "ALIAS ALS")
        for word in words.replace("|", " ").split()
    }
    - set(ABBREVIATIONS)
)
_ELABORATE = f"^ | $|  |(?:^| )(?:[A-Z]|{'|'.join(_NAME_WORDS)})(?: |$)"
_SOUND = re.compile(SOUND_PATTERN)
# Who applies is grown: a year of birth above this is of the last century.
LAST_OF_THIS_CENTURY = "10"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing compared: its `id`, its kind, and the column that holds it (by default named like it).

    `nik_column`: where a blank birth date or sex is read from, as far as the NIK there is sound.
    """

    id: str
    kind: str
    column: str = ""
    nik_column: str = ""

    @property
    def source(self) -> str:
        """The column's name."""
        return self.column or self.id


ROUND = (
    Field("nik", NIK),
    Field("name", NAME),
    Field("birth_date", DATE, nik_column="nik"),
    Field("sex", SEX, nik_column="nik"),
    Field("village", AREA),
    Field("kk", HOUSEHOLD),
    Field("phone", PHONE),
    Field("address", TEXT),
    Field("sector", TRADE),
)


def comparable(fields: Iterable[Field], row: Mapping[str, object]) -> dict[str, str | None]:
    """Field id -> the row's value in the spelling in which it is compared; None where it says nothing."""
    return {field.id: _comparable(field, row) for field in fields}


def compare(field: Field, a: str | None, b: str | None) -> str | None:
    """How far two comparable values agree; None where either is unknown."""
    if a is None or b is None:
        return None
    if a == b:
        return "same"
    if field.kind in NAMES:
        return _compare_names(a, b)
    if field.kind in (TEXT, TRADE):
        return "similar" if _likeness(a, b) >= ALIKE else "differs"
    if field.kind == AREA:
        return "part" if a[:6] == b[:6] else "differs"
    return _compare_codes(field.kind, a, b)


def one_edit(a: str, b: str) -> bool:
    """Whether one edit leads from one text to the other."""
    from rapidfuzz.distance import OSA

    if len(a) == len(b):
        apart = _places_apart(a, b)
        return apart == 1 or (apart == 2 and OSA.distance(a, b) == 1)
    return abs(len(a) - len(b)) == 1 and _likeness(a, b) >= 0.8 and OSA.distance(a, b) == 1


def comparable_sql(field: Field) -> str:
    """`comparable` of one field as an SQL expression over its column."""
    column = quoted(field.source)
    value = _plain_sql(field.kind, column)
    if not field.nik_column:
        return value
    nik = quoted(field.nik_column)
    from_nik = (
        _born_sql(nik)
        if field.kind == DATE
        else f"CASE WHEN substr({nik}, 7, 1) >= '4' THEN 'P' ELSE 'L' END"
    )
    return f"coalesce({value}, CASE WHEN regexp_full_match({nik}, '{SOUND_PATTERN}') THEN {from_nik} END)"


def compare_sql(field: Field, left: str, right: str) -> str:
    """`compare` of two SQL expressions of comparable values, as the level's number in LEVELS.

    Costly distances stand in the branches of a CASE, which are computed only for the rows that reach them.
    """
    cases = [("same", f"{left} = {right}")]
    if field.kind in NAMES:
        likeness = f"jaro_winkler_similarity({left}, {right})"
        words = f"list_has_any(string_split({left}, ' '), string_split({right}, ' '))"
        cases += [
            ("one_edit", one_edit_sql(left, right)),
            ("similar", f"{likeness} >= {ALIKE}"),
            ("part", words),
        ]
    elif field.kind in (TEXT, TRADE):
        cases += [("similar", f"jaro_winkler_similarity({left}, {right}) >= {ALIKE}")]
    elif field.kind == AREA:
        cases += [("part", f"left({left}, 6) = left({right}, 6)")]
    else:
        cases += _code_cases(field.kind, left, right)
    lines = " ".join(f"WHEN {test} THEN {CODES[level]}" for level, test in cases)
    unknown = f"{left} IS NULL OR {right} IS NULL"
    return f"CAST(CASE WHEN {unknown} THEN NULL {lines} ELSE {CODES['differs']} END AS UTINYINT)"


def one_edit_sql(left: str, right: str) -> str:
    """`one_edit` of two SQL expressions that differ. Two places apart are a swap only with the same characters, which
    is told twenty times as fast as the distance."""
    swapped = (
        f"CASE WHEN jaccard({left}, {right}) = 1 THEN damerau_levenshtein({left}, {right}) = 1 ELSE false END"
    )
    same_length = f"CASE hamming({left}, {right}) WHEN 1 THEN true WHEN 2 THEN {swapped} ELSE false END"
    likeness = f"jaro_winkler_similarity({left}, {right})"
    one_more = f"CASE WHEN {likeness} >= 0.8 THEN levenshtein({left}, {right}) = 1 ELSE false END"
    return (
        f"CASE WHEN length({left}) = length({right}) THEN {same_length}"
        f" WHEN abs(length({left}) - length({right})) = 1 THEN {one_more} ELSE false END"
    )


def _comparable(field: Field, row: Mapping[str, object]) -> str | None:
    value = _plain(field.kind, row.get(field.source))
    if value is None and field.nik_column:
        return _from_nik(field.kind, str(row.get(field.nik_column) or ""))
    return value


def _plain(kind: str, value: object) -> str | None:
    text = "" if value is None else str(value)
    if kind in NAMES:
        return normal_name(text) or None
    if kind in (TEXT, TRADE):
        plain = re.sub("[^0-9A-Za-z]+", " ", text).upper()
        telling = re.sub(_EMPTY_WORDS, "", f" {plain} ") if kind == TEXT else plain
        return telling.strip(" ") or None
    code = re.sub("[^0-9A-Za-z]", "", text).upper()
    if kind in _CODES:
        is_filler = kind in _NUMBERS and re.fullmatch(_FILLER, code)
        # 3,50711E+15 is what a spreadsheet makes of every family card of a regency.
        is_none = kind == HOUSEHOLD and not re.fullmatch("[0-9]*", code)
        return None if is_filler or is_none else code or None
    if kind == SEX:
        return code if code in ("L", "P") else None
    if kind == DATE:
        day = text.replace("-", "")[:8]
        return day if re.fullmatch("[0-9]{8}", day) else None
    return text.replace(".", "") or None


def _plain_sql(kind: str, column: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    if kind in NAMES:
        is_plain = (
            f"regexp_full_match({text}, '[A-Za-z ]+') AND NOT regexp_matches(upper({text}), '{_ELABORATE}')"
        )
        plain = f"array_to_string(list_sort(string_split(upper({text}), ' ')), ' ')"
        return f"nullif(CASE WHEN {is_plain} THEN {plain} ELSE {normal_name_sql(text)} END, '')"
    if kind in (TEXT, TRADE):
        is_plain = f"regexp_full_match({text}, '[0-9A-Za-z]+(?: [0-9A-Za-z]+)*')"
        words = f"CASE WHEN {is_plain} THEN {text} ELSE regexp_replace({text}, '[^0-9A-Za-z]+', ' ', 'g') END"
        plain = f"upper({words})"
        telling = (
            f"regexp_replace(' ' || {plain} || ' ', '{_EMPTY_WORDS}', '', 'g')" if kind == TEXT else plain
        )
        return f"nullif(trim({telling}, ' '), '')"
    code = f"nullif(upper(regexp_replace({text}, '[^0-9A-Za-z]', '', 'g')), '')"
    if kind in _NUMBERS:
        # Most are digits and nothing else, or filler: both are told by one pattern, without being written anew.
        digits = f"CASE WHEN regexp_full_match({text}, '[0-9]+') THEN {text} ELSE {code} END"
        is_none = f" AND regexp_full_match({digits}, '[0-9]+')" if kind == HOUSEHOLD else ""
        return f"CASE WHEN NOT regexp_full_match({digits}, '{_FILLER}'){is_none} THEN {digits} END"
    if kind in _CODES:
        return code
    if kind == SEX:
        return f"CASE WHEN {DUCKDB.one_of(code, ('L', 'P'))} THEN {code} END"
    if kind == DATE:
        day = f"left(replace({text}, '-', ''), 8)"
        return f"CASE WHEN regexp_full_match({day}, '[0-9]{{8}}') THEN {day} END"
    return f"nullif(replace({text}, '.', ''), '')"


def _from_nik(kind: str, nik: str) -> str | None:
    if not _SOUND.fullmatch(nik):
        return None
    if kind == SEX:
        return "P" if nik[6] >= "4" else "L"
    century = "20" if nik[10:12] <= LAST_OF_THIS_CENTURY else "19"
    return f"{century}{nik[10:12]}{nik[8:10]}{_without_sex(nik[6])}{nik[7]}"


def _born_sql(nik: str) -> str:
    century = f"CASE WHEN substr({nik}, 11, 2) <= '{LAST_OF_THIS_CENTURY}' THEN '20' ELSE '19' END"
    return (
        f"{century} || substr({nik}, 11, 2) || substr({nik}, 9, 2)"
        f" || translate(substr({nik}, 7, 1), '4567', '0123') || substr({nik}, 8, 1)"
    )


def _compare_names(a: str, b: str) -> str:
    if one_edit(a, b):
        return "one_edit"
    if _likeness(a, b) >= ALIKE:
        return "similar"
    return "part" if set(a.split(" ")) & set(b.split(" ")) else "differs"


def _compare_codes(kind: str, a: str, b: str) -> str:
    if kind == SEX:
        return "differs"
    if kind == NIK and _born_alike(a) == _born_alike(b) is not None:
        return "serial"
    if one_edit(a, b) or (kind == DATE and a == b[:4] + b[6:] + b[4:6]):
        return "one_edit"
    if kind in (NIK, IDENTIFIER, DATE) and len(a) == len(b) and _places_apart(a, b) <= 2:
        return "near"
    return "differs"


def _code_cases(kind: str, left: str, right: str) -> list[tuple[str, str]]:
    if kind == SEX:
        return []
    cases = []
    if kind == NIK:
        folded = "substr({0}, 1, 6) || translate(substr({0}, 7, 1), '4567', '0123') || substr({0}, 8, 5)"
        alike = f"length({left}) = 16 AND length({right}) = 16"
        cases.append(("serial", f"{alike} AND {folded.format(left)} = {folded.format(right)}"))
    if kind == DATE:
        turned = f"{left} = left({right}, 4) || right({right}, 2) || substr({right}, 5, 2)"
        cases.append(("one_edit", turned))
    cases.append(("one_edit", one_edit_sql(left, right)))
    if kind in (NIK, IDENTIFIER, DATE):
        near = f"CASE WHEN length({left}) = length({right}) THEN hamming({left}, {right}) <= 2 ELSE false END"
        cases.append(("near", near))
    return cases


def _born_alike(nik: str) -> str | None:
    """Where and when a NIK of 16 says that its holder was born, man or woman; the serial number left out."""
    return nik[:6] + _without_sex(nik[6]) + nik[7:12] if len(nik) == 16 else None


def _without_sex(tens: str) -> str:
    """The first digit of the day of birth: women's is raised by four."""
    return tens.translate(str.maketrans("4567", "0123"))


def _places_apart(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=True))


def _likeness(a: str, b: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return float(JaroWinkler.similarity(a, b))
