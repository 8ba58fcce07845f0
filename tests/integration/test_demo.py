"""The demo's data: a whole round paid out, another with work left, one account for each role."""

from dataclasses import replace

import pytest

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.audit.models import Event
from satupintu.pipeline.payments.ledger import totals
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.screening.models import ListState, Round, RoundState
from satupintu.portal.work_queue import queue_of
from satupintu.project import demo_data

SMALL = tuple(replace(case, rows=case.rows // 4) for case in demo_data.CASES)


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_a_finished_round_and_one_with_work_left(client, settings, data_folder, tmp_path):
    settings.DEMO = True
    demo_data.fill(tmp_path / "scratch", SMALL)

    finished, running = Round.objects.order_by("pk")
    assert (finished.state, running.state) == (RoundState.SIGNED, RoundState.SCREENED)
    money = totals(Decree.objects.get().batch)
    assert money.adds_up
    assert money.states["paid"].count > money.problems > 0
    assert money.states["waiting"].count > 0
    assert min(running.current.summary["outcomes"].values()) > 0
    assert [one.state for one in running.lists.all()].count(ListState.NEEDS_ANSWER) == 1

    page = client.get("/akun/masuk/").content.decode()
    for role in Role.values:
        user = User.objects.get(role=role, username__startswith="demo.")
        assert user.username in page
        assert client.login(username=user.username, password=settings.DEMO_PASSWORD)
        assert client.get("/").status_code == 200
        has_none = {"province_officer", "ministry_officer", "auditor", "administrator"}
        assert bool(queue_of(user).tasks) is (role not in has_none)
    assert Event.objects.filter(action="payment.answer").count() == 1


@pytest.mark.django_db
def test_no_demo_account_is_shown_outside_the_demo(client, settings, make_user):
    make_user("auditor", username="demo.pemeriksa")
    page = client.get("/akun/masuk/").content.decode()
    assert "demo.pemeriksa" not in page
    assert settings.DEMO_PASSWORD not in page
