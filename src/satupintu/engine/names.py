"""Names: what may differ between a list and the civil registry without being another person.

    normal_name(text) -> str              canonical form; equal forms are the same person by our rule
    normal_name_sql(column) -> str        the same as an SQL expression
    same_name(a, b) -> bool               also forgives initials and one typing error; for unequal forms only

Forgiven: titles, degrees, abbreviations, case, order, punctuation, aliases in brackets, an initial or a word without
vowels in the place of its name, what stands beside a name (I, Ni, Boru, Bin with the father's), the spelling of before
1972, and one typing error (a letter wrong, missing, too many or swapped with its neighbour, or a space so). Nothing
else: a missing second name or two errors are a difference, for a person to judge; so is a letter that makes a man's
name a woman's (Sumarno, Sumarni), or another of a short one (Ani, Adi).

Python, DuckDB and Spark run the same steps with the same patterns, over ASCII only, so that they cannot drift apart.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from satupintu.engine.dialects import DUCKDB, Dialect
from satupintu.engine.name_words import ABBREVIATIONS, DEGREES, FRONT_TITLES
from satupintu.engine.sql import literal

# Letters with marks and the plain letters they become, one to one; everything outside is treated as a space.
_MARKED = (
    "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž"
    "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎĐÈÉÊËĒĔĖĘĚĜĞĠĢĤĦÌÍÎÏĨĪĬĮİĴĶĹĻĽĿŁÑŃŅŇÒÓÔÕÖØŌŎŐŔŖŘŚŜŞŠŢŤŦÙÚÛÜŨŪŬŮŰŲŴÝŸŶŹŻŽ"
)
_PLAIN = "AAAAAAAAACCCCCDDEEEEEEEEEGGGGHHIIIIIIIIIJKLLLLLNNNNOOOOOOOOORRRSSSSTTTUUUUUUUUUUWYYYZZZ" * 2
# Apostrophes and combining marks vanish, so that MA'RUF is MARUF.
_VANISHING = "'`\u00b4\u2018\u2019\u201a\u201b\u02bc\u2032" + "".join(map(chr, range(0x300, 0x370)))
_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Patterns that mean the same to Python's re, to RE2 and to Java. What the last three match is dropped; each needs a
# space beside it, so that of words with single spaces between them at least one always stays.
# A bracket that a column too narrow cut off ends with the name.
_BRACKETS = r"[(\[][^()\[\]]*(?:[)\]]|$)"
# "(Alm.)" is no alias: it says that the person has died, so it stays and a person must look.
_LATE = r"[(\[] *ALM(?:H|ARHUM|ARHUMAH)?[^A-Z0-9()\[\]]*(?:[)\]]|$)"
# "Sdr/i" is one title; in "Sdr. I Made" the I is the name's.
_EITHER, _EITHER_TITLE = "SDR[. ]*/[. ]*I(?:[^A-Z0-9]|$)", "SDRI "
_OTHER = "[^A-Z0-9]+"
_DROPPED = (
    " (?:ALIAS|ALS) .*$",
    f"(?: (?:{DEGREES}))+$",
    f"^(?:(?:{FRONT_TITLES}) )+",
)
# A name in upper case without this is changed by none of the steps.
_ASKS = (
    f"[^A-Z0-9 ]|^ | $|  | (?:ALIAS|ALS) | (?:{DEGREES})$|^(?:{FRONT_TITLES}) "
    f"|(?:^| )(?:{'|'.join(ABBREVIATIONS.values())})(?: |$)"
)
_SPACED = re.compile(_OTHER).sub
_DROPS = tuple(re.compile(pattern).sub for pattern in _DROPPED)
_TABLE = str.maketrans(_LOWER + _MARKED, _UPPER + _PLAIN, _VANISHING)
# What `same_name` forgives besides, and WORD_FORMS finds in full names: short forms of two names and of one ...
_JOINED = frozenset({"FX", "YB", "IB", "IA", "AA"})
_CONSONANT = "[B-DF-HJ-NP-TV-XZ]"
_CONSONANTS = re.compile(_CONSONANT + "{2,4}").fullmatch
# ... what is set before a name, in Bali and elsewhere, and what stands before the father's ...
_PARTICLES = frozenset({"I", "NI"})
_BIN = re.compile("BIN|BINTI").fullmatch
# And, which OLD_FORMS finds: Van Ophuijsen's spelling, and Abdul as it is heard before Rahman, Salam.
_OLD_SPELLING = (("OE", "U"), ("DJ", "J"), ("TJ", "C"))
_ABDUL = re.compile(r"\bABDU(?:L ?|([RSNTDZ]) ?(?=\1)|(?=[RSNTDZ]))").sub
WORD_FORMS = f"(?:^| )(?:{_CONSONANT}{{2,4}}|IB|IA|AA|YB|NI|BIN|BINTI|BORU)(?: |$)"
OLD_FORMS = ("OE", "DJ", "TJ", "ABDU")
_SHORT, _ALIKE = 4, ({"I", "Y"}, {"J", "Y"})  # letters of a name that one letter makes another, but for these
_FULL_NAMES = {short: full for full, shorts in ABBREVIATIONS.items() for short in shorts.split("|")}


def normal_name(text: str) -> str:
    """Upper case, marks, titles and degrees gone, abbreviations written out, the words sorted; maybe ''."""
    return " ".join(sorted(_FULL_NAMES.get(word, word) for word in words_of(text)))


def words_of(text: str) -> list[str]:
    """The name's words as written, without titles and degrees; a title that is all there is stays."""
    plain = _bare(text)
    for drop in _DROPS:
        plain = drop("", plain, count=1)
    return plain.split(" ") if plain else []


