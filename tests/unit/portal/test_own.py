"""The owner's page: every fact with its source, who looked, correction, objection, a copy, and erasure."""

import json
import sys
from datetime import UTC, date, datetime
from types import ModuleType, SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.forms import load_forms, question_named
from satupintu.pipeline.collection.models import Sealed, Submission
from satupintu.pipeline.registry.letters.services import draft_letter, sign_letter
from satupintu.pipeline.registry.models import Business, ErasureRequest, Letter, Record
from satupintu.pipeline.registry.own import selectors as own_selectors
from satupintu.pipeline.registry.own import services as own_services
from satupintu.pipeline.registry.own.selectors import LABELS, facts_of, own_businesses, sources_of
from satupintu.pipeline.verification.models import Verification, Waiting

from ..pipeline.registry.own_case import (
    BUDI,
    FAR,
    SITI,
    VILLAGE,
    make_business,
    make_record,
    make_submission,
    make_waiting,
)


@pytest.fixture
def head(make_user):
    return make_user("rt_head", area=VILLAGE, name="Pak Slamet")


@pytest.fixture
def siti(client_of):
    return client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")


@pytest.fixture
def warung(areas, head):
    found = make_business(
        areas[VILLAGE],
        head,
        SITI,
        "Siti Aminah",
        "Warung Siti",
        address="Jl. Raya 1",
        annual_turnover=24_000_000,
    )
    make_record(
        found, head, {"nik": SITI, "name": "Siti Aminah", "annual_turnover": 36_000_000}, date(2026, 11, 1)
    )
    return found


@pytest.fixture
def bengkel(areas, head):
    return make_business(areas[VILLAGE], head, BUDI, "Budi Santoso", "Bengkel Budi")


def page(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_fact_comes_with_its_source_day_and_what_was_said_before(siti, warung):
    turnover = next(one for one in facts_of(warung) if one.name == "annual_turnover")
    assert (turnover.latest.value, turnover.latest.on) == ("Rp36.000.000", date(2026, 11, 1))
    assert [one.value for one in turnover.earlier] == ["Rp24.000.000"]
    shown = page(siti.get(f"/usaha-saya/{warung.pk}/"))
    for words in ("Rp36.000.000", "Rp24.000.000", "Jl. Raya 1", "Ketua RT", "Arjowilangun"):
        assert words in shown
    assert "Slamet" not in shown
    assert SITI not in shown


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Makanan dan minuman (warung, katering, kue)"), ("en", "Food and drink")]
)
def test_the_trade_is_told_in_the_language_of_the_page(language, words):
    with translation.override(language):
        assert own_selectors.shown("sector", "food") == words


@pytest.mark.parametrize(
    ("fact", "value", "label", "words"),
    [
        ("needs", ["capital", "equipment"], "Kebutuhan usaha", "Modal, Peralatan"),
        ("sells_where", ["market", "online"], "Dijual di mana?", "Di pasar, Daring"),
        ("place_status", "rent", "Tempatnya milik siapa?", "Sewa atau kontrak"),
        ("bank_account", "yes", "Punya rekening bank?", "Ya"),
        ("stopped_on", "2026-09-01", "Sejak kapan berhenti?", "1 September 2026"),
        ("birth_place", "Malang", "Tempat lahir", "Malang"),
        ("kolom_lain", "apa saja", "Kolom lain", "apa saja"),
    ],
)
def test_answers_of_any_form_are_read_in_words(siti, client_of, warung, head, fact, value, label, words):
    make_record(warung, head, {"nik": SITI, "name": "Siti Aminah", fact: value}, date(2026, 11, 2))
    told = {one.name: one for one in facts_of(warung)}
    assert (told[fact].label, told[fact].latest.value) == (label, words)
    for shown in (
        page(siti.get(f"/usaha-saya/{warung.pk}/")),
        page(client_of("district_officer").get(f"/registri/{warung.number}/")),
    ):
        assert label in shown and words in shown


