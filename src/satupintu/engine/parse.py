"""A programme's parsed YAML (plain dicts and lists) into a Programme, or a ProgrammeError that says where.

    programme_from_dict(data) -> Programme

Strict on purpose: an unknown key, operator or fact is an error, for a rule that is skipped in silence makes
the wrong people eligible.
"""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any as AnyType

from satupintu.engine.facts import BLANKS, FIXED_FACTS, REGISTRY_LIST, fact_type, is_of_type, list_behind
from satupintu.engine.parse_listing import AREA, IDENTIFIER, listing_from_dict
from satupintu.engine.parse_quota import quota_from_dict
from satupintu.engine.reasons import WORDINGS
from satupintu.engine.rules import (
    OPERATORS,
    SET_OPERATORS,
    WHEN_UNKNOWN,
    All,
    Any,
    Bound,
    Condition,
    Criterion,
    Dated,
    ListSpec,
    Node,
    Not,
    Period,
    Programme,
    ProgrammeError,
    Scalar,
    Value,
    criteria_in,
)
from satupintu.engine.shapes import cited, day_of, mapping, string, text

TOP_KEYS = {
    "id", "version", "title", "authority", "listing", "period", "reference_date", "amount", "lists", "params", "rules",
    "quota", "notes",
}  # fmt: skip
OPTIONAL_KEYS = {"notes", "amount", "period", "listing", "quota"}
# `amount: none`: nothing fixed is paid, as with credit or training.
NO_AMOUNT = "none"
CRITERION_KEYS = {"criterion", "title", "cite", "read_in", "requires", "failed", "unknown", "remedy"}
CONDITION_KEYS = {"fact", "op", "value", "param", "fact2", "among", "when_unknown"}
LARGEST = 2**63 - 1
NAME = re.compile("[a-z][a-z0-9_]*")
# Each reason is one bit of a 64-bit number, beside the identity reasons.
MOST_CRITERIA = 50


def programme_from_dict(data: AnyType) -> Programme:
    """Build a programme; ProgrammeError (a ValueError) names the place of the first mistake."""
    top = mapping(data, "", TOP_KEYS, required=TOP_KEYS - OPTIONAL_KEYS)
    lists = {
        _name(name, "lists"): _list_spec(name, spec) for name, spec in mapping(top["lists"], "lists").items()
    }
    params = {
        _name(name, "params"): _dated(values, f"params.{name}")
        for name, values in mapping(top["params"], "params").items()
    }
    amount = _amount(top.get("amount", "amount"), params)
    names = _Names(lists, params)
    tree = _node(top["rules"], "rules", names, in_criterion=False)
    _ids_differ(tree)
    period = _period(top["period"]) if "period" in top else None
    reference_date = day_of(top["reference_date"], "reference_date")
    if period is not None and reference_date not in period:
        raise ProgrammeError(
            "reference_date", f"{reference_date:%d-%m-%Y} di luar masa berlaku program ({period})"
        )
    return Programme(
        id=_identifier(top["id"]),
        version=string(top["version"], "version"),
        title=text(top["title"], "title"),
        authority=text(top["authority"], "authority"),
        reference_date=reference_date,
        tree=tree,
        lists=lists,
        params=params,
        amount=amount,
        period=period,
        quota=quota_from_dict(top["quota"], params, partial(_node, names=names, in_criterion=True))
        if "quota" in top
        else None,
        listing=listing_from_dict(top["listing"]) if "listing" in top else None,
    )


def _name(value: AnyType, place: str) -> str:
    """What is also the name of a column or a file: small letters, digits, underscores."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise ProgrammeError(place, f"{value!r} harus huruf kecil, angka, dan garis bawah, diawali huruf")
    return value


def _identifier(value: AnyType) -> str:
    """A programme's id, which is also the name of a folder and a part of addresses."""
    name = string(value, "id")
    if not IDENTIFIER.fullmatch(name):
        raise ProgrammeError(
            "id",
            f"{name!r} harus huruf kecil dan angka, dengan tanda hubung di antara kata, misalnya bpum-2021",
        )
    return name


def _amount(name: AnyType, params: Mapping[str, tuple[Dated, ...]]) -> str | None:
    if name == NO_AMOUNT and NO_AMOUNT not in params:
        return None
    if not isinstance(name, str) or name not in params:
        raise ProgrammeError(
            "amount",
            f"parameter {name!r} tidak ada di params; tulis amount: none bila tidak ada jumlah tetap",
        )
    for i, one in enumerate(params[name], 1):
        if not isinstance(one.value, int) or one.value <= 0:
            raise ProgrammeError(
                f"params.{name}[{i}].value", "jumlah bantuan harus rupiah utuh lebih dari nol"
            )
    return str(name)


class _Names:
    """The names that a rule may use."""

    def __init__(self, lists: Mapping[str, ListSpec], params: Mapping[str, tuple[Dated, ...]]) -> None:
        self.lists = lists
        self.params = params


