"""What the letter to one person says, for paper and for the page that looks like it."""

from datetime import date
from typing import Any

from django.utils.translation import override

from satupintu.foundation.areas.models import Area, Level

from ..explanations import Told
from ..models import Round, RoundState, Run
from .persons import Person
from .wording import programme_of

OFFICE = "Dinas yang membidangi koperasi dan usaha mikro"


def letter_data(run: Run, person: Person, on: date) -> dict[str, Any]:
    """The letter's contents as `gateways.documents.decision_letter_pdf` takes them. Letters are in Indonesian."""
    with override("id"):
        found = person.explanation
        told = (*found.identity, *found.criteria)
        programme = programme_of(run.folder).programme
        return {
            "office": {"lines": office_lines(run.round), "address": ""},
            "place": "",
            "on": on,
            "reference": _reference(run, person.row["n"]),
            "person": {
                "name": found.name or "(nama tidak tertulis)",
                "nik": found.nik or "tidak terbaca",
                "village": person.village or "desa tidak tertulis",
            },
            "programme": {"title": programme.title.id, "version": programme.version, "as_of": run.as_of},
            "row": _place(person.row),
            "outcome": found.outcome,
            "standing": found.standing,
            "is_taken": found.within_quota is not False,
            "is_signed": _is_signed(run),
            "criteria": [*(_line(one) for one in told if one.result != "not_asked"), *_not_asked(told)],
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


def _reference(run: Run, number: int) -> str:
    words = f"{run.round.title}, pemeriksaan ke-{run.number}, nomor {number}"
    return words if _is_signed(run) else f"{words} (hasil sementara, belum ditandatangani pejabat)"


def _is_signed(run: Run) -> bool:
    return run.round.state == RoundState.SIGNED and run.round.current_id == run.pk


def _not_asked(told: tuple[Told, ...]) -> list[dict[str, Any]]:
    """Criteria that wait for the identity, in one line: nothing in them failed, and nothing passed."""
    waiting = [one.title for one in told if one.result == "not_asked"]
    if not waiting:
        return []
    evidence = ["Baru dapat diperiksa setelah identitasnya beres: " + "; ".join(waiting) + "."]
    return [
        {"title": "Syarat selebihnya", "state": "unknown", "evidence": evidence, "cite": "", "remedy": ""}
    ]


def _line(told: Told) -> dict[str, Any]:
    evidence = [f"{one.label}: {one.value}" for one in told.evidence]
    return {
        "title": told.title,
        "state": told.result,
        "evidence": [told.sentence, *evidence] if told.sentence else evidence,
        "cite": told.citation,
        "remedy": told.would_change,
    }
