"""What the web hands an auditor is what `satupintu audit` reads, and says of each payment what became of it."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.payments.audits import run_audit
from satupintu.pipeline.payments.ledger import instructions_in
from satupintu.pipeline.payments.services import record_answer

from ..case import screened_round, statement

DAY, LATER = "2021-07-05", "2021-07-09"
NAMES = ["ANI", "BUDI", "CICI", "DEDI", "EKA", "FAJAR", "=GITA"]
MANY = [
    (f"35071145065{place:05d}", name, name, "35.07.11.2008", "eligible")
    for place, name in enumerate(NAMES, 1)
]


@pytest.fixture
def batch(district, issue):
    """Seven people decreed, and the bank's three answers."""
    from satupintu.pipeline.payments.services import make_instructions
    from satupintu.pipeline.proposals.services import sign_off

    signed = sign_off(round=screened_round(district, people=MANY), by=district, statement=statement())
    made = make_instructions(decree=issue(signed), by=district)
    made.decree.on = date(2021, 7, 1)
    return made


@pytest.fixture
def answered(batch, bank):
    ani, budi, cici, dedi, eka, fajar, _gita = (
        one.reference for one in instructions_in(str(batch.instructions_file))
    )
    for text in (
        f"{ani};dibayar;{DAY}\n{budi};diblokir;{DAY}\n{cici};dibayar;{DAY}\n{dedi};gagal;\n{eka};diblokir;\n",
        f"{budi};dibayar;{LATER}\n{cici};dikembalikan;{LATER}\n{fajar};retur;\n",
    ):
        file = ContentFile(f"referensi;status;tanggal\n{text}".encode(), "a.csv")
        record_answer(batch=batch, by=bank, file=file)
    return batch


def taken(user, batch, name):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"payments:{name}", args=[batch.decree_id]))


@pytest.fixture
def files(answered, make_user, tmp_path):
    auditor = make_user("auditor")
    for name in ("audit_decree", "audit_paid"):
        (tmp_path / f"{name}.csv").write_bytes(taken(auditor, answered, name).content)
    return tmp_path


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))


def test_each_answered_payment_says_what_became_of_it(files):
    today = timezone.localdate().isoformat()
    said = [
        (row["name"], row["state"], row["paid_on"], row["returned_on"])
        for row in rows(files / "audit_paid.csv")
    ]
    assert said == [
        ("ANI", "paid", DAY, ""),
        ("BUDI", "activated_while_blocked", LATER, ""),
        ("CICI", "undelivered", DAY, LATER),
        ("DEDI", "undelivered", "", ""),
        ("EKA", "undelivered", "", ""),
        ("FAJAR", "undelivered", "", today),  # the bank told no day: back by the day it told of it
    ]
    decreed = rows(files / "audit_decree.csv")
    assert [row["name"] for row in decreed] == [*NAMES[:6], "'=GITA"]
    assert {(row["village"], row["amount"], row["distributor"]) for row in decreed} == {
        ("35.07.11.2008", "1200000", "bri")
    }


def test_the_audit_reads_both_and_finds_what_the_ledger_knows(files, tmp_path):
    reference = tmp_path / "acuan"
    reference.mkdir()
    (reference / "state_employees.csv").write_text(f"nik,name\n{MANY[0][0]},ANI\n{MANY[2][0]},CICI\n")
    found = run_audit(
        decree=files / "audit_decree.csv",
        paid=files / "audit_paid.csv",
        reference=reference,
        out=tmp_path / "temuan",
        deadline=date(2021, 7, 6),
        programme="bpum-2021",
    ).findings
    counted = {
        name: told["recipients"] for name, told in found["categories"].items() if told and told["recipients"]
    }
    assert counted == {
        "state_employee": 1,
        "blocked_but_activated": 1,
        "after_deadline": 1,
        "undelivered_not_returned": 2,
    }
    assert found["categories"]["undelivered_not_returned"]["amount"] == 2 * 1_200_000
    assert (
        json.loads((tmp_path / "temuan" / "findings.json").read_text())["categories"]["not_in_decree"][
            "recipients"
        ]
        == 0
    )


@pytest.mark.parametrize("name", ["audit_decree", "audit_paid"])
def test_auditor_and_office_take_them_and_the_trail_keeps_it(answered, make_user, district, bank, name):
    for user, status in (
        (make_user("auditor"), 200),
        (district, 200),
        (bank, 403),
        (make_user("auditor", area="35.14"), 404),
        (make_user("village_officer"), 403),
        (make_user("administrator"), 403),
    ):
        assert taken(user, answered, name).status_code == status
    kept = Event.objects.filter(action="payment.audit_download")
    assert [(one.data["kind"], one.data["rows"]) for one in kept] == [
        {"audit_decree": ("sk", 7), "audit_paid": ("bayar", 6)}[name]
    ] * 2
    page = taken(make_user("auditor"), answered, "payments").content.decode()
    assert reverse(f"payments:{name}", args=[answered.decree_id]) in page
    assert (
        reverse(f"payments:{name}", args=[answered.decree_id])
        not in taken(bank, answered, "payments").content.decode()
    )


@pytest.mark.parametrize("which", ["decree", "instructions", "answer"])
def test_from_a_file_that_was_touched_nothing_is_handed_out(answered, district, which):
    one = answered.answers.first()
    one.batch = answered
    files = {
        "decree": answered.decree.recipients_file,
        "instructions": answered.instructions_file,
        "answer": one.columns_file,
    }
    files[which].write_bytes(b"all paid")
    for name in ("audit_decree", "audit_paid"):
        assert taken(district, answered, name).status_code == 409
    assert not Event.objects.filter(action="payment.audit_download").exists()
