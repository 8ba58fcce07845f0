"""Every address declares who may call it, and every page keeps to the content policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from satupintu.foundation.accounts.permissions import ACTIONS, PUBLIC

TEMPLATES = sorted(Path(__file__).parents[2].glob("src/satupintu/**/templates/**/*.html"))
TITLE = re.compile(r"{% block title %}(.*?)\n", re.DOTALL)


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


ALL = list(patterns(get_resolver()))


def declared(pattern: URLPattern) -> str | None:
    return getattr(pattern.callback, "allowed", None)


def test_there_are_addresses_to_look_at():
    assert len(ALL) > 10
    assert len(TEMPLATES) > 10


def test_every_view_declares_who_may_call_it():
    undeclared = [path for path, pattern in ALL if declared(pattern) not in {PUBLIC, *ACTIONS}]
    assert undeclared == [], "these need @allow(...) or @public"


def test_what_is_public_is_a_short_list_that_is_looked_at():
    public = {path for path, pattern in ALL if declared(pattern) == PUBLIC}
    signing_in = {
        *("akun/masuk/", "akun/keluar/", "akun/masuk/kode-aplikasi/"),
        *("akun/masuk/hp/", "akun/masuk/kode/", "akun/masuk/tautan/<str:token>/"),
    }
    # Programmes and agreed plans are public, and strangers may ask what they can get: no page of these shows a person.
    catalogue = {"aturan/", "aturan/<slug:programme_id>/"}
    plans = {"rencana/publik/", "rencana/publik/<number:plan>/"}
    navigator = {f"dapat-apa/{page}" for page in ("", "mulai/", "tanya/", "hasil/")}
    machines = {
        "dci/keys.json",
        "api/v1/",
        "api/v1/openapi.json",
        "api/v1/<path:rest>",
    }  # the last is "not there"
    open_data = {"data/", "data/catalog.jsonld", "data/<slug:name>.csv"}
    others = {"", "bahasa/", "status/", "data-anda/", "pesan/", "surat/<slug:token>/"}
    assert public == others | signing_in | catalogue | plans | navigator | machines | open_data


# Phones show a key in the address instead of signing in, other systems a token; to the API people may also sign in.
KEYED = [path for path, pattern in ALL if getattr(pattern.callback, "is_keyed", False)]
SIGNED_IN = [entry for entry in ALL if declared(entry[1]) != PUBLIC and entry[0] not in KEYED]


@pytest.mark.django_db
def test_strangers_without_a_key_get_nothing(client):
    for path in KEYED:
        address = re.sub(r"<(str:|path:)?\w+>", "a", re.sub(r"<number:\w+>", "1", path))
        codes = {method(f"/{address}").status_code for method in (client.get, client.post)}
        assert codes <= {401, 403, 405}, path
        assert codes & {401, 403}, path


@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in(client):
    for path, _pattern in SIGNED_IN:
        address = re.sub(r"<uuid:\w+>", "0e9a5f3c-0000-4000-8000-000000000000", path)
        address = re.sub(r"<str:\w+>|<slug:\w+>|<path:\w+>|<\w+>", "a", re.sub(r"<number:\w+>", "1", address))
        for method in (client.get, client.post):
            response = method(f"/{address}")
            assert response.status_code == 302, address
            assert response.url.startswith("/akun/masuk/"), address


def test_numbers_in_addresses_are_of_one_kind():
    """`<number:…>` holds no more digits than a column; Django's own would take sixty and break further in."""
    assert [path for path, _pattern in ALL if "<int:" in path] == []


NUMBERED = [path for path, _pattern in ALL if "<number:" in path]


@pytest.mark.django_db
def test_a_number_that_nobody_has_is_not_there(client_of):
    client = client_of("district_officer")
    for path in NUMBERED:
        address = re.sub(r"<number:\w+>", "9" * 18, path)
        assert client.get(f"/{address}").status_code in {403, 404, 405}, path
        assert client.post(f"/{address}").status_code in {403, 404, 405}, path


def leads_nowhere(address: str) -> bool:
    try:
        return resolve(address).url_name == "nowhere"  # the API says so itself
    except Resolver404:
        return True


def test_a_number_that_no_column_holds_is_no_address():
    assert NUMBERED
    for path in NUMBERED:
        assert leads_nowhere("/" + re.sub(r"<number:\w+>", "9" * 60, path)), path


# The content policy would refuse these, and a page must not need what it refuses.
IN_LINE = {
    r"\sstyle\s*=": "a class instead of a style in line",
    r"\son\w+\s*=\s*[\"']": "no handler in line",
    r"<script(?![^>]*\ssrc=)[^>]*>": "no script in line",
    r"(?:src|href)=[\"'](?:https?:)?//": "nothing from another site",
}


def test_templates_have_nothing_in_line():
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for pattern, instead in IN_LINE.items():
            assert not re.search(pattern, text), f"{template}: {instead}"


def test_forms_that_post_carry_a_token():
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        for form in re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.S | re.I):
            assert "csrf_token" in form, template


def test_no_two_pages_bear_one_title():
    """Tabs and screen readers tell pages by their titles alone."""
    titles = [TITLE.search(path.read_text("utf-8")) for path in TEMPLATES]
    told = [" ".join(one.group(1).split()) for one in titles if one]
    assert sorted({one for one in told if told.count(one) > 1}) == []
