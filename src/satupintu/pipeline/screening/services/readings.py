"""Reads one list as a screening would, so that its sender learns at once what is wrong or unclear in it."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.batch.troubles import log_trouble
from satupintu.foundation.accounts.models import User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.audit.services import record
from satupintu.gateways.lists import ColumnMap, read_lists

from ..models import ListFile, ListState
from ..selectors.answers import given_before

_ROUNDS_OF_ANSWERS = 3  # an answer may bring up another question, seldom a third


def read_list(list_file: ListFile) -> ListFile:
    """Reads a list and keeps what came of it: read, asking, or refused with a sentence.

    Questions that were answered before for a list of the same layout are answered the same way. May be called
    again at any time; nothing else than the list's own record is changed.
    """
    for _turn in range(_ROUNDS_OF_ANSWERS):
        reading, villages = _read(list_file)
        more = _more_maps(list_file, reading, villages)
        if not more:
            break
        list_file.maps = [*list_file.maps, *more]
    return _keep_reading(list_file, reading, villages)


def _read(list_file: ListFile) -> tuple[dict[str, Any], list[str]]:
    """The file's entry of the reading, as plain values, and the codes of the villages in it."""
    with tempfile.TemporaryDirectory(prefix="satupintu-reading-") as folder:
        rows = Path(folder) / "rows.parquet"
        try:
            found = read_lists([list_file.path], rows, maps=[ColumnMap.parse(one) for one in list_file.maps])
            reading = found.to_json()["files"][0]
            return reading, _villages(rows) if reading["rows"] else []
        except Exception as trouble:
            # Whatever a stranger's file does to a reader, the sender gets a sentence and the others go on.
            log_trouble(trouble, f"list {list_file.pk} not read")
            sentence = _("%(file)s: berkas ini tidak dapat dibaca. Simpan ulang di Excel, lalu kirim lagi.")
            problem = {"text": sentence % {"file": list_file.name}}
            return {"rows": 0, "problem": problem, "questions": [], "sheets": []}, []


def _villages(rows: Path) -> list[str]:
    with connection() as own:
        found = own.execute(
            f"SELECT DISTINCT village FROM read_parquet({text(rows)}) WHERE village IS NOT NULL ORDER BY 1"
        ).fetchall()
    return [code for (code,) in found]


def _more_maps(list_file: ListFile, reading: dict[str, Any], villages: list[str]) -> list[str]:
    """What is known without asking: answers to the same questions, and whose village an unnamed list is."""
    if reading["questions"]:
        given = [one for one in given_before(list_file, reading) if one[0] not in list_file.maps]
        list_file.answered = [*list_file.answered, *(answer for _map, answer in given)]
        return [one for one, _answer in given]
    if reading["rows"] and not villages and list_file.area.level == Level.VILLAGE:
        stated = f"{list_file.name}:village={list_file.area_id}"
        return [] if stated in list_file.maps else [stated]
    return []


@transaction.atomic
def _keep_reading(list_file: ListFile, reading: dict[str, Any], villages: list[str]) -> ListFile:
    kept = ListFile.objects.select_for_update().get(pk=list_file.pk)
    kept.maps, kept.answered = list_file.maps, list_file.answered
    kept.reading = reading
    kept.rows = reading["rows"]
    kept.problem = ""
    if reading["questions"]:
        state = ListState.NEEDS_ANSWER
    elif reading["problem"]:
        state, kept.problem = ListState.REFUSED, reading["problem"]["text"]
    else:
        state = ListState.READ
        kept.area = _area_of(kept, villages)
    if kept.state != ListState.WITHDRAWN:
        kept.state = state
    kept.save()
    if kept.state == ListState.READ:
        _replace(kept)
    return kept


def _replace(mended: ListFile) -> None:
    """Withdraws what a mended list takes the place of, now that it is known to be good.

    Where that was itself sent to replace a list but could not be read, the older one goes too.
    """
    replaced, mended.replaces = mended.replaces_id, None  # once: the other may be taken up again by hand
    mended.save(update_fields=["replaces"])
    while replaced and mended.round.is_open:
        earlier = ListFile.objects.select_for_update().get(pk=replaced)
        replaced, earlier.replaces = earlier.replaces_id, None
        earlier.save(update_fields=["replaces"])
        put_aside(earlier, mended.uploaded_by)


def put_aside(list_file: ListFile, by: User) -> ListFile:
    """Withdraws a list, locked by the caller; who may was asked before."""
    if list_file.state != ListState.WITHDRAWN:
        list_file.state = ListState.WITHDRAWN
        list_file.save(update_fields=["state"])
        record("list.withdraw", by=by, on=list_file, area=list_file.area, round=list_file.round_id)
    return list_file


def _area_of(list_file: ListFile, villages: list[str]) -> Area:
    """The smallest area that holds every village of the list, where its sender spoke for more than one."""
    if list_file.area.level == Level.VILLAGE or not villages:
        return list_file.area
    paths = list(Area.objects.filter(code__in=villages).values_list("path", flat=True))
    shared = [
        codes[0]
        for codes in zip(*(path.strip("/").split("/") for path in paths), strict=False)
        if len(set(codes)) == 1
    ]
    found = Area.objects.filter(code=shared[-1]).first() if shared else None
    return found if found and list_file.area.contains(found) else list_file.area
