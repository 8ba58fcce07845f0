"""Rounds: opened, screened in the background, closed; refusals that say what to do."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import SILENCE, Job, State
from satupintu.foundation.work.services import UnusableError
from satupintu.pipeline.screening import jobs
from satupintu.pipeline.screening.finished import RoundProblem
from satupintu.pipeline.screening.models import ListState, Round, RoundState
from satupintu.pipeline.screening.selectors.lookup import rows_of
from satupintu.pipeline.screening.services.lists import add_list, withdraw_list
from satupintu.pipeline.screening.services.rounds import (
    changes_since,
    close_run,
    mark_signed,
    set_references,
    start_screening,
)
from satupintu.pipeline.screening.services.rounds import (
    open_round as open_a_round,
)

from .case import ARJO, KALI, PEOPLE, SITI, list_bytes


@pytest.fixture
def with_list(open_round, village):
    add_list(by=village, round=open_round, file=ContentFile(list_bytes(ARJO), name="usulan.csv"))
    return open_round


@pytest.fixture
def run_now(django_capture_on_commit_callbacks):
    """Starts a screening and lets the background work be done at once."""

    def run(by, round):
        with django_capture_on_commit_callbacks(execute=True):
            made = start_screening(by=by, round=round)
        made.refresh_from_db()
        round.refresh_from_db()
        return made

    return run


def test_a_round_takes_the_programme_s_own_day_unless_told(district):
    made = open_a_round(by=district, title="Putaran", programme="bpum-2021", area=district.area)
    assert (made.as_of, made.state) == (date(2021, 4, 1), RoundState.COLLECTING)


def test_a_round_under_a_day_outside_its_programme_is_refused(district):
    for day in (date(2020, 12, 1), date(2022, 1, 1)):
        with pytest.raises(Refused, match="berlaku 01-01-2021 sampai 31-12-2021"):
            open_a_round(by=district, title="P", programme="bpum-2021", area=district.area, as_of=day)
    with pytest.raises(Refused, match="tidak ditemukan"):
        open_a_round(by=district, title="P", programme="bpum-1998", area=district.area)


@pytest.mark.parametrize("role", ["village_officer", "bank_officer", "auditor", "administrator"])
def test_only_the_office_opens_and_screens(role, make_user, with_list, areas):
    user = make_user(role)
    with pytest.raises(PermissionDenied):
        open_a_round(by=user, title="P", programme="bpum-2021", area=areas["35.07"])
    with pytest.raises(PermissionDenied):
        start_screening(by=user, round=with_list)
    with pytest.raises(PermissionDenied):
        set_references(by=user, round=with_list, reference_set=with_list.reference_set)


def test_another_regency_s_office_does_not_screen(make_user, with_list):
    with pytest.raises(PermissionDenied):
        start_screening(by=make_user("district_officer", area="35.14"), round=with_list)


def test_a_screening_pins_what_it_was_decided_by(district, with_list, run_now):
    run = run_now(district, with_list)
    assert (with_list.state, with_list.current) == (RoundState.SCREENED, run)
    assert run.summary["outcomes"] == {"eligible": 1, "ineligible": 1, "undetermined": 3}
    assert len(run.programme_sha256) == 64
    assert set(run.lists) == {"usulan.csv"}
    assert run.folder.name == "0001"


def test_a_run_of_a_number_given_again_answers_nobody_from_the_former_one(district, with_list, run_now):
    """As where the database was put back from before a run, which the files still hold."""
    former = with_list.folder / "runs" / "0001-lookup" / "rows.parquet"
    former.parent.mkdir(parents=True)
    former.write_bytes(b"a former run's rows by NIK")
    run = run_now(district, with_list)
    assert [run for run, _row in rows_of([run], SITI, date(1960, 7, 1))] == [run]


def test_an_auditor_sees_whether_the_manifest_is_as_the_run_left_it(client_of, district, with_list, run_now):
    run = run_now(district, with_list)
    manifest, auditor = run.folder / "manifest.json", client_of("auditor")

    def shown():
        text = auditor.get(reverse("screening:round", args=[with_list.pk])).content.decode()
        return [word for word in ("Utuh", "Berubah", "Belum dicatat") if f"</span>{word}</strong>" in text]

    assert run.manifest_sha256 == hashlib.sha256(manifest.read_bytes()).hexdigest()
    assert shown() == ["Utuh"]
    kept = manifest.read_bytes()
    manifest.write_bytes(kept + b"\n")
    assert shown() == ["Berubah"]
    manifest.unlink()
    assert shown() == ["Berubah"]
    manifest.write_bytes(kept)
    assert shown() == ["Utuh"]
    type(run).objects.update(manifest_sha256="")
    assert shown() == ["Belum dicatat"]


def test_each_run_has_a_folder_of_its_own(district, with_list, run_now, village):
    first = run_now(district, with_list)
    kept = (first.folder / "decisions.parquet").read_bytes()
    add_list(by=village, round=with_list, file=ContentFile(list_bytes(ARJO, PEOPLE[KALI]), name="b.csv"))
    assert changes_since(first) == ["b.csv"]
    second = run_now(district, with_list)
    assert (second.number, with_list.current, changes_since(second)) == (2, second, [])
    assert (first.folder / "decisions.parquet").read_bytes() == kept


def test_what_forbids_a_screening_is_said(district, open_round, village):
    with pytest.raises(Refused, match="Belum ada daftar"):
        start_screening(by=district, round=open_round)
    sent = add_list(by=village, round=open_round, file=ContentFile(list_bytes(ARJO), name="a.csv"))
    for state, words in ((ListState.WAITING, "dibaca"), (ListState.NEEDS_ANSWER, "pertanyaan")):
        open_round.lists.update(state=state)
        with pytest.raises(Refused, match=rf"{words}.*a\.csv"):
            start_screening(by=district, round=open_round)
    withdraw_list(by=village, list_file=sent)
    with pytest.raises(Refused, match="Belum ada daftar"):
        start_screening(by=district, round=open_round)


def test_a_missing_reference_list_is_named_with_its_criteria(district, with_list, run_now):
    references = with_list.reference_set
    references.lists = {name: one for name, one in references.lists.items() if name != "kur_borrowers"}
    references.save()
    with pytest.raises(Refused, match=r"kur_borrowers \(no_current_kur\)"):
        start_screening(by=district, round=with_list)
    set_references(by=district, round=with_list, reference_set=references, without=["kur_borrowers"])
    (references.folder / "kur_borrowers.csv").unlink()
    run = run_now(district, with_list)
    assert run.without == ["kur_borrowers"]
    assert run.summary["outcomes"]["eligible"] == 0, "what is unknown for everyone lets nobody pass"


def test_a_run_that_fails_leaves_the_round_as_it_was(district, with_list, run_now):
    good = run_now(district, with_list)
    (with_list.reference_set.folder / "civil_registry.csv").unlink()
    scratch = good.folder.with_name("0002.work")  # as a nation's run leaves it, to be taken up again
    scratch.mkdir()
    bad = run_now(district, with_list)
    assert not scratch.exists()
    assert (with_list.state, with_list.current) == (RoundState.SCREENED, good)
    assert "civil_registry" in bad.problem
    assert not bad.folder.exists()
    assert Job.objects.get(pk=bad.job_id).state == State.FAILED


def test_one_screening_at_a_time_unless_its_worker_died(district, with_list):
    run = start_screening(by=district, round=with_list)
    with pytest.raises(Refused, match="sedang diperiksa"):
        start_screening(by=district, round=with_list)
    Job.objects.filter(pk=run.job_id).update(state=State.INTERRUPTED)
    again = start_screening(by=district, round=with_list)
    run.refresh_from_db()
    assert (again.number, run.problem != "") == (2, True)


def test_a_worker_that_was_killed_leaves_no_round_stuck(client_of, district, with_list):
    """It could not say that it ended: its silence does, on the page and when somebody asks again."""
    run = start_screening(by=district, round=with_list)
    address = reverse("screening:round", args=[with_list.pk])
    office = client_of("district_officer")
    heard = timezone.now() - SILENCE / 2
    Job.objects.filter(pk=run.job_id).update(state=State.RUNNING, heartbeat_at=heard)
    assert "Periksa lagi" not in office.get(address).content.decode()
    with pytest.raises(Refused, match="sedang diperiksa"):
        start_screening(by=district, round=with_list)

    Job.objects.filter(pk=run.job_id).update(heartbeat_at=timezone.now() - 2 * SILENCE)
    assert start_screening(by=district, round=with_list).number == 2

    again = with_list.runs.first()
    Job.objects.filter(pk=again.job_id).update(state=State.RUNNING, heartbeat_at=timezone.now() - 2 * SILENCE)
    shown = office.get(address).content.decode()
    assert "Pemeriksaan terputus" in shown
    assert "Periksa lagi" in shown


def _screen_slowly(by, round, monkeypatch, meanwhile):
    """Another worker's deeds come between a run's results and its end, as when this one was silent for long."""

    def slow(found, progress):
        result = decide(found, progress)
        monkeypatch.setattr(jobs, "_run", decide)
        meanwhile(found)
        return result

    decide, run = jobs._run, start_screening(by=by, round=round)
    monkeypatch.setattr(jobs, "_run", slow)
    with pytest.raises(UnusableError):
        jobs.screen_round(lambda *_: None, run=run.pk)
    run.refresh_from_db()
    round.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("then", "late"), [("signed", "done"), ("screened", "failed"), ("screening", "done")]
)
def test_a_run_that_was_closed_changes_nothing_when_its_worker_comes_back(
    district, with_list, run_now, monkeypatch, then, late
):
    def meanwhile(run):
        Job.objects.filter(pk=run.job_id).update(state=State.INTERRUPTED)
        if then == "screening":
            start_screening(by=district, round=with_list)
        else:
            newer = run_now(district, with_list)
        if then == "signed":
            mark_signed(by=district, round=with_list, run=newer)
        if late == "failed":
            raise RoundProblem("gangguan yang terlambat")

    run = _screen_slowly(district, with_list, monkeypatch, meanwhile)
    newest = with_list.runs.first()
    assert (newest.number, with_list.state) == (2, then)
    assert with_list.current == (None if then == "screening" else newest)
    assert (run.problem, run.is_done) == ("Terputus sebelum selesai.", False)


def test_a_run_that_two_workers_did_stays_as_the_first_left_it(district, with_list, monkeypatch):
    def meanwhile(run):
        jobs.screen_round(lambda *_: None, run=run.pk)
        mark_signed(by=district, round=with_list, run=with_list.runs.get())
        raise RoundProblem("gangguan yang terlambat")

    run = _screen_slowly(district, with_list, monkeypatch, meanwhile)
    assert (with_list.state, run.is_done, run.problem) == (RoundState.SIGNED, True, "")


def test_a_job_asked_twice_does_no_harm(district, with_list, run_now):
    from satupintu.pipeline.screening.jobs import screen_round

    run = run_now(district, with_list)
    finished = run.finished_at
    screen_round(lambda *_args: None, run=run.pk)
    run.refresh_from_db()
    assert run.finished_at == finished


def test_only_the_current_results_of_unchanged_lists_are_signed(district, screened, village):
    run = screened.current
    sent = screened.lists.get(area=village.area)
    withdraw_list(by=village, list_file=sent)
    with pytest.raises(Refused, match=sent.name):
        mark_signed(by=district, round=screened, run=run)
    sent.state = ListState.READ
    sent.save()
    assert mark_signed(by=district, round=screened, run=run).state == RoundState.SIGNED


def test_a_signed_round_changes_no_more(district, screened, village):
    mark_signed(by=district, round=screened, run=screened.current)
    screened.refresh_from_db()
    with pytest.raises(Refused):
        start_screening(by=district, round=screened)
    with pytest.raises(Refused):
        withdraw_list(by=village, list_file=screened.lists.get(area=village.area))
    with pytest.raises(Refused):
        add_list(by=village, round=screened, file=ContentFile(b"x", name="x.csv"))


def test_the_database_itself_refuses_results_without_a_run(open_round):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=open_round.pk).update(state=RoundState.SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=open_round.pk).update(state="finished")


def test_closing_a_run_twice_keeps_newer_results(district, with_list, run_now):
    run = run_now(district, with_list)
    close_run(run=run, problem="x")
    with_list.refresh_from_db()
    assert with_list.state == RoundState.SCREENED
