"""Names: what may differ between a list and the civil registry without being another person.

    normal_name(text) -> str              canonical form; equal forms are the same person by our rule
    normal_name_sql(column) -> str        the same as an SQL expression
    same_name(a, b) -> bool               also forgives initials and one typing error; for unequal forms only

Forgiven: titles, degrees, abbreviations, case, order, punctuation, aliases in brackets, an initial in the
place of its name, and one typing error (a letter wrong, missing, too many or swapped with its neighbour, or a
space so). Nothing else: a missing second name or two errors are a difference, for a person to judge.

Python and DuckDB run the same steps with the same patterns, over ASCII only, so that they cannot drift apart.
"""

import re

from satupintu.engine.sql import literal

FRONT_TITLES = (
    "H|HJ|HJH|HAJI|HAJJAH|HAJAH|BPK|BAPAK|PAK|IBU|BU|SDR|SDRI|SAUDARA|SAUDARI|TN|TUAN|NY|NYONYA|NN|NONA"
    "|DRS|DRA|DR|DOKTER|IR|PROF|K H|KH|KYAI|KIAI|NYAI|UST|USTAD|USTADZ|USTAZ|USTADZAH|USTADZAH|R|RR|RADEN"
)
DEGREES = (
    "S E|SE|S H|SH|S T|ST|S P|SP|S PD|SPD|S PD I|SPDI|S PD SD|S AG|SAG|S SOS|SSOS|S SOS I|S IP|SIP|S KOM|SKOM"
    "|S KM|SKM|S K M|S SI|SSI|S KEP|SKEP|S FARM|SFARM|S PT|SPT|S TP|STP|S HUT|SHUT|S HI|SHI|S H I|S TH I|S SN"
    "|S PSI|SPSI|S GZ|S STP|SSTP|S ST|SST|S TR KEB|S TR|S I KOM|S E I|S KED|S AK|S AP|S AN|S M|SM|S IKOM"
    "|M M|MM|M PD|MPD|M PD I|MPDI|M SI|MSI|M H|MH|M HUM|MHUM|M KES|MKES|M T|MT|M KOM|MKOM|M AG|MAG|M AP|M A"
    "|M SC|MSC|M E|M AK|M P|M SOS|M PSI|MBA|M B A|B A|B SC|BSC|LC|L C|PH D|PHD|NERS|NS|APT"
    "|A MD|AMD|A MD KEB|AMD KEB|A MD KEP|AMD KEP|A MD KOM|A MD PD|AMK|A M K|A MA|A MA PD"
)
ABBREVIATIONS = {
    "MUHAMMAD": "M|MUH|MUHD|MHD|MOH|MOHD|MOCH|MOKH|MUKH|MUCH|MUHAMAD|MUHAMMAD|MUHAMED|MUHAMMED|MOHAMAD"
    "|MOHAMMAD|MOHAMED|MOHAMMED|MOCHAMAD|MOCHAMMAD|MOKHAMAD|MOKHAMMAD|MUCHAMAD|MUCHAMMAD|MUKHAMAD|MUKHAMMAD",
    "AHMAD": "ACH|ACHMAD|AKHMAD|AHMAD",
    "ABDUL": "ABD",
    "SITI": "ST|STI",
}

# Letters with marks and the plain letters they become, one to one; everything outside is treated as a space.
_MARKED = (
    "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž"
    "ÀÁÂÃÄÅĀĂĄÇĆĈĊČĎĐÈÉÊËĒĔĖĘĚĜĞĠĢĤĦÌÍÎÏĨĪĬĮİĴĶĹĻĽĿŁÑŃŅŇÒÓÔÕÖØŌŎŐŔŖŘŚŜŞŠŢŤŦÙÚÛÜŨŪŬŮŰŲŴÝŸŶŹŻŽ"
)
_PLAIN = "AAAAAAAAACCCCCDDEEEEEEEEEGGGGHHIIIIIIIIIJKLLLLLNNNNOOOOOOOOORRRSSSSTTTUUUUUUUUUUWYYYZZZ" * 2
# Apostrophes and combining marks vanish, so that MA'RUF is MARUF.
_VANISHING = "'`\u00b4\u2018\u2019\u201a\u201b\u02bc\u2032" + "".join(map(chr, range(0x300, 0x370)))
_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Each step is (pattern, replacement, everywhere); patterns mean the same to Python's re and to RE2.
_BRACKETS = (r"[(\[][^()\[\]]*[)\]]", " ", True)
_STEPS = (
    (r"[^A-Z0-9]+", " ", True),
    (r"^ | $", "", True),
    (rf"^([A-Z0-9].*?)(?: (?:{DEGREES}))+$", r"\1", False),
    (rf"^(?:(?:{FRONT_TITLES}) )+([A-Z0-9])", r"\1", False),
)
_TABLE = str.maketrans(_LOWER + _MARKED, _UPPER + _PLAIN, _VANISHING)
_COMPILED = [(re.compile(pattern), replacement, everywhere) for pattern, replacement, everywhere in _STEPS]
_FULL_NAMES = {short: full for full, shorts in ABBREVIATIONS.items() for short in shorts.split("|")}