def test_every_question_of_our_forms_has_words_on_the_owner_s_page(warung, head):
    answers = {
        question.name: question.choices[0].name if question.choices else "1"
        for form in load_forms().values()
        for question in form.questions
    }
    make_record(warung, head, answers | {"nik": SITI, "name": "Siti Aminah"}, date(2026, 11, 2))
    assert len(facts_of(warung)) > 40
    for one in facts_of(warung):
        question = question_named(one.name)
        assert question is None or one.label in (question.label, str(LABELS.get(one.name)), "Kebutuhan usaha")
        if question and question.choices:
            assert one.latest.value != question.choices[0].name


@pytest.mark.parametrize(("hour", "day"), [(16, 21), (18, 22), (23, 22)])  # Jakarta is seven hours ahead
def test_the_day_of_a_waiting_submission_is_the_day_here(warung, head, areas, hour, day, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, hour, tzinfo=UTC))
    make_submission(areas[VILLAGE], head, {"name": "Siti"}, about=warung.number)
    waiting = next(one for one in sources_of(warung) if one.state == "waiting")
    assert waiting.on == date(2026, 11, day)


def test_only_one_s_own_businesses_are_there(siti, warung, bengkel):
    assert "Bengkel Budi" not in page(siti.get("/usaha-saya/"))
    for path in ("", "perbaiki/", "keberatan/"):
        assert siti.get(f"/usaha-saya/{bengkel.pk}/{path}").status_code == 404
    with pytest.raises(PermissionDenied):
        own_services.object_to(by=siti.user, business=bengkel, text="x")


def test_an_account_without_a_nik_owns_nothing(client_of, areas, head):
    unnamed = make_business(areas[VILLAGE], head, "", "Tanpa NIK", "Kios")
    client = client_of("business_owner", area=VILLAGE)
    assert "belum memuat NIK" in page(client.get("/usaha-saya/"))
    assert client.get(f"/usaha-saya/{unnamed.pk}/").status_code == 404


def test_who_looked_is_told_by_role_and_office(siti, warung, client_of):
    officer = client_of("subdistrict_officer", area="35.07.11", name="Dewi Lestari")
    assert "Petugas kecamatan, Kalipare" not in page(siti.get(f"/usaha-saya/{warung.pk}/"))
    officer.get(f"/registri/{warung.number}/")
    shown = page(siti.get(f"/usaha-saya/{warung.pk}/"))
    assert "Petugas kecamatan, Kalipare" in shown
    assert "Membuka data usaha" in shown
    assert "Dewi" not in shown


def test_what_the_tiers_said_is_shown(siti, warung, make_user):
    officer = make_user("village_officer", area=VILLAGE)
    submission = Record.objects.filter(identity__business=warung).first().submission
    Verification.objects.create(submission=submission, level=4, decision="confirmed", by=officer)
    assert "Desa/Kelurahan: dibenarkan" in page(siti.get(f"/usaha-saya/{warung.pk}/"))


def test_an_objection_is_answered_by_an_officer_of_the_area(siti, warung, client_of):
    siti.post(f"/usaha-saya/{warung.pk}/keberatan/", {"text": "Omzet saya salah"})
    objection = warung.objections.get()
    officer = client_of("village_officer", area=VILLAGE)
    assert "Omzet saya salah" in page(officer.get("/keberatan/"))
    assert client_of("village_officer", area=FAR).get(f"/keberatan/{objection.pk}/").status_code == 404
    officer.post(f"/keberatan/{objection.pk}/", {"answer": "Sudah kami perbaiki"})
    assert "Sudah kami perbaiki" in page(siti.get(f"/usaha-saya/{warung.pk}/"))
    with pytest.raises(Refused, match="sudah dijawab"):
        own_services.answer_objection(by=officer.user, objection=objection, answer="lagi")


def test_the_copy_holds_everything_of_one_s_own_and_nothing_of_others(siti, warung, bengkel):
    answer = siti.get("/usaha-saya/salinan.json")
    copy = json.loads(answer.content)
    assert copy["account"]["nik"] == SITI
    assert [one["name"] for one in copy["businesses"]] == ["Warung Siti"]
    assert len(copy["businesses"][0]["sources"]) == 2
    assert BUDI not in answer.content.decode()
    readable = page(siti.get("/usaha-saya/salinan/"))
    assert SITI in readable
    assert "Bengkel" not in readable


