"""A round is signed once, by a named officer of its area, over the very bytes that were screened."""

import contextlib
import json
import threading

import duckdb
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from satupintu.batch.manifest import hash_outputs, sha256
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.proposals import selectors
from satupintu.pipeline.proposals.models import Proposal
from satupintu.pipeline.proposals.selectors import Eligible
from satupintu.pipeline.proposals.services import sign_off, signing
from satupintu.pipeline.screening.models import ListFile, ListState, ReferenceSet, Round, RoundState
from satupintu.pipeline.screening.services.rounds import set_references

from ..case import PEOPLE, at_once, pin, screened_round, statement


def test_signing_pins_people_money_and_bytes_and_closes_the_round(screened, district):
    proposal = sign_off(round=screened, by=district, statement=statement())
    screened.refresh_from_db()
    assert (proposal.recipients, proposal.amount_each, proposal.total) == (3, 1_200_000, 3_600_000)
    assert proposal.signed_name == "Bambang Hartono"
    assert len(proposal.manifest_sha256) == 64
    assert screened.state == RoundState.SIGNED
    event = Event.objects.get(action="proposal.sign")
    assert (event.by, event.data["recipients"], event.data["total"]) == (district, 3, 3_600_000)


def test_a_total_that_reads_like_a_phone_number_is_signed(screened, district, monkeypatch):
    monkeypatch.setattr(signing, "_examined", lambda run: Eligible(5_234, 5_234, 5_234, 1_200_000))
    assert sign_off(round=screened, by=district, statement=statement()).total == 6_280_800_000


def test_a_programme_that_pays_nothing_fixed_is_screened_and_never_paid(screened, district, client):
    text = screened.current.folder / "programme" / "bpum-2021" / "programme.yaml"
    pinned = text.read_text(encoding="utf-8")
    start, end = pinned.index("  amount:\n"), pinned.index("  # Batas penjualan")
    text.write_text(
        pinned[:start].replace("\nparams:", "\namount: none\nparams:") + pinned[end:], encoding="utf-8"
    )
    pin(screened.current.folder)
    with pytest.raises(Refused, match="tidak membayar jumlah tetap"):
        sign_off(round=screened, by=district, statement=statement())
    client.force_login(district)
    shown = client.get(reverse("proposals:sign", args=[screened.pk])).content.decode()
    assert "tidak membayar jumlah tetap" in shown
    assert "di katalog berubah sejak pemeriksaan" in shown
    assert "Rp0" not in shown


def test_a_round_is_signed_once(screened, district):
    sign_off(round=screened, by=district, statement=statement())
    with pytest.raises(Refused, match="sudah ditandatangani"):
        sign_off(round=screened, by=district, statement=statement())  # the page that was still open
    assert Proposal.objects.count() == 1


def test_results_of_other_reference_lists_are_screened_anew_before_they_are_signed(
    screened, district, client
):
    held_against = screened.reference_set
    newer = ReferenceSet.objects.create(
        area=held_against.area, name="Data kependudukan Mei", loaded_by=district
    )
    client.force_login(district)
    for chosen, without in ((newer, []), (held_against, ["kur_borrowers"])):
        set_references(by=district, round=screened, reference_set=chosen, without=without)
        screened.refresh_from_db()
        with pytest.raises(Refused, match=r"berubah sejak pemeriksaan terakhir \(daftar acuan\)"):
            sign_off(round=screened, by=district, statement=statement())
        assert (
            "perubahan pada daftar acuan"
            in client.get(reverse("screening:round", args=[screened.pk])).content.decode()
        )
    set_references(by=district, round=screened, reference_set=held_against)
    screened.refresh_from_db()
    assert sign_off(round=screened, by=district, statement=statement()).recipients == 3


@pytest.mark.parametrize("role", ["village_officer", "bank_officer", "auditor", "administrator"])
def test_only_a_district_officer_signs(screened, make_user, role):
    with pytest.raises(PermissionDenied):
        sign_off(round=screened, by=make_user(role), statement=statement())


def test_an_officer_of_another_regency_does_not_sign(screened, make_user):
    stranger = make_user("district_officer", area="35.14")
    with pytest.raises(PermissionDenied):
        sign_off(round=screened, by=stranger, statement=statement())


def test_a_service_signs_nothing_over_a_list_that_nobody_could_use(screened, district):
    unread = ListFile.objects.create(
        round=screened,
        area=screened.area,
        name="a.pdf",
        size=1,
        state=ListState.REFUSED,
        uploaded_by=district,
    )
    with pytest.raises(Refused, match=r"a\.pdf"):
        sign_off(round=screened, by=district, statement=statement())
    assert sign_off(round=screened, by=district, statement=statement(), left_out=[unread.pk]).recipients == 3


def test_an_empty_statement_signs_nothing(screened, district):
    with pytest.raises(Refused, match="Pernyataan"):
        sign_off(round=screened, by=district, statement="  ")
    assert not Proposal.objects.exists()


def test_a_round_still_being_screened_is_not_signed(screened, district):
    screened.state = RoundState.SCREENING
    screened.save()
    with pytest.raises(Refused, match="belum selesai"):
        sign_off(round=screened, by=district, statement=statement())


