"""Which programmes there are to report on, who runs them and what form their aid has, from the catalogue."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from satupintu.foundation.accounts.models import Role, User
from satupintu.gateways.programmes import load_catalogue


def programmes() -> Mapping[str, Any]:
    """id -> LoadedProgramme of those with a listing: a text older than listings says nobody runs it."""
    found = load_catalogue().programmes
    return {one: loaded for one, loaded in found.items() if loaded.programme.listing is not None}


def agencies_of(programme: str) -> tuple[str, ...]:
    """The ids of those who run a programme, the owner first; () where nobody is known."""
    loaded = programmes().get(programme)
    return tuple(loaded.programme.listing.agencies) if loaded else ()


def reported_by(agency: str) -> list[str]:
    """The ids of the programmes that an agency runs, and so may report on."""
    return sorted(one for one, loaded in programmes().items() if agency in loaded.programme.listing.agencies)


def reportable(user: User) -> list[str]:
    """Those a person may report on: their agency's; whoever plans for an area, any."""
    return reported_by(user.agency) if user.role == Role.AGENCY_OFFICER else sorted(programmes())


def forms_of_aid() -> dict[str, str]:
    """programme -> the form of its aid (engine.listing.AID)."""
    return {one: loaded.programme.listing.aid for one, loaded in programmes().items()}


def programme_title(programme: str) -> str:
    """A programme's title in the page's language; its id where nobody knows it."""
    loaded = load_catalogue().programmes.get(programme)
    return str(loaded.programme.title.get(language())) if loaded else programme


def agency_title(agency: str) -> str:
    """An agency's title in the page's language; its id where nobody knows it."""
    found = load_catalogue().agencies.get(agency)
    return str(found.title.get(language())) if found else agency


def aid_title(aid: str) -> str:
    """A form of aid in words."""
    from satupintu.engine.listing import AID

    return str(AID[aid].get(language())) if aid in AID else aid


def language() -> str:
    return get_language() or "id"
