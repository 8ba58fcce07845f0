"""What runs in the background: reading large lists, screening a round."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.batch.troubles import log_trouble
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.services import Progress, UnusableError, job
from satupintu.gateways.lists import ColumnMap

from .finished import RoundProblem
from .models import ListFile, ListState, ReferenceSet, Run, Simulation
from .rounds import RoundResult, run_round
from .selectors.lookup import lay_out_run
from .selectors.reference_people import people_file
from .services.laying_out import LAY_OUT
from .services.lists import READ
from .services.pairs import PAIRS, write_run_pairs
from .services.readings import read_list
from .services.rounds import RUN, close_run, finish_run
from .services.sent_references import LOAD, load_sent
from .services.sweeping import sweep_runs
from .simulation.services import SIMULATE, close_simulation, run_simulation


@job(READ, resumes=True)
def read_lists_in_background(progress: Progress, *, lists: list[int]) -> None:
    """Reads lists one by one; each keeps its own result, so that being run twice does no harm."""
    found = ListFile.objects.select_related("round", "area")
    for done, pk in enumerate(lists):
        one = found.get(pk=pk)  # looked at when its turn comes: it may have been read or withdrawn meanwhile
        progress(done, len(lists), one.name)
        if one.state == ListState.WAITING:
            read_list(one)
    progress(len(lists), len(lists))


@job(LOAD, resumes=True)
def load_references_in_background(progress: Progress, *, sent: str, by: int) -> str:
    """Reads reference lists that were kept for it, and leads to the set made of them."""
    try:
        made = load_sent(sent=sent, by=by, progress=progress)
    except Refused as trouble:
        raise UnusableError(str(trouble)) from trouble
    return reverse("screening:reference", args=[made.pk])


@job(LAY_OUT, resumes=True)
def lay_out_in_background(_progress: Progress, *, reference: int) -> None:
    """Everybody in a set's lists by NIK; once it is there nothing happens."""
    people_file(ReferenceSet.objects.get(pk=reference))


@job(RUN, resumes=True)
def screen_round(progress: Progress, *, run: int) -> None:
    """Screens a round into the run's folder; the round is as before when anything goes wrong."""
    found = Run.objects.select_related("round", "reference_set", "started_by").get(pk=run)
    if found.is_done:
        return
    if found.problem:
        raise UnusableError(_("Pemeriksaan ini sudah ditutup. Mulai yang baru dari halaman putarannya."))
    try:
        result = _run(found, progress)
    except RoundProblem as trouble:
        _close(found, str(trouble))
        raise UnusableError(str(trouble)) from trouble
    except Exception:
        _close(found, _("Ada gangguan di pihak kami. Coba sekali lagi, atau beri tahu pengelola."))
        raise
    _look_for_pairs(found, progress)
    _lay_out(found)
    try:
        finish_run(run=found, summary=result.summary)
    except Refused as trouble:
        _close(found, str(trouble))
        raise UnusableError(str(trouble)) from trouble
    sweep_runs(found.round)


@job(SIMULATE, resumes=True)
def simulate_rules(progress: Progress, *, simulation: int) -> str:
    """Tries changed rules on a finished run; what was in its folder before is replaced whole."""
    found = Simulation.objects.select_related("round", "run").get(pk=simulation)
    page = reverse("screening:simulation", args=[found.pk])
    if found.is_done or found.problem:
        return page
    try:
        run_simulation(found, progress)
    except RoundProblem as trouble:
        close_simulation(simulation=found, problem=str(trouble))
        raise UnusableError(str(trouble)) from trouble
    except Exception:
        close_simulation(
            simulation=found,
            problem=_("Ada gangguan di pihak kami. Coba sekali lagi, atau beri tahu pengelola."),
        )
        raise
    return page


@job(PAIRS, resumes=True)
def find_pairs(progress: Progress, *, run: int) -> None:
    """Finds the pairs of a run that was made before anybody looked for them."""
    progress(0, 1, _("mencari orang yang mungkin sama"))
    write_run_pairs(Run.objects.select_related("round").get(pk=run))


def _close(run: Run, problem: str) -> None:
    close_run(run=run, problem=problem)
    sweep_runs(run.round)


def _look_for_pairs(run: Run, progress: Progress) -> None:
    """Pairs are a help beside the results: what goes wrong with them keeps nobody from the results."""
    progress(0, 1, _("mencari orang yang mungkin sama"))
    try:
        write_run_pairs(run)
    except Exception as trouble:
        log_trouble(trouble, f"pairs of run {run.pk}")


def _lay_out(run: Run) -> None:
    """By NIK, so that the first who asks in public does not wait for it; whoever asks makes it where this failed."""
    try:
        if (run.folder / "evidence.parquet").is_file():
            lay_out_run(run)
    except Exception as trouble:
        log_trouble(trouble, f"look-up of run {run.pk}")


def _run(run: Run, progress: Progress) -> RoundResult:
    maps: list[Any] = [ColumnMap.parse(one) for entry in run.lists.values() for one in entry["maps"]]
    folder = run.round.folder / "lists"
    result = run_round(
        seed=run.round.tie_break_seed,
        programme=run.round.programme,
        lists=[folder / name for name in sorted(run.lists)],
        reference=run.reference_set.folder,
        out=run.folder,
        as_of=run.as_of,
        without=run.without,
        maps=maps,
        progress=lambda message, done, total: progress(done, total, message),
    )
    left_out = [file.problem.text for file in result.reading.files if file.problem]
    if left_out:  # every list was read when the run was started: none may fall out unseen
        raise RoundProblem("\n".join(left_out))
    return result
