"""Pages on which a rule is tried out: all simulations, a new one, its result, one person under both versions."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow, can
from satupintu.foundation.pages import language
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.services import mark_interrupted
from satupintu.gateways.documents import mask_nik

from ..models import Simulation
from ..selectors.persons import village_names
from ..selectors.wording import programme_of, programme_title
from ..services.exports import KINDS, note_person
from . import selectors, services
from .forms import SimulationForm
from .pictures import flow
from .words import differences_in_words, reasons_in_words


@allow("simulation.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every simulation of the person's area, and the rounds on which a new one can be held."""
    found = list(selectors.visible_simulations(request.user)[:100])
    rounds = list(selectors.rounds_to_try(request.user)) if can(request.user, "simulation.run") else []
    for one in rounds:
        one.programme_title = programme_title(one)
    return render(request, "screening/simulation/index.html", {"simulations": found, "rounds": rounds})


@allow("simulation.run")
def new(request: HttpRequest, round_id: int) -> HttpResponse:
    round = get_object_or_404(selectors.rounds_to_try(request.user), pk=round_id)
    form = SimulationForm(request.POST or None, request.FILES or None, round=round)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_simulation(
                by=request.user,
                round=round,
                title=form.cleaned_data["title"],
                change=form.cleaned_data["change"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("screening:simulation", made.pk)
    context = {"form": form, "round": round, "programme_title": programme_title(round)}
    return render(request, "screening/simulation/new.html", context, status=422 if form.errors else 200)


@allow("simulation.read")
@require_safe
def show(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """How far it is, or what came of it."""
    simulation = _find(request, simulation_id)
    context = _state(simulation)
    if simulation.is_done:
        context |= _result(request, simulation)
    return render(request, "screening/simulation/show.html", context)


@allow("simulation.read")
@require_GET
def state(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """The part that moves while it runs; htmx asks for it until it has come to rest."""
    context = _state(_find(request, simulation_id))
    response = render(request, "screening/simulation/_state.html", context)
    if not context["is_moving"]:
        response["HX-Refresh"] = "true"
    return response


@allow("person.read")
@require_safe
def person(request: HttpRequest, simulation_id: int, number: int) -> HttpResponse:
    """One row explained under the rules of the round and under those that were tried."""
    simulation = _find(request, simulation_id)
    found = selectors.person_of(simulation, number) if simulation.is_done else None
    if found is None:
        raise Http404("no such row")
    both = selectors.both_versions(simulation, found)
    note_person(by=request.user, run=simulation.run, number=number, kind="simulation")
    names = village_names([found["village"]])
    context = {
        "simulation": simulation,
        "person": found,
        "village": names.get(found["village"], found["village"] or ""),
        "pairs": _side_by_side(*both) if both else [],
        "before": both[0] if both else None,
        "after": both[1] if both else None,
        "round": simulation.round,
    }
    return render(request, "screening/simulation/person.html", context)


@allow("person.read")
@require_POST
def export(request: HttpRequest, simulation_id: int) -> HttpResponse:
    """Everybody who comes in, falls out or is told something else, as a workbook that says what it is."""
    simulation = _find(request, simulation_id)
    if not simulation.is_done:
        raise Http404("no results")
    rows = [_line(simulation, one) for one in selectors.all_persons(simulation)]
    file = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 - the answer closes it
    services.write_workbook(file, _headings(), rows, _("SIMULASI, bukan keputusan"))
    file.seek(0)
    services.note_export(by=request.user, simulation=simulation, rows=len(rows))
    name = f"SIMULASI-{simulation.pk}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=KINDS["xlsx"])


def _find(request: HttpRequest, simulation_id: int) -> Simulation:
    return get_object_or_404(selectors.visible_simulations(request.user), pk=simulation_id)


def _state(simulation: Simulation) -> dict[str, Any]:
    if not simulation.is_done and not simulation.problem:
        mark_interrupted()  # a worker that was killed says nothing itself
        simulation.refresh_from_db()
    job = simulation.job
    is_moving = not simulation.is_done and not simulation.problem and job is not None and not job.is_finished
    return {
        "simulation": simulation,
        "round": simulation.round,
        "programme_title": programme_title(simulation.round),
        "job": job,
        "is_moving": is_moving,
        "is_stuck": not simulation.is_done and not simulation.problem and not is_moving,
    }


def _result(request: HttpRequest, simulation: Simulation) -> dict[str, Any]:
    report = simulation.report or {}
    way = request.GET.get("arah", "keluar" if report["fell"] and not report["came"] else "masuk")
    page = request.GET.get("halaman", "1")
    context: dict[str, Any] = {
        "report": report,
        "flow": flow(report),
        "differences": differences_in_words(report, programme_of(simulation.run.folder), language()),
        "area_tables": selectors.area_tables(report),
        "other_tables": selectors.other_tables(report),
        "reasons_of_came": _with_quota(
            reasons_in_words(report["reasons_of_came"], simulation.run.folder), report["came_by_quota"]
        ),
        "reasons_of_fell": _with_quota(
            reasons_in_words(report["reasons_of_fell"], simulation.folder), report["fell_by_quota"]
        ),
        "budget": _budget(report),
    }
    if can(request.user, "person.read"):
        persons = selectors.persons_of(
            simulation, way, int(page) if page.isdecimal() and len(page) < 9 else 1
        )
        context |= {
            "persons": persons,
            "villages": village_names(one["village"] for one in persons.rows),
            "ways": [
                ("masuk", pgettext("simulasi", "Masuk")),
                ("keluar", pgettext("simulasi", "Keluar")),
                ("", _("Semua yang berubah")),
            ],
        }
    return context


def _with_quota(reasons: list[tuple[str, int]], people: int) -> list[tuple[str, int]]:
    """The reasons, and how many stood in no other way than beyond the quota."""
    return [*reasons, *([(_("Di luar kuota"), people)] if people else [])]


def _budget(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Each budget with the cost of both versions as shares of the larger of all, for the bars."""
    costs = [report[side]["cost"] for side in ("before", "after")]
    lines = []
    for one in report["budget"]:
        most = max(one["amount"], *costs) or 1
        bars = [f"{100 * value / most:.2f}" for value in (one["amount"], *costs)]
        # A budget of the whole country beside one regency's round: bars would show nothing.
        lines.append({**one, "bars": bars if max(costs) * 50 >= most else []})
    return lines


def _side_by_side(before: Any, after: Any) -> list[dict[str, Any]]:
    """Each criterion of either version with how it came out in both; None where a version does not ask it."""
    was = {one.id: one for one in (*before.identity, *before.criteria)}
    now = {one.id: one for one in (*after.identity, *after.criteria)}
    lines = []
    for one in dict.fromkeys([*was, *now]):
        told = now.get(one) or was[one]
        lines.append(
            {
                "title": told.title,
                "before": was.get(one),
                "after": now.get(one),
                "evidence": told.evidence,
                "is_other": (was[one].result if one in was else None)
                != (now[one].result if one in now else None),
            }
        )
    return sorted(lines, key=lambda line: not line["is_other"])


def _headings() -> list[str]:
    return [
        _("Berkas"),
        _("Lembar"),
        _("Baris"),
        "NIK",
        _("Nama"),
        _("Kode desa"),
        _("Semula"),
        _("Alasan semula"),
        _("Menjadi"),
        _("Alasan sesudahnya"),
        _("Menerima semula"),
        _("Menerima sesudahnya"),
    ]


def _line(simulation: Simulation, one: dict[str, Any]) -> list[Any]:
    words = {
        "eligible": _("Memenuhi syarat"),
        "ineligible": _("Tidak memenuhi syarat"),
        "undetermined": _("Belum dapat diputuskan"),
    }
    is_taken = {True: _("ya"), False: _("tidak")}
    return [
        one["file"],
        one["sheet"],
        one["row"],
        mask_nik(one["nik"]) if one["nik"] else "",
        one["name"] or "",
        one["village"] or "",
        words[one["before"]],
        _joined(one["reasons_before"], simulation.run.folder),
        words[one["after"]],
        _joined(one["reasons_after"], simulation.folder),
        is_taken[one["taken_before"]],
        is_taken[one["taken_after"]],
    ]


def _joined(reasons: list[str], folder: Path) -> str:
    return "; ".join(title for title, _times in reasons_in_words(dict.fromkeys(reasons, 1), folder))
