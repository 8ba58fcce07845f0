"""Holds each line of a bank's answer against what was instructed and what was answered before."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from satupintu.gateways.banks import Answer, AnswerLine, PaymentState, reference_is_sound
from satupintu.gateways.documents import rupiah

from .transitions import ALLOWED

SHOWN = 50


def lay_out(own: duckdb.DuckDBPyConnection, answer: Answer) -> None:
    """Temporary table `judged`: each line beside its payment in the view `ledger` and what it would change.

    n, reference, state, stated (the bank's amount), on, reason, place, nik; other_person, amount,
    before, before_on, paid_on, known, times, allowed, moved (to another state), changed: moved, or the first day
    told of the state it is in. A status for the whole file becomes one line for each
    payment still waiting: what the bank said of one payment stands, and a refusal of all after a payment to
    one is shown as contrary.
    """
    own.execute(
        "CREATE OR REPLACE TEMP TABLE lines (n BIGINT, reference VARCHAR, state VARCHAR, stated BIGINT,"
        ' "on" VARCHAR, reason VARCHAR, place VARCHAR, nik VARCHAR)'
    )
    if answer.whole is not None:
        _lay_out_whole(own, answer.whole)
    else:
        _lay_out_lines(own, answer.lines)
    moves = ", ".join(f"('{before}', '{after}')" for before, to in ALLOWED.items() for after in to)
    own.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        SELECT l.*, l.nik <> p.nik AS other_person, p.amount, p.state AS before, p."on" AS before_on, p.paid_on,
               p.reference IS NOT NULL AS known,
               count(*) OVER (PARTITION BY l.reference) AS times,
               (p.state, l.state) IN ({moves}) AS allowed,
               l.state <> '{PaymentState.WAITING}' AND l.state IS DISTINCT FROM p.state AS moved,
               moved OR (l.state <> '{PaymentState.WAITING}' AND p."on" IS NULL AND l."on" IS NOT NULL) AS changed
        FROM lines l LEFT JOIN ledger p USING (reference)
        """
    )


def judge(own: duckdb.DuckDBPyConnection, name: str, *, decreed: date, today: date) -> list[str]:
    """Every reason to refuse the file, each with its place; empty when it can be taken in whole.

    Nothing happens before the day of the decree (`decreed`) or after `today`; nothing comes back before it was paid.
    """
    problems: list[str] = []
    for test, sentence in (*_TESTS, *_tests_of_days(decreed, today)):
        rows = own.execute(f"SELECT {_SEEN} FROM judged WHERE {test} ORDER BY n LIMIT {SHOWN + 1}").fetchall()
        problems += [f"{name}, {line.place}: {sentence(line)}" for line in map(Judged._make, rows)]
    if len(problems) > SHOWN:
        return [*problems[:SHOWN], _("… dan masih ada lagi. Perbaiki dahulu yang di atas.")]
    if not problems and not own.execute("SELECT count(*) FROM judged WHERE changed").fetchall()[0][0]:
        return [_("%(file)s: semua sudah dijawab atau masih diproses; tidak ada yang baru.") % {"file": name}]
    return problems


class Judged(NamedTuple):
    """A line of `judged`, as the sentences need it."""

    place: str
    reference: str
    state: str
    before: str
    stated: int
    amount: int
    on: str
    before_on: str
    paid_on: str
    times: int


_SEEN = ", ".join(f'"{field}"' for field in Judged._fields)


def _unknown(line: Judged) -> str:
    if not reference_is_sound(line.reference):
        return _("referensi %(r)s salah ketik (angka periksanya tidak cocok).") % {"r": line.reference[:40]}
    return _("referensi %(r)s tidak ada dalam perintah bayar ini.") % {"r": line.reference}


def _doubled(line: Judged) -> str:
    words = {"r": line.reference, "n": line.times}
    return _("referensi %(r)s tertulis %(n)s kali dalam berkas ini. Sisakan satu.") % words


def _other_person(line: Judged) -> str:
    return _(
        "NIK pada baris ini bukan NIK penerima referensi %(r)s. Apakah satu kolom diurutkan sendiri?"
    ) % {"r": line.reference}


