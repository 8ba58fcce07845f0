"""A pair in words: which fields agree, how strongly, and what else could explain it; Indonesian and English.

explain_pair(a, b) -> PairExplanation        of two rows
describe(parts) -> list of Line              of levels and bits that were kept with a pair
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from satupintu.engine.duplicates.levels import ROUND, Field, comparable, compare
from satupintu.engine.duplicates.weights import RELATIVE, STRANGER, TWIN, TYPICAL, Chances, score
from satupintu.engine.rules import Text

LABELS = {
    "nik": Text("NIK", "NIK"),
    "name": Text("Nama", "Name"),
    "birth_date": Text("Tanggal lahir", "Birth date"),
    "sex": Text("Jenis kelamin", "Sex"),
    "village": Text("Desa", "Village"),
    "kk": Text("Nomor KK", "Family card number"),
    "phone": Text("Nomor HP", "Phone number"),
    "address": Text("Alamat", "Address"),
    "sector": Text("Usaha", "Business"),
}
UNKNOWN = Text("tidak tertulis pada salah satunya", "not stated in one of the two")
_LEVELS = {
    "same": Text("sama", "the same"),
    "one_edit": Text("beda satu ketikan", "one typing error apart"),
    "near": Text("beda dua angka", "two digits apart"),
    "serial": Text("hanya nomor urut yang beda", "only the serial number differs"),
    "similar": Text("mirip", "similar"),
    "part": Text("sama sebagian", "partly the same"),
    "differs": Text("berbeda", "different"),
}
# Where a level says more for one kind of field than for all.
_LEVELS_OF = {
    ("nik", "one_edit"): Text(
        "beda satu angka, atau dua angka bertetangga tertukar",
        "one digit differs, or two neighbours are swapped",
    ),
    ("nik", "serial"): Text(
        "sekecamatan dan sehari lahir, nomor urutnya beda: lazim juga pada dua orang yang berbeda",
        "the same district and day of birth, another serial number: common between two people as well",
    ),
    ("birth_date", "one_edit"): Text(
        "beda satu angka, atau hari dan bulan tertukar", "one digit differs, or day and month are swapped"
    ),
    ("name", "one_edit"): Text("beda satu huruf", "one letter apart"),
    ("name", "part"): Text("ada kata yang sama", "a word in common"),
    ("village", "part"): Text("desa lain di kecamatan yang sama", "another village of the same district"),
}
_STRENGTHS = (
    (10.0, Text("sangat menguatkan", "speaks strongly for it")),
    (3.0, Text("menguatkan", "speaks for it")),
    (1.0, Text("sedikit menguatkan", "speaks weakly for it")),
    (-1.0, Text("hampir tidak berarti", "says next to nothing")),
    (-3.0, Text("sedikit melemahkan", "speaks weakly against it")),
)
_AGAINST_IT = Text("melemahkan", "speaks against it")
AGAINST = {
    STRANGER: Text("dua orang yang kebetulan mirip", "two people who happen to be alike"),
    RELATIVE: Text("dua orang sekeluarga", "two members of one family"),
    TWIN: Text("saudara kembar", "twins"),
}
_VERDICTS = (
    (10.0, Text("Besar kemungkinan satu orang", "Very probably one person")),
    (3.0, Text("Mungkin sekali satu orang", "Probably one person")),
    (0.0, Text("Mungkin satu orang", "Possibly one person")),
    (-3.0, Text("Kurang mungkin satu orang", "Probably not one person")),
)
_NOT_ONE = Text("Hampir pasti bukan satu orang", "Almost certainly not one person")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a pair: what was found, how strong it is, and its bits; `level` None where it is unknown."""

    field: str
    level: str | None
    bits: float
    label: Text
    found: Text
    strength: Text

    @property
    def agrees(self) -> bool:
        """Whether the two say the same or nearly so."""
        return self.level not in (None, "differs")

    @property
    def way(self) -> str:
        """Whether it speaks "for" one person, "against" it, or "neither": less than a bit says nothing."""
        if self.level is None or abs(self.bits) < 1:
            return "neither"
        return "for" if self.bits > 0 else "against"


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """A pair in words: `bits` for one person over `against`, its `verdict`, and a line a field."""

    bits: float
    against: str
    verdict: Text
    other: Text
    lines: tuple[Line, ...]


def explain_pair(
    a: Mapping[str, object],
    b: Mapping[str, object],
    *,
    fields: Sequence[Field] = ROUND,
    chances: Chances = TYPICAL,
    shares: Mapping[str, float] | None = None,
) -> PairExplanation:
    """Why two rows may be one person's, and what speaks against it.

    What one of them says only by a NIK that both share, such as the birth date in its digits, is not stated: it agrees
    because the NIK does.
    """
    ours, theirs = comparable(fields, a), comparable(fields, b)
    levels = {
        field.id: None if _is_the_niks_word(field, a, b) else compare(field, ours[field.id], theirs[field.id])
        for field in fields
    }
    found = score(fields, levels, chances, shares or {})
    worth = {name: bits for name, _level, bits in found.parts}
    lines = describe((field.id, levels[field.id], worth.get(field.id, 0.0)) for field in fields)
    return PairExplanation(
        found.bits, found.against, verdict(found.bits), AGAINST[found.against], tuple(lines)
    )


def _is_the_niks_word(field: Field, a: Mapping[str, object], b: Mapping[str, object]) -> bool:
    """Whether a field is blank in one of two rows and would be read from the NIK that they share."""
    nik = a.get(field.nik_column) if field.nik_column else None
    return (
        nik is not None
        and nik == b.get(field.nik_column)
        and not (a.get(field.source) and b.get(field.source))
    )


def describe(parts: Iterable[tuple[str, str | None, float]]) -> list[Line]:
    """A line for each (field id, level, bits), in the order given."""
    return [
        Line(
            name, level, bits, LABELS.get(name, Text(name, name)), _found(name, level), strength(bits, level)
        )
        for name, level, bits in parts
    ]


def verdict(bits: float) -> Text:
    """How probable it is that a pair of so many bits is one person, in words."""
    return next((words for least, words in _VERDICTS if bits >= least), _NOT_ONE)


def strength(bits: float, level: str | None = "same") -> Text:
    """How strongly a field speaks for or against one person, in words."""
    if level is None:
        return next(words for least, words in _STRENGTHS if least <= 0)
    return next((words for least, words in _STRENGTHS if bits >= least), _AGAINST_IT)


def _found(name: str, level: str | None) -> Text:
    return UNKNOWN if level is None else _LEVELS_OF.get((name, level), _LEVELS[level])
