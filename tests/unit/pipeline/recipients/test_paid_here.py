"""What is paid here stands among what others paid: only what the bank says was paid, and only while it stays so."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from satupintu.pipeline.recipients.building import rebuild
from satupintu.pipeline.recipients.models import AidReport, Source
from satupintu.pipeline.recipients.selectors import aid_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(batch, bank, django_capture_on_commit_callbacks):
    from satupintu.pipeline.payments.services import record_answer

    batch.decree.on = date(2021, 7, 1)

    def say(*lines):
        rows = ["referensi;status;jumlah;tanggal;alasan", *(";".join(line) for line in lines)]
        file = ContentFile("\n".join(rows).encode(), "jawaban.csv")
        with django_capture_on_commit_callbacks(execute=True):
            record_answer(batch=batch, by=bank, file=file)
        rebuild()

    return say


def test_a_payment_stands_there_once_the_bank_paid_and_leaves_when_it_comes_back(batch, answered):
    from satupintu.pipeline.payments.ledger import instructions_in

    first, second = list(instructions_in(str(batch.instructions_file)))[:2]
    answered((first.reference, "dibayar", str(first.amount), "2021-07-05", ""),
             (second.reference, "gagal", str(second.amount), "", "Nama berbeda"))  # fmt: skip
    [one] = aid_of(first.nik)
    assert (one.programme, one.amount, one.received_on) == ("bpum-2021", first.amount, date(2021, 7, 5))
    assert one.agency == "kemenkop"
    assert aid_of(second.nik) == []
    answered((first.reference, "retur", str(first.amount), "2021-07-09", "Tidak diambil"))
    assert aid_of(first.nik) == []
    assert AidReport.objects.filter(source=Source.PAYMENT).count() == 1


@pytest.mark.parametrize(
    ("told_here", "told_by_the_bank"), [("2021-07-05", "05-07-2021"), ("", "05-07-2021"), ("2021-07-05", "")]
)
def test_the_bank_reporting_what_it_paid_here_adds_nothing(
    batch, answered, make_user, told_here, told_by_the_bank
):
    from satupintu.pipeline.payments.ledger import instructions_in
    from satupintu.pipeline.recipients.services import report_aid

    first = next(iter(instructions_in(str(batch.instructions_file))))
    row = f"1;{first.name};{first.nik};{first.amount};{told_by_the_bank};bpum-2021"
    file = ContentFile(f"No;Nama;NIK;Nominal;Tanggal Bayar;Program\n{row}\n".encode(), "bri.csv")
    report_aid(by=make_user("agency_officer", agency="bri"), file=file)
    answered((first.reference, "dibayar", str(first.amount), told_here, ""))
    [one] = aid_of(first.nik)
    assert one.agency == "kemenkop", "our own payment is the one that counts"
    answered((first.reference, "retur", str(first.amount), "2021-07-09", "Tidak diambil"))
    assert [one.agency for one in aid_of(first.nik)] == ["bri"], (
        "the bank's word stands until it takes it back"
    )
