"""Starts a simulation of a finished round, keeps its result, and hands it out; a simulation decides nothing."""

import hashlib
import json
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.services import Progress, start
from satupintu.gateways.strict_yaml import parse_yaml

from ..finished import RoundProblem
from ..models import Round, Run, Simulation
from .rules import as_yaml, rules_on, tried
from .running import REPORT, simulate

SIMULATE = "screening.simulate"


@transaction.atomic
def start_simulation(
    *, by: User, round: Round, title: str, change: Any, as_of: date | None = None
) -> Simulation:
    """Queues a simulation of the round's current results; the simulation's `job` shows how far it is.

    Raises Refused, naming the place, where the round has no results or the change cannot be tried.
    """
    require(by, "simulation.run", round.area)
    run = round.current
    if run is None or not run.is_done:
        raise Refused(_("Putaran ini belum ada hasilnya; simulasi memerlukan putaran yang sudah diperiksa."))
    day = as_of or run.as_of
    _refuse_unsound(run, change, day)
    made = Simulation.objects.create(
        round=round, run=run, title=title, change=as_yaml(change), as_of=day, started_by=by
    )
    made.job = start(
        SIMULATE,
        by=by,
        title=_("Simulasi %(title)s") % {"title": title},
        arguments={"simulation": made.pk},
        area=round.area,
        return_to=reverse("screening:simulation", args=[made.pk]),
    )
    made.save(update_fields=["job"])
    record("simulation.start", by=by, on=made, area=round.area, run=run.number)
    return made


def _refuse_unsound(run: Run, change: Any, day: date) -> None:
    from satupintu.engine.parse import programme_from_dict

    try:
        rules_on(programme_from_dict(tried(run.folder, change, day)), day)
    except RoundProblem as trouble:
        raise Refused(str(trouble)) from trouble


def run_simulation(simulation: Simulation, progress: Progress) -> Simulation:
    """Does the work and keeps what came of it. Raises RoundProblem."""
    report = simulate(
        simulation.run.folder,
        parse_yaml(simulation.change.encode(), "change.yaml"),
        simulation.folder,
        as_of=simulation.as_of,
        progress=lambda message, done, total: progress(done, total, message),
    )
    return finish_simulation(simulation=simulation, report=report)


@transaction.atomic
def finish_simulation(*, simulation: Simulation, report: dict[str, Any]) -> Simulation:
    """Keeps the result, pinned to the text that was tried."""
    text = (simulation.folder / "manifest.json").read_bytes()
    simulation.changed_sha256 = json.loads(text)["programme"]["sha256"]
    simulation.manifest_sha256 = hashlib.sha256(text).hexdigest()
    simulation.report, simulation.finished_at, simulation.problem = report, timezone.now(), ""
    simulation.save()
    record(
        "simulation.done",
        by=simulation.started_by,
        on=simulation,
        area=simulation.round.area,
        came=report["came"],
        fell=report["fell"],
    )
    return simulation


@transaction.atomic
def close_simulation(*, simulation: Simulation, problem: str) -> Simulation:
    """Ends a simulation without a result."""
    simulation.problem, simulation.finished_at = problem, timezone.now()
    simulation.save(update_fields=["problem", "finished_at"])
    record("simulation.failed", by=simulation.started_by, on=simulation, area=simulation.round.area)
    return simulation


@transaction.atomic
def note_export(*, by: User, simulation: Simulation, rows: int) -> None:
    """Keeps that the list of persons was taken."""
    require(by, "person.read", simulation.round.area)
    record("simulation.export", by=by, on=simulation, area=simulation.round.area, rows=rows)


def write_workbook(file: IO[bytes], headings: list[str], rows: list[list[Any]], mark: str) -> None:
    """An XLSX whose first line says what it is, so that no copy of it passes for a decision."""
    import xlsxwriter  # only where a workbook is made

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet("SIMULASI")
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_header(f"&C{mark}")
    sheet.write_string(0, 0, mark, book.add_format({"bold": True}))
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, 24)
        sheet.write_string(1, column, heading, bold)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            sheet.write_number(number, column, value) if isinstance(value, int) else sheet.write_string(
                number, column, value
            )
    sheet.freeze_panes(2, 0)
    book.close()


__all__ = [
    "REPORT",
    "SIMULATE",
    "close_simulation",
    "finish_simulation",
    "note_export",
    "run_simulation",
    "start_simulation",
    "write_workbook",
]
