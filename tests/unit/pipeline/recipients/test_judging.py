"""What people say about a recipient and a person of the registry: nothing is merged before, and all can be undone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.recipients.building import rebuild
from satupintu.pipeline.recipients.models import AidMatchJudgement
from satupintu.pipeline.recipients.selectors import Questions, aid_of, received_by_person
from satupintu.pipeline.recipients.services import judge_match, undo_match

from .conftest import BUDI, SITI, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubtful(people, send):
    """Another name under Siti's NIK, and Siti without a NIK."""
    send(row("Sutrisno", SITI), row("Siti Aminah", "", number=2, born="01-07-1960"))
    return people["siti"]


def test_a_page_reads_the_file_as_it_was_when_it_began_whatever_takes_its_place(
    doubtful, village, data_folder, monkeypatch
):
    """Another page's judgement has the file made anew at any moment, also between two looks of one question."""
    from contextlib import contextmanager

    from satupintu.interop import neighbours
    from satupintu.pipeline.recipients import selectors

    def replaced(connection):
        for name in ("aid.parquet", "questions.parquet"):
            (data_folder / "aid" / "new").write_bytes(b"other columns at other places")
            (data_folder / "aid" / "new").replace(data_folder / "aid" / name)
        return connection

    def ask():
        yield len(aid_of(SITI))
        yield received_by_person("", doubtful.identity.person_id)
        yield [one.match for one in Questions(village)[0:10]]
        yield len(Questions(village))
        yield len(selectors.visible_aid(village))
        yield selectors.visible_aid(village).totals
        yield [one.name for one in selectors.visible_aid(village)[0:9]]
        yield neighbours.aid_counts()

    def late(module, name):
        opened = getattr(module, name)

        @contextmanager
        def as_it_is_replaced(*asked, **how):
            with opened(*asked, **how) as connection:
                yield replaced(connection)

        monkeypatch.setattr(module, name, as_it_is_replaced)

    folder = data_folder / "aid"
    before = {path: path.read_bytes() for path in folder.glob("*.parquet")}
    expected = list(ask())
    late(selectors, "connection")
    late(neighbours, "database")
    found = ask()
    for one in expected:
        for path, content in before.items():
            path.write_bytes(content)
        assert next(found) == one
    assert not [one for one in folder.iterdir() if one.name.startswith(".held")]


def the_question(user, match):
    [one] = [one for one in Questions(user)[0:10] if one.match == match]
    return one


def test_doubtful_recipients_are_asked_about_and_counted_for_nobody(doubtful, village):
    assert [one.match for one in Questions(village)[0:10]] == ["other_name", "possible"]
    assert received_by_person(SITI, doubtful.identity.person_id) == []
    assert [one.match for one in aid_of(SITI)] == ["other_name"]


def test_who_is_judged_the_same_received_it_under_the_registrys_nik(doubtful, village, send):
    asked = the_question(village, "possible")
    made = judge_match(
        by=village, recipient=asked.recipient, record=doubtful, verdict="same", note="KTP dilihat"
    )
    assert len(Questions(village)) == 1  # at once, before the file is made anew
    rebuild()
    [one] = received_by_person(SITI, doubtful.identity.person_id)
    assert (one.name, one.match, one.nik_text) == ("Siti Aminah", "matched", None)
    undo_match(by=village, judgement=made)
    rebuild()
    assert received_by_person(SITI, doubtful.identity.person_id) == []
    assert len(Questions(village)) == 2
    with pytest.raises(Refused, match="sudah dibatalkan"):
        undo_match(by=village, judgement=made)


def test_a_doubt_without_a_village_can_be_opened_and_judged(people, send, client_of):
    from .conftest import listed

    cells = f"1;Sutrisno;{SITI};600000;12-03-2021"
    send(file=listed(cells, header="No;Nama;NIK;Nilai Bantuan;Tgl Terima"), programme="bpum-2021")
    client = client_of("village_officer")
    asked = the_question(client.user, "other_name")
    assert asked.village is None
    address = reverse("recipients:match", args=[asked.recipient, asked.record])
    assert "Sutrisno" in client.get(address).content.decode()
    assert (
        client.get(reverse("recipients:match", args=[asked.recipient, people["budi"].pk])).status_code == 404
    )


def test_one_person_under_two_niks_received_what_came_under_either(people, send, admit, village):
    from satupintu.pipeline.registry.services import judge

    second = "3507114107600009"
    other = admit(name="Siti Aminah", nik=second, birth_date="1960-07-01", business_name="Toko Aminah")
    judge(by=village, left=people["siti"], right=other, about="person", verdict="same")
    send(row("Siti Aminah", SITI), row("Siti Aminah", second, number=2, amount="600.000"))
    other.refresh_from_db()
    person = other.identity.person
    for nik in (SITI, second):
        assert {one.amount for one in aid_of(nik)} == {1_200_000, 600_000}
        assert len(received_by_person(nik, person.pk)) == 2


def test_who_is_judged_another_is_asked_about_no_more_also_in_later_reports(doubtful, village, send):
    asked = the_question(village, "other_name")
    judge_match(by=village, recipient=asked.recipient, record=doubtful, verdict="different")
    send(row("Sutrisno", SITI, amount="600.000"))
    assert {one.match for one in aid_of(SITI)} == {"unmatched"}
    assert [one.match for one in Questions(village)[0:10]] == ["possible"]


