"""What is known of a business: each fact with all that was ever said of it, from whom and when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..models import Business, Record
from ..reading import in_order
from .businesses import records_of


@dataclass(frozen=True)
class Said:
    """One value of a fact: what was said, for which day it counts, and the record that says it."""

    value: Any
    on: date
    record: Record


@dataclass(frozen=True)
class Fact:
    """A fact by its canonical name. `said` holds each change, the latest first: the first of them counts today.

    Where the same was said again, the earliest day stays: it has been known since then; `confirmed` is the last day.
    """

    name: str
    said: tuple[Said, ...]
    confirmed: date

    @property
    def value(self) -> Any:
        return self.said[0].value

    @property
    def since(self) -> date:
        return self.said[0].on


def history(business: Business) -> list[Fact]:
    """Facts in the order in which they were first said, each with its changes. A late older record changes nothing
    that was said after it."""
    said: dict[str, list[Said]] = {}
    confirmed: dict[str, date] = {}
    for record in in_order(records_of(business)):
        for name, value in record.facts.items():
            values = said.setdefault(name, [])
            confirmed[name] = record.said_on
            if not values or values[-1].value != value:
                values.append(Said(value, record.said_on, record))
    return [Fact(name, tuple(reversed(values)), confirmed[name]) for name, values in said.items()]
