"""Finds the known words in a header however they are spelt: shortened, mistyped, written together.

Between the text over a column and the vocabulary. What is spelt in a way that could be two words stays as it
is, unknown: a column is then asked about sooner than guessed.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from satupintu.gateways.lists.vocabulary import ALL, KNOWN, is_neutral

# Short forms that do not keep a word's first letter and consonants.
_SHORT = {
    "nm": "nama", "tmp": "tempat", "tpt": "tempat", "klg": "keluarga", "kelg": "keluarga", "klrg": "keluarga",
    "jml": "jumlah", "jumlh": "jumlah", "jkel": "kelamin", "jenkel": "kelamin", "jekel": "kelamin",
    "jnskel": "kelamin", "agt": "anggota", "pek": "pekerjaan", "pekrj": "pekerjaan", "srt": "surat",
    "tngl": "tanggal", "tgal": "tanggal", "bpk": "bapak", "nomer": "nomor", "prov": "provinsi", "hub": "hubungan",
}  # fmt: skip
# Javanese, Sundanese and Minang words that are nobody's name, and what they mean.
_REGIONAL = {
    "ngaran": "nama", "namo": "nama", "nma": "nama", "lkp": "lengkap", "padumukan": "alamat", "padunungan": "alamat",
    "omah": "rumah", "tampek": "tempat", "tingga": "tinggal", "usaho": "usaha", "surek": "surat", "karajo": "pekerjaan",
    "pagawean": "pekerjaan", "panggawean": "pekerjaan", "pamedal": "hasil", "sesasi": "sebulan", "sasasi": "sebulan",
    "sawulan": "sebulan", "sewulan": "sebulan", "sadinten": "sehari", "sedinten": "sehari", "sapoe": "sehari",
    "sataun": "setahun", "setaun": "setahun", "taun": "tahun",
}  # fmt: skip
_SHORT |= _REGIONAL
# Words that together mean another than each alone: 'pelaku usaha' the one who has the business, 'kel' beside
# 'kartu' the family, 'nama KK' the head of it.
_PHRASES: dict[tuple[str, str], tuple[str, ...]] = {
    **{(who, what): ("pengusaha",) for who in ("pelaku", "pemilik", "kepala", "pengelola")
       for what in ("usaha", "umkm", "ukm", "umk")},
    **{(one, "kel"): (one, "keluarga") for one in ("kartu", "kepala", "anggota", "jumlah", "hubungan")},
    **{(one, "kel"): ("kelamin",) for one in ("jenis", "jns", "j")},
    **{("id", one): ("identitas",) for one in ("number", "no", "card")},
    ("national", "id"): ("identitas",),
    ("nama", "kk"): ("nama", "kepala", "keluarga"),
    ("atas", "nama"): ("rekening",),
    ("business", "owner"): ("pengusaha",),
    # 'SKU (Ada/Tidak)' asks for the letter; 'Tidak ada SKU' says that there is none.
    **{(one, other): ("atau",) for one in ("ada", "ya", "sudah", "punya") for other in ("tidak", "belum")},
    ("belum", "sudah"): ("atau",),
    ("atau", "proses"): ("atau",),
}  # fmt: skip
_NO_VOWELS = str.maketrans("", "", "aeiou")
_LEAST_TYPED = 5  # letters; in a shorter word one wrong letter makes another word
_TOGETHER = 5  # letters that two words written as one have at least
_LEAST_PIECE = 3  # letters of such a word, but for
_SMALL = frozenset(("no", "nm", "hp", "wa", "kk", "rt", "rw", "jk"))

_JOIN = re.compile(r"\b(?:[a-z] ){1,}[a-z]\b")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words(header: str) -> tuple[str, ...]:
    """'N I K' as ('nik',), 'Tempat, Tgl. Lahir' as ('tempat', 'tgl', 'lahir'), 'NamaPemilik' as ('nama', 'pemilik')."""
    text = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    found = [
        part for word in re.findall(r"[A-Za-z]+|\d+", text.replace("'", "")) for part in _camel_parts(word)
    ]
    return tuple(_JOIN.sub(lambda m: m[0].replace(" ", ""), " ".join(found)).split())


def _camel_parts(word: str) -> list[str]:
    low = word.lower()
    if low in KNOWN or word in (low, word.upper(), word.capitalize()):
        return [low]
    return _CAMEL.sub(lambda part: part[0].lower() + " ", word).split()


@functools.cache
def _skeletons() -> dict[str, list[str]]:
    """'tmpt' -> ['tempat']: the first letter and the consonants, as people shorten words."""
    found: dict[str, list[str]] = {}
    for word in ALL:
        short = word[0] + word[1:].translate(_NO_VOWELS)
        if len(short) < len(word):
            found.setdefault(short, []).append(word)
    return found


@functools.cache
def _long_words() -> dict[str, list[str]]:
    """The words long enough to be known with a typing error, by their first letter."""
    found: dict[str, list[str]] = {}
    for word in ALL:
        if len(word) >= _LEAST_TYPED:
            found.setdefault(word[0], []).append(word)
    return found


@functools.lru_cache(maxsize=4096)
def meant(word: str) -> tuple[str, ...]:
    """The known word that a short form or one typing error stands for, or the words written together in it.

    The word itself where none fits, or more than one.
    """
    if word in KNOWN or word.isdigit() or len(word) < 2:
        return (word,)
    if word in _SHORT:
        return (_SHORT[word],)
    if short := _skeletons().get(word):
        return (short[0],) if len(short) == 1 else (word,)
    if parts := _written_together(word):
        return parts
    found = [one for one in _long_words().get(word[0], ()) if is_one_off(word, one)]
    return (found[0],) if len(found) == 1 else (word,)


def _written_together(word: str) -> tuple[str, ...]:
    """'namalengkap' as ('nama', 'lengkap'): the fewest known words that make it up, () where two ways are as short."""
    if not _TOGETHER <= len(word) <= 50:
        return ()
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(word) + 1):
        found = [
            (*way, piece)
            for begin in range(max(0, end - 15), end)
            if ways[begin] and (piece := _piece(word[begin:end]))
            for way in ways[begin]
        ]
        fewest = min(map(len, found), default=0)
        ways.append([way for way in found if len(way) == fewest][:2])
    return ways[-1][0] if len(ways[-1]) == 1 else ()


def _piece(text: str) -> str:
    """The word that a part of a longer one stands for, '' for none."""
    if text in _SMALL or (len(text) >= _LEAST_PIECE and text in KNOWN):
        return _SHORT.get(text, text)
    if len(text) < _LEAST_PIECE:
        return ""
    short = _skeletons().get(text, ())
    return _SHORT.get(text, short[0] if len(short) == 1 else "")


def is_one_off(word: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many or swapped with its neighbour, not the first."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        len(min(word, other, key=len)),
    )
    one, two = word[same:], other[same:]
    return (
        one[1:] == two[1:]
        or one == two[1:]
        or one[1:] == two
        or (one[:2] == two[1::-1] and one[2:] == two[2:])
    )


def understood(header: str) -> tuple[str, ...]:
    """A header's words, each as the vocabulary has it, and phrases as what they mean together."""
    found: list[str] = []
    for word in (part for one in words(header) for part in meant(one)):
        phrase = _PHRASES.get((found[-1], word)) if found else None
        if phrase:
            found[-1:] = phrase
        else:
            found.append(word)
    return tuple(found)


def spelled(header: str) -> str:
    """A header as it stands and once more in known words: 'omzetperbulan' says 'perbulan' too."""
    return f"{header}\n{' '.join(understood(header))}"


def is_known(text: str) -> bool:
    """Whether all words are such as stand over columns; a person's row has a name."""
    said = understood(text)
    return bool(said) and all(word in KNOWN and not word.isdigit() for word in said)


def is_note(text: str) -> bool:
    """Whether words under a header only explain it: '(16 digit)', 'per hari', 'Rp'."""
    said = words(text)
    return (
        bool(said)
        and not all(map(str.isdigit, said))
        and (text.startswith("(") or all(map(is_neutral, said)))
    )
