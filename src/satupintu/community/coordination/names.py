"""What programmes and agencies are called: natural keys in a plan become words on its pages."""

from dataclasses import dataclass
from typing import Any

from satupintu.foundation.pages import language


@dataclass(frozen=True)
class AgencyName:
    """An agency as a page names it; `partner` is which of the five kinds it belongs to."""

    id: str
    title: str
    partner: str


def catalogue() -> Any:
    """The catalogue with its agencies, read once until a file of it changes."""
    from satupintu.gateways.catalogue import load_catalogue

    return load_catalogue()


def agency_names() -> dict[str, AgencyName]:
    """Every agency by id, titled in the page's language."""
    return {
        one_id: AgencyName(one_id, one.title.get(language()), str(one.partner))
        for one_id, one in catalogue().agencies.items()
    }


def programme_names() -> dict[str, str]:
    """Every programme's title by id, in the page's language."""
    return {one_id: one.programme.title.get(language()) for one_id, one in catalogue().programmes.items()}


def indonesian_titles() -> tuple[dict[str, str], dict[str, str]]:
    """(programmes, agencies): title in small letters -> id, for what people write instead of a code."""
    found = catalogue()
    return (
        {one.programme.title.id.lower(): one_id for one_id, one in found.programmes.items()},
        {one.title.id.lower(): one_id for one_id, one in found.agencies.items()},
    )
