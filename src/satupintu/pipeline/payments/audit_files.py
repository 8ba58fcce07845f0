"""A decree and what became of its payments, in the two layouts that `satupintu audit` reads."""

import csv
from collections.abc import Iterator
from typing import Any, TextIO

from satupintu.batch.audit.payments import ACTIVATED, DECREE_COLUMNS, PAID, PAID_COLUMNS, UNDELIVERED
from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.gateways.banks import PaymentState
from satupintu.gateways.csv_cells import inert

from .ledger import open_ledger
from .models import PaymentBatch

_CHUNK = 5_000


def write_decree(out: TextIO, batch: PaymentBatch) -> int:
    """The decree's recipients as they were issued, `;` CSV; returns how many."""
    recipients = f"read_parquet({text(batch.decree.recipients_file)})"
    query = f"SELECT nik, name, village, amount, $1 AS distributor FROM {recipients} ORDER BY number"
    with connection() as own:
        return _write(out, DECREE_COLUMNS, _rows(own.execute(query, [batch.distributor])))


def write_paid(out: TextIO, batch: PaymentBatch) -> int:
    """Every payment that the bank has answered, `;` CSV; returns how many.

    Paid after its account was blocked is `activated_while_blocked`. What failed, is blocked or came back reached
    nobody: `undelivered`, with the day of return where it is back, or where the bank tells none the day it told of it.
    """
    back = f"state = '{PaymentState.RETURNED}'"
    query = f"""
        SELECT nik, name, amount, paid_on, reference, $1 AS distributor,
               CASE WHEN state <> '{PaymentState.PAID}' THEN '{UNDELIVERED}'
                    WHEN was_blocked THEN '{ACTIVATED}' ELSE '{PAID}' END AS state,
               CASE WHEN {back} THEN coalesce("on", told_on) END AS returned_on
        FROM ledger WHERE state <> '{PaymentState.WAITING}' ORDER BY number
    """
    with connection() as own:
        open_ledger(own, batch)
        return _write(out, PAID_COLUMNS, _rows(own.execute(query, [batch.distributor])))


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(_CHUNK):
        yield from rows


def _write(out: TextIO, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> int:
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    count = 0
    for nik, name, *rest in rows:
        writer.writerow([f"'{nik}", inert(name), *rest])
        count += 1
    return count
