"""The decree names exactly those who were signed for, is issued once, and comes out unchanged ever after."""

from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.gateways.documents import Office
from satupintu.pipeline.proposals import selectors
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.proposals.services import decree_file, draft_of, issue_decree, proposal_file, sign_off
from satupintu.pipeline.screening.selectors.wording import programme_of

from ..case import pin, screened_round, statement
from ..conftest import TERMS


def test_annex_holds_the_eligible_by_village_under_their_registry_names(decree):
    rows = list(selectors.recipients_in(decree.recipients_file))
    assert [(row.village_code, row.village, row.name) for row in rows] == [
        ("35.07.11.2007", "Kalirejo", "MUHAMMAD BUDI"),
        ("35.07.11.2008", "Arjowilangun", "SITI AMINAH"),
        ("35.07.11.2008", "Arjowilangun", "WATI"),
    ]
    sheet = openpyxl.load_workbook(decree.annex_file)["Lampiran"]
    assert [sheet.cell(row, 2).value for row in (7, 8, 9)] == [row.nik for row in rows]
    assert sheet["F10"].value == decree.total == 3_600_000
    assert decree.pdf_file.read_bytes().startswith(b"%PDF")


def test_decree_cites_the_articles_that_were_applied(proposal):
    cited = " ".join(draft_of(proposal, number="1", on=timezone.localdate(), **TERMS).law)
    assert "Nomor 2 Tahun 2021" in cited
    assert "Pasal 4 ayat (2)" in cited


def test_decree_does_not_cite_a_law_that_did_not_hold_yet(proposal):
    run = proposal.round.current
    loaded = programme_of(run.folder)
    run.as_of = date(2021, 1, 15)
    early = " ".join(selectors.laws_cited(loaded, run))
    run.as_of = date(2021, 4, 1)
    later = " ".join(selectors.laws_cited(loaded, run))
    ceilings = ("Nomor 20 Tahun 2008", "Nomor 7 Tahun 2021")
    assert [one in early for one in ceilings] == [True, False]
    assert [one in later for one in ceilings] == [False, True]


def test_a_draft_is_a_draft(proposal):
    assert draft_of(proposal, number="1", on=timezone.localdate(), **TERMS).draft is True


def test_a_proposal_has_one_decree(decree, proposal, issue):
    with pytest.raises(Refused, match="sudah mempunyai keputusan"):
        issue(proposal, number="2")
    assert Decree.objects.count() == 1
    assert len(list(proposal.round.folder.glob("decree-*"))) == 1


def test_a_number_is_used_once_by_an_office(decree, district, issue):
    other = screened_round(
        district, people=[("3507110506050077", "ANI", "ANI", "35.07.11.2008", "eligible")], title="Putaran 2"
    )
    second = sign_off(round=other, by=district, statement=statement())
    with pytest.raises(Refused, match=r"188\.4/1/2021 sudah dipakai"):
        issue(second)
    assert not list(other.folder.glob("decree-*")), "nothing is left behind by a refusal"
    assert issue(second, number="188.4/2/2021").recipients == 1


def test_another_letterhead_makes_no_other_office(decree, district, issue):
    """The number is one office's in one year, whatever its letter says above, and however it is spelled."""
    people = [("3507110506050077", "ANI", "ANI", "35.07.11.2008", "eligible")]
    second = sign_off(
        round=screened_round(district, people=people, title="P2"), by=district, statement=statement()
    )
    other_words = Office(("Pemkab Malang", "Dinkop UM"), "", "Kepanjen")
    for number in ("188.4/1/2021", " 188.4/1/2021 "):
        with pytest.raises(Refused, match="sudah dipakai kantor ini pada tahun"):
            issue(second, office=other_words, number=number)
    assert Decree.objects.get().office == "35.07"


def test_two_regencies_offices_of_one_name_number_their_own(decree, make_user):
    other = make_user("district_officer", area="35.14")
    people = [("3514110506050077", "ANI", "ANI", "35.14.01.2001", "eligible")]
    theirs = sign_off(round=screened_round(other, people=people), by=other, statement=statement())
    terms = {"number": decree.number, "on": timezone.localdate(), **TERMS}
    assert issue_decree(proposal=theirs, by=other, **terms).issuer == decree.issuer


def test_numbers_begin_anew_each_year(decree, district, issue):
    Decree.objects.filter(pk=decree.pk).update(year=decree.year - 1)
    people = [("3507110506050077", "ANI", "ANI", "35.07.11.2008", "eligible")]
    second = sign_off(
        round=screened_round(district, people=people, title="P2"), by=district, statement=statement()
    )
    assert issue(second).number == decree.number


def test_the_signed_workbook_is_handed_out_as_it_was_signed(screened, district, make_user):
    folder = screened.current.folder
    (folder / "proposal.xlsx").write_bytes(b"PK usulan")
    pin(folder)
    proposal = sign_off(round=screened, by=district, statement=statement())
    assert proposal_file(proposal=proposal, by=make_user("auditor")).read_bytes() == b"PK usulan"
    assert Event.objects.get(action="proposal.download").data == {"round": screened.pk}
    (folder / "proposal.xlsx").write_bytes(b"PK lain")
    with pytest.raises(Refused, match="tidak lagi sama"):
        proposal_file(proposal=proposal, by=district)
    for stranger in (make_user("bank_officer"), make_user("district_officer", area="35.14")):
        with pytest.raises(PermissionDenied):
            proposal_file(proposal=proposal, by=stranger)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"on": timezone.localdate() + timedelta(days=1)}, "masa depan"),
        ({"on": timezone.localdate() - timedelta(days=1)}, "sebelum usulannya"),
        ({"number": " "}, "Nomor"),
        ({"distributor": "bank-gelap"}, "bank penyalur"),
    ],
)
def test_terms_that_cannot_stand(proposal, issue, fields, says):
    with pytest.raises(Refused, match=says):
        issue(proposal, **fields)


def test_results_swapped_after_the_signature_are_not_decreed(proposal, issue):
    folder = proposal.run.folder
    (folder / "manifest.json").write_text((folder / "manifest.json").read_text().replace("{", "{ ", 1))
    with pytest.raises(Refused, match="tidak lagi sama dengan yang ditandatangani"):
        issue(proposal)


def test_downloads_are_recorded_and_other_bytes_are_not_handed_out(decree, bank):
    assert decree_file(decree=decree, by=bank, kind="annex") == decree.annex_file
    event = Event.objects.get(action="decree.download")
    assert (event.by, event.data) == (bank, {"kind": "annex"})
    decree.annex_file.write_bytes(b"another annex")
    with pytest.raises(Refused, match="tidak lagi sama"):
        decree_file(decree=decree, by=bank, kind="annex")


def test_who_may_not_see_a_decree(decree, make_user):
    for stranger in (make_user("village_officer"), make_user("bank_officer", area="35.14")):
        with pytest.raises(PermissionDenied):
            decree_file(decree=decree, by=stranger, kind="pdf")