def normal_name(text: str) -> str:
    """Upper case, marks, titles and degrees gone, abbreviations written out, the words sorted; maybe ''."""
    return " ".join(sorted(_FULL_NAMES.get(word, word) for word in words_of(text)))


def words_of(text: str) -> list[str]:
    """The name's words as written, without titles and degrees; a title that is all there is stays."""
    plain = text.translate(_TABLE)
    if "(" in plain or "[" in plain:
        without = re.sub(_BRACKETS[0], " ", plain)
        plain = without if re.search("[A-Z0-9]", without) else plain
    for pattern, replacement, everywhere in _COMPILED:
        plain = pattern.sub(replacement, plain, count=0 if everywhere else 1)
    return plain.split(" ") if plain else []


def same_name(a: str | None, b: str | None) -> bool:
    """Whether two written names may be one person's; False when either says nothing. Never raises."""
    ours, theirs = words_of(a or ""), words_of(b or "")
    if not ours or not theirs:
        return False
    full_ours, full_theirs = _written_out(ours), _written_out(theirs)
    if sorted(full_ours) == sorted(full_theirs):
        return True
    if _one_error(" ".join(full_ours), " ".join(full_theirs)):
        return True
    return _same_but_for_order(full_ours, full_theirs) or _same_with_initials(ours, theirs)


def normal_name_sql(column: str) -> str:
    """`normal_name` of an SQL text expression; NULL stays NULL."""
    table = f"translate({column}, {literal(_VANISHING_LAST)}, {literal(_UPPER + _PLAIN)})"
    plain = f"CASE WHEN strlen({column}) = length({column}) AND NOT contains({column}, '''') "
    plain += f"AND NOT contains({column}, '`') THEN upper({column}) ELSE {table} END"
    unbracketed = f"regexp_replace({plain}, {literal(_BRACKETS[0])}, ' ', 'g')"
    sql = (
        f"CASE WHEN (contains({column}, '(') OR contains({column}, '[')) "
        f"AND regexp_matches({unbracketed}, '[A-Z0-9]') THEN {unbracketed} ELSE {plain} END"
    )
    for pattern, replacement, everywhere in _STEPS:
        options = ", 'g'" if everywhere else ""
        sql = f"regexp_replace({sql}, {literal(pattern)}, {literal(replacement)}{options})"
    cases = " ".join(
        f"WHEN word IN {literal(tuple(shorts.split('|')))} THEN {literal(full)}"
        for full, shorts in ABBREVIATIONS.items()
    )
    words = f"list_transform(string_split({sql}, ' '), lambda word: CASE {cases} ELSE word END)"
    return f"array_to_string(list_sort({words}), ' ')"


_VANISHING_LAST = _LOWER + _MARKED + _VANISHING


def _written_out(words: list[str]) -> list[str]:
    return [_FULL_NAMES.get(word, word) for word in words]


def _one_error(a: str, b: str) -> bool:
    """One letter or space wrong, missing, too many, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    # Only unequal names come here, so most runs never pay for the import.
    from rapidfuzz.distance import OSA

    return bool(OSA.distance(a, b, score_cutoff=1) <= 1) and not _differ_by_initial(a.split(), b.split())


def _differ_by_initial(a: list[str], b: list[str]) -> bool:
    """A whole initial changed, which is another name rather than a slip of the finger."""
    return len(a) == len(b) and any(x != y and len(x) == len(y) == 1 for x, y in zip(a, b, strict=True))


def _same_but_for_order(a: list[str], b: list[str]) -> bool:
    """Words in another order, and one error in one of them (or in the space between two)."""
    mine, yours = _without_common(a, b)
    if len(mine) == len(yours) == 1:
        return _one_error(mine[0], yours[0])
    if len(mine) == 1 and len(yours) == 2:
        mine, yours = yours, mine
    return len(mine) == 2 and len(yours) == 1 and yours[0] in (mine[0] + mine[1], mine[1] + mine[0])


def _without_common(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    rest = list(b)
    mine = [word for word in a if word not in rest or rest.remove(word)]  # type: ignore[func-returns-value]
    return mine, rest


def _same_with_initials(a: list[str], b: list[str]) -> bool:
    """An initial stands in the place of a name that begins with it, beside a whole name in common."""
    if len(a) != len(b):
        return False
    initials = [
        (x, y) for x, y in zip(a, b, strict=True) if x != y and x[0] == y[0] and 1 in (len(x), len(y))
    ]
    if not initials:
        return False
    rest = [(x, y) for x, y in zip(a, b, strict=True) if (x, y) not in initials]
    ours, theirs = _written_out([x for x, _ in rest]), _written_out([y for _, y in rest])
    if not any(len(x) > 1 for x in ours):
        return False
    return ours == theirs or _one_error(" ".join(ours), " ".join(theirs))
