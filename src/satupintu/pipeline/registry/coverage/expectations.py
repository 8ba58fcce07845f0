"""Keeps how many businesses an area should have: entered one at a time, or a whole list as CSV."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..models import Expectation

MOST = 10_000_000  # businesses of one area: more than the country's largest province has
_LINES = 100_000
_HEADINGS = {
    "area": {"kode", "kode wilayah", "area", "area code", "code", "wilayah"},
    "count": {"jumlah", "jumlah usaha", "count"},
    "source": {"sumber", "source"},
    "on": {"tanggal", "keadaan per tanggal", "date", "per tanggal"},
}
_PLAIN = re.compile(r"(\d{2})(\d{2})?(\d{2})?(\d{4})?")


@dataclass
class Read:
    """What a CSV says: `rows` to keep, and a sentence for each line that cannot be kept."""

    rows: list[Expectation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def expect(*, by: User, area: Area, count: int, source: str, counted_on: date) -> Expectation:
    """One more word on how many there should be; what was said before stays."""
    require(by, "coverage.expect", area)
    if not source.strip():
        raise Refused(_("Tulis sumber angka ini."))
    made = Expectation.objects.create(
        area=area, count=count, source=source.strip()[:200], counted_on=counted_on, by=by
    )
    record("expectation.set", by=by, on=area, area=area, rows=1)
    return made


@transaction.atomic
def expect_from_csv(*, by: User, body: bytes) -> int:
    """All lines of a CSV (kode, jumlah, sumber, tanggal) or none: raises Refused with what is wrong, line by line."""
    require(by, "coverage.expect")
    read = read_csv(body, by)
    if read.problems:
        shown = read.problems[:10]
        if more := len(read.problems) - len(shown):
            shown.append(_("Dan %(more)s baris lain.") % {"more": more})
        raise Refused(" ".join([*shown, _("Tidak ada yang disimpan.")]))
    Expectation.objects.bulk_create(read.rows, batch_size=1_000)
    record("expectation.set", by=by, on=by.area, area=by.area, rows=len(read.rows))
    return len(read.rows)


def read_csv(body: bytes, by: User) -> Read:
    """Lines of a CSV with comma or semicolon, UTF-8 or Windows-1252. Raises Refused where it is no such table."""
    lines = _lines(body)
    columns = _columns(lines[0]) if lines else {}
    if set(columns) != set(_HEADINGS):
        raise Refused(_("Baris pertama harus memuat judul kolom: kode, jumlah, sumber, tanggal."))
    if len(lines) < 2:
        raise Refused(_("Berkas ini tidak memuat satu baris pun di bawah judulnya."))
    if len(lines) > _LINES:
        raise Refused(_("Berkas ini lebih dari 100.000 baris. Kirim per kabupaten."))
    cells = [
        (n, {name: line[at].strip() if at < len(line) else "" for name, at in columns.items()})
        for n, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    codes = {_code(one["area"]) for _n, one in cells}
    known = {one.pk: one for one in _areas(codes)}
    read = Read()
    for n, one in cells:
        try:
            read.rows.append(_row(one, known, by))
        except ValueError as trouble:
            read.problems.append(_("Baris %(n)s: %(trouble)s") % {"n": n, "trouble": trouble})
    return read


def _areas(codes: set[str]) -> list[Area]:
    wanted = sorted(codes)
    return [
        one for at in range(0, len(wanted), 500) for one in Area.objects.filter(pk__in=wanted[at : at + 500])
    ]


def _lines(body: bytes) -> list[list[str]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(_("Berkas ini bukan CSV. Simpan lembarnya sebagai CSV, lalu kirim lagi."))
    first = text.partition("\n")[0]
    try:
        return list(
            csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
        )
    except csv.Error as trouble:
        raise Refused(_("Berkas ini bukan CSV. Simpan lembarnya sebagai CSV, lalu kirim lagi.")) from trouble


def _columns(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        plain = " ".join(heading.replace("_", " ").lower().split())
        for name, words in _HEADINGS.items():
            if plain in words:
                found.setdefault(name, at)
    return found


def _code(written: str) -> str:
    """`3507112008` as `35.07.11.2008`; dotted codes as they are."""
    match = _PLAIN.fullmatch(written)
    return ".".join(part for part in match.groups() if part) if match else written.upper()


def _row(cells: dict[str, str], known: dict[str, Area], by: User) -> Expectation:
    area = known.get(_code(cells["area"]))
    if area is None:
        raise ValueError(_("kode wilayah %(code)s tidak ada.") % {"code": cells["area"][:40] or "–"})
    if not by.area.contains(area):
        raise ValueError(_("%(code)s bukan wilayah Anda.") % {"code": area.pk})
    if not cells["source"]:
        raise ValueError(_("sumbernya kosong."))
    return Expectation(
        area=area,
        count=_count(cells["count"]),
        source=cells["source"][:200],
        counted_on=_day(cells["on"]),
        by=by,
    )


def _count(written: str) -> int:
    plain = re.sub(r"(?<=\d)[. ](?=\d{3}\b)", "", written)
    if not (plain.isascii() and plain.isdigit()) or int(plain) > MOST:
        raise ValueError(_("jumlah “%(written)s” bukan bilangan.") % {"written": written[:20]})
    return int(plain)


def _day(written: str) -> date:
    """`2026-11-22`, `22-11-2026` or `22/11/2026`, not in the future."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written)
    turned = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", written)
    parts = match.groups() if match else turned.groups()[::-1] if turned else None
    try:
        found = date(*map(int, parts)) if parts else None
    except ValueError:
        found = None
    if found is None or found > timezone.localdate():
        raise ValueError(
            _("tanggal “%(written)s” tidak terbaca atau di masa depan.") % {"written": written[:20]}
        )
    return found
