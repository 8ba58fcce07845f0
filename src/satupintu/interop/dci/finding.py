"""Turns a query's tree into a question to the registry, limited to a partner's area, and a business into a record."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from satupintu.gateways.dci.queries import All, Compare, Node, Not, Some
from satupintu.gateways.dci.records import Known, Owner, group, member
from satupintu.pipeline.registry.coverage.counts import within
from satupintu.pipeline.registry.models import Business, Person

from .. import neighbours
from ..models import Partner, Use

_COLUMNS = {
    "kind": "kind",
    "sector": "sector",
    "is_open": "is_open",
    "registration_date": "founder__admitted_at__date",
    "last_updated": "updated_at__date",
}
_LOOKUPS = {"eq": "exact", "in": "in", "gt": "gt", "lt": "lt", "ge": "gte", "le": "lte"}
SORTABLE = {
    "registry_number": "number",
    "registration_date": "founder__admitted_at",
    "last_updated": "updated_at",
}


def businesses_of(partner: Partner) -> QuerySet[Business]:
    """The businesses that a partner may be told of: those of its area that stand, and were not erased."""
    return within(Business.objects.current(), partner.area).select_related("owner", "area", "founder")


def found_by(partner: Partner, node: Node) -> QuerySet[Business]:
    """Those of them that a query means."""
    return businesses_of(partner).filter(_condition(node))


def _condition(node: Node) -> Q:
    match node:
        case All(parts):
            joined = Q()
            for one in parts:
                joined &= _condition(one)
            return joined
        case Some(parts):
            joined = Q()
            for one in parts:
                joined |= _condition(one)
            return joined
        case Not(part):
            return ~_condition(part)
    return _comparison(node)


def _comparison(node: Compare) -> Q:
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    if node.attribute == "nik":
        return Q(pk__in=_owned_by([str(one) for one in values]))
    if node.attribute == "registry_number":
        return Q(pk__in=_led_to([str(one) for one in values]))
    if node.attribute == "area":
        return _areas([str(one) for one in values])
    return Q(**{f"{_COLUMNS[node.attribute]}__{_LOOKUPS[node.operator]}": node.value})


def _owned_by(niks: list[str]) -> list[int]:
    """The businesses of the owners with these numbers. Looked up by themselves, number by index and owner by index: in
    one question with the rest, SQLite without statistics takes "leads nowhere" for the rarest and reads through all."""
    owners = list(Person.objects.filter(nik__in=niks).values_list("pk", flat=True))
    return list(Business.objects.filter(owner__in=owners).order_by().values_list("pk", flat=True))


def _led_to(numbers: list[str]) -> list[int]:
    """The businesses that numbers lead to today: that of a joined one leads to the older one."""
    rows = Business.objects.filter(number__in=numbers).values_list("pk", "leads_to_id")
    return [leads_to or pk for pk, leads_to in rows]


def _areas(codes: list[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        inside = Q(area__code=code) | Q(area__code__startswith=f"{code}.")
        found |= ~Q(pk__in=[]) if code == "ID" else inside
    return found


def facts_of(business: Business) -> dict[str, Any]:
    """What a subscription's filter is held against; the same attributes as a query's, known or None."""
    owner, founder = business.owner, business.founder
    return {
        "nik": owner.nik if owner and owner.nik else None,
        "registry_number": business.number,
        "area": business.area_id,
        "kind": str(business.kind),
        "sector": business.sector,
        "is_open": business.is_open,
        "registration_date": timezone.localdate(founder.admitted_at) if founder else None,
        "last_updated": timezone.localdate(business.updated_at),
    }


def record_of(
    partner: Partner, business: Business, entity: str, *, with_answers: bool = False
) -> dict[str, Any] | None:
    """The business as the partner may read it; None for a Member of a business whose owner is not known."""
    known = _known(partner, business, with_answers=with_answers)
    return member(known) if entity == "Member" else group(known)


def _known(partner: Partner, business: Business, *, with_answers: bool) -> Known:
    founder = business.founder
    answers = _answers(partner, business) if with_answers else None
    return Known(
        number=business.number,
        address=f"{settings.PUBLIC_URL}/registri/{business.number}/",
        kind=str(business.kind),
        name=business.name,
        sector=business.sector,
        area=business.area_id,
        area_name=business.area.name,
        is_open=business.is_open,
        registered=timezone.localtime(founder.admitted_at if founder else business.updated_at),
        updated=timezone.localtime(business.updated_at),
        owner=_owner(partner, business),
        attributes={} if answers is None else {"programme_answers": answers},
    )


def _owner(partner: Partner, business: Business) -> Owner | None:
    """The owner's number and name; sex, birth date and address only for partners that need them."""
    if business.owner is None:
        return None
    plain = Owner(business.owner.nik, business.owner.name)
    if not partner.may(Use.IDENTITY):
        return plain
    facts = business.facts
    sex = str(facts.get("sex", ""))
    return Owner(
        plain.nik, plain.name, sex, _day(facts.get("birth_date")), str(facts.get("address", ""))[:200]
    )


def _day(value: Any) -> date | None:
    try:
        return parse_date(str(value))
    except ValueError:
        return None


def _answers(partner: Partner, business: Business) -> list[dict[str, Any]] | None:
    """What every programme says of the owner, from the same function as a round's and the navigator's answers."""
    if not partner.may(Use.ANSWERS) or business.owner is None or not business.owner.nik:
        return None
    return neighbours.answers(business.owner.nik)
