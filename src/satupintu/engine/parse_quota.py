"""A programme's `quota:` block as parsed YAML into a Quota, or a ProgrammeError that says where.

    quota_from_dict(data, params, requirement) -> Quota

`params` are the programme's dated parameters; `requirement` builds a tree of conditions from data and its place.
"""

from collections.abc import Callable, Mapping
from typing import Any as AnyType

from satupintu.engine.facts import INTEGER, ORDERED_FACTS, is_of_type
from satupintu.engine.rules import Dated, Node, Priority, ProgrammeError, Quota
from satupintu.engine.shapes import cited, mapping, string, text

# For each of what a quota counts its recipients, and which way an order may run.
PER = ("round", "province", "regency", "district", "village")
DIRECTIONS = ("ascending", "descending")
MOST_RECIPIENTS = 2**31 - 1
KEYS = {"recipients", "per", "priorities", "tie_break", "cite", "read_in"}
Requirement = Callable[[AnyType, str], Node]


def quota_from_dict(
    data: AnyType, params: Mapping[str, tuple[Dated, ...]], requirement: Requirement
) -> Quota:
    """Build a quota; ProgrammeError names the place of the first mistake."""
    block = mapping(data, "quota", KEYS, required={"recipients", "cite"})
    cite, read_in = cited(block, "quota")
    per = block.get("per", PER[0])
    if per not in PER:
        raise ProgrammeError("quota.per", f"{per!r} tidak dikenal; yang ada: {', '.join(PER)}")
    if block.get("tie_break", "seeded") != "seeded":
        raise ProgrammeError("quota.tie_break", "hanya seeded: undian dengan benih yang diumumkan")
    priorities = block.get("priorities", [])
    if not isinstance(priorities, list):
        raise ProgrammeError("quota.priorities", "harus berupa daftar")
    return Quota(
        _recipients(block["recipients"], params),
        per,
        cite,
        tuple(_priority(one, f"quota.priorities[{i}]", requirement) for i, one in enumerate(priorities, 1)),
        read_in,
    )


def _recipients(wanted: AnyType, params: Mapping[str, tuple[Dated, ...]]) -> int | str:
    """A number of people, or the name of a parameter whose every value is one; nobody is no quota."""
    place, values = "quota.recipients", [wanted]
    if isinstance(wanted, str):
        if wanted not in params:
            raise ProgrammeError(place, f"parameter {wanted!r} tidak ada di params")
        place, values = f"params.{wanted}", [one.value for one in params[wanted]]
    for value in values:
        if not is_of_type(value, INTEGER) or value > MOST_RECIPIENTS:
            raise ProgrammeError(place, f"kuota harus bilangan bulat orang, bukan {value!r}")
        if value < 1:
            raise ProgrammeError(
                place,
                f"kuota {value} orang berarti tidak seorang pun menerima; tulis sedikitnya 1, atau hapus blok quota"
                " bila jumlah penerima tidak dibatasi",
            )
    number_or_name: int | str = wanted
    return number_or_name


def _priority(data: AnyType, place: str, requirement: Requirement) -> Priority:
    step = mapping(data, place, {"title", "first", "order"}, required={"title"})
    title = text(step["title"], f"{place}.title")
    if ("first" in step) == ("order" in step):
        raise ProgrammeError(
            place, "harus tepat satu dari first (syarat yang didahulukan) atau order (urutan)"
        )
    if "first" in step:
        return Priority(title, requirement(step["first"], f"{place}.first"))
    order = mapping(step["order"], f"{place}.order", {"fact", "direction"}, required={"fact", "direction"})
    fact = string(order["fact"], f"{place}.order.fact")
    if fact not in ORDERED_FACTS:
        known = ", ".join(ORDERED_FACTS)
        raise ProgrammeError(
            f"{place}.order.fact", f"{fact!r} tidak dapat dipakai mengurutkan; yang ada: {known}"
        )
    if order["direction"] not in DIRECTIONS:
        raise ProgrammeError(f"{place}.order.direction", f"harus salah satu dari {', '.join(DIRECTIONS)}")
    return Priority(title, None, fact, order["direction"] == "descending")
