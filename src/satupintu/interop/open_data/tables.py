"""The tables that anybody may have: counted from the registry, from coverage, from aid received, and the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.engine.small_cells import TOTAL, Hidden, hide
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.coarse import LEAST, is_small, told, told_amount
from satupintu.pipeline.registry.coverage.counts import coverage_below
from satupintu.pipeline.registry.models import Business

from .. import neighbours

ALL = "semua"
SECTORS = ("food", "trade", "farming", "craft", "service", "transport")
_VILLAGE, _REGENCY = 13, 5  # letters of a code
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """One data set: its name in addresses, what it is called, what it tells, and its columns in order."""

    name: str
    title: str | Promise
    about: str | Promise
    columns: tuple[str, ...]
    keywords: tuple[str, ...]


BUSINESSES = Table(
    "usaha-desa-bidang",
    _("Usaha menurut desa dan bidang"),
    _(
        "Jumlah usaha di registri per desa dan bidang usaha, dengan jumlah per desa, per bidang dan per kabupaten. "
        "Setiap angka dibulatkan sendiri, jadi jumlahnya dapat berselisih."
    ),
    ("kabupaten", "desa", "bidang", "jumlah", "disembunyikan"),
    ("UMKM", "usaha mikro", "desa", "bidang usaha"),
)
COVERAGE = Table(
    "cakupan-kabupaten",
    _("Cakupan pendataan menurut kabupaten"),
    _("Usaha yang sudah masuk registri, yang masih diverifikasi, dan perkiraan seluruhnya dengan sumbernya."),
    ("kabupaten", "nama", "terverifikasi", "menunggu", "perkiraan", "sumber", "disembunyikan"),
    ("UMKM", "pendataan", "cakupan"),
)
AID = Table(
    "bantuan-program-kabupaten",
    _("Bantuan menurut program dan kabupaten"),
    _("Jumlah penerima dan rupiah yang dilaporkan instansi, per program dan kabupaten. Tanpa baris jumlah."),
    ("program", "kabupaten", "penerima", "rupiah", "disembunyikan"),
    ("bantuan", "program", "penerima"),
)
PROGRAMMES = Table(
    "katalog-program",
    _("Katalog program pemberdayaan"),
    _("Program dengan pilar, kebutuhan, bentuk bantuan, pelaksana, masa berlaku dan dasar hukumnya."),
    (
        *("program", "nama", "pilar", "kebutuhan", "bentuk", "tingkat", "instansi"),
        *("mulai", "sampai", "dasar_hukum"),
    ),
    ("program", "UMKM", "dasar hukum"),
)
TABLES = (BUSINESSES, COVERAGE, AID, PROGRAMMES)


def all_rows() -> Iterator[tuple[Table, list[Row]]]:
    """Every table with its rows. Coverage repeats numbers of the first, and leaves out what that leaves out."""
    businesses, verified = _businesses()
    yield BUSINESSES, businesses
    yield COVERAGE, list(_coverage(verified))
    yield AID, list(_aid())
    yield PROGRAMMES, list(_programmes())


def _businesses() -> tuple[list[Row], dict[str, int | None]]:
    """Rows of all regencies, and of each the number that is told of it as a whole, None where it is not."""
    counted = (
        Business.objects.current()
        .order_by("area_id")
        .values_list("area_id", "sector")
        .annotate(n=Count("pk"))
    )
    rows: list[Row] = []
    verified: dict[str, int | None] = {}
    by_regency = groupby(counted.iterator(chunk_size=5_000), lambda row: row[0][:_REGENCY])
    for regency, found in by_regency:
        counts: dict[tuple[str, str], int] = {}
        for area, sector, number in found:
            cell = (area[:_VILLAGE], sector if sector in SECTORS else "other")
            counts[cell] = counts.get(cell, 0) + number
        own = list(_business_rows(regency, counts, hide(counts, LEAST, partial(_is_small, regency))))
        verified[regency] = own[-1]["jumlah"] or None  # of the regency as a whole
        rows += own
    return rows, verified


def _is_small(regency: str, cell: tuple[str, str], value: int) -> bool:
    return is_small(value, BUSINESSES.name, regency, *cell)


def _business_rows(regency: str, counts: dict[tuple[str, str], int], hidden: Hidden) -> Iterator[Row]:
    sums: dict[tuple[str, str], int] = {}
    for (village, sector), number in counts.items():
        for cell in ((village, sector), (village, TOTAL), (TOTAL, sector), (TOTAL, TOTAL)):
            sums[cell] = sums.get(cell, 0) + number
    for cell in sorted(sums, key=lambda one: (one[0] == TOTAL, one[0], one[1] == TOTAL, one[1])):
        village, sector = cell
        yield {
            "kabupaten": regency,
            "desa": village or ALL,
            "bidang": sector or ALL,
            **_number(
                "jumlah", None if cell in hidden else told(sums[cell], BUSINESSES.name, regency, *cell)
            ),
        }


def _number(name: str, value: int | None) -> Row:
    return {name: "" if value is None else value, "disembunyikan": "ya" if value is None else ""}


def _coverage(verified: dict[str, int | None]) -> Iterator[Row]:
    for area in Area.objects.filter(level=Level.REGENCY).order_by("code"):
        whole, _parts = coverage_below(area)
        if not whole.collected and whole.expected is None:
            continue
        number = verified.get(area.code, 0)
        waiting = told(whole.waiting, COVERAGE.name, area.code, "menunggu")
        yield {
            "kabupaten": area.code,
            "nama": area.name,
            "terverifikasi": "" if number is None else number,
            "menunggu": "" if waiting is None else waiting,
            "perkiraan": whole.expected.count if whole.expected else "",
            "sumber": whole.expected.source if whole.expected else "",
            "disembunyikan": "ya" if number is None or waiting is None else "",
        }


def _aid() -> Iterator[Row]:
    """Persons are counted, not payments: five payments may be one person's. No totals, so no sums to work from."""
    for programme, regency, persons, amount in neighbours.aid_counts():
        number = told(persons, AID.name, programme, regency or "")
        is_told = number is not None and amount is not None
        yield {
            "program": programme,
            "kabupaten": regency or "",
            **_number("penerima", number),
            "rupiah": told_amount(amount, persons, number) if is_told else "",  # type: ignore[arg-type]
        }


def _programmes() -> Iterator[Row]:
    for one in neighbours.programmes():
        listing = one["listing"] or {}
        yield {
            "program": one["id"],
            "nama": one["title"]["id"],
            "pilar": listing.get("pillar", ""),
            "kebutuhan": " ".join(listing.get("needs", ())),
            "bentuk": listing.get("aid", ""),
            "tingkat": listing.get("level", ""),
            "instansi": " ".join(listing.get("agencies", ())),
            "mulai": one["starts_on"] or "",
            "sampai": one["ends_on"] or "",
            "dasar_hukum": " ".join(listing.get("legal_basis", ())),
        }
