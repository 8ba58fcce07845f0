"""The second factor: RFC 6238, enrolling at the next sign-in, recovery codes, and taking it off."""

import base64
import re
import time

import pytest
from django.core.management import CommandError, call_command

from satupintu.foundation.accounts import second_factor
from satupintu.foundation.accounts.models import SecondFactor
from satupintu.foundation.accounts.roles import BY_PHONE, OFFICES
from satupintu.foundation.audit.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "pintu-terbuka-lebar-7"
OWN = "/akun/faktor-kedua/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved: `clock.now += 30`."""

    class Clock:
        now = int(time.time())

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(second_factor, "time", clock)
    return clock


def sign_in(client, user, **extra):
    return client.post("/akun/masuk/", {"username": user.username, "password": PASSWORD, **extra})


def app_of(page: str):
    """An authenticator app that read the page's secret: gives the code at a time."""
    letters = re.search(r'<span class="sp-mono">([A-Z2-7 ]+)</span>', page)[1].replace(" ", "")
    return lambda now: second_factor.hotp(base64.b32decode(letters), now // 30)


@pytest.fixture
def enrolled(client, make_user, clock):
    """(user, app, recovery codes), with the user's session in `client`."""
    user = make_user("district_officer")
    sign_in(client, user)
    app = app_of(client.get(OWN).content.decode())
    page = client.post(OWN, {"code": app(clock.now)}).content.decode()
    codes = re.findall(r'<li class="sp-mono">([^<]+)</li>', page)
    assert len(codes) == second_factor.RECOVERY_CODES
    clock.now += 60
    return user, app, codes


@pytest.mark.parametrize(
    ("seconds", "code"),
    # RFC 6238, appendix B, the last six of its eight digits
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds, code):
    assert second_factor.hotp(b"12345678901234567890", seconds // 30) == code


def test_every_role_signs_in_one_way():
    assert not BY_PHONE & OFFICES


@pytest.mark.parametrize(
    ("role", "work"),
    [
        ("village_officer", "/putaran/"),
        ("district_officer", "/putaran/"),
        ("bank_officer", "/penyaluran/"),
        ("agency_officer", "/aturan/laporan/"),
        ("auditor", "/jejak/"),
        ("administrator", "/jejak/"),
    ],
)
def test_an_office_enrols_before_anything_else(client, make_user, clock, role, work):
    user = make_user(role)
    assert sign_in(client, user).status_code == 302
    assert client.get("/").url == OWN
    assert client.get(work).url == OWN
    page = client.get(OWN).content.decode()
    assert "data:image/svg+xml" in page
    assert "Kode tidak cocok" in client.post(OWN, {"code": "000000"}).content.decode()
    assert client.post(OWN, {"code": app_of(page)(clock.now)}).status_code == 200
    assert client.get("/").status_code == client.get(work).status_code == 200


def test_an_own_password_comes_first(client, make_user):
    user = make_user("auditor", must_change_password=True)
    sign_in(client, user)
    assert client.get("/jejak/").url == "/akun/kata-sandi/"


def test_the_field_needs_none(client_of):
    assert client_of("rt_head", area="35.07.11.2008").get("/").status_code == 200


def test_where_it_is_optional_nobody_is_asked(client_of, settings):
    settings.MFA_REQUIRED = False
    assert client_of("auditor").get("/jejak/").status_code == 200


def test_the_password_alone_lets_nobody_in(client, enrolled, clock):
    user, app, _codes = enrolled
    client.post("/akun/keluar/")
    assert sign_in(client, user, next="/putaran/").url == "/akun/masuk/kode-aplikasi/?next=%2Fputaran%2F"
    assert client.get("/putaran/").status_code == 302
    answer = client.post("/akun/masuk/kode-aplikasi/", {"code": app(clock.now), "next": "/putaran/"})
    assert answer.url == "/putaran/"
    assert client.get("/putaran/").status_code == 200


def test_a_code_is_good_once_even_within_its_seconds(client, enrolled, clock):
    user, app, _codes = enrolled
    code = app(clock.now)
    for expected in (302, 200):
        client.post("/akun/keluar/")
        sign_in(client, user)
        assert client.post("/akun/masuk/kode-aplikasi/", {"code": code}).status_code == expected


@pytest.mark.parametrize(("seconds", "expected"), [(-30, 302), (30, 302), (-90, 200), (90, 200)])
def test_a_clock_may_be_half_a_minute_off(client, enrolled, clock, seconds, expected):
    user, app, _codes = enrolled
    clock.now += 300
    client.post("/akun/keluar/")
    sign_in(client, user)
    answer = client.post("/akun/masuk/kode-aplikasi/", {"code": app(clock.now + seconds)})
    assert answer.status_code == expected


def test_a_recovery_code_is_good_once(client, enrolled):
    user, _app, codes = enrolled
    for expected in (302, 200):
        client.post("/akun/keluar/")
        sign_in(client, user)
        answer = client.post("/akun/masuk/kode-aplikasi/", {"code": codes[3].upper()})
        assert answer.status_code == expected


def test_guessing_codes_is_held_back_whoever_knows_the_password(client, enrolled, clock):
    user, app, _codes = enrolled
    client.post("/akun/keluar/")
    for _time in range(second_factor.TRIES):
        sign_in(client, user)
        assert client.post("/akun/masuk/kode-aplikasi/", {"code": "000000"}).status_code == 200
    answer = client.post("/akun/masuk/kode-aplikasi/", {"code": app(clock.now)})
    assert answer.status_code == 429


def test_who_waits_too_long_gives_the_password_again(client, enrolled, clock):
    user, app, _codes = enrolled
    client.post("/akun/keluar/")
    sign_in(client, user)
    clock.now += second_factor.WAITS + 1
    answer = client.post("/akun/masuk/kode-aplikasi/", {"code": app(clock.now)})
    assert answer.url == "/akun/masuk/"


def test_the_database_alone_does_not_hold_the_secret(enrolled, settings):
    user, _app, codes = enrolled
    kept = SecondFactor.objects.get(user=user)
    assert not set(codes) & set(kept.recovery)
    right = second_factor.secret_of(kept.nonce)
    settings.SECRET_KEY = "another house"
    assert second_factor.secret_of(kept.nonce) != right


def test_a_changed_key_with_its_fallback_keeps_factors_good(enrolled, settings, clock):
    user, app, _codes = enrolled
    before, settings.SECRET_KEY = settings.SECRET_KEY, "the new key of this house"
    assert not second_factor.is_right(user, app(clock.now))
    settings.SECRET_KEY_FALLBACKS = [before]
    assert second_factor.is_right(user, app(clock.now))


def test_new_recovery_codes_take_a_code_and_end_the_old_ones(client, enrolled, clock):
    user, app, codes = enrolled
    assert "Kode tidak cocok" in client.post(OWN, {"code": "000000"}).content.decode()
    page = client.post(OWN, {"code": app(clock.now)}).content.decode()
    new = re.findall(r'<li class="sp-mono">([^<]+)</li>', page)
    assert not set(new) & set(codes)
    assert not second_factor.is_right(user, codes[0])
    assert second_factor.is_right(user, new[0])


def test_an_administrator_takes_it_off_in_their_area_and_the_trail_says_so(
    client, client_of, enrolled, settings
):
    user, _app, _codes = enrolled
    settings.MFA_REQUIRED = False  # the administrators of this test have none
    address = f"/akun/{user.pk}/faktor-kedua/"
    assert client_of("administrator", area="35.14").post(address).status_code == 404
    assert client_of("auditor").post(address).status_code == 403
    assert SecondFactor.objects.exists()
    client_of("administrator", area="35.07").post(address)
    assert not SecondFactor.objects.exists()
    assert Event.objects.filter(action="account.second_factor_reset", object_id=str(user.pk)).exists()
    settings.MFA_REQUIRED = True
    client.post("/akun/keluar/")
    sign_in(client, user)
    assert client.get("/").url == OWN


def test_the_last_administrator_is_helped_at_the_terminal(enrolled, capsys):
    user, _app, _codes = enrolled
    with pytest.raises(CommandError, match="Tidak ada akun"):
        call_command("reset_second_factor", "tidak.ada")
    call_command("reset_second_factor", user.username)
    assert not SecondFactor.objects.exists()
    assert Event.objects.get(action="account.second_factor_reset").by is None
