"""Records a bank's answer: the whole file, or nothing of it and the reasons."""

import hashlib
import io
import secrets
import shutil
from pathlib import Path

import duckdb
from django.core.files.base import File
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
from satupintu.foundation.sent_files import safe_name
from satupintu.gateways.banks import Answer, BankAnswerProblem, PaymentState, read_answer
from satupintu.pipeline.proposals.services import note_came_back, refuse_other_bytes, require_own_bank
from satupintu.pipeline.screening.services.storage import new_folder

from ..audit_files import write_decree, write_paid
from ..judging import judge, lay_out
from ..ledger import open_ledger, totals_of
from ..models import BankAnswer, PaymentBatch, PaymentException
from ..transitions import EXCEPTIONS
from .noting import start_noting

_CHUNK = 500


class AnswerRefused(Refused):
    """Nothing of the file was taken; `problems` are sentences with place and what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems), problems)


def record_answer(*, batch: PaymentBatch, by: User, file: File) -> BankAnswer:
    """Takes in a bank's file and moves each payment it speaks of; the sums are held to the decree's.

    Raises AnswerRefused, and keeps nothing, where the file cannot be read, came before, answers another
    message, names a reference that is unknown or stands twice, states another amount or an impossible day, or
    contradicts an earlier answer. The refusal is recorded in the audit trail.
    """
    require(by, "payment.answer", batch.area)
    require_own_bank(by, batch.distributor)
    name = safe_name(file.name or "")
    file.seek(0)
    data = file.read()
    try:
        return _take_in(batch, by, name, data)
    except AnswerRefused as refusal:
        record(
            "payment.answer_refused",
            by=by,
            on=batch,
            area=batch.area,
            problems=len(refusal.problems),
            bytes=len(data),
        )
        raise


def answer_file_of(*, answer: BankAnswer, by: User) -> Path:
    """The path of a bank's file as it came, checked against its hash; the download is recorded."""
    require(by, "payment.read", answer.batch.area)
    require_own_bank(by, answer.batch.distributor)
    path = answer.folder / "asli"
    refuse_other_bytes(path, answer.sha256)
    record("payment.answer_download", by=by, on=answer, area=answer.batch.area)
    return path


@transaction.atomic
def note_exceptions(*, batch: PaymentBatch, by: User, rows: int) -> None:
    """Keeps that the list of payments that went wrong was taken: it names people."""
    require(by, "payment.read", batch.area)
    require_own_bank(by, batch.distributor)
    record("payment.exceptions_download", by=by, on=batch, area=batch.area, rows=rows)


@transaction.atomic
def note_waiting(*, batch: PaymentBatch, by: User, rows: int) -> None:
    """Keeps that the list of payments without an answer was taken: it names people."""
    require(by, "payment.read", batch.area)
    require_own_bank(by, batch.distributor)
    record("payment.waiting_download", by=by, on=batch, area=batch.area, rows=rows)


@transaction.atomic
def audit_file_of(*, batch: PaymentBatch, by: User, kind: str) -> io.StringIO:
    """The decree's list (`sk`) or what became of its payments (`bayar`), as `satupintu audit` reads it; it is recorded.

    Raises Refused where a file that it is made from is not the one that was recorded.
    """
    require(by, "audit.read", batch.area)
    refuse_other_bytes(batch.decree.recipients_file, batch.decree.recipients_sha256)
    _refuse_touched(batch)
    out = io.StringIO(newline="")
    rows = {"sk": write_decree, "bayar": write_paid}[kind](out, batch)
    record("payment.audit_download", by=by, on=batch, area=batch.area, kind=kind, rows=rows)
    return out


