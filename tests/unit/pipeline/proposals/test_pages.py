"""Pages of proposals: who sees them, what they do, what they refuse."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.proposals import selectors, views
from satupintu.pipeline.proposals.models import Decree, Proposal
from satupintu.pipeline.proposals.next_steps import next_steps
from satupintu.pipeline.screening.models import ListFile, ListState, Round, RoundState

from ..case import PEOPLE, pin, screened_round

DECREE = {
    "number": "188.4/1/2021",
    "signatory_title": "Kepala Dinas",
    "signatory_name": "Sri Wahyuni",
    "signatory_id": "",
    "distributor": "bri",
    "office": "Pemerintah Kabupaten Malang\nDinas Koperasi dan Usaha Mikro",
    "address": "",
    "place": "Kepanjen",
    "copies": "Bupati Malang\n\nBank",
}


def client_for(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def signing(screened, district):
    return {"run": screened.current.pk, "agree": "on", "name": "bambang  hartono"}


def test_signing_page_shows_the_money_and_the_statement(screened, district):
    page = client_for(district).get(reverse("proposals:sign", args=[screened.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Rp3.600.000" in text
    assert "Saya, Bambang Hartono, menyatakan" in text
    assert "di katalog berubah" not in text


def test_signing_keeps_the_statement_word_for_word(screened, district, signing):
    client = client_for(district)
    answer = client.post(reverse("proposals:sign", args=[screened.pk]), signing)
    proposal = Proposal.objects.get()
    assert answer.url == reverse("proposals:proposal", args=[proposal.pk])
    assert "3 calon penerima" in proposal.statement
    assert "bertanggung jawab mutlak" in proposal.statement
    again = client.post(reverse("proposals:sign", args=[screened.pk]), signing)
    assert again.status_code == 302
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("spoilt", [{"agree": ""}, {"name": "Orang Lain"}, {"name": ""}])
def test_signing_needs_consent_and_the_officers_own_name(screened, district, signing, spoilt):
    page = client_for(district).post(reverse("proposals:sign", args=[screened.pk]), signing | spoilt)
    assert page.status_code == 422
    assert "govuk-error-summary" in page.content.decode()
    assert not Proposal.objects.exists()


def test_a_stale_page_signs_nothing(screened, district, signing):
    page = client_for(district).post(reverse("proposals:sign", args=[screened.pk]), signing | {"run": 999})
    assert page.status_code == 404
    assert not Proposal.objects.exists()


def test_draft_then_decree_then_downloads(proposal, district):
    client = client_for(district)
    address = reverse("proposals:decree", args=[proposal.pk])
    page = client.get(address).content.decode()
    assert "Pemerintah Kabupaten Malang" in page
    terms = DECREE | {"on": timezone.localdate().isoformat()}
    draft = client.post(address, terms | {"draft": "1"})
    assert draft["Content-Type"] == "application/pdf"
    assert not Decree.objects.exists(), "looking at a draft issues nothing"
    assert Event.objects.filter(action="decree.draft").count() == 1
    client.post(address, terms)
    decree = Decree.objects.get()
    shown = client.get(reverse("proposals:proposal", args=[proposal.pk])).content.decode()
    assert decree.number in shown
    pdf = client.get(reverse("proposals:decree_pdf", args=[decree.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    annex = client.get(reverse("proposals:annex", args=[decree.pk]))
    assert b"".join(annex.streaming_content).startswith(b"PK")
    assert Event.objects.filter(action="decree.download").count() == 2


def test_decree_form_tells_what_is_missing(proposal, district):
    page = client_for(district).post(reverse("proposals:decree", args=[proposal.pk]), DECREE | {"number": ""})
    assert page.status_code == 422
    assert "Isi nomor keputusan" in page.content.decode()


def test_a_decree_that_was_swapped_is_refused_with_a_sentence(decree, district):
    decree.pdf_file.write_bytes(b"%PDF-other")
    page = client_for(district).get(reverse("proposals:decree_pdf", args=[decree.pk]))
    assert page.status_code == 409
    assert "tidak lagi sama" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "area", "index", "sign", "proposal_page", "pdf"),
    [
        ("auditor", "ID", 200, 403, 200, 200),
        ("bank_officer", "35.07", 403, 403, 403, 200),
        ("bank_officer", "35.14", 403, 403, 403, 404),
        ("district_officer", "35.14", 200, 404, 404, 404),
        ("village_officer", "35.07.11.2008", 403, 403, 403, 403),
        ("administrator", "ID", 403, 403, 403, 403),
    ],
)
def test_who_sees_what(decree, make_user, role, area, index, sign, proposal_page, pdf):
    client = client_for(make_user(role, area=area))
    proposal = decree.proposal
    addresses = {
        reverse("proposals:proposals"): index,
        reverse("proposals:sign", args=[proposal.round.pk]): sign,
        reverse("proposals:proposal", args=[proposal.pk]): proposal_page,
        reverse("proposals:decree_pdf", args=[decree.pk]): pdf,
    }
    assert {address: client.get(address).status_code for address in addresses} == addresses


def test_the_proposal_s_page_leads_to_its_workbook(proposal, make_user, district):
    (proposal.run.folder / "proposal.xlsx").write_bytes(b"PK usulan")
    pin(proposal.run.folder)
    Proposal.objects.filter(pk=proposal.pk).update(manifest_sha256=selectors.manifest_sha256(proposal.run))
    address = reverse("proposals:workbook", args=[proposal.pk])
    client = client_for(district)
    assert address in client.get(reverse("proposals:proposal", args=[proposal.pk])).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"PK usulan"
    for role, area, code in (
        ("auditor", "ID", 200),
        ("district_officer", "35.14", 404),
        ("bank_officer", "35.07", 403),
        ("village_officer", "35.07.11.2008", 403),
    ):
        assert client_for(make_user(role, area=area)).get(address).status_code == code
    (proposal.run.folder / "proposal.xlsx").unlink()
    assert client.get(address).status_code == 409


def test_next_steps_lead_from_signature_to_decree(screened, district, bank):
    from satupintu.pipeline.proposals.services import sign_off

    from ..case import statement

    assert [step.title for _about, step in next_steps(district)] == ["Tandatangani usulan"]
    sign_off(round=screened, by=district, statement=statement())
    assert [step.title for _about, step in next_steps(district)] == ["Terbitkan keputusan"]
    assert list(next_steps(bank)) == []


def test_no_signature_is_offered_while_a_list_asks(screened, district):
    ListFile.objects.create(
        round=screened,
        area=screened.area,
        name="baru.csv",
        sha256="0" * 64,
        size=1,
        state=ListState.NEEDS_ANSWER,
        uploaded_by=district,
    )
    client, address = client_for(district), reverse("proposals:sign", args=[screened.pk])
    shown = client.get(address).content.decode()
    assert "Masih ada pertanyaan tentang baru.csv" in shown
    assert "Ketik nama lengkap" not in shown
    assert address not in client.get(reverse("proposals:proposals")).content.decode()


@pytest.fixture
def unreadable(screened, district):
    """`unreadable(name)`: a list that came to the round and cannot be used."""

    def make(name):
        return ListFile.objects.create(
            round=screened,
            area=screened.area,
            name=name,
            original_name=name,
            sha256=name.encode().hex(),
            size=1,
            state=ListState.REFUSED,
            problem=f"{name}: tidak dapat dibaca.",
            uploaded_by=district,
        )

    return make


def test_lists_that_cannot_be_used_are_named_and_signed_without_knowingly(
    screened, district, signing, unreadable
):
    first, second = unreadable("rusak.xlsx"), unreadable("gambar desa.pdf")
    client, address = client_for(district), reverse("proposals:sign", args=[screened.pk])
    assert "2 daftar tidak dapat dipakai" in next(iter(next_steps(district)))[1].text
    for told in (client.get(address), client.post(address, signing)):
        text = told.content.decode()
        assert "rusak.xlsx" in text and "gambar desa.pdf" in text
    assert not Proposal.objects.exists(), "an officer who did not say so signs nothing"
    third = unreadable("sesudahnya.xlsx")  # came while the page was open
    seen = signing | {"knows": "on", "left_out": [first.pk, second.pk]}
    refused = client.post(address, seen)
    assert "sesudahnya.xlsx" in refused.content.decode()
    assert not Proposal.objects.exists()
    client.post(address, seen | {"left_out": [first.pk, second.pk, third.pk]})
    proposal = Proposal.objects.get()
    assert "tanpa 3 daftar yang tidak dapat dipakai" in proposal.statement
    assert "rusak.xlsx" in client.get(reverse("proposals:proposal", args=[proposal.pk])).content.decode()
    assert Event.objects.get(action="proposal.sign").data["unread_lists"] == 3


@pytest.mark.parametrize("state", [ListState.WITHDRAWN, None])
def test_nothing_more_is_asked_where_every_list_was_used(screened, district, signing, unreadable, state):
    if state:
        ListFile.objects.filter(pk=unreadable("lama.xlsx").pk).update(state=state)
    client, address = client_for(district), reverse("proposals:sign", args=[screened.pk])
    assert 'name="knows"' not in client.get(address).content.decode()
    client.post(address, signing)
    assert "tidak dapat dipakai" not in Proposal.objects.get().statement


def test_people_of_another_signed_round_are_named_and_linked(proposal, district):
    again = screened_round(district, title="Putaran 2")
    shown = client_for(district).get(reverse("proposals:sign", args=[again.pk])).content.decode()
    assert "3 orang di bawah sudah ada dalam usulan Putaran 1" in shown
    for person in selectors.people_named_before(again.current, proposal):
        assert reverse("screening:person", args=[again.pk, again.current.number, person["n"]]) in shown


@pytest.mark.parametrize(("waiting", "signed"), [(5, 1), (1, 3), (2, 2), (0, 3), (3, 0)])
def test_every_round_to_sign_and_every_proposal_stands_on_one_of_the_pages(
    district, make_user, monkeypatch, waiting, signed
):
    monkeypatch.setattr(views, "_PER_PAGE", 2)
    rounds = [screened_round(district, people=PEOPLE[:1], title=f"R{n}") for n in range(waiting + signed)]
    for round in rounds[waiting:]:
        Round.objects.filter(pk=round.pk).update(state=RoundState.SIGNED)
        Proposal.objects.create(
            round=round, run=round.current, recipients=1, amount_each=1, total=1, signed_by=district
        )
    for user in (district, make_user("auditor", area="ID")):
        sees = rounds if user == district else rounds[waiting:]
        pages = [
            client_for(user).get(f"/usulan/?halaman={n}").content.decode()
            for n in range(1, 1 + max(1, -(-max(waiting * (user == district), signed) // 2)))
        ]
        for round in sees:
            assert sum(f">{round.title}</a>" in one for one in pages) == 1
        told = [n for n, one in enumerate(pages) if "Belum ada usulan yang ditandatangani" in one]
        assert told == ([] if signed else [0])
