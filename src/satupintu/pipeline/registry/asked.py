"""What people told the registry that the rules call asked.*: handed to a round, and to who asks what one can get."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from satupintu.engine.facts import ASKED_FACTS

from .models import Kind
from .reading import is_open as yes_or_no

_NIB = re.compile(r"[0-9]{13}")


def asked_facts(facts: dict[str, Any], as_of: date) -> dict[str, Any]:
    """The asked.* facts that a business's latest answers hold, None where they say nothing; ages are those of the day.

    What a form did not ask stays unknown: a blank box for loans is no "none", a letter that is no NIB no "has no NIB".
    """
    return {fact: read(facts, as_of) for fact, read in READ.items() if fact in ASKED_FACTS}


def _count(name: str) -> Callable[[dict[str, Any], date], int | None]:
    def read(facts: dict[str, Any], _as_of: date) -> int | None:
        digits = str(facts.get(name, ""))
        return int(digits) if digits.isdecimal() and len(digits) < 7 else None

    return read


def _yes_no(name: str) -> Callable[[dict[str, Any], date], bool | None]:
    return lambda facts, _as_of: yes_or_no(facts.get(name))


def _months(facts: dict[str, Any], as_of: date) -> int | None:
    since = _day(facts.get("started_on"))
    return _whole_months(since, as_of) if since and since <= as_of else None


def _age(facts: dict[str, Any], as_of: date) -> int | None:
    born = _day(facts.get("birth_date"))
    return _whole_months(born, as_of) // 12 if born and born <= as_of else None


def _whole_months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def _has_nib(facts: dict[str, Any], _as_of: date) -> bool | None:
    digits = re.sub("[^0-9]", "", str(facts.get("business_letter", "")))
    return True if _NIB.fullmatch(digits) else None


def _has_loan(facts: dict[str, Any], _as_of: date) -> bool | None:
    return True if facts.get("loans") else None


def _is_cooperative(facts: dict[str, Any], _as_of: date) -> bool | None:
    form = facts.get("business_form") or facts.get("kind")
    return form == Kind.COOPERATIVE if form else None


def _sector(facts: dict[str, Any], _as_of: date) -> str | None:
    sector = str(facts.get("sector", ""))
    return sector if sector in SECTORS else None


def _day(value: Any) -> date | None:
    try:
        return parse_date(str(value))
    except ValueError:
        return None


# The codes that forms/ and programmes/questions.yaml share; a trade in somebody's own words is none of them.
SECTORS = frozenset({"food", "trade", "farming", "craft", "service", "transport", "other"})

READ: dict[str, Callable[[dict[str, Any], date], Any]] = {
    "asked.age": _age,
    "asked.employees": _count("employees"),
    "asked.has_nib": _has_nib,
    "asked.has_npwp": _yes_no("npwp"),
    "asked.is_cooperative": _is_cooperative,
    "asked.loan_running": _has_loan,
    "asked.months_running": _months,
    "asked.sector": _sector,
}
# Those that the day says as well as the answer.
AGES = ("asked.age", "asked.months_running")
