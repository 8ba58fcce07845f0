"""Finds the village a list is about: in a cell, in the title above the table, in the names of sheet and file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from satupintu.gateways.areas import Area, Areas, name_key
from satupintu.gateways.lists.grids import Grid, plain

_AFTER = (
    "kec|kecamatan|distrik|kab|kabupaten|kota|kotamadya|"
    "prov|provinsi|propinsi|tahun|th|rt|rw|dusun|tanggal|periode|bulan"
)
_STOP = rf"(?=\s*(?:[,;|\n(/]|\b(?:{_AFTER})\b|$))"
# 'DESA SE-KECAMATAN KALIPARE', 'desa masing-masing': no village's name.
_NO_NAME = r"(?!(?:se|masing|setempat|tersebut|ini|itu|yang|dan|atau|di|asal|lain\w*)\b)"
_NAME = rf"\W{{0,4}}{_NO_NAME}([a-z][a-z .'’\-]{{1,40}}?)"
_VILLAGE = re.compile(
    r"\b(?:desa\s*/\s*kel(?:urahan)?|kel(?:urahan)?\s*/\s*desa|kelurahan|kel|desa|ds|nagari|gampong|pekon|kampung)\b"
    + _NAME + _STOP,
    re.IGNORECASE,
)  # fmt: skip
_DISTRICT = re.compile(r"\b(?:kecamatan|kec|distrik)\b" + _NAME + _STOP, re.IGNORECASE)
_REGENCY = re.compile(
    r"\b((?:kabupaten\s*/\s*kota|kabupaten|kab|kotamadya|kota)\b" + _NAME + ")" + _STOP, re.IGNORECASE
)
_CODE = re.compile(r"(?<![\d.])(\d{2})\.?(\d{2})\.?(\d{2})\.?([12]\d{3})(?![\d.]\d|\d)")
_COUNTED = re.compile(r"^\W*(?:(?:[ivxlc]+|[a-z]|\d{1,3})[.)\s]\s*)?", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d.])\d{2}\.\d{2}\.\d{2}\.[12]\d{3}(?!\d)")


@dataclass(frozen=True)
class Place:
    """A village's code with how it was found, in Indonesian; `code` None where it could not be settled."""

    code: str | None
    how: str
    notice: str = ""


