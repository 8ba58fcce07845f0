"""Takes in what was paid here, so that our own programmes stand among the others'."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from satupintu.batch.aid import settle_paid
from satupintu.batch.manifest import sha256
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record

from .. import offers
from ..forgetting import look_again
from ..models import AidReport, ReportState, Source
from ..storage import aid_folder, put
from .refreshing import freshen


def note_round(*, key: str, programme: str, area: Area, paid: Path) -> AidReport:
    """Keeps who was paid under `key` (a message to a bank), instead of what was kept under it before.

    `paid` is a Parquet of nik, name, village, amount, received_on: only what the bank said was paid, so that a payment
    that came back is there no more. The same file again changes nothing.
    """
    with TemporaryDirectory(dir=aid_folder(), prefix=".paid-") as folder:
        rows = Path(folder) / "rows.parquet"
        count = settle_paid(paid, rows, programme)
        digest = sha256(rows)
        with transaction.atomic():
            kept, _is_new = AidReport.objects.select_for_update().get_or_create(
                key=key,
                defaults={
                    "source": Source.PAYMENT, "programme": programme, "area": area, "name": key,
                    "agency": next(iter(offers.agencies_of(programme)), ""), "sha256": digest,
                },
            )  # fmt: skip
            if kept.rows_sha256 == digest:
                return kept
            kept.rows, kept.rows_sha256, kept.sha256, kept.state = count, digest, digest, ReportState.READ
            with put(kept.rows_file) as part:
                rows.rename(part)
            kept.save()
            record("aid.paid", by=None, on=kept, area=area, rows=count, sha256=digest)
    look_again()  # the ledger keeps names for the law's sake, a copy of it need not
    freshen()
    return kept
