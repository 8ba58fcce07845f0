"""Reminders: once a thing, a stage and a person, whatever is killed in between."""

from datetime import date

import pytest
from django.db import transaction

from satupintu.community.coordination import reminders, services
from satupintu.community.coordination.meetings import services as meetings
from satupintu.community.coordination.models import Reminder
from satupintu.community.coordination.partners import services as partners
from satupintu.community.coordination.reminders import remind
from satupintu.foundation.messaging import services as messaging
from satupintu.foundation.messaging.models import Message, MessageState

from . import case

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)
PHONE = "+6281200000001"


@pytest.fixture
def sent(settings, planner, make_user):
    """Messages go to a folder; one officer of the leading agency has a phone, and there is one line due on 30 June."""
    settings.MESSAGES = "folder"
    make_user("agency_officer", agency="dinkop", phone=PHONE)
    make_user("agency_officer", agency="disnaker", phone="+6281200000002")
    case.agreed(planner)
    folder = settings.DATA / "outbox"
    return lambda: [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))]


@pytest.fixture
def run(on_day, django_capture_on_commit_callbacks):
    """`run(date)`: reminds at noon of that day, and carries out what waits for the transaction; how many messages."""

    def once(day):
        with django_capture_on_commit_callbacks(execute=True):
            return remind(now=on_day(day))

    return once


def test_once_a_week_before_once_on_the_day_once_when_late(sent, run):
    days = [
        date(2026, 6, 22), date(2026, 6, 23), date(2026, 6, 23), date(2026, 6, 29), DUE, DUE, date(2026, 7, 1),
        date(2026, 9, 1),
    ]  # fmt: skip
    assert [run(day) for day in days] == [0, 1, 0, 0, 1, 0, 1, 0]
    texts = sent()
    assert len(texts) == 3
    assert all(PHONE in one for one in texts)
    assert "7 hari lagi" in texts[0]
    assert "hari ini" in texts[1]
    assert "terlambat 1 hari" in texts[2]


def test_a_moved_deadline_is_reminded_of_anew_and_what_is_done_is_left_alone(sent, run, planner):
    from satupintu.community.coordination.models import PlanLine

    assert run(DUE) == 1
    PlanLine.objects.update(deadline=date(2026, 8, 31))
    assert run(date(2026, 8, 31)) == 1
    services.report_progress(by=planner, line=PlanLine.objects.get(), value=100, on=date(2026, 8, 31))
    assert run(date(2026, 9, 2)) == 0


def test_several_things_of_one_person_are_one_message(sent, run, planner):
    plan = case.agreed(
        planner, {}, {"activity": "Pameran", "deadline": date(2026, 6, 28)}, title="Rencana kedua"
    )
    assert plan
    assert run(date(2026, 6, 27)) == 1
    assert "3 hal menunggu Anda" in sent()[0]
    assert "Pameran" in sent()[0]
    assert Reminder.objects.count() == 3


def test_a_kill_before_the_commit_leaves_neither_note_nor_message(sent, run, on_day):
    class Killed(BaseException):
        pass

    with pytest.raises(Killed), transaction.atomic():
        remind(now=on_day(DUE))
        raise Killed
    assert (Reminder.objects.count(), Message.objects.count()) == (0, 0)
    assert run(DUE) == 1


def test_a_kill_between_the_note_and_the_queue_sends_after_all_and_once(sent, on_day, run):
    """The callback after the commit never ran: the message waits, and the server's loop queues it."""
    assert remind(now=on_day(DUE)) == 1
    assert sent() == []
    Message.objects.update(made_at=on_day(DUE) - 2 * messaging.LEFT_BEHIND)
    messaging.queue_left_behind()
    messaging.queue_left_behind()
    assert len(sent()) == 1
    assert run(DUE) == 0


def test_a_kill_between_sending_and_noting_that_it_left_does_not_send_twice(sent, on_day, monkeypatch):
    class Killed(BaseException):
        pass

    remind(now=on_day(DUE))
    message = Message.objects.get()
    gateway = messaging.gateway_of_the_office()

    class KilledAfterSending:
        def send(self, **what):
            gateway.send(**what)
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(messaging, "gateway_of_the_office", KilledAfterSending)
        with pytest.raises(Killed):
            messaging.deliver.func(message.pk)
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    Message.objects.update(made_at=on_day(DUE) - 2 * messaging.LEFT_BEHIND)
    messaging.queue_left_behind()
    messaging.deliver.func(message.pk)
    assert len(sent()) == 1


def test_partners_owners_and_where_nobody_has_a_phone_the_office_itself(sent, run, planner, make_user):
    planner.phone = "+6281200000009"
    planner.save()
    plan = case.agreed(
        planner, {"activity": "Tanpa petugas", "agencies": ("kampus",), "deadline": DUE}, title="Dua"
    )
    partner = partners.add_partner(
        by=planner, area=planner.area, name="Radio Desa", kind="media", phone="+6281200000008"
    )
    partners.make_promise(
        by=planner, partner=partner, plan=plan, what="Siaran", amount=4, unit="kali",
        made_on=date(2026, 1, 2), due=DUE,
    )  # fmt: skip
    meeting = meetings.hold_meeting(by=planner, plan=plan, title="Rapat", on=date(2026, 2, 1), place="Balai")
    head = make_user("subdistrict_officer", phone="+6281200000007")
    meetings.add_decision(by=planner, meeting=meeting, text="Surati camat", due=DUE, owner=head)
    assert run(DUE) == 4
    assert set(Reminder.objects.exclude(about__startswith="line").values_list("to", flat=True)) == {
        f"partner:{partner.pk}",
        f"user:{head.pk}",
    }
    public = next(text for text in sent() if "Siaran" in text)
    assert f"/rencana/publik/{plan.pk}/" in public


def test_drafts_closed_plans_and_offices_without_messages_send_nothing(sent, run, planner, settings):
    from satupintu.community.coordination.models import ActionPlan

    ActionPlan.objects.update(state="draft")
    assert run(DUE) == 0
    ActionPlan.objects.update(state="agreed")
    for settings.MESSAGES in ("", "whatsapp"):  # without an approved template nothing is noted as told
        assert run(DUE) == 0
    assert not Reminder.objects.exists()
    settings.MESSAGES = "folder"
    services.close_plan(by=planner, plan=ActionPlan.objects.get())
    assert run(DUE) == 0


def test_the_servers_loop_looks_now_and_then_and_never_at_night(sent, on_day, monkeypatch):
    looks = []
    monkeypatch.setattr(reminders, "remind", lambda *, now: looks.append(now))
    monkeypatch.setattr(reminders, "_last_look", float("-inf"))
    on_day(DUE)
    reminders.remind_now_and_then()
    reminders.remind_now_and_then()
    assert len(looks) == 1
    monkeypatch.setattr(reminders, "_last_look", float("-inf"))
    monkeypatch.setattr(reminders, "_HOURS", range(6))
    reminders.remind_now_and_then()
    assert len(looks) == 1
