"""A list that comes again under its old name takes the place of the earlier one, so that nobody stands in both.

People mend the workbook they got back and send it again. Its name tells: the same as before, with the `(1)` a
browser adds, or with the `.xlsx` under which a CSV or ODS is handed back.
"""

import re
from collections.abc import Collection

from django.db import transaction

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Level
from satupintu.foundation.sent_files import safe_name

from ..models import ListFile, ListState
from ..selectors.visibility import visible_lists
from .lists import withdraw_list

_COPY = re.compile(r"\s?\(\d{1,2}\)(?=\.[^.]+$)")
_HANDED_BACK = re.compile(r"(\.(?:csv|xls|ods|xlsx|xlsm))\.xlsx$")
_TELLING = (ListState.READ, ListState.NEEDS_ANSWER)  # a file that cannot be used replaces nothing


def replace_namesake(*, by: User, list_file: ListFile, apart_from: Collection[int] = ()) -> ListFile | None:
    """Withdraws the list that this one is the mended form of, and returns it; None where there is none.

    Where this one is not read yet, or asks, the other stays until it is (`replaces`).
    Both must be of one village, or of one office and the same villages. `apart_from` are lists by number that
    stay whatever their name: those sent in the same step.
    """
    if not (list_file.state in _TELLING or _is_waiting_for_its_village(list_file)):
        return None
    earlier = _namesake(by, list_file, apart_from)
    if earlier is None or not _speak_of_the_same(list_file, earlier):
        return None
    with transaction.atomic():
        now = ListFile.objects.select_for_update().get(pk=list_file.pk)  # the worker may have read it by now
        if now.state == ListState.READ:
            return withdraw_list(by=by, list_file=earlier)
        require(by, "list.remove", earlier.area)
        now.replaces = earlier
        now.save(update_fields=["replaces"])
    return earlier if now.state != ListState.REFUSED else None


def similar_list(by: User, list_file: ListFile, apart_from: Collection[int] = ()) -> ListFile | None:
    """A list of the same name that stays because nothing tells whose it is: its sender has to be told."""
    earlier = _namesake(by, list_file, apart_from) if list_file.state in _TELLING else None
    if earlier is None:
        return None
    are_neighbours = list_file.area.level == earlier.area.level == Level.VILLAGE
    return None if are_neighbours and list_file.area_id != earlier.area_id else earlier


def names_meant(sent: str) -> list[str]:
    """The names an earlier list may have had whose mended form has this name, the likeliest first."""
    name = _key(sent)
    names = [name, _COPY.sub("", name)]
    return list(dict.fromkeys([*names, *(_HANDED_BACK.sub(r"\1", one) for one in names)]))


def _namesake(by: User, list_file: ListFile, apart_from: Collection[int]) -> ListFile | None:
    """The list of the round that this one is named after; None where there is none, or more than one."""
    everything = visible_lists(by, list_file.round).exclude(pk__in=[list_file.pk, *apart_from])
    lists = [one for one in everything if one.area_id == list_file.area_id] or list(everything)
    going = {one.replaces_id for one in lists if one.state != ListState.WITHDRAWN}
    standing = [one for one in lists if one.state != ListState.WITHDRAWN and one.pk not in going]
    sent = names_meant(list_file.original_name)
    for name in sent:
        if found := [one for one in standing if _key(one.name) == name]:
            return found[0]
    if found := [one for one in standing if _key(one.original_name) in sent]:
        return found[0] if len(found) == 1 else None
    # The third time: `x (2)` after `x (1)` took the place of `x`.
    before = {_key(one.name) for one in lists if one not in standing} & set(sent)
    found = [one for one in standing if before & set(names_meant(one.original_name))]
    return found[0] if len(found) == 1 else None


def _key(name: str) -> str:
    return safe_name(name).casefold()


def _is_waiting_for_its_village(list_file: ListFile) -> bool:
    return list_file.state == ListState.WAITING and list_file.area.level == Level.VILLAGE


def _speak_of_the_same(one: ListFile, other: ListFile) -> bool:
    if one.area_id != other.area_id:
        return False
    if one.area.level == Level.VILLAGE:
        return True
    return bool(_villages(one)) and _villages(one) == _villages(other)


def _villages(list_file: ListFile) -> set[str]:
    return {sheet["village"] for sheet in list_file.reading.get("sheets", []) if sheet.get("village")}