def _bare(text: str) -> str:
    """Upper case, single spaces, no marks, nothing in brackets."""
    plain = text.translate(_TABLE)
    if "/" in plain:
        plain = re.sub(_EITHER, _EITHER_TITLE, plain)
    if "(" in plain or "[" in plain:
        unbracketed = re.sub(_BRACKETS, " ", re.sub(_LATE, " ALM ", plain))
        plain = unbracketed if re.search("[A-Z0-9]", unbracketed) else plain
    return _SPACED(" ", plain).strip(" ")


def same_name(a: str | None, b: str | None) -> bool:
    """Whether two written names may be one person's; False when either says nothing. Never raises."""
    ours, theirs = words_of(a or ""), words_of(b or "")
    if not ours or not theirs:
        return False
    if _are_same(ours, theirs):
        return True
    # "H. Santoso" is no Haji where the other is Heri, nor is "Bambang S.P." of agriculture.
    if _same_with_initials(_bare(a or "").split(" "), _bare(b or "").split(" "), _is_letter):
        return True
    usual = usual_forms(_written_out(ours), _written_out(theirs))
    return any(_are_same(mine, yours) for mine, yours in usual)


def _are_same(ours: list[str], theirs: list[str]) -> bool:
    full_ours, full_theirs = _written_out(ours), _written_out(theirs)
    if sorted(full_ours) == sorted(full_theirs):
        return True
    if _one_error(" ".join(full_ours), " ".join(full_theirs)):
        return True
    # A missing space glues an abbreviation to its neighbour, where it is no longer seen as one.
    if abs(len(ours) - len(theirs)) == 1 and "".join(ours) == "".join(theirs):
        return True
    return same_but_for_order(full_ours, full_theirs) or _same_with_initials(ours, theirs)


def normal_name_sql(column: str, dialect: Dialect = DUCKDB) -> str:
    """`normal_name` of an SQL text expression; NULL stays NULL."""
    return sorted_words_sql(full_name_sql(column, dialect), dialect)


def sorted_words_sql(full_name: str, dialect: Dialect = DUCKDB) -> str:
    """`normal_name` of what `full_name_sql` gives."""
    return dialect.joined(dialect.sorted(dialect.split(full_name, " ")), " ")


def full_name_sql(column: str, dialect: Dialect = DUCKDB) -> str:
    """The words of `normal_name` in the order in which they are written."""
    column = _plain_sql(column, dialect)
    for _, step in _steps(dialect):
        column = step(column)
    return column


def with_full_names(select: str, names: Mapping[str, str], dialect: Dialect = DUCKDB) -> str:
    """The SELECT and besides, under its own name, `full_name_sql` of some of its columns (`names`: column by name).

    For millions: step upon step, each worked out once and only for the names that it changes, which takes a third of
    the time of one expression.
    """
    columns = ", ".join(f"{_plain_sql(column, dialect)} AS {name}" for name, column in names.items())
    select = f"SELECT *, {columns} FROM ({select})"
    # Half of all names are upper case and nothing else, which one look tells.
    looks = {name: f"{name}_asks" for name in names}
    columns = ", ".join(f"{dialect.matches(name, _ASKS)} AS {asks}" for name, asks in looks.items())
    select = f"SELECT *, {columns} FROM ({select})"
    for needed, step in _steps(dialect):
        columns = ", ".join(
            f"CASE WHEN {asks} AND {needed(name)} THEN {step(name)} ELSE {name} END AS {name}"
            for name, asks in looks.items()
        )
        select = f"SELECT {dialect.all_but(*names)}, {columns} FROM ({select})"
    return f"SELECT {dialect.all_but(*looks.values())} FROM ({select})"