@pytest.fixture
def receiving(monkeypatch):
    """Stands in for collection's own taking in: what it was called with, kept as a submission."""
    calls = []

    def receive(**given):
        calls.append(given)
        made = make_submission(
            given["area"], given["by"], given["answers"], about=given["about"], channel=given["channel"]
        )
        return SimpleNamespace(submission=made, is_new=True)

    forms = ModuleType("forms")
    known = SimpleNamespace(version="2026-11-22", question=lambda name: None)
    forms.load_forms = lambda: {"sidt_pendek": known}
    services = ModuleType("services")
    services.receive = receive
    monkeypatch.setitem(sys.modules, "satupintu.pipeline.collection.forms", forms)
    monkeypatch.setitem(sys.modules, "satupintu.pipeline.collection.services", services)
    return calls


def test_a_correction_is_one_more_submission_about_the_business(siti, warung, receiving):
    form = {
        "instance_id": "owner:1",
        "name": "Siti Aminah",
        "sector": "trade",
        "address": "Jl. Baru 2",
        "is_open": "yes",
    }
    assert siti.post(f"/usaha-saya/{warung.pk}/perbaiki/", form).status_code == 302
    (call,) = receiving
    assert (call["channel"], call["about"], call["instance_id"]) == ("owner", warung.number, "owner:1")
    assert call["answers"] == {
        "nik": SITI,
        "name": "Siti Aminah",
        "sector": "trade",
        "address": "Jl. Baru 2",
        "is_open": "yes",
    }
    warung.refresh_from_db()
    assert warung.facts["address"] == "Jl. Raya 1", "the registry changes only once the tiers have confirmed"
    assert "Menunggu verifikasi" in page(siti.get(f"/usaha-saya/{warung.pk}/"))


def test_a_correction_that_says_too_little_is_not_sent(siti, warung, receiving):
    answer = siti.post(
        f"/usaha-saya/{warung.pk}/perbaiki/", {"instance_id": "owner:1", "annual_turnover": "-5"}
    )
    assert answer.status_code == 422
    assert receiving == []


