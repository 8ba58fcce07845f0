"""The three ways of asking (idtype-value, expression, predicate), read into one small tree with every value checked.

    parse("predicate", query, place="message/…/query") -> Node      raises QueryProblem, which names the place
    holds(node, facts) -> bool                                      the meaning, on one business
    is_narrow(node) -> bool                                         whether it is bound to numbers or an area

satupintu.interop turns the same tree into a question to the database; a test holds the two equal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import Any

from satupintu.engine.area_codes import area_code
from satupintu.engine.nik import clean_nik, nik_shape

MOST_TERMS, DEEPEST, MOST_VALUES = 50, 8, 200
EQUALITY = frozenset({"eq", "in"})
ORDER = EQUALITY | {"gt", "lt", "ge", "le"}
Value = str | bool | date


@dataclass(frozen=True)
class QueryProblem(Exception):
    """What in a query cannot be answered, and where it stands."""

    place: str
    says: str

    def __str__(self) -> str:
        return f"{self.place}: {self.says}"


@dataclass(frozen=True)
class Compare:
    """One attribute held against one value, or for `in` against several."""

    attribute: str
    operator: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


Node = Compare | All | Some | Not

# What may be asked for: how its values are read, and the operators that make sense for it.
ATTRIBUTES: dict[str, tuple[str, frozenset[str]]] = {
    "nik": ("nik", EQUALITY),
    "registry_number": ("number", EQUALITY),
    "area": ("area", EQUALITY),  # a code, and everything below it
    "kind": ("text", EQUALITY),
    "sector": ("text", EQUALITY),
    "is_open": ("yes_no", frozenset({"eq"})),
    "registration_date": ("day", ORDER),
    "last_updated": ("day", ORDER),
}
_ALIASES = {
    "uin": "nik",
    "nid": "nik",
    "nationalid": "nik",
    "national_id": "nik",
    "ktp": "nik",
    "brn": "registry_number",
    "nomor_registri": "registry_number",
    "group_identifier": "registry_number",
    "group_type": "kind",
    "location": "area",
    "place": "area",
    "area_code": "area",
    "area-code": "area",
}
_IDENTIFIERS = frozenset({"nik", "registry_number"})
_OPERATORS = {f"${name}": name for name in ORDER} | {"$gte": "ge", "$lte": "le"}
_JOINS = {"$and", "$or", "$not"}


def parse(query_type: str, query: Any, *, place: str) -> Node:
    """The tree of a query as the specification writes it. Raises QueryProblem."""
    reader = _Reader()
    match query_type:
        case "idtype-value":
            return reader.identifier(query, place)
        case "expression":
            return reader.expression(query, place)
        case "predicate":
            return reader.predicates(query, place)
    raise QueryProblem(
        place, f"cara bertanya {_quoted(query_type)} tidak dilayani; pakai {', '.join(QUERY_TYPES)}"
    )


QUERY_TYPES = ("idtype-value", "expression", "predicate")


def attribute_of(written: Any, place: str) -> str:
    """Our name of an attribute, whatever prefix (`ns:org:IdType:NIK`) or other name it is given."""
    plain = str(written).rpartition(":")[2].strip().lower()
    name = _ALIASES.get(plain, plain)
    if not isinstance(written, str) or name not in ATTRIBUTES:
        known = ", ".join(ATTRIBUTES)
        raise QueryProblem(place, f"atribut {_quoted(written)} tidak dikenal; yang dapat ditanyakan: {known}")
    return name


class _Reader:
    """Counts the terms as it reads, so that no query costs more than it may."""

    def __init__(self) -> None:
        self.terms = 0

    def identifier(self, query: Any, place: str) -> Node:
        if not isinstance(query, dict) or not {"type", "value"} <= query.keys():
            raise QueryProblem(place, "harus objek dengan type dan value")
        name = attribute_of(query["type"], f"{place}/type")
        if name not in _IDENTIFIERS:
            raise QueryProblem(f"{place}/type", "harus jenis nomor: NIK atau registry_number")
        return self.compare(name, "eq", query["value"], f"{place}/value")

    def expression(self, query: Any, place: str) -> Node:
        value = query.get("value") if isinstance(query, dict) else None
        inner = value.get("expression") if isinstance(value, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("query"), dict):
            raise QueryProblem(place, "harus objek dengan value/expression/query; graphql tidak dilayani")
        return self.conditions(inner["query"], f"{place}/value/expression/query", 1)

    def conditions(self, found: Any, place: str, level: int) -> Node:
        if not isinstance(found, dict) or not found:
            raise QueryProblem(place, "harus objek dengan paling sedikit satu syarat")
        if level > DEEPEST:
            raise QueryProblem(place, f"bersarang lebih dari {DEEPEST} tingkat")
        parts = [
            self.condition(name, value, f"{place}/{_short(name)}", level) for name, value in found.items()
        ]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def condition(self, name: str, value: Any, place: str, level: int) -> Node:
        if name == "$not":
            return Not(self.conditions(value, place, level + 1))
        if name in _JOINS:
            if not isinstance(value, list) or not value:
                raise QueryProblem(place, "harus daftar syarat")
            parts = tuple(self.conditions(one, f"{place}/{n}", level + 1) for n, one in enumerate(value))
            return All(parts) if name == "$and" else Some(parts)
        if name.startswith("$"):
            raise _unknown_operator(name, place, (*sorted(_JOINS), *sorted(_OPERATORS)))
        return self.comparisons(attribute_of(name, place), value, place)

    def comparisons(self, attribute: str, value: Any, place: str) -> Node:
        """`{"$ge": …, "$lt": …}` of one attribute; a plain value is the same as `$eq`."""
        if not isinstance(value, dict):
            return self.compare(attribute, "eq", value, place)
        if not value:
            raise QueryProblem(place, "harus operator dengan nilainya")
        parts = []
        for written, wanted in value.items():
            if written not in _OPERATORS:
                raise _unknown_operator(written, f"{place}/{_short(written)}", sorted(_OPERATORS))
            parts.append(self.compare(attribute, _OPERATORS[written], wanted, f"{place}/{written}"))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def predicates(self, query: Any, place: str) -> Node:
        if not isinstance(query, list) or not query:
            raise QueryProblem(place, "harus daftar dengan paling sedikit satu expression1")
        for n, one in enumerate(query):
            if not isinstance(one, dict) or not isinstance(one.get("expression1"), dict):
                raise QueryProblem(f"{place}/{n}", "harus objek dengan expression1")
        places = sorted(range(len(query)), key=lambda n: _sequence(query[n], f"{place}/{n}"))
        parts = tuple(self.predicate(query[n], f"{place}/{n}") for n in places)
        return parts[0] if len(parts) == 1 else All(parts)

    def predicate(self, one: Mapping[str, Any], place: str) -> Node:
        first = self.simple(one["expression1"], f"{place}/expression1")
        condition, second = one.get("condition"), one.get("expression2")
        if condition not in (None, "and", "or", "not"):
            raise _unknown_operator(condition, f"{place}/condition", ("and", "or", "not"))
        if second is None:
            if condition in ("and", "or"):
                raise QueryProblem(f"{place}/condition", "condition ini memerlukan expression2")
            return Not(first) if condition == "not" else first
        other = self.simple(second, f"{place}/expression2")
        if condition == "not":
            return All((first, Not(other)))
        return Some((first, other)) if condition == "or" else All((first, other))

    def simple(self, found: Any, place: str) -> Node:
        wanted = ("attribute_name", "operator", "attribute_value")
        if not isinstance(found, dict) or (missing := [name for name in wanted if name not in found]):
            raise QueryProblem(
                place, f"wajib ada: {', '.join(missing if isinstance(found, dict) else wanted)}"
            )
        attribute = attribute_of(found["attribute_name"], f"{place}/attribute_name")
        operator = found["operator"]
        if not isinstance(operator, str) or operator not in ORDER:
            raise _unknown_operator(operator, f"{place}/operator", sorted(ORDER))
        return self.compare(attribute, operator, found["attribute_value"], f"{place}/attribute_value")

    def compare(self, attribute: str, operator: str, value: Any, place: str) -> Compare:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise QueryProblem(place, f"lebih dari {MOST_TERMS} syarat dalam satu pertanyaan")
        kind, operators = ATTRIBUTES[attribute]
        if operator not in operators:
            raise _unknown_operator(operator, place, sorted(operators), f" untuk {attribute}")
        if operator == "in":
            return Compare(attribute, operator, self.values(kind, value, place))
        return Compare(attribute, operator, _value(kind, value, place))

    def values(self, kind: str, value: Any, place: str) -> tuple[Value, ...]:
        """Several values: a list, or text with commas, since the specification's value can be no list."""
        found = value.split(",") if isinstance(value, str) else value
        if not isinstance(found, list) or not 0 < len(found) <= MOST_VALUES:
            raise QueryProblem(
                place, f"in memerlukan daftar, atau teks dengan koma, 1 sampai {MOST_VALUES} nilai"
            )
        return tuple(_value(kind, one, f"{place}/{n}") for n, one in enumerate(found))


