"""Days, rupiah and distributors that a list holds as text, in the spellings lists use; nothing else is guessed at."""

from __future__ import annotations

import re
from datetime import date, timedelta

from satupintu.engine.months import month_of

_BEFORE = re.compile(
    r"(?:(?:senin|selasa|rabu|kamis|jum.?at|sabtu|ahad|minggu|[a-z]{3,6}day)\b[., ]*)?(?:(?:tgl|tanggal)\b[.: ]*)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:[-/. ]+(\d{1,2})[-/., ]+|[-/., ]*([a-z]{3,10})[-/., ']*)(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_EIGHT = re.compile(r"[0-9]{8}")
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.0+)?")
_CLOCK = re.compile(
    r"[t ]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?(?:[ap]m|z|wib|wita|wit|[+-]\d{2}:?\d{2}))?$"
)
_EPOCH = date(1899, 12, 30)
# A payment of another century is a slip of the finger.
_YEARS = range(1990, 2100)
# Groups first: 600.000 is no 600 with three decimals.
_RUPIAH = re.compile(
    r"(?:(?:rp|idr)[. ]*)?(?P<whole>\d{1,3}(?:\.\d{3}){1,4}|\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:[.,](?:0+|-+))?"
)
# Of a distributor's name: what kind of company it is, and which of its offices.
_COMPANY = frozenset({"PT", "PERSERO", "TBK"})
_OFFICE = re.compile(r"\b(?:KC|KCP|KCU|KK|KANCA|KANTOR|KANWIL|CAB|CABANG|UNIT)\b.*")


def day_of(text: str) -> date | None:
    """The day that a text states, day before month; None for what is no day.

    Read: 2020-12-31, 31-12-2020, 31/12/20, 31 Desember 2020, 31-Dec-2020, December 31, 2020, 20201231, 31122020, each
    with or without the day of the week and a time of day, and the serial number of a spreadsheet.
    """
    low = _BEFORE.sub("", _CLOCK.sub("", " ".join(text.lower().split())), count=1)
    try:
        day = _day(low)
    except ValueError:
        return None
    return day if day and day.year in _YEARS else None


def _day(low: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(low):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(low):
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
        return date(year, int(found[2]) if found[2] else _month(found[3]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(low):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if _EIGHT.fullmatch(low):  # no month is the 19th or the 20th: a century stands there only after the day
        return date.fromisoformat(low[4:] + low[2:4] + low[:2] if low[4:6] in ("19", "20") else low)
    return _EPOCH + timedelta(days=int(float(low))) if _SERIAL.fullmatch(low) else None


def says_nothing(text: str) -> bool:
    """Whether a cell for a day is blank in one of the ways that programs write a blank: '-', '0000-00-00', 'NULL'."""
    return not text.strip(" -–—/.:0\t\u00a0") or text.strip().lower() in ("null", "none", "nat", "belum")


def rupiah_of(text: str) -> int | None:
    """Whole rupiah from 2400000, 2.400.000, Rp2.400.000,00 and the like; None for anything else."""
    found = _RUPIAH.fullmatch(text.strip().lower().replace("\u00a0", " "))
    return int(re.sub(r"\D", "", found["whole"])) if found else None


def distributor_of(text: str) -> str:
    """A distributor in one spelling: PT Bank Rakyat Indonesia (Persero) Tbk, Bank BRI and BRI KC Malang are all BRI."""
    upper = re.sub(r"\([^()]*\)", " ", text.upper().replace("BANK PEMBANGUNAN DAERAH", "BPD"))
    plain = re.sub("[^A-Z]+" if re.search("[A-Z]", upper) else "[^0-9]+", " ", upper)
    words = [word for word in _OFFICE.sub("", plain).split() if word not in _COMPANY]
    if words[:1] == ["BANK"] and len(words) > 2:
        return "".join(word[0] for word in words)
    return " ".join(words[1:] if words[:1] == ["BANK"] and words[1:] else words)


def _month(word: str) -> int:
    """The number of a month by its name. Raises ValueError for another word."""
    if number := month_of(word):
        return number
    raise ValueError("no month")
