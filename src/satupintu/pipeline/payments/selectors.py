"""What the pages of payments show: decrees in the person's area, exceptions with the names behind them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from django.db.models import QuerySet

from satupintu.foundation.accounts.models import User
from satupintu.gateways.banks import PaymentState
from satupintu.gateways.csv_cells import inert
from satupintu.pipeline.proposals.models import Decree
from satupintu.pipeline.proposals.selectors import visible_decrees

from .judging import word
from .ledger import Sum, Totals, people_of
from .models import PaymentBatch, PaymentException
from .transitions import STATES

_CHUNK = 500
# state -> (tag's name for colour and shape, colour class in pictures)
LOOKS = {
    PaymentState.PAID: ("paid", "yes"),
    PaymentState.FAILED: ("failed", "no"),
    PaymentState.BLOCKED: ("blocked", "wait"),
    PaymentState.RETURNED: ("returned", "work"),
    PaymentState.WAITING: ("pending", "quiet"),
}


@dataclass(frozen=True)
class Line:
    """One state in the table and in the bar: payments, rupiah, and the stretch of the bar in percent."""

    state: PaymentState
    word: str
    sum: Sum
    colour: str
    tag: str
    start: str
    width: str


def payable_decrees(user: User) -> QuerySet[Decree]:
    """Decrees of the user's area with their batch, newest first."""
    return visible_decrees(user).select_related("batch")


def lines_of(found: Totals) -> list[Line]:
    """The totals as lines, in the order of STATES; the bar goes by rupiah."""
    whole, start, lines = found.decreed.amount or 1, 0.0, []
    for state in STATES:
        tag, colour = LOOKS[state]
        width = 100 * found.states[state].amount / whole
        label = word(state)
        lines.append(
            Line(
                state,
                label[:1].upper() + label[1:],
                found.states[state],
                colour,
                tag,
                f"{start:.3f}",
                f"{width:.3f}",
            )
        )
        start += width
    return lines


def open_exceptions(batch: PaymentBatch) -> QuerySet[PaymentException]:
    """Payments that are failed, blocked or returned now."""
    found = batch.exceptions.filter(closed_by__isnull=True)
    return found.select_related("answer").order_by("state", "reference")


def with_people(
    batch: PaymentBatch, exceptions: Iterable[PaymentException]
) -> Iterator[tuple[PaymentException, tuple[str, str, str]]]:
    """Each exception with (NIK, name, village) of its payment."""
    rows = list(exceptions)
    people = people_of(batch, [one.reference for one in rows])
    return ((one, people[one.reference]) for one in rows)


def write_exceptions(out: TextIO, batch: PaymentBatch, words: dict[str, str], heading: list[str]) -> int:
    """The open exceptions as `;` CSV for those who go and see the people; returns how many."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heading)
    rows = list(open_exceptions(batch))
    for start in range(0, len(rows), _CHUNK):
        for one, (nik, name, village) in with_people(batch, rows[start : start + _CHUNK]):
            reason = inert(one.reason)
            writer.writerow(
                [one.reference, f"'{nik}", inert(name), inert(village), words[one.state], reason, one.amount]
            )
    return len(rows)


def write_waiting(out: TextIO, waiting: Sequence[tuple[str, str, str, str, int]], heading: list[str]) -> int:
    """The payments without an answer as `;` CSV; returns how many."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heading)
    rows = waiting[0:]
    for reference, nik, name, village, amount in rows:
        writer.writerow([reference, f"'{nik}", inert(name), inert(village), amount])
    return len(rows)
