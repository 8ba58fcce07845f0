"""The bank's answers: taken whole or refused with reasons, and the sums equal to the decree after each."""

import contextlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from satupintu.batch.pages import connection
from satupintu.foundation.audit.models import Event
from satupintu.foundation.refusal import Refused
from satupintu.gateways.banks import payment_reference
from satupintu.pipeline.payments.ledger import instructions_in, open_ledger, totals
from satupintu.pipeline.payments.models import BankAnswer, PaymentException
from satupintu.pipeline.payments.services import (
    AnswerRefused,
    answer_file_of,
    answers,
    payment_file_of,
    record_answer,
)
from satupintu.pipeline.payments.transitions import ALLOWED, STATES, WAITING

PAID_ON, LATER = "2021-07-05", "2021-07-09"
WORDS = {
    "paid": "dibayar",
    "failed": "gagal",
    "blocked": "diblokir",
    "returned": "retur",
    "waiting": "diproses",
}


@pytest.fixture(autouse=True)
def _decreed_in_july(batch):
    """Long enough ago for the bank to have paid on one day and said another."""
    batch.decree.on = date(2021, 7, 1)


@pytest.fixture
def references(batch):
    return [one.reference for one in instructions_in(str(batch.instructions_file))]


@pytest.fixture
def send(batch, bank):
    """`send((reference, state[, amount[, date[, reason]]]), …)`: a CSV of the bank, recorded."""

    def record(*lines, name="jawaban.csv"):
        rows = [";".join([line[0], WORDS[line[1]], *map(str, line[2:])]) for line in lines]
        text = "\n".join(["referensi;status;jumlah;tanggal;alasan", *rows])
        return record_answer(batch=batch, by=bank, file=ContentFile(text.encode(), name))

    return record


def counts(batch):
    found = totals(batch)
    assert found.adds_up
    return {str(state): one.count for state, one in found.states.items() if one.count}


def test_an_answer_moves_payments_and_keeps_what_went_wrong(batch, references, send, bank):
    made = send(
        (references[0], "paid", 1200000, PAID_ON),
        (references[1], "blocked", 1200000, "", "nama tidak sama"),
    )
    assert counts(batch) == {"paid": 1, "blocked": 1, "waiting": 1}
    assert totals(batch).states["paid"].amount == 1_200_000
    exception = PaymentException.objects.get()
    assert (exception.reference, exception.state, exception.reason) == (
        references[1],
        "blocked",
        "nama tidak sama",
    )
    assert made.counts["changed"] == {"blocked": 1, "paid": 1}
    event = Event.objects.get(action="payment.answer")
    assert (event.by, event.data["lines"]) == (bank, 2)
    assert answer_file_of(answer=made, by=bank).read_bytes().startswith(b"referensi;status")


def test_a_later_answer_resolves_a_blocked_account_and_leaves_its_trace(batch, references, send):
    send((references[0], "blocked"))
    send((references[0], "paid"))
    assert counts(batch) == {"paid": 1, "waiting": 2}
    exception = PaymentException.objects.get()
    assert (exception.state, exception.closed_by.number) == ("blocked", 2)
    send((references[0], "returned"))
    assert counts(batch) == {"returned": 1, "waiting": 2}
    assert [one.state for one in PaymentException.objects.filter(closed_by__isnull=True)] == ["returned"]


