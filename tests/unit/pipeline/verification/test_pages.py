"""Pages of the tiers: the queue, several at once with the minutes, returning, what sleeps, ladders."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from satupintu.foundation.areas.models import Level
from satupintu.foundation.audit.models import Event
from satupintu.pipeline.verification.models import Ladder, Purpose, SignOff, Verification, Waiting
from satupintu.pipeline.verification.services import confirm, return_

from .case import HAMLET, RT, RW, VILLAGE

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 berita acara"


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


def age(submission, days):
    Waiting.objects.filter(submission=submission).update(since=timezone.now() - timedelta(days=days))


def test_the_queue_shows_what_waits_for_me_with_the_nik_covered(field):
    one = field.receive()
    page = text(sign_in(field.rw).get("/antrean/"))
    assert one.name in page
    assert f"/antrean/{one.pk}/" in page
    assert one.nik not in page
    assert "RT 12, RW 03" in page
    assert one.name not in text(sign_in(field.village).get("/antrean/"))


def test_markup_in_a_name_stays_a_name(field):
    one = field.send(facts={"name": "<script>alert(1)</script>"})
    for path in ("/antrean/", f"/antrean/{one.pk}/"):
        assert "<script>alert" not in text(sign_in(field.rw).get(path))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"a", "b", "c"}),
        ({"masalah": "ya"}, {"b"}),
        ({"masalah": "tidak"}, {"a", "c"}),
        ({"umur": "7"}, {"c"}),
        ({"wilayah": f"{RW}.T013"}, {"a"}),
        ({"umur": "7", "masalah": "ya"}, set()),
        ({"umur": "x", "masalah": "x", "halaman": "x"}, {"a", "b", "c"}),
    ],
)
def test_a_queue_is_filtered_by_address(field, asked, expected):
    sent = {
        "a": field.send(field.other_rt),
        "b": field.send(problems=["nik_missing"]),
        "c": field.send(),
    }
    age(sent["c"], 8)
    page = text(sign_in(field.rw).get("/antrean/", asked))
    assert {name for name, one in sent.items() if f'id="p{one.pk}"' in page} == expected


def test_a_search_never_stands_in_an_address(field):
    one, other = field.send(facts={"name": "Wulan Sari"}), field.send()
    client = sign_in(field.rw)
    for words in ("wulan", "SARI wulan", one.nik, one.business_name):
        response = client.post("/antrean/cari/", {"cari": words})
        assert response.status_code == 200
        assert f'id="p{one.pk}"' in text(response)
    assert f'id="p{other.pk}"' not in text(client.post("/antrean/cari/", {"cari": "wulan"}))
    assert client.post("/antrean/cari/", {"cari": "", "masalah": "ya"}).url == "/antrean/?masalah=ya"


def test_a_queue_asks_the_database_as_often_for_many_as_for_few(field, django_assert_num_queries):
    client = sign_in(field.rw)
    field.send()
    client.get("/antrean/")  # the day's first page makes the session last longer
    with django_assert_num_queries(7):
        client.get("/antrean/")
    for _ in range(60):
        field.receive()
    client.get("/antrean/")
    with django_assert_num_queries(7):
        page = text(client.get("/antrean/"))
    assert page.count('name="pilih"') == 25


def test_several_are_looked_at_then_signed_with_the_minutes(field):
    sent = [field.send(problems=["nik_missing"] if n == 0 else []) for n in range(3)]
    client = sign_in(field.rw)
    review = text(client.post("/antrean/sahkan/", {"pilih": [one.pk for one in sent]}))
    assert "Sahkan 3 pendataan" in review
    assert "NIK belum diisi" in review
    assert not SignOff.objects.exists()
    numbers = ",".join(str(one.pk) for one in sent)
    file = SimpleUploadedFile("Musyawarah RW.pdf", PDF)
    response = client.post(
        "/antrean/sahkan/", {"nomor": numbers, "sahkan": "1", "berita_acara": file}, follow=True
    )
    assert "3 pendataan dibenarkan" in text(response)
    made = SignOff.objects.get()
    assert (made.count, made.minutes_name) == (3, "Musyawarah RW.pdf")
    minutes = client.get(f"/antrean/pengesahan/{made.pk}/berita-acara/")
    assert b"".join(minutes.streaming_content) == PDF
    assert Event.objects.filter(action="minutes.download", by=field.rw).exists()
    assert f"/antrean/pengesahan/{made.pk}/" in text(client.get(f"/antrean/{sent[0].pk}/"))
    assert sign_in(field.hamlet).get(f"/antrean/pengesahan/{made.pk}/berita-acara/").status_code == 200
    for who in (field.rt, field.flat_village, field.make_user("bank_officer")):
        response = sign_in(who).get(f"/antrean/pengesahan/{made.pk}/berita-acara/")
        assert response.status_code in {403, 404}


@pytest.mark.parametrize(("content", "said"), [(b"MZ\x90", "bukan PDF"), (b"", "bukan PDF")])
def test_minutes_that_are_no_document_sign_nothing(field, content, said):
    one = field.send()
    file = SimpleUploadedFile("x.pdf", content)
    response = sign_in(field.rw).post(
        "/antrean/sahkan/", {"nomor": str(one.pk), "sahkan": "1", "berita_acara": file}, follow=True
    )
    assert said in text(response)
    assert f'name="nomor" value="{one.pk}"' in text(response), "what was chosen is still chosen"
    assert not SignOff.objects.exists()


def test_all_that_fit_are_signed_at_once_across_pages(field):
    for n in range(55):
        field.receive(problems=["nik_missing"] if n < 2 else [])
    client = sign_in(field.rw)
    assert "Sahkan semua 55 yang cocok" in text(client.get("/antrean/"))
    review = client.post("/antrean/sahkan/", {"semua": "1", "masalah": "tidak"})
    assert "Sahkan 53 pendataan" in text(review)
    client.post("/antrean/sahkan/", {"nomor": review.context["numbers"], "sahkan": "1"})
    assert SignOff.objects.get().count == 53


def test_nothing_chosen_is_told(field):
    field.send()
    response = sign_in(field.rw).post("/antrean/sahkan/", {}, follow=True)
    assert "Pilih paling sedikit satu" in text(response)


def test_one_after_the_other_without_going_back(field):
    sent = [field.send() for _ in range(3)]
    client = sign_in(field.rw)
    response = client.post(f"/antrean/{sent[0].pk}/benarkan/")
    assert response.url == f"/antrean/{sent[1].pk}/"
    response = client.post(f"/antrean/{sent[2].pk}/kembalikan/", {"reason": "photo", "more": "Foto toko."})
    assert response.url == f"/antrean/{sent[1].pk}/"
    assert client.post(f"/antrean/{sent[1].pk}/benarkan/").url == "/antrean/"
    word = Verification.objects.get(submission=sent[2], level=Level.RW)
    assert word.reason == "Foto tidak jelas atau terpotong. Foto toko."


def test_who_comes_second_reads_who_was_quicker(field):
    one, two = field.send(), field.send()
    second = sign_in(field.make_user("rw_head", area=RW))
    confirm([one], by=field.rw)
    told = text(second.post(f"/antrean/{one.pk}/benarkan/", follow=True))
    assert "sudah dibenarkan oleh Bu Marni pukul" in told
    mended = field.send()
    field.send(replaces=mended)
    chosen = {"nomor": f"{one.pk},{two.pk},{mended.pk}", "sahkan": "1"}
    told = text(second.post("/antrean/sahkan/", chosen, follow=True))
    assert "1 pendataan dibenarkan" in told and "1 pendataan tidak dibenarkan: tidak lagi menunggu" in told
    assert f"Pendataan {one.pk} sudah dibenarkan oleh Bu Marni" in told


@pytest.mark.parametrize(
    ("sent", "said"), [({}, "Pilih alasannya"), ({"reason": "other"}, "Tulis apa yang harus diperbaiki")]
)
def test_a_return_asks_for_its_reason(field, sent, said):
    one = field.send()
    response = sign_in(field.rw).post(f"/antrean/{one.pk}/kembalikan/", sent)
    assert response.status_code == 422
    assert said in text(response) and text(response).count("govuk-error-summary__title") == 1


def test_the_collector_sees_why_and_what_changed_is_marked(field):
    one = field.send(facts={"address": "Jalan Melati 21"})
    return_(one, by=field.rw, reason="Alamat salah atau kurang jelas.")
    page = text(sign_in(field.rt).get("/antrean/kembali/"))
    assert "Alamat salah atau kurang jelas." in page
    assert f"/pendataan/isi/sidt_pendek/?ganti={one.pk}" in page
    assert one.name not in text(sign_in(field.other_rt).get("/antrean/kembali/"))
    mended = field.send(
        replaces=one, facts={**one.facts, "address": "Jalan Melati 12", "nik": "3507114506050099"}
    )
    page = text(sign_in(field.rw).get(f"/antrean/{mended.pk}/"))
    assert "diubah; tadinya: Jalan Melati 21" in page
    assert "NIK diubah dari pendataan sebelumnya" in page
    assert one.nik not in page
    assert "sudah diganti dengan perbaikannya" in text(sign_in(field.rw).get(f"/antrean/{one.pk}/"))


def test_the_collector_withdraws_with_a_reason(field):
    one = field.send()
    return_(one, by=field.rw, reason="Usaha ini tidak ada.")
    client = sign_in(field.rt)
    refused = client.post(f"/antrean/{one.pk}/tarik/", {"reason": " "})
    assert refused.status_code == 422 and text(refused).count("govuk-error-summary__title") == 1
    assert "govuk-error-summary" not in text(client.get(f"/antrean/{one.pk}/"))
    assert client.post(f"/antrean/{one.pk}/tarik/", {"reason": "Memang tidak ada"}).status_code == 302
    assert not Waiting.objects.exists()


def test_who_sleeps_stands_first_with_how_long(field):
    old = [field.send() for _ in range(3)]
    for one, days in zip(old, (20, 4, 2), strict=True):
        age(one, days)
    at_village = field.up_to("village")
    age(at_village, 8)
    back = field.send(field.other_rt)
    return_(back, by=field.rw, reason="Foto tidak jelas.")
    response = sign_in(field.district).get("/antrean/umur/")
    lines = response.context["page"].object_list
    assert [(one.area.pk, one.purpose, one.count, one.oldest, one.median) for one in lines] == [
        (RW, Purpose.VERIFY, 3, 20, 4),
        (VILLAGE, Purpose.VERIFY, 1, 8, 8),
        (f"{RW}.T013", Purpose.MEND, 1, 0, 0),
    ]
    assert lines[0].people == ["Bu Marni"]
    assert [one.share for one in lines] == [100, 40, 1]
    page = text(response)
    assert "tidur" in page
    assert "Siti" not in page


def test_a_place_where_nobody_has_an_account_is_told(field):
    field.send()
    assert "belum ada yang punya akun" in text(sign_in(field.district).get("/antrean/umur/"))


def test_ages_are_of_one_s_own_area_and_narrowed(field):
    field.send()
    field.send(field.flat_rt)

    def count(who, **asked):
        return len(sign_in(who).get("/antrean/umur/", asked).context["page"].object_list)

    assert [count(who) for who in (field.district, field.village, field.hamlet, field.rt)] == [2, 1, 1, 0]
    assert count(field.district, jenjang=str(int(Level.RW))) == 1
    assert count(field.subdistrict, wilayah=VILLAGE) == 1
    assert count(field.village, wilayah="35.07.11.2007") == 0


def test_those_without_a_tier_are_led_to_the_ages(field):
    for role in ("auditor", "province_officer", "ministry_officer"):
        client = sign_in(field.make_user(role, area="35"))
        assert client.get("/antrean/").url == "/antrean/umur/"
        assert client.get("/antrean/umur/").status_code == 200


def test_an_area_that_is_not_chosen_is_told_at_the_top(field):
    client = sign_in(field.make_user("district_officer"))
    refused = client.post("/antrean/jenjang/", {"area": ""})
    assert refused.status_code == 422 and text(refused).count("govuk-error-summary__title") == 1
    assert "govuk-error-summary" not in text(client.get("/antrean/jenjang/"))


def test_the_district_sets_a_ladder(field):
    client = sign_in(field.district)
    assert client.post("/antrean/jenjang/", {"area": "35.07.11.2008"}).url == f"/antrean/jenjang/{VILLAGE}/"
    for code in ("35.14", "99", HAMLET):
        assert client.post("/antrean/jenjang/", {"area": code}).status_code == 422
    response = client.post(f"/antrean/jenjang/{VILLAGE}/", {"levels": [Level.RT, Level.RW]})
    assert response.status_code == 422
    assert "lolos tanpa dilihat" in text(response)
    response = client.post(f"/antrean/jenjang/{VILLAGE}/", {"levels": [Level.VILLAGE, Level.RW]}, follow=True)
    assert "RW → Desa/Kelurahan" in text(response)
    assert Ladder.objects.get().levels == [Level.RW, Level.VILLAGE]
    client.post(f"/antrean/jenjang/{VILLAGE}/", {"hapus": "1"})
    assert not Ladder.objects.exists()


def test_a_submission_is_seen_by_those_above_but_decided_by_its_tier(field):
    one = field.send()
    page = text(sign_in(field.district).get(f"/antrean/{one.pk}/"))
    assert one.name in page
    assert "/benarkan/" not in page
    page = text(sign_in(field.rw).get(f"/antrean/{one.pk}/"))
    assert f"/antrean/{one.pk}/benarkan/" in page
    assert RT not in page


def test_the_home_page_says_what_waits(field):
    one = field.send()
    field.send()
    assert "Antrean: 2 menunggu Anda" in text(sign_in(field.rw).get("/"))
    return_(one, by=field.rw, reason="Foto tidak jelas.")
    assert "Satu pendataan dikembalikan kepada Anda" in text(sign_in(field.rt).get("/"))
    assert "dikembalikan kepada Anda" not in text(sign_in(field.village).get("/")), (
        "the head of the RT mends it"
    )


@pytest.mark.parametrize(
    ("by", "area", "next_tier", "told"),
    [("village", VILLAGE, "subdistrict", "village"), ("rw", RT, "hamlet", "rw"),
     ("subdistrict", HAMLET, "district", "village")],
)  # fmt: skip
def test_what_came_back_is_somebody_s_next_step_whoever_sent_it(field, by, area, next_tier, told):
    """The village's own, a head of RW's, and a row of the sub-district's file, which lies in no RT."""
    one = field.send(getattr(field, by), area=area)
    return_(one, by=getattr(field, next_tier), reason="Alamat salah.")
    assert "Satu pendataan dikembalikan kepada Anda" in text(sign_in(getattr(field, told)).get("/"))


def test_pages_have_their_english(field):
    one = field.send()
    client = sign_in(field.rw)
    client.cookies["bahasa"] = "en"
    assert "Waiting for your word" in text(client.get("/antrean/"))
    assert "Confirm and go to the next" in text(client.get(f"/antrean/{one.pk}/"))
