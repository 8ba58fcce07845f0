"""The public status page: one's own standing, nothing about others, and no guessing."""

from datetime import date

import pytest

from satupintu.foundation.accounts.models import Tally
from satupintu.portal import status

pytestmark = pytest.mark.django_db
NIK = "3507114205870001"
FIELDS = {"nik": NIK, "birth_date_day": "2", "birth_date_month": "5", "birth_date_year": "1987"}


@pytest.fixture
def asked(monkeypatch, make_user):
    """What the page asked the rounds for, and one standing for the right NIK and date."""
    from satupintu.pipeline.screening.models import Round

    officer = make_user("district_officer")
    round = Round.objects.create(
        title="BPUM 2021", programme="bpum-2021", as_of="2021-04-01", area=officer.area, opened_by=officer
    )
    standing = {
        "round": "BPUM 2021",
        "round_id": round.pk,
        "programme": "Bantuan bagi Pelaku Usaha Mikro 2021",
        "as_of": date(2021, 4, 1),
        "state": "ineligible",
        "sentence": "Usulan Anda tidak memenuhi syarat program ini.",
        "reasons": [{"text": "Sedang menerima KUR.", "article": "Pasal 4 ayat (2)", "remedy": "Lunasi."}],
    }
    calls = []

    def public_status(*, nik, birth_date):
        calls.append((nik, birth_date))
        return [standing] if (nik, birth_date) == (NIK, date(1987, 5, 2)) else []

    monkeypatch.setattr(status, "public_status", public_status)
    monkeypatch.setattr(status, "ANSWERS_TAKE", 0)
    return calls


def test_a_person_reads_their_state_the_article_and_what_to_bring(client, asked):
    page = client.post("/status/", FIELDS).content.decode()
    for words in (
        "Tidak memenuhi syarat",
        "Sedang menerima KUR.",
        "Pasal 4 ayat (2)",
        "Lunasi.",
        "Kabupaten Malang",
    ):
        assert words in page
    assert asked == [(NIK, date(1987, 5, 2))]


@pytest.mark.parametrize("year", ["2147483648", "99999999999999999999"])
def test_a_year_beyond_the_calendar_is_answered_with_a_sentence(client, asked, year):
    answer = client.post("/status/", FIELDS | {"birth_date_year": year})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"birth_date"}
    assert "tidak ada dalam kalender" in answer.context["form"].errors["birth_date"][0]
    assert asked == []


def test_separators_in_a_nik_do_not_matter(client, asked):
    page = client.post("/status/", FIELDS | {"nik": "3507 1142 0587 0001"}).content.decode()
    assert "Tidak memenuhi syarat" in page


def test_the_nik_is_neither_repeated_nor_kept_nor_in_an_address(client, asked):
    response = client.post("/status/", FIELDS)
    assert NIK not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not any(NIK in str(value) for value in client.session.values())
    assert NIK not in "".join(Tally.objects.values_list("key", flat=True))
    asked.clear()
    client.get("/status/", FIELDS)
    assert not asked


def test_an_unknown_nik_and_a_wrong_date_read_the_same(client, asked):
    wrong_date = client.post("/status/", FIELDS | {"birth_date_day": "3"}).content
    unknown = client.post("/status/", FIELDS | {"nik": "3507114205870002"}).content
    assert b"Tidak ada usulan yang cocok" in unknown
    assert without_token(wrong_date) == without_token(unknown)


def test_every_answer_takes_the_same_time_at_least(client, asked, monkeypatch):
    waited = []
    monkeypatch.setattr(status, "ANSWERS_TAKE", 100)
    monkeypatch.setattr(status.time, "sleep", waited.append)
    client.post("/status/", FIELDS)
    client.post("/status/", FIELDS | {"nik": "3507114205870002"})
    assert len(waited) == 2
    assert all(90 < seconds <= 100 for seconds in waited)


def test_one_nik_is_not_guessed_at(client, asked):
    for day in range(3, 3 + status.PER_NIK):  # all wrong
        assert client.post("/status/", FIELDS | {"birth_date_day": str(day)}).status_code == 200
    response = client.post("/status/", FIELDS, REMOTE_ADDR="10.9.8.7")
    assert response.status_code == 429
    assert "Tidak memenuhi syarat" not in response.content.decode()
    assert client.post("/status/", FIELDS | {"nik": "3507114205870002"}).status_code == 200


def test_one_address_does_not_ask_for_everybody(client, asked):
    for n in range(status.PER_ADDRESS):
        client.post("/status/", FIELDS | {"nik": f"350711420587{n:04}"})
    assert client.post("/status/", FIELDS | {"nik": "3507114205879999"}).status_code == 429
    other = client.post("/status/", FIELDS | {"nik": "3507114205879998"}, REMOTE_ADDR="10.9.8.7")
    assert other.status_code == 200


def test_an_address_that_is_held_back_shuts_nobody_else_out(client, asked):
    for n in range(status.PER_ADDRESS):
        client.post("/status/", FIELDS | {"nik": f"350711420587{n + 10:04}"})
    for day in range(3, 3 + 2 * status.PER_NIK):
        assert client.post("/status/", FIELDS | {"birth_date_day": str(day)}).status_code == 429
    own = client.post("/status/", FIELDS, REMOTE_ADDR="10.9.8.7")
    assert "Tidak memenuhi syarat" in own.content.decode()


def test_asking_about_oneself_again_and_again_is_no_guessing(client, asked):
    for _ in range(2 * status.PER_NIK):
        assert client.post("/status/", FIELDS).status_code == 200
    for day in range(3, 3 + status.PER_NIK):
        assert client.post("/status/", FIELDS | {"birth_date_day": str(day)}).status_code == 200
    assert client.post("/status/", FIELDS | {"birth_date_day": "28"}).status_code == 429


def test_one_ipv6_network_is_one_caller(client, asked):
    def ask(n: int, address: str) -> int:
        fields = FIELDS | {"nik": f"350711420587{n:04}"}
        return client.post("/status/", fields, REMOTE_ADDR=address).status_code

    for n in range(status.PER_ADDRESS):
        assert ask(n, f"2001:db8:1:2::{n:x}") == 200
    assert ask(9001, "2001:db8:1:2:ffff::1") == 429
    assert ask(9002, "2001:db8:1:3::1") == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nik": ""}, "Tulis NIK Anda."),
        ({"nik": "35071142058700"}, "NIK terdiri dari 16 angka"),
        ({"nik": "٣٥٠٧١١٤٢٠٥٨٧٠٠٠١"}, "NIK terdiri dari 16 angka"),
        ({"birth_date_day": "31", "birth_date_month": "2"}, "tidak ada dalam kalender"),
        ({"birth_date_year": ""}, "Tulis tanggal lahir Anda"),
        ({"birth_date_month": "Mei"}, "dengan angka"),
        ({"birth_date_year": "99999"}, "tidak ada dalam kalender"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(client, asked, change, sentence):
    page = client.post("/status/", FIELDS | change).content.decode()
    assert sentence in page
    assert "Ada yang perlu diperbaiki" in page
    assert not asked


def without_token(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrfmiddlewaretoken" not in line]