def _unknown_operator(written: Any, place: str, known: Sequence[str], of: str = "") -> QueryProblem:
    return QueryProblem(place, f"operator {_quoted(written)} tidak dikenal{of}; pakai {', '.join(known)}")


def _quoted(written: Any) -> str:
    """What was written as a name, shortened; digits are left out, since a number may stand where a name should."""
    plain = "".join("#" if one.isdigit() else one for one in str(written)[:30] if one.isprintable())
    return f"'{plain}'"


def _short(name: str) -> str:
    return _quoted(name)[1:-1]


def _sequence(one: Mapping[str, Any], place: str) -> float:
    number = one.get("seq_num", 0)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise QueryProblem(f"{place}/seq_num", "harus angka")
    return number


def _value(kind: str, value: Any, place: str) -> Value:
    if kind == "yes_no":
        if not isinstance(value, bool):
            raise QueryProblem(place, "harus true atau false")
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise QueryProblem(place, "harus teks atau bilangan bulat")
    written = str(value).strip()
    if len(written) > 200:
        raise QueryProblem(place, "paling panjang 200 huruf")
    if kind == "nik":
        return _nik(written, place)
    if kind == "area":
        return _area(written, place)
    return _day(written, place) if kind == "day" else written


def _nik(written: str, place: str) -> str:
    if nik_shape(written) is not None:
        raise QueryProblem(place, "bukan NIK yang benar: 16 angka dengan tanggal lahir yang mungkin")
    return clean_nik(written)


