"""A criterion's conditions as a sentence that somebody who does not program can check against the article."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any as AnyType

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satupintu.engine.facts import MONEY_FACTS, list_behind
from satupintu.engine.rules import All, Any, Condition, Criterion, Node, Not, Programme
from satupintu.gateways.areas import area_names
from satupintu.gateways.catalogue import load_catalogue

FACTS = {
    "row.nik": gettext_lazy("NIK di daftar usulan"),
    "row.name": gettext_lazy("nama di daftar usulan"),
    "row.birth_date": gettext_lazy("tanggal lahir di daftar usulan"),
    "row.village": gettext_lazy("desa tempat usaha menurut daftar usulan"),
    "row.annual_turnover": gettext_lazy("omzet setahun menurut daftar usulan"),
    "row.business_letter": gettext_lazy("nomor surat usaha atau NIB di daftar usulan"),
    "registry.birth_date": gettext_lazy("tanggal lahir menurut data kependudukan"),
    "registry.village": gettext_lazy("desa menurut data kependudukan"),
    "registry.status": gettext_lazy("status menurut data kependudukan"),
    "registry.citizenship": gettext_lazy("kewarganegaraan menurut data kependudukan"),
}
VALUES = {
    "alive": gettext_lazy("hidup"),
    "deceased": gettext_lazy("meninggal"),
    "moved_abroad": gettext_lazy("pindah ke luar negeri"),
}
_OPERATORS = {
    "equals": gettext_lazy("%(fact)s adalah %(value)s"),
    "not_equals": gettext_lazy("%(fact)s bukan %(value)s"),
    "in": gettext_lazy("%(fact)s salah satu dari %(value)s"),
    "not_in": gettext_lazy("%(fact)s bukan salah satu dari %(value)s"),
    "at_most": gettext_lazy("%(fact)s paling banyak %(value)s"),
    "at_least": gettext_lazy("%(fact)s paling sedikit %(value)s"),
    "less_than": gettext_lazy("%(fact)s kurang dari %(value)s"),
    "more_than": gettext_lazy("%(fact)s lebih dari %(value)s"),
    "before": gettext_lazy("%(fact)s sebelum %(value)s"),
    "on_or_before": gettext_lazy("%(fact)s paling lambat %(value)s"),
    "after": gettext_lazy("%(fact)s sesudah %(value)s"),
    "on_or_after": gettext_lazy("%(fact)s mulai %(value)s"),
    "within": gettext_lazy("%(fact)s berada di wilayah %(value)s"),
    "present": gettext_lazy("%(fact)s terisi"),
    "is": gettext_lazy("%(fact)s: %(value)s"),
}


@dataclass(frozen=True)
class Rule:
    """A criterion's conditions, one a line: all of them hold, or (`is_any`) one of them is enough."""

    lines: list[str]
    is_any: bool = False


def rule_of(criterion: Criterion, programme: Programme, language: str) -> Rule:
    """The criterion as lines, its outermost `all` or `any` laid out, what is below it as phrases."""
    node = criterion.requires
    children = node.children if isinstance(node, All | Any) else (node,)
    lines = [spelled(one, programme, language) for one in children]
    return Rule([one[:1].upper() + one[1:] for one in lines], isinstance(node, Any))


def spelled(node: Node, programme: Programme, language: str) -> str:
    """The node as a phrase; parameters are named with the value of the programme's own day."""
    match node:
        case All(children):
            return _joined(children, _("dan"), programme, language)
        case Any(children):
            return _joined(children, _("atau"), programme, language)
        case Not(child):
            return _("tidak benar bahwa %(what)s") % {"what": spelled(child, programme, language)}
        case Criterion():
            return spelled(node.requires, programme, language)
        case Condition():
            return _condition(node, programme, language)


def _joined(children: tuple[Node, ...], word: str, programme: Programme, language: str) -> str:
    phrases = []
    for child in children:
        phrase = spelled(child, programme, language)
        is_group = isinstance(child, All | Any) and len(child.children) > 1
        phrases.append(f"({phrase})" if is_group else phrase)
    return f" {word} ".join(phrases)


def _condition(condition: Condition, programme: Programme, language: str) -> str:
    phrase = _asked(condition, programme, language)
    if condition.when_unknown == "passes":
        return phrase + _(" (bila tidak diketahui, dianggap terpenuhi)")
    if condition.when_unknown == "fails":
        return phrase + _(" (bila tidak diketahui, dianggap tidak terpenuhi)")
    return phrase


def _asked(condition: Condition, programme: Programme, language: str) -> str:
    name = list_behind(condition.fact)
    if condition.fact.startswith("lists.") and name in programme.lists:
        return _on_list(condition, programme.lists[name].title.get(language))
    fact = name_of(condition.fact, language)
    if condition.op == "equals" and condition.fact2 is not None:
        other = name_of(condition.fact2, language)
        return _("%(fact)s sama dengan %(other)s") % {"fact": fact, "other": other}
    return str(_OPERATORS[condition.op]) % {"fact": fact, "value": _value(condition, programme, language)}


def name_of(fact: str, language: str) -> str:
    """What a fact is called within a sentence; what only the applicant can state, as the question says it."""
    if fact in FACTS:
        return str(FACTS[fact])
    question = load_catalogue().questions.get(fact)
    return question.name(language) if question else fact


def _on_list(condition: Condition, title: str) -> str:
    words = (
        _("NIK tercatat dalam “%(list)s”") if condition.value else _("NIK tidak tercatat dalam “%(list)s”")
    )
    return words % {"list": title}


def _value(condition: Condition, programme: Programme, language: str) -> str:
    if condition.fact2 is not None:
        return name_of(condition.fact2, language)
    value: AnyType = condition.value
    if condition.op == "within":
        return _area(str(value))
    if condition.param is not None:
        value = programme.at().params[condition.param].value
    several = value if isinstance(value, tuple) else (value,)
    return ", ".join(_shown(one, condition.fact, language) for one in several)


@lru_cache(maxsize=256)
def _area(code: str) -> str:
    return area_names((code,)).get(code, code)


def _shown(value: AnyType, fact: str, language: str) -> str:
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    question = load_catalogue().questions.get(fact) if value not in VALUES else None
    for choice in question.choices if question else ():
        if choice.value == value:
            return choice.label.get(language)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, int):
        number = f"{value:,}".replace(",", ".")
        return f"Rp{number}" if fact in MONEY_FACTS else number
    return str(VALUES.get(value, value))
