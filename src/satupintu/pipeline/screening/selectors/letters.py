"""What the letter to one person says, for paper and for the page that looks like it."""

from datetime import date
from typing import Any

from django.utils.translation import override

from satupintu.foundation.areas.models import Area, Level

from ..explanations import RESULT_WORDS, Told
from ..models import Round, Run
from .persons import Person
from .wording import programme_of

OFFICE = "Dinas yang membidangi koperasi dan usaha mikro"


def letter_data(run: Run, person: Person, on: date) -> dict[str, Any]:
    """The letter's contents as `gateways.documents.decision_letter_pdf` takes them. Letters are in Indonesian."""
    with override("id"):
        found = person.explanation
        programme = programme_of(run.folder).programme
        return {
            "office": {"lines": office_lines(run.round), "address": ""},
            "place": "",
            "on": on,
            "reference": f"{run.round.title}, pemeriksaan {run.number}, nomor {person.row['n']}",
            "person": {
                "name": found.name or "(nama tidak tertulis)",
                "nik": found.nik or "tidak terbaca",
                "village": person.village or "desa tidak tertulis",
            },
            "programme": {"title": programme.title.id, "version": programme.version, "as_of": run.as_of},
            "row": _place(person.row),
            "outcome": found.outcome,
            "criteria": [_line(told) for told in (*found.identity, *found.criteria)],
            "signatory": None,
        }


def office_lines(round: Round) -> list[str]:
    """The letterhead: the round's regency (or what it is), and its office."""
    area: Area | None = round.area
    while area is not None and area.level > Level.REGENCY:
        area = area.parent
    return [f"Pemerintah {area.name if area else round.area.name}", OFFICE]


def _place(row: dict[str, Any]) -> str:
    sheet = f", lembar {row['sheet']}" if row["sheet"] else ""
    return f"{row['file']}{sheet}, baris {row['row']}"


def _line(told: Told) -> dict[str, Any]:
    """A criterion not asked because of the identity reads as unknown on paper: nothing failed, nothing passed."""
    state = told.result if told.result in ("passed", "failed") else "unknown"
    evidence = [f"{one.label}: {one.value}" for one in told.evidence]
    if told.sentence:
        evidence = [told.sentence, *evidence]
    elif told.result == "not_asked":
        evidence = [RESULT_WORDS["not_asked"][0]]
    return {
        "title": told.title,
        "state": state,
        "evidence": evidence,
        "cite": told.citation,
        "remedy": told.would_change,
    }