@contextlib.contextmanager
def undone():
    """What happens inside leaves no rows behind; each answer's files have a folder of their own."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_of_transitions_is_what_happens(batch, references, send):
    for before in STATES:
        for after in STATES:
            with undone():
                goes_from_to(batch, references, send, before, after)


def goes_from_to(batch, references, send, before, after):
    if before is not WAITING:
        send((references[0], before), (references[1], "paid"))
    news = (references[2], "paid")  # a file needs something new to be recorded at all
    if after in ALLOWED[before] or after in (before, WAITING):
        send((references[0], after), news)
        now = after if after in ALLOWED[before] else before
        assert counts(batch).get(str(now), 0) >= 1
    else:
        with pytest.raises(AnswerRefused, match="sudah dijawab"):
            send((references[0], after), news)
        assert "returned" not in counts(batch) or before == "returned"


def test_one_bad_line_refuses_the_whole_file(batch, references, send):
    first, good = references[0], (references[2], "paid")
    unknown = payment_reference(area="35.07", decree=999, number=1)
    typo = references[1][:-1] + str((int(references[1][-1]) + 1) % 10)
    for lines, says in (
        ([(unknown, "paid"), good], f"baris 2: referensi {unknown} tidak ada dalam perintah bayar ini"),
        ([(typo, "paid"), good], "salah ketik"),
        ([(first, "paid"), (first, "paid"), good], "tertulis 2 kali"),
        ([(first, "paid", 1200001), good], "jumlahnya Rp1.200.001, padahal yang diperintahkan Rp1.200.000"),
        ([(first, "waiting")], "tidak ada yang baru"),
    ):
        with pytest.raises(AnswerRefused) as refusal:
            send(*lines)
        assert says in str(refusal.value)
        assert counts(batch) == {"waiting": 3}
        assert not BankAnswer.objects.exists()
        assert not list(batch.folder.glob("answer-*"))
    refused = Event.objects.filter(action="payment.answer_refused")
    assert [one.data["problems"] >= 1 for one in refused] == [True] * 5


def test_a_column_sorted_by_itself_moves_no_money(batch, bank):
    """The bank's file states the NIK too: a reference that stands beside another person's is refused."""
    one, two, three = instructions_in(str(batch.instructions_file))

    def answer(*rows):
        text = "referensi;NIK;status\n" + "".join(f"{ref};{nik};{state}\n" for ref, nik, state in rows)
        return record_answer(batch=batch, by=bank, file=ContentFile(text.encode(), "urut.csv"))

    with pytest.raises(AnswerRefused, match="baris 3: NIK pada baris ini bukan NIK penerima") as refusal:
        answer((one.reference, one.nik, "dibayar"), (two.reference, three.nik, "dibayar"))
    assert three.nik not in str(refusal.value)
    assert counts(batch) == {"waiting": 3}
    spaced = f"'{two.nik[:6]} {two.nik[6:12]}-{two.nik[12:]}"
    answer(
        (one.reference, f"'{one.nik}", "dibayar"),
        (two.reference, spaced, "dibayar"),
        (three.reference, "", ""),
    )
    assert counts(batch) == {"paid": 2, "waiting": 1}


def test_the_same_file_is_taken_once(batch, references, send):
    send((references[0], "paid"))
    with pytest.raises(AnswerRefused, match="sudah diterima sebagai jawaban ke-1"):
        send((references[0], "paid"), name="salinan.csv")
    assert BankAnswer.objects.count() == 1


def test_a_cumulative_file_repeats_what_is_known_and_adds_the_news(batch, references, send):
    send((references[0], "paid", "", PAID_ON))
    made = send((references[0], "paid", "", PAID_ON), (references[1], "paid"))
    assert made.counts["repeated"] == 1
    assert counts(batch) == {"paid": 2, "waiting": 1}
    with pytest.raises(AnswerRefused, match="semua sudah dijawab"):
        send((references[1], "paid"), (references[0], "paid"))


def test_a_day_that_cannot_be_names_its_line(batch, references, send):
    for day, words in (
        ("2021-06-30", "sebelum tanggal keputusan 2021-07-01"),
        ("2999-01-01", "hari ini baru"),
    ):
        with pytest.raises(AnswerRefused, match=f"baris 3: .*dibayar pada {day}, .*{words}"):
            send((references[0], "paid", "", PAID_ON), (references[1], "paid", "", day))
    for state in (
        "returned",
        "failed",
        "blocked",
    ):  # nothing comes back or fails tomorrow, or before it was decreed
        with pytest.raises(AnswerRefused, match="baris 2: .* pada 2999-01-01, padahal hari ini baru"):
            send((references[0], state, "", "2999-01-01"))
        with pytest.raises(AnswerRefused, match="baris 2: .* pada 2021-06-30, sebelum tanggal keputusan"):
            send((references[0], state, "", "2021-06-30"))
    assert counts(batch) == {"waiting": 3}


def test_nothing_comes_back_before_it_was_paid(batch, references, send):
    send((references[0], "paid", "", LATER), (references[1], "paid", "", PAID_ON), (references[2], "paid"))
    with pytest.raises(
        AnswerRefused, match=f"baris 2: .*dikembalikan pada {PAID_ON}, .*dibayar pada {LATER}"
    ):
        send((references[0], "returned", "", PAID_ON))
    send(*((one, "returned") for one in references))
    with pytest.raises(AnswerRefused, match="baris 2: .*dikembalikan pada"):  # the day told afterwards
        send((references[0], "returned", "", PAID_ON), (references[1], "returned", "", LATER))
    send(*((one, "returned", "", LATER) for one in references))
    assert days(batch) == [LATER, LATER, LATER]


def days(batch):
    with connection() as own:
        open_ledger(own, batch)
        return [row[0] for row in own.execute('SELECT "on" FROM ledger ORDER BY number').fetchall()]


def test_a_day_told_afterwards_is_kept_and_then_stands(batch, references, send):
    send(
        (references[0], "paid"),
        (references[1], "blocked", "", "", "nama tidak sama"),
        (references[2], "paid", "", LATER),
    )
    made = send((references[0], "paid", "", PAID_ON))
    assert (made.counts["changed"], made.counts["dated"]) == ({}, 1)
    made = send(
        (references[1], "blocked", "", PAID_ON), (references[0], "paid"), (references[2], "paid", "", LATER)
    )
    assert (made.counts["changed"], made.counts["dated"], made.counts["repeated"]) == ({}, 1, 2)
    assert days(batch) == [PAID_ON, PAID_ON, LATER]
    assert counts(batch) == {"paid": 2, "blocked": 1}
    assert PaymentException.objects.get().reason == "nama tidak sama"  # nothing new happened to it
    with pytest.raises(AnswerRefused, match="dibayar ganda"):
        send((references[0], "paid", "", LATER), (references[1], "paid"))
    send((references[2], "returned"))  # on a day nobody told: not on the day it was paid
    assert days(batch) == [PAID_ON, PAID_ON, None]


def test_paid_again_on_another_day_is_asked_about(batch, references, send):
    send((references[0], "paid", "", PAID_ON))
    with pytest.raises(AnswerRefused, match="dibayar ganda"):
        send((references[0], "paid", "", LATER), (references[1], "paid"))


def pain002(batch, group, *lines, message=None):
    body = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{ref}</OrgnlEndToEndId><TxSts>{sts}</TxSts></TxInfAndSts>"
        for ref, sts in lines
    )
    return ContentFile(
        (
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
            f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message or batch.message_id}</OrgnlMsgId><GrpSts>{group}</GrpSts>"
            f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{body}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
        ).encode(),
        "jawaban.xml",
    )


def test_pain002_answers_its_own_message_only(batch, references, bank):
    with pytest.raises(AnswerRefused, match="menjawab pesan SP9999-000001"):
        record_answer(
            batch=batch,
            by=bank,
            file=pain002(batch, "PART", (references[0], "ACSC"), message="SP9999-000001"),
        )
    record_answer(batch=batch, by=bank, file=pain002(batch, "PART", (references[0], "ACSC")))
    assert counts(batch) == {"paid": 1, "waiting": 2}


def test_pain002_that_settled_less_or_paid_somebody_else_moves_no_money(batch, bank):
    one, two, _three = instructions_in(str(batch.instructions_file))
    amount = '<IntrBkSttlmAmt Ccy="IDR">{}.00</IntrBkSttlmAmt>'
    person = "<Cdtr><Pty><Id><PrvtId><Othr><Id>{}</Id></Othr></PrvtId></Id></Pty></Cdtr>"

    def answer(more):
        text = pain002(batch, "PART", (one.reference, "ACSC")).read().decode()
        text = text.replace("</TxSts>", f"</TxSts><OrgnlTxRef>{more}</OrgnlTxRef>")
        return record_answer(batch=batch, by=bank, file=ContentFile(text.encode(), "jawaban.xml"))

    for more, says in (
        (amount.format(600000), "jumlahnya Rp600.000, padahal yang diperintahkan Rp1.200.000"),
        (person.format(two.nik), "bukan NIK penerima"),
    ):
        with pytest.raises(AnswerRefused, match=says):
            answer(more)
        assert counts(batch) == {"waiting": 3}
    answer(amount.format(one.amount) + person.format(one.nik))
    assert counts(batch) == {"paid": 1, "waiting": 2}


def test_a_file_rejected_as_a_whole_fails_every_payment(batch, bank):
    record_answer(batch=batch, by=bank, file=pain002(batch, "RJCT"))
    assert counts(batch) == {"failed": 3}
    assert PaymentException.objects.count() == 3


def whole_file(batch, *, group="", block="", message="{ours}", more=""):
    """A pain.002 that lists no transaction: statuses of the message and of its one batch only."""
    original = f"<OrgnlMsgId>{message.format(ours=batch.message_id)}</OrgnlMsgId>" if message else ""
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    text = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<OrgnlGrpInfAndSts>{original}{more}{status}</OrgnlGrpInfAndSts>"
        f"{block.format(ours=batch.batch_id)}</CstmrPmtStsRpt></Document>"
    )
    return ContentFile(text.encode(), "semua.xml")


BLOCK = (
    "<OrgnlPmtInfAndSts><OrgnlPmtInfId>{ours}</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts></OrgnlPmtInfAndSts>"
)


NOT_OURS = [
    ({"group": "ACSC", "message": ""}, "tanpa menyebut pesan kita"),
    ({"block": BLOCK, "message": ""}, "tanpa menyebut pesan kita"),
    ({"group": "ACSC", "message": "{ours}9"}, "menjawab pesan"),
    ({"block": BLOCK.replace("{ours}", "{ours}9")}, "OrgnlPmtInfId"),
    ({"group": "ACSC", "block": BLOCK + BLOCK.replace("{ours}", "OTHER")}, "tertulis OTHER"),
    ({"group": "ACSC", "block": BLOCK.replace("ACSC", "RJCT")}, "bertentangan"),
    ({"group": "ACSC", "block": BLOCK.replace("ACSC", "PDNG")}, "bertentangan"),
    (
        {"group": "ACSC", "more": "<OrgnlNbOfTxs>4</OrgnlNbOfTxs>"},
        "tertulis 4, padahal pada pesan kita 3",
    ),
    ({"group": "ACSC", "more": "<OrgnlCtrlSum>3600001.00</OrgnlCtrlSum>"}, "OrgnlCtrlSum"),
    ({"group": "ACSC", "more": f"<OrgnlNbOfTxs>{'9' * 5000}</OrgnlNbOfTxs>"}, "bukan bilangan"),
]


def test_a_status_for_all_that_is_not_plainly_about_our_message_pays_nobody(batch, bank):
    for fields, says in NOT_OURS:
        with pytest.raises(AnswerRefused, match=says):
            record_answer(batch=batch, by=bank, file=whole_file(batch, **fields))
        assert counts(batch) == {"waiting": 3}


FOR_ALL = [
    {"group": "ACSC"},
    {"block": BLOCK},
    {"group": "ACSC", "block": BLOCK},
    {
        "group": "ACSC",
        "more": "<OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>3600000.00</OrgnlCtrlSum>",
    },
]


def test_a_status_for_all_pays_those_who_wait_and_leaves_what_was_answered(batch, references, send, bank):
    send((references[0], "blocked", "", "", "nama tidak sama"))
    for fields in FOR_ALL:
        with undone():
            record_answer(batch=batch, by=bank, file=whole_file(batch, **fields))
            assert counts(batch) == {"blocked": 1, "paid": 2}
            assert PaymentException.objects.get().closed_by is None


def test_a_whole_rejection_after_a_payment_is_refused(batch, references, send, bank):
    send((references[0], "paid"))
    with pytest.raises(AnswerRefused, match="tidak dapat menjadi “gagal”"):
        record_answer(batch=batch, by=bank, file=pain002(batch, "RJCT"))
    assert counts(batch) == {"paid": 1, "waiting": 2}


def test_only_the_bank_of_the_regency_answers(batch, make_user):
    others = [make_user(role) for role in ("district_officer", "auditor", "village_officer", "administrator")]
    for by in (*others, make_user("bank_officer", area="35.14")):
        with pytest.raises(PermissionDenied):
            record_answer(batch=batch, by=by, file=ContentFile(b"x", "a.csv"))


def test_another_bank_neither_answers_nor_takes_a_file(batch, references, send, make_user):
    made = send((references[0], "paid"))
    for other in (make_user("bank_officer", distributor="bni"), make_user("bank_officer", distributor="")):
        with pytest.raises(PermissionDenied):
            record_answer(batch=batch, by=other, file=ContentFile(b"x", "a.csv"))
        with pytest.raises(PermissionDenied):
            answer_file_of(answer=made, by=other)
        with pytest.raises(PermissionDenied):
            payment_file_of(batch=batch, by=other, kind="csv")
    assert BankAnswer.objects.get() == made


def test_columns_swapped_on_disk_stop_everything(batch, references, send):
    made = send((references[0], "paid"))
    made.columns_file.write_bytes(b"all paid")
    with pytest.raises(Refused, match="tidak lagi sama"):
        send((references[1], "paid"))


def test_a_sum_that_does_not_hold_takes_nothing_in(batch, references, send, monkeypatch):
    """Were the sums ever wrong, the answer would not be recorded: no row, no exception, no file."""
    from satupintu.pipeline.payments.ledger import DoesNotAddUp, Sum, Totals

    monkeypatch.setattr(answers, "totals_of", lambda *_: Totals({WAITING: Sum(2, 1)}, Sum(3, 1)))
    with pytest.raises(DoesNotAddUp):
        send((references[0], "blocked"))
    assert not BankAnswer.objects.exists()
    assert not PaymentException.objects.exists()
    assert not list(batch.folder.glob("answer-*"))


def test_two_answers_at_once_are_taken_one_after_the_other(batch, references, send, monkeypatch):
    """The same file posted twice: both pass the first look, one is quicker, the other is told."""
    read = answers.read_answer

    def overtaken(data, name):
        monkeypatch.setattr(answers, "read_answer", read)
        send((references[0], "paid"))
        return read(data, name)

    monkeypatch.setattr(answers, "read_answer", overtaken)
    with pytest.raises(AnswerRefused, match="sudah diterima"):
        send((references[0], "paid"))
    assert counts(batch) == {"paid": 1, "waiting": 2}