def test_one_recipient_is_judged_to_be_one_person_at_a_time(doubtful, people, village):
    recipient = the_question(village, "possible").recipient
    made = judge_match(by=village, recipient=recipient, record=doubtful, verdict="same")
    judge_match(by=village, recipient=recipient, record=people["budi"], verdict="unsure")
    with pytest.raises(Refused, match=f"nomor registri {doubtful.identity.business.number}"):
        judge_match(by=village, recipient=recipient, record=people["budi"], verdict="same")
    undo_match(by=village, judgement=made)
    judge_match(by=village, recipient=recipient, record=people["budi"], verdict="same")


def test_who_nobody_is_sure_of_is_asked_about_last(doubtful, village):
    asked = the_question(village, "other_name")
    judge_match(by=village, recipient=asked.recipient, record=doubtful, verdict="unsure")
    rebuild()
    assert [(one.match, one.is_unsure) for one in Questions(village)[0:10]] == [
        ("possible", False),
        ("other_name", True),
    ]


def test_only_who_may_and_only_for_their_area(doubtful, make_user):
    for user in (
        make_user("village_officer", area="35.07.11.2007"),
        make_user("auditor"),
        make_user("agency_officer"),
    ):
        with pytest.raises(PermissionDenied):
            judge_match(by=user, recipient="x", record=doubtful, verdict="same")
    with pytest.raises(Refused):
        judge_match(by=make_user("village_officer"), recipient="x", record=doubtful, verdict="perhaps")


def test_what_was_said_is_never_changed(doubtful, village):
    made = judge_match(by=village, recipient="x", record=doubtful, verdict="same")
    made.verdict = "different"
    with pytest.raises(AppendOnlyError):
        made.save()
    with pytest.raises(AppendOnlyError):
        AidMatchJudgement.objects.filter(pk=made.pk).delete()


def test_an_erased_person_is_matched_no_more(people, send, district):
    from satupintu.pipeline.collection.sealing import seal

    send(row("Siti Aminah", SITI))
    assert aid_of(SITI)[0].match == "matched"
    seal([people["siti"].submission_id], by=district)
    send(row("Budi Santoso", BUDI))
    assert (aid_of(SITI)[0].match, aid_of(SITI)[0].business) == ("unmatched", None)


def test_an_erased_person_is_named_by_no_report_and_still_counts(people, send, district, client_of):
    from satupintu.foundation.work.models import Job
    from satupintu.pipeline.collection.sealing import seal
    from satupintu.pipeline.recipients.forgetting import forget
    from satupintu.pipeline.recipients.selectors import visible_aid
    from satupintu.pipeline.recipients.services import forget_erased

    kept = send(
        row("Siti Aminah", SITI), row("Orang Lain", SITI, number=2), row("Budi Santoso", BUDI, number=3)
    )
    refused = send(row("SITI AMINAH", SITI, amount="x"))
    assert forget_erased() is None
    seal([people["siti"].submission_id], by=district)
    assert forget_erased() is not None
    assert forget_erased() is None, "once for each erasure"
    assert Job.objects.filter(kind="recipients.forget").count() == 1
    assert forget() == 2
    rebuild()
    rows = visible_aid(district)[0:9]
    assert sorted(one.name or "" for one in rows) == ["", "Budi Santoso", "Orang Lain"]
    assert [one.amount for one in rows if one.name is None] == [1_200_000]
    for report in (kept.report, refused.report):
        held = b"".join(one.read_bytes() for one in report.folder.iterdir() if one.is_file())
        assert b"Siti" not in held
        assert b"SITI" not in held
        report.refresh_from_db()
        original = reverse("recipients:original", args=[report.pk])
        assert client_of("district_officer").get(original).status_code == 404
    assert forget_erased() is None


def test_the_pages_of_a_question(doubtful, client_of):
    client = client_of("village_officer")
    asked = the_question(client.user, "other_name")
    queue = client.get(reverse("recipients:matches")).content.decode()
    assert "Sutrisno" in queue
    assert SITI not in queue
    address = reverse("recipients:match", args=[asked.recipient, asked.record])
    page = client.get(address).content.decode()
    assert "Sutrisno" in page
    assert "Siti Aminah" in page
    judged = client.post(f"{address}nilai/", {"penilaian": "different", "catatan": "beda KTP"}, follow=True)
    assert judged.status_code == 200
    late = client.post(
        f"{address}nilai/", {"penilaian": "same", "terlihat": ""}, follow=True
    ).content.decode()
    assert "sudah dinilai" in late, "who looked before somebody else judged is told, and overrides nobody"
    assert AidMatchJudgement.objects.get().verdict == "different"
    assert f'name="terlihat" value="{AidMatchJudgement.objects.get().pk}"' in late
    history = client.get(reverse("recipients:judgements")).content.decode()
    assert "beda KTP" in history
    last = AidMatchJudgement.objects.get()
    assert client.post(reverse("recipients:undo", args=[last.pk]), follow=True).status_code == 200
