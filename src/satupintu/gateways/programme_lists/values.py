"""What a cell of an agency's list means: codes, money, counts, days and areas; NotUnderstood says why not."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from satupintu.engine.listing import AID, LEVELS, NEEDS, PILLARS, Agency
from satupintu.engine.months import month_of
from satupintu.engine.text import Text
from satupintu.gateways.areas import areas_named, unknown_codes
from satupintu.gateways.programme_lists.columns import plain

LARGEST = 2**63 - 1
_UNITS = {
    "": 1, "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9, "m": 10**9,
    "triliun": 10**12, "t": 10**12,
}  # fmt: skip
_AMOUNT = re.compile(r"(?:rp\.?|idr)?\s*([0-9][0-9.,]*)\s*([a-z]*)\.?(?:\s*rupiah)?(?:,-)?", re.IGNORECASE)
_EVERYWHERE = {"", "indonesia", "nasional", "seluruh indonesia", "semua", "id", "seluruh wilayah"}
# Words that people write for a code, beside its own words in both languages.
_SAID = {
    "pillar": {"kapasitas": "capacity", "pembiayaan dan permodalan": "finance", "permodalan": "finance",
               "ekosistem": "ecosystem"},
    "aid": {"uang": "cash", "hibah": "cash", "bantuan tunai": "cash", "blt": "cash", "kredit": "credit",
            "pinjaman": "credit", "modal bergulir": "credit", "pembiayaan": "credit",
            "restrukturisasi": "loan_restructuring", "pajak": "tax_relief", "insentif pajak": "tax_relief",
            "diklat": "training", "bimtek": "training", "bimbingan teknis": "training",
            "peralatan": "equipment", "bantuan alat": "equipment", "promosi": "marketing", "pameran": "marketing",
            "bahan": "goods", "sembako": "social_assistance", "bansos": "social_assistance"},
    "level": {"nasional": "central", "kementerian": "central", "pemerintah pusat": "central",
              "pemerintah provinsi": "province", "kabupaten": "district", "kota": "district",
              "pemerintah daerah": "district", "desa": "village", "kelurahan": "village",
              "universitas": "university", "kampus": "university", "bumn": "state_enterprise",
              "bumd": "state_enterprise", "perusahaan": "private", "tjsl": "csr"},
    "needs": {"permodalan": "capital", "pelatihan": "skills", "perizinan": "legality", "izin usaha": "legality",
              "sertifikasi": "certification", "halal": "certification", "alat": "equipment",
              "promosi": "marketing", "listrik": "energy_cost", "pajak": "tax_relief", "bahan": "raw_material",
              "digital": "digital", "kelompok": "organisation", "koperasi": "organisation"},
}  # fmt: skip
VOCABULARIES: dict[str, Mapping[str, Text]] = {"pillar": PILLARS, "needs": NEEDS, "aid": AID, "level": LEVELS}


class NotUnderstood(Exception):
    """A value that means nothing here; the text says why and what to write."""


def text(value: Any) -> str:
    """A cell as one line; a whole number without its decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def several(value: Any) -> list[str]:
    """The parts of a cell that holds several, divided by semicolons, commas or lines; a list as it is."""
    return _parts(value, r"[;,\n]")


def _parts(value: Any, between: str) -> list[str]:
    parts = (
        value if isinstance(value, list | tuple) else re.split(between, "" if value is None else str(value))
    )
    return [one for one in map(text, parts) if one]


def code(field: str, value: Any) -> str:
    """The code of a word of the field's vocabulary."""
    known, said = VOCABULARIES[field], plain(text(value))
    for name, words in known.items():
        if said in {plain(name), plain(words.id), plain(words.en)}:
            return name
    if said in _SAID[field]:
        return _SAID[field][said]
    words_known = "; ".join(f"{words.id} ({name})" for name, words in known.items())
    raise NotUnderstood(f"“{text(value)}” tidak dikenal; yang ada: {words_known}")


def codes(field: str, value: Any) -> list[str]:
    """The codes of several words, each once, in their order."""
    return list(dict.fromkeys(code(field, one) for one in several(value)))


def agency(value: str, agencies: Mapping[str, Agency]) -> str:
    """The id of an agency by its id or its name."""
    said = plain(value)
    for one in agencies.values():
        if said in {plain(one.id), plain(one.title.id), plain(one.title.en)}:
            return one.id
    raise NotUnderstood(f"instansi “{value}” tidak dikenal; pakai id atau nama di programmes/agencies.yaml")


def agencies_in(value: Any, agencies: Mapping[str, Agency]) -> list[str]:
    """The ids of several agencies, each once; a name may hold commas itself."""
    found: list[str] = []
    for one in _parts(value, r"[;\n]"):
        try:
            found.append(agency(one, agencies))
        except NotUnderstood:
            if "," not in one:
                raise
            found += [agency(part, agencies) for part in several(one)]
    return list(dict.fromkeys(found))


