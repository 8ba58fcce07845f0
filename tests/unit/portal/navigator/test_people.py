"""Owner and helper: what is known is not asked again, comes with its source, and who looked is kept."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from satupintu.foundation.audit.models import Event
from tests.aid_case import row, write_aid

from ...pipeline.registry.own_case import BUDI, FAR, SITI, VILLAGE, make_business

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue", "areas")]


@pytest.fixture
def head(make_user):
    return make_user("rt_head", area=VILLAGE, name="Pak Slamet")


@pytest.fixture
def warung(areas, head, data_folder):
    return make_business(
        areas[VILLAGE],
        head,
        SITI,
        "Siti Aminah",
        "Warung Siti",
        business_letter="470/1",
        annual_turnover=24_000_000,
    )


@pytest.fixture
def references(make_user, areas, data_folder):
    from satupintu.pipeline.screening.services.references import load_reference

    def load(borrowers=(), name="Siti Aminah"):
        rows = f"nik,name,birth_date,sex,village,status\n{SITI},{name},1987-05-02,P,{VILLAGE},alive\n"
        niks = "".join(f"{one}\n" for one in borrowers)
        files = {
            "civil_registry": ContentFile(rows.encode(), name="civil_registry.csv"),
            "kur_borrowers": ContentFile(f"nik\n3507110101010009\n{niks}".encode(), name="kur_borrowers.csv"),
        }
        by = make_user("district_officer")
        return load_reference(by=by, name="acuan", area=areas["35.07"], files=files)

    return load


@pytest.fixture
def received(data_folder):
    """`received(row(…), …)`: all that agencies reported."""
    return lambda *rows: write_aid(data_folder / "aid" / "aid.parquet", rows)


def groups(client, address):
    found = client.get(address)
    assert found.status_code == 200
    return {one.id: {card.id: card for card in one.cards} for one in found.context["groups"]}


def test_an_owner_is_asked_only_what_nobody_knows(client_of, warung, references):
    references()
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    found = groups(siti, "/dapat-apa/saya/")
    assert set(found["apply"]) == {"modal"}
    assert not found["apply"]["modal"].is_stated
    order = []
    while (page := siti.get("/dapat-apa/saya/tanya/")).status_code == 200:
        fact = page.context["form"].question.fact
        order.append(fact)
        siti.post("/dapat-apa/saya/tanya/", {"fakta": fact, "jawaban": "0"})
    assert order == ["asked.edible_product", "asked.packaged_product"]
    found = groups(siti, "/dapat-apa/saya/")
    assert set(found["apply"]) == {"dapur", "halal", "modal"}
    assert found["apply"]["halal"].is_stated
    page = siti.get("/dapat-apa/saya/").content.decode()
    assert "470/1" in page
    assert f"/usaha-saya/{warung.pk}/perbaiki/" in page
    assert SITI not in page


def test_the_registry_and_the_lists_count_before_what_is_stated(client_of, warung, references):
    references(borrowers=[SITI])
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    siti.post("/dapat-apa/saya/tanya/", {"fakta": "lists.kur_borrowers", "jawaban": "1"})
    [reason] = groups(siti, "/dapat-apa/saya/")["barred"]["modal"].reasons
    assert reason.sentence == "Gagal no_kur"
    assert reason.article == "UU 1/2000, Pasal 1"


def test_under_another_name_nothing_of_the_lists_is_told(client_of, warung, references):
    references(borrowers=[SITI], name="Orang Lain Sekali")
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    card = groups(siti, "/dapat-apa/saya/")["missing"]["modal"]
    assert [one.sentence for one in card.reasons] == ["Tinggal identitasnya; lihat di atas."]
    page = siti.get("/dapat-apa/saya/").content.decode()
    assert "bukan nama pemilik NIK ini di data kependudukan" in page


def test_an_account_without_a_nik_is_a_stranger(client_of, warung, references):
    references()
    found = groups(client_of("business_owner", area=VILLAGE), "/dapat-apa/saya/")
    assert set(found["missing"]) == {"dapur", "halal", "modal"}


def test_a_helper_finds_the_business_and_prints_the_result(client_of, warung, references):
    references()
    officer = client_of("village_officer", area=VILLAGE)
    assert "Warung Siti" in officer.post("/dapat-apa/bantu/", {"cari": "siti"}).content.decode()
    page = officer.get(f"/dapat-apa/bantu/{warung.number}/").content.decode()
    for words in ("Bukan keputusan.", "Dibantu", "Arjowilangun", "Datang ke loket modal."):
        assert words in page
    assert SITI not in page
    event = Event.objects.get(action="navigator.help")
    assert (event.by, event.object_id, event.area_id) == (officer.user, str(warung.pk), VILLAGE)


def test_who_may_not_read_lists_sees_the_same_of_who_stands_in_one_and_who_does_not(
    client_of, warung, references, received
):
    received(row(int(SITI), "halal", person=warung.owner_id))
    address = f"/dapat-apa/bantu/{warung.number}/"
    seen = []
    for borrowers in ([], [SITI]):
        references(borrowers=borrowers)
        head = client_of("rt_head", area=VILLAGE)
        while (page := head.get(f"{address}tanya/")).status_code == 200:
            fact = page.context["form"].question.fact
            assert not fact.startswith("lists."), "the lists know, so nobody is asked before these eyes"
            head.post(f"{address}tanya/", {"fakta": fact, "jawaban": "0"})
        seen.append(groups(head, address))
    assert seen[0] == seen[1]
    assert set(seen[0]) == {"apply", "missing", "past"}, "nor is it told what a neighbour received"
    [told] = seen[0]["missing"]["modal"].reasons
    assert "data pembanding" in told.sentence
    assert not told.citation
    [told] = groups(client_of("village_officer", area=VILLAGE), address)["barred"]["modal"].reasons
    assert told.sentence == "Gagal no_kur"


def test_answers_given_for_one_are_not_taken_for_the_next(client_of, warung, areas, head):
    other = make_business(areas[VILLAGE], head, "3507111203800002", "Budi Santoso", "Bengkel Budi")
    officer = client_of("village_officer", area=VILLAGE)
    body = {"fakta": "asked.edible_product", "jawaban": "0"}
    officer.post(f"/dapat-apa/bantu/{warung.number}/tanya/", body)
    assert officer.get(f"/dapat-apa/bantu/{warung.number}/").context["walk"].answers
    assert not officer.get(f"/dapat-apa/bantu/{other.number}/").context["walk"].answers
    officer.post("/dapat-apa/bantu/tamu/tanya/", body)
    assert officer.get("/dapat-apa/bantu/tamu/hasil/").context["walk"].answers
    officer.post("/dapat-apa/bantu/tamu/")
    assert not officer.get("/dapat-apa/bantu/tamu/hasil/").context["walk"].answers


def test_newest_lists_of_the_area_count(client_of, warung, references):
    references(borrowers=[SITI])
    references()
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    assert "modal" in groups(siti, "/dapat-apa/saya/")["apply"]


def test_no_card_with_what_somebody_received_is_kept(client_of, warung, references, received):
    from satupintu.portal.navigator import results

    def page(day, amount):
        received(row(int(SITI), "modal", received_on=day, amount=amount, person=warung.owner_id))
        return siti.get("/dapat-apa/saya/").content.decode()

    references()
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    results._shared.cache_clear()
    assert "1 Juni 2021: Rp1.200.000" in page(date(2021, 6, 1), 1_200_000)
    kept = results._shared.cache_info().currsize
    for day, amount, said in (
        (date(2021, 8, 2), 600_000, "2 Agustus 2021: Rp600.000"),
        (None, 300_000, "Diterima: Rp300.000"),
        (date(2021, 9, 3), None, "3 September 2021"),
    ):
        assert said in page(day, amount)
    assert results._shared.cache_info().currsize == kept, "others' cards are shared, these are not kept"


def test_what_was_received_stands_apart(client_of, warung, references, received):
    received(
        row(int(SITI), "modal", person=warung.owner_id),
        row(int(SITI), "halal", person=warung.owner_id, match="other_name"),
    )
    references()
    siti = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    assert set(groups(siti, "/dapat-apa/saya/")["received"]) == {"modal"}
    officer = client_of("village_officer", area=VILLAGE)
    assert set(groups(officer, f"/dapat-apa/bantu/{warung.number}/")["received"]) == {"modal"}


@pytest.mark.parametrize(
    ("name", "area", "reported", "is_theirs"),
    [
        ("Hj. Siti Aminah", VILLAGE, {}, True),
        ("Siti Aminah", VILLAGE, {"village": None}, True),
        ("Siti Aminah", VILLAGE, {"village": "35.07.01.2001"}, True),
        ("Nama Rekaan", VILLAGE, {}, False),
        ("S A", VILLAGE, {}, False),
        ("Siti Aminah", FAR, {}, False),
        ("Siti Aminah", VILLAGE, {"name": None}, False),
        ("Siti Aminah", VILLAGE, {"match": "other_name"}, False),
    ],
)
def test_aid_of_nobody_in_the_registry_is_told_on_both_pages_to_who_bears_its_nik_and_name(
    client_of, areas, catalogue, received, name, area, reported, is_theirs
):
    received(row(int(SITI), "modal", **{"name": "SITI AMINAH", "match": "unmatched"} | reported))
    owner = client_of("business_owner", area=area, nik=SITI, name=name)
    assert ("received" in groups(owner, "/dapat-apa/saya/")) is is_theirs
    assert bool(owner.get("/usaha-saya/salinan.json").json()["reported"]) is is_theirs
    assert ("Rp1.000.000" in owner.get("/usaha-saya/").content.decode()) is is_theirs


@pytest.mark.parametrize("name", ["Nama Rekaan", "Siti Aminah"])
def test_lists_tell_nothing_under_a_nik_that_only_the_account_joins_to_a_name(client_of, references, name):
    """The registry knows nobody of this NIK, and the civil registry somebody else or nobody."""
    seen = []
    for borrowers in ([], [BUDI]):
        references(borrowers=borrowers)
        owner = client_of("business_owner", area=VILLAGE, nik=BUDI, name=name)
        seen.append(groups(owner, "/dapat-apa/saya/"))
    assert seen[0] == seen[1]
    assert "modal" in seen[0]["missing"]


def test_the_civil_registry_is_enough_to_be_told_what_lists_say(client_of, areas, references):
    references(borrowers=[SITI])
    owner = client_of("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    assert "modal" in groups(owner, "/dapat-apa/saya/")["barred"]
