"""The vocabulary of rules: which facts a criterion may ask for, and of what type each is.

A fact is a dotted name. `row.*` is what the list says, `registry.*` what the civil registry says under the
row's NIK, `lists.<name>` whether the NIK stands in that reference list, `asked.*` what only the applicant can
state. A fact that is not known is None in Python and NULL in SQL, and so is a text that is blank: an empty cell
says nothing. Lists that people send have no column for `asked.*`; there it is unknown for everyone, and no error.
"""

from datetime import date, datetime
from typing import Any

TEXT, INTEGER, DATE, BOOLEAN = "text", "integer", "date", "boolean"

REGISTRY_LIST = "civil_registry"

ROW_FACTS = {
    "row.nik": TEXT,
    "row.kk": TEXT,
    "row.name": TEXT,
    "row.birth_date": DATE,
    "row.sex": TEXT,
    "row.address": TEXT,
    "row.rt": TEXT,
    "row.rw": TEXT,
    "row.village": TEXT,
    "row.village_unread": BOOLEAN,
    "row.sector": TEXT,
    "row.phone": TEXT,
    "row.annual_turnover": INTEGER,
    "row.turnover_unread": BOOLEAN,
    "row.turnover_up_to": BOOLEAN,
    "row.business_letter": TEXT,
    "row.proposer": TEXT,
}
REGISTRY_FACTS = {
    "registry.name": TEXT,
    "registry.birth_date": DATE,
    "registry.sex": TEXT,
    "registry.village": TEXT,
    "registry.status": TEXT,
    "registry.citizenship": TEXT,
}
# By what a queue may be ordered: what every list says in numbers or days, and when a row was sent in.
ORDERED_FACTS = ("row.annual_turnover", "row.birth_date", "row.submitted_at")
# What no list and no register says; asked of the person, or brought by a list of our own as `asked_<name>`.
ASKED_FACTS = {
    "asked.age": INTEGER,
    "asked.bought_new_machine": BOOLEAN,
    "asked.chronic_illness": BOOLEAN,
    "asked.consumer_credit_only": BOOLEAN,
    "asked.cooperative_sound": BOOLEAN,
    "asked.edible_product": BOOLEAN,
    "asked.electricity_class": TEXT,
    "asked.electricity_va": INTEGER,
    "asked.employees": INTEGER,
    "asked.family_component": BOOLEAN,
    "asked.food_safety_course": BOOLEAN,
    "asked.group_of_women": BOOLEAN,
    "asked.halal_materials": BOOLEAN,
    "asked.has_nib": BOOLEAN,
    "asked.has_npwp": BOOLEAN,
    "asked.has_support": BOOLEAN,
    "asked.hurt_by_crisis": BOOLEAN,
    "asked.in_business_group": BOOLEAN,
    "asked.in_school": BOOLEAN,
    "asked.income_per_head": INTEGER,
    "asked.is_cooperative": BOOLEAN,
    "asked.keeps_unchilled": BOOLEAN,
    "asked.loan_ceiling": INTEGER,
    "asked.loan_in_good_standing": BOOLEAN,
    "asked.loan_running": BOOLEAN,
    "asked.lost_job": BOOLEAN,
    "asked.migrant_family": BOOLEAN,
    "asked.migrant_village": BOOLEAN,
    "asked.months_running": INTEGER,
    "asked.own_product": BOOLEAN,
    "asked.packaged_product": BOOLEAN,
    "asked.poor_family": BOOLEAN,
    "asked.registered_umkm": BOOLEAN,
    "asked.returned_migrant": BOOLEAN,
    "asked.sector": TEXT,
}
# Whole numbers of rupiah; the other whole numbers count people, months, years, volt-amperes.
MONEY_FACTS = frozenset({"row.annual_turnover", "asked.income_per_head", "asked.loan_ceiling"})
# For a fact that nobody need state: the fact that the list does state it, in words that nobody could read (a village of
# no such name, or one of several). What is not
# stated a condition may let pass (`when_unknown`), what is stated never.
UNREAD_FACTS = {"row.annual_turnover": "row.turnover_unread", "row.village": "row.village_unread"}
# For a number: the fact that the list states no more than the most that it may be ("< 5 juta", "1-2 juta"). Then only
# what holds of every lesser number too is known, and the rest is stated as vaguely as what nobody could read.
UP_TO_FACTS = {"row.annual_turnover": "row.turnover_up_to"}
# What the reader of lists notes of a row, where it has to; a list need have no column for it.
NOTED_FACTS = (*UNREAD_FACTS.values(), *UP_TO_FACTS.values())
# The answer to a comparison that holds of every lesser number as well; of other comparisons none does.
HOLDS_BELOW = {"at_most": True, "less_than": True, "at_least": False, "more_than": False}
FIXED_FACTS = ROW_FACTS | REGISTRY_FACTS | ASKED_FACTS

# Characters that leave a text blank: ASCII white space, no-break and zero-width spaces, the byte order mark.
BLANKS = " \t\n\x0b\x0c\r\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff"


class FactTypeError(TypeError):
    """A fact came in a type that its rules do not compare, such as turnover as text or as a fraction."""


def namespace(fact: str) -> str:
    """`registry` for `registry.status`."""
    return fact.partition(".")[0]


def column_of(fact: str) -> str:
    """The canonical column in which a list says a fact: `phone` for `row.phone`, `asked_age` for `asked.age`."""
    return fact.replace(".", "_") if namespace(fact) == "asked" else fact.partition(".")[2]


ASKED_COLUMNS = {column_of(fact): fact for fact in ASKED_FACTS}


def list_behind(fact: str) -> str | None:
    """The reference list that a fact is read from; None for what the row itself says."""
    kind, _, name = fact.partition(".")
    if kind == "lists":
        return name
    return REGISTRY_LIST if kind == "registry" else None


def fact_type(fact: str) -> str:
    """The type of a fact whose name is known to be good."""
    return BOOLEAN if namespace(fact) == "lists" else FIXED_FACTS[fact]


def is_of_type(value: object, kind: str) -> bool:
    """Whether a Python value is exactly of a fact type: no floats for integers, no datetimes for dates."""
    if kind == TEXT:
        return isinstance(value, str)
    if kind == INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == DATE:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, bool)


def notes_on(*facts: str | None) -> list[str]:
    """The facts by which the reader of lists says that one of these is stated, but not plainly."""
    return [table[fact] for fact in facts for table in (UNREAD_FACTS, UP_TO_FACTS) if fact in table]


def known_value(fact: str, value: Any) -> Any:
    """The value of a fact, None when unknown or blank; FactTypeError when its type is not the fact's."""
    if value is None:
        return None
    if not is_of_type(value, fact_type(fact)):
        raise FactTypeError(f"{fact} harus {fact_type(fact)}, bukan {type(value).__name__}")
    return None if isinstance(value, str) and not value.strip(BLANKS) else value
