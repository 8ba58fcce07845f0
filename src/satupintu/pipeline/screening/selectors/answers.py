"""What people said about a list's columns: who and when, whether it still stands, and where it holds without asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.gateways.lists import ColumnMap

from ..models import ListFile, ListState
from .persons import LABELS
from .questions import PERIODS, asked_of

_LEFT_OUT = (ListState.REFUSED, ListState.WITHDRAWN)


@dataclass(frozen=True)
class Given:
    """An answer ready for a page. `by` and `at` are empty where an older version kept them not; `taken_back_by` names
    who asked anew, and is empty while the answer stands."""

    sheet: str
    field: str
    words: str
    choice: int
    by: str = ""
    at: datetime | None = None
    taken_back_by: str = ""


def standing(list_file: ListFile) -> list[dict[str, Any]]:
    """A list's answers that nobody took back, as they are kept."""
    return [one for one in list_file.answered if "taken_back" not in one]


def act_of(answer: dict[str, Any]) -> str:
    """Answers of several lists with the same act were given in one step."""
    return str([answer["signature"], answer.get("by"), answer.get("at")])


def given_before(list_file: ListFile, reading: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What follows without asking from answers to the same questions, given in this round by someone for this area.

    Each as the map that it makes and the answer that it is. Answers of lists that were withdrawn, and those that this
    list took back, are for a person to confirm.
    """
    others = ListFile.objects.filter(round=list_file.round_id).exclude(state__in=_LEFT_OUT)
    doubted = {str(one["signature"]) for one in list_file.answered if "taken_back" in one}
    given = {
        signature: one
        for signature, one in _by_signature(others, list_file.area_id).items()
        if signature not in doubted
    }
    found = []
    for asked in asked_of(list_file, reading):
        one = given.get(str(asked.signature))
        if one is not None and one["choice"] < len(asked.answers):
            found.append((asked.answers[one["choice"]], {**one, "sheet": asked.sheet}))
    return found


def offered(list_file: ListFile) -> dict[str, Given]:
    """By a question's signature what somebody answered before and does not hold by itself: withdrawn, or taken back."""
    found = _by_signature(
        ListFile.objects.filter(round=list_file.round_id), list_file.area_id, also_taken_back=True
    )
    asked = {str(one.signature) for one in asked_of(list_file)}
    names = _names(found.values())
    return {signature: _for_page(one, names) for signature, one in found.items() if signature in asked}


def answers_for_page(list_file: ListFile) -> list[Given]:
    """Every answer about a list's columns, those taken back too, in the order they were given."""
    names = _names(list_file.answered)
    return [_for_page(one, names) for one in list_file.answered]


def answer_words(answer: str) -> str:
    """A kept answer in words: `Omzet per hari: kolom E`."""
    meant = ColumnMap.parse(answer)
    field = PERIODS.get(meant.period or "") or LABELS.get(meant.field, meant.field)
    column = _("kolom %(column)s") % {"column": meant.column} if meant.column else _("tidak ada kolomnya")
    return f"{field}: {column}"


def _by_signature(
    lists: Iterable[ListFile], area_code: str, *, also_taken_back: bool = False
) -> dict[str, dict[str, Any]]:
    """The latest answer to each question that was given for this area or a wider one."""
    found = [
        one
        for other in lists
        for one in (other.answered if also_taken_back else standing(other))
        if _speaks_for(one["area"], area_code)
    ]
    return {str(one["signature"]): one for one in sorted(found, key=lambda one: one.get("at", ""))}


def _for_page(one: dict[str, Any], names: dict[int, str]) -> Given:
    at, back = parse_datetime(one.get("at", "")), one.get("taken_back", {})
    return Given(
        sheet=one.get("sheet", ""),
        field=str(LABELS.get(one["signature"][0], one["signature"][0])),
        words=answer_words(one["answer"])
        if "answer" in one
        else _("Pilihan ke-%(n)s") % {"n": one["choice"] + 1},
        choice=one["choice"],
        by=names.get(one.get("by", 0), ""),
        at=at,
        taken_back_by=names.get(back.get("by", 0), "") or ("–" if back else ""),
    )


def _names(answers: Iterable[dict[str, Any]]) -> dict[int, str]:
    people = {number for one in answers for number in (one.get("by"), one.get("taken_back", {}).get("by"))}
    return {one.pk: str(one) for one in User.objects.filter(pk__in=people - {None})}


def _speaks_for(area_code: str, other: str) -> bool:
    """Whether an answer given by someone of one area holds for a list of another: the same or a wider one."""
    return area_code in ("ID", other) or other.startswith(f"{area_code}.")