_Step = tuple[Callable[[str], str], Callable[[str], str]]


def _steps(dialect: Dialect) -> Iterator[_Step]:
    """What is done to a name in upper case, one after the other: whether a step may change it, and the step."""
    yield (
        (lambda name: f"{name} LIKE '%/%'"),
        (lambda name: dialect.replace_all(name, _EITHER, _EITHER_TITLE)),
    )
    yield (
        (lambda name: f"({name} LIKE '%(%' OR {name} LIKE '%[%')"),
        (lambda name: _unbracketed_sql(name, dialect)),
    )
    # Most of what is neither a letter nor a digit are the dots and commas of titles, for which no pattern is needed.
    yield (
        (lambda name: f"({name} LIKE '%.%' OR {name} LIKE '%,%')"),
        (lambda name: f"replace(replace({name}, '.', ' '), ',', ' ')"),
    )
    yield (lambda name: f"{name} LIKE '%  %'"), (lambda name: f"replace({name}, '  ', ' ')")
    yield (
        (lambda name: f"NOT {dialect.full_match(name, '[A-Z0-9]+(?: [A-Z0-9]+)*')}"),
        (lambda name: dialect.without_spaces_around(dialect.replace_all(name, _OTHER, " "))),
    )
    alias, *others = _DROPPED
    yield (
        (lambda name: f"({name} LIKE '% ALIAS %' OR {name} LIKE '% ALS %')"),
        (lambda name: dialect.replace_once(name, alias, "")),
    )
    yield from (_dropped(pattern, dialect) for pattern in others)
    shorts = "|".join(ABBREVIATIONS.values())
    yield (
        (lambda name: dialect.matches(name, f"(?:^| )(?:{shorts})(?: |$)")),
        (lambda name: _written_out_sql(name, dialect)),
    )


def _dropped(pattern: str, dialect: Dialect) -> _Step:
    return (
        (lambda name: dialect.matches(name, pattern)),
        (lambda name: dialect.replace_once(name, pattern, "")),
    )


def _plain_sql(name: str, dialect: Dialect) -> str:
    """Upper case, marks gone."""
    # ASCII without apostrophes needs no table; byte_length counts bytes, length counts characters.
    is_ascii = f"{dialect.byte_length(name)} = length({name})"
    simple = f"{is_ascii} AND {name} NOT LIKE '%''%' AND {name} NOT LIKE '%`%'"
    table = (
        f"translate({name}, {dialect.text(_LOWER + _MARKED + _VANISHING)}, {dialect.text(_UPPER + _PLAIN)})"
    )
    return f"CASE WHEN {simple} THEN upper({name}) ELSE {table} END"


def _unbracketed_sql(name: str, dialect: Dialect) -> str:
    """What stands in brackets gone, unless nothing else is there."""
    late = dialect.replace_all(name, _LATE, " ALM ")
    unbracketed = dialect.replace_all(late, _BRACKETS, " ")
    bracketed = dialect.matches(name, r"[(\[]") + " AND " + dialect.matches(unbracketed, "[A-Z0-9]")
    return f"CASE WHEN {bracketed} THEN {unbracketed} ELSE {name} END"


def _written_out_sql(name: str, dialect: Dialect) -> str:
    """Abbreviations written out."""
    cases = " ".join(
        f"WHEN word IN {literal(tuple(shorts.split('|')), dialect)} THEN {literal(full, dialect)}"
        for full, shorts in ABBREVIATIONS.items()
    )
    words = dialect.each(dialect.split(name, " "), "word", f"CASE {cases} ELSE word END")
    return dialect.joined(words, " ")


def _written_out(words: list[str]) -> list[str]:
    return [_FULL_NAMES.get(word, word) for word in words]


