"""Which programmes there are to report on, who runs them and what form their aid has: the catalogue's own and those
that agencies reported."""

import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from satupintu.engine.listing import AID
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue
from satupintu.pipeline.catalogue.selectors import latest_reports

_TITLES_HOLD = 2  # seconds; a page asks for hundreds


@dataclass(frozen=True)
class Offer:
    """One programme: its title in the page's language, who runs it (the owner first), its form of aid.

    Nobody reports any more on one that `is_withdrawn`; what was received of it stays what it was.
    """

    id: str
    title: str
    agencies: tuple[str, ...]
    aid: str
    is_withdrawn: bool = False


def offers() -> dict[str, Offer]:
    """All of them by id. A text older than listings says of nobody that they run it, and is none."""
    found = {
        one.programme: Offer(one.programme, one.title, tuple(one.agencies), one.aid, one.is_withdrawn)
        for one in latest_reports()
    }
    for name, loaded in load_catalogue().programmes.items():
        if (listing := loaded.programme.listing) is not None:
            title = loaded.programme.title.get(language())
            found[name] = Offer(name, title, tuple(listing.agencies), listing.aid)
    return found


def starts() -> dict[str, date]:
    """The day from which a programme can have been received, where its period is known."""
    programmes = {name: loaded.programme for name, loaded in load_catalogue().programmes.items()}
    return {name: one.period.start.day for name, one in programmes.items() if one.period is not None}


def agencies_of(programme: str) -> tuple[str, ...]:
    """The ids of those who run a programme, the owner first; () where nobody is known."""
    found = offers().get(programme)
    return found.agencies if found else ()


def reported_by(agency: str) -> list[str]:
    """The ids of the programmes that an agency runs, and so may report on."""
    return sorted(name for name, one in offers().items() if agency in one.agencies and not one.is_withdrawn)


def reportable(user: User) -> list[Offer]:
    """Those a person may report on, by title: their agency's; whoever plans for an area, any."""
    standing = [one for one in offers().values() if not one.is_withdrawn]
    found = sorted(standing, key=lambda one: one.title)
    if user.role != Role.AGENCY_OFFICER:
        return found
    return [one for one in found if user.agency in one.agencies]


def forms_of_aid() -> dict[str, str]:
    """programme -> the form of its aid (engine.listing.AID)."""
    return {name: one.aid for name, one in offers().items()}


def programme_title(programme: str) -> str:
    """A programme's title in the page's language; its id where nobody knows it."""
    return _titles(_tick(), language())[0].get(programme, programme)


def agency_title(agency: str) -> str:
    """An agency's title in the page's language; its id where nobody knows it."""
    return _titles(_tick(), language())[1].get(agency, agency)


def aid_title(aid: str) -> str:
    """A form of aid in words."""
    return AID[aid].get(language()) if aid in AID else aid


@lru_cache(maxsize=4)
def _titles(_when: int, words: str) -> tuple[dict[str, str], dict[str, str]]:
    catalogue = load_catalogue()
    own = {name: one.programme.title.get(words) for name, one in catalogue.programmes.items()}
    programmes = {name: one.title for name, one in offers().items()} | own
    return programmes, {name: one.title.get(words) for name, one in catalogue.agencies.items()}


def _tick() -> int:
    return int(time.monotonic() // _TITLES_HOLD)
