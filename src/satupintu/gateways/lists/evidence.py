"""What a column's cells look like: the share of them that could be a NIK, a date, a phone number and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from satupintu.gateways.lists.grids import DATE, NUMBER, OTHER, UNSAVED, Cell, encoded

_SAMPLE = 20

# field -> (points when all cells fit, points lost when hardly any does)
_WORTH: dict[str, tuple[float, float]] = {
    "nik": (2, 2.5),
    "kk": (2, 2.5),
    "name": (1.5, 3),
    "birth_date": (2, 2.5),
    "submitted_at": (1, 2.5),
    "sex": (1.5, 2.5),
    "phone": (1.5, 2),
    "annual_turnover": (1, 2),
    "rt_rw": (1.5, 2),
    "rt": (0.5, 1.5),
    "rw": (0.5, 1.5),
    "village": (0.5, 1),
    "number": (0.5, 1.5),
    "sector": (0.3, 1.5),
    "birth_place": (0.5, 1),
}
_WORDS = frozenset({"name", "address", "village", "sector", "business_name", "proposer", "district", "regency",
                    "hamlet", "birth_place", "business_letter"})  # fmt: skip
_MIXED = frozenset({"name", "address", "business_letter", "hamlet", "business_name", "proposer"})
_NUMBERS = frozenset({"nik", "kk"})

_ID = re.compile(r"^\W*(?:(?:nik|no|kk|ktp)\W*)*\d(?:[\s.\-'’`\u00a0\u200b]*\d){12,17}\W*$", re.IGNORECASE)
_LONG = r"\d(?:[ .\-'’\u00a0]?\d){13,16}"
_PAIR = re.compile(rf"{_LONG}\D{{1,12}}{_LONG}")
_SCIENTIFIC = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
_DAY = re.compile(
    r"(?:^|\D)(?:\d{1,2}[-/. ]+(?:\d{1,2}|[a-z]{3,9})[-/. ,]+(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})(?:\D|$)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"^[\s+(]*(?:62|0|8)[\d\s()./+\-]{7,40}$")
_MONEY = re.compile(
    r"(?:\brp|\d\s*(?:jt|juta|rb|ribu|m\b|mil))|^\W*\d{1,3}(?:[.,]\d{3})+|^\d{5,9}(?:[.,]\d+)?$",
    re.IGNORECASE,
)
_RT_RW = re.compile(r"^\s*(?:rt\W*)?\d{1,3}\s*(?:[/\\\-]|\brw\b|\s)\W*(?:rw\W*)?\d{1,3}\s*$", re.IGNORECASE)
_SMALL = re.compile(r"^\W*(?:rt|rw)?\W*\d{1,3}\W*$", re.IGNORECASE)
_SEX = re.compile(
    r"^\W*(?:[lpmf]|lk|pr|laki.?\W?laki|laki|perempuan|pria|wanita|male|female)\W*$", re.IGNORECASE
)
_AREA = re.compile(r"^\s*\d{2}\.\d{2}\.\d{2}\.\d{4}\s*$")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def fits(cell: Cell) -> frozenset[str]:
    """The fields whose values look like this cell."""
    text = encoded(cell)
    mark = text[:1]
    if mark == NUMBER:
        return _fits_number(text[1:])
    if mark == DATE:
        return frozenset({"birth_date", "submitted_at"})
    if mark == OTHER:
        return frozenset()
    return _fits_text(text.strip())


def _fits_number(digits: str) -> frozenset[str]:
    whole = digits.partition(".")[0].lstrip("-")
    if len(whole) >= 13:
        return _NUMBERS
    if len(whole) >= 9:
        return frozenset({"phone", "annual_turnover"})
    if len(whole) >= 4:
        return (
            frozenset({"annual_turnover", "birth_date"})
            if len(whole) in (5, 8)
            else frozenset({"annual_turnover"})
        )
    return frozenset({"rt", "rw", "rt_rw", "number", "annual_turnover"})


def _fits_text(text: str) -> frozenset[str]:
    if _LETTERS.search(text) is None:
        return _fits_digits(text)
    if _DIGIT.search(text) is None:
        return frozenset({"sex"}) if _SEX.match(text) else _WORDS
    if _ID.match(text) or _PAIR.search(text):
        return _NUMBERS
    if _SEX.match(text):
        return frozenset({"sex"})
    if _DAY.search(text):
        return frozenset({"birth_date", "submitted_at"})
    if _MONEY.search(text):
        return frozenset({"annual_turnover"})
    if _RT_RW.match(text):
        return frozenset({"rt_rw"})
    if _SMALL.match(text):
        return frozenset({"rt", "rw"})
    return _MIXED


def _fits_digits(text: str) -> frozenset[str]:
    if _ID.match(text) or _SCIENTIFIC.match(text) or _PAIR.search(text):
        return _NUMBERS
    if _AREA.match(text):
        return frozenset({"village"})
    if _DAY.search(text):
        return frozenset({"birth_date", "submitted_at"})
    found = set()
    if _PHONE.match(text):
        found.add("phone")
    if _MONEY.search(text):
        found.add("annual_turnover")
    if _RT_RW.match(text):
        found.add("rt_rw")
    if _SMALL.match(text):
        found |= {"rt", "rw", "rt_rw", "number", "annual_turnover"}
    if _SEX.match(text):
        found.add("sex")
    return frozenset(found or _MIXED if any(char.isdigit() for char in text) else found)


class Evidence:
    """The looks of one column, from a sample of its filled cells."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        filled = [cell for cell in cells if cell not in ("", UNSAVED)]
        step = max(1, len(filled) // _SAMPLE)
        self.values = filled[::step][:_SAMPLE]
        self._fits = [fits(value) for value in self.values]

    @property
    def is_blank(self) -> bool:
        return not self.values

    def share(self, field: str) -> float:
        """How many of the sampled cells could be this field, 0 to 1."""
        return sum(field in fit for fit in self._fits) / len(self._fits) if self._fits else 0.0

    def points(self, field: str) -> float:
        """For or against the field, to be added to the header's score."""
        if not self._fits or field not in _WORTH:
            return 0.0
        gain, loss = _WORTH[field]
        share = self.share(field)
        return gain * share if share >= 0.25 else -loss * (1 - share) * min(1.0, len(self._fits) / 3)
