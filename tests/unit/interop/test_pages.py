"""The administrator registers a partner, hands over a token once, and closes it again."""

import pytest
from joserfc.jwk import OKPKey

from satupintu.interop.models import Partner

from .conftest import SITI, by_nik, search

pytestmark = pytest.mark.django_db
FILLED = {
    "name": "Dinas Sosial", "code": "spmis.example.go.id", "area": "35.07", "purpose": "Perjanjian 1/2026",
    "uses": ["search"], "is_unsigned_test": "on", "is_active": "on",
}  # fmt: skip


def token_in(page):
    return page.context["token"]


def test_from_registering_to_closing(client_of, speak, businesses):
    administrator = client_of("administrator")
    made = administrator.post("/mitra-data/baru/", FILLED)
    partner = Partner.objects.get()
    partner.token = token_in(made)
    assert partner.token in made.content.decode()
    assert partner.token not in str(Partner.objects.values().get())
    assert speak(partner, "sync/search", search(by_nik(SITI))).numbers == [businesses["siti"].number]
    page = f"/mitra-data/{partner.pk}/"
    assert partner.token not in administrator.get(page).content.decode()
    again = token_in(administrator.post(f"{page}token/"))
    assert speak(partner, "sync/search", search(by_nik(SITI))).status_code == 401
    partner.token = again
    assert speak(partner, "sync/search", search(by_nik(SITI))).status_code == 200
    administrator.post(page, {**FILLED, "is_active": ""})
    assert speak(partner, "sync/search", search(by_nik(SITI))).status_code == 401
    assert "Ditutup" in administrator.get("/mitra-data/").content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_unsigned_test": ""}, "Tempel kunci publik mitra"),
        ({"public_key": "bukan kunci"}, "Kunci ini tidak dapat dibaca"),
        ({"public_key": OKPKey.generate_key("Ed25519").as_pem(private=True).decode()}, "kunci privat"),
        ({"callback_uri": "http://127.0.0.1/"}, "harus https"),
        ({"callback_uri": "https://10.0.0.1/"}, "dalam jaringan sendiri"),
        ({"area": "99.99"}, "99.99"),
        ({"uses": []}, "paling sedikit satu kegunaan"),
        ({"uses": ["search", "report"]}, "Pilih akun instansi"),
        ({"code": "Dengan Spasi"}, "Huruf kecil"),
    ],
)
def test_what_cannot_be_registered(client_of, changed, told):
    answer = client_of("administrator").post("/mitra-data/baru/", FILLED | changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Partner.objects.exists()


def test_nobody_gives_more_than_their_own_area(client_of):
    answer = client_of("administrator", area="35.14").post("/mitra-data/baru/", FILLED)
    assert "di luar wilayah Anda" in answer.content.decode()


def test_an_owner_reads_which_system_was_told(speak, make_partner, businesses, make_user):
    from satupintu.pipeline.registry.own.selectors import looks_at

    partner = make_partner()
    speak(partner, "sync/search", search(by_nik(SITI)))
    owner = make_user("business_owner", nik=SITI)
    looks = [one for one in looks_at(businesses["siti"], owner) if one.action == "business.told"]
    assert [one.role for one in looks] == [partner.name]
    assert not [one for one in looks_at(businesses["budi"], owner) if one.action == "business.told"]
