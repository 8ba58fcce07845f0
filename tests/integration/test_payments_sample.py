"""The sample's 475 eligible from their lists to the last rupiah: signed, decreed, instructed, answered."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

SAMPLE = Path(__file__).parents[1] / "data" / "arjowilangun"
EACH, PEOPLE = 1_200_000, 475


@pytest.fixture
def screened(make_user, data_folder):
    """The sample screened for real, as the web's background work does it."""
    from satupintu.pipeline.screening.models import ReferenceSet, Round, RoundState, Run
    from satupintu.pipeline.screening.rounds import run_round
    from satupintu.pipeline.screening.services.rounds import finish_run

    officer = make_user("district_officer")
    references = ReferenceSet.objects.create(name="acuan", area=officer.area, loaded_by=officer)
    shutil.copytree(SAMPLE / "reference", references.folder)
    round = Round.objects.create(
        title="Arjowilangun",
        programme="bpum-2021",
        as_of="2021-04-01",
        area=officer.area,
        reference_set=references,
        opened_by=officer,
        state=RoundState.SCREENING,
    )
    run = Run.objects.create(
        round=round, number=1, as_of="2021-04-01", reference_set=references, started_by=officer
    )
    result = run_round(
        programme="bpum-2021",
        lists=sorted((SAMPLE / "lists").iterdir()),
        reference=references.folder,
        out=run.folder,
    )
    finish_run(run=run, summary=result.summary)
    round.refresh_from_db()
    return round


def test_from_the_sample_to_the_last_rupiah(screened, make_user):
    from satupintu.gateways.banks import schema_errors
    from satupintu.gateways.documents import Office, Signatory
    from satupintu.pipeline.payments.ledger import totals
    from satupintu.pipeline.payments.services import make_instructions, record_answer
    from satupintu.pipeline.proposals.selectors import recipients_in
    from satupintu.pipeline.proposals.services import issue_decree, sign_off

    officer, teller = screened.opened_by, make_user("bank_officer")
    screened.current.refresh_from_db()
    proposal = sign_off(
        round=screened, by=officer, statement="Saya bertanggung jawab mutlak atas usulan ini."
    )
    assert (proposal.recipients, proposal.total) == (PEOPLE, PEOPLE * EACH)
    decree = issue_decree(
        proposal=proposal,
        by=officer,
        number="188.4/1/2021",
        on=timezone.localdate(),
        office=Office(("Pemerintah Kabupaten Malang", "Dinas Koperasi dan Usaha Mikro")),
        signatory=Signatory("Kepala Dinas", "Sri Wahyuni"),
        distributor="bri",
    )
    named = {row.nik for row in recipients_in(decree.recipients_file)}
    assert named == _eligible_in_truth()

    batch = make_instructions(decree=decree, by=officer)
    assert list(schema_errors(batch.xml_file)) == []
    rows = list(csv.reader(io.StringIO(batch.csv_file.read_text(encoding="utf-8-sig")), delimiter=";"))
    words = ["dibayar"] * 460 + ["rekening terblokir"] * 10 + ["gagal"] * 3 + [""] * 2
    for row, said in zip(rows[1:], words, strict=True):
        row[6], row[8] = said, "nama tidak sama" if said != "dibayar" else ""
    _send(record_answer, batch, teller, rows)
    found = totals(batch)
    assert {str(state): one.count for state, one in found.states.items()} == {
        "paid": 460,
        "failed": 3,
        "blocked": 10,
        "returned": 0,
        "waiting": 2,
    }
    for row, said in zip(rows[461:], ["dibayar"] * 6 + ["dikembalikan"] * 9, strict=True):
        row[6] = said
    _send(record_answer, batch, teller, [rows[0], *rows[461:]])
    found = totals(batch)
    assert (found.states["paid"].amount, found.states["returned"].amount) == (466 * EACH, 9 * EACH)
    assert found.sum.amount == found.decreed.amount == PEOPLE * EACH


def _send(record_answer, batch, teller, rows):
    text = "\n".join(";".join(row) for row in rows)
    record_answer(batch=batch, by=teller, file=ContentFile(text.encode(), "jawaban.csv"))


def _eligible_in_truth() -> set[str]:
    with (SAMPLE / "truth.csv").open(newline="", encoding="utf-8") as file:
        return {row["nik"] for row in csv.DictReader(file) if row["outcome_2021"] == "eligible"}
