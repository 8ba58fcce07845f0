"""Names of people who do not exist, and the ways a list writes them: forgivable ones and others.

A forgivable way differs by title, abbreviation, case, order, an alias in brackets, an initial, or one typing
error; an unforgivable one by two errors, a name left out, or another name.
"""

from __future__ import annotations

from random import Random

_MEN = (
    "AGUS BUDI SUGENG HADI RUDI JOKO BAMBANG SUTRISNO SLAMET EKO WAHYUDI FAJAR HENDRA LUKMAN IMAM MULYONO "
    "ZAINAL YUSUF PETRUS YOHANES MARKUS ROBERTUS KASIMAN PONIDI MUNAWAR CHOIRUL MISBAHUL DARMAWAN TEGUH "
    "GUNTUR ARDIANSYAH BENYAMIN LAMBERTUS SAMUEL"
)
_WOMEN = (
    "DEWI SUMIATI WAHYUNI RUKMINI YULIANA NINGRUM ASIH LESTARI FITRI INDAH AMINAH KHOTIMAH MARYAM ROHMAH "
    "TUMINAH PAINEM NGATEMI SUPARMI KARTINI MEGAWATI LELY NURHAYATI HIDAYATI ENDANG SULASTRI MARTHA YOSEFINA "
    "THERESIA ESTER WELMINA RATNASARI MURNIATI"
)
_LAST = (
    "KUSUMA WIBOWO SANTOSO PRASETYO HANDOKO GUNAWAN SETIAWAN NUGROHO PURNOMO SAPUTRA FIRDAUS MAULANA RAHMAN "
    "WIJAYA SUHARTO HIDAYAT UTOMO PERMANA SIMANJUNTAK SITORUS NASUTION HARAHAP GINTING TABUNI WENDA MANDACAN "
    "LATUMETEN PATTIMURA SURYADINATA KARTAWIJAYA MANGKUBUMI ARIFIN BASTIAN DJATMIKO LEKSONO WARDHANA "
    "FATHURRAHMAN ISKANDAR TAMBUNAN YIGIBALOM"
)
MEN, WOMEN, LAST = _MEN.split(), _WOMEN.split(), _LAST.split()
# Front names that lists abbreviate, each with its ways.
SHORT = {
    "MUHAMMAD": ("M.", "Moh.", "Moch.", "Muh.", "Muhamad", "Mochammad", "M"),
    "ABDUL": ("Abd.", "ABD"),
    "ACHMAD": ("Ach.", "Ahmad", "Akhmad"),
    "SITI": ("St.", "Sti"),
}
_FRONT = {"L": ("MUHAMMAD", "ABDUL", "ACHMAD"), "P": ("SITI",)}
_TITLES = {
    "L": ("H. ", "Bpk. ", "Bapak ", "Sdr. ", "Pak ", "Drs. ", "Ust. "),
    "P": ("Hj. ", "Ibu ", "Sdri. ", "Ny. "),
}
_DEGREES = (", SE", ", S.Pd", ", S.H.", " S.Kom", ", A.Md", ", S.Ag., M.Pd")
_ALIASES = ("(Bu Tin)", "(Mbok Nah)", "(Pak De)", "(Cak To)")
# An initial H. or R. would be read as a title, and I stands for a whole word in Bali.
_NO_INITIAL = set("HRI")


def registry_name(dice: Random, sex: str) -> str:
    """A name as the civil registry writes it: two or three words, capitals."""
    first = dice.choice(MEN if sex == "L" else WOMEN)
    words = [first, *dice.sample(LAST, dice.choice((1, 1, 1, 2)))]
    if dice.random() < 0.12:
        words = [dice.choice(_FRONT[sex]), *words[:2]]
    return " ".join(words)


def forgivable(dice: Random, name: str, sex: str) -> str:
    """The same name as a list might write it, forgiven by the rule on names."""
    way = dice.choice(
        ("title", "title", "plain", "plain", "plain", "spaces", "degree", "alias", "short", "order")
    )
    shown = _cased(dice, name)
    if way == "title":
        return dice.choice(_TITLES[sex]) + shown
    if way == "degree":
        return shown + dice.choice(_DEGREES)
    if way == "spaces":
        return f"  {shown.replace(' ', '  ', 1)} "
    if way == "alias":
        return f"{shown} {dice.choice(_ALIASES)}"
    if way == "short":
        return shortened(dice, name)
    if way == "order" and len(name.split()) == 2:
        return " ".join(reversed(shown.split()))
    return shown


def shortened(dice: Random, name: str) -> str:
    """The name with a front name abbreviated, or the last of three words as an initial, where it has such."""
    words = name.title().split()
    if (front := words[0].upper()) in SHORT:
        return " ".join([dice.choice(SHORT[front]), *words[1:]])
    if len(words) == 3 and words[2][0] not in _NO_INITIAL:
        return " ".join([*words[:2], f"{words[2][0]}."])
    return " ".join(words)


def one_error(dice: Random, name: str) -> str:
    """The name with one typing error: a letter wrong, missing, doubled, two swapped, or a space missing."""
    way = dice.choice(("wrong", "missing", "doubled", "swapped", "space"))
    if way == "space":
        return _cased(dice, name.replace(" ", "", 1))
    words = name.split()
    place = _longest(words)
    words[place] = _mistyped(dice, words[place], way)
    return _cased(dice, " ".join(words))


def two_errors(dice: Random, name: str) -> str:
    """The name with two wrong letters, in the same word or in two."""
    words = name.split()
    first, second = sorted(range(len(words)), key=lambda place: -len(words[place]))[:2]
    words[first] = _mistyped(dice, words[first], "wrong")
    if dice.random() < 0.5:
        words[second] = _mistyped(dice, words[second], "wrong")
    else:
        # The same word again, at its other end, so that the second error cannot undo the first.
        words[first] = words[first][:-1] + _other_letter(dice, words[first][-1])
    return _cased(dice, " ".join(words))


def left_out(name: str) -> str:
    """The name without its last word."""
    return " ".join(name.title().split()[:-1])


def are_unlike(a: str, b: str) -> bool:
    """Whether two names share no word and no first letters, so that no rule could take one for the other."""
    return not set(a.split()) & set(b.split()) and not {w[0] for w in a.split()} & {w[0] for w in b.split()}


def _longest(words: list[str]) -> int:
    return max(range(len(words)), key=lambda place: (words[place] not in SHORT, len(words[place])))


def _mistyped(dice: Random, word: str, way: str) -> str:
    place = dice.randrange(1, max(2, len(word) - 2))
    if way == "missing":
        return word[:place] + word[place + 1 :]
    if way == "doubled":
        return word[:place] + word[place] + word[place:]
    if way == "swapped" and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + _other_letter(dice, word[place]) + word[place + 1 :]


def _other_letter(dice: Random, letter: str) -> str:
    return dice.choice([other for other in "BCDFGJKLMNPTVWYZ" if other != letter])


def _cased(dice: Random, name: str) -> str:
    return name if dice.random() < 0.3 else name.title()
