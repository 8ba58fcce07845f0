"""The form at the door as an ordinary page, and what a phone sends."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.collection.models import Channel, Submission
from satupintu.pipeline.collection.services import receive
from satupintu.pipeline.verification.services import confirm, return_, take_in

from .conftest import NIK, OTHER_RT, RT, VILLAGE, answers, photo

VERSION = "2026-11-23"
FORM = "/pendataan/isi/sidt_pendek/"


@pytest.fixture
def phone(rt_head):
    client = Client()
    client.force_login(rt_head)
    client.user = rt_head
    return client


def kept_on_phone(user, **changed):
    entry = {
        "instance_id": "web:1",
        "sequence": 1,
        "user": user.pk,
        "form": "sidt_pendek",
        "version": VERSION,
        "area": RT,
        "about": "",
        "replaces": "",
        "taken_at": "2026-11-22T03:00:00Z",
        "answers": answers(),
    }
    return entry | changed


def send(client, entry, **files):
    given = {"submission": json.dumps(entry), "sent_at": "2026-11-22T04:00:00Z"}
    return client.post("/pendataan/kirim/", given | files)


def test_an_ordinary_page_keeps_the_form_with_its_photo(phone):
    page = phone.get(FORM)
    assert page.status_code == 200
    instance = page.context["instance_id"]
    fields = answers(annual_turnover="36.000.000") | {"instance_id": instance}
    shot = SimpleUploadedFile("Foto saya.JPG", photo(), "image/jpeg")
    answer = phone.post(FORM, fields | {"photo": shot})
    assert answer.status_code == 302
    kept = Submission.objects.get()
    assert (kept.channel, kept.area_id, kept.by) == (Channel.WEB, RT, phone.user)
    assert kept.facts["annual_turnover"] == 36_000_000
    assert kept.attachments.get().question == "photo"
    assert not kept.attachments.get().is_broken
    phone.post(FORM, fields)  # the button pressed twice
    assert Submission.objects.count() == 1


def test_a_box_is_described_only_by_what_is_on_the_page(phone):
    for form in ("sidt_pendek", "sidt_panjang"):
        text = phone.get(f"/pendataan/isi/{form}/").content.decode()
        described = set(" ".join(re.findall(r'aria-describedby="([^"]*)"', text)).split())
        assert {one for one in described if one.startswith("h-")}, "some questions have a hint"
        assert described <= set(re.findall(r'\bid="([^"]*)"', text))


def test_what_is_amiss_is_shown_beside_its_question_and_nothing_is_kept(phone):
    answer = phone.post(FORM, answers(name="", nik="12", sector="<b>x</b>"))
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"name", "nik", "sector"}
    text = answer.content.decode()
    assert "NIK terdiri dari 16 angka" in text
    assert 'value="Jalan Melati 3"' in text  # the rest is still there
    assert "<b>x</b>" not in text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["birth_date", "stopped_on"])
@pytest.mark.parametrize("year", ["2147483648", "99999999999999999999", "87", "0087", "2099"])
def test_a_year_beyond_the_calendar_stays_as_it_was_written(phone, name, year):
    date = {f"{name}.day": "2", f"{name}.month": "5", f"{name}.year": year}
    answer = phone.post("/pendataan/isi/sidt_panjang/", answers(is_open="no") | date)
    assert answer.status_code == 422
    assert "tidak ada dalam kalender" in answer.context["errors"][name]
    assert year in answer.content.decode()


def test_an_answer_to_a_question_that_does_not_apply_is_left_out(phone):
    phone.post(FORM, answers(is_open="no", annual_turnover="5"))
    assert "annual_turnover" not in Submission.objects.get().facts


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00", "2026-11-22T03:00:00+99:00", "kemarin"],
)
def test_a_phone_s_clock_beyond_the_calendar_holds_up_nothing(phone, moment):
    """Answered by an error page it would be sent again for ever."""
    assert send(phone, kept_on_phone(phone.user, taken_at=moment)).json()["state"] == "kept"
    assert Submission.objects.get().taken_at is None


def test_the_same_form_sent_twice_counts_once(phone):
    entry = kept_on_phone(phone.user, answers=answers(photo="photo-1.jpg"))
    first = send(phone, entry, **{"photo-1.jpg": SimpleUploadedFile("photo-1.jpg", photo(), "image/jpeg")})
    again = send(phone, entry)
    assert (first.json()["state"], again.json()["state"]) == ("kept", "known")
    assert first.json()["number"] == again.json()["number"] == Submission.objects.get().pk
    kept = Submission.objects.get()
    assert kept.attachments.get().name == "photo-1.jpg"
    assert (kept.sequence, kept.taken_at.isoformat()) == (1, "2026-11-22T03:00:00+00:00")
    assert not list(kept.folder.glob("again-*")), "the second time was the same, byte for byte"


def test_another_business_under_the_name_of_the_first_is_not_taken_for_it(phone):
    """Two pages with one draft, or a page gone back to: "received" would lose the second."""
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    said = send(phone, kept_on_phone(phone.user, answers=answers(name="Budi"), sequence=2)).json()
    assert said["state"] == "refused" and f"tersimpan isian lain, dengan nomor {first};" in said["sentence"]
    page = phone.post(FORM, answers(name="Budi") | {"instance_id": "web:1"})
    assert page.status_code == 422 and "yang ini belum tersimpan" in page.content.decode()
    again = {"instance_id": page.context["instance_id"]}
    assert phone.post(FORM, answers(name="Budi") | again).status_code == 302
    assert send(phone, kept_on_phone(phone.user, sequence=3)).json()["state"] == "known"
    assert [one.name for one in Submission.objects.order_by("pk")] == ["Sri Wahyuni", "Budi"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"answers": answers(nik="12")}, "NIK: NIK terdiri dari 16 angka"),
        ({"answers": answers(name=None)}, "Nama pemilik usaha: Pertanyaan ini harus dijawab."),
        ({"area": OTHER_RT}, "bukan wilayah Anda"),
        ({"area": "35.14.01.2001"}, "bukan wilayah Anda"),
        ({"area": "\ud800"}, "bukan wilayah Anda"),
        ({"answers": answers(annual_turnover="1,5")}, "Penjualan setahun (rupiah): Tulis rupiah penuh"),
        ({"form": "lain"}, "versi lama"),
        ({"version": "2019-01-01"}, "versi lama"),
        ({"replaces": "99"}, "Pendataan yang diperbaiki"),
        ({"answers": ["x"]}, "tidak terbaca"),
        ({"form": None}, "versi lama"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(phone, changed, sentence):
    answer = send(phone, kept_on_phone(phone.user, **changed))
    assert answer.status_code == 422
    assert answer.json()["state"] == "refused"
    assert sentence in answer.json()["sentence"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"nik": "3507.1112.0687-0001", "annual_turnover": "Rp36.000.000,-"}, (NIK, 36_000_000)),
        ({"nik": "'3507 1112 0687 0001\u200e", "annual_turnover": "36000000,00"}, (NIK, 36_000_000)),
        ({"nik": "-", "annual_turnover": "36 000 000"}, (None, 36_000_000)),
    ],
)
def test_a_nik_and_a_sum_are_taken_as_people_write_them(phone, written, kept):
    assert send(phone, kept_on_phone(phone.user, answers=answers(**written))).json()["state"] == "kept"
    facts = Submission.objects.get().facts
    assert (facts.get("nik"), facts["annual_turnover"]) == kept


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "{}", '{"form": "sidt_pendek"}', "[" * 100_000])
def test_what_cannot_be_read_is_refused(phone, raw):
    assert phone.post("/pendataan/kirim/", {"submission": raw}).json()["state"] == "refused"


def test_another_person_on_the_same_phone_does_not_send_the_first_ones_forms(phone, make_user):
    entry = kept_on_phone(phone.user)
    other = make_user("rt_head", area=RT)
    phone.force_login(other)
    answer = send(phone, entry)
    assert (answer.status_code, answer.json()["state"]) == (409, "other")
    assert not Submission.objects.exists()


def test_without_a_token_nothing_is_kept_and_a_fresh_one_is_a_question_away(rt_head):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rt_head)
    assert send(client, kept_on_phone(rt_head)).status_code == 403
    me = client.get("/pendataan/siapa/").json()
    assert (me["user"], me["name"]) == (rt_head.pk, rt_head.name)
    given = {"submission": json.dumps(kept_on_phone(rt_head))}
    answer = client.post("/pendataan/kirim/", given, headers={"X-CSRFToken": me["token"]})
    assert answer.json()["state"] == "kept"


def test_mending_what_was_sent_is_a_new_submission(phone):
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    page = phone.get(f"{FORM}?ganti={first}")
    assert f'value="{NIK}"' in page.content.decode()
    mended = kept_on_phone(
        phone.user, instance_id="web:2", replaces=str(first), answers=answers(name="Sri W")
    )
    assert send(phone, mended).json()["state"] == "kept"
    assert Submission.objects.count() == 2
    assert Submission.objects.get(replaces=first).name == "Sri W"
    assert "sudah diperbaiki" in phone.get("/pendataan/isi/").content.decode()


def test_what_the_form_does_not_ask_comes_along_when_a_row_of_a_list_is_mended(phone, make_user):
    """Family card, date of birth and sex of a list's row were lost when its address was mended in the short form."""
    desa = make_user("village_officer")
    row = {
        "nik": NIK,
        "name": "Sri Wahyuni",
        "kk": "3507110101050001",
        "birth_date": "1987-06-12",
        "sex": "P",
    }
    listed = receive(
        by=desa, form="list", version="1", channel="list", instance_id="list:1", answers=row | {"phone": "0812"},
        raw=b"{}", raw_name="submission.json", area=phone.user.area,
    ).submission  # fmt: skip
    take_in()
    return_(listed, by=make_user("subdistrict_officer"), reason="Alamat salah.")
    fields = answers(phone=None) | {"replaces": str(listed.pk)}
    assert phone.post(FORM, fields).status_code == 302
    mended = Submission.objects.get(replaces=listed)
    assert {name: mended.facts[name] for name in row} == row
    assert "phone" not in mended.facts, "what the form asks and is left blank is taken out"


