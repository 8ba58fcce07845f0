"""Instructions: one per recipient, made once, in files a bank can use and nobody can swap."""

import csv
import io

import pytest
from defusedxml import ElementTree
from django.core.exceptions import PermissionDenied
from django.db import connection

from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.gateways.banks import PaymentState, reference_is_sound, schema_errors
from satupintu.pipeline.payments.ledger import DoesNotAddUp, Sum, instructions_in, totals
from satupintu.pipeline.payments.models import PaymentBatch
from satupintu.pipeline.payments.services import instructions, make_instructions, payment_file_of
from satupintu.pipeline.proposals.models import Decree

from ..case import at_once

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def test_one_sound_reference_a_recipient_without_personal_data(batch):
    made = list(instructions_in(str(batch.instructions_file)))
    assert [one.name for one in made] == ["MUHAMMAD BUDI", "SITI AMINAH", "WATI"]
    assert len({one.reference for one in made}) == 3
    for one in made:
        assert reference_is_sound(one.reference)
        assert one.nik[6:] not in one.reference.replace("-", "")


def test_both_files_say_what_the_decree_says(batch, decree):
    assert list(schema_errors(batch.xml_file)) == []
    root = ElementTree.parse(batch.xml_file).getroot()
    assert root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS) == "3600000.00"
    assert root.findtext(".//p:GrpHdr/p:MsgId", namespaces=NS) == batch.message_id
    assert decree.number in root.findtext(".//p:Ustrd", namespaces=NS)
    references = [one.text for one in root.iterfind(".//p:EndToEndId", NS)]
    text = batch.csv_file.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["referensi"] for row in rows] == references
    assert sum(int(row["jumlah"]) for row in rows) == decree.total


def test_before_any_answer_everything_waits(batch, decree):
    found = totals(batch)
    assert found.states[PaymentState.WAITING] == Sum(3, decree.total)
    assert found.adds_up


def test_a_second_call_returns_the_same_batch(batch, decree, district):
    assert make_instructions(decree=decree, by=district) == batch
    assert PaymentBatch.objects.count() == 1
    assert len(list(decree.round.folder.glob("payments-*"))) == 1


def test_a_second_post_that_passed_the_first_check_makes_nothing(decree, district, monkeypatch):
    write = instructions._write_files

    def overtaken(*args):
        monkeypatch.setattr(instructions, "_write_files", write)
        make_instructions(decree=decree, by=district)
        return write(*args)

    monkeypatch.setattr(instructions, "_write_files", overtaken)
    made = make_instructions(decree=decree, by=district)
    assert made == PaymentBatch.objects.get()
    assert len(list(decree.round.folder.glob("payments-*"))) == 1
    assert made.instructions_file.is_file()


@pytest.mark.django_db(transaction=True)
def test_many_posts_at_once_make_one_batch(decree, district):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's test database lives in memory, where writers fail instead of waiting")
    results = at_once(lambda: make_instructions(decree=Decree.objects.get(pk=decree.pk), by=district))
    assert len(set(results)) == PaymentBatch.objects.count() == 1


def test_recipients_swapped_after_the_decree_are_not_paid(decree, district):
    decree.recipients_file.write_bytes(b"somebody else")
    with pytest.raises(Refused, match="tidak lagi sama"):
        make_instructions(decree=decree, by=district)
    assert not PaymentBatch.objects.exists()


@pytest.mark.parametrize("role", ["bank_officer", "auditor", "village_officer", "administrator"])
def test_only_a_district_officer_instructs(decree, make_user, role):
    with pytest.raises(PermissionDenied):
        make_instructions(decree=decree, by=make_user(role))


def test_downloads_are_recorded_and_a_swapped_file_is_not_handed_out(batch, bank):
    assert payment_file_of(batch=batch, by=bank, kind="xml") == batch.xml_file
    assert Event.objects.get(action="payment.download").data == {"kind": "xml"}
    batch.csv_file.write_bytes(b"another account")
    with pytest.raises(Refused, match="tidak lagi sama"):
        payment_file_of(batch=batch, by=bank, kind="csv")


def test_sums_that_differ_from_the_decree_are_noticed(batch):
    batch.decree.total += 1
    assert not totals(batch).adds_up
    with pytest.raises(DoesNotAddUp):
        totals(batch).check()