def _take_in(batch: PaymentBatch, by: User, name: str, data: bytes) -> BankAnswer:
    digest = hashlib.sha256(data).hexdigest()
    _refuse_same(batch, name, digest)
    try:
        answer = read_answer(data, name)
    except BankAnswerProblem as problem:
        raise AnswerRefused(problem.problems) from problem
    if answer.message_id not in (None, batch.message_id):
        raise AnswerRefused(
            [
                _(
                    "%(file)s menjawab pesan %(theirs)s, bukan pesan kita %(ours)s. Unggah di halaman pembayarannya."
                )
                % {"file": name, "theirs": answer.message_id, "ours": batch.message_id}
            ]
        )
    _refuse_unnamed(batch, answer)
    folder_name = f"answer-{secrets.token_hex(8)}"
    folder = batch.folder / folder_name
    try:
        with transaction.atomic():
            locked = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
            locked.decree = batch.decree
            _refuse_same(locked, name, digest)
            return _record(locked, by, answer, data, digest, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _record(
    batch: PaymentBatch, by: User, answer: Answer, data: bytes, digest: str, folder: Path
) -> BankAnswer:
    """Judges every line against the ledger, then writes columns, row, exceptions and audit event."""
    _refuse_touched(batch)
    with connection() as own:
        open_ledger(own, batch)
        lay_out(own, answer)
        if problems := judge(own, answer.name, decreed=batch.decree.on, today=timezone.localdate()):
            raise AnswerRefused(problems)
        columns_sha256 = _write_files(own, data, folder)
        made = BankAnswer.objects.create(
            batch=batch,
            number=batch.answers.count() + 1,
            file_name=answer.name,
            sha256=digest,
            folder_name=folder.name,
            columns_sha256=columns_sha256,
            counts=_counts(own),
            received_by=by,
        )
        _move_exceptions(own, made)
        open_ledger(own, batch)
        note_came_back(decree=batch.decree, numbers=_came_back(own))
        found = totals_of(own, batch)
        found.check()
    batch.waiting = found.states[PaymentState.WAITING].count
    batch.save(update_fields=["waiting"])
    record("payment.answer", by=by, on=made, area=batch.area, number=made.number, **made.counts)
    start_noting(batch=batch, by=by)
    return made


def _refuse_touched(batch: PaymentBatch) -> None:
    """Raises Refused where a file that the ledger is read from is not the one that was recorded."""
    refuse_other_bytes(batch.instructions_file, batch.instructions_sha256)
    for earlier in batch.answers.all():
        earlier.batch = batch
        refuse_other_bytes(earlier.columns_file, earlier.columns_sha256)


def _refuse_same(batch: PaymentBatch, name: str, digest: str) -> None:
    if same := batch.answers.filter(sha256=digest).first():
        raise AnswerRefused(
            [
                _(
                    "%(file)s sudah diterima sebagai jawaban ke-%(number)s. Berkas sama tidak dicatat dua kali."
                )
                % {"file": name, "number": same.number}
            ]
        )


def _refuse_unnamed(batch: PaymentBatch, answer: Answer) -> None:
    """A status for all payments names none of them: message, batch and sums must be ours instead."""
    if answer.whole is None:
        return
    problems = []
    if answer.message_id is None:
        problems.append(
            _("%(file)s memberi satu status untuk semua, tanpa menyebut pesan kita %(ours)s (OrgnlMsgId).")
            % {"file": answer.name, "ours": batch.message_id}
        )
    told = (("OrgnlPmtInfId", answer.batch_ids, batch.batch_id),)
    sums = (("OrgnlNbOfTxs", answer.counts, batch.count), ("OrgnlCtrlSum", answer.totals, batch.amount))
    problems += [
        _("%(file)s (%(field)s): tertulis %(theirs)s, padahal pada pesan kita %(ours)s.")
        % {"file": answer.name, "field": field, "theirs": str(theirs)[:40], "ours": ours}
        for field, stated, ours in (*told, *sums)
        for theirs in stated
        if theirs != ours
    ]
    if problems:
        raise AnswerRefused(problems)


def _write_files(own: duckdb.DuckDBPyConnection, data: bytes, folder: Path) -> str:
    with new_folder(folder) as made:
        (made / "asli").write_bytes(data)
        columns = 'reference, state, stated AS amount, "on", reason, place, before, changed'
        own.execute(
            f"COPY (SELECT {columns} FROM judged ORDER BY n)"
            f" TO {text(made / 'answer.parquet')} (FORMAT parquet, COMPRESSION zstd)"
        )
        return sha256(made / "answer.parquet")


def _counts(own: duckdb.DuckDBPyConnection) -> dict[str, object]:
    lines, repeated, in_process, dated = own.execute(
        f"""
        SELECT count(*), count(*) FILTER (NOT changed AND state <> '{PaymentState.WAITING}'),
               count(*) FILTER (state = '{PaymentState.WAITING}'), count(*) FILTER (changed AND NOT moved) FROM judged
        """
    ).fetchall()[0]
    moved = own.execute("SELECT state, count(*) FROM judged WHERE moved GROUP BY 1 ORDER BY 1").fetchall()
    found = {"lines": lines, "repeated": repeated, "in_process": in_process, "changed": dict(moved)}
    return found | ({"dated": dated} if dated else {})


def _came_back(own: duckdb.DuckDBPyConnection) -> list[int]:
    """Annex numbers of those whose money this answer puts back into the treasury, from a ledger that holds it."""
    returned = f"SELECT reference FROM judged WHERE moved AND state = '{PaymentState.RETURNED}'"
    rows = own.execute(
        f"SELECT number FROM ledger SEMI JOIN ({returned}) USING (reference) ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


def _move_exceptions(own: duckdb.DuckDBPyConnection, answer: BankAnswer) -> None:
    """Closes the exceptions this answer resolves and opens those it reports."""
    moved = [row[0] for row in own.execute("SELECT reference FROM judged WHERE moved ORDER BY n").fetchall()]
    still_open = PaymentException.objects.filter(batch=answer.batch, closed_by__isnull=True)
    for start in range(0, len(moved), _CHUNK):
        still_open.filter(reference__in=moved[start : start + _CHUNK]).update(closed_by=answer)
    kinds = ", ".join(text(str(one)) for one in EXCEPTIONS)
    found = own.execute(
        f"SELECT reference, state, reason, amount FROM judged WHERE moved AND state IN ({kinds}) ORDER BY n"
    )
    while rows := found.fetchmany(_CHUNK):
        PaymentException.objects.bulk_create(
            PaymentException(
                batch=answer.batch,
                answer=answer,
                reference=reference,
                state=state,
                reason=reason[:300],
                amount=amount,
            )
            for reference, state, reason, amount in rows
        )
