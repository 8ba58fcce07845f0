"""Business letters: DRAFT until signed under a name, then the same bytes for good, and a page that proves them."""

import io
import re
import zipfile
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.registry.letters import services as letters
from satupintu.pipeline.registry.letters.numbers import suggested_number, unknown_places
from satupintu.pipeline.registry.letters.selectors import initials
from satupintu.pipeline.registry.models import Letter

from .own_case import NEXT, SITI, VILLAGE, make_area, make_business

GIVEN = {
    "number": "503/001/XI/2026",
    "on": date(2026, 11, 2),
    "business_name": "Warung Bu Siti",
    "sector": "Makanan",
    "address": "Jl. Raya 1, RT 001",
    "since": "2019",
    "purpose": "pengajuan KUR",
}
ADDRESS = "https://satupintu.example/surat/x/"


@pytest.fixture
def officer(make_user):
    return make_user("village_officer", area=VILLAGE, name="Petugas Desa")


@pytest.fixture
def business(areas, officer):
    rt = make_area(areas[VILLAGE], "T001", 7, "RT 001")
    return make_business(rt, officer, SITI, "Siti Aminah", "Warung Bu Siti", address="Jl. Raya 1")


@pytest.fixture
def draft(business, officer, data_folder):
    return letters.draft_letter(by=officer, business=business, given=GIVEN)


@pytest.fixture
def signed(draft, officer):
    return letters.sign_letter(
        by=officer, letter=draft, signatory="Sutrisno", position="Kepala Desa", address=ADDRESS
    )