def filled_in(client, business, **changed):
    """The form of corrections as a browser sends it back."""
    form = client.get(f"/usaha-saya/{business.pk}/perbaiki/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | changed).items() if value is not None}


def test_a_form_saved_as_it_was_is_no_correction(siti, warung):
    address = f"/usaha-saya/{warung.pk}/perbaiki/"
    unchanged = siti.post(address, filled_in(siti, warung))
    assert unchanged.status_code == 422
    assert "Tidak ada yang berubah" in unchanged.content.decode()
    told = filled_in(siti, warung, address="Jl. Baru 2")
    assert [siti.post(address, told).status_code for _ in range(2)] == [302, 302]  # the button pressed twice
    for again in (filled_in(siti, warung), told | {"instance_id": "owner:again"}):
        assert "Tidak ada yang berubah" in siti.post(address, again).content.decode()
    assert Submission.objects.filter(channel="owner").count() == 1
    assert siti.post(address, filled_in(siti, warung, address="Jl. Raya 1")).status_code == 302, "taken back"


def test_corrections_that_wait_are_few(siti, warung, monkeypatch):
    monkeypatch.setattr(own_services, "OPEN_AT_ONCE", 2)
    address = f"/usaha-saya/{warung.pk}/perbaiki/"
    for n in (1, 2):
        assert siti.post(address, filled_in(siti, warung, employees=n)).status_code == 302
    third = siti.post(address, filled_in(siti, warung, employees=3))
    assert third.status_code == 422
    assert "masih menunggu pemeriksaan" in third.content.decode()
    assert Submission.objects.filter(channel="owner").count() == 2


def test_the_same_objection_is_not_made_twice_while_it_waits(siti, warung):
    address = f"/usaha-saya/{warung.pk}/keberatan/"
    siti.post(address, {"text": "Omzet saya salah"})
    again = siti.post(address, {"text": " Omzet saya salah "})
    assert again.status_code == 422
    assert "sudah Anda kirim" in again.content.decode()
    warung.objections.update(answered_at=timezone.now(), answer="Sudah")
    assert siti.post(address, {"text": "Omzet saya salah"}).status_code == 302


@pytest.fixture
def asked(siti, warung):
    siti.post("/usaha-saya/hapus/", {"reason": "Usaha tutup", "understood": "on"})
    return ErasureRequest.objects.get()


def test_the_page_says_what_stays_and_that_its_article_is_still_to_come(siti, warung):
    shown = page(siti.get("/usaha-saya/hapus/"))
    assert "tetap disimpan" in shown
    assert "Rujukan pasalnya menyusul" in shown


def test_asking_twice_is_refused(siti, asked):
    answer = siti.post("/usaha-saya/hapus/", {"understood": "on"})
    assert answer.status_code == 422
    assert ErasureRequest.objects.count() == 1


def test_an_erasure_blanks_what_is_read_and_seals_what_was_sent(
    siti, asked, warung, bengkel, client_of, areas, head
):
    officer = client_of("district_officer", area="35.07")
    make_waiting(areas[VILLAGE], head, about=warung.number)
    make_waiting(areas[VILLAGE], head)
    record_count, sent = Record.objects.count(), Submission.objects.count()
    officer.post(
        f"/keberatan/penghapusan/{asked.pk}/",
        {"decision": "grant", "answer": "Dihapus; yang tetap: pembayaran."},
    )
    warung.refresh_from_db()
    assert (warung.name, warung.facts, warung.owner.nik, warung.owner.name) == ("", {}, "", "")
    assert (Record.objects.count(), Submission.objects.count()) == (record_count, sent)
    assert Record.objects.unsealed().count() == 1  # Budi's
    assert Sealed.objects.count() == 3
    assert Waiting.objects.count() == 1
    assert list(own_businesses(siti.user)) == []
    assert "Dikabulkan" in page(siti.get("/usaha-saya/"))
    assert siti.get(f"/usaha-saya/{warung.pk}/").status_code == 404
    assert "Warung" not in page(officer.get("/keberatan/"))
    bengkel.refresh_from_db()
    assert bengkel.name == "Bengkel Budi"


def test_after_an_erasure_a_signed_letter_stays_and_names_nobody(
    siti, warung, make_user, client, data_folder
):
    village = make_user("village_officer", area=VILLAGE)
    given = {
        "business_name": "Warung Siti",
        "sector": "Makanan",
        "address": "Jl. 1",
        "since": "",
        "purpose": "",
    }
    signed, _draft = (
        draft_letter(by=village, business=warung, given={**given, "number": number, "on": date(2026, 11, 2)})
        for number in ("1/2026", "2/2026")
    )
    sign_letter(by=village, letter=signed, signatory="Sutrisno", position="Kades", address="https://x/")
    request = own_services.ask_erasure(by=siti.user, reason="")
    district = make_user("district_officer", area="35.07")
    own_services.decide_erasure(by=district, request=request, is_granted=True, answer="ya")
    assert list(Letter.objects.values_list("number", flat=True)) == ["1/2026"]
    shown = page(client.get(f"/surat/{signed.token}/"))
    assert "Warung Siti" not in shown
    assert "S.A." not in shown
    assert "1/2026" in shown


def test_a_refused_erasure_changes_nothing_and_is_explained(siti, asked, warung, client_of):
    officer = client_of("district_officer", area="35.07")
    assert officer.post(f"/keberatan/penghapusan/{asked.pk}/", {"decision": "refuse"}).status_code == 422
    officer.post(
        f"/keberatan/penghapusan/{asked.pk}/", {"decision": "refuse", "answer": "Masih diperiksa BPK"}
    )
    assert "Masih diperiksa BPK" in page(siti.get("/usaha-saya/"))
    assert Business.objects.get(pk=warung.pk).name == "Warung Siti"


def test_an_office_does_not_erase_what_lies_in_another(siti, asked, areas, head, make_user):
    make_business(areas[FAR], head, SITI, "Siti Aminah", "Cabang")
    officer = make_user("district_officer", area="35.07")
    with pytest.raises(Refused, match="di luar wilayah Anda"):
        own_services.decide_erasure(by=officer, request=asked, is_granted=True, answer="ya")
    assert not Sealed.objects.exists()
