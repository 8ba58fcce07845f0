"""Reads simulations: which a person may see, their persons, and one person under both versions of the rules."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.batch.simulation_report import CAME, CHANGES, FELL
from satupintu.engine.determination import determine
from satupintu.engine.facts import FIXED_FACTS
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import language

from ..explanations import Context, Explanation, context_of, explain_row, find_rows
from ..finished import pinned_programme
from ..models import Round, RoundState, Simulation
from ..selectors.wording import programme_of

PAGE_SIZE = 50
WAYS = {"masuk": CAME, "keluar": FELL, "": "TRUE"}
COLUMNS = (
    "n", "file", "sheet", "row", "nik", "name", "village", "sex", "size", "sector", "before", "reasons_before",
    "taken_before", "rank_before", "after", "reasons_after", "taken_after", "rank_after",
)  # fmt: skip
MOST_GROUPS = 40  # areas in a table; the file holds them all


def visible_simulations(user: User) -> QuerySet[Simulation]:
    """Simulations of rounds in the user's area."""
    found = Simulation.objects.select_related("round__area", "run", "started_by", "job")
    return limit_to_area(found, user, "round__area")


def rounds_to_try(user: User) -> QuerySet[Round]:
    """Finished rounds of the user's area, whatever came of them since."""
    found = Round.objects.filter(state__in=[RoundState.SCREENED, RoundState.SIGNED], current__isnull=False)
    return limit_to_area(found, user).select_related("area", "current")


@dataclass(frozen=True)
class Persons:
    """One page of the persons who come in or fall out, and how many there are."""

    rows: list[dict[str, Any]]
    total: int
    number: int
    way: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def persons_of(simulation: Simulation, way: str, page: int) -> Persons:
    """The persons who come in (`masuk`), fall out (`keluar`), or whose outcome or reasons are other ('')."""
    way = way if way in WAYS else ""
    source = f"FROM read_parquet({text(simulation.folder / CHANGES)}) WHERE {WAYS[way]}"
    with connection() as own:
        [(total,)] = own.execute(f"SELECT count(*) {source}").fetchall()
        number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
        rows = own.execute(
            f"SELECT {_columns()} {source} ORDER BY n LIMIT {PAGE_SIZE} OFFSET {(number - 1) * PAGE_SIZE}"
        ).fetchall()
    return Persons([dict(zip(COLUMNS, row, strict=True)) for row in rows], total, number, way)


def all_persons(simulation: Simulation) -> list[dict[str, Any]]:
    """Everybody whose outcome, reasons or place in the quota are other."""
    with connection() as own:
        source = f"read_parquet({text(simulation.folder / CHANGES)})"
        rows = own.execute(f"SELECT {_columns()} FROM {source} ORDER BY n").fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def person_of(simulation: Simulation, number: int) -> dict[str, Any] | None:
    """The row of that number among those that changed."""
    with connection() as own:
        source = f"read_parquet({text(simulation.folder / CHANGES)})"
        rows = own.execute(f"SELECT {_columns()} FROM {source} WHERE n = ?", [number]).fetchall()
    return dict(zip(COLUMNS, rows[0], strict=True)) if rows else None


def _columns() -> str:
    return ", ".join(f'"{one}"' for one in COLUMNS)


def both_versions(simulation: Simulation, person: dict[str, Any]) -> tuple[Explanation, Explanation] | None:
    """One person explained under the rules of the round and under those tried.

    None where the tried rules ask what the round never kept: then only the outcome is known.
    """
    run = simulation.run
    found = list(find_rows(run.folder, None, [(person["file"], person["sheet"], person["row"])]))
    if not found:
        return None
    before = explain_row(context_of(run.folder, programme_of(run.folder), language()), found[0])
    context = tried_context(run.folder, simulation.folder, simulation.as_of)
    facts = {
        name: value for name, value in found[0].items() if name in FIXED_FACTS or name.startswith("lists.")
    }
    decided = determine(
        context.programme_at, facts, found[0]["identity"], found[0]["is_duplicate"], context.without
    )
    if (decided.outcome, list(decided.reasons)) != (person["after"], person["reasons_after"]):
        return None
    row = found[0] | {
        "outcome": decided.outcome,
        "reasons": list(decided.reasons),
        "rank": person["rank_after"],
        "within_quota": person["taken_after"] if person["rank_after"] is not None else None,
    }
    return before, explain_row(context, row)


def tried_context(run: Path, simulation: Path, day: date) -> Context:
    """What rows are explained with under the rules that were tried."""
    loaded = pinned_programme(simulation)
    own = context_of(run, programme_of(run), language())
    return Context(loaded, loaded.programme.at(day), own.without, own.not_given, own.language, own.assumed)


def area_tables(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The groups by area, from the first level that tells areas apart on: their names, who comes in, who falls out."""
    titles = {
        "province": _("Provinsi"),
        "regency": _("Kabupaten/kota"),
        "district": _("Kecamatan"),
        "village": _("Desa/kelurahan"),
    }
    tables = []
    for level, title in titles.items():
        groups = report["by"][level]
        if groups and (len(groups) > 1 or level == "village"):
            tables.append({"title": title, **_largest(groups)})
    names = dict(
        Area.objects.filter(code__in={row["key"] for one in tables for row in one["rows"]}).values_list(
            "code", "name"
        )
    )
    for one in tables:
        for row in one["rows"]:
            row["name"] = names.get(
                row["key"], _("tidak disebut") if row["key"] == "unstated" else row["key"]
            )
    return tables


def other_tables(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The groups by sex, size and sector, in words."""
    words = {
        "unstated": _("tidak disebut"),
        "others": _("lainnya"),
        "L": _("laki-laki"),
        "P": _("perempuan"),
        "to_50m": _("sampai Rp50 juta"),
        "to_300m": _("di atas Rp50 juta sampai Rp300 juta"),
        "to_2b": _("di atas Rp300 juta sampai Rp2 miliar"),
        "over_2b": _("di atas Rp2 miliar"),
    }
    titles = {"sex": _("Jenis kelamin"), "size": _("Omzet setahun"), "sector": _("Bidang usaha")}
    tables = [
        {"title": title, **_largest(report["by"][key])} for key, title in titles.items() if report["by"][key]
    ]
    for one in tables:
        for row in one["rows"]:
            row["name"] = words.get(row["key"], row["key"])
    return tables


def _largest(groups: dict[str, dict[str, int]]) -> dict[str, Any]:
    """The rows of a table, the most changed first, and how many were left out."""
    ordered = sorted(groups, key=lambda one: (-groups[one]["came"] - groups[one]["fell"], one))
    rows: list[dict[str, Any]] = [
        {"key": one, **groups[one], "net": groups[one]["came"] - groups[one]["fell"]}
        for one in ordered[:MOST_GROUPS]
    ]
    return {"rows": rows, "left_out": len(ordered) - len(rows)}
