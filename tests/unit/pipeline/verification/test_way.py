"""The way up: from the collector through every tier, back for mending, and on to the registry."""

import pytest
from django.core.exceptions import PermissionDenied

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.areas.models import Level
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Channel, Handover
from satupintu.pipeline.verification.models import Decision, Purpose, Verification, Waiting
from satupintu.pipeline.verification.selectors.history import timeline
from satupintu.pipeline.verification.selectors.queues import queue, returned
from satupintu.pipeline.verification.services import (
    clear_ladder,
    confirm,
    return_,
    set_ladder,
    take_in,
    withdraw,
)

from .case import FLAT, FLAT_RT, HAMLET, RT, RW, VILLAGE

pytestmark = pytest.mark.django_db


def place(submission):
    waiting = Waiting.objects.filter(submission=submission).first()
    return waiting and (waiting.purpose, waiting.area_id)


def test_what_an_rt_head_sends_waits_for_the_rw_and_passes_every_tier(field):
    one = field.send()
    seen = [place(one)]
    for who in ("rw", "hamlet", "village", "subdistrict", "district"):
        confirm([one], by=getattr(field, who))
        seen.append(place(one))
    assert seen == [
        ("verify", RW),
        ("verify", HAMLET),
        ("verify", VILLAGE),
        ("verify", "35.07.11"),
        ("verify", "35.07"),
        ("admit", "35.07"),
    ]
    words = Verification.objects.filter(submission=one).values_list("level", "by__name")
    assert list(words)[:2] == [(Level.RT, "Pak Slamet"), (Level.RW, "Bu Marni")]
    assert len(words) == 6


def test_a_village_without_hamlets_passes_them_over(field):
    one = field.send(field.flat_rt)
    assert place(one) == ("verify", FLAT)
    confirm([one], by=field.flat_village)
    assert place(one) == ("verify", "35.07.11")


def test_what_a_village_types_in_from_paper_has_the_word_of_the_tiers_below(field):
    one = field.send(field.village, area=RT, channel=Channel.PAPER)
    assert place(one) == ("verify", "35.07.11")
    assert set(Verification.objects.filter(submission=one).values_list("level", flat=True)) == {
        Level.RT,
        Level.RW,
        Level.HAMLET,
        Level.VILLAGE,
    }


def test_what_an_owner_sends_has_nobody_s_word(field):
    owner = field.make_user("business_owner", area=RT)
    one = field.send(owner, channel=Channel.OWNER)
    assert place(one) == ("verify", RT)
    assert not Verification.objects.exists()


def test_taking_in_goes_oldest_first_and_leaves_nothing(field):
    sent = [field.receive(problems=["nik_missing"] if n == 1 else []) for n in range(5)]
    assert [take_in(limit=2), take_in(limit=2), take_in(limit=2), take_in()] == [2, 2, 1, 0]
    assert list(queue(field.rw).values_list("submission", flat=True)) == [one.pk for one in sent]
    assert [one.has_problems for one in queue(field.rw)] == [False, True, False, False, False]
    assert not Handover.objects.exists()


def test_taking_in_that_breaks_takes_nothing(field, monkeypatch):
    field.receive()
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(Waiting.objects, "bulk_create", lambda _rows: 1 / 0)
        take_in()
    assert not Verification.objects.exists()
    assert take_in() == 1


def test_returned_mended_and_sent_up_again(field):
    first = field.up_to("village")
    return_(first, by=field.village, reason="Foto tidak jelas.")
    assert place(first) == ("mend", RT)
    assert [one.submission for one in returned(field.rt)] == [first]
    assert not returned(field.other_rt).exists()
    mended = field.send(replaces=first)
    assert place(first) is None
    assert place(mended) == ("verify", RW)
    told = [entry.title for entry in timeline(mended)]
    assert told[0] == "Menunggu RW 03"
    assert told[1:3] == ["Dibenarkan oleh RT", "Perbaikan dikirim"]
    assert "Dikembalikan oleh Desa/Kelurahan" in told
    assert told[-1] == "Pendataan dikirim" or told[-2] == "Pendataan dikirim"


def test_what_was_mended_before_the_tiers_heard_of_it_is_not_queued(field):
    first = field.receive()
    mended = field.receive(replaces=first)
    assert take_in(limit=1) == 1
    assert take_in() == 1
    assert (place(first), place(mended)) == (None, ("verify", RW))


def test_a_collector_withdraws_what_should_not_have_been_sent(field):
    one = field.send()
    return_(one, by=field.rw, reason="Usaha ini tidak ada.")
    with pytest.raises(PermissionDenied):
        withdraw(one, by=field.other_rt, reason="Salah kirim.")
    withdraw(one, by=field.rt, reason="Memang tidak ada.")
    assert place(one) is None
    assert Verification.objects.filter(submission=one, decision=Decision.WITHDRAWN, by=field.rt).exists()
    with pytest.raises(Refused):
        withdraw(one, by=field.rt, reason="Lagi.")


