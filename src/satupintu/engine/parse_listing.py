"""A programme's `listing:` block and agencies.yaml, as parsed YAML, into a Listing and Agencies.

    listing_from_dict(data, place="listing") -> Listing
    agencies_from_dict(data) -> {id: Agency}

Whether an agency, a law or an area exists is for `catalogue check` to say; here only what the text alone shows.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any as AnyType

from satupintu.engine.listing import (
    AGENCY_KINDS,
    AID,
    LEVELS,
    NEEDS,
    PARTNERS,
    PILLARS,
    Agency,
    Budget,
    Listing,
    Quota,
)
from satupintu.engine.rules import ProgrammeError
from satupintu.engine.shapes import cited, mapping, string, text

LISTING_KEYS = {
    "pillar", "needs", "aid", "level", "agencies", "areas", "budget", "quota", "legal_basis", "legal_pending",
    "apply", "contact",
}  # fmt: skip
OPTIONAL_KEYS = {"areas", "budget", "quota", "legal_basis", "legal_pending"}
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AREA = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
LARGEST = 2**63 - 1


def listing_from_dict(data: AnyType, place: str = "listing") -> Listing:
    """Build a listing; ProgrammeError names the place of the first mistake."""
    node = mapping(data, place, LISTING_KEYS, required=LISTING_KEYS - OPTIONAL_KEYS)
    areas = _names(node.get("areas", []), f"{place}.areas")
    for i, area in enumerate(areas, 1):
        if not AREA.fullmatch(area):
            raise ProgrammeError(
                f"{place}.areas[{i}]", f"{area!r} bukan kode wilayah bertitik, misalnya '35.07'"
            )
    return Listing(
        pillar=_one_of(node["pillar"], PILLARS, f"{place}.pillar"),
        needs=_codes(node["needs"], NEEDS, f"{place}.needs"),
        aid=_one_of(node["aid"], AID, f"{place}.aid"),
        level=_one_of(node["level"], LEVELS, f"{place}.level"),
        agencies=_names(node["agencies"], f"{place}.agencies", at_least_one=True),
        apply=text(node["apply"], f"{place}.apply"),
        contact=text(node["contact"], f"{place}.contact"),
        areas=areas,
        budget=tuple(
            Budget(*_figure(one, "amount", where)) for one, where in _several(node, "budget", place)
        ),
        quota=tuple(
            Quota(*_figure(one, "recipients", where)) for one, where in _several(node, "quota", place)
        ),
        legal_basis=_names(node.get("legal_basis", []), f"{place}.legal_basis"),
        legal_pending=_names(node.get("legal_pending", []), f"{place}.legal_pending"),
    )


def agencies_from_dict(data: AnyType) -> dict[str, Agency]:
    """Every agency by its id; ProgrammeError names the place."""
    found = {}
    for name, one in mapping(data, "").items():
        if not IDENTIFIER.fullmatch(name):
            raise ProgrammeError(name, "id instansi terdiri atas huruf kecil, angka, dan tanda hubung")
        keys = {"title", "kind", "partner"}
        node = mapping(one, name, keys, required=keys)
        found[name] = Agency(
            name,
            text(node["title"], f"{name}.title"),
            _one_of(node["kind"], AGENCY_KINDS, f"{name}.kind"),
            _one_of(node["partner"], PARTNERS, f"{name}.partner"),
        )
    return found


def _one_of(value: AnyType, known: Collection[str], place: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise ProgrammeError(place, f"{value!r} tidak dikenal; yang ada: {', '.join(known)}")
    return value


def _codes(values: AnyType, known: Collection[str], place: str) -> tuple[str, ...]:
    found = _names(values, place, at_least_one=True)
    return tuple(_one_of(one, known, f"{place}[{i}]") for i, one in enumerate(found, 1))


def _names(values: AnyType, place: str, *, at_least_one: bool = False) -> tuple[str, ...]:
    if not isinstance(values, list) or (at_least_one and not values):
        raise ProgrammeError(
            place, "harus daftar" + (" berisi sedikitnya satu butir" if at_least_one else "")
        )
    found = tuple(string(one, f"{place}[{i}]") for i, one in enumerate(values, 1))
    for i, one in enumerate(found, 1):
        if one in found[: i - 1]:
            raise ProgrammeError(f"{place}[{i}]", f"{one} tertulis dua kali")
    return found


def _several(node: Mapping[str, AnyType], key: str, place: str) -> list[tuple[AnyType, str]]:
    """One figure, or a list of them, each with its place."""
    value = node.get(key, [])
    if isinstance(value, list):
        return [(one, f"{place}.{key}[{i}]") for i, one in enumerate(value, 1)]
    return [(value, f"{place}.{key}")]


def _figure(data: AnyType, key: str, place: str) -> tuple[int, str, str, int | None]:
    node = mapping(data, place, {key, "year", "read_in", "cite"}, required={key, "cite"})
    cite, read_in = cited(node, place)
    year = node.get("year")
    if year is not None:
        _positive(year, f"{place}.year")
    return _positive(node[key], f"{place}.{key}"), cite, read_in, year


def _positive(value: AnyType, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST:
        raise ProgrammeError(place, "harus bilangan bulat lebih dari nol")
    return value
