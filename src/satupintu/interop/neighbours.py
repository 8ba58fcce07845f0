"""What the exchange needs of other stages, in the plain values that it sends."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from satupintu.batch.database import database, text
from satupintu.community.coordination.selectors.matrix import matrix_of
from satupintu.community.coordination.selectors.visibility import visible_plans
from satupintu.engine.rules import ProgrammeError
from satupintu.engine.text import Text
from satupintu.foundation.accounts.models import User
from satupintu.foundation.refusal import Refused
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programme_lists import ReportRefused
from satupintu.gateways.programmes import LoadedProgramme
from satupintu.pipeline.catalogue import services as catalogue
from satupintu.pipeline.catalogue.models import ReportedProgramme
from satupintu.pipeline.catalogue.selectors import current_reports
from satupintu.pipeline.recipients import services as recipients
from satupintu.pipeline.recipients.selectors import aid_file, visible_reports
from satupintu.pipeline.recipients.storage import held
from satupintu.pipeline.screening.eligibility import answers_for

_PLANS_A_PAGE = 50


def answers(nik: str) -> list[dict[str, Any]]:
    """Each programme's answer for one person: id, outcome, reasons in words with their articles, what to do next."""
    return [_answer(one) for one in answers_for(nik=nik)]


def _answer(one: Any) -> dict[str, Any]:
    found = one.determination
    told = [
        {"id": each.id, "result": each.result, "title": each.title, "cite": each.cite} for each in one.told()
    ]
    return {
        "programme": one.programme.programme.id,
        "version": one.programme.programme.version,
        "outcome": str(found.outcome),
        "reasons": list(found.reasons),
        "told": told,
        "standing": str(one.standing),
        "amount": one.amount,
        "next_step": _words(one.next_step) if one.next_step else None,
    }


def programmes() -> list[dict[str, Any]]:
    """The catalogue: every programme with its criteria and their articles, and those that agencies only reported."""
    known = load_catalogue().programmes
    reported = [_reported(one) for one in current_reports() if one.programme not in known]
    return sorted([*map(_programme, known.values()), *reported], key=lambda one: one["id"])


def _programme(loaded: LoadedProgramme) -> dict[str, Any]:
    one = loaded.programme
    period = one.period
    return {
        "id": one.id,
        "version": one.version,
        "sha256": loaded.sha256,
        "is_reported": False,
        "title": _words(one.title),
        "authority": _words(one.authority),
        "starts_on": period.start.day if period else None,
        "ends_on": period.end.day if period and period.end else None,
        "amount": _amount(loaded),
        "listing": _listing(loaded),
        "criteria": [
            {
                "id": each.id,
                "title": _words(each.title),
                "cite": each.cite,
                "read_in": each.read_in,
                "remedy": _words(each.remedy),
            }
            for each in one.criteria()
        ],
    }


def _reported(one: ReportedProgramme) -> dict[str, Any]:
    """A programme without rules: its figures rest on what its agency says, in the agency's one language."""

    def said(words: str) -> dict[str, str]:
        return {"id": words, "en": words}

    known = load_catalogue().agencies.get(one.agency)
    source = {"cite": "pending", "read_in": one.figures_from or "Menurut laporan instansinya", "year": None}
    return {
        "id": one.programme,
        "version": str(one.version),
        "sha256": "",
        "is_reported": True,
        "title": said(one.title),
        "authority": _words(known.title) if known else said(one.agency),
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "amount": None,
        "listing": {
            **{name: getattr(one, name) for name in ("pillar", "needs", "aid", "level", "agencies", "areas")},
            "legal_basis": [],
            "budget": [{"amount": one.budget, **source}] if one.budget else [],
            "quota": [{"recipients": one.quota, **source}] if one.quota else [],
            "apply": said(one.apply),
            "contact": said(one.contact),
        },
        "criteria": [],
    }


def _amount(loaded: LoadedProgramme) -> int | None:
    try:
        return loaded.programme.at().amount
    except (KeyError, ProgrammeError):
        return None


def _listing(loaded: LoadedProgramme) -> dict[str, Any] | None:
    listing = loaded.programme.listing
    if listing is None:
        return None
    names = ("pillar", "needs", "aid", "level", "agencies", "areas", "legal_basis")
    told = {name: getattr(listing, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()} | {
        "budget": [asdict(each) for each in listing.budget],
        "quota": [asdict(each) for each in listing.quota],
        "apply": _words(listing.apply),
        "contact": _words(listing.contact),
    }


def _words(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


def report_programmes(*, by: User, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Ids of programmes new, changed and the same as before. Raises Refused, PermissionDenied."""
    try:
        found = catalogue.report_programmes(by=by, rows=rows, source="API")
    except ReportRefused as refused:
        raise _refused(refused.refusals) from refused
    return {name: [one.programme for one in getattr(found, name)] for name in ("new", "changed", "unchanged")}


def report_aid(
    *, by: User, programme: str, rows: Sequence[Mapping[str, Any]], received_on: date | None
) -> dict[str, Any]:
    """What came of a list of recipients. Raises Refused, PermissionDenied."""
    return _told(
        recipients.report_aid(
            by=by, agency=by.agency, programme=programme, rows=rows, received_on=received_on
        )
    )


def reported_aid(*, by: User, report: int) -> dict[str, Any] | None:
    """What came of a list that was reported before; None where there is none that they may see."""
    found = visible_reports(by).filter(pk=report).first()
    return _told(recipients.Report(found)) if found else None


def _told(found: recipients.Report) -> dict[str, Any]:
    return {
        "report": found.report.pk,
        "state": str(found.report.state),
        "is_repeat": found.is_repeat,
        "detail": found.report.problem,
        "places": _places(found.refusals),
    }


def _refused(refusals: Sequence[Any]) -> Refused:
    return Refused("Laporan ini belum dapat diterima; tidak ada yang disimpan.", _places(refusals))


def _places(refusals: Sequence[Any]) -> list[dict[str, str]]:
    """Rows of a report that cannot be used: the row counts from 1."""
    return [
        {
            "place": "/".join(
                str(part)
                for part in ("rows", one.row, getattr(one, "field", "") or getattr(one, "column", ""))
                if part not in (None, "")
            ),
            "says": str(one.text),
        }
        for one in refusals[:200]
    ]


def plans(reader: User, page: int) -> tuple[int, list[dict[str, Any]]]:
    """How many action plans somebody may see, and those of one page, from 1, with their lines."""
    found, start = visible_plans(reader), (page - 1) * _PLANS_A_PAGE
    shown = found[start : start + _PLANS_A_PAGE]
    return found.count(), [_plan(one, matrix_of(one)) for one in shown]


def _plan(plan: Any, matrix: Any) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "title": plan.title,
        "area": plan.area_id,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "state": str(plan.state),
        "lines": [
            {
                "group": str(view.group),
                "what": view.what,
                "programme": view.line.programme,
                "agencies": [each.id for each in view.agencies],
                "target": view.line.target,
                "unit": view.line.unit,
                "reached": view.reached,
                "deadline": view.line.deadline,
                "light": str(view.light.value) if view.light else None,
            }
            for view in matrix.lines
        ],
    }


def aid_counts() -> list[tuple[str, str | None, int, int | None]]:
    """Programme, regency, persons and rupiah of all aid reported; [] before any was."""
    if (path := aid_file()) is None:
        return []
    with held(path) as file, database(spill=path.parent) as connection:
        return connection.execute(
            "SELECT programme, substr(village, 1, 5), count(DISTINCT coalesce(nik::VARCHAR, report || '/' || \"row\")),"
            f" sum(amount)::BIGINT FROM read_parquet({text(file)}) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