def test_only_what_came_back_can_be_withdrawn(field):
    with pytest.raises(Refused, match="tidak sedang menunggu perbaikan"):
        withdraw(field.send(), by=field.rt, reason="Salah kirim.")


def test_several_at_once_have_one_sign_off(field):
    sent = [field.send() for _ in range(3)]
    made = confirm(sent, by=field.rw)
    assert (made.count, made.by, made.level, made.area_id) == (3, field.rw, Level.RW, RW)
    assert made.verifications.count() == 3
    event = Event.objects.get(action="verification.confirm")
    assert event.data["count"] == 3


def test_the_second_one_is_told_who_was_quicker(field):
    one, two = field.send(), field.send()
    confirm([one], by=field.rw)
    later = field.make_user("rw_head", area=RW, name="Wakil RW")
    with pytest.raises(Refused, match=rf"Pendataan {one.pk} sudah dibenarkan oleh Bu Marni pukul \d\d\.\d\d"):
        confirm([one], by=later)
    with pytest.raises(Refused, match="sudah dibenarkan oleh Bu Marni"):
        return_(one, by=later, reason="Foto tidak jelas.")
    assert confirm([one, two], by=later).count == 1


def test_nobody_speaks_before_their_turn_or_for_others(field):
    one = field.send()
    with pytest.raises(Refused, match="tidak sedang menunggu Anda"):
        confirm([one], by=field.village)
    for who in (field.flat_village, field.other_rt, field.make_user("subdistrict_officer", area="35.14.01")):
        with pytest.raises(PermissionDenied):
            confirm([one], by=who)
    for role in ("auditor", "province_officer", "ministry_officer"):
        with pytest.raises(PermissionDenied):
            confirm([one], by=field.make_user(role, area="ID"))
    assert place(one) == ("verify", RW)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_return_needs_a_reason_that_can_be_read(field, reason):
    one = field.send()
    with pytest.raises(Refused):
        return_(one, by=field.rw, reason=reason)
    assert place(one) == ("verify", RW)


def test_words_are_only_added(field):
    one = field.up_to("hamlet")
    word = one.verifications.first()
    word.reason = "lain"
    with pytest.raises(AppendOnlyError):
        word.save()


def test_the_nearest_ladder_holds(field):
    set_ladder(by=field.district, area=field.areas["35.07"], levels=[Level.VILLAGE, Level.REGENCY])
    set_ladder(by=field.district, area=field.areas[VILLAGE], levels=[Level.HAMLET, Level.DISTRICT])
    one, flat = field.send(), field.send(field.flat_rt)
    assert place(one) == ("verify", HAMLET)
    assert place(flat) == ("verify", FLAT)
    confirm([one], by=field.hamlet)
    assert place(one) == ("verify", "35.07.11")
    confirm([one], by=field.subdistrict)
    assert place(one)[0] == "admit"


def test_what_waits_at_a_tier_that_is_left_out_goes_on(field):
    at_rw, at_village = field.send(), field.up_to("village")
    flat = field.send(field.flat_rt)
    set_ladder(by=field.district, area=field.areas[VILLAGE], levels=[Level.HAMLET, Level.DISTRICT])
    assert place(at_rw) == ("verify", HAMLET)
    assert place(at_village) == ("verify", "35.07.11")
    assert place(flat) == ("verify", FLAT)
    clear_ladder(by=field.district, area=field.areas[VILLAGE])
    assert place(field.send()) == ("verify", RW)


def test_the_last_tier_left_out_sends_on_to_the_registry(field):
    one = field.up_to("district")
    set_ladder(by=field.district, area=field.areas["35.07"], levels=[Level.VILLAGE])
    assert place(one)[0] == Purpose.ADMIT


@pytest.mark.parametrize(
    ("levels", "area"),
    [
        ([], VILLAGE),
        ([Level.RT, Level.RW, Level.HAMLET], VILLAGE),
        ([Level.VILLAGE, 99], VILLAGE),
        ([Level.VILLAGE, Level.PROVINCE], VILLAGE),
        ([Level.VILLAGE], RT),
    ],
)
def test_a_ladder_that_lets_some_through_unseen_is_refused(field, levels, area):
    with pytest.raises(Refused):
        set_ladder(by=field.district, area=field.areas[area], levels=levels)


def test_a_ladder_is_the_district_s_own(field):
    for who, area in ((field.village, VILLAGE), (field.district, "35.14"), (field.district, "35")):
        with pytest.raises(PermissionDenied):
            set_ladder(by=who, area=field.areas[area], levels=[Level.VILLAGE])


def test_a_role_s_queue_is_its_own_tier_s(field):
    one, flat = field.send(), field.send(field.flat_rt, area=FLAT_RT)
    assert [row.submission for row in queue(field.rw)] == [one]
    assert [row.submission for row in queue(field.flat_village)] == [flat]
    for who in (field.rt, field.hamlet, field.village, field.district):
        assert not queue(who).exists()
