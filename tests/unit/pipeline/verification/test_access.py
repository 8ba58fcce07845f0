"""Leaving one's area by address is refused for every role; so is what the role may not do."""

import pytest
from django.test import Client

from satupintu.foundation.accounts.models import Role
from satupintu.pipeline.verification.models import SignOff, Verification, Waiting
from satupintu.pipeline.verification.services import confirm, read_minutes, return_, set_ladder

from .case import RT, RW, VILLAGE

pytestmark = pytest.mark.django_db

# Every role, somewhere that the submission does not lie in; below the village in the RT beside it.
ELSEWHERE = {
    Role.RT_HEAD: f"{RW}.T013",
    Role.RW_HEAD: f"{VILLAGE}.D02.W009",
    Role.HAMLET_HEAD: f"{VILLAGE}.D02",
    Role.VILLAGE_OFFICER: "35.07.11.2007",
    Role.SUBDISTRICT_OFFICER: "35.14.01",
    Role.DISTRICT_OFFICER: "35.14",
    Role.PROVINCE_OFFICER: "33",
    Role.MINISTRY_OFFICER: "33",
    Role.BUSINESS_OWNER: RT,
    Role.BANK_OFFICER: "ID",
    Role.AGENCY_OFFICER: "35.14",
    Role.AUDITOR: "35.14",
    Role.ADMINISTRATOR: "ID",
}
ADDRESSES = [
    ("get", "/antrean/{one}/", {}),
    ("post", "/antrean/{one}/benarkan/", {}),
    ("post", "/antrean/{one}/kembalikan/", {"reason": "photo"}),
    ("post", "/antrean/{back}/tarik/", {"reason": "Tidak ada"}),
    ("get", "/antrean/{back}/", {}),
    ("get", "/antrean/pengesahan/{signed}/berita-acara/", {}),
    ("get", f"/antrean/jenjang/{VILLAGE}/", {}),
    ("post", f"/antrean/jenjang/{VILLAGE}/", {"levels": ["4"]}),
    ("post", f"/antrean/jenjang/{VILLAGE}/", {"hapus": "1"}),
]
LISTS = ["/antrean/", "/antrean/?wilayah=35.07.11.2008", "/antrean/kembali/", "/antrean/umur/"]


@pytest.fixture
def kept(field, areas):
    """A submission that waits, one that came back and one that was signed off with minutes, all in one RT."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from satupintu.foundation.areas.models import Area

    for code, above, level in (
        (f"{VILLAGE}.D02", VILLAGE, 5),
        (f"{VILLAGE}.D02.W009", f"{VILLAGE}.D02", 6),
        ("33", "ID", 1),
    ):
        areas[code] = Area.objects.create(
            code=code,
            name=f"Lain {code}",
            level=level,
            parent=areas[above],
            path=f"{areas[above].path}{code}/",
        )
    set_ladder(by=field.district, area=areas[VILLAGE], levels=[6, 5, 4])
    one, back, signed = field.send(), field.send(), field.send()
    return_(back, by=field.rw, reason="Foto tidak jelas.")
    minutes = read_minutes(SimpleUploadedFile("a.pdf", b"%PDF-"))
    made = confirm([signed], by=field.rw, minutes=minutes)
    return {"one": one.pk, "back": back.pk, "signed": made.pk, "names": [one.name, back.name, signed.name]}


@pytest.mark.parametrize("role", list(Role))
def test_leaving_the_area_is_refused(field, kept, role):
    before = state()
    client = Client()
    client.force_login(field.make_user(role, area=ELSEWHERE[role]))
    for method, address, sent in ADDRESSES:
        response = getattr(client, method)(address.format(**kept), sent)
        assert response.status_code in {403, 404}, (role, address)
    for address in LISTS:
        response = client.get(address, follow=True)
        assert response.status_code in {200, 403}
        assert not any(name in response.content.decode() for name in kept["names"]), (role, address)
    for words in kept["names"]:
        response = client.post("/antrean/cari/", {"cari": words})
        assert f"/antrean/{kept['one']}/" not in response.content.decode()
    response = client.post("/antrean/sahkan/", {"nomor": str(kept["one"]), "sahkan": "1"}, follow=True)
    assert response.status_code in {200, 403}
    response = client.post("/antrean/sahkan/", {"pilih": [kept["one"]]}, follow=True)
    assert kept["names"][0] not in response.content.decode()
    assert state() == before


def state():
    return (
        Verification.objects.count(),
        SignOff.objects.count(),
        sorted(Waiting.objects.values_list("submission", "purpose", "area")),
    )


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.AUDITOR])
def test_those_who_only_read_change_nothing(field, kept, role):
    client = Client()
    client.force_login(field.make_user(role, area="35"))
    assert client.get(f"/antrean/{kept['one']}/").status_code == 200
    before = state()
    for address in (
        f"/antrean/{kept['one']}/benarkan/",
        f"/antrean/{kept['back']}/tarik/",
        "/antrean/sahkan/",
    ):
        assert client.post(address, {"reason": "x", "pilih": kept["one"]}).status_code == 403
    assert state() == before
