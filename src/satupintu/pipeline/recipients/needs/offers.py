"""Which programmes there are for which need, where and when, and what they are called in the reader's language."""

from dataclasses import dataclass
from datetime import date

from satupintu.engine.listing import NEEDS, PILLARS
from satupintu.engine.pairs import Pairs
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue
from satupintu.pipeline.catalogue.selectors import entries


@dataclass(frozen=True)
class Offer:
    """One programme: the needs it serves, its pillar, the areas it is for (dotted codes; () for all), its days."""

    id: str
    title: str
    needs: tuple[str, ...]
    pillar: str
    aid: str
    areas: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    is_withdrawn: bool = False

    def runs_on(self, day: date) -> bool:
        """Whether it runs on a day; one that nobody dated runs, one that was withdrawn does not."""
        return (
            not self.is_withdrawn
            and (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
        )

    def reaches(self, area: str) -> bool:
        """Whether people of an area, '' for the country, or of a part of it, are among those it is for."""
        inside = f"{area}." if area else ""
        return not self.areas or any(
            inside.startswith(f"{one}.") or f"{one}.".startswith(inside) for one in self.areas
        )


def offers() -> dict[str, Offer]:
    """Every programme of the catalogue by id, also those that agencies only reported, or withdrew since."""
    return {
        one.id: Offer(
            one.id,
            one.title,
            one.needs,
            one.pillar,
            one.aid,
            one.areas,
            one.starts_on,
            one.ends_on,
            one.is_withdrawn,
        )
        for one in entries(with_withdrawn=True)
    }


def judgements() -> Pairs:
    """What the catalogue says of pairs, also by the form of aid of programmes that have no rules."""
    return load_catalogue().pairs.knowing({one.id: one.aid for one in offers().values() if one.aid})


def need_words(need: str) -> str:
    return NEEDS[need].get(language()) if need in NEEDS else need


def pillar_words(pillar: str) -> str:
    return PILLARS[pillar].get(language()) if pillar in PILLARS else pillar