def _area(written: str, place: str) -> str:
    """A code that is none would mean no business at all, which reads like an answer."""
    code = area_code(written)
    if code is None:
        raise QueryProblem(place, "bukan kode wilayah; tulis seperti 35.07 atau 35.07.11.2008")
    return code


def _day(written: str, place: str) -> date:
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        raise QueryProblem(place, "harus tanggal, misalnya 2026-11-22") from None


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"gt": gt, "lt": lt, "ge": ge, "le": le}


def holds(node: Node, facts: Mapping[str, Any]) -> bool:
    """Whether a business is meant. `facts` has every one of ATTRIBUTES; what is not known fits nothing."""
    match node:
        case All(parts):
            return all(holds(one, facts) for one in parts)
        case Some(parts):
            return any(holds(one, facts) for one in parts)
        case Not(part):
            return not holds(part, facts)
    known = facts[node.attribute]
    if known is None:
        return False
    wanted = node.value if isinstance(node.value, tuple) else (node.value,)
    if node.attribute == "area":
        return any(within(known, str(one)) for one in wanted)
    if node.operator in EQUALITY:
        return known in wanted
    return _ORDERS[node.operator](known, wanted[0])


def within(code: str, above: str) -> bool:
    """Whether a dotted area code is the other or lies below it; `ID` is the whole country."""
    return above == "ID" or code == above or code.startswith(f"{above}.")


def is_narrow(node: Node) -> bool:
    """Whether only businesses of stated numbers or areas are meant: an index finds them without a scan."""
    match node:
        case All(parts):
            return any(is_narrow(one) for one in parts)
        case Some(parts):
            return all(is_narrow(one) for one in parts)
        case Compare(attribute, _operator, value):
            if attribute == "area":
                codes = value if isinstance(value, tuple) else (value,)
                return all(str(one).count(".") >= 1 for one in codes)  # a regency or less
            return attribute in _IDENTIFIERS
    return False


def identifier_of(node: Node) -> tuple[str, str] | None:
    """('nik', …) or ('registry_number', …) of a query for one number alone; None for any other."""
    if isinstance(node, Compare) and node.operator == "eq" and node.attribute in _IDENTIFIERS:
        return node.attribute, str(node.value)
    return None