def _node(data: AnyType, place: str, names: _Names, *, in_criterion: bool, is_negated: bool = False) -> Node:
    node = mapping(data, place)
    if "criterion" in node:
        if in_criterion:
            raise ProgrammeError(place, "kriteria tidak boleh berada di dalam kriteria lain")
        return _criterion(node, place, names, is_negated=is_negated)
    if "fact" in node:
        if not in_criterion:
            raise ProgrammeError(place, "syarat harus berada di dalam sebuah kriteria, supaya ada pasalnya")
        return _condition(node, place, names, is_negated=is_negated)
    kinds = [kind for kind in ("all", "any", "not") if kind in node]
    if len(kinds) != 1 or len(node) != 1:
        raise ProgrammeError(place, "harus tepat satu dari all, any, not, criterion, atau fact")
    kind = kinds[0]
    if kind == "not":
        inner = _node(
            node["not"], f"{place}.not", names, in_criterion=in_criterion, is_negated=not is_negated
        )
        return Not(inner)
    children = node[kind]
    if not isinstance(children, list) or not children:
        raise ProgrammeError(f"{place}.{kind}", "harus daftar berisi sedikitnya satu butir")
    built = tuple(
        _node(child, f"{place}.{kind}[{i}]", names, in_criterion=in_criterion, is_negated=is_negated)
        for i, child in enumerate(children, 1)
    )
    return All(built) if kind == "all" else Any(built)


def _criterion(node: Mapping[str, AnyType], place: str, names: _Names, *, is_negated: bool) -> Criterion:
    mapping(node, place, CRITERION_KEYS, required=CRITERION_KEYS - {"read_in"})
    criterion_id = _name(node["criterion"], f"{place}.criterion")
    place = f"{place} ({criterion_id})"
    cite, read_in = cited(node, place)
    return Criterion(
        id=criterion_id,
        title=text(node["title"], f"{place}.title"),
        cite=cite,
        requires=_node(
            node["requires"], f"{place}.requires", names, in_criterion=True, is_negated=is_negated
        ),
        failed=text(node["failed"], f"{place}.failed"),
        unknown=text(node["unknown"], f"{place}.unknown"),
        remedy=text(node["remedy"], f"{place}.remedy"),
        read_in=read_in,
    )


def _condition(
    node: Mapping[str, AnyType], place: str, names: _Names, *, is_negated: bool = False
) -> Condition:
    """`is_negated`: under an odd number of `not`, where what fails here lets the criterion pass."""
    mapping(node, place, CONDITION_KEYS, required={"fact", "op"})
    fact, op = _fact(node["fact"], f"{place}.fact", names), node["op"]
    if not isinstance(op, str) or op not in OPERATORS:
        raise ProgrammeError(
            f"{place}.op", f"operator {op!r} tidak dikenal; yang ada: {', '.join(OPERATORS)}"
        )
    if fact_type(fact) not in OPERATORS[op]:
        raise ProgrammeError(f"{place}.op", f"operator {op} tidak berlaku untuk {fact} ({fact_type(fact)})")
    when_unknown = node.get("when_unknown", "unknown")
    if when_unknown not in WHEN_UNKNOWN:
        raise ProgrammeError(f"{place}.when_unknown", f"harus salah satu dari {', '.join(WHEN_UNKNOWN)}")
    among = _values(node["among"], f"{place}.among", fact) if "among" in node else ()
    lets_pass = "fails" if is_negated else "passes"
    if among and when_unknown == lets_pass:
        under = " di bawah not" if is_negated else ""
        raise ProgrammeError(
            place, f"among tidak boleh bersama when_unknown: {lets_pass}{under}; kode asing akan lolos"
        )
    condition = Condition(
        fact, op, among=among, when_unknown=when_unknown, **_against(node, place, fact, names)
    )
    if among and condition.value is not None:
        wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if foreign := [v for v in wanted if v not in among]:
            raise ProgrammeError(place, f"nilai {foreign[0]!r} tidak termasuk dalam among")
    return condition


def _against(node: Mapping[str, AnyType], place: str, fact: str, names: _Names) -> dict[str, AnyType]:
    """What the fact is compared with: exactly one of value, param and fact2, or nothing for `present`."""
    op = node["op"]
    given = [key for key in ("value", "param", "fact2") if key in node]
    if op == "present":
        if given:
            raise ProgrammeError(place, "present tidak memakai value, param, atau fact2")
        return {}
    if len(given) != 1:
        raise ProgrammeError(place, "harus ada tepat satu dari value, param, atau fact2")
    if "value" in node:
        return {"value": _value(node["value"], f"{place}.value", fact, op)}
    if op in SET_OPERATORS or op in ("is", "within"):
        raise ProgrammeError(place, f"{op} memerlukan value")
    if "param" in node:
        name = node["param"]
        if not isinstance(name, str) or name not in names.params:
            raise ProgrammeError(f"{place}.param", f"parameter {name!r} tidak ada di params")
        if any(not is_of_type(v.value, fact_type(fact)) for v in names.params[name]):
            raise ProgrammeError(f"{place}.param", f"nilai parameter {name} bukan {fact_type(fact)}")
        return {"param": name}
    other = _fact(node["fact2"], f"{place}.fact2", names)
    if fact_type(other) != fact_type(fact):
        raise ProgrammeError(f"{place}.fact2", f"{other} tidak sejenis dengan {fact}")
    return {"fact2": other}


