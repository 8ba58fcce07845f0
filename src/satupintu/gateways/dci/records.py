"""A business as DCI's Group and its owner as the Member that heads it: extensions/social/v1 of the data standard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

REG_TYPE = "ns:org:RegistryType:Social"
CONTEXT = {
    "spdci": "https://schema.spdci.org/extensions/social/v1/",
    "common": "https://schema.spdci.org/common/v1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
GROUP, MEMBER = "Group", "Member"
_SEX = {"L": "male", "P": "female", "male": "male", "female": "female"}


@dataclass(frozen=True)
class Owner:
    """What is told of a business's owner; blank or None for what is not known or not to be told."""

    nik: str
    name: str
    sex: str = ""
    birth_date: date | None = None
    address: str = ""


@dataclass(frozen=True)
class Known:
    """What is told of one business. `attributes` go into additional_attributes, each under its name."""

    number: str
    address: str  # where its page is
    kind: str
    name: str
    sector: str
    area: str
    area_name: str
    is_open: bool | None
    registered: datetime
    updated: datetime
    owner: Owner | None
    attributes: Mapping[str, Any] = field(default_factory=dict)


def group(known: Known) -> dict[str, Any]:
    """The business as a Group of one: its owner heads it."""
    members = [_member(known)] if known.owner else []
    return {
        "@context": CONTEXT,
        "@id": known.address,
        "@type": "spdci:Group",
        "group_identifier": [_identifier("BRN", known.number)],
        "group_type": known.kind,
        "place": {"@type": "Place", "identifier": known.area, "address": known.area_name},
        **({"group_head_info": members[0]} if members else {}),
        "group_size": len(members),
        "member_list": members,
        "registration_date": _moment(known.registered),
        "last_updated": _moment(known.updated),
        "additional_attributes": _attributes(known),
    }


def member(known: Known) -> dict[str, Any] | None:
    """The owner as a record of its own; None for a business whose owner is not known."""
    return {"@context": CONTEXT, **_member(known)} if known.owner else None


def _member(known: Known) -> dict[str, Any]:
    owner = known.owner
    assert owner is not None  # noqa: S101 - both callers ask first
    person: dict[str, Any] = {
        "@type": "SRPerson",
        "identifier": [_identifier("NIK", owner.nik)] if owner.nik else [],
        "name": {"@type": "Name", "given_name": owner.name, "surname": ""},
        "registration_date": _moment(known.registered),
    }
    if owner.sex in _SEX:
        person["sex"] = _SEX[owner.sex]
    if owner.birth_date:
        person["birth_date"] = owner.birth_date.isoformat()
    if owner.address:
        person["address"] = {"@type": "Address", "street_address": owner.address, "country": "ID"}
    return {
        "@type": "spdci:Member",
        "@id": f"{known.address}#pemilik",
        "member_identifier": [_identifier("BRN", known.number)],
        "demographic_info": person,
        "registration_date": _moment(known.registered),
    }


def _identifier(kind: str, value: str) -> dict[str, Any]:
    return {"@type": "Identifier", "identifier_type": kind, "identifier_value": value}


def _attributes(known: Known) -> list[dict[str, Any]]:
    """Name and value each, as the specification's own example has them."""
    told = {"business_name": known.name, "sector": known.sector, "is_open": known.is_open, **known.attributes}
    return [{name: value} for name, value in told.items() if value not in ("", None)]


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
