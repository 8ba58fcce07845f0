"""Which other programmes stand near one, and what it means to have both."""

from dataclasses import dataclass

from satupintu.engine.pairs import UNJUDGED, VERDICTS, Pairing
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import LoadedProgramme

from .entries import Entry, entries
from .programme import Basis, basis_of

MOST = 20
# The order in which verdicts are shown: what bars, then what helps.
_ORDER = {"forbidden": 0, "repeated": 1, "complementary": 2, "permitted": 3, UNJUDGED: 4}


@dataclass(frozen=True)
class Related:
    """Another programme, or the same once more, and the judgement of having both.

    `within_days` says that the judgement holds only that near in time. `basis` is None while nothing speaks of it.
    """

    entry: Entry
    verdict: str
    words: str
    note: str
    basis: Basis | None
    within_days: int | None
    is_same: bool


def related_to(entry: Entry, loaded: LoadedProgramme | None) -> list[Related]:
    """What pairs.yaml judges about this programme, then programmes that serve one of its needs in the same way.

    `loaded` is the programme whose laws the citations are looked up in; None for a reported one.
    """
    catalogue = load_catalogue()
    everything = entries()
    pairs = catalogue.pairs.knowing({one.id: one.aid for one in everything})
    source = loaded or next(iter(catalogue.programmes.values()), None)
    found = []
    for other in everything:
        pairing = pairs.verdict(entry.id, other.id)
        if pairing.verdict == UNJUDGED and (spans := pairs.spans(entry.id, other.id)):
            pairing = pairs.verdict(entry.id, other.id, spans[0])
        is_near = other.aid == entry.aid and set(other.needs) & set(entry.needs)
        if pairing.verdict != UNJUDGED or (is_near and other.id != entry.id):
            found.append(_related(other, pairing, source, is_same=other.id == entry.id))
    return sorted(found, key=lambda one: (_ORDER[one.verdict], one.entry.title))[:MOST]


def _related(other: Entry, pairing: Pairing, source: LoadedProgramme | None, *, is_same: bool) -> Related:
    words = language()
    return Related(
        other,
        pairing.verdict,
        VERDICTS[pairing.verdict].get(words),
        pairing.note.get(words),
        basis_of(source, pairing.cite, pairing.read_in) if source and pairing.cite else None,
        pairing.within_days,
        is_same,
    )