def docx_text(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_a_draft_says_draft_in_both_files_and_a_signed_one_does_not(draft, officer):
    before = letters.letter_file(draft, letters.DOCX, ADDRESS)
    assert 'string="DRAFT"' in docx_text(before)
    drawn = letters.letter_file(draft, letters.PDF, ADDRESS)
    signed = letters.sign_letter(
        by=officer, letter=draft, signatory="Sutrisno", position="Kades", address=ADDRESS
    )
    text = docx_text((signed.folder / letters.DOCX).read_bytes())
    assert "DRAFT" not in text
    assert "Sutrisno" in text
    assert SITI in text
    assert (signed.folder / letters.PDF).read_bytes() != drawn


def test_a_signed_letter_keeps_its_bytes_and_is_never_changed(signed, officer):
    body = letters.take_letter(by=officer, letter=signed, name=letters.PDF, address="https://elsewhere/")
    assert sha256(body).hexdigest() == signed.sha256
    for deed in (
        lambda: letters.change_draft(by=officer, letter=signed, given=GIVEN),
        lambda: letters.discard_draft(by=officer, letter=signed),
        lambda: letters.sign_letter(by=officer, letter=signed, signatory="X", position="Y", address=ADDRESS),
    ):
        with pytest.raises(Refused):
            deed()
    (signed.folder / letters.PDF).write_bytes(b"other")
    with pytest.raises(Refused, match="tidak lagi sama"):
        letters.take_letter(by=officer, letter=signed, name=letters.PDF, address=ADDRESS)


def test_nobody_signs_without_a_name(draft, officer):
    with pytest.raises(Refused, match="nama dan jabatan"):
        letters.sign_letter(by=officer, letter=draft, signatory=" ", position="Kades", address=ADDRESS)


def test_a_number_is_used_once_in_a_village_and_year(draft, business, officer, areas, make_user):
    with pytest.raises(Refused, match="sudah dipakai"):
        letters.draft_letter(by=officer, business=business, given=GIVEN)
    letters.draft_letter(by=officer, business=business, given={**GIVEN, "on": date(2025, 11, 2)})
    other = make_user("village_officer", area=NEXT)
    next_door = make_business(areas[NEXT], other, "3507115003850009", "Ani", "Toko Ani")
    letters.draft_letter(by=other, business=next_door, given=GIVEN)


def test_the_village_s_pattern_suggests_the_next_free_number(draft, officer, areas):
    village = areas[VILLAGE]
    office = letters.set_office(
        by=officer,
        village=village,
        address="",
        number_pattern="503/{nomor}/{bulan}/{tahun}",
        signatory="",
        signatory_position="",
    )
    assert suggested_number(village, office.number_pattern, date(2026, 11, 22)) == "503/002/XI/2026"
    assert suggested_number(village, office.number_pattern, date(2027, 1, 2)) == "503/001/I/2027"
    assert unknown_places("{nomor}/{hari}") == ["hari"]
    assert unknown_places("{nomor}/{") == ["{"]
    with pytest.raises(Refused, match="hari"):
        letters.set_office(
            by=officer,
            village=village,
            address="",
            number_pattern="{nomor}/{hari}",
            signatory="",
            signatory_position="",
        )


def test_markup_and_foreign_writing_in_a_name_stay_text(business, officer, data_folder):
    given = {**GIVEN, "number": "1", "business_name": '<b>#eval("x")</b> 包子 😀'}
    letter = letters.draft_letter(by=officer, business=business, given=given)
    made = letters.letter_file(letter, letters.PDF, ADDRESS)
    assert made.startswith(b"%PDF")
    assert "&lt;b&gt;" in docx_text(letters.letter_file(letter, letters.DOCX, ADDRESS))


def test_the_public_page_proves_a_letter_without_naming_the_owner(client, signed):
    page = client.get(f"/surat/{signed.token}/").content.decode()
    assert signed.number in page
    assert "S.A." in page
    assert "Sutrisno" in page
    assert "bukan tanda tangan elektronik tersertifikasi" in page
    assert "Siti Aminah" not in page
    assert SITI not in page


def test_a_file_is_compared_and_not_kept(client, signed, data_folder):
    whole = (signed.folder / letters.PDF).read_bytes()
    before = sorted(path for path in data_folder.rglob("*"))
    for body, words in ((whole, "sama dengan yang diterbitkan"), (whole + b" ", "bukan yang diterbitkan")):
        file = io.BytesIO(body)
        file.name = "surat.pdf"
        answer = client.post(f"/surat/{signed.token}/", {"file": file})
        assert words in answer.content.decode()
    assert sorted(path for path in data_folder.rglob("*")) == before
    assert client.post(f"/surat/{signed.token}/").status_code == 422


def test_a_draft_and_an_unknown_code_prove_nothing(client, draft):
    for token in (draft.token, "x" * 22):
        answer = client.get(f"/surat/{token}/")
        assert answer.status_code == 404
        assert draft.number not in answer.content.decode()


def test_a_withdrawn_letter_says_so_with_its_reason(client, signed, officer):
    letters.withdraw_letter(by=officer, letter=signed, reason="Usahanya pindah desa")
    page = client.get(f"/surat/{signed.token}/").content.decode()
    assert "sudah ditarik" in page
    assert "Usahanya pindah desa" in page
    with pytest.raises(Refused):
        letters.withdraw_letter(by=officer, letter=signed, reason="lagi")


@pytest.mark.parametrize("address", ["/surat/", "/surat/buat/"])
def test_what_is_searched_for_never_stands_in_an_address(address, client_of, signed):
    """It may be a name: a browser's history, a proxy's log and the next page's referrer keep addresses."""
    client = client_of("village_officer", area=VILLAGE)
    [form] = re.findall(r'<form class="sp-filter"[^>]*>', client.get(address).content.decode())
    assert 'method="post"' in form
    found = client.post(address, {"cari": "warung"}).content.decode()
    assert "Warung Bu Siti" in found and "?cari" not in found
    assert "Warung Bu Siti" in client.get(f"{address}?cari=joko").content.decode()


def test_a_search_that_finds_many_says_that_it_shows_the_first(client_of, business, officer):
    client = client_of("village_officer", area=VILLAGE)
    for number in range(51):
        make_business(business.area, officer, SITI, "Siti Aminah", f"Warung {number}")
    page = client.post("/surat/buat/", {"cari": "warung"}).content.decode()
    assert "Hanya 50 yang pertama" in page and "halaman=2" not in page
    assert "halaman=2" in client.get("/surat/buat/").content.decode()


def test_from_choosing_a_business_to_the_issued_letter(client_of, business, data_folder):
    client = client_of("village_officer", area=VILLAGE)
    assert "Warung Bu Siti" in client.post("/surat/buat/", {"cari": "siti"}).content.decode()
    assert "Warung Bu Siti" not in client.post("/surat/buat/", {"cari": "joko"}).content.decode()
    form = client.get(f"/surat/buat/{business.pk}/").content.decode()
    number = re.search(r'value="(503/[^"]+)"', form)[1]
    assert number.startswith("503/001/35.07.11.2008/")
    answer = client.post(
        f"/surat/buat/{business.pk}/", {**GIVEN, "number": number, "on": timezone.localdate().isoformat()}
    )
    letter = Letter.objects.get()
    assert answer.url == reverse("letters:letter", args=[letter.pk])
    drawn = client.get(reverse("letters:pdf", args=[letter.pk]))
    assert "rancangan" in drawn["Content-Disposition"]
    refused = client.post(reverse("letters:sign", args=[letter.pk]), {"signatory": "Sutrisno"})
    assert refused.status_code == 422
    sign_as_shown(client, letter, client.get(answer.url))
    letter.refresh_from_db()
    body = client.get(reverse("letters:pdf", args=[letter.pk])).content
    assert sha256(body).hexdigest() == letter.sha256
    assert number in client.get("/surat/").content.decode()


def sign_as_shown(client, letter, page):
    seen = re.search(r'name="terlihat" value="([^"]*)"', page.content.decode())[1]
    agreed = {"signatory": "Sutrisno", "position": "Kepala Desa", "agree": "on", "terlihat": seen}
    return client.post(reverse("letters:sign", args=[letter.pk]), agreed)


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "pengajuan KUR Rp500.000.000"},
        {"number": "503/009/XI/2026"},
        {"on": date(2025, 11, 2)},
        {"address": "Jl. Lain 9"},
    ],
)
def test_a_letter_is_issued_only_as_the_signatory_read_it(client_of, draft, officer, changed):
    client = client_of("village_officer", area=VILLAGE)
    page = client.get(reverse("letters:letter", args=[draft.pk]))
    letters.change_draft(by=officer, letter=draft, given={**GIVEN, **changed})
    refused = sign_as_shown(client, draft, page)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "diubah orang lain" in shown and 'value="Sutrisno"' in shown
    assert not refused.context["sign_form"]["agree"].value(), "to be ticked anew"
    assert not Letter.objects.get().signed_at
    assert sign_as_shown(client, draft, refused).status_code == 302
    assert Letter.objects.get().signed_at


def test_a_change_sent_while_somebody_signs_does_not_undo_the_signature(draft, officer):
    opened = Letter.objects.get()
    letters.sign_letter(by=officer, letter=draft, signatory="Sutrisno", position="Kades", address=ADDRESS)
    with pytest.raises(Refused, match="tidak dapat diubah"):
        letters.change_draft(by=officer, letter=opened, given={**GIVEN, "purpose": "lain"})
    assert Letter.objects.get().signed_at


def test_initials_name_nobody():
    assert initials("Siti Aminah") == "S.A."
    assert initials("  ") == ""
