"""The public pages and the frame of every page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from satupintu.foundation.audit.services import record

pytestmark = pytest.mark.django_db


def test_strangers_see_four_doors(client):
    page = client.get("/").content.decode()
    assert page.count('class="sp-door"') == 4
    assert "Cek status saya" in page
    assert "Apa yang bisa saya dapat?" in page


def test_officers_see_their_name_role_and_area(client_of):
    page = client_of("district_officer", name="Sri Wahyuni").get("/").content.decode()
    assert "Sri Wahyuni" in page
    assert "Petugas dinas, Kabupaten Malang" in page


def test_indonesian_comes_first_whatever_the_browser_asks_for(client):
    page = client.get("/", headers={"Accept-Language": "en-GB,en"}).content.decode()
    assert '<html lang="id">' in page


def test_the_switch_turns_to_english_and_back_on_the_same_page(client):
    response = client.post("/bahasa/", {"language": "en", "next": "/status/"})
    assert response.url == "/status/"
    page = client.get("/status/").content.decode()
    assert '<html lang="en">' in page
    assert "Check my status" in page
    client.post("/bahasa/", {"language": "id", "next": "/status/"})
    assert "Cek status saya" in client.get("/status/").content.decode()


def leads_back(page: str) -> str:
    return re.search(r'name="next" value="([^"]*)"', page)[1]


# What only takes forms, and a page that holds such a form.
FORMS = [
    ("/registri/cari/", {"cari": "siti"}, "/registri/?urut=nama"),
    ("/antrean/cari/", {"cari": "siti"}, "/antrean/"),
    ("/antrean/sahkan/", {}, "/antrean/?halaman=2"),
]


@pytest.mark.parametrize(("address", "sent", "page"), FORMS)
@pytest.mark.parametrize("site", ["http://testserver", "https://lain.example", "unknown"])
def test_the_switch_and_signing_in_lead_to_a_page_and_not_to_where_a_form_went(
    client_of, client, address, sent, page, site
):
    headers = {} if site == "unknown" else {"Referer": site + page}
    back = page if site == "http://testserver" else "/"
    office = client_of("district_officer")
    answer = office.post(address, sent, headers=headers)
    assert answer.status_code != 200 or leads_back(answer.content.decode()) == back
    again = office.post(
        address, sent, headers={"Referer": f"http://testserver{address}"}
    )  # a form sent twice
    assert again.status_code != 200 or leads_back(again.content.decode()) == "/"
    signing_in = client.post(address, sent, headers=headers).url
    assert parse_qs(urlsplit(signing_in).query)["next"] == [back]
    assert office.get(back).status_code == 200


@pytest.mark.parametrize("address", ["/status/", "/tidak/ada/", "/status/?dari=surat"])
def test_the_switch_stays_on_a_page_that_opens(client, address):
    headers = {"Referer": "http://testserver/"}
    assert leads_back(client.get(address, headers=headers).content.decode()) == address
    assert leads_back(client.post(address, headers=headers).content.decode()) == address


def test_what_is_shown_once_has_no_switch_that_leads_away(client_of, make_user):
    other = make_user("village_officer")
    page = client_of("administrator").post(f"/akun/{other.pk}/kata-sandi/").content.decode()
    assert "Kata sandi untuk" in page and "/bahasa/" not in page


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "javascript:alert(1)",
        "",
        "nan",
        "portal:status",
    ],
)
def test_the_switch_and_signing_in_lead_only_to_pages_of_ours(client, make_user, target):
    user = make_user("village_officer", password="kata-sandi-uji-1")
    assert client.post("/bahasa/", {"language": "en", "next": target}).url == "/"
    signing_in = {"username": user.username, "password": "kata-sandi-uji-1", "next": target}
    assert client.post("/akun/masuk/", signing_in).url == "/"


def test_pages_carry_the_security_headers(client):
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_trail_names_officers_and_no_citizen(client_of):
    owner = client_of("business_owner", name="Sulastri Handayani", nik="3507114205870001")
    owner.get("/usaha-saya/salinan/")
    record("account.sign_in", by=owner.user, on=owner.user)
    record("account.code_sent", by=None, on=owner.user, area=owner.user.area)
    head = client_of("rt_head", name="Pak Slamet")
    record("account.sign_in", by=head.user, on=head.user)
    for reader in (client_of("auditor"), client_of("administrator")):
        page = reader.get("/jejak/").content.decode()
        assert "Sulastri" not in page and owner.user.username not in page
        assert f"Pelaku usaha, akun {owner.user.pk}" in page and "Pak Slamet" in page
        assert "0 kejadian" in reader.get("/jejak/?oleh=Sulastri").content.decode()
        assert "1 kejadian" in reader.get("/jejak/?oleh=slamet").content.decode()


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [("/tidak/ada/", 404, "Halaman tidak ditemukan"), ("/akun/daftar/", 403, "bukan untuk peran Anda")],
)
def test_trouble_is_told_in_indonesian(client_of, path, code, words):
    response = client_of("auditor").get(path)
    assert response.status_code == code
    assert words in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/akun/masuk/", "/program/", "/tidak/ada/", "/api/v1/rounds"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "{}"])
def test_a_page_asked_of_another_host_is_no_trouble_of_ours(client, path, host):
    response = client.get(path, headers={"host": host, "referer": "https://evil.example/"})
    assert response.status_code == 400
    assert "Satu Pintu" in response.content.decode()


@pytest.mark.parametrize("path", ["/bahasa/", "/putaran/1/periksa/"])
def test_an_address_that_only_takes_forms_is_told_in_indonesian(client_of, path):
    response = client_of("district_officer").get(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "Halaman ini tidak dibuka langsung" in response.content.decode()
    assert "Satu Pintu" in response.content.decode()


def test_a_form_left_open_too_long_is_told_in_indonesian(make_user):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/akun/masuk/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "terlalu lama terbuka" in response.content.decode()


def test_a_broken_page_is_told_in_indonesian_without_the_database(monkeypatch):
    from django.test import Client

    from satupintu.portal import views

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(views, "render", broken)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Ada gangguan di pihak kami" in response.content.decode()


def test_auditors_read_the_trail_of_their_area_only(client_of, make_user, areas):
    from satupintu.foundation.audit.services import record

    record("round.open", by=make_user("district_officer", name="Bu Malang"), programme="bpum-2021")
    record("round.open", by=make_user("district_officer", area="35.14", name="Pak Pasuruan"))
    page = client_of("auditor", area="35.07").get("/jejak/").content.decode()
    assert "Bu Malang" in page
    assert "Membuka putaran" in page
    assert "program bpum-2021" in page
    assert "Pak Pasuruan" not in page


def test_the_trail_is_narrowed_by_who_what_and_when(client_of, make_user, monkeypatch):
    from datetime import UTC, datetime

    from django.utils import timezone

    from satupintu.foundation.audit.services import record

    sri, budi = (make_user("district_officer", name=name) for name in ("Sri", "Budi"))
    for at, user, action in (
        (datetime(2021, 3, 31, 16, 30, tzinfo=UTC), sri, "round.open"),  # 23.30 in Jakarta
        (datetime(2021, 3, 31, 17, 30, tzinfo=UTC), sri, "round.screen"),  # the day after
        (datetime(2021, 4, 2, 3, 0, tzinfo=UTC), budi, "round.open"),
    ):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        record(action, by=user, rows=at.day)
    monkeypatch.undo()
    client = client_of("auditor", name="Pak Periksa")

    def count(query):
        return len(client.get(f"/jejak/?{query}").context["rows"])

    assert count("oleh=sri") == 2
    assert count("oleh=sri&tindakan=round.open") == 1
    assert count("dari=2021-04-01") == 2
    assert count("sampai=2021-03-31") == 1
    assert count("dari=2021-04-01&sampai=2021-04-01") == 1
    wrong = client.get("/jejak/?dari=kemarin")
    assert wrong.status_code == 422
    assert "Tulis tanggal seperti" in wrong.content.decode()


def test_a_page_of_the_trail_keeps_what_it_was_narrowed_by(client_of, make_user):
    from satupintu.foundation.audit.services import record

    sri, budi = (make_user("district_officer", name=name) for name in ("Sri", "Budi"))
    for number in range(101):
        record("round.open", by=sri, number=number)
    record("round.open", by=budi)
    client = client_of("auditor")
    page = client.get("/jejak/?oleh=sri").content.decode()
    assert 'href="?oleh=sri&amp;halaman=2"' in page
    second = client.get("/jejak/?oleh=sri&halaman=2")
    assert len(second.context["rows"]) == 1


def test_figures_are_written_as_each_language_writes_them():
    from django.utils import translation

    from satupintu.portal.templatetags.satupintu import angka, persen, rupiah

    assert (angka(28_000_000), rupiah(1_200_000), rupiah(-5_000)) == ("28.000.000", "Rp1.200.000", "-Rp5.000")
    with translation.override("en"):
        assert angka(28_000_000) == "28,000,000"
    assert [persen(1, 3), persen(0, 0), persen(0, 9)] == ["33%", "-", "0%"]
    assert [persen(1, 900), persen(899, 900)] == ["<1%", ">99%"], "a part is never nothing, nor everything"


def test_a_field_left_empty_is_named_where_errors_are_listed(client_of):
    page = client_of("district_officer").post("/putaran/baru/", {"title": ""}).content.decode()
    summary = page[page.index("govuk-error-summary") :]
    assert "“Judul putaran” belum diisi." in summary[: summary.index("</div>")]
    assert "Bidang ini" not in page


@pytest.mark.parametrize("host", ["evil.com", "10.0.0.5:8000", "a b", "[::", "testserver.evil.com"])
@pytest.mark.parametrize("path", ["/", "/dci/keys.json", "/api/v1/openapi.json", "/tidak-ada/"])
def test_a_host_that_is_not_ours_is_refused_and_is_no_trouble_of_ours(host, path, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(raise_request_exception=False)
    answer = client.get(path, headers={"host": host, "referer": f"http://{host}/"})
    assert answer.status_code == 400
    assert host not in answer.content.decode()
