"""The decree names exactly those who were signed for, is issued once, and comes out unchanged ever after."""

from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.proposals import selectors
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.proposals.services import decree_file, draft_of, sign_off
from satupintu.pipeline.screening.services.refusal import Refused

from ..case import screened_round, statement
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