def whole(value: Any, what: str) -> int:
    """A positive whole number: 12.000.000, Rp28,8 triliun, 150 juta."""
    if isinstance(value, bool):
        raise NotUnderstood(f"“{value}” bukan {what}")
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        number = int(value)
    else:
        number = _spelled(text(value), what)
    if number > LARGEST:
        raise NotUnderstood(f"{what} terlalu besar untuk rupiah atau orang; periksa jumlah nolnya")
    if number <= 0:
        raise NotUnderstood(f"{what} harus lebih dari nol")
    return number


def _spelled(said: str, what: str) -> int:
    found = _AMOUNT.fullmatch(said.removesuffix(" orang").removesuffix(" unit"))
    if not found or found[2].lower() not in _UNITS:
        raise NotUnderstood(f"“{said}” tidak terbaca sebagai {what}; tulis angka saja, misalnya 150000000")
    unit = _UNITS[found[2].lower()]
    digits, comma, decimals = found[1].partition(",")
    if comma and unit == 1 and decimals not in ("", "00", "-"):
        raise NotUnderstood(f"“{said}” tidak terbaca sebagai {what}; tulis angka bulat")
    groups = digits.split(".")
    if len(groups) > 1 and any(len(one) != 3 for one in groups[1:]):
        if unit == 1 or comma or len(groups) > 2:
            raise NotUnderstood(f"“{said}” tidak terbaca sebagai {what}; titik memisahkan ribuan")
        groups, decimals = groups[:1], groups[1]  # 28.8 triliun
    exact = int("".join(groups)) * unit
    return exact + (int(decimals) * unit // 10 ** len(decimals) if decimals.isdigit() and unit > 1 else 0)


def day(value: Any, *, is_last: bool = False) -> date:
    """A day from a date, 31/12/2021, 2021-12-31, 31 Desember 2021; of a year alone its first or last."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    said = text(value).lower()
    if re.fullmatch(r"(?:19|20)[0-9]{2}", said):
        return date(int(said), 12, 31) if is_last else date(int(said), 1, 1)
    try:
        if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t].*)?", said):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", said):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := re.fullmatch(r"([0-9]{1,2}) ([a-z]+)\.? ([0-9]{4})", said)) and (
            month := month_of(found[2])
        ):
            return date(int(found[3]), month, int(found[1]))
    except ValueError as error:
        raise NotUnderstood(f"“{text(value)}” bukan tanggal yang ada") from error
    raise NotUnderstood(f"“{text(value)}” tidak terbaca sebagai tanggal; tulis 31-12-2021")


def period(value: Any) -> tuple[date, date | None]:
    """The first and last day: a year, two years, two days with 's.d.' or 'sampai' between, 'sejak' a day."""
    if isinstance(value, date | int | float):
        return day(value), day(value, is_last=True) if not isinstance(value, date) else None
    said = text(value)
    parts = re.split(
        r"\s*(?:s\.?\s?/?d\.?|sampai dengan|sampai|hingga|–|—|(?<=\s)-(?=\s))\s*",
        said,
        maxsplit=1,
        flags=re.IGNORECASE,
    )
    if len(parts) == 1 and re.fullmatch(r"[0-9]{4}\s*[-/]\s*[0-9]{4}", said):
        parts = [said[:4], said[-4:]]
    start = re.sub(r"^(?:sejak|mulai)\s+", "", parts[0], flags=re.IGNORECASE)
    if len(parts) == 1:
        is_year = re.fullmatch(r"(?:19|20)[0-9]{2}", start) is not None
        is_open = start != parts[0]
        return day(start), None if is_open or not is_year else day(start, is_last=True)
    return day(start), day(parts[1], is_last=True)


def areas(value: Any) -> list[str]:
    """Dotted codes of areas by code or, for provinces, regencies and cities, by name; [] for the whole country."""
    if not isinstance(value, list | tuple) and plain(text(value)) in _EVERYWHERE:
        return []
    return list(_areas(tuple(several(value))))


@lru_cache(maxsize=512)
def _areas(said: tuple[str, ...]) -> tuple[str, ...]:
    digits = {one: re.sub("[^0-9]", "", one) for one in said}
    by_code = {one: ".".join(filter(None, (d[:2], d[2:4], d[4:6], d[6:]))) for one, d in digits.items() if d}
    unknown = set(unknown_codes(by_code.values()))
    named = areas_named([one for one in said if one not in by_code])
    found = []
    for one in said:
        known = by_code.get(one) or named.get(one, "")
        if not known or known in unknown:
            hint = "; sel angka membuang nol di belakang, tulis sebagai teks" if one in by_code else ""
            raise NotUnderstood(f"wilayah “{one}” tidak dikenal; tulis kodenya, misalnya 35.07{hint}")
        found.append(known)
    return tuple(dict.fromkeys(found))