def _one_error(a: str, b: str) -> bool:
    """One letter or space wrong, missing, too many, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    # Only unequal names come here, so most runs never pay for the import.
    from rapidfuzz.distance import OSA

    return bool(OSA.distance(a, b, score_cutoff=1) <= 1) and not is_another(a, b)


def is_another(a: str, b: str) -> bool:
    """Whether the one letter in which two names differ makes another name rather than a slip of the finger: an
    initial, Ni for I, a man's name for a woman's, or any letter but Y for I or J of a name of four letters."""
    if len(a) == len(b) <= _SHORT and " " not in a + b:
        wrong = [{x, y} for x, y in zip(a, b, strict=True) if x != y]
        return len(wrong) == 1 and wrong[0] not in _ALIKE
    ours, theirs = a.split(" "), b.split(" ")
    if len(ours) != len(theirs):
        return False
    for x, y in zip(ours, theirs, strict=True):
        if x != y and (len(x) == len(y) == 1 or {x, y} == _PARTICLES or _is_man_and_woman(x, y)):
            return True
    return False


def _is_man_and_woman(a: str, b: str) -> bool:
    """Whether two words differ as Javanese names of men and women do: Sumarno and Sumarni, Yanto and Yanti."""
    return a[:-1] == b[:-1] and {a[-1], b[-1]} == {"O", "I"} and a[-2:-1] in ("N", "T")


def same_but_for_order(a: list[str], b: list[str]) -> bool:
    """Words, abbreviations written out, in another order, with one error in one of them (or in the space between)."""
    common, mine, yours = _without_common(a, b)
    if len(mine) == len(yours) == 1:
        return _one_error(" ".join([*common, *mine]), " ".join([*common, *yours]))
    if len(mine) == 1 and len(yours) == 2:
        mine, yours = yours, mine
    return len(mine) == 2 and len(yours) == 1 and yours[0] in (mine[0] + mine[1], mine[1] + mine[0])


def _without_common(a: list[str], b: list[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of both, those of the first alone, those of the second alone."""
    common, mine, yours = [], [], list(b)
    for word in a:
        if word in yours:
            yours.remove(word)
            common.append(word)
        else:
            mine.append(word)
    return common, mine, yours


def _is_letter(word: str) -> bool:
    return len(word) == 1


def _is_short(word: str) -> bool:
    """Whether a word may stand for a longer one: an initial, or consonants of which no name is made (Kd., Bgs.)."""
    return len(word) == 1 or (word not in _FULL_NAMES and _CONSONANTS(word) is not None)


def _same_with_initials(a: list[str], b: list[str], short: Callable[[str], bool] = _is_short) -> bool:
    """An initial, or another short form, stands in the place of a name, beside a whole name in common."""
    if len(a) != len(b):
        return False
    pairs = list(zip(a, b, strict=True))
    initials = [
        (x, y) for x, y in pairs if x != y and any(short(a) and _shortens(a, b) for a, b in ((x, y), (y, x)))
    ]
    if not initials:
        return False
    rest = [pair for pair in pairs if pair not in initials]
    ours, theirs = _written_out([x for x, _ in rest]), _written_out([y for _, y in rest])
    if max(map(len, ours), default=0) < 2 or max(map(len, theirs)) < 2:
        return False
    return ours == theirs or _one_error(" ".join(ours), " ".join(theirs))


def _shortens(short: str, name: str) -> bool:
    """Whether the letters of a short form stand in the name in this order, the first at its beginning."""
    left = iter(name)
    return short[0] == name[0] and len(short) < len(name) and all(letter in left for letter in short)


def usual_forms(ours: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Two names (abbreviations written out) as they would be written today, then without what only one of them
    sets beside the name: I or Ni, the father's name."""
    mine, yours = _usual(ours), _usual(theirs)
    yield mine, yours
    if (mine[0] in _PARTICLES) != (yours[0] in _PARTICLES):
        mine, yours = (one[1:] if one[0] in _PARTICLES and len(one) > 1 else one for one in (mine, yours))
        yield mine, yours
    if any(map(_BIN, mine)) != any(map(_BIN, yours)):
        yield _without_father(mine), _without_father(yours)
        mine, yours = ([word for word in one if not _BIN(word)] for one in (mine, yours))
        if mine and yours:
            yield mine, yours


def _usual(words: list[str]) -> list[str]:
    text = " ".join(" ".join(word) if word in _JOINED else word for word in words if word != "BORU") or "BORU"
    return as_today(text).split(" ")


def as_today(name: str) -> str:
    """A name of plain words in capitals as it would be spelled today."""
    for old, new in _OLD_SPELLING:
        name = name.replace(old, new)
    return _ABDUL("ABDUL ", name).strip(" ")


def _without_father(words: list[str]) -> list[str]:
    """The name before Bin or Binti; all of it where nothing stands before."""
    at = next((place for place, word in enumerate(words) if place and _BIN(word)), len(words))
    return words[:at]
