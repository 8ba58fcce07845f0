"""The walk through the questions and what it ends in: back, skip, language, nothing looked up for a stranger."""

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
