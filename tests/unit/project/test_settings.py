"""What an office sets by environment variables, and what follows from it."""

import json
import os
import subprocess
import sys

import pytest

KEPT = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ} | {
    "SECRET_KEY": "k" * 50
}
ASK = """
import json
from satupintu.project import settings
print(json.dumps({name: getattr(settings, name) for name in %r}, default=str))
"""


def settings(*names: str, **environment: str) -> dict:
    """Reads the settings in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", ASK % (names,)], env=KEPT | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_out_of_the_box_it_is_closed_and_on_sqlite():
    found = settings("DEBUG", "DEMO", "ALLOWED_HOSTS", "DATABASES")
    assert (found["DEBUG"], found["DEMO"]) == (False, False)
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_https_address_makes_cookies_secure_and_pins_the_browser_to_it():
    found = settings(
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        SATUPINTU_URL="https://bantuan.malangkab.example/",
    )
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] > 30_000_000
    assert "bantuan.malangkab.example" in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://bantuan.malangkab.example"]


def test_a_proxys_word_counts_only_where_the_office_says_there_is_one():
    assert not settings("BEHIND_PROXY", SATUPINTU_URL="https://x.example")["BEHIND_PROXY"]
    found = settings("SECURE_PROXY_SSL_HEADER", SATUPINTU_URL="https://x.example", SATUPINTU_PROXY="1")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_postgresql_and_the_data_folder_come_from_the_environment(tmp_path):
    found = settings(
        "DATABASES", "DATA", DATABASE_URL="postgres://u:p@db.example/satupintu", SATUPINTU_DATA=str(tmp_path)
    )
    assert found["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert "OPTIONS" not in found["DATABASES"]["default"] or not found["DATABASES"]["default"]["OPTIONS"]
    assert found["DATA"] == str(tmp_path.resolve())


def refusal(**environment: str) -> str:
    """What the settings say of an environment with which nothing can be started."""
    code = (
        "from django.core.exceptions import ImproperlyConfigured\n"
        "try: from satupintu.project import settings\n"
        "except ImproperlyConfigured as trouble: print(trouble)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=KEPT | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "address",
    [
        "x.example",
        "ftp://x.example",
        "https://x.example/satu",
        "https://",
        "http://[::1",
        "https://petugas@x.example",
        "https://x.example:port",
        "https://*",
    ],
)
def test_an_address_that_no_form_could_come_from_is_refused(address):
    told = refusal(SATUPINTU_URL=address)
    assert f"SATUPINTU_URL={address} bukan alamat" in told and "https://satupintu.example" in told


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("HTTPS://Satu.Example/", "satu.example", "https://satu.example"),
        ("http://[::1]:8000", "[::1]", "http://[::1]:8000"),
        ("http://10.1.2.3:8080/", "10.1.2.3", "http://10.1.2.3:8080"),
    ],
)
def test_an_address_is_taken_as_browsers_write_it(address, host, origin):
    found = settings("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS", SATUPINTU_URL=address)
    assert found["ALLOWED_HOSTS"][-1] == host
    assert found["CSRF_TRUSTED_ORIGINS"] == [origin]
    assert found["HTTPS"] == origin.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "oracel://a/b",
        "mysql://a:rahasia@h/b",
        "postgres://a:rahasia@h/",
        "postgres://a:raha#sia@h/b",
        "sqlite://",
    ],
)
def test_a_database_address_that_cannot_be_read_is_refused_without_its_password(url):
    told = refusal(DATABASE_URL=url)
    assert "DATABASE_URL tidak dapat dipakai" in told and "rahasia" not in told and "raha#" not in told


@pytest.mark.parametrize("name", ["data 2021 (lama)", "data#1", "data?50%", "dåta"])
def test_sqlite_stands_in_a_data_folder_of_any_name(tmp_path, name):
    found = settings("DATABASES", SATUPINTU_DATA=str(tmp_path / name))
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path.resolve() / name / "satupintu.sqlite3")


@pytest.mark.parametrize("left", ["", "  "])
def test_a_database_address_left_blank_is_sqlite_in_the_data_folder(left):
    assert settings("DATABASES", DATABASE_URL=left)["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
