"""Finds the village a list is about: in a cell, in the title above the table, in the names of sheet and file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from satupintu.gateways.areas import Area, Areas, name_key
from satupintu.gateways.lists.grids import Grid, plain

_DISTRICTS = "kecamatan|kec|distrik|kapanewon|kemantren|kap"
_AFTER = (
    f"{_DISTRICTS}|kab|kabupaten|kota|kotamadya|"
    "prov|provinsi|propinsi|tahun|th|rt|rw|dusun|tanggal|periode|bulan"
)
_STOP = rf"(?=\s*(?:[,;|\n(/]|\d{{3}}|\b(?:{_AFTER})\b|$))"
# 'DESA SE-KECAMATAN KALIPARE', 'desa masing-masing', 'desa tahun 2021': no village's name.
_NO_NAME = (
    r"(?!(?:kecamatan|kec|kabupaten|kab|kelurahan|kalurahan|kel|tahun|th|rt|rw|se|masing|setempat|tersebut|ini|itu|yang|"
    r"dan|atau|di|asal|lain\w*)\b)"
)
# A number may begin or end it: '16 Ilir', '3-4 Ulu', 'Sumber Sari 2'.
_NAME = (
    rf"\W{{0,4}}{_NO_NAME}((?:\d{{1,2}}(?:\s?-\s?\d{{1,2}})?\s+)?[a-z](?:[a-z .'’\-–]|\d(?!\d\d)){{1,40}}?)"
)
_VILLAGE = re.compile(
    r"\b(?:desa\s*/\s*k[ea]l(?:urahan)?|k[ea]l(?:urahan)?\s*/\s*desa|kelurahan|kalurahan|kel|kal(?=\.)|desa|ds)\b"
    + _NAME + _STOP,
    re.IGNORECASE,
)  # fmt: skip
# What villages are called in some provinces. Elsewhere it is a hamlet, or part of the name: 'Kampung Baru'.
_ELSEWHERE = re.compile(
    r"\b(?:nagari|nagori|gampong|pekon|kampung|kampong|tiyuh|ohoi|kepenghuluan|(?P<seldom>lembang|negeri))\b"
    + _NAME + _STOP,
    re.IGNORECASE,
)  # fmt: skip
_DISTRICT = re.compile(rf"\b(?:{_DISTRICTS})\b" + _NAME + _STOP, re.IGNORECASE)
_REGENCY = re.compile(
    r"\b((?:kabupaten\s*/\s*kota|kabupaten|kab|kotamadya|kota)\b" + _NAME + ")" + _STOP, re.IGNORECASE
)
_CODE = re.compile(r"(?<![\d.])(\d{2})\.?(\d{2})\.?(\d{2})\.?([123]\d{3})(?![\d.]\d|\d)")
_DOTTED = re.compile(r"(?<![\d.])\d{2}\.\d{2}\.\d{2}\.[123]\d{3}(?!\d)")
_COUNTED = re.compile(r"^\W*(?:(?:[ivxlc]+|[a-z]|\d{1,3})[.)\s]\s*)?", re.IGNORECASE)
_BESIDE = re.compile(r"\s*,\s*|\s+[-–]\s+")


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
            named, rest = (found, cell) if (found := _named(cell)) else _bare(cell)
            place = self._by_code(cell) or self._by_names(named, around(rest), (district, regency), cell)
            self._known[key] = place
        return self._known[key]

    def in_text(self, text: str, where: str, district: str = "", regency: str = "") -> Place | None:
        """The village a title names, or None when it names none; within `district` where it says no other."""
        if code := self._by_code(text, dotted_only=True):
            return Place(code.code, f"kode desa pada {where}", code.notice)
        named = _named(text)
        if not named:
            return None
        own = around(text)
        place = self._by_names(named, own, (district, regency), named.shown)
        if place.code is None and (own[1] or regency) and not own[0]:
            beyond = self._by_names(named, own, ("", regency), named.shown)  # than the title's district
            place = beyond if beyond.code else place
        is_none = named.is_seldom and place.code is None  # 'Pegawai Negeri Sipil'
        return None if is_none else Place(place.code, f"nama desa pada {where}", place.notice)

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

    def _by_names(self, named: _Named, own: tuple[str, str], around: tuple[str, str], shown: str) -> Place:
        """The village in the district and regency that its own text states, otherwise in those `around` it."""
        district, regency = own[0] or around[0], own[1] or around[1]
        first, second = (*named.beside, "", "")[:2]
        tries = []
        if first and not own[0] and self._areas.districts_named(first):
            tries.append((first, second if self._areas.districts_named("", second) else regency))
        if first and not own[1] and self._areas.districts_named("", first):
            tries.append(("", first))
        places = [self._within(named.names, *one, shown) for one in tries or [(district, regency)]]
        return next((place for place in places if place.code), places[0])

    def _within(self, names: Sequence[str], district: str, regency: str, shown: str) -> Place:
        """What is stated holds; a district or regency that no area is called (mistyped, renamed) is passed over."""
        if regency and not self._areas.districts_named("", regency):
            regency = ""
        found = next(filter(None, (self._villages(name, district, regency) for name in names)), [])
        if len(found) == 1:
            return Place(found[0].code, f"nama desa ({found[0].path})")
        elsewhere = (
            [] if found else next(filter(None, (self._areas.villages_named(name) for name in names)), [])
        )
        return Place(None, "nama desa", _trouble(shown.strip(), found, elsewhere, district, regency))

    def _villages(self, name: str, district: str, regency: str) -> list[Area]:
        found = self._areas.villages_named(name, district, regency)
        if found or not district or not regency:
            return found
        within = self._areas.villages_named(name, "", regency)
        return within if len(within) == 1 and self._may_be(district, within[0].district or "") else []

    def _may_be(self, stated: str, district: str) -> bool:
        """Whether a district's stated name is another's nowhere: mistyped, or 'Kota' for 'Kota Kudus'."""
        return not self._areas.districts_named(stated) or name_key(stated, "district") in name_key(
            district, "district"
        )


def around(text: str) -> tuple[str, str]:
    """The district and the regency a title names, '' where it names none."""
    text = _VILLAGE.sub(";", text)  # 'Desa Kota Baru' is no city, and 'Kecamatan Kota Kudus' neither
    district, regency = _DISTRICT.search(text), _REGENCY.search(_DISTRICT.sub(";", text))
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


@dataclass(frozen=True)
class _Named:
    """What a text calls a village: names it may bear, the likelier first, and the bare words behind them."""

    names: tuple[str, ...]
    beside: tuple[str, ...]
    shown: str
    is_seldom: bool = False


def _named(text: str) -> _Named | None:
    """'Desa Arjowilangun Kec. Kalipare', 'DS. ARJOWILANGUN - KALIPARE - MALANG'; None where no word says a village."""
    found = _VILLAGE.search(text)
    if found is None:
        text = _DISTRICT.sub(";", text)
        found = _ELSEWHERE.search(text)
    if found is None:
        return None
    name = found.groups()[-1]
    bare, *beside = _BESIDE.split(name.strip())
    behind = _BESIDE.split(text[found.end() :].partition("\n")[0])
    beside += behind[1:] if not behind[0].strip() else []
    is_seldom = bool(found.groupdict().get("seldom"))
    if found.re is _VILLAGE:
        return _Named(_spellings(bare), tuple(beside), found[0])
    whole = _BESIDE.split(found[0].strip())[0]
    return _Named((whole, *_spellings(bare)), tuple(beside), found[0], is_seldom)


def _bare(cell: str) -> tuple[_Named, str]:
    """'Arjowilangun', 'Arjowilangun, Kalipare' in one cell, and what follows: 'Kec. Kalipare'."""
    beyond = re.search(rf"(?<=.)\b(?:{_DISTRICTS}|kab|kabupaten|kota)\b", cell, re.IGNORECASE)
    end = beyond.start() if beyond else len(cell)
    name, *beside = _BESIDE.split(cell[:end].strip(" ,;-"))
    return _Named(_spellings(name.strip()), tuple(beside), cell), cell[end:]


_NUMBERS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_LETTERED = re.compile(
    r"\bD\W{0,2}(IV|I{1,3}|[1-4])\s*$", re.IGNORECASE
)  # '20 Ilir D I' is 'Dua-puluh Ilir Satu'


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it stands and, where it has numbers, in words: '16 Ilir' is 'Enam-belas Ilir'."""
    if not re.search(r"\d", name):
        return (name,)
    plain = _LETTERED.sub(lambda found: str(_ROMAN.get(found[1].upper(), found[1])), name)
    return (name, re.sub(r"\d{1,2}", lambda found: f" {_in_words(int(found[0]))} ", plain))


_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number < len(_NUMBERS):
        return _NUMBERS[number]
    if tens == 1:
        return f"{_NUMBERS[ones]} belas"
    return f"{_NUMBERS[tens]} puluh {_NUMBERS[ones] if ones else ''}"


def title_of(grid: Grid, before: int) -> str:
    """The lines above the header, cells of a row joined: 'Desa/Kelurahan : Arjowilangun'."""
    lines = []
    for row in grid.rows[: min(before, 40)]:
        cells = [text for cell in row[:60] if (text := plain(cell))]
        if cells:
            lines.append(" ".join(dict.fromkeys(cells)))
    return "\n".join(lines)