@pytest.mark.parametrize("spoil", ["changed", "missing", "added", "manifest"])
def test_files_that_changed_since_the_screening_are_not_signed(screened, district, spoil):
    folder = screened.current.folder
    if spoil == "changed":
        with (folder / "decisions.parquet").open("ab") as file:
            file.write(b"x")
    elif spoil == "missing":
        (folder / "evidence.parquet").unlink()
    elif spoil == "added":
        (folder / "extra.parquet").write_bytes(b"x")
    else:
        (folder / "manifest.json").write_text("{}")
    with pytest.raises(Refused, match="berubah"):
        sign_off(round=screened, by=district, statement=statement())
    screened.refresh_from_db()
    assert screened.state == RoundState.SCREENED


def test_results_changed_together_with_their_manifest_are_not_signed(screened, district):
    run = screened.current
    run.manifest_sha256 = sha256(run.folder / "manifest.json")
    run.save()
    with (run.folder / "evidence.parquet").open("ab") as file:
        file.write(b"x")
    stated = {"programme": {"id": screened.programme}, "outputs": hash_outputs(run.folder)}
    (run.folder / "manifest.json").write_text(json.dumps(stated))
    with pytest.raises(Refused, match=r"berubah.*manifest\.json"):
        sign_off(round=screened, by=district, statement=statement())


def test_nobody_eligible_is_nothing_to_sign(district):
    nobody = [row for row in PEOPLE if row[4] != "eligible"]
    with pytest.raises(Refused, match="Tidak seorang pun"):
        sign_off(round=screened_round(district, people=nobody), by=district, statement=statement())


@pytest.mark.parametrize(
    "row",
    [
        ("3507114506050001", "SITI LAIN", "SITI LAIN", "35.07.11.2008", "eligible"),
        (None, "TANPA NIK", None, "35.07.11.2008", "eligible"),
        ("3507114506050009", " ", None, "35.07.11.2008", "eligible"),
    ],
)
def test_a_spoilt_result_is_not_signed(district, row):
    """The engine never makes such rows; were one there all the same, it must not become money."""
    with pytest.raises(Refused, match="NIK ganda atau nama kosong"):
        sign_off(round=screened_round(district, people=[*PEOPLE, row]), by=district, statement=statement())


def test_one_person_is_not_proposed_twice_in_a_programme(proposal, district):
    again = screened_round(district, people=PEOPLE[:1], title="Putaran 2")
    with pytest.raises(Refused, match="Putaran 1: 1"):
        sign_off(round=again, by=district, statement=statement())
    other_year = screened_round(district, people=PEOPLE[:1], title="2020", programme="bpum-2020")
    assert sign_off(round=other_year, by=district, statement=statement()).recipients == 1


def test_a_proposal_of_another_area_is_told_of_and_not_named(proposal, make_user):
    """A person proposed in two regencies: the second learns that, and not what the first calls its rounds."""
    other = make_user("district_officer", area="35.14")
    again = screened_round(other, people=PEOPLE[:1], title="Putaran Pasuruan")
    with pytest.raises(Refused, match=r"\(wilayah lain: 1 orang\)"):
        sign_off(round=again, by=other, statement=statement())
    client = Client()
    client.force_login(other)
    page = client.get(reverse("proposals:sign", args=[again.pk])).content.decode()
    assert "dalam usulan wilayah lain" in page
    assert proposal.round.title not in page


def awaiting(district, number, *, people=None) -> Round:
    """A round to sign, of somebody of its own unless told."""
    somebody = (
        f"35071105060600{number:02}",
        f"ORANG {number}",
        f"ORANG {number}",
        "35.07.11.2008",
        "eligible",
    )
    return screened_round(district, people=people or [somebody], title=f"Tahap {number}")


def signed(district, number, *, people=None) -> Proposal:
    return sign_off(round=awaiting(district, number, people=people), by=district, statement=statement())


def under_quota(folder, within: str) -> None:
    """Makes a run's results those of a round with a quota; `within` is SQL that is true of who is in it."""
    decisions = folder / "decisions.parquet"
    with duckdb.connect() as own:
        own.execute(f"CREATE TABLE kept AS SELECT *, 1 AS rank, {within} AS within_quota FROM '{decisions}'")
        own.execute(f"COPY kept TO '{decisions}'")
    (folder / "summary.json").write_text('{"quota": {}}')


@pytest.mark.parametrize(
    "within", [f"nik = '{PEOPLE[1][0]}'", f"CASE nik WHEN '{PEOPLE[1][0]}' THEN true END"]
)
def test_who_was_beyond_another_round_s_quota_was_not_proposed_in_it(district, within):
    signed(district, 1)
    under_quota(signed(district, 2, people=PEOPLE[:2]).run.folder, within)
    again = screened_round(district, people=PEOPLE[1:2], title="Lagi")
    with pytest.raises(Refused, match=r"\(Tahap 2: 1 orang\)"):
        sign_off(round=again, by=district, statement=statement())
    beyond = screened_round(district, people=PEOPLE[:1], title="Susulan")
    assert sign_off(round=beyond, by=district, statement=statement()).recipients == 1