def test_a_photo_comes_along_when_the_rest_is_mended(phone):
    stall, newer = photo(), photo()
    shot = SimpleUploadedFile("toko.jpg", stall, "image/jpeg")
    entry = kept_on_phone(phone.user, answers=answers(photo="toko.jpg"))
    first = send(phone, entry, **{"toko.jpg": shot}).json()["number"]
    mended = kept_on_phone(
        phone.user, instance_id="web:2", replaces=str(first), answers=answers(name="Sri W")
    )
    send(phone, mended)
    second = Submission.objects.get(replaces=first)
    assert second.attachments.get().path.read_bytes() == stall
    assert second.facts["photo"] == "toko.jpg"
    other = SimpleUploadedFile("baru.jpg", newer, "image/jpeg")
    again = kept_on_phone(
        phone.user, instance_id="web:3", replaces=str(second.pk), answers=answers(photo="baru.jpg")
    )
    send(phone, again, **{"baru.jpg": other})
    assert Submission.objects.get(replaces=second).attachments.get().path.read_bytes() == newer


def test_nobody_mends_or_reads_what_was_sent_elsewhere(phone, make_user):
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    elsewhere = Client()
    elsewhere.force_login(make_user("rt_head", area=OTHER_RT))
    assert elsewhere.get(f"{FORM}?ganti={first}").status_code == 404
    assert elsewhere.post(FORM, answers(replaces=str(first))).status_code == 404
    assert elsewhere.get(f"{FORM}?ganti=٣").status_code == 404


