"""One row of an agency's list as a programme, or every reason why it is none, each with its column."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from satupintu.engine.listing import Agency
from satupintu.engine.parse_listing import IDENTIFIER
from satupintu.gateways.programme_lists import values
from satupintu.gateways.programme_lists.columns import FIELDS, NEEDED, label
from satupintu.gateways.programme_lists.values import NotUnderstood

LONGEST = {"title": 200, "figures_from": 500, "legal_basis": 2_000, "apply": 1_000, "contact": 500}
SEVERAL = ("needs", "agencies", "areas")
LONGEST_ID = 60  # as reports of recipients and the API take it


@dataclass(frozen=True)
class Refusal:
    """Why a row cannot be taken: where it stands, which column, and what to do, in Indonesian."""

    row: int | None
    column: str
    text: str
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f"lembar {self.sheet}" if self.sheet else ""
        row = f"baris {self.row}" if self.row is not None else ""
        column = f"kolom {self.column}" if self.column else ""
        return f"{', '.join(filter(None, (sheet, row, column))) or 'berkas'}: {self.text}"


class ReportRefused(Exception):
    """Nothing of a report was taken; every reason is told."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("; ".join(map(str, self.refusals)))


@dataclass(frozen=True)
class Reported:
    """A programme as its agency states it: codes of the catalogue's vocabularies, whole rupiah, days, dotted areas."""

    id: str
    title: str
    pillar: str
    needs: tuple[str, ...]
    aid: str
    level: str
    agencies: tuple[str, ...] = ()
    budget: int | None = None
    quota: int | None = None
    figures_from: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    areas: tuple[str, ...] = ()
    legal_basis: str = ""
    apply: str = ""
    contact: str = ""
    row: int | None = None
    sheet: str = ""

    def stated(self) -> dict[str, Any]:
        """What it says, without where it stood."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("row", "sheet")}


def read_values(rows: Iterable[Mapping[str, Any]], agencies: Mapping[str, Agency]) -> list[Reported]:
    """Programmes from plain values under our own field names (`columns.FIELDS`), counted from row 1.

    Raises ReportRefused with every reason.
    """
    found, refusals = [], []
    for number, row in enumerate(rows, 1):
        refusals += [Refusal(number, key, "kolom ini tidak dikenal") for key in row if key not in FIELDS]
        one, reasons = understand({key: row[key] for key in row if key in FIELDS}, agencies, number)
        refusals += reasons
        found += [one] if one else []
    refusals += repeated(found)
    if not found and not refusals:
        refusals = [Refusal(None, "", "laporan ini tidak berisi satu program pun")]
    if refusals:
        raise ReportRefused(refusals)
    return found


def understand(
    row: Mapping[str, Any], agencies: Mapping[str, Agency], number: int | None, sheet: str = ""
) -> tuple[Reported | None, list[Refusal]]:
    """The programme of one row, None when something in it is refused."""
    refusals: list[Refusal] = []

    def read(field: str, meaning: Callable[[Any], Any], nothing: Any) -> Any:
        if values.text(row.get(field)) == "" or row.get(field) == []:
            if field in NEEDED:
                refusals.append(Refusal(number, label(field), "kosong, padahal harus diisi", sheet))
            return nothing
        try:
            if isinstance(row[field], dict) or (
                field not in SEVERAL and isinstance(row[field], list | tuple)
            ):
                raise NotUnderstood("harus satu isian, bukan beberapa")
            return meaning(row[field])
        except NotUnderstood as trouble:
            refusals.append(Refusal(number, label(field), str(trouble), sheet))
            return nothing

    words = {field: read(field, _short(field), "") for field in LONGEST}
    starts_on, ends_on = _days(read)
    if starts_on and ends_on and ends_on < starts_on:
        refusals.append(Refusal(number, label("ends_on"), "hari terakhir mendahului hari pertama", sheet))
    taken = Reported(
        id=read("id", identifier, "") or slug(words["title"]),
        pillar=read("pillar", lambda one: values.code("pillar", one), ""),
        needs=tuple(read("needs", lambda one: values.codes("needs", one), [])),
        aid=read("aid", lambda one: values.code("aid", one), ""),
        level=read("level", lambda one: values.code("level", one), ""),
        agencies=tuple(read("agencies", lambda one: values.agencies_in(one, agencies), [])),
        budget=read("budget", lambda one: values.whole(one, "anggaran"), None),
        quota=read("quota", lambda one: values.whole(one, "kuota"), None),
        starts_on=starts_on,
        ends_on=ends_on,
        areas=tuple(read("areas", values.areas, [])),
        row=number,
        sheet=sheet,
        **words,
    )
    if not taken.id and not refusals:
        told = "kode tidak dapat dibuat dari nama programnya; isi sendiri dengan huruf kecil, angka, tanda hubung"
        refusals.append(Refusal(number, label("id"), told, sheet))
    return (None if refusals else taken), refusals


def repeated(found: Iterable[Reported]) -> list[Refusal]:
    """Programmes that stand twice in one report."""
    first: dict[str, Reported] = {}
    refusals = []
    for one in found:
        if (other := first.setdefault(one.id, one)) is not one:
            told = f"kode program {one.id} sudah ada di baris {other.row}; satu program satu baris"
            refusals.append(Refusal(one.row, label("id"), told, one.sheet))
    return refusals


def slug(title: str) -> str:
    """An id from a title: 'Kelas Ekspor 2021' as 'kelas-ekspor-2021'."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST_ID].strip("-")


def identifier(value: Any) -> str:
    """An id as it was written; NotUnderstood for one that no address could hold."""
    said = values.text(value).lower()
    if not IDENTIFIER.fullmatch(said) or len(said) > LONGEST_ID:
        raise NotUnderstood(
            f"“{said}” tidak dapat menjadi kode program; pakai huruf kecil, angka dan tanda hubung, "
            f"paling banyak {LONGEST_ID}"
        )
    return said


def _short(field: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        said = values.text(value)
        if len(said) > LONGEST[field]:
            raise NotUnderstood(f"terlalu panjang ({len(said)} huruf); paling banyak {LONGEST[field]}")
        return said

    return read


def _days(read: Callable[[str, Callable[[Any], Any], Any], Any]) -> tuple[date | None, date | None]:
    """The first and last day, from their own columns or from one for both."""
    both = read("period", values.period, (None, None))
    return (
        read("starts_on", values.day, None) or both[0],
        read("ends_on", lambda one: values.day(one, is_last=True), None) or both[1],
    )
