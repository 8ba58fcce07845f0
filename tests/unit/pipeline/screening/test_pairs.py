"""Pairs of rows that may be one person: who sees them, what their pages say, and what people say of them."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job, State
from satupintu.pipeline.screening.models import PairJudgement, Verdict
from satupintu.pipeline.screening.selectors.pairs import pairs_page
from satupintu.pipeline.screening.selectors.visibility import visible_decisions
from satupintu.pipeline.screening.services.pairs import judge_pair, start_finding

from .case import ARJO_LIST, BUDI, KALI, SITI


@pytest.fixture
def office(client_of):
    return client_of("district_officer")


def shown(client, name, *arguments, query=""):
    answer = client.get(reverse(f"screening:{name}", args=arguments) + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def order(user, run, kind="person"):
    page = pairs_page(run, visible_decisions(user, run), kind, 1)
    return [(pair.left["n"], pair.right["n"]) for pair in page.pairs]


def test_the_likeliest_stand_first_and_those_judged_last(district, screened):
    run = screened.current
    assert order(district, run) == [(1, 2), (3, 4), (1, 6), (6, 8)]
    judge_pair(by=district, run=run, left=1, right=2, verdict=Verdict.DIFFERENT)
    assert order(district, run) == [(3, 4), (1, 6), (6, 8), (1, 2)]


def test_a_village_sees_pairs_of_its_own_rows_only(district, village, make_user, screened):
    run = screened.current
    assert order(village, run) == [(1, 2), (3, 4)]
    assert order(make_user("village_officer", area=KALI), run) == [(6, 8)]


def test_the_queue_says_how_many_are_left_and_families_stand_together(office, screened):
    judge_pair(by=office.user, run=screened.current, left=1, right=2, verdict=Verdict.UNSURE)
    text = shown(office, "pairs", screened.pk)
    assert "3 dari 4 belum dinilai" in text
    assert "Belum tahu" in text
    families = shown(office, "pairs", screened.pk, query="?jenis=household")
    assert "2 usulan dari satu keluarga" in families
    assert "Wahyu Prasetyo" in families
    assert "Budi Santoso" in shown(office, "pairs", screened.pk, query="?jenis=business")


@pytest.mark.parametrize(
    "query", ["?jenis=x&halaman=99", "?halaman=-1", "?jenis=household&halaman=99999999999"]
)
def test_an_address_nobody_could_mean_shows_the_queue(office, screened, query):
    assert "Mungkin satu orang" in shown(office, "pairs", screened.pk, query=query)


def test_a_nik_is_masked_in_the_queue_and_stands_in_no_address(office, screened):
    text = office.get(reverse("screening:pairs", args=[screened.pk])).content.decode()
    assert SITI not in text
    assert not re.search(r'(?:href|action)="[^"]*\d{16}', text)


def test_two_records_stand_side_by_side_with_what_agrees_and_what_else_could_explain_it(office, screened):
    text = shown(office, "pair", screened.pk, 1, 1, 2)
    for words in ("Siti Aminah", "Budi Santoso", "Besar kemungkinan satu orang", "dua orang sekeluarga"):
        assert words in text
    assert "beda satu angka, atau dua angka bertetangga tertukar" in text
    assert "menguatkan" in text
    html = office.get(reverse("screening:pair", args=[screened.pk, 1, 1, 2])).content.decode()
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", html))
    assert marked, "the digits that differ are marked"
    assert re.sub("</?mark>", "", html).count(SITI) == 1
    assert re.sub("</?mark>", "", html).count(BUDI) == 1


def test_a_pair_that_was_not_found_is_not_there(office, screened):
    assert office.get(reverse("screening:pair", args=[screened.pk, 1, 2, 4])).status_code == 404
    assert office.post(reverse("screening:judge_pair", args=[screened.pk, 1, 2, 4])).status_code == 404


def test_a_person_s_page_leads_to_the_pair_and_tells_of_those_it_may_not_show(client_of, office, screened):
    theirs = shown(client_of("village_officer"), "person", screened.pk, 1, 1)
    assert "Mungkin orang yang sama" in theirs
    assert "Budi Santoso" in theirs
    assert "Satu baris di daftar desa lain" in theirs
    assert "Ahmad Fauzi" not in theirs
    assert "Ahmad Fauzi" in shown(office, "person", screened.pk, 1, 1)
    assert "Mungkin orang yang sama" not in shown(office, "person", screened.pk, 1, 5)


def test_judging_keeps_who_said_what_on_which_evidence_and_changes_no_row(office, screened):
    before = (screened.current.folder / "decisions.parquet").read_bytes()
    address = reverse("screening:judge_pair", args=[screened.pk, 1, 1, 2])
    answer = office.post(address, {"penilaian": "same"}, follow=True)
    assert "Tercatat: satu orang." in answer.content.decode()
    kept = PairJudgement.objects.get()
    assert (kept.by, kept.verdict, kept.round, kept.run) == (office.user, "same", screened, screened.current)
    assert (kept.left, kept.right) == (f"{ARJO_LIST}!!4", f"{ARJO_LIST}!!5")
    assert kept.evidence["score"] == 12.5
    assert ["nik", "one_edit", 4.4] in kept.evidence["fields"]
    assert SITI not in str(kept.evidence)
    told = Event.objects.get(action="pair.judge")
    assert (told.by, told.data) == (office.user, {"run": 1, "verdict": "same", "score": 12})
    assert (screened.current.folder / "decisions.parquet").read_bytes() == before


def test_a_later_judgement_counts_and_the_earlier_stays(office, screened):
    for verdict in (Verdict.SAME, Verdict.DIFFERENT):
        judge_pair(by=office.user, run=screened.current, left=3, right=4, verdict=verdict)
    page = pairs_page(screened.current, visible_decisions(office.user, screened.current), "person", 1)
    assert page.judged == 1
    assert page.pairs[-1].judgement.verdict == Verdict.DIFFERENT
    text = shown(office, "pair", screened.pk, 1, 3, 4)
    assert text.index("Dua orang District") < text.index("Satu orang District")


def test_a_judgement_is_never_changed_or_removed(district, screened):
    made = judge_pair(by=district, run=screened.current, left=1, right=2, verdict=Verdict.SAME)
    made.verdict = Verdict.DIFFERENT
    for spoil in (
        made.save,
        made.delete,
        PairJudgement.objects.all().delete,
        lambda: PairJudgement.objects.update(verdict="unsure"),
    ):
        with pytest.raises(AppendOnlyError):
            spoil()
    for sql in (
        "UPDATE screening_pairjudgement SET verdict = 'unsure'",
        "DELETE FROM screening_pairjudgement",
    ):
        with pytest.raises(DatabaseError, match="hanya dapat ditambah"), transaction.atomic():
            connection.cursor().execute(sql)
    assert PairJudgement.objects.get().verdict == Verdict.SAME


def test_what_is_no_judgement_is_refused_and_kept_nowhere(office, screened):
    answer = office.post(
        reverse("screening:judge_pair", args=[screened.pk, 1, 1, 2]), {"penilaian": "x"}, follow=True
    )
    assert "Pilih satu orang, dua orang, atau belum tahu." in answer.content.decode()
    assert not PairJudgement.objects.exists()
    assert not Event.objects.filter(action="pair.judge").exists()


@pytest.mark.parametrize("role", ["bank_officer", "auditor", "administrator"])
def test_who_may_only_look_does_not_judge(role, make_user, screened):
    with pytest.raises(PermissionDenied):
        judge_pair(by=make_user(role), run=screened.current, left=1, right=2, verdict=Verdict.SAME)


def test_a_village_does_not_judge_a_pair_it_sees_half_of(village, make_user, screened):
    for user, left, right in (
        (village, 1, 6),
        (village, 6, 8),
        (make_user("district_officer", area="35.14"), 1, 2),
    ):
        with pytest.raises(PermissionDenied):
            judge_pair(by=user, run=screened.current, left=left, right=right, verdict=Verdict.SAME)
    assert not PairJudgement.objects.exists()


def test_pairs_of_a_run_that_has_none_yet_are_looked_for_on_demand(
    office, screened, django_capture_on_commit_callbacks
):
    (screened.current.pairs_folder / "possible_duplicates.parquet").unlink()
    assert "Pasangan belum dicari" in shown(office, "pairs", screened.pk)
    assert "Mungkin orang yang sama" not in shown(office, "person", screened.pk, 1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("screening:find_pairs", args=[screened.pk]))
    assert Job.objects.get(kind="screening.pairs").state == State.DONE
    assert "Tidak ada." in shown(office, "pairs", screened.pk), "nobody stands twice in these two lists"


def test_a_round_without_its_rows_says_so(district, screened):
    (screened.current.folder / "rows.parquet").unlink()
    with pytest.raises(Refused, match="tidak menyimpan salinan"):
        start_finding(by=district, run=screened.current)
