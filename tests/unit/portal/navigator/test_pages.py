"""The walk through the questions and what it ends in: back, skip, language, nothing looked up for a stranger."""

import re

import pytest

from .conftest import QUESTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue", "areas")]
ASK, RESULT = "/dapat-apa/tanya/", "/dapat-apa/hasil/"


def asked(client, address=ASK):
    """The fact that the page asks for now; None when it leads to the result."""
    answer = client.get(address)
    return answer.context["form"].question.fact if answer.status_code == 200 else None


def answer(client, fact, value=None, address=ASK):
    body = {"fakta": fact} | ({"tidak_tahu": "1"} if value is None else {"jawaban": value})
    return client.post(address, body)


def cards(client, address=RESULT):
    groups = client.get(address).context["groups"]
    return {group.id: [card.id for card in group.cards] for group in groups}


def test_a_stranger_walks_to_the_result(client):
    assert "Apa yang bisa saya dapat?" in client.get("/dapat-apa/").content.decode()
    assert client.post("/dapat-apa/mulai/").url == ASK
    order = []
    while fact := asked(client):
        order.append(fact)
        value = {"row.business_letter": "470/1", "row.annual_turnover": "Rp 24.000.000"}.get(fact, "0")
        if fact == "lists.kur_borrowers":
            value = "1"  # no
        assert answer(client, fact, value).status_code == 302
    assert set(order) == set(QUESTIONS) - {"row.village", "row.name"}
    assert cards(client) == {"apply": ["dapur", "halal", "modal"], "past": ["lama"]}
    page = client.get(RESULT).content.decode()
    for words in ("Datang ke loket modal.", "Dinas koperasi", "Rp1.200.000", "UU 1/2000", "bukan keputusan"):
        assert words in page


def test_a_box_to_write_in_is_named_by_the_question(client):
    while asked(client) != "row.annual_turnover":
        answer(client, asked(client))
    page = client.get(ASK).content.decode()
    [box] = re.findall(r'<input[^>]*name="jawaban"[^>]*>', page)
    assert 'aria-labelledby="pertanyaan"' in box
    assert re.search(r'<h1[^>]*id="pertanyaan">Penjualan setahun\?</h1>', page)


def test_one_answer_settles_what_it_can_and_the_question_that_decides_most_comes_first(client):
    assert asked(client) == "asked.edible_product", "it bears on two programmes and stands first"
    answer(client, "asked.edible_product", "1")  # no food: two programmes are settled
    assert cards(client)["barred"] == ["dapur", "halal"]
    order = []
    while fact := asked(client):
        order.append(fact)
        answer(client, fact)
    assert "asked.packaged_product" not in order, "it could change nothing any more"
    assert order[-1] == "row.annual_turnover", "an unknown turnover passes, so it decides least"


def test_what_somebody_does_not_know_is_passed_over_and_can_be_answered_from_the_result(client):
    while fact := asked(client):
        assert answer(client, fact).status_code == 302
    assert cards(client)["missing"] == ["dapur", "halal", "modal"]
    page = client.get(RESULT).content.decode()
    assert f"{ASK}?f=asked.edible_product" in page
    assert client.get(f"{ASK}?f=asked.edible_product").context["form"].question.fact == "asked.edible_product"
    answer(client, "asked.edible_product", "1")
    assert cards(client)["barred"] == ["dapur", "halal"]


def test_back_leads_to_the_question_before_with_its_answer(client):
    first = asked(client)
    assert 'href="/dapat-apa/"' in client.get(ASK).content.decode()
    answer(client, first, "0")
    page = client.get(ASK)
    assert page.context["back"] == f"{ASK}?f={first}"
    before = client.get(page.context["back"])
    assert before.context["back"] == "/dapat-apa/"
    assert "checked" in before.content.decode()
    answer(client, first, "1")
    assert client.get(RESULT).context["walk"].answers == {first: False}


def test_an_answer_that_cannot_be_read_is_asked_again(client):
    for body in ({"jawaban": ""}, {"jawaban": "banyak"}, {"jawaban": "1-2 juta"}):
        told = client.post(ASK, {"fakta": "row.annual_turnover", **body})
        assert told.status_code == 422
        assert client.get(RESULT).context["walk"].answers == {}
    assert client.post(ASK, {"fakta": "row.nothing", "jawaban": "1"}).status_code in (200, 302)


