"""A NUL in what is asked is as if it were not there: no database but SQLite would answer, and nobody means it."""

import pytest

from satupintu.foundation.areas.models import Area
from tests.fence import VILLAGE, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(areas):
    return place(VILLAGE)


def test_a_search_finds_what_it_finds_without(client_of, village):
    Area.objects.filter(code=VILLAGE).update(name="Arjowilangun")
    client = client_of("district_officer")
    for wanted in ("arjo", "%00arjo", "ar%00jo", "arjo%00"):
        assert "Arjowilangun" in client.get(f"/wilayah/?cari={wanted}").content.decode(), wanted
    assert "Arjowilangun" not in client.get("/wilayah/?cari=lain%00").content.decode()


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("village_officer", "/surat/?cari=%00"),
        ("village_officer", "/registri/?wilayah=35.07%00"),
        ("village_officer", "/antrean/?cari=%00&wilayah=35%00"),
        ("auditor", "/jejak/?oleh=%00&tindakan=%00"),
        ("district_officer", "/penerima/?wilayah=%00&program=%00&instansi=%00"),
        ("district_officer", "/kebutuhan/?kebutuhan=%00&bidang=%00&wilayah=%00"),
        ("district_officer", "/kebutuhan/belum-terlayani/?kebutuhan=%00&bidang=%00&wilayah=%00"),
        ("district_officer", "/aturan/?cari=%00&pilar=%00"),
        ("rt_head", "/pendataan/isi/sidt_pendek/?ganti=%00&tentang=%00"),
    ],
)
def test_no_page_breaks_over_it(role, address, client_of, village):
    assert client_of(role).get(address).status_code in (200, 422)


def test_nor_does_a_form(client_of, village):
    client = client_of("village_officer")
    posts = {
        "/surat/": {"cari": "a\0b"},
        "/surat/buat/": {"cari": "\0"},
        "/registri/cari/": {"cari": "a\0b", "wilayah": "\0"},
        "/pendataan/ketik/": {"code": "12\x003456"},
        "/pendataan/kertas/": {"area": f"{VILLAGE}\0", "number": "\x001"},
        "/bahasa/": {"language": "en", "next": "\0", "\0": "x"},
    }
    for address, sent in posts.items():
        assert client.post(address, sent).status_code < 500, address
    found = client.post("/surat/", {"cari": "12\x0034"}).content.decode()
    assert 'value="1234"' in found


def test_a_path_with_it_leads_nowhere(client, village):
    for path in (
        "/akun/masuk/tautan/%00/",
        "/surat/%00/",
        "/aturan/%00/",
        "/kebutuhan/35%00/",
        "/odk/%00/formList",
    ):
        assert client.get(path).status_code == 404
