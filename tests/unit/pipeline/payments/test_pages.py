"""Pages of payments: sums in front of one's eyes, answers in, files out, by role and area."""

import csv
import io
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from satupintu.foundation.audit.models import Event
from satupintu.pipeline.payments.ledger import instructions_in
from satupintu.pipeline.payments.models import BankAnswer, PaymentBatch
from satupintu.pipeline.payments.next_steps import next_steps


def client_for(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def references(batch):
    return [one.reference for one in instructions_in(str(batch.instructions_file))]


def upload(client, decree, text, name="jawaban.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("payments:answer", args=[decree.pk]), {"file": file}, follow=True)


def test_the_whole_way_of_the_money(decree, district, bank):
    officer, teller = client_for(district), client_for(bank)
    assert (
        "Buat perintah bayar" in officer.get(reverse("payments:payments", args=[decree.pk])).content.decode()
    )
    officer.post(reverse("payments:instruct", args=[decree.pk]))
    officer.post(reverse("payments:instruct", args=[decree.pk]))
    batch = PaymentBatch.objects.get()
    xml = teller.get(reverse("payments:xml", args=[decree.pk]))
    assert b"".join(xml.streaming_content) == batch.xml_file.read_bytes()
    assert f"{batch.message_id}.xml" in xml["Content-Disposition"]
    sent = b"".join(teller.get(reverse("payments:csv", args=[decree.pk])).streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(sent), delimiter=";"))
    rows[1][6], rows[2][6], rows[2][8] = "dibayar", "rekening terblokir", "=nama beda"
    filled = "\n".join(";".join(row) for row in rows)
    page = upload(teller, decree, filled).content.decode()
    assert "3 baris: 1 dibayar, 1 diblokir; 1 masih diproses." in page
    assert page.count("Rp3.600.000") >= 2
    assert "cocok" in page
    assert "SITI AMINAH" in page
    listed = officer.get(reverse("payments:exceptions", args=[decree.pk])).content.decode("utf-8-sig")
    assert "'=nama beda" in listed
    assert "'3507114506050001" in listed
    first = officer.get(reverse("payments:original", args=[decree.pk, 1]))
    assert b"".join(first.streaming_content) == filled.encode()
    done = set(Event.objects.values_list("action", flat=True))
    assert {"payment.instruct", "payment.download", "payment.answer", "payment.exceptions_download"} <= done
    assert "payment.answer_download" in done


def test_payments_without_an_answer_are_listed_one_by_one(decree, batch, references, bank, district):
    upload(client_for(bank), decree, f"referensi;status\n{references[1]};dibayar\n")
    officer = client_for(district)
    page = officer.get(reverse("payments:payments", args=[decree.pk])).content.decode()
    for name in ("payments:waiting", "payments:waiting_csv"):
        assert reverse(name, args=[decree.pk]) in page
    listed = officer.get(reverse("payments:waiting", args=[decree.pk])).content.decode()
    assert [one in listed for one in references] == [True, False, True]
    assert "Belum dijawab: 2 pembayaran" in listed
    taken = officer.get(reverse("payments:waiting_csv", args=[decree.pk])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(taken), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [references[0], references[2]]
    assert rows[2][1:] == ["'3507110506050004", "WATI", "Arjowilangun", "1200000"]
    assert Event.objects.get(action="payment.waiting_download").data == {"rows": 2}
    upload(
        client_for(bank), decree, "".join(["referensi;status\n", *(f"{one};dibayar\n" for one in references)])
    )
    page = officer.get(reverse("payments:payments", args=[decree.pk])).content.decode()
    assert reverse("payments:waiting", args=[decree.pk]) not in page


def test_a_refused_answer_shows_every_problem_and_records_nothing(decree, batch, references, bank):
    text = f"referensi;status\n{references[0]};entah\n{references[1]};anu\n"
    page = upload(client_for(bank), decree, text)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "tidak ada yang dicatat" in shown
    assert "baris 2" in shown
    assert "baris 3" in shown
    assert not BankAnswer.objects.exists()


def test_no_file_and_an_empty_file_are_told(decree, batch, bank):
    client = client_for(bank)
    none = client.post(reverse("payments:answer", args=[decree.pk]))
    assert "Pilih berkas jawaban bank" in none.content.decode()
    assert "kosong" in upload(client, decree, "").content.decode()


def test_the_list_of_decrees_shows_how_far_the_money_is(decree, batch, references, bank):
    client = client_for(bank)
    upload(client, decree, f"referensi;status\n{references[0]};dibayar\n")
    page = client.get(reverse("payments:decrees")).content.decode()
    assert decree.number in page
    assert "Dibayar Rp1.200.000" in page


def test_sums_that_do_not_match_are_shouted(decree, batch, district):
    """A decree's total cannot be changed through the application; were it changed beneath, the page says so."""
    decree.__class__.objects.filter(pk=decree.pk).update(amount_each=1, total=3)
    page = client_for(district).get(reverse("payments:payments", args=[decree.pk])).content.decode()
    assert "Hentikan penyaluran" in page


@pytest.mark.parametrize(
    ("role", "area", "page", "answer", "instruct"),
    [
        ("auditor", "ID", 200, 403, 403),
        ("bank_officer", "35.07", 200, 422, 403),
        ("bank_officer", "35.14", 404, 404, 403),
        ("district_officer", "35.07", 200, 403, 302),
        ("village_officer", "35.07.11.2008", 403, 403, 403),
        ("administrator", "ID", 403, 403, 403),
    ],
)
def test_who_sees_and_does_what(decree, batch, make_user, role, area, page, answer, instruct):
    client = client_for(make_user(role, area=area))
    assert client.get(reverse("payments:payments", args=[decree.pk])).status_code == page
    assert client.get(reverse("payments:xml", args=[decree.pk])).status_code == page
    assert client.get(reverse("payments:exceptions", args=[decree.pk])).status_code == page
    assert client.get(reverse("payments:waiting", args=[decree.pk])).status_code == page
    assert client.get(reverse("payments:waiting_csv", args=[decree.pk])).status_code == page
    assert client.post(reverse("payments:answer", args=[decree.pk])).status_code == answer
    assert client.post(reverse("payments:instruct", args=[decree.pk])).status_code == instruct


def test_another_bank_sees_nothing_of_it(decree, batch, make_user):
    other = make_user("bank_officer", distributor="bni")
    client = client_for(other)
    assert decree.number not in client.get(reverse("payments:decrees")).content.decode()
    for name in (
        "payments:payments",
        "payments:xml",
        "payments:exceptions",
        "payments:waiting",
        "proposals:decree_pdf",
    ):
        assert client.get(reverse(name, args=[decree.pk])).status_code == 404
    assert client.post(reverse("payments:answer", args=[decree.pk])).status_code == 404
    assert list(next_steps(other)) == []


def test_next_steps_pass_from_district_to_bank(decree, district, bank):
    assert [step.title for _about, step in next_steps(district)] == ["Buat perintah bayar"]
    assert list(next_steps(bank)) == []
    client_for(district).post(reverse("payments:instruct", args=[decree.pk]))
    assert list(next_steps(district)) == []
    assert [step.text for _about, step in next_steps(bank)] == ["3 pembayaran belum terjawab."]


@pytest.fixture
def no_file_is_read(monkeypatch):
    @contextmanager
    def held():
        with monkeypatch.context() as patched:
            patched.setattr("satupintu.pipeline.payments.ledger.connection", None)
            yield

    return held


def test_the_home_page_reads_no_file_of_any_decree(decree, batch, references, bank, no_file_is_read):
    for answered, texts in (
        (0, ["3 pembayaran belum terjawab."]),
        (1, ["2 pembayaran belum terjawab."]),
        (3, []),
    ):
        if answered:
            rows = "".join(f"{one};dibayar\n" for one in references[:answered])
            upload(client_for(bank), decree, f"referensi;status\n{rows}")
        with no_file_is_read():
            assert [step.text for _about, step in next_steps(bank)] == texts


@pytest.mark.parametrize(("answered", "texts"), [(1, ["2 pembayaran belum terjawab."]), (3, [])])
def test_a_batch_from_before_anybody_counted_is_counted_once(
    decree, batch, references, bank, no_file_is_read, answered, texts
):
    rows = "".join(f"{one};dibayar\n" for one in references[:answered])
    upload(client_for(bank), decree, f"referensi;status\n{rows}")
    PaymentBatch.objects.update(waiting=None)
    assert [step.text for _about, step in next_steps(bank)] == texts
    with no_file_is_read():
        assert [step.text for _about, step in next_steps(bank)] == texts
