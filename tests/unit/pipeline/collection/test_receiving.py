"""What the field sends is kept once, as it was sent, with what is amiss in it said."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from satupintu.foundation.areas.models import Area
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.files import FILE_LIMIT, sweep
from satupintu.pipeline.collection.forms import load_forms
from satupintu.pipeline.collection.models import Attachment, Handover, Submission

from .conftest import NIK, OTHER_RT, RT, VILLAGE, photo


def test_a_submission_is_kept_as_sent_and_handed_over(send: Any) -> None:
    received = send(with_={"raw": b'{"a": 1}', "files": {"toko.jpg": photo()}}, photo="toko.jpg")
    submission = received.submission
    assert received.is_new and submission.area_id == RT and submission.problems == []
    assert submission.facts["annual_turnover"] == 36_000_000
    assert (submission.folder / "submission.json").read_bytes() == b'{"a": 1}'
    assert [(one.name, one.question, one.is_broken) for one in submission.attachments.all()] == [
        ("toko.jpg", "photo", False)
    ]
    assert Handover.objects.get().submission == submission


def test_what_a_killed_server_left_takes_nobody_s_place(send: Any, data_folder: Path) -> None:
    left = data_folder / "submissions" / ".incoming" / "half"
    orphan = Submission(pk=1 + (Submission.objects.count() and Submission.objects.latest("pk").pk)).folder
    for folder in (left, orphan):
        folder.mkdir(parents=True)
        (folder / "submission.json").write_bytes(b"of nobody")
    os.utime(left, (0, 0))
    assert sweep() == 1 and not left.exists()
    submission = send(with_={"raw": b"{}"}).submission
    assert (submission.folder / "submission.json").read_bytes() == b"{}"


def test_the_same_again_is_the_first_whatever_it_holds(send: Any) -> None:
    first = send(with_={"instance_id": "uuid:1", "channel": "odk"}).submission
    again = send(with_={"instance_id": "uuid:1", "channel": "odk", "raw": b'{"other": 1}'}, name="Orang lain")
    assert not again.is_new and again.submission == first
    assert Submission.objects.get().name == "Sri Wahyuni"
    assert [one.read_bytes() for one in first.folder.glob("again-*")] == [b'{"other": 1}']
    assert Handover.objects.count() == 1


def test_a_photo_that_comes_later_is_added_once(send: Any) -> None:
    first = send(with_={"instance_id": "uuid:1"}, photo="toko.jpg").submission
    for _time in range(2):
        send(
            with_={"instance_id": "uuid:1", "files": {"toko.jpg": photo(), "lain.jpg": photo()}},
            photo="toko.jpg",
        )
    assert [one.name for one in first.attachments.all()] == ["toko.jpg"]
    assert first.attachments.get().path.exists()


@pytest.mark.parametrize(
    "more", [{"files": {"toko.jpg": photo()}}, {"raw": b'{"other": 1}'}, {"channel": "paper", "raw": b"[]"}]
)
def test_what_somebody_else_sends_under_its_name_is_refused_where_it_would_be_lost(
    send: Any, make_user: Any, more: dict[str, Any]
) -> None:
    send(with_={"instance_id": "uuid:1"}, photo="toko.jpg")
    other = {"instance_id": "uuid:1", "by": make_user("rt_head", area=OTHER_RT)}
    with pytest.raises(Refused, match="dari akun lain"):
        send(with_={**other, **more}, photo="toko.jpg")
    assert not Attachment.objects.exists() and Submission.objects.count() == 1
    assert not send(with_=other, photo="toko.jpg").is_new


def test_a_row_of_a_list_is_the_same_row_whoever_sends_it(send: Any, make_user: Any) -> None:
    officers = [make_user("village_officer", username=name) for name in ("satu", "dua")]
    of_list = {"instance_id": "list:1", "channel": "list", "form": "list"}
    kept = [
        send(with_={**of_list, "by": by, "raw": name.encode()})
        for by, name in zip(officers, "ab", strict=True)
    ]
    assert [one.is_new for one in kept] == [True, False]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"nik": "0" * 16}, "nik_anomalous"),
        ({"nik": None}, "nik_missing"),
        ({"nik": "35071112"}, "nik_malformed"),
        ({"name": None}, "name_missing"),
        ({"address": None}, "answer_missing"),
        ({"annual_turnover": "banyak"}, "answer_unreadable"),
        ({"sector": "casino"}, "answer_unreadable"),
        ({"sex": "P"}, "nik_sex_differs"),
        ({"birth_date": "1988-06-12"}, "nik_birth_date_differs"),
    ],
)
def test_what_is_amiss_queues_with_its_reason(send: Any, changed: dict[str, Any], problem: str) -> None:
    assert send(**changed).submission.problems == [problem]


def test_a_photo_cut_off_is_kept_and_said(send: Any) -> None:
    whole = photo()
    cut = whole[: len(whole) // 2]
    submission = send(with_={"files": {"toko.jpg": cut}}, photo="toko.jpg").submission
    assert submission.problems == ["photo_broken"]
    assert submission.attachments.get().is_broken
    assert submission.attachments.get().path.read_bytes() == cut


@pytest.mark.parametrize(
    ("taken", "sent", "is_off"),
    [
        (timedelta(days=-3), timedelta(0), False),  # three days without signal
        (timedelta(days=-1), timedelta(days=-1), True),
        (timedelta(days=1), None, True),
        (timedelta(days=-3650), None, True),  # a clock that was never set
    ],
)
def test_a_wrong_clock_is_said(send: Any, taken: timedelta, sent: timedelta | None, is_off: bool) -> None:
    now = timezone.now()
    clocks = {"taken_at": now + taken, "sent_at": None if sent is None else now + sent}
    assert ("clock_off" in send(with_=clocks).submission.problems) is is_off


def test_the_same_nik_from_another_sender_is_said_to_the_second(send: Any, make_user: Any) -> None:
    first = send().submission
    second = send(with_={"by": make_user("rt_head", area=OTHER_RT)}, nik="3507 1112 0687 0001").submission
    assert second.problems == ["same_nik_other_sender"]
    assert Submission.objects.get(pk=first.pk).facts["nik"] == NIK


def test_news_of_a_known_business_from_another_sender_is_no_doubt(send: Any, make_user: Any) -> None:
    send()
    news = send(with_={"by": make_user("rt_head", area=OTHER_RT), "about": "1"}, nik=NIK).submission
    assert news.problems == []


def test_nothing_is_written_outside_the_senders_rt(send: Any, rts: dict[str, Area]) -> None:
    with pytest.raises(Refused, match="bukan wilayah Anda"):
        send(with_={"area": rts[OTHER_RT]})
    with pytest.raises(Refused, match="Jawaban menyebut RT 4"):
        send(rt="004")
    assert send(rt="3", rw="01").is_new
    assert Submission.objects.count() == 1


def test_an_officer_s_submission_goes_to_the_rt_it_names(send: Any, make_user: Any) -> None:
    officer = make_user("village_officer")
    assert send(with_={"by": officer}, rt="004", rw="001").submission.area_id == OTHER_RT
    assert send(with_={"by": officer}, rt="009").submission.area_id == VILLAGE


def test_roles_that_collect_nothing_are_refused(send: Any, make_user: Any) -> None:
    with pytest.raises(PermissionDenied):
        send(with_={"by": make_user("auditor")})


def test_a_huge_photo_is_refused_with_a_sentence(send: Any) -> None:
    with pytest.raises(Refused, match=r"toko.jpg terlalu besar .* Perkecil"):
        send(with_={"files": {"toko.jpg": bytes(FILE_LIMIT + 1)}})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"form": "sensus"}, "tidak dikenal"),
        ({"version": "2019-01-01"}, "Perbarui formulir"),
        ({"instance_id": ""}, "tidak bernomor"),
    ],
)
def test_what_cannot_be_understood_is_refused(send: Any, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        send(with_=given)
    assert not Submission.objects.exists()


def test_last_year_s_version_is_taken_while_it_is_kept(
    send: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours = load_forms()["sidt_pendek"].path.read_text()
    (tmp_path / "forms" / "sidt_pendek").mkdir(parents=True)
    for version in ("2025-01-01", "2026-11-23"):
        text = ours.replace("2026-11-23", version)
        (tmp_path / "forms" / "sidt_pendek" / f"{version}.md").write_text(text)
    monkeypatch.setenv("SATUPINTU_FORMS", str(tmp_path / "forms"))
    assert send(with_={"version": "2025-01-01"}).submission.problems == ["old_form_version"]
    assert send().submission.problems == []


def test_text_that_no_database_bears_is_cleaned(send: Any) -> None:
    submission = send(name="Sri\x00 <b>Wahyuni</b>\u202e", **{"DROP TABLE": "x"}).submission
    assert submission.name == "Sri <b>Wahyuni</b>"
    assert "DROP TABLE" not in submission.facts
