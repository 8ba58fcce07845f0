"""The catalogue as one list: programmes with rules from the folder beside those that agencies only reported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from satupintu.engine.listing import AID, LEVELS, NEEDS, PILLARS, Agency
from satupintu.engine.text import Text
from satupintu.foundation.pages import language
from satupintu.gateways.areas import area_names
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import LoadedProgramme

from ..models import ReportedProgramme
from .reported import current_reports, latest_reports

RUNNING, ENDED, COMING, UNDATED = "running", "ended", "coming", "undated"


@dataclass(frozen=True)
class Entry:
    """One programme as the catalogue lists it: codes of the vocabularies, whole rupiah, dotted areas ([]: all).

    `amount` is what one recipient gets, None where nothing fixed is paid or nobody wrote the rules.
    """

    id: str
    title: str
    owner: str
    pillar: str
    needs: tuple[str, ...]
    aid: str
    level: str
    agencies: tuple[str, ...]
    areas: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    budget: int | None
    quota: int | None
    amount: int | None
    is_reported: bool
    haystack: str
    is_withdrawn: bool = False

    def state(self, on: date) -> str:
        """Whether it runs on a day: RUNNING, ENDED, COMING, or UNDATED when nobody said when."""
        if self.starts_on and on < self.starts_on:
            return COMING
        if self.ends_on and on > self.ends_on:
            return ENDED
        return RUNNING if self.starts_on or self.ends_on else UNDATED

    def reaches(self, area: str) -> bool:
        """Whether people of an area, or of a part of it, are among those it is for."""
        return not self.areas or any(
            f"{area}.".startswith(f"{one}.") or one.startswith(f"{area}.") for one in self.areas
        )

    @property
    def pillar_words(self) -> str:
        return words_of(PILLARS, self.pillar)

    @property
    def aid_words(self) -> str:
        return words_of(AID, self.aid)

    @property
    def level_words(self) -> str:
        return words_of(LEVELS, self.level)

    @property
    def need_words(self) -> list[str]:
        return [words_of(NEEDS, one) for one in self.needs]


def words_of(vocabulary: Mapping[str, Text], code: str) -> str:
    """A code in the reader's language; the code itself where the vocabulary no longer has it."""
    return vocabulary[code].get(language()) if code in vocabulary else code


def agency_name(agency: str, known: Mapping[str, Agency] | None = None) -> str:
    """An agency's name in the reader's language; `known` are the agencies, where somebody has them at hand."""
    found = (load_catalogue().agencies if known is None else known).get(agency)
    return found.title.get(language()) if found else agency


def area_words(codes: Iterable[str]) -> list[str]:
    """Areas by name; their codes where no area has them."""
    asked = tuple(codes)
    names = _names(asked) if asked else {}
    return [names.get(one, one) for one in asked]


def entries(*, with_withdrawn: bool = False) -> list[Entry]:
    """Every programme of the catalogue, those that ended or will end last first.

    `with_withdrawn` adds those that their agencies withdrew, of which people may have received something. What the
    folder says of a programme counts before what was once reported of it.
    """
    catalogue = load_catalogue()
    listed = [_listed(one, catalogue.agencies) for one in catalogue.programmes.values()]
    said = latest_reports() if with_withdrawn else current_reports()
    reported = [
        reported_entry(one, catalogue.agencies) for one in said if one.programme not in catalogue.programmes
    ]
    return sorted([*listed, *reported], key=lambda one: (_latest(one), one.title))


def _latest(one: Entry) -> int:
    return -(one.ends_on or one.starts_on or date.min).toordinal()


def _latest_year(figures: Iterable[tuple[int | None, int]]) -> int | None:
    """The figure of the latest year that one is stated for."""
    return max(((year or 0, value) for year, value in figures), default=(0, None))[1]


def listed_entry(programme: str) -> Entry:
    """A programme of the folder as the catalogue lists it. Raises KeyError for one that is not there."""
    catalogue = load_catalogue()
    return _listed(catalogue.programmes[programme], catalogue.agencies)


def _listed(loaded: LoadedProgramme, known: Mapping[str, Agency]) -> Entry:
    programme, words = loaded.programme, language()
    listing, period = programme.listing, programme.period
    agencies = listing.agencies if listing else ()
    return Entry(
        id=programme.id,
        title=programme.title.get(words),
        owner=agency_name(agencies[0], known) if agencies else programme.authority.get(words),
        pillar=listing.pillar if listing else "",
        needs=listing.needs if listing else (),
        aid=listing.aid if listing else "",
        level=listing.level if listing else "",
        agencies=agencies,
        areas=listing.areas if listing else (),
        starts_on=period.start.day if period else None,
        ends_on=period.end.day if period and period.end else None,
        budget=_latest_year((one.year, one.amount) for one in listing.budget) if listing else None,
        quota=_latest_year((one.year, one.recipients) for one in listing.quota) if listing else None,
        amount=programme.at().amount,
        is_reported=False,
        haystack=_haystack(
            [
                programme.id,
                programme.title.id,
                programme.title.en,
                programme.authority.id,
                programme.authority.en,
            ],
            agencies,
            known,
        ),
    )


def reported_entry(one: ReportedProgramme, known: Mapping[str, Agency] | None = None) -> Entry:
    """A reported programme as the catalogue lists it; `known` are the agencies, where somebody has them at hand."""
    known = load_catalogue().agencies if known is None else known
    return Entry(
        id=one.programme,
        title=one.title,
        owner=agency_name(one.agency, known),
        pillar=one.pillar,
        needs=tuple(one.needs),
        aid=one.aid,
        level=one.level,
        agencies=tuple(one.agencies),
        areas=tuple(one.areas),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        budget=one.budget,
        quota=one.quota,
        amount=None,
        is_reported=True,
        haystack=_haystack([one.programme, one.title], tuple(one.agencies), known),
        is_withdrawn=one.is_withdrawn,
    )


def _haystack(said: list[str], agencies: tuple[str, ...], known: Mapping[str, Agency]) -> str:
    names = [text for one in agencies if one in known for text in (known[one].title.id, known[one].title.en)]
    return " ".join([*said, *agencies, *names]).lower()


@lru_cache(maxsize=64)
def _names(codes: tuple[str, ...]) -> dict[str, str]:
    return area_names(codes)
