"""What it means that one person is in two programmes at once: a judgement with its citation, never a guess.

    pairs_from_dict(data, aid_of) -> Pairs
    Pairs.verdict(a, b, days_apart=None) -> Pairing

pairs.yaml names pairs of programmes one by one and, for all others, classes of which the first that fits counts. What
nothing speaks about is `unjudged`: an overlap to look at, not a fault. A class that holds only `within_days` is passed
over while nobody knows how many days lie between: an unknown date condemns nobody. `Pairs.spans(a, b)` gives the
numbers of days at which the verdict of a pair may change, for jobs that judge many people at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any as AnyType

from satupintu.engine.listing import AID
from satupintu.engine.rules import ProgrammeError
from satupintu.engine.shapes import cited, mapping, string, text
from satupintu.engine.text import Text

PERMITTED, COMPLEMENTARY, FORBIDDEN, REPEATED = "permitted", "complementary", "forbidden", "repeated"
UNJUDGED = "unjudged"
VERDICTS = {
    PERMITTED: Text("Boleh bersama", "Permitted together"),
    COMPLEMENTARY: Text("Saling melengkapi", "Complementary"),
    FORBIDDEN: Text("Tidak boleh bersama", "Forbidden together"),
    REPEATED: Text("Terulang", "Repeated"),
    UNJUDGED: Text("Belum dinilai", "Not judged"),
}
LOOKED_AT_FIRST = (FORBIDDEN, REPEATED, UNJUDGED, COMPLEMENTARY, PERMITTED)
STATED_VERDICTS = (PERMITTED, COMPLEMENTARY, FORBIDDEN, REPEATED)
NOTHING_SAID = Text(
    "Belum ada ketentuan yang menyebut pasangan ini.", "No rule that speaks of this pair has been found."
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a pair of programmes means, and where pairs.yaml says so (`pairs[2]`, `classes[1]`; "" when unjudged)."""

    verdict: str
    cite: str = ""
    read_in: str = ""
    note: Text = NOTHING_SAID
    place: str = ""
    within_days: int | None = None


@dataclass(frozen=True, slots=True)
class PairClass:
    """A rule for pairs not named one by one: by form of aid, by being one programme twice, by days between."""

    pairing: Pairing
    aid: frozenset[str] = frozenset()
    same_programme: bool | None = None

    def fits(self, first: tuple[str, str], second: tuple[str, str]) -> bool:
        """Whether it is about this pair, each given as (id, form of aid), whatever the days between."""
        is_same = first[0] == second[0]
        if self.same_programme is not None and self.same_programme != is_same:
            return False
        return not self.aid or self.aid == {first[1], second[1]}


UNKNOWN_PAIR = Pairing(UNJUDGED)


@dataclass(frozen=True)
class Pairs:
    """Every judgement of the catalogue. `aid_of` tells each programme's form of aid, by which classes are found."""

    named: Mapping[frozenset[str], Pairing] = field(default_factory=dict)
    classes: tuple[PairClass, ...] = ()
    aid_of: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, a: str, b: str, days_apart: int | None = None) -> Pairing:
        """The judgement of two programme ids, in either order; of one id twice, of having it twice.

        `days_apart` is how many days lie between the two aids, None when a date is not known.
        """
        for one in self._about(a, b):
            if one.within_days is None or (days_apart is not None and abs(days_apart) <= one.within_days):
                return one
        return UNKNOWN_PAIR

    def spans(self, a: str, b: str) -> tuple[int, ...]:
        """The days between at which the verdict of this pair may change, ascending; () when days do not matter."""
        return tuple(sorted({one.within_days for one in self._about(a, b) if one.within_days is not None}))

    def knowing(self, aid_of: Mapping[str, str]) -> "Pairs":
        """The same judgements, with more programmes' forms of aid (those that agencies reported)."""
        return replace(self, aid_of={**aid_of, **self.aid_of})

    def _about(self, a: str, b: str) -> list[Pairing]:
        named = self.named.get(frozenset((a, b)))
        if named is not None and named.within_days is None:
            return [named]
        first, second = (a, self.aid_of.get(a, "")), (b, self.aid_of.get(b, ""))
        by_class = [one.pairing for one in self.classes if one.fits(first, second)]
        return [named, *by_class] if named is not None else by_class


