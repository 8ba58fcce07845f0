"""One row's cells as the reader of lists reads them, in plain Python: for one person, not for a list.

    read_row(cells) -> {fact: value}     cells by canonical column, as the registry's snapshot has them
    read_turnover(answer) -> Turnover    a yearly turnover as somebody answered it

Only what a snapshot can hold: no dates or amounts in words, which the snapshot has turned into dates and numbers.
`tests/unit/gateways/lists/test_one_row.py` holds it to what the reader itself makes of the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from satupintu.engine.facts import ASKED_FACTS, BLANKS, ROW_FACTS, column_of
from satupintu.engine.nik import clean_nik
from satupintu.gateways.lists.letters import is_letter
from satupintu.gateways.lists.money import STATES_SUM
from satupintu.gateways.lists.values import FEMALE, MALE, PHONE_DECIMALS, PHONE_SPOILT

_PHONE = re.compile(r"\D*?(?:\+?(?:00)?62|0)?0?([2-9]\d{6,12})(?:\D|$)")
_VILLAGE = re.compile(r"(\d\d)[. -]?(\d\d)[. -]?(\d\d)[. -]?([123]\d{3})")
_NEIGHBOURHOOD = re.compile(r"[^0-9]{0,8}(\d{1,3})[^0-9]*")
_RUPIAH = re.compile(r"(≤ ?)?([0-9]{1,15}(?:\.[0-9]+)?)")


class Turnover(NamedTuple):
    """Whole rupiah a year, None where nobody can say; `is_unread` where a sum is stated all the same, `is_up_to` where
    it is only the most that it may be."""

    rupiah: int | None
    is_unread: bool = False
    is_up_to: bool = False


def read_turnover(answer: Any) -> Turnover:
    """What an answer states of a year's turnover: a number (`≤ 5000000` as the most that it may be), or what was
    written where it could not be read as one."""
    text = "" if answer is None else str(answer).strip()
    if found := _RUPIAH.fullmatch(text):
        rupiah = Decimal(found[2]).quantize(Decimal(1), ROUND_HALF_UP)
        return Turnover(int(rupiah), is_up_to=found[1] is not None)
    return Turnover(None, re.search(STATES_SUM, text.lower()) is not None)


def read_row(cells: Mapping[str, Any]) -> dict[str, Any]:
    """`row.*` and `asked.*` facts; None where a cell says nothing or what nobody can read."""
    facts = {column_of(fact): fact for fact in (*ROW_FACTS, *ASKED_FACTS)}
    return {facts[name]: _READ.get(name, _as_is)(value) for name, value in cells.items() if name in facts}


def _as_is(value: Any) -> Any:
    return value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _tidy(value: Any) -> str | None:
    return str(value).strip(" ") or None if value is not None else None


def _number(value: Any) -> str | None:
    return (clean_nik(str(value)) or None) if value is not None else None


def _bare(value: Any) -> str:
    return re.sub(r"[\s.,_'`\"’‘´()/-]+", "", str(value).lower())


def _sex(value: Any) -> str | None:
    said = "" if value is None else _bare(value)
    return "L" if said in MALE else "P" if said in FEMALE else None


def _phone(value: Any) -> str | None:
    said = re.sub(PHONE_DECIMALS, r"\1", str(value or ""), flags=re.ASCII)
    if re.search(PHONE_SPOILT, said, re.ASCII):
        return None
    found = _PHONE.match(re.sub(r"[\s().'`\"-]+", "", said))
    return f"0{found[1]}" if found else None


def _village(value: Any) -> str | None:
    found = _VILLAGE.fullmatch(str(value).strip()) if value is not None else None
    return ".".join(found.groups()) if found else None


def _neighbourhood(value: Any) -> str | None:
    found = _NEIGHBOURHOOD.fullmatch(str(value).strip()) if value is not None else None
    return f"{int(found[1]):03d}" if found and int(found[1]) else None


def _letter(value: Any) -> str | None:
    said = " ".join(str(value or "").split()).strip(" '`’‘´" + BLANKS)
    return said if is_letter(said) else None


_READ: Mapping[str, Callable[[Any], Any]] = {
    "nik": _number,
    "name": _tidy,
    "address": _tidy,
    "sector": _tidy,
    "kk": _number,
    "birth_date": _day,
    "annual_turnover": _as_is,
    "sex": _sex,
    "rt": _neighbourhood,
    "rw": _neighbourhood,
    "village": _village,
    "phone": _phone,
    "business_letter": _letter,
}
