"""The public pages and the frame of every page."""

import pytest

pytestmark = pytest.mark.django_db


def test_strangers_see_three_doors(client):
    page = client.get("/").content.decode()
    assert page.count('class="sp-door"') == 3
    assert "Cek status saya" in page


def test_officers_see_their_name_role_and_area(client_of):
    page = client_of("district_officer", name="Sri Wahyuni").get("/").content.decode()
    assert "Sri Wahyuni" in page
    assert "Petugas dinas, Kabupaten Malang" in page
