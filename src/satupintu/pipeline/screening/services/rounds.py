"""Opens a round, screens it in the background, and closes each run with its results or its trouble."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satupintu.engine.rules import ProgrammeError, lists_used_by
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import mark_interrupted, start
from satupintu.gateways.programmes import load_programme

from ..models import ListFile, ListState, ReferenceSet, Round, RoundState, Run

RUN = "screening.run"
REFERENCES = gettext_lazy("daftar acuan")


@transaction.atomic
def open_round(
    *,
    by: User,
    title: str,
    programme: str,
    area: Area,
    reference_set: ReferenceSet | None = None,
    as_of: date | None = None,
    without: Collection[str] = (),
    tie_break_seed: int = 0,
) -> Round:
    """Opens a round for lists. `as_of` is the programme's own reference date unless told.

    Raises Refused where the programme is unknown, does not run on that day, or its law says nothing yet.
    """
    require(by, "round.create", area)
    try:
        found = load_programme(programme).programme
        day = found.at(as_of or found.reference_date).as_of
    except ProgrammeError as trouble:
        raise Refused(str(trouble)) from trouble
    _check_reference(reference_set, area)
    made = Round.objects.create(
        title=title,
        programme=found.id,
        as_of=day,
        area=area,
        reference_set=reference_set,
        without=sorted(without),
        tie_break_seed=tie_break_seed,
        opened_by=by,
    )
    record("round.open", by=by, on=made, area=area, programme=found.id, as_of=day.isoformat())
    return made


@transaction.atomic
def set_references(
    *, by: User, round: Round, reference_set: ReferenceSet, without: Collection[str] = ()
) -> Round:
    """Chooses what the round's rows are held against; `without` names the lists left out on purpose."""
    round = _locked(round)
    require(by, "round.screen", round.area)
    _refuse_closed(round)
    _check_reference(reference_set, round.area)
    round.reference_set, round.without = reference_set, sorted(without)
    round.save(update_fields=["reference_set", "without"])
    record("round.references", by=by, on=round, area=round.area, set=reference_set.pk, without=round.without)
    return round