def test_everybody_who_named_these_people_is_told_each_with_its_number(district):
    first = signed(district, 1, people=PEOPLE[:1])
    signed(district, 2)
    third = signed(district, 3, people=PEOPLE[1:2])
    again = screened_round(district, title="Lagi")
    assert selectors.named_before(again.current) == [(third, 1), (first, 1)]
    assert selectors.named_before(again.current, before=third.pk) == [(first, 1)]
    assert selectors.named_before(again.current, after=first.pk) == [(third, 1)]
    assert selectors.named_before(first.run) == []


def test_signing_asks_no_more_after_many_proposals_than_after_one(client, district, monkeypatch):
    looks, counted, opened = [], [], selectors.connection
    monkeypatch.setattr(selectors, "connection", lambda: looks.append(1) or opened())
    client.force_login(district)
    for numbers, next_one in (((1,), 2), ((3, 4, 5), 6)):
        for number in numbers:
            signed(district, number)
        round = awaiting(district, next_one)
        client.get("/")  # the day's first page makes the session last longer
        looks.clear()
        with CaptureQueriesContext(connection) as page:
            client.get(reverse("proposals:sign", args=[round.pk]))
        with CaptureQueriesContext(connection) as signature:
            sign_off(round=round, by=district, statement=statement())
        counted.append((len(page), len(signature), len(looks)))
    assert counted[0] == counted[1]


def test_whom_others_named_is_looked_up_before_anybody_has_to_wait(district, monkeypatch):
    """Under the lock only what was signed since is read: the file of an earlier proposal is gone by then."""
    earlier = signed(district, 1)
    round = screened_round(district, people=PEOPLE[:1], title="Berikutnya")
    locked = signing._locked_with_its_programme

    def lock(round):
        (earlier.run.folder / "decisions.parquet").unlink()
        return locked(round)

    monkeypatch.setattr(signing, "_locked_with_its_programme", lock)
    assert sign_off(round=round, by=district, statement=statement()).recipients == 1


def test_who_is_named_by_a_round_signed_meanwhile_is_not_proposed_again(district, monkeypatch):
    rounds = [screened_round(district, people=PEOPLE[:1], title=f"Putaran {n}") for n in (1, 2)]
    locked = signing._locked_with_its_programme

    def overtaken(round):
        monkeypatch.setattr(signing, "_locked_with_its_programme", locked)
        sign_off(round=rounds[0], by=district, statement=statement())
        return locked(round)

    monkeypatch.setattr(signing, "_locked_with_its_programme", overtaken)
    with pytest.raises(Refused, match="Putaran 1: 1 orang"), transaction.atomic():
        sign_off(round=rounds[1], by=district, statement=statement())


def test_a_run_that_is_no_longer_current_is_not_signed(screened, district):
    seen = screened.current
    newer = screened_round(district, people=PEOPLE[:2]).current
    newer.round, newer.number = screened, 2
    newer.save()
    Round.objects.filter(pk=screened.pk).update(current=newer)
    with pytest.raises(Refused):
        sign_off(round=screened, by=district, statement=statement(), run=seen)


def test_a_second_post_that_passed_the_first_checks_signs_nothing(screened, district, monkeypatch):
    """Two posts at once: both find the round unsigned, one is quicker."""
    from satupintu.pipeline.proposals.services import signing

    examined = signing._examined

    def overtaken(run):
        found = examined(run)
        monkeypatch.setattr(signing, "_examined", examined)
        sign_off(round=Round.objects.get(pk=screened.pk), by=district, statement=statement())
        return found

    monkeypatch.setattr(signing, "_examined", overtaken)
    with pytest.raises(Refused, match="sudah ditandatangani"):
        sign_off(round=screened, by=district, statement=statement())
    assert Proposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_posts_at_once_sign_once(screened, district):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database lives in memory, where writers fail instead of waiting")
    results = at_once(
        lambda: sign_off(round=Round.objects.get(pk=screened.pk), by=district, statement=statement())
    )
    assert sorted(type(one).__name__ for one in results) == ["Proposal", "Refused", "Refused"]
    assert Proposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_rounds_with_one_person_signed_at_once_become_one_proposal(district, monkeypatch):
    """Each officer waits, once nobody was found who stands in another proposal, for the other to come as far."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database lives in memory, where writers fail instead of waiting")
    rounds = [screened_round(district, people=PEOPLE[:1], title=f"Putaran {n}") for n in (1, 2)]
    both_looked = threading.Barrier(2)
    looked = signing.refuse_named_before

    def look_and_wait(*args, **named):
        looked(*args, **named)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=2)

    monkeypatch.setattr(signing, "refuse_named_before", look_and_wait)
    waiting = [round.pk for round in rounds]
    results = at_once(
        lambda: sign_off(round=Round.objects.get(pk=waiting.pop()), by=district, statement=statement()),
        times=2,
    )
    assert sorted(type(one).__name__ for one in results) == ["Proposal", "Refused"]
    assert "sudah diusulkan" in str(next(one for one in results if isinstance(one, Refused)))
    assert Proposal.objects.count() == 1
