"""A programme's listing, put together for its page: money, places and law with what they rest on."""

from dataclasses import dataclass

from satupintu.foundation.pages import language
from satupintu.gateways.programmes import LoadedProgramme

from .entries import agency_name, area_words
from .programme import Basis, basis_of


@dataclass(frozen=True)
class Figure:
    """A budget or a quota: how much, for which year (None: the whole programme), and what says so."""

    value: int
    year: int | None
    basis: Basis


@dataclass(frozen=True)
class ListingPage:
    agencies: list[str]
    areas: list[str]
    budget: list[Figure]
    quota: list[Figure]
    laws: list[tuple[str, str]]
    laws_pending: list[str]
    apply: str
    contact: str


def listing_page(loaded: LoadedProgramme) -> ListingPage | None:
    """The listing of a programme; None for a text older than listings. `laws` are titles with their source."""
    listing, words = loaded.programme.listing, language()
    if listing is None:
        return None
    laws = [loaded.laws[one] for one in listing.legal_basis if one in loaded.laws]
    return ListingPage(
        agencies=[agency_name(one) for one in listing.agencies],
        areas=area_words(listing.areas),
        budget=[
            Figure(one.amount, one.year, basis_of(loaded, one.cite, one.read_in)) for one in listing.budget
        ],
        quota=[
            Figure(one.recipients, one.year, basis_of(loaded, one.cite, one.read_in)) for one in listing.quota
        ],
        laws=[(law.title.get(words), law.source) for law in laws],
        laws_pending=list(listing.legal_pending),
        apply=listing.apply.get(words),
        contact=listing.contact.get(words),
    )
