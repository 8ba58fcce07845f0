"""Background work: run, reported, failed with a sentence, interrupted, started again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from satupintu.foundation.work import services
from satupintu.foundation.work.models import SILENCE, Job, State
from satupintu.foundation.work.services import UnusableError, job, start

pytestmark = pytest.mark.django_db
ran: list[dict] = []


@job("test.counts")
def counts(progress, *, upto: int) -> str:
    for n in range(upto):
        progress(n + 1, upto, f"baris {n + 1}")
    ran.append({"upto": upto})
    return "/jejak/"


@job("test.unusable")
def unusable(progress) -> None:
    raise UnusableError("Lembar 'Data' tidak punya kolom NIK.")


@job("test.breaks")
def breaks(progress) -> None:
    cell = "Siti Aminah"
    raise RuntimeError(f"secret detail of {cell}")


@pytest.fixture
def finished(make_user, django_capture_on_commit_callbacks):
    """Starts work as a new officer and returns the Job as it ended."""

    def run(kind, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            made = start(kind, by=make_user("district_officer"), title="Menghitung", arguments=arguments)
        made.refresh_from_db()
        return made

    return run


def test_work_is_done_and_says_where_its_result_is(finished):
    done = finished("test.counts", upto=3)
    assert (done.state, done.done, done.total, done.percent) == (State.DONE, 3, 3, 100)
    assert done.return_to == "/jejak/"
    assert ran[-1] == {"upto": 3}


def test_trouble_a_person_can_mend_is_told_in_its_own_words(finished):
    failed = finished("test.unusable")
    assert failed.state == State.FAILED
    assert failed.error == "Lembar 'Data' tidak punya kolom NIK."


def test_other_trouble_is_logged_without_what_it_quotes_and_not_shown(finished, client, caplog):
    failed = finished("test.breaks")
    assert "Siti" not in caplog.text
    assert "in breaks" in caplog.text
    client.force_login(failed.by)
    page = client.get(f"/pekerjaan/{failed.pk}/").content.decode()
    assert failed.state == State.FAILED
    assert "Ada gangguan di pihak kami" in page
    assert "secret detail" not in page


def test_an_unknown_kind_is_refused_before_anything_is_kept(make_user):
    with pytest.raises(KeyError):
        start("test.nothing", by=make_user("district_officer"), title="?")
    assert not Job.objects.exists()


def test_work_whose_worker_fell_silent_is_interrupted_and_can_be_started_again(
    client, make_user, django_capture_on_commit_callbacks
):
    user = make_user("district_officer")
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    dead = Job.objects.create(
        kind="test.counts", arguments={"upto": 2}, by=user, state=State.RUNNING, heartbeat_at=long_ago
    )
    alive = Job.objects.create(kind="test.counts", by=user, state=State.RUNNING, heartbeat_at=timezone.now())
    client.force_login(user)
    page = client.get(f"/pekerjaan/{dead.pk}/").content.decode()
    assert "Terputus" in page
    assert "Jalankan lagi" in page
    alive.refresh_from_db()
    assert alive.state == State.RUNNING
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/pekerjaan/{dead.pk}/ulang/")
    dead.refresh_from_db()
    assert (dead.state, dead.attempt) == (State.DONE, 2)


@job("test.resumes", resumes=True)
def resumes(progress, *, upto: int) -> None:
    ran.append({"resumed": upto})


def test_what_a_dead_worker_left_is_taken_up_once(make_user, django_capture_on_commit_callbacks):
    long_ago = timezone.now() - SILENCE - timedelta(seconds=1)
    left = {"by": make_user("district_officer"), "arguments": {"upto": 7}, "heartbeat_at": long_ago}
    killed = Job.objects.create(kind="test.resumes", state=State.RUNNING, **left)
    stopped = Job.objects.create(kind="test.resumes", state=State.INTERRUPTED, **left)
    fatal = Job.objects.create(
        kind="test.resumes", state=State.RUNNING, attempt=services.MOST_ATTEMPTS, **left
    )
    by_hand = Job.objects.create(kind="test.counts", state=State.RUNNING, **left)
    at_work = Job.objects.create(
        kind="test.resumes", state=State.RUNNING, **left | {"heartbeat_at": timezone.now()}
    )
    before = len(ran)
    with django_capture_on_commit_callbacks(execute=True):
        assert (services.take_up(), services.take_up()) == (2, 0)
    assert ran[before:] == [{"resumed": 7}] * 2
    states = {one.pk: one.state for one in Job.objects.all()}
    assert [states[one.pk] for one in (killed, stopped)] == [State.DONE, State.DONE]
    assert [states[one.pk] for one in (fatal, by_hand)] == [State.INTERRUPTED, State.INTERRUPTED]
    assert states[at_work.pk] == State.RUNNING


def test_what_was_kept_but_never_queued_is_queued_once(make_user, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    fresh = start("test.counts", by=make_user("district_officer"), title="Baru", arguments={"upto": 1})
    lost = start("test.counts", by=fresh.by, title="Hilang", arguments={"upto": 1})
    Job.objects.filter(pk=lost.pk).update(queued_at=timezone.now() - services.LOST_AFTER)
    assert (
        not DBTaskResult.objects.exists()
    )  # whoever started them died before their transaction's end was told
    services.take_up()
    services.take_up()
    assert [one.args_kwargs["args"] for one in DBTaskResult.objects.all()] == [[str(lost.pk)]]


def test_a_worker_that_was_taken_for_dead_says_nothing_of_the_work_that_was_taken_from_it(make_user):
    @job("test.slow", resumes=True)
    def slow(progress) -> None:
        Job.objects.filter(kind="test.slow").update(heartbeat_at=timezone.now() - 2 * SILENCE)
        assert services.take_up() == 1
        progress(5, 9, "baris")

    made = Job.objects.create(kind="test.slow", by=make_user("district_officer"))
    services.run_job.call(str(made.pk))
    made.refresh_from_db()
    assert (made.state, made.attempt, made.done) == (State.QUEUED, 2, 0)


def test_a_job_queued_twice_runs_once(finished):
    done = finished("test.counts", upto=1)
    before = len(ran)
    services.run_job.call(str(done.pk))
    assert len(ran) == before


def test_a_stopped_worker_leaves_its_job_interrupted(make_user):
    @job("test.stopped")
    def stopped(progress) -> None:
        raise SystemExit(1)

    made = Job.objects.create(kind="test.stopped", by=make_user("district_officer"))
    with pytest.raises(SystemExit):
        services.run_job.call(str(made.pk))
    made.refresh_from_db()
    assert made.state == State.INTERRUPTED


def test_the_page_moves_without_scripts_and_gives_way_to_the_result(client, make_user):
    user = make_user("district_officer")
    made = Job.objects.create(
        kind="test.counts",
        title="Membaca daftar",
        by=user,
        state=State.RUNNING,
        done=1500,
        total=6000,
        heartbeat_at=timezone.now(),
    )
    client.force_login(user)
    page = client.get(f"/pekerjaan/{made.pk}/").content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'value="25"' in page
    assert "1.500 dari 6.000" in page
    Job.objects.update(state=State.DONE, return_to="/jejak/")
    assert client.get(f"/pekerjaan/{made.pk}/").url == "/jejak/"
    assert client.get(f"/pekerjaan/{made.pk}/bagian/").headers["HX-Redirect"] == "/jejak/"


def test_nobody_sees_anothers_work(client_of, make_user):
    made = Job.objects.create(kind="test.counts", by=make_user("district_officer"))
    assert client_of("district_officer").get(f"/pekerjaan/{made.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_while_the_work_runs(make_user):
    seen = []

    @job("test.watched")
    def watched(progress) -> None:
        import time

        for n in range(200):
            progress(n, 200, "baris")
        time.sleep(1)
        seen.append(Job.objects.get(kind="test.watched").done)

    made = Job.objects.create(kind="test.watched", by=make_user("district_officer"))
    services.run_job.call(str(made.pk))
    assert seen == [199]