def _value(value: AnyType, place: str, fact: str, op: str) -> Value:
    if op in SET_OPERATORS:
        return _values(value, place, fact)
    if op == "within" and not (isinstance(value, str) and AREA.fullmatch(value)):
        raise ProgrammeError(place, f"{value!r} bukan kode wilayah bertitik, misalnya '35.07'")
    return _scalar(value, place, fact)


def _values(values: AnyType, place: str, fact: str) -> tuple[Scalar, ...]:
    if not isinstance(values, list) or not values:
        raise ProgrammeError(place, "harus daftar berisi sedikitnya satu nilai")
    return tuple(_scalar(v, f"{place}[{i}]", fact) for i, v in enumerate(values, 1))


def _scalar(value: AnyType, place: str, fact: str) -> Scalar:
    if not is_of_type(value, fact_type(fact)):
        raise ProgrammeError(place, f"{value!r} bukan {fact_type(fact)}; {fact} berjenis {fact_type(fact)}")
    if isinstance(value, str) and (not value.strip(BLANKS).strip() or "\0" in value):
        raise ProgrammeError(place, "teks tidak boleh kosong")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ProgrammeError(place, "bilangan terlalu besar")
    scalar: Scalar = value
    return scalar


def _fact(name: AnyType, place: str, names: _Names) -> str:
    fact = string(name, place)
    if fact.startswith("lists."):
        if fact.removeprefix("lists.") == REGISTRY_LIST:
            raise ProgrammeError(place, "data kependudukan dibaca lewat registry.*, bukan lists.*")
    elif fact not in FIXED_FACTS:
        raise ProgrammeError(place, f"fakta {fact!r} tidak dikenal")
    behind = list_behind(fact)
    if behind is not None and behind not in names.lists:
        raise ProgrammeError(place, f"daftar {behind!r} tidak disebut di lists")
    return fact


def _dated(values: AnyType, place: str) -> tuple[Dated, ...]:
    if not isinstance(values, list) or not values:
        raise ProgrammeError(place, "harus daftar nilai, masing-masing dengan tanggal mulai berlaku (from)")
    built = []
    for i, value in enumerate(values, 1):
        here = f"{place}[{i}]"
        item = mapping(value, here, {"from", "value", "cite", "read_in"}, required={"from", "value", "cite"})
        cite, read_in = cited(item, here)
        amount = item["value"]
        if isinstance(amount, bool) or not isinstance(amount, int | str) or amount == "":
            raise ProgrammeError(f"{here}.value", "harus bilangan bulat atau teks")
        if isinstance(amount, int) and abs(amount) > LARGEST:
            raise ProgrammeError(f"{here}.value", "bilangan terlalu besar")
        built.append(Dated(day_of(item["from"], f"{here}.from"), amount, cite, read_in))
    for i, (earlier, later) in enumerate(pairwise(built), 2):
        if later.from_date <= earlier.from_date:
            raise ProgrammeError(f"{place}[{i}].from", "tanggal harus sesudah tanggal nilai sebelumnya")
    return tuple(built)


def _period(data: AnyType) -> Period:
    period = mapping(data, "period", {"from", "to"}, required={"from"})
    start = _bound(period["from"], "period.from")
    end = _bound(period["to"], "period.to") if "to" in period else None
    if end is not None and end.day < start.day:
        raise ProgrammeError("period.to", "hari terakhir harus sesudah hari pertama")
    return Period(start, end)


def _bound(data: AnyType, place: str) -> Bound:
    bound = mapping(data, place, {"day", "cite", "read_in"}, required={"day", "cite"})
    cite, read_in = cited(bound, place)
    return Bound(day_of(bound["day"], f"{place}.day"), cite, read_in)


def _list_spec(name: str, data: AnyType) -> ListSpec:
    place = f"lists.{name}"
    spec = mapping(data, place, {"title", "optional", "programme"}, required={"title"})
    optional = spec.get("optional", False)
    if not isinstance(optional, bool):
        raise ProgrammeError(f"{place}.optional", "harus true atau false")
    if optional and name == REGISTRY_LIST:
        raise ProgrammeError(f"{place}.optional", "data kependudukan tidak boleh opsional")
    programme = string(spec["programme"], f"{place}.programme") if "programme" in spec else ""
    return ListSpec(name, text(spec["title"], f"{place}.title"), optional, programme)


def _ids_differ(tree: Node) -> None:
    seen: set[str] = set()
    for criterion in criteria_in(tree):
        if criterion.id in seen:
            raise ProgrammeError("rules", f"kriteria {criterion.id} tertulis dua kali")
        if criterion.id in WORDINGS:
            raise ProgrammeError(
                "rules", f"kriteria tidak boleh bernama {criterion.id}; itu alasan identitas"
            )
        seen.add(criterion.id)
    if len(seen) > MOST_CRITERIA:
        raise ProgrammeError("rules", f"paling banyak {MOST_CRITERIA} kriteria dalam satu program")
