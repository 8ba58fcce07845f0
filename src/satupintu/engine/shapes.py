"""The small pieces that every text of the catalogue is read by: a mapping, a sentence, a day, a citation.

Each takes parsed YAML and the place it stands at, and raises ProgrammeError naming that place.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any as AnyType

from satupintu.engine.rules import ProgrammeError
from satupintu.engine.text import Text


def cited(node: Mapping[str, AnyType], place: str) -> tuple[str, str]:
    """The node's `cite` and `read_in`; what is pending says where it was read."""
    cite = string(node["cite"], f"{place}.cite")
    read_in = string(node["read_in"], f"{place}.read_in") if "read_in" in node else ""
    if cite == "pending" and not read_in:
        raise ProgrammeError(
            f"{place}.cite", "cite: pending harus disertai read_in, tempat ketentuan itu dibaca"
        )
    if cite != "pending" and cite.count("#") != 1:
        raise ProgrammeError(f"{place}.cite", f"{cite!r} harus berbentuk <peraturan>#<pasal> atau pending")
    return cite, read_in


def mapping(
    data: AnyType, place: str, known: Collection[str] = (), required: Collection[str] = ()
) -> Mapping[str, AnyType]:
    """A mapping with no keys but those `known` (any when none is named) and all that are `required`."""
    if not isinstance(data, dict):
        raise ProgrammeError(place, "harus berupa pasangan kunci dan nilai")
    for key in data:
        if not isinstance(key, str) or (known and key not in known):
            raise ProgrammeError(place, f"kunci {key!r} tidak dikenal")
    for key in sorted(required):
        if key not in data:
            raise ProgrammeError(place, f"kunci {key} harus ada")
    return data


def string(value: AnyType, place: str) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ProgrammeError(place, "harus teks yang tidak kosong")
    return value


def text(value: AnyType, place: str) -> Text:
    """A sentence in both languages."""
    both = mapping(value, place, {"id", "en"}, required={"id", "en"})
    return Text(string(both["id"], f"{place}.id"), string(both["en"], f"{place}.en"))


def day_of(value: AnyType, place: str) -> date:
    """A day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ProgrammeError(place, "harus tanggal, tttt-bb-hh")
    return value
