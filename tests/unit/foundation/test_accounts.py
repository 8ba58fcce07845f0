"""Signing in, being held back, passwords, and the administrator's accounts."""

import pytest

from satupintu.foundation.accounts import services
from satupintu.foundation.accounts.models import Tally, User
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.audit.models import Event
from satupintu.foundation.audit.services import record

pytestmark = pytest.mark.django_db
PASSWORD = "pintu-terbuka-lebar-7"


def sign_in(client, username, password=PASSWORD, *, address="127.0.0.1", headers=None, **extra):
    fields = {"username": username, "password": password, **extra}
    return client.post("/akun/masuk/", fields, REMOTE_ADDR=address, headers=headers)


def test_signing_in_leads_to_the_page_asked_for(client, make_user):
    make_user("auditor", username="ibu.sri")
    response = client.get("/jejak/")
    assert response.url == "/akun/masuk/?next=/jejak/"
    assert sign_in(client, " Ibu.Sri ", next="/jejak/").url == "/jejak/"
    assert client.get("/jejak/").status_code == 200


@pytest.mark.parametrize(
    ("headers", "is_told"),
    [
        ({}, True),
        ({"Sec-Fetch-Mode": "navigate"}, True),
        ({"Sec-Fetch-Mode": "cors"}, False),
        ({"HX-Request": "true"}, False),
    ],
)
@pytest.mark.parametrize("address", ["/akun/baru/", "/putaran/baru/", "/putaran/1/daftar/1/tarik/"])
def test_what_was_sent_after_the_session_ended_is_said_to_be_lost(client, address, headers, is_told):
    asked = client.post(address, {"title": "x"}, headers=headers)
    shown = client.get(asked.url).content.decode()
    assert ("Yang baru saja Anda kirim tidak tersimpan" in shown) == is_told
    assert "tidak tersimpan" not in client.get("/akun/masuk/").content.decode(), "told once"
    assert "tidak tersimpan" not in client.get("/putaran/", follow=True).content.decode(), "only of a form"


