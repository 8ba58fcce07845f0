"""What may be read: the catalogue, rounds in figures, one person's answers, coverage, action plans."""

from typing import Any

from django.http import Http404
from ninja import Query

from satupintu.engine.nik import nik_shape
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.coverage.counts import Coverage, coverage_below, within
from satupintu.pipeline.registry.models import Business
from satupintu.pipeline.screening.models import Round

from .. import neighbours
from ..models import Use
from . import schemas
from .routes import Call, Problem, plain, route

_PAGE = 100
_MISSING = {404: Problem}


@route("GET", "/programmes", action="programme.read", use=Use.CATALOGUE, response=schemas.Programmes)
def programmes(request: Call) -> Any:  # noqa: ARG001
    """Every programme of the catalogue, with its rules and their articles."""
    return {"programmes": neighbours.programmes()}


@route(
    "GET",
    "/programmes/{programme_id}",
    action="programme.read",
    use=Use.CATALOGUE,
    response=schemas.Programme,
    refusals=_MISSING,
)
def programme(request: Call, programme_id: str) -> Any:  # noqa: ARG001
    """One programme."""
    found = [one for one in neighbours.programmes() if one["id"] == programme_id]
    if not found:
        raise Http404
    return found[0]


@route("GET", "/rounds", action="round.read", use=Use.ROUNDS, response=schemas.Rounds)
def rounds(request: Call, page: int = Query(1, ge=1, le=10_000)) -> Any:
    """Rounds of the caller's area in figures, newest first, a hundred a page."""
    found = request.auth.limited(Round.objects.select_related("current"))
    start = (page - 1) * _PAGE
    return {"total": found.count(), "rounds": [_round(one) for one in found[start : start + _PAGE]]}


def _round(one: Round) -> dict[str, Any]:
    summary = (one.current.summary if one.current else None) or {}
    return {
        "id": one.pk,
        "title": one.title,
        "programme": one.programme,
        "as_of": one.as_of,
        "area": one.area_id,
        "state": str(one.state),
        "rows": summary.get("rows"),
        "outcomes": summary.get("outcomes", {}),
    }


@route("POST", "/answers", action="person.read", use=Use.ANSWERS, response=schemas.Answers, refusals=_MISSING)
def answers(request: Call, question: schemas.Question) -> Any:
    """What every programme says of one person whose business stands in the caller's area."""
    if nik_shape(question.nik) is not None:
        raise Refused("Ini bukan NIK yang benar.", [{"place": "body/nik", "says": "bukan NIK"}])
    _check_known(question.programmes or [])
    own = within(Business.objects.current().owned_by(owner__nik=question.nik), request.auth.area)
    business = own.order_by("pk").first()
    if business is None:
        raise Http404
    partner = request.auth.partner.code if request.auth.partner else ""
    record("api.answers", by=request.auth.user, on=business, area=business.area, partner=partner)
    found = neighbours.answers(question.nik)
    wanted = question.programmes
    return {"answers": plain([one for one in found if wanted is None or one["programme"] in wanted])}


def _check_known(wanted: list[str]) -> None:
    """No answer about a programme that is not there would read like one that says nothing of it."""
    known = {one["id"] for one in neighbours.programmes()} if wanted else set()
    places = [
        {"place": f"body/programmes/{number}", "says": "program ini tidak ada di /api/v1/programmes"}
        for number, one in enumerate(wanted)
        if one not in known
    ]
    if places:
        raise Refused("Ada program yang tidak dikenal.", places[:50])


@route(
    "GET",
    "/coverage",
    action="coverage.read",
    use=Use.COVERAGE,
    response=schemas.Coverage,
    refusals=_MISSING,
)
def coverage(request: Call, area: schemas.Code | None = None) -> Any:
    """How many businesses are verified, on their way and expected: an area and those one level below it."""
    code = area or request.auth.area.code
    found = request.auth.limited(Area.objects.all(), "code").filter(code=code).first()
    if found is None:
        raise Http404
    whole, parts = coverage_below(found)
    return {"whole": _counts(whole), "parts": [_counts(one) for one in parts]}


def _counts(one: Coverage) -> dict[str, Any]:
    return {
        "area": one.area.code if one.area else None,
        "name": one.area.name if one.area else "",
        "verified": one.verified,
        "waiting": one.waiting,
        "expected": one.expected.count if one.expected else None,
        "source": one.expected.source if one.expected else "",
    }


@route("GET", "/plans", action="plan.read", use=Use.PLANS, response=schemas.Plans)
def plans(request: Call, page: int = Query(1, ge=1, le=10_000)) -> Any:
    """Action plans of the caller's area, line by line, fifty a page."""
    total, found = neighbours.plans(request.auth.reader, page)
    return {"total": total, "plans": found}