def pairs_from_dict(data: AnyType, aid_of: Mapping[str, str]) -> Pairs:
    """Build the judgements; ProgrammeError names the place, of a pair that stands twice both places."""
    top = mapping(data, "", {"pairs", "classes"}, required={"pairs", "classes"})
    named: dict[frozenset[str], Pairing] = {}
    for i, one in enumerate(_listed(top["pairs"], "pairs"), 1):
        programmes, pairing = _named(one, f"pairs[{i}]")
        if (before := named.get(programmes)) is not None:
            raise ProgrammeError(f"pairs[{i}]", twice(programmes, before, pairing))
        named[programmes] = pairing
    classes: list[PairClass] = []
    for i, one in enumerate(_listed(top["classes"], "classes"), 1):
        found = _class(one, f"classes[{i}]")
        for other in classes:
            if _never_reached(found, other):
                raise ProgrammeError(
                    f"classes[{i}]",
                    f"tidak pernah terpakai; {other.pairing.place} sudah memutus hal yang sama",
                )
        classes.append(found)
    return Pairs(named, tuple(classes), dict(aid_of))


def twice(programmes: frozenset[str], first: Pairing, second: Pairing) -> str:
    """That a pair stands twice, in Indonesian, with what each entry says."""
    return (
        f"pasangan {' + '.join(sorted(programmes))} tertulis dua kali: {first.verdict} di {first.place}, "
        f"{second.verdict} di {second.place}; sisakan satu"
    )


def _named(data: AnyType, place: str) -> tuple[frozenset[str], Pairing]:
    keys = {"programmes", "verdict", "cite", "read_in", "note", "within_days"}
    node = mapping(data, place, keys, required={"programmes", "verdict", "cite", "note"})
    both = [string(one, f"{place}.programmes") for one in _listed(node["programmes"], f"{place}.programmes")]
    if len(both) != 2:
        raise ProgrammeError(f"{place}.programmes", "harus dua id program")
    return frozenset(both), _pairing(node, place)


def _class(data: AnyType, place: str) -> PairClass:
    keys = {"aid", "same_programme", "within_days", "verdict", "cite", "read_in", "note"}
    node = mapping(data, place, keys, required={"verdict", "cite", "note"})
    if not {"aid", "same_programme"} & node.keys():
        raise ProgrammeError(place, "harus menyebut aid, same_programme, atau keduanya")
    same = node.get("same_programme")
    if same is not None and not isinstance(same, bool):
        raise ProgrammeError(f"{place}.same_programme", "harus true atau false")
    return PairClass(_pairing(node, place), _aid(node, place), same)


def _aid(node: Mapping[str, AnyType], place: str) -> frozenset[str]:
    if "aid" not in node:
        return frozenset()
    both = _listed(node["aid"], f"{place}.aid")
    if len(both) != 2:
        raise ProgrammeError(f"{place}.aid", "harus dua bentuk bantuan, boleh sama")
    for one in both:
        if not isinstance(one, str) or one not in AID:
            raise ProgrammeError(f"{place}.aid", f"{one!r} tidak dikenal; yang ada: {', '.join(AID)}")
    return frozenset(both)


def _pairing(node: Mapping[str, AnyType], place: str) -> Pairing:
    verdict = node["verdict"]
    if verdict not in STATED_VERDICTS:
        known = ", ".join(STATED_VERDICTS)
        raise ProgrammeError(f"{place}.verdict", f"{verdict!r} tidak dikenal; yang ada: {known}")
    cite, read_in = cited(node, place)
    days = node.get("within_days")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or days < 1):
        raise ProgrammeError(f"{place}.within_days", "harus bilangan hari, sedikitnya 1")
    return Pairing(verdict, cite, read_in, text(node["note"], f"{place}.note"), place, days)


def _never_reached(one: PairClass, before: PairClass) -> bool:
    """Whether a class above settles all that this one is about."""
    covers_aid = not before.aid or before.aid == one.aid
    covers_same = before.same_programme is None or before.same_programme == one.same_programme
    longer = before.pairing.within_days is None or (
        one.pairing.within_days is not None and one.pairing.within_days <= before.pairing.within_days
    )
    return covers_aid and covers_same and longer


def _listed(data: AnyType, place: str) -> list[AnyType]:
    if not isinstance(data, list):
        raise ProgrammeError(place, "harus daftar")
    return data
