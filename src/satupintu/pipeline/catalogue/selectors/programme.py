"""A programme with its law, put together for a page: what it asks, by which article, from which register."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from satupintu.engine.quota import PER_WORDS
from satupintu.engine.rules import Bound, Dated, lists_used_by
from satupintu.foundation.pages import language
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import Article, Law, LoadedProgramme

from ..plain_rules import Rule, rule_of


@dataclass(frozen=True)
class Basis:
    """What a requirement or an amount rests on. `law` and `article` are None while the citation is pending."""

    law: Law | None
    article: Article | None
    read_in: str
    law_title: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Requirement:
    """One criterion as the page shows it."""

    id: str
    title: str
    rule: Rule
    remedy: str
    basis: Basis


@dataclass(frozen=True)
class Amount:
    """A value of the law from a day on. `is_now` marks the one in force on the programme's own day."""

    from_date: date
    value: int | str
    basis: Basis
    is_now: bool


@dataclass(frozen=True)
class Day:
    """The first or last day of the programme's period and what it rests on."""

    day: date
    basis: Basis


@dataclass(frozen=True)
class Asked:
    """A reference list and the titles of the requirements that need it; a quota's order may need one too."""

    name: str
    title: str
    is_optional: bool
    requirements: list[str]


@dataclass(frozen=True)
class Limit:
    """How many of the eligible a round takes, for each of what, and who comes first, in words."""

    recipients: int
    per: str
    first: list[str]
    basis: Basis


@dataclass(frozen=True)
class ProgrammePage:
    loaded: LoadedProgramme
    title: str
    authority: str
    requirements: list[Requirement]
    amounts: list[tuple[str, list[Amount]]]
    lists: list[Asked]
    begins: Day | None
    ends: Day | None
    limit: Limit | None


def programmes() -> list[LoadedProgramme]:
    """Every programme of the catalogue, the latest law first."""
    found = load_catalogue().programmes.values()
    return sorted(found, key=lambda one: (one.programme.reference_date, one.programme.id), reverse=True)


def programme_page(programme_id: str) -> ProgrammePage | None:
    """The programme of that id; None where the catalogue has none."""
    loaded = load_catalogue().programmes.get(programme_id)
    if loaded is None:
        return None
    programme, words = loaded.programme, language()
    titles = {one.id: one.title.get(words) for one in programme.criteria()} | {"quota": _("urutan kuota")}
    used = lists_used_by(programme)
    return ProgrammePage(
        loaded=loaded,
        title=programme.title.get(words),
        authority=programme.authority.get(words),
        requirements=[
            Requirement(
                one.id,
                one.title.get(words),
                rule_of(one, programme, words),
                one.remedy.get(words),
                basis_of(loaded, one.cite, one.read_in),
            )
            for one in programme.criteria()
        ],
        amounts=[(name, _amounts(loaded, name, values)) for name, values in programme.params.items()],
        lists=[
            Asked(name, spec.title.get(words), spec.optional, [titles[one] for one in used.get(name, [])])
            for name, spec in programme.lists.items()
        ],
        begins=_day(loaded, programme.period.start if programme.period else None),
        ends=_day(loaded, programme.period.end if programme.period else None),
        limit=_limit(loaded),
    )


def _limit(loaded: LoadedProgramme) -> Limit | None:
    quota, words = loaded.programme.at().quota, language()
    if quota is None:
        return None
    first = [one.title.get(words) for one in quota.priorities]
    basis = basis_of(loaded, quota.cite, quota.read_in)
    return Limit(int(quota.recipients), PER_WORDS[quota.per].get(words), first, basis)


def _day(loaded: LoadedProgramme, bound: Bound | None) -> Day | None:
    return Day(bound.day, basis_of(loaded, bound.cite, bound.read_in)) if bound else None


def _amounts(loaded: LoadedProgramme, name: str, values: tuple[Dated, ...]) -> list[Amount]:
    now = loaded.programme.at().params[name]
    return [
        Amount(one.from_date, one.value, basis_of(loaded, one.cite, one.read_in), one == now)
        for one in values
    ]


def basis_of(loaded: LoadedProgramme, cite: str, read_in: str) -> Basis:
    """What a citation leads to; law and article are None while it is pending."""
    law, article = loaded.law(cite), loaded.article(cite)
    return Basis(
        law,
        article,
        read_in,
        law.title.get(language()) if law else "",
        article.summary.get(language()) if article else "",
    )
