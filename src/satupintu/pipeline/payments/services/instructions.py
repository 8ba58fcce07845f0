"""Turns a decree into payment instructions: one per recipient, once, with the bank's two files."""

import secrets
import shutil
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.manifest import sha256
from satupintu.batch.pages import connection
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.gateways.banks import (
    PaymentFileProblem,
    PaymentHeader,
    payment_file,
    payment_reference,
    schema_errors,
    write_bank_csv,
    write_payment_file,
)
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.proposals.selectors import programme
from satupintu.pipeline.proposals.services import refuse_other_bytes, require_own_bank
from satupintu.pipeline.screening.services.storage import new_folder

from ..ledger import instructions_in, totals
from ..models import PaymentBatch

_CHUNK = 50_000
# Every transaction has the same shape, so a few hundred of them prove a file of any length; the schema
# check costs a millisecond each.
_CHECKED = 300


def make_instructions(*, decree: Decree, by: User, execution_date: date | None = None) -> PaymentBatch:
    """Writes one payment instruction per recipient and the bank's files; a second call gives the same batch.

    `execution_date` is when the bank should pay, today unless told. Raises Refused where the list of
    recipients is not the one that was issued, or cannot be written as a bank file.
    """
    require(by, "payment.instruct", decree.round.area)
    if made := PaymentBatch.objects.filter(decree=decree).first():
        return made
    refuse_other_bytes(decree.recipients_file, decree.recipients_sha256)
    now = timezone.localtime()
    header = _header(decree, now, execution_date or now.date())
    folder_name = f"payments-{secrets.token_hex(8)}"
    folder = decree.round.folder / folder_name
    try:
        hashes = _write_files(decree, header, folder)
        with transaction.atomic():
            batch, is_new = _record_batch(decree, by, header, folder_name, hashes)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not is_new:  # somebody else was quicker
        shutil.rmtree(folder, ignore_errors=True)
    return batch


def payment_file_of(*, batch: PaymentBatch, by: User, kind: str) -> Path:
    """The path of the bank's `xml` or `csv`, checked against its hash; the download is recorded."""
    require(by, "payment.read", batch.area)
    require_own_bank(by, batch.distributor)
    path, stated = {"xml": (batch.xml_file, batch.xml_sha256), "csv": (batch.csv_file, batch.csv_sha256)}[
        kind
    ]
    refuse_other_bytes(path, stated)
    record("payment.download", by=by, on=batch, area=batch.area, kind=kind)
    return path


def _header(decree: Decree, now: datetime, execution_date: date) -> PaymentHeader:
    area = decree.round.area
    reference = payment_reference(area=area.code, decree=decree.pk, number=1)
    message_id = reference[:13]  # SP3507-000012: regency and decree
    loaded = programme(decree.proposal.run).programme
    return PaymentHeader(
        message_id=message_id,
        batch_id=f"{message_id}-1",
        created_at=now,
        execution_date=execution_date,
        office=decree.issuer,
        debtor=loaded.authority.id,
        bank_bic=decree.bank.bic,
        purpose=f"{loaded.id.upper()} SK {decree.number}",
        count=decree.recipients,
        total=decree.total,
    )


def _write_files(decree: Decree, header: PaymentHeader, folder: Path) -> dict[str, str]:
    """instructions.parquet and the bank's two files, whole or not at all; their hashes by name."""
    with new_folder(folder) as made:
        instructions = made / "instructions.parquet"
        _write_instructions(decree, instructions)
        try:
            _check_schema(instructions, header)
            for name, write in (("pembayaran.xml", write_payment_file), ("pembayaran.csv", write_bank_csv)):
                with (made / name).open("xb") as out:
                    write(out, instructions_in(str(instructions)), header)
        except PaymentFileProblem as problem:
            raise Refused(str(problem)) from problem
        return {
            name: sha256(made / name) for name in ("instructions.parquet", "pembayaran.xml", "pembayaran.csv")
        }


def _write_instructions(decree: Decree, path: Path) -> None:
    area = decree.round.area.code
    with connection() as own:
        own.execute("CREATE OR REPLACE TEMP TABLE named (number BIGINT, reference VARCHAR)")
        numbers = iter(range(1, decree.recipients + 1))
        while chunk := list(islice(numbers, _CHUNK)):
            references = [payment_reference(area=area, decree=decree.pk, number=one) for one in chunk]
            own.execute(
                "INSERT INTO named SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[])", [chunk, references]
            )
        own.execute(
            f"""
            COPY (SELECT n.reference, r.number, r.nik, r.name, r.village, r.village_name, r.amount,
                         NULL::VARCHAR AS account
                  FROM read_parquet({text(decree.recipients_file)}) r JOIN named n USING (number)
                  ORDER BY number)
            TO {text(path)} (FORMAT parquet, COMPRESSION zstd)
            """
        )


def _check_schema(path: Path, header: PaymentHeader) -> None:
    sample = list(islice(instructions_in(str(path)), _CHECKED))
    few = replace(header, count=len(sample), total=sum(one.amount for one in sample))
    if errors := list(islice(schema_errors(payment_file(sample, few)), 3)):
        raise PaymentFileProblem(_("Berkas bank tidak sesuai skema ISO 20022: ") + "; ".join(errors))


def _record_batch(
    decree: Decree, by: User, header: PaymentHeader, folder_name: str, hashes: dict[str, str]
) -> tuple[PaymentBatch, bool]:
    """The batch's row and audit event; the row that is already there when two people posted at once."""
    Decree.objects.select_for_update().get(pk=decree.pk)
    if made := PaymentBatch.objects.filter(decree=decree).first():
        return made, False
    batch = PaymentBatch.objects.create(
        decree=decree,
        message_id=header.message_id,
        distributor=decree.distributor,
        count=header.count,
        waiting=header.count,
        amount=header.total,
        execution_date=header.execution_date,
        folder_name=folder_name,
        instructions_sha256=hashes["instructions.parquet"],
        xml_sha256=hashes["pembayaran.xml"],
        csv_sha256=hashes["pembayaran.csv"],
        made_by=by,
        made_at=header.created_at,
    )
    totals(batch).check()
    record(
        "payment.instruct",
        by=by,
        on=batch,
        area=batch.area,
        decree=decree.pk,
        payments=batch.count,
        total=batch.amount,
    )
    return batch, True
