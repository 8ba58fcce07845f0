"""What facts are called and how their values read on pages."""

from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from satupintu.engine.duplicates import Line
from satupintu.engine.listing import NEEDS
from satupintu.gateways.documents import mask_nik, number, rupiah
from satupintu.gateways.lists.one_row import read_turnover
from satupintu.pipeline.collection.selectors import asked_as, chosen_as

from .reading import is_open

LABELS: dict[str, str | Promise] = {
    "name": _("Nama"),
    "nik": _("NIK"),
    "kk": _("Nomor KK"),
    "birth_date": _("Tanggal lahir"),
    "sex": _("Jenis kelamin"),
    "phone": _("Nomor HP"),
    "address": _("Alamat"),
    "village": _("Desa"),
    "rt": _("RT"),
    "rw": _("RW"),
    "kind": _("Bentuk"),
    "business_name": _("Nama usaha"),
    "sector": _("Bidang usaha"),
    "business_letter": _("Surat usaha atau NIB"),
    "started_on": _("Berjalan sejak"),
    "is_open": _("Masih berjalan"),
    "annual_turnover": _("Omzet setahun"),
    "employees": _("Orang yang bekerja"),
    "needs": _("Kebutuhan usaha"),
}
_WORDS: dict[str, str | Promise] = {
    "food": _("Makanan dan minuman"),
    "trade": _("Dagang"),
    "farming": _("Tani, ternak, ikan"),
    "craft": _("Kerajinan dan pembuatan"),
    "service": _("Jasa"),
    "transport": _("Angkutan"),
    "other": _("Lainnya"),
    "business": _("Usaha"),
    "cooperative": _("Koperasi"),
    "L": _("Laki-laki"),
    "P": _("Perempuan"),
}
_NUMBERS = ("nik", "kk")  # shown in part only
_ANSWERS = {True: _("Ya"), False: _("Tidak")}


def label_of(fact: str) -> str:
    """What a fact is called; one that no form of ours knows by its own name."""
    return str(LABELS.get(fact) or asked_as(fact) or fact.replace("_", " ").capitalize())


def value_of(fact: str, value: Any) -> str:
    """A value in words: numbers of persons masked, money as rupiah, days written out."""
    if isinstance(value, list):
        return ", ".join(value_of(fact, one) for one in value)
    if fact in _NUMBERS:
        text = str(value)
        return mask_nik(text) if len(text) == 16 else "••••"
    if fact not in LABELS and (words := chosen_as(fact, str(value))) != str(value):
        return words
    if isinstance(value, bool) or fact == "is_open" or value in ("yes", "no"):
        answer = is_open(value)
        return str(_ANSWERS[answer]) if answer is not None else str(value)
    if fact == "needs" and value in NEEDS:
        return NEEDS[value].get(get_language() or "id")
    turnover = read_turnover(value if fact.endswith("turnover") else None)
    if turnover.rupiah is not None:
        amount = rupiah(turnover.rupiah)
        return str(_("paling banyak %(amount)s") % {"amount": amount}) if turnover.is_up_to else amount
    if isinstance(value, int):
        return number(value)
    return _day(value) or str(_WORDS.get(str(value), value))


def side_by_side(fact: str, left: Any, right: Any, line: Line | None) -> dict[str, Any]:
    """A fact of two records in words, beside each other: its label, both values, what was found."""
    values = ["" if value in (None, "") else value_of(fact, value) for value in (left, right)]
    return {"label": label_of(fact), "left": values[0], "right": values[1], **found_words(line)}


def found_words(line: Line | None) -> dict[str, str]:
    """What was found of a fact of two records, how strong it is, and which way it speaks."""
    if line is None or line.level is None:
        return {"found": "", "strength": "", "way": "neither"}
    language = get_language() or "id"
    return {"found": line.found.get(language), "strength": line.strength.get(language), "way": line.way}


def _day(value: Any) -> str:
    try:
        found = value if isinstance(value, date) else parse_date(str(value))
    except ValueError:
        return ""
    return date_format(found, "j F Y") if found else ""
