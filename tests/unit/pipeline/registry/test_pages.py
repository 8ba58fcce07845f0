"""The registry's pages: search, one business whole, pairs, and a NIK shown for a purpose."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.registry.models import Identity, Judgement, Letter, Pair
from satupintu.pipeline.registry.own.selectors import own_businesses
from satupintu.pipeline.registry.selectors import search_businesses, visible_businesses
from satupintu.pipeline.registry.services import judge, undo

from .conftest import BUDI, KALI, SITI

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def number_of(record) -> str:
    return Identity.objects.select_related("business").get(record=record).business.number


@pytest.fixture
def siti(admit):
    return admit(
        name="Siti <b>Aminah", nik=SITI, kk=SITI[:-1] + "9", business_name="Warung Siti", is_open="yes"
    )


@pytest.fixture
def elsewhere(admit):
    return admit(name="Budi Santoso", nik=BUDI, business_name="Warung Budi", area=KALI)


def test_a_business_seen_whole(admit, siti, client_of):
    admit(name="Siti <b>Aminah", nik=SITI, business_name="Warung Siti", is_open="no", on="2021-09-01")
    admit(name="Joko", kk=SITI[:-1] + "9", business_name="Bengkel Joko")
    admit(name="Tono", kk=SITI[:-1] + "9", business_name="Bengkel Tono", area=KALI)
    page = text(client_of("village_officer").get(f"/registri/{number_of(siti)}/"))
    assert "Bengkel Tono" not in page, "the family's business in another village is not this officer's"
    assert "Siti &lt;b&gt;Aminah" in page
    assert SITI not in page
    assert SITI[:-1] + "9" not in page
    assert "350711••••••••01" in page
    for said in ("1 Sep 2021", "1 Mar 2021", "Sugeng Hariadi", "Berhenti", "Satu kartu keluarga", "Joko"):
        assert said in page, said


def test_a_nik_is_shown_once_for_a_purpose_that_is_kept(siti, client_of):
    client, address = client_of("village_officer"), f"/registri/{number_of(siti)}/nik/"
    refused = client.post(address, {"purpose": "other", "words": ""})
    assert refused.status_code == 422
    assert SITI not in text(refused)
    shown = client.post(address, {"purpose": "card", "words": ""})
    assert SITI in text(shown)
    assert SITI not in text(client.get(f"/registri/{number_of(siti)}/"))
    event = Event.objects.get(action="nik.read")
    assert event.by == client.user
    assert event.data == {"number": number_of(siti), "purpose": "Mencocokkan dengan KTP atau Kartu Keluarga"}


def test_a_nik_in_the_purpose_is_not_kept(siti, client_of):
    client, address = client_of("village_officer"), f"/registri/{number_of(siti)}/nik/"
    answer = client.post(address, {"purpose": "other", "words": f"dicocokkan dengan {SITI}"})
    assert answer.status_code == 422
    assert not Event.objects.filter(action="nik.read").exists()


@pytest.mark.parametrize("role", ["rt_head", "province_officer"])
def test_who_may_not_read_a_nik_whole(siti, client_of, areas, role):
    client = client_of(role, area="35.07.11.2008" if role == "rt_head" else "35")
    assert "Tampilkan NIK lengkap" not in text(client.get(f"/registri/{number_of(siti)}/"))
    assert client.post(f"/registri/{number_of(siti)}/nik/", {"purpose": "card"}).status_code == 403
    assert not search_businesses(client.user, search=SITI).exists()


def test_nothing_outside_ones_area_is_there(siti, elsewhere, client_of):
    client, number = client_of("village_officer"), number_of(elsewhere)
    for address in (f"/registri/{number}/", "/registri/?wilayah=35.07.11.2007"):
        assert client.get(address).status_code in {404, 422}, address
    assert client.post(f"/registri/{number}/nik/", {"purpose": "card"}).status_code == 404
    client.post(f"/registri/{number_of(siti)}/bandingkan/", {"nomor": number})
    assert not Pair.objects.exists()
    for words in ("Budi", number, BUDI):
        page = text(client.post("/registri/cari/", {"cari": words}))
        assert "Warung Budi" not in page
        assert "Tidak ada yang cocok" in page
    assert "Warung Budi" not in text(client.get("/registri/"))


def test_search(siti, elsewhere, client_of, make_user):
    district = make_user("district_officer")
    for words in ("warung siti", "aminah", SITI, f" {number_of(siti)} "):
        assert [one.number for one in search_businesses(district, search=words)] == [number_of(siti)], words
    client = client_of("district_officer")
    found = client.post("/registri/cari/", {"cari": number_of(siti)})
    assert found.url == f"/registri/{number_of(siti)}/"
    page = text(client.post("/registri/cari/", {"cari": "warung", "wilayah": "3507112007"}))
    assert "Warung Budi" in page
    assert "Warung Siti" not in page


def test_an_owner_sees_what_is_their_own_in_their_regency(siti, elsewhere, make_user):
    owner = make_user("business_owner", area=KALI, nik=SITI, name="Siti <b>Aminah")
    assert [one.number for one in visible_businesses(owner)] == [number_of(siti)]
    assert not visible_businesses(make_user("business_owner", area=KALI, nik="")).exists()


def test_pairs_are_judged_one_after_the_other_and_the_last_is_taken_back(admit, siti, client_of):
    for name in ("Joko", "Tono"):
        admit(name=name, nik=SITI)
    client = client_of("village_officer")
    page = text(client.get("/registri/pasangan/"))
    assert "NIK sama, nama lain" in page
    first, second = Pair.objects.filter(about="person").order_by("pk")[:2]
    assert 'data-key="s"' in text(client.get(f"/registri/pasangan/{first.pk}/"))
    answer = client.post(
        f"/registri/pasangan/{first.pk}/nilai/", {"penilaian": "same", "catatan": "KTP dilihat"}
    )
    assert answer.url.startswith("/registri/pasangan/")
    made = Judgement.objects.get(by=client.user)
    assert (made.verdict, made.note) == ("same", "KTP dilihat")
    following = text(client.get(f"/registri/pasangan/{second.pk}/"))
    assert f'action="/registri/penilaian/{made.pk}/batal/"' in following
    assert 'data-key="z"' in following
    assert client.post(f"/registri/penilaian/{made.pk}/batal/").url == f"/registri/pasangan/{first.pk}/"
    history = text(client.get("/registri/penilaian/"))
    assert "KTP dilihat" in history
    assert "dibatalkan" in history
    again = text(client.post(f"/registri/penilaian/{made.pk}/batal/", follow=True))
    assert "sudah dibatalkan" in again
    assert client.post(f"/registri/pasangan/{first.pk}/nilai/", {"penilaian": "merge"}).url.endswith(
        f"/{first.pk}/"
    )


def test_a_judgement_from_a_page_that_is_out_of_date_is_told_who_was_first(admit, siti, client_of, district):
    admit(name="Joko", nik=SITI)
    pair = Pair.objects.get(about="person")
    client = client_of("village_officer")
    address = f"/registri/pasangan/{pair.pk}/"

    def seen():
        return text(client.get(address)).split('name="terlihat" value="')[1].split('"')[0]

    def sent(verdict, terlihat):
        return text(
            client.post(f"{address}nilai/", {"penilaian": verdict, "terlihat": terlihat}, follow=True)
        )

    before = seen()
    first = judge(left=pair.left, right=pair.right, about="person", verdict="different", by=district)
    assert f"sudah dinilai oleh {district}: berbeda" in sent("same", before)
    assert Judgement.objects.filter(by=client.user).count() == 0
    before = seen()
    undo(first, district)
    assert "yang Anda lihat sudah dibatalkan" in sent("same", before)
    sent("same", seen())
    assert Judgement.objects.get(by=client.user).verdict == "same"
    sent("unsure", seen())
    assert Judgement.objects.filter(by=client.user).count() == 2


def test_any_two_businesses_can_be_set_side_by_side(siti, elsewhere, client_of):
    client = client_of("district_officer")
    address = f"/registri/{number_of(siti)}/bandingkan/"
    answer = client.post(address, {"nomor": number_of(elsewhere), "tentang": "business"})
    pair = Pair.objects.get(reason="asked")
    assert answer.url == f"/registri/pasangan/{pair.pk}/"
    assert client_of("village_officer").get(answer.url).status_code == 404
    for number in ("", "1", "9" * 60, number_of(siti), "²"):
        assert "Tulis nomor registri" in text(client.post(address, {"nomor": number}, follow=True)), number


def test_what_was_joined_is_found_by_its_old_number_with_its_letters(
    siti, elsewhere, district, client_of, areas
):
    old = Identity.objects.get(record=elsewhere).business
    Letter.objects.create(
        number="470/12/2021", year=2021, village=areas[KALI], business=old, token="t", made_by=district
    )
    judge(left=siti, right=elsewhere, about="business", verdict="same", by=district)
    client = client_of("district_officer")
    assert client.get(f"/registri/{old.number}/").url == f"/registri/{number_of(siti)}/"
    page = text(client.get(f"/registri/{number_of(siti)}/"))
    assert f"Juga dikenal dengan nomor {old.number}" in page
    assert "470/12/2021" in page


def test_a_contradiction_is_told_on_both_pages(admit, client_of, district):
    a, b, c = (admit(name=f"Orang {n}", business_name=f"Warung {n}") for n in "ABC")
    judge(left=a, right=c, about="business", verdict="different", by=district)
    judge(left=a, right=b, about="business", verdict="same", by=district)
    judge(left=b, right=c, about="business", verdict="same", by=district)
    client = client_of("district_officer")
    assert "Penilaian bertentangan" in text(client.get(f"/registri/{number_of(a)}/"))
    assert "Penilaian yang bertentangan" in text(client.get("/registri/pasangan/?tentang=business"))


def test_a_reader_sees_no_buttons(admit, siti, client_of):
    admit(name="Joko", nik=SITI)
    pair = Pair.objects.get(about="person")
    client = client_of("auditor")
    page = text(client.get(f"/registri/pasangan/{pair.pk}/"))
    assert "data-key" not in page
    assert client.post(f"/registri/pasangan/{pair.pk}/nilai/", {"penilaian": "same"}).status_code == 403


def test_pages_in_english(siti, client_of):
    client = client_of("village_officer")
    client.cookies["bahasa"] = "en"
    assert "What is known" in text(client.get(f"/registri/{number_of(siti)}/"))


def test_pages_ask_no_more_for_more_rows(admit, siti, client_of):
    client = client_of("village_officer")

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = ("/registri/", "/registri/pasangan/", "/registri/penilaian/", f"/registri/{number_of(siti)}/")
    counted = []
    for names in (("Joko", "Siti B Aminah"), ("Tono", "Wahyu", "Siti Aminah B", "Siti B. Aminah")):
        for name in names:
            admit(name=name, nik=SITI, business_name="Warung Siti")
        counted.append([queries(address) for address in addresses])
    assert counted[0] == counted[1]


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="reads the plan in SQLite's words, where the slow one was seen",
)
def test_an_owners_businesses_are_found_without_walking_along_all(siti, make_user):
    owner = make_user("business_owner", nik=SITI, name="Siti <b>Aminah")
    for found in (visible_businesses(owner), own_businesses(owner)):
        assert "owner_id=?" in found.explain()
