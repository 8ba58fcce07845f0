"""What the registry and others say of needs, as lines of JSON for the count: one open business a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Max

from satupintu.engine.listing import NEEDS
from satupintu.pipeline.registry.models import Business, Record

from ..forgetting import erased_names
from .models import StatedNeed


def write_known(path: Path) -> int:
    """Every business of the registry that is not known to have stopped; returns how many."""
    return _write(path, _businesses())


def write_heard(path: Path) -> int:
    """Every need that was heard of outside collection; returns how many. An erased person's is nobody's need."""
    rows, erased = StatedNeed.objects.values_list("area_id", "sector", "need", "nik", "on"), erased_names()
    return _write(
        path,
        (
            {"area": area, "sector": sector, "need": need, "nik": "" if nik in erased else nik, "on": on}
            for area, sector, need, nik, on in rows.iterator()
        ),
    )


def needs_in(facts: dict[str, Any]) -> list[str]:
    """The needs that a business said it has, as far as the vocabulary knows them."""
    said = facts.get("needs") or []
    listed = said.split() if isinstance(said, str) else said
    return sorted({one for one in listed if one in NEEDS})


def _businesses() -> Iterator[dict[str, Any]]:
    stated = Record.objects.unsealed().filter(facts__has_key="needs").order_by()
    days = dict(stated.values_list("identity__business").annotate(day=Max("said_on")))
    found = Business.objects.current().exclude(is_open=False).order_by("pk")
    columns = ("pk", "number", "name", "owner__name", "owner__nik", "area_id", "sector", "facts")
    for pk, number, name, owner, nik, area, sector, facts in found.values_list(*columns).iterator():
        yield {
            "number": number,
            "name": name,
            "owner": owner,
            "nik": nik or None,
            "area": area,
            "sector": sector or str(facts.get("sector") or ""),
            "needs": needs_in(facts),
            "stated_on": days.get(pk),
        }


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    return count