def stands(first, who, make_user):
    """Brings a submission to where it waits for somebody: not yet told of, at a tier, at the registry, returned."""
    found = Submission.objects.get(pk=first)
    if who == "nobody yet":
        return
    take_in()
    officers = {role: make_user(role, area=area) for role, area in ABOVE.items()}
    for role, officer in officers.items():
        if role == who:
            return
        if who == f"returned by {role}":
            return_(found, by=officer, reason="Alamat kurang jelas.")
            return
        confirm([found], by=officer)


ABOVE = {
    "rw_head": VILLAGE + ".D01.W001",
    "hamlet_head": VILLAGE + ".D01",
    "village_officer": VILLAGE,
    "subdistrict_officer": "35.07.11",
    "district_officer": "35.07",
}
MENDERS = [("rw_head", VILLAGE + ".D01.W001"), ("village_officer", VILLAGE), ("rt_head", RT)]


@pytest.mark.parametrize("role, area", MENDERS)
@pytest.mark.parametrize("where", ["nobody yet", "rw_head", "subdistrict_officer", "the registry"])
def test_nobody_takes_the_place_of_what_another_sent_or_reads_its_nik(phone, make_user, role, area, where):
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    stands(first, where, make_user)
    other, user = Client(), make_user(role, area=area)
    other.force_login(user)
    assert other.get(f"{FORM}?ganti={first}").status_code == 404
    answer = other.post(FORM, answers(name="Orang Lain", area=RT) | {"replaces": str(first)})
    assert answer.status_code == 422
    assert "dikirim orang lain" in answer.context["errors"][""]
    by_phone = kept_on_phone(user, instance_id="web:9", replaces=str(first))
    assert "dikirim orang lain" in send(other, by_phone).json()["sentence"]
    assert not Submission.objects.filter(replaces=first).exists()