def _other_amount(line: Judged) -> str:
    words = {"r": line.reference, "theirs": rupiah(line.stated), "ours": rupiah(line.amount)}
    return _("referensi %(r)s: jumlahnya %(theirs)s, padahal yang diperintahkan %(ours)s.") % words


def _contrary(line: Judged) -> str:
    words = {"r": line.reference, "before": word(line.before), "state": word(line.state)}
    return _("referensi %(r)s sudah dijawab “%(before)s”; tidak dapat menjadi “%(state)s”.") % words


def _paid_again(line: Judged) -> str:
    words = {"r": line.reference, "before": line.before_on, "now": line.on}
    return (
        _(
            "referensi %(r)s sudah dijawab dibayar pada %(before)s, kini %(now)s. Tanyakan bank: dibayar ganda?"
        )
        % words
    )


_TESTS: tuple[tuple[str, Callable[[Judged], str]], ...] = (
    ("NOT known", _unknown),
    ("known AND times > 1", _doubled),
    ("known AND other_person", _other_person),
    ("known AND stated <> amount", _other_amount),
    ("known AND moved AND NOT allowed", _contrary),
    (f"known AND state = '{PaymentState.PAID}' AND before = state AND \"on\" <> before_on", _paid_again),
)


def _tests_of_days(decreed: date, today: date) -> tuple[tuple[str, Callable[[Judged], str]], ...]:
    day = 'known AND TRY_CAST("on" AS DATE)'
    returned = f"state = '{PaymentState.RETURNED}' AND {day}"

    def too_early(line: Judged) -> str:
        words = {
            "r": line.reference,
            "day": line.on,
            "decreed": decreed.isoformat(),
            "state": word(line.state),
        }
        return _("referensi %(r)s: %(state)s pada %(day)s, sebelum tanggal keputusan %(decreed)s.") % words

    def back_too_early(line: Judged) -> str:
        words = {"r": line.reference, "day": line.on, "paid": line.paid_on}
        return _("referensi %(r)s: dikembalikan pada %(day)s, padahal baru dibayar pada %(paid)s.") % words

    def too_late(line: Judged) -> str:
        words = {"r": line.reference, "day": line.on, "today": today.isoformat(), "state": word(line.state)}
        return _("referensi %(r)s: %(state)s pada %(day)s, padahal hari ini baru %(today)s.") % words

    return (
        (f"{day} < DATE '{decreed}' AND state <> '{PaymentState.WAITING}'", too_early),
        (f"{returned} < TRY_CAST(paid_on AS DATE)", back_too_early),
        (f"{day} > DATE '{today}'", too_late),
    )


def word(state: str) -> str:
    """A state in the bank's words."""
    return {
        PaymentState.WAITING: _("menunggu"),
        PaymentState.PAID: _("dibayar"),
        PaymentState.FAILED: _("gagal"),
        PaymentState.BLOCKED: _("diblokir"),
        PaymentState.RETURNED: _("dikembalikan"),
    }[PaymentState(state)]


def _lay_out_lines(own: duckdb.DuckDBPyConnection, lines: list[AnswerLine]) -> None:
    columns = [
        list(range(len(lines))),
        [one.reference for one in lines],
        [str(one.state) for one in lines],
        [one.amount for one in lines],
        [one.on for one in lines],
        [one.reason for one in lines],
        [one.place for one in lines],
        [one.nik for one in lines],
    ]
    kinds = ("BIGINT", "VARCHAR", "VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR")
    unnested = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(kinds, start=1))
    own.execute(f"INSERT INTO lines SELECT {unnested}", columns)


def _lay_out_whole(own: duckdb.DuckDBPyConnection, line: AnswerLine) -> None:
    own.execute(
        "INSERT INTO lines SELECT number, reference, $1, NULL, $2, $3, $4, NULL FROM ledger"
        f" WHERE state = '{PaymentState.WAITING}' OR (state = '{PaymentState.PAID}' AND $1 <> state)",
        [str(line.state), line.on, line.reason, line.place],
    )
