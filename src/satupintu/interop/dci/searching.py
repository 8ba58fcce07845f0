"""Answers a search: each request of a message by itself, so that one that is wrong does not refuse the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from satupintu.foundation.areas.models import Level
from satupintu.foundation.audit.services import record, record_each
from satupintu.gateways.dci import envelope
from satupintu.gateways.dci.queries import Node, QueryProblem, is_narrow, parse
from satupintu.gateways.dci.records import GROUP, MEMBER, REG_TYPE

from ..models import Exchange, Partner, Reference, Use
from .finding import SORTABLE, found_by, record_of

USUAL_PAGE, LARGEST_PAGE = 100, 2_000
LAST_PAGE = 10_000_000
MOST_RECORDS = LARGEST_PAGE  # in one message, whatever number of requests it holds
MOST_ANSWERS = 20  # of these such as carry programme answers: each costs a look at every programme
_CRITERIA, _PAGE, _SORT = "rjct.search_criteria.invalid", "rjct.pagination.invalid", "rjct.sort.invalid"
_REFERENCE, _TOO_MANY = "rjct.reference_id.duplicate", "rjct.search.too_many_records_found"
_ENTITIES = {"group": GROUP, "member": MEMBER, "srperson": MEMBER, "person": MEMBER}


@dataclass
class Rejected(Exception):
    """One request that cannot be answered: a code of SearchStatusReasonCode and a sentence that names the place."""

    code: str
    says: str


@dataclass
class Room:
    """What one message may still be told: a partner's five hundred requests are no way round the size of a page."""

    records: int
    answers: int


@dataclass(frozen=True)
class Wanted:
    """A request, read."""

    node: Node
    entity: str
    page: int
    size: int
    order: tuple[str, ...]


