"""The demo's data: a whole round paid out, another with work left, one account for each role."""

from dataclasses import replace

import pytest
from django.utils import timezone

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.audit.models import Event
from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.payments.ledger import totals
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.registry.models import Business, Letter
from satupintu.pipeline.registry.own.selectors import own_businesses
from satupintu.pipeline.registry.selectors import history, visible_pairs
from satupintu.pipeline.screening.models import ListState, Round, RoundState
from satupintu.pipeline.verification.selectors.ages import sleepers, waiting_below
from satupintu.pipeline.verification.selectors.queues import queue, returned
from satupintu.portal.work_queue import queue_of
from satupintu.project import demo_data

SMALL = tuple(replace(case, rows=case.rows // 4) for case in demo_data.CASES)


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_a_finished_round_one_with_work_left_and_a_subdistrict_at_work(
    client, settings, data_folder, tmp_path
):
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
    _shows_a_subdistrict_at_work()


@pytest.mark.django_db
def test_no_demo_account_is_shown_outside_the_demo(client, settings, make_user):
    make_user("auditor", username="demo.pemeriksa")
    page = client.get("/akun/masuk/").content.decode()
    assert "demo.pemeriksa" not in page
    assert settings.DEMO_PASSWORD not in page


def _shows_a_subdistrict_at_work():
    people = {one.username.removeprefix("demo."): one for one in User.objects.all()}
    for who in ("rt", "rw", "dusun", "desa", "kecamatan", "dinas"):
        assert queue(people[who]).exists(), who
    assert returned(people["rt"]).count() == 4
    ages = [one.oldest for one in sleepers(waiting_below(people["kecamatan"]))]
    assert max(ages) >= 14 > min(ages)  # somebody is asleep, and not everybody

    coffee = Business.objects.current().get(name="Warung Kopi Bu Sumiati")
    assert [one.value for one in _said(coffee, "annual_turnover")] == [31_200_000, 18_000_000]
    welder = Business.objects.current().get(name="Bengkel Las Ponidi")
    assert [one.value for one in _said(welder, "is_open")] == ["yes", "no", "yes"]
    assert {one.name for one in own_businesses(people["pelaku"])} == {coffee.name, "Jahit Sumiati"}
    pairs = visible_pairs(people["desa"]).values_list("reason", flat=True)
    assert "same_nik_other_name" in pairs
    assert {bool(letter.signed_at) for letter in Letter.objects.all()} == {True, False}
    assert coffee.objections.get().answered_at is None
    assert all(one.received_at <= timezone.now() for one in Submission.objects.all())


def _said(business, name):
    return next(fact.said for fact in history(business) if fact.name == name)
