"""Where every payment of a batch stands: instructions and answers, both columns, joined by DuckDB."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
from django.utils import timezone

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.gateways.banks import Instruction, PaymentState

from .models import BankAnswer, PaymentBatch
from .transitions import EXCEPTIONS, STATES

_CHUNK = 5_000


class DoesNotAddUp(AssertionError):
    """The states' sums differ from the decree: nothing may be recorded or shown as if they did not."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Payments and whole rupiah."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True)
class Totals:
    """Payments by state, and what the decree set; `check` holds the two equal."""

    states: dict[PaymentState, Sum]
    decreed: Sum

    @property
    def sum(self) -> Sum:
        counts, amounts = zip(*((one.count, one.amount) for one in self.states.values()), strict=True)
        return Sum(sum(counts), sum(amounts))

    @property
    def problems(self) -> int:
        """Payments that failed, are blocked or came back."""
        return sum(self.states[state].count for state in EXCEPTIONS)

    @property
    def adds_up(self) -> bool:
        return self.sum == self.decreed

    def check(self) -> None:
        if not self.adds_up:
            raise DoesNotAddUp(f"payments {self.sum} differ from the decree {self.decreed}")


def totals(batch: PaymentBatch) -> Totals:
    """Counts and rupiah by state, read from the files; `adds_up` says whether they make the decree's sum."""
    with connection() as own:
        open_ledger(own, batch)
        return totals_of(own, batch)


def waiting_in(batch: PaymentBatch) -> int:
    """Payments without an answer; counted from the files once, where no answer has said so yet."""
    if batch.waiting is None:
        batch.waiting = totals(batch).states[PaymentState.WAITING].count
        PaymentBatch.objects.filter(pk=batch.pk, waiting=None).update(waiting=batch.waiting)
    return batch.waiting


def open_ledger(own: duckdb.DuckDBPyConnection, batch: PaymentBatch) -> None:
    """A view `ledger`: reference, number, nik, name, village_name, amount, state, on, told_on, paid_on, was_blocked.

    One row a payment. State and day are those of the latest answer that changed something, which came on `told_on`;
    `paid_on` is the day it was last paid, also where the money came back since; `was_blocked` says that its account
    once was, whatever came of it.
    """
    own.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW ledger AS
        SELECT i.reference, i.number, i.nik, i.name, i.village_name, i.amount,
               coalesce(a.state, '{PaymentState.WAITING}') AS state, a."on", a.told_on, a.paid_on,
               coalesce(a.was_blocked, false) AS was_blocked
        FROM read_parquet({text(batch.instructions_file)}) i
        LEFT JOIN (SELECT reference, arg_max(state, answer) AS state, arg_max_null("on", answer) AS "on",
                          arg_max(told_on, answer) AS told_on,
                          arg_max("on", answer) FILTER (state = '{PaymentState.PAID}') AS paid_on,
                          bool_or(state = '{PaymentState.BLOCKED}') AS was_blocked
                   FROM ({_answers(batch.answers.all())}) GROUP BY reference) a USING (reference)
        """
    )


def totals_of(own: duckdb.DuckDBPyConnection, batch: PaymentBatch) -> Totals:
    """As `totals`, from an open ledger."""
    found = own.execute("SELECT state, count(*), sum(amount)::BIGINT FROM ledger GROUP BY state").fetchall()
    states = {PaymentState(state): Sum(count, amount) for state, count, amount in found}
    decree = batch.decree
    return Totals({one: states.get(one, Sum()) for one in STATES}, Sum(decree.recipients, decree.total))


def instructions_in(batch_file: str) -> Iterator[Instruction]:
    """The instructions of an instructions.parquet, in annex order, a few thousand in memory at a time."""
    with connection() as own:
        columns = "reference, nik, name, village_name, amount, account"
        found = own.execute(f"SELECT {columns} FROM read_parquet({text(batch_file)}) ORDER BY number")
        while rows := found.fetchmany(_CHUNK):
            yield from (Instruction(*row) for row in rows)


def people_of(batch: PaymentBatch, references: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """reference -> (NIK, name, village) for some payments; a name is looked up, never copied into rows."""
    query = f"""
        SELECT reference, nik, name, village_name FROM read_parquet({text(batch.instructions_file)})
        SEMI JOIN (SELECT unnest($1::VARCHAR[]) AS reference) USING (reference)
    """
    with connection() as own:
        rows = own.execute(query, [list(references)]).fetchall()
    return {reference: (nik, name, village) for reference, nik, name, village in rows}


class WaitingPayments:
    """The payments no answer has spoken of yet, in annex order: a sequence that reads only the rows asked for.

    Each is (reference, NIK, name, village, amount in rupiah).
    """

    def __init__(self, batch: PaymentBatch) -> None:
        self._batch = batch

    def __len__(self) -> int:
        return int(self._fetch("count(*)")[0][0])

    def __getitem__(self, part: slice) -> list[tuple[str, str, str, str, int]]:
        start = part.start or 0
        limit = "" if part.stop is None else f" LIMIT {int(part.stop - start)}"
        return self._fetch(
            "reference, nik, name, village_name, amount", f" ORDER BY number{limit} OFFSET {int(start)}"
        )

    def _fetch(self, columns: str, rest: str = "") -> list[tuple[str, str, str, str, int]]:
        with connection() as own:
            open_ledger(own, self._batch)
            query = f"SELECT {columns} FROM ledger WHERE state = '{PaymentState.WAITING}'{rest}"
            return own.execute(query).fetchall()


def _answers(answers: Iterable[BankAnswer]) -> str:
    """SQL for every change the bank reported, with the answer's number."""
    parts = [
        f"SELECT {one.number} AS answer, '{timezone.localdate(one.received_at)}' AS told_on, reference, state, \"on\""
        f" FROM read_parquet({text(one.columns_file)}) WHERE changed"
        for one in answers
    ]
    columns = ", ".join(f'NULL::VARCHAR AS "{column}"' for column in ("told_on", "reference", "state", "on"))
    return " UNION ALL ".join([f"SELECT 0 AS answer, {columns} WHERE false", *parts])