@pytest.mark.parametrize("written", ["Rp 24.000.000,00", "24 jt", "24.000.000", "24000000"])
def test_money_is_understood_as_people_write_it(client, written):
    assert answer(client, "row.annual_turnover", written).status_code == 302
    assert client.get(RESULT).context["walk"].answers == {"row.annual_turnover": 24_000_000}


def test_english_by_the_switch_and_the_answers_stay(client):
    answer(client, "asked.edible_product", "1")
    client.post("/bahasa/", {"language": "en", "next": ASK})
    page = client.get(RESULT).content.decode()
    for words in ("Failed edible", "Do you sell food?", "Bring edible"):
        assert words in page
    assert "Gagal edible" not in page


def test_a_stranger_never_triggers_a_look_up_and_leaves_nothing_here(client, monkeypatch):
    from django.contrib.sessions.models import Session

    from satupintu.foundation.audit.models import Event
    from satupintu.pipeline.screening import known

    def refuse(*_args, **_kwargs):
        raise AssertionError("looked up")

    for name in ("known_person", "entries_of", "reference_set_of", "_rows"):
        monkeypatch.setattr(known, name, refuse)
    while fact := asked(client):
        assert fact != "row.name", "nobody is asked who they are"
        answer(client, fact, {"row.business_letter": "470/1", "row.annual_turnover": "1"}.get(fact, "0"))
    assert client.get(RESULT).status_code == 200
    assert Session.objects.count() == Event.objects.count() == 0


def test_answers_that_were_tampered_with_are_not_taken(client):
    answer(client, "asked.edible_product", "0")
    client.cookies["dapat_apa_umum"] = client.cookies["dapat_apa_umum"].value + "x"
    assert client.get(RESULT).context["walk"].answers == {}
    answer(client, "asked.edible_product", "0")
    client.post("/dapat-apa/mulai/")
    assert client.get(RESULT).context["walk"].answers == {}


def test_who_asks_too_often_is_held_back_with_a_sentence(client, monkeypatch):
    from satupintu.portal.navigator import views

    monkeypatch.setattr(views, "PER_ADDRESS", 2)
    assert [client.get(RESULT).status_code for _ in range(3)] == [200, 200, 429]
    assert answer(client, "asked.edible_product", "0").status_code == 429
    assert client.get("/dapat-apa/").status_code == 200


def test_fifteen_questions_are_enough(client, write_catalogue):
    from .conftest import criterion, programme

    lists = [f"daftar_{n}" for n in range(20)]
    questions = {
        f"lists.{one}": {"question": {"id": f"{one}?", "en": f"{one}?"}, "kind": "yes_no"} for one in lists
    }
    criteria = [criterion(one, {"fact": f"lists.{one}", "op": "is", "value": False}) for one in lists]
    write_catalogue([programme("banyak", *criteria, lists=lists)], QUESTIONS | questions)
    times = 0
    while fact := asked(client):
        answer(client, fact)
        times += 1
    assert times == 15


def test_a_village_is_found_by_its_name_and_says_which_programmes_are_for_it(client, write_catalogue):
    from ...engine.programmes import criterion
    from .conftest import NO_KUR, programme

    for name, area in (("malang", "35.07"), ("pasuruan", "35.14")):
        here = criterion("in_area", {"fact": "row.village", "op": "within", "value": area})
        write_catalogue([programme(name, NO_KUR, here, lists=["kur_borrowers"], areas=[area])])
    body = {"fakta": "row.village"}
    assert client.post(ASK, {**body, "desa": "Tidakadadesaini"}).status_code == 422
    several = client.post(ASK, {**body, "desa": "Purwodadi"})
    assert several.status_code == 422
    assert "Tulis juga kecamatannya" in several.content.decode()
    assert client.post(ASK, {**body, "desa": "arjowilangun"}).status_code == 302
    answer(client, "lists.kur_borrowers", "1")
    groups = cards(client)
    assert "malang" in groups["apply"]
    assert groups["elsewhere"] == ["pasuruan"]