@transaction.atomic
def start_screening(*, by: User, round: Round) -> Run:
    """Queues a run over the lists that are read; the run's `job` shows how far it is.

    Raises Refused where a run is on, a list still waits or asks, or a reference list is missing.
    """
    round = _locked(round)
    require(by, "round.screen", round.area)
    _refuse_closed(round)
    _refuse_running(round)
    lists = _ready_lists(round)
    _refuse_missing(round)
    run = Run.objects.create(
        round=round,
        number=(round.runs.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
        as_of=round.as_of,
        reference_set=round.reference_set,
        without=round.without,
        lists={one.name: {"sha256": one.sha256, "maps": one.maps} for one in lists},
        started_by=by,
    )
    run.job = start(
        RUN,
        by=by,
        title=_("Memeriksa %(round)s") % {"round": round.title},
        arguments={"run": run.pk},
        area=round.area,
        return_to=reverse("screening:round", args=[round.pk]),
    )
    run.save(update_fields=["job"])
    round.state = RoundState.SCREENING
    round.save(update_fields=["state"])
    record("round.screen", by=by, on=round, area=round.area, run=run.number, lists=len(lists))
    return run


@transaction.atomic
def finish_run(*, run: Run, summary: dict[str, Any]) -> Run:
    """Makes a run's folder the round's current results, pinned to the programme text it was decided by.

    A run that is finished stays as it is. Raises Refused where it was closed meanwhile, as one is whose worker was
    silent for long: by now the round may be screened anew, or signed.
    """
    round = _locked(run.round)
    run.refresh_from_db()
    if run.is_done:
        return run
    if run.problem or not _is_on(run, round):
        raise Refused(_("Pemeriksaan ini sudah ditutup. Mulai yang baru dari halaman putarannya."))
    text = (run.folder / "manifest.json").read_bytes()
    manifest = json.loads(text)
    run.manifest_sha256 = hashlib.sha256(text).hexdigest()
    run.programme_version = str(manifest["programme"]["version"])
    run.programme_sha256 = manifest["programme"]["sha256"]
    run.summary, run.finished_at, run.problem = summary, timezone.now(), ""
    run.save()
    round.state, round.current = RoundState.SCREENED, run
    round.save(update_fields=["state", "current"])
    record(
        "round.screened", by=run.started_by, on=round, area=round.area, run=run.number, **summary["outcomes"]
    )
    return run


@transaction.atomic
def close_run(*, run: Run, problem: str) -> Run:
    """Ends a run without results; the round is again as it was before. One that has ended already stays as it is."""
    round = _locked(run.round)
    run.refresh_from_db()
    if run.is_done or run.problem:
        return run
    run.problem, run.finished_at = problem, timezone.now()
    run.save(update_fields=["problem", "finished_at"])
    if _is_on(run, round):
        round.state = RoundState.SCREENED if round.current_id else RoundState.COLLECTING
        round.save(update_fields=["state"])
    record("round.not_screened", by=run.started_by, on=round, area=round.area, run=run.number)
    return run


@transaction.atomic
def mark_signed(*, by: User, round: Round, run: Run) -> Round:
    """Closes a round on the results a named officer signed; from here on its people learn their outcome.

    Raises Refused where the run is not the current one, or lists changed since it was made.
    """
    round = _locked(round)
    require(by, "round.sign", round.area)
    if round.state != RoundState.SCREENED or round.current_id != run.pk:
        raise Refused(_("Hasil ini bukan lagi hasil terakhir putaran ini. Muat ulang halamannya."))
    if changes := changes_since(run):
        raise Refused(
            _("Daftar berubah sejak pemeriksaan terakhir (%(lists)s). Periksa ulang putaran ini dahulu.")
            % {"lists": ", ".join(changes)}
        )
    round.state = RoundState.SIGNED
    round.save(update_fields=["state"])
    record("round.signed", by=by, on=round, area=round.area, run=run.number)
    return round


def changes_since(run: Run, lists: Iterable[ListFile] | None = None) -> list[str]:
    """Names of the lists that came, went or were answered anew since the run was made; and the reference lists, by that
    word, where others were chosen since: what they say of anybody is not in its results.

    `lists` are those of its round, where a page has them already.
    """
    current = {
        one.name: {"sha256": one.sha256, "maps": one.maps}
        for one in (run.round.lists.all() if lists is None else lists)
        if one.state not in (ListState.WITHDRAWN, ListState.REFUSED)
    }
    changed = sorted(name for name in {*current, *run.lists} if current.get(name) != run.lists.get(name))
    chosen = (run.round.reference_set_id, sorted(run.round.without))
    is_other = chosen != (run.reference_set_id, sorted(run.without))
    return [*changed, str(REFERENCES)] if is_other else changed


def missing_references(round: Round) -> dict[str, list[str]]:
    """Reference lists that the programme needs and nobody gave: name -> ids of the criteria that ask it."""
    programme = load_programme(round.programme).programme
    given = set(round.reference_set.lists if round.reference_set else ()) | set(round.without)
    optional = {name for name, spec in programme.lists.items() if spec.optional}
    used = lists_used_by(programme)
    return {name: sorted(used[name]) for name in sorted(used) if name not in given | optional}


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update().get(pk=round.pk)


def _is_on(run: Run, round: Round) -> bool:
    """Whether the round waits for this run's results and no later one's."""
    return round.state == RoundState.SCREENING and round.runs.first() == run


def _check_reference(reference_set: ReferenceSet | None, area: Area) -> None:
    if reference_set and not reference_set.area.contains(area) and not area.contains(reference_set.area):
        raise Refused(_("Daftar acuan ini untuk wilayah lain."))


def _refuse_closed(round: Round) -> None:
    if not round.is_open:
        raise Refused(_("Putaran ini sudah ditandatangani; isinya tidak dapat diubah lagi."))


def _refuse_running(round: Round) -> None:
    """A run whose worker died is closed here, so that a new one may start."""
    if round.state != RoundState.SCREENING:
        return
    mark_interrupted()
    run = round.runs.first()
    if run and run.job and Job.objects.filter(pk=run.job_id).unfinished().exists():
        raise Refused(_("Putaran ini sedang diperiksa. Tunggu sampai selesai."))
    if run:
        close_run(run=run, problem=_("Terputus sebelum selesai."))
    round.refresh_from_db()


def _ready_lists(round: Round) -> list[ListFile]:
    open_lists = list(round.lists.exclude(state__in=[ListState.WITHDRAWN, ListState.REFUSED]))
    for state, words in (
        (ListState.WAITING, _("Masih ada daftar yang dibaca: %(lists)s. Tunggu sebentar.")),
        (ListState.NEEDS_ANSWER, _("Masih ada pertanyaan tentang %(lists)s. Jawab atau tarik daftarnya.")),
    ):
        if names := [one.name for one in open_lists if one.state == state]:
            raise Refused(words % {"lists": ", ".join(names)})
    if not open_lists:
        raise Refused(_("Belum ada daftar yang terbaca. Unggah daftar usulan dahulu."))
    return open_lists


def _refuse_missing(round: Round) -> None:
    if round.reference_set is None:
        raise Refused(_("Pilih daftar acuan untuk putaran ini dahulu."))
    if missing := missing_references(round):
        lines = "; ".join(f"{name} ({', '.join(criteria)})" for name, criteria in missing.items())
        raise Refused(
            _(
                "Daftar acuan belum lengkap: %(lists)s. Muat daftar itu, atau tandai bahwa putaran ini "
                "diperiksa tanpa daftar itu."
            )
            % {"lists": lines}
        )