def answer_search(exchange: Exchange, message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The message of an on-search for the message of a search."""
    partner, found, seen = exchange.partner, [], used_before(exchange)
    room = Room(MOST_RECORDS, MOST_ANSWERS)
    for number, one in enumerate(message["search_request"]):
        try:
            if one["reference_id"] in seen:
                raise Rejected(_REFERENCE, f"search_request/{number}/reference_id: sudah dipakai")
            seen.add(one["reference_id"])
            found.append(_answered(exchange, one, number, at, room))
        except Rejected as rejected:
            found.append(envelope.rejected(one["reference_id"], at, rejected.code, rejected.says))
    counts = [one.get("pagination", {}).get("total_count", 0) for one in found]
    record("dci.searched", by=None, on=exchange, area=partner.area, partner=partner.code, found=counts[:50])
    return {
        "transaction_id": message["transaction_id"],
        "correlation_id": exchange.correlation_id,
        "search_response": found,
    }


def used_before(exchange: Exchange) -> set[str]:
    """Ids that this partner used in the same transaction for what was to be answered by callback."""
    if exchange.request is None:  # answered at once
        return set()
    earlier = Reference.objects.filter(
        exchange__partner=exchange.partner,
        exchange__action=exchange.action,
        exchange__transaction_id=exchange.transaction_id,
        exchange__pk__lt=exchange.pk,
    )
    return set(earlier.values_list("reference_id", flat=True))


def _answered(
    exchange: Exchange, one: dict[str, Any], number: int, at: datetime, room: Room
) -> dict[str, Any]:
    partner, place = exchange.partner, f"message/search_request/{number}"
    wanted = _read(partner, one, place)
    businesses = found_by(partner, wanted.node)
    if wanted.entity == MEMBER:
        businesses = businesses.filter(owner__isnull=False)
    start = (wanted.page - 1) * wanted.size
    page = list(businesses.order_by(*wanted.order)[start : start + min(wanted.size, room.records + 1)])
    if len(page) > room.records:
        says = f"{place}: pesan ini sudah berisi {MOST_RECORDS} catatan; tanyakan dalam pesan lain"
        raise Rejected(_TOO_MANY, says)
    answered = page[: room.answers]
    room.records, room.answers = room.records - len(page), room.answers - len(answered)
    records = [
        record_of(partner, business, wanted.entity, with_answers=order < len(answered))
        for order, business in enumerate(page)
    ]
    told = {"partner": partner.name, "entity": wanted.entity}
    record_each("business.told", by=None, on=page, area=partner.area, **told)
    total = len(page) if start == 0 and len(page) < wanted.size else businesses.count()
    return {
        "reference_id": one["reference_id"],
        "timestamp": envelope.stamp(at),
        "status": "succ",
        **(_without_answers(partner) if len(answered) < len(page) else {}),
        "data": {
            "version": envelope.VERSION,
            "reg_type": REG_TYPE,
            "reg_record_type": wanted.entity,
            "reg_records": records,
        },
        "pagination": {"page_size": wanted.size, "page_number": wanted.page, "total_count": total},
        "locale": one.get("locale", "ind"),
    }


def _without_answers(partner: Partner) -> dict[str, str]:
    """Said where answers are left out, so that nobody takes their absence for one."""
    if not partner.may(Use.ANSWERS):
        return {}
    return {"status_reason_message": f"jawaban program hanya untuk {MOST_ANSWERS} usaha pertama satu pesan"}


def _read(partner: Partner, one: dict[str, Any], place: str) -> Wanted:
    criteria = one["search_criteria"]
    at = f"{place}/search_criteria"
    try:
        node = parse(criteria["query_type"], criteria["query"], place=f"{at}/query")
    except QueryProblem as problem:
        raise Rejected(_CRITERIA, str(problem)) from None
    if not is_narrow(node) and partner.area.level < Level.REGENCY:
        raise Rejected(
            _TOO_MANY,
            f"{at}/query: sebut NIK, nomor registri, atau area setingkat kabupaten ke bawah",
        )
    size, page = _pagination(one, place)
    return Wanted(node, entity_of(criteria, at), page, size, _order(criteria.get("sort"), f"{at}/sort"))


def entity_of(criteria: dict[str, Any], place: str) -> str:
    """Group or Member, as the request asks in either of the two ways."""
    asked = criteria.get("response_entity") or criteria.get("reg_record_type") or GROUP
    found = _ENTITIES.get(str(asked).rpartition(":")[2].lower())
    if found is None:
        raise Rejected(_CRITERIA, f"{place}/reg_record_type: harus Group atau Member")
    return found


def _pagination(one: dict[str, Any], place: str) -> tuple[int, int]:
    """Size and number of the page: inside search_criteria as specified, or beside it as practised."""
    inside = one["search_criteria"].get("pagination")
    at, found = f"{place}/search_criteria/pagination", inside
    if inside is None:
        at, found = f"{place}/pagination", one.get("pagination")
    if found is None:
        return USUAL_PAGE, 1
    if not isinstance(found, dict):
        raise Rejected(_PAGE, f"{at}: harus objek dengan page_size")
    size = _whole(found.get("page_size"), f"{at}/page_size", LARGEST_PAGE)
    return size, _whole(found.get("page_number", 1), f"{at}/page_number", LAST_PAGE)


def _whole(value: Any, place: str, most: int) -> int:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or value != int(value) or not 1 <= value <= most:
        raise Rejected(_PAGE, f"{place}: harus bilangan bulat 1 sampai {most}")
    return int(value)


def _order(sort: Any, place: str) -> tuple[str, ...]:
    if not isinstance(sort, list | None):
        raise Rejected(_SORT, f"{place}: harus daftar")
    return (*(_column(one, f"{place}/{number}") for number, one in enumerate(sort or ())), "number")


def _column(one: Any, place: str) -> str:
    asked = one if isinstance(one, dict) else {}
    name = str(asked.get("attribute_name", "")).rpartition(":")[2].lower()
    if name not in SORTABLE:
        raise Rejected(_SORT, f"{place}/attribute_name: yang dapat diurutkan {', '.join(SORTABLE)}")
    if (way := asked.get("sort_order", "asc")) not in ("asc", "desc"):
        raise Rejected(_SORT, f"{place}/sort_order: harus asc atau desc")
    return ("-" if way == "desc" else "") + SORTABLE[name]