@pytest.mark.parametrize("role, area", MENDERS)
@pytest.mark.parametrize("tier", ["rw_head", "subdistrict_officer"])
def test_what_came_back_is_mended_by_whoever_it_came_back_to(phone, make_user, role, area, tier):
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    stands(first, f"returned by {tier}", make_user)
    other, user = Client(), make_user(role, area=area)
    other.force_login(user)
    assert f'value="{NIK}"' in other.get(f"{FORM}?ganti={first}").content.decode()
    opened = Event.objects.get(action="submission.open")
    assert (opened.by, opened.object_id) == (user, str(first))
    mended = kept_on_phone(user, instance_id="web:2", replaces=str(first))
    assert send(other, mended).json()["state"] == "kept"
    take_in()
    assert send(other, mended).json()["state"] == "known", "sent again once the tiers were told of it"
    late = kept_on_phone(phone.user, instance_id="web:3", replaces=str(first))
    assert "sudah diperbaiki" in send(phone, late).json()["sentence"]


@pytest.mark.parametrize("where", ["nobody yet", "village_officer", "returned by district_officer"])
def test_the_sender_mends_their_own_wherever_it_stands(phone, make_user, where):
    first = send(phone, kept_on_phone(phone.user)).json()["number"]
    stands(first, where, make_user)
    assert f'value="{NIK}"' in phone.get(f"{FORM}?ganti={first}").content.decode()
    mended = kept_on_phone(phone.user, instance_id="web:2", replaces=str(first))
    assert send(phone, mended).json()["state"] == "kept"
    assert not Event.objects.filter(action="submission.open").exists()


def test_a_village_officer_chooses_the_rt(client_of, rts, data_folder):
    officer = client_of("village_officer", area=VILLAGE)
    page = officer.get(FORM).content.decode()
    assert "RT 003, RW 001, Dusun Krajan, Arjowilangun" in page
    officer.post(FORM, answers(area=OTHER_RT))
    assert Submission.objects.get().area_id == OTHER_RT


@pytest.mark.parametrize("role", ["district_officer", "auditor", "bank_officer"])
def test_who_does_not_collect_is_refused(client_of, role):
    client = client_of(role)
    for address in ("/pendataan/isi/", FORM, "/pendataan/siapa/", "/pendataan/sw.js", "/pendataan/kertas/"):
        assert client.get(address).status_code == 403


def test_the_phone_keeps_every_part_of_the_page(phone):
    script = phone.get("/pendataan/sw.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert FORM in script.content.decode()
    page = phone.get(FORM).content.decode()
    wanted = [part.split('"')[0] for part in page.split('src="')[1:] + page.split('href="/static')[1:]]
    for part in wanted:
        assert (part if part.startswith("/static") else f"/static{part}") in script.content.decode()
    assert "worker-src 'self'" in script["Content-Security-Policy"]


def test_english_where_the_switch_says_so(phone):
    phone.cookies["bahasa"] = "en"
    page = phone.get(FORM).content.decode()
    assert "Name of the owner" in page
    assert "Save and send" in page
    assert (
        "A NIK has 16 digits. Look at the card again."
        in phone.post(FORM, answers(nik="12")).context["errors"]["nik"]
    )
    said = send(phone, kept_on_phone(phone.user, answers=answers(name=None, nik="12"))).json()["sentence"]
    assert said.startswith("Name of the owner: ") and "NIK: A NIK has 16 digits" in said
