"""One row of a run seen whole: why it was decided so, what the list's cells said, the other rows of its NIK."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satupintu.engine.reasons import DUPLICATE
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import language

from ..explanations import Evidence, Explanation, Told, explain
from ..models import Run
from .decisions import Decisions

# The list's columns in the order people read them.
LABELS = {
    "name": gettext_lazy("Nama"),
    "nik": gettext_lazy("NIK"),
    "kk": gettext_lazy("Nomor KK"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "sex": gettext_lazy("Jenis kelamin"),
    "address": gettext_lazy("Alamat"),
    "rt": gettext_lazy("RT"),
    "rw": gettext_lazy("RW"),
    "village": gettext_lazy("Desa"),
    "sector": gettext_lazy("Usaha"),
    "phone": gettext_lazy("Nomor HP"),
    "annual_turnover": gettext_lazy("Omzet setahun"),
    "business_letter": gettext_lazy("Surat usaha atau NIB"),
    "submitted_at": gettext_lazy("Diajukan"),
    "proposer": gettext_lazy("Pengusul"),
}
DUPLICATE_OF = "duplicate_of"
_VILLAGES = {"row.village", "registry.village"}
_SEXES = {"L": gettext_lazy("Laki-laki"), "P": gettext_lazy("Perempuan")}


@dataclass(frozen=True)
class Cell:
    """One column of the row as it was read; `original` is what the cell said where reading changed it."""

    column: str
    label: str
    read: str
    original: str


@dataclass(frozen=True)
class Person:
    """A row with all that its page tells. `earlier` is the row it repeats, where this reader may see it."""

    row: dict[str, Any]
    explanation: Explanation
    cells: list[Cell]
    others: list[dict[str, Any]]
    earlier: dict[str, Any] | None
    village: str


def person_at(run: Run, decisions: Decisions, number: int) -> Person | None:
    """The row of that number, explained; None where there is none that this reader may see."""
    row = decisions.row(number)
    if row is None:
        return None
    place = (row["file"], row["sheet"], row["row"])
    found = explain(run.folder, places=[place], language=language())[0]
    earlier = _earlier(row, decisions)
    if row["duplicate_of"] and earlier is None:
        found = _without_place(found)
    found = _in_words(found, earlier)
    return Person(
        row=row,
        explanation=found,
        cells=cells_of(decisions.as_read(row)),
        others=decisions.same_nik(row),
        earlier=earlier,
        village=village_name(row["village"]),
    )


def place_of(row: dict[str, Any]) -> str:
    """Where a row stands: `01-usulan.xlsx, lembar RT 01-06, baris 8`."""
    sheet = _(", lembar %(sheet)s") % {"sheet": row["sheet"]} if row["sheet"] else ""
    return f"{row['file']}{sheet}, " + _("baris %(row)s") % {"row": row["row"]}


def village_name(code: str | None) -> str:
    """The village's name with its district's; its code where the tree lacks it, empty where none is stated."""
    if not code:
        return ""
    area = Area.objects.filter(code=code).select_related("parent").first()
    if area is None:
        return code
    return f"{area.name}, {area.parent.name}" if area.parent else area.name


def village_names(codes: Iterable[str | None]) -> dict[str, str]:
    """Village codes -> names, for those the tree holds."""
    return dict(Area.objects.filter(code__in={code for code in codes if code}).values_list("code", "name"))


def _earlier(row: dict[str, Any], decisions: Decisions) -> dict[str, Any] | None:
    if not row["duplicate_of"]:
        return None
    file, _mark, rest = row["duplicate_of"].partition("!")
    sheet, _mark, number = rest.rpartition("!")
    return decisions.at(file, sheet, int(number)) if number.isdecimal() else None


def _without_place(found: Explanation) -> Explanation:
    """The earlier row stands in another village's list: that it is there is said, where it stands is not."""

    def hidden(told: Told) -> Told:
        if told.id != DUPLICATE:
            return told
        kept = [one for one in told.evidence if one.fact != DUPLICATE_OF]
        moved = [
            replace(one, value=_("di daftar desa lain")) for one in told.evidence if one.fact == DUPLICATE_OF
        ]
        return replace(told, evidence=(*kept, *moved))

    return replace(found, duplicate_of=None, identity=tuple(map(hidden, found.identity)))


def _in_words(found: Explanation, earlier: dict[str, Any] | None) -> Explanation:
    """Villages by name beside their code, and the earlier row as people say where a row stands."""

    def worded(one: Evidence) -> Evidence:
        if one.fact in _VILLAGES:
            return replace(one, value=_shown("village", one.value))
        if one.fact == DUPLICATE_OF and earlier:
            return replace(one, value=place_of(earlier))
        return one

    def told(one: Told) -> Told:
        return replace(one, evidence=tuple(map(worded, one.evidence)))

    return replace(
        found, identity=tuple(map(told, found.identity)), criteria=tuple(map(told, found.criteria))
    )


def cells_of(read: dict[str, Any]) -> list[Cell]:
    """The columns of a row that say something, in the order people read them."""
    cells = []
    for column, label in LABELS.items():
        value, original = read.get(column), read.get(f"{column}_original")
        if value is not None or original is not None:
            shown = _shown(column, value)
            if column == "annual_turnover" and read.get("turnover_up_to"):
                shown = _("paling banyak %(amount)s") % {"amount": shown}
            cells.append(Cell(column, str(label), shown, "" if original in (None, shown) else str(original)))
    return cells


def _shown(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "annual_turnover":
        return "Rp" + f"{value:,}".replace(",", ".")
    if column == "sex":
        return str(_SEXES.get(value, value))
    if column == "village":
        return f"{village_name(value)} ({value})" if village_name(value) != value else value
    if isinstance(value, datetime | date):
        return date_format(value, "j F Y")
    return str(value)