def test_a_page_learns_who_is_signed_in(client, make_user):
    assert client.get("/akun/siapa/").status_code == 302
    user = make_user("auditor", username="ibu.sri")
    client.force_login(user)
    answer = client.get("/akun/siapa/")
    assert answer.json()["user"] == user.pk
    assert answer.json()["token"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_signing_in_leads_to_no_other_site(client, make_user):
    make_user("auditor", username="ibu.sri")
    assert sign_in(client, "ibu.sri", next="https://example.org/").url == "/"


@pytest.mark.parametrize("username", ["ibu.sri", "tidak.ada"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(client, make_user, username):
    make_user("auditor", username="ibu.sri")
    response = sign_in(client, username, "salah-sama-sekali")
    assert "Nama pengguna atau kata sandi tidak cocok" in response.content.decode()
    assert Event.objects.filter(action="account.sign_in_refused").count() == 1


def test_the_administrator_of_the_area_sees_who_failed_to_sign_in(client, client_of, make_user):
    make_user("district_officer", username="ibu.sri", name="Sri Wahyuni")
    for _ in range(services.PER_PAIR + 3):
        sign_in(client, "ibu.sri", "salah")
    sign_in(client, "rahasia-saya", "salah")
    assert Event.objects.filter(action="account.sign_in_held_back").count() == 1, "guessing on fills no trail"
    page = client_of("administrator", area="35.07").get("/jejak/").content.decode()
    assert page.count("Sri Wahyuni") == services.PER_PAIR + 1
    assert "Percobaan masuk ditahan" in page
    everywhere = client_of("administrator").get("/jejak/?tindakan=account.sign_in_refused").content.decode()
    assert "11 kejadian" in everywhere
    assert "rahasia-saya" not in everywhere, "what was typed may be a password"
    assert "Sri Wahyuni" not in client_of("administrator", area="35.14").get("/jejak/").content.decode()


def test_a_closed_account_cannot_sign_in(client, make_user):
    make_user("auditor", username="ibu.sri", is_active=False)
    assert sign_in(client, "ibu.sri").status_code == 200
    assert client.get("/jejak/").status_code == 302


def test_guessing_one_account_is_held_back_even_with_the_right_password(client, make_user):
    make_user("auditor", username="ibu.sri")
    for _ in range(services.PER_PAIR):
        assert sign_in(client, "ibu.sri", "salah").status_code == 200
    response = sign_in(client, "IBU.SRI")
    assert response.status_code == 429
    assert "Tunggu 15 menit" in response.content.decode()
    assert client.get("/jejak/").status_code == 302


def test_a_stranger_s_guesses_do_not_shut_out_whoever_sits_elsewhere(client, make_user):
    make_user("auditor", username="ibu.sri")
    for _ in range(services.PER_PAIR + 3):
        sign_in(client, "ibu.sri", "salah", address="10.9.8.7")
    assert sign_in(client, "ibu.sri", address="10.9.8.7").status_code == 429
    assert sign_in(client, "ibu.sri").status_code == 302


def test_guessing_one_account_from_everywhere_is_held_back(client, make_user, monkeypatch):
    monkeypatch.setattr(services, "PER_ACCOUNT", 4)
    make_user("auditor", username="ibu.sri")
    for n in range(3):
        assert sign_in(client, "ibu.sri", "salah", address=f"10.9.8.{n}").status_code == 200
    assert sign_in(client, "ibu.sri").status_code == 302  # the right one uses up none
    client.post("/akun/keluar/")
    assert sign_in(client, "ibu.sri", "salah", address="10.9.8.8").status_code == 200
    assert sign_in(client, "ibu.sri", address="10.9.8.9").status_code == 429


def test_guessing_many_accounts_from_one_address_is_held_back(client, make_user):
    make_user("auditor", username="ibu.sri")
    for n in range(services.PER_ADDRESS):
        sign_in(client, f"coba{n}", "salah")
    assert sign_in(client, "ibu.sri").status_code == 429
    assert sign_in(client, "ibu.sri", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 429


def test_a_right_password_clears_the_accounts_count(client, make_user):
    make_user("auditor", username="ibu.sri")
    for _ in range(services.PER_PAIR - 1):
        sign_in(client, "ibu.sri", "salah")
    assert sign_in(client, "ibu.sri").status_code == 302
    client.post("/akun/keluar/")
    assert sign_in(client, "ibu.sri", "salah").status_code == 200


def test_counts_keep_no_names_and_no_addresses(client, make_user):
    sign_in(client, "ibu.sri", "salah")
    kept = " ".join(f"{tally.key} {tally}" for tally in Tally.objects.all())
    assert "sri" not in kept
    assert "127.0.0.1" not in kept


def test_signing_out_takes_a_post(client_of):
    client = client_of("auditor")
    assert client.get("/akun/keluar/").status_code == 405
    answer = client.post("/akun/keluar/")
    assert (
        answer["Clear-Site-Data"] == '"cache"'
    )  # a shared computer keeps no page, a phone what waits to be sent
    assert client.get("/jejak/").status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(client, client_of, areas):
    admin = client_of("administrator")
    page = admin.post(
        "/akun/baru/",
        {"username": "Budi", "name": "Budi", "role": "auditor", "area": "35.07", "is_active": "on"},
    ).content.decode()
    user = User.objects.get(username="budi")
    password = page.split("sp-mono")[-1].split(">")[1].split("<")[0]
    assert sign_in(client, "budi", password).status_code == 302
    assert client.get("/jejak/").url == "/akun/kata-sandi/"
    client.post(
        "/akun/kata-sandi/",
        {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD},
    )
    assert client.get("/jejak/").status_code == 200
    assert Event.objects.filter(action="account.created", object_id=str(user.pk)).exists()


def test_an_administrator_keeps_to_their_own_area(client_of, make_user, areas):
    admin = client_of("administrator", area="35.07")
    outside = make_user("auditor", area="35.14")
    assert admin.get(f"/akun/{outside.pk}/").status_code == 404
    assert admin.post(f"/akun/{outside.pk}/kata-sandi/").status_code == 404
    fields = {"username": "x", "name": "X", "role": "auditor", "is_active": "on"}
    assert "di luar wilayah" in admin.post("/akun/baru/", {**fields, "area": "35.14"}).content.decode()
    assert not User.objects.filter(username="x").exists()


def test_a_bank_officer_needs_a_bank_and_nobody_else_has_one(client_of):
    admin = client_of("administrator", area="35.07")
    fields = {"username": "rina", "name": "Rina", "area": "35.07", "is_active": "on"}
    page = admin.post("/akun/baru/", {**fields, "role": "bank_officer"}).content.decode()
    assert "Pilih bank tempat petugas ini bekerja" in page
    assert not User.objects.filter(username="rina").exists()
    admin.post("/akun/baru/", {**fields, "role": "bank_officer", "distributor": "bni"})
    rina = User.objects.get(username="rina")
    assert rina.distributor == "bni"
    admin.post(f"/akun/{rina.pk}/", {**fields, "role": "auditor", "distributor": "bni"})
    rina.refresh_from_db()
    assert (rina.role, rina.distributor) == ("auditor", "")


def test_an_agency_officer_needs_an_agency_of_the_catalogue(client_of):
    admin = client_of("administrator", area="35.07")
    fields = {"username": "lilik", "name": "Lilik", "area": "35.07", "is_active": "on"}
    page = admin.post("/akun/baru/", {**fields, "role": "agency_officer"}).content.decode()
    assert "Pilih instansi tempat petugas ini bekerja" in page
    assert "Dinas Tenaga Kerja Kabupaten Malang" in page
    admin.cookies["bahasa"] = "en"
    assert "Malang District Office of Manpower" in admin.get("/akun/baru/").content.decode()
    admin.post("/akun/baru/", {**fields, "role": "agency_officer", "agency": "tidak-ada"})
    assert not User.objects.filter(username="lilik").exists()
    admin.post("/akun/baru/", {**fields, "role": "agency_officer", "agency": "kemenkop"})
    lilik = User.objects.get(username="lilik")
    assert lilik.agency == "kemenkop"
    admin.post(f"/akun/{lilik.pk}/", {**fields, "role": "auditor", "agency": "kemenkop"})
    lilik.refresh_from_db()
    assert (lilik.role, lilik.agency) == ("auditor", "")


@pytest.fixture
def same_rts(areas, make_user):
    """A head of RT 001 in each of two villages, and one in another RT of the first."""
    made = {}
    for village, part in (("35.07.11.2008", "T001"), ("35.07.11.2007", "T001"), ("35.07.11.2008", "T002")):
        above, code = areas[village], f"{village}.{part}"
        Area.objects.create(
            code=code, name=f"RT {part[1:]}", level=Level.RT, parent=above, path=f"{above.path}{code}/"
        )
        made[code] = make_user("rt_head", area=code, name="Ketua RT", username=f"rt.{len(made)}")
    return made


def test_accounts_of_one_name_are_told_apart_by_their_village(client_of, same_rts):
    page = client_of("administrator").get("/akun/daftar/").content.decode()
    for code, village in (("35.07.11.2008.T001", "Arjowilangun"), ("35.07.11.2007.T001", "Kalirejo")):
        assert f"RT 001, {village}" in page
        assert code in page
    trail = client_of("auditor").get("/jejak/").content.decode()
    assert "RT 001, Arjowilangun" not in trail
    record("submission.open", by=same_rts["35.07.11.2008.T001"])
    assert "RT 001, Arjowilangun" in client_of("auditor").get("/jejak/").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("RT 001 arjowilangun", {"rt.0"}),
        ("kalirejo", {"rt.1"}),
        ("35.07.11.2008.", {"rt.0", "rt.2"}),
        ("ketua 002", {"rt.2"}),
        ("rt.1", {"rt.1"}),
        ("tidak ada", set()),
        ("100% _", set()),
    ],
)
def test_accounts_are_found_by_name_and_area(client_of, same_rts, asked, found):
    page = client_of("administrator").post("/akun/daftar/", {"cari": asked}).content.decode()
    assert {user.username for user in same_rts.values() if f">{user.username}<" in page} == found


def test_a_search_finds_no_account_of_another_area(client_of, same_rts):
    page = client_of("administrator", area="35.14").post("/akun/daftar/", {"cari": "RT 001"}).content.decode()
    assert "rt.0" not in page


def test_others_cannot_open_the_accounts(client_of):
    assert client_of("district_officer").get("/akun/daftar/").status_code == 403


def test_an_administrator_cannot_lock_themselves_out(client_of):
    admin = client_of("administrator", username="kepala")
    admin.post(
        f"/akun/{admin.user.pk}/", {"username": "kepala", "name": "K", "role": "auditor", "area": "ID"}
    )
    admin.user.refresh_from_db()
    assert admin.user.is_active
    assert admin.user.role == "administrator"


def test_accounts_kept_for_the_house_can_be_made_at_the_terminal(db):
    user = User.objects.create_superuser("kepala", PASSWORD)
    assert user.can("account.manage", user.area)
    assert user.area.code == "ID"
