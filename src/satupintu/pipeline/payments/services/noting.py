"""Tells the recipients' stage who was paid, so that our own programmes stand among all others'."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.foundation.accounts.models import User
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import start
from satupintu.gateways.banks import PaymentState
from satupintu.pipeline.recipients.models import AidReport
from satupintu.pipeline.recipients.services import note_round

from ..ledger import open_ledger
from ..models import PaymentBatch

NOTE = "payments.note"


def start_noting(*, batch: PaymentBatch, by: User) -> Job:
    """Has it done in the background, once the bank's answer is kept."""
    return start(
        NOTE,
        by=by,
        title=_("Mencatat penerima pembayaran %(message)s") % {"message": batch.message_id},
        arguments={"batch": batch.pk},
        area=batch.area,
        return_to=reverse("payments:payments", args=[batch.decree_id]),
    )


def note_paid(batch: PaymentBatch) -> AidReport:
    """Who is paid as the bank's answers stand now; what came back or failed meanwhile is no longer among them."""
    columns = 'l.nik, l.name, i.village, l.amount, CAST(l."on" AS DATE) AS received_on'
    with TemporaryDirectory(prefix="satupintu-paid-") as folder, connection() as own:
        paid = Path(folder) / "paid.parquet"
        open_ledger(own, batch)
        instructions = f"read_parquet({text(batch.instructions_file)})"
        rows = f"SELECT {columns} FROM ledger l JOIN {instructions} i USING (reference)"
        where = f"l.state = '{PaymentState.PAID}' ORDER BY l.number"
        own.execute(f"COPY ({rows} WHERE {where}) TO {text(paid)} (FORMAT parquet)")
        programme, area = batch.decree.round.programme, batch.area
        return note_round(key=batch.message_id, programme=programme, area=area, paid=paid)
