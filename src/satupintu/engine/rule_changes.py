"""A programme's text with something changed in it, to be tried out: a ceiling, a criterion, a quota, a priority.

    changed(data, change, day) -> dict     the programme's parsed YAML with the change applied; `data` stays as it is

`change` is what people write, every part optional:

    set: {micro_sales_ceiling: 300000000}       a parameter's value on the day, `quota` for the quota's number
    remove: [once_per_year]                     criteria that no longer count
    criteria: [{criterion: …, requires: …}]     one of a known id takes its place, any other is added to what must hold
    quota: {recipients: 200, per: village}      a whole new quota, or null for none
    priorities: [...]                           who comes first in the quota that is there

Raises ProgrammeError that names the place. Whether the result is a sound programme `programme_from_dict` says.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from datetime import date
from typing import Any as AnyType

from satupintu.engine.rules import ProgrammeError

KEYS = ("set", "remove", "criteria", "quota", "priorities")
TRIED = "Percobaan dalam simulasi; bukan ketentuan yang berlaku"
_WORDS = {
    "failed": ("Syarat yang dicoba ini tidak terpenuhi.", "This condition on trial is not met."),
    "unknown": (
        "Syarat yang dicoba ini belum dapat diperiksa.",
        "This condition on trial could not be checked.",
    ),
    "remedy": ("Syarat ini baru dicoba dan belum berlaku.", "This condition is only being tried out."),
}


def changed(data: Mapping[str, AnyType], change: AnyType, day: date) -> dict[str, AnyType]:
    """The programme's data after the change; see the module."""
    if not isinstance(change, dict) or not change:
        raise ProgrammeError("", f"perubahan harus memuat sedikitnya satu dari {', '.join(KEYS)}")
    for key in change:
        if key not in KEYS:
            raise ProgrammeError(str(key), f"bagian perubahan tidak dikenal; yang ada: {', '.join(KEYS)}")
    made = deepcopy(dict(data))
    if "quota" in change:
        _set_quota(made, change["quota"])
    for name, value in _mapping(change.get("set", {}), "set").items():
        _set(made, name, value, day)
    if "priorities" in change:
        _quota_of(made, "priorities")["priorities"] = deepcopy(change["priorities"])
    for criterion_id in _list(change.get("remove", []), "remove"):
        _remove(made, criterion_id)
    for place, criterion in enumerate(_list(change.get("criteria", []), "criteria"), 1):
        _put(made, criterion, f"criteria[{place}]")
    made["version"] = f"{made.get('version', '')} (simulasi)"
    return made


def criterion_ids(node: AnyType) -> list[str]:
    """The ids of the criteria in a rule tree as written, in the order of the text."""
    if isinstance(node, list):
        return [one for child in node for one in criterion_ids(child)]
    if not isinstance(node, dict):
        return []
    if "criterion" in node:
        return [str(node["criterion"])]
    return [one for kind in ("all", "any", "not") if kind in node for one in criterion_ids(node[kind])]


def _set(made: dict[str, AnyType], name: str, value: AnyType, day: date) -> None:
    params = made.get("params", {})
    if name == "quota" and name not in params:
        _quota_of(made, "set.quota")["recipients"] = value
        return
    if name not in params:
        known = ", ".join([*params, *(["quota"] if made.get("quota") else [])])
        raise ProgrammeError(f"set.{name}", f"parameter ini tidak ada dalam program; yang ada: {known}")
    values = params[name]
    held = [one for one in values if one["from"] <= day]
    if not held:
        raise ProgrammeError(f"set.{name}", f"belum ada nilainya pada {day:%d-%m-%Y}")
    if type(held[-1]["value"]) is not type(value):
        raise ProgrammeError(
            f"set.{name}", f"{value!r} tidak sejenis dengan nilai sekarang, {held[-1]['value']!r}"
        )
    if value == held[-1]["value"]:
        raise ProgrammeError(f"set.{name}", f"nilainya memang sudah {value}")
    held[-1].update(value=value, cite="pending", read_in=TRIED)


def _set_quota(made: dict[str, AnyType], quota: AnyType) -> None:
    if quota is None:
        if made.pop("quota", None) is None:
            raise ProgrammeError("quota", "program ini memang tidak berkuota")
        return
    if not isinstance(quota, dict):
        told = "tulis quota: {recipients: 200, per: village}, sedikitnya satu orang; null menghapus kuotanya"
        raise ProgrammeError("quota", told)
    made["quota"] = {"cite": "pending", "read_in": TRIED, **quota}


def _quota_of(made: dict[str, AnyType], place: str) -> dict[str, AnyType]:
    quota = made.get("quota")
    if not quota:
        raise ProgrammeError(place, "program ini tidak berkuota; tulis dahulu quota: {recipients: …, per: …}")
    quota.update(cite="pending", read_in=TRIED)
    found: dict[str, AnyType] = quota
    return found


def _remove(made: dict[str, AnyType], criterion_id: AnyType) -> None:
    known = criterion_ids(made["rules"])
    if criterion_id not in known:
        raise ProgrammeError("remove", f"kriteria {criterion_id} tidak ada; yang ada: {', '.join(known)}")
    rules = _without(made["rules"], criterion_id)
    if rules is None:
        raise ProgrammeError(
            "remove", "tidak tersisa satu syarat pun; program tanpa syarat tidak dapat diperiksa"
        )
    made["rules"] = rules


def _without(node: AnyType, criterion_id: str) -> AnyType:
    """The tree without a criterion; None where nothing is left of it."""
    if node.get("criterion") == criterion_id:
        return None
    for kind in ("all", "any"):
        if kind in node:
            left = [one for child in node[kind] if (one := _without(child, criterion_id)) is not None]
            return {kind: left} if left else None
    if "not" in node:
        below = _without(node["not"], criterion_id)
        return None if below is None else {"not": below}
    return node


def _put(made: dict[str, AnyType], criterion: AnyType, place: str) -> None:
    written = _mapping(criterion, place)
    if not isinstance(written.get("criterion"), str) or "requires" not in written:
        raise ProgrammeError(place, "kriteria memerlukan criterion (namanya) dan requires (syaratnya)")
    criterion_id = written["criterion"]
    if criterion_id in criterion_ids(made["rules"]):
        made["rules"] = _replaced(made["rules"], criterion_id, written)
        return
    title = {"id": f"Percobaan: {criterion_id}", "en": f"On trial: {criterion_id}"}
    words = {key: {"id": own, "en": en} for key, (own, en) in _WORDS.items()}
    whole = {"title": title, "cite": "pending", "read_in": TRIED, **words, **written}
    rules = made["rules"]
    made["rules"] = {"all": [*rules["all"], whole]} if "all" in rules else {"all": [rules, whole]}


def _replaced(node: AnyType, criterion_id: str, written: Mapping[str, AnyType]) -> AnyType:
    if node.get("criterion") == criterion_id:
        tried = {"cite": "pending", "read_in": TRIED}
        return {**node, **tried, **written}
    for kind in ("all", "any"):
        if kind in node:
            return {kind: [_replaced(child, criterion_id, written) for child in node[kind]]}
    return {"not": _replaced(node["not"], criterion_id, written)} if "not" in node else node


def _mapping(value: AnyType, place: str) -> Mapping[str, AnyType]:
    if not isinstance(value, dict):
        raise ProgrammeError(place, "harus berupa pasangan kunci dan nilai")
    return value


def _list(value: AnyType, place: str) -> Collection[AnyType]:
    if not isinstance(value, list):
        raise ProgrammeError(place, "harus berupa daftar")
    return value