class VillageFinder:
    """Resolves villages by code or by names; an ambiguous name stays unresolved and is said to be so."""

    def __init__(self, areas: Areas | None = None) -> None:
        self._areas = areas or Areas()
        self._known: dict[tuple[str, str, str], Place] = {}

    def in_cell(self, cell: str, district: str = "", regency: str = "") -> Place:
        """The village a cell names, by code or by name within the district and regency beside it."""
        key = (cell, district, regency)
        if key not in self._known:
            self._known[key] = self._by_code(cell) or self._by_names(
                *_named_in(cell, district, regency), cell
            )
        return self._known[key]

    def in_text(self, text: str, where: str, district: str = "", regency: str = "") -> Place | None:
        """The village a title names, or None when it names none; within `district` where it says no other."""
        if code := self._by_code(text, dotted_only=True):
            return Place(code.code, f"kode desa pada {where}", code.notice)
        found = _VILLAGE.search(text)
        if not found:
            return None
        own_district, own_regency = around(text)
        name, regency = found[1].strip(), own_regency or regency
        place = self._by_names(name, own_district or district, regency, found[0])
        if (
            place.code is None and regency and not own_district
        ):  # a group from another district than the title's
            beyond = self._by_names(name, "", regency, found[0])
            place = beyond if beyond.code else place
        return Place(place.code, f"nama desa pada {where}", place.notice)

    def in_heading(self, text: str, district: str, regency: str) -> Place | None:
        """'A. ARJOWILANGUN' as a village of the district that is known, None where there is none of this name."""
        found = self._areas.villages_named(_COUNTED.sub("", text), district, regency) if district else []
        return Place(found[0].code, "judul bagian") if len(found) == 1 else None

    def in_file_name(self, stem: str, district: str, where: str = "nama berkas") -> Place | None:
        """A village named by the file, believed only in the district (six digits) that the NIKs come from."""
        found = self._named_in_district(stem, district)
        return Place(found.code, f"{where} ({found.path}), sesuai kecamatan pada NIK") if found else None

    def in_sheet_name(self, sheet: str, district: str, regency: str, niks: str) -> Place | None:
        """A village that a sheet is called after, believed in the title's district, otherwise in that of the NIKs."""
        if not district:
            return self.in_file_name(sheet, niks, "nama lembar") if niks else None
        here = self._areas.districts_named(district, regency)
        found = self._named_in_district(sheet, re.sub(r"\D", "", here[0].code)) if len(here) == 1 else None
        return (
            Place(found.code, f"nama lembar ({found.path}), sesuai kecamatan pada judul") if found else None
        )

    def lies_in(self, code: str, district: str, regency: str) -> bool:
        """Whether a village may be of the district and regency that a title states."""
        area = self._areas.village(code)
        return area is None or area in self._areas.villages_named(area.name, district, regency)

    def path(self, code: str) -> str:
        """'Arjowilangun, Kalipare, Kabupaten Malang, Jawa Timur', the code itself where it is no village of today."""
        area = self._areas.village(code)
        return area.path if area else code

    def _named_in_district(self, stem: str, district: str) -> Area | None:
        tokens = [token for token in re.split(r"[^A-Za-z]+", stem) if len(token) > 3]
        here = self._areas.villages_in(district, [*tokens, *("".join(pair) for pair in pairwise(tokens))])
        # 'Arjowilangun Kalipare': the district's own name is a village's too, and says less than the other.
        chosen = [one for one in here if one.name != one.district] if len(here) > 1 else here
        return chosen[0] if len(chosen) == 1 else None

    def _by_code(self, text: str, *, dotted_only: bool = False) -> Place | None:
        match = (_DOTTED if dotted_only else _CODE).search(text)
        if not match:
            return None
        area = self._areas.village(match[0])
        if area:
            return Place(area.code, "kode desa")
        return Place(None, "kode desa", f"kode desa {match[0]} tidak ada dalam daftar wilayah")

    def _by_names(self, village: str, district: str, regency: str, shown: str) -> Place:
        """What is stated holds; a district or regency that no area is called (mistyped, renamed) is passed over."""
        if regency and not self._areas.districts_named("", regency):
            regency = ""
        found = self._areas.villages_named(village, district, regency)
        if not found and district and regency:
            within = self._areas.villages_named(village, "", regency)
            found = within if len(within) == 1 and self._may_be(district, within[0].district or "") else []
        if len(found) == 1:
            return Place(found[0].code, f"nama desa ({found[0].path})")
        elsewhere = [] if found else self._areas.villages_named(village)
        return Place(None, "nama desa", _trouble(shown.strip(), found, elsewhere, district, regency))

    def _may_be(self, stated: str, district: str) -> bool:
        """Whether a district's stated name is another's nowhere: mistyped, or 'Kota' for 'Kota Kudus'."""
        return not self._areas.districts_named(stated) or name_key(stated, "district") in name_key(
            district, "district"
        )


def around(text: str) -> tuple[str, str]:
    """The district and the regency a title names, '' where it names none."""
    district, regency = _DISTRICT.search(text), _REGENCY.search(text)
    return district[1].strip() if district else "", regency[1].strip() if regency else ""


def _trouble(
    shown: str, found: Sequence[Area], elsewhere: Sequence[Area], district: str, regency: str
) -> str:
    if found:
        return f"desa/kelurahan “{shown}” ada {len(found)} di Indonesia; sebutkan kecamatan dan kabupatennya"
    if not elsewhere:
        return f"desa/kelurahan “{shown}” tidak ada dalam daftar wilayah"
    stated = ", ".join(filter(None, (f"kecamatan {district}" if district else "", regency)))
    known = elsewhere[0].path if len(elsewhere) == 1 else f"{len(elsewhere)} desa di tempat lain"
    return f"desa/kelurahan “{shown}” tidak ada di {stated}; yang bernama itu: {known}"


def _named_in(cell: str, district: str, regency: str) -> tuple[str, str, str]:
    """'Desa Arjowilangun Kec. Kalipare' or 'Arjowilangun, Kalipare' in one cell says more than the village."""
    own_district, own_regency = around(cell)
    if named := _VILLAGE.search(cell):
        return named[1].strip(), own_district or district, own_regency or regency
    bare = re.split(
        r"\s*\b(?:kec|kecamatan|distrik|kab|kabupaten|kota)\b", cell, maxsplit=1, flags=re.IGNORECASE
    )[0]
    village, _, beside = bare.strip(" ,;").partition(",")
    return village.strip(), own_district or beside.strip() or district, own_regency or regency


def title_of(grid: Grid, before: int) -> str:
    """The lines above the header, cells of a row joined: 'Desa/Kelurahan : Arjowilangun'."""
    lines = []
    for row in grid.rows[: min(before, 40)]:
        cells = [text for cell in row[:60] if (text := plain(cell))]
        if cells:
            lines.append(" ".join(dict.fromkeys(cells)))
    return "\n".join(lines)
