"""What a bank says back: one line per payment, in our states and whole rupiah."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum


class PaymentState(StrEnum):
    """Where a payment stands. Waiting is also what a bank's "being processed" leaves it in."""

    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    BLOCKED = "blocked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One payment's answer. `amount` in whole rupiah and `on` (YYYY-MM-DD) are None where not stated.

    `place` is where it stood in the file ("baris 7", "transaksi ke-7"), for error messages. `nik` is the
    digits the bank wrote beside it, None where it wrote none: they show a column that was sorted by itself.
    """

    reference: str
    state: PaymentState
    amount: int | None = None
    on: str | None = None
    reason: str = ""
    place: str = ""
    nik: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A bank's file, read. Either `lines`, or `whole`: a status given to all payments at once, none listed.

    `message_id` is the message the bank says it answers, None where the format has no place for it.
    `batch_ids`, `counts` and `totals` (whole rupiah) are what it says of the batches it answers, for a
    `whole` to be held against what was sent: such a status names no payment.
    """

    name: str
    lines: list[AnswerLine] = field(default_factory=list)
    whole: AnswerLine | None = None
    message_id: str | None = None
    batch_ids: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()


class BankAnswerProblem(ValueError):
    """A bank's file that cannot be used; `problems` are sentences with file, place and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


_WORDS: dict[PaymentState, str] = {
    PaymentState.PAID: "paid dibayar terbayar sudah_dibayar telah_dibayar berhasil sukses success cair "
    "dicairkan tersalur acsc accc",
    PaymentState.FAILED: "failed gagal tidak_berhasil gagal_transfer gagal_bayar ditolak rejected rjct canc",
    PaymentState.BLOCKED: "blocked diblokir terblokir blokir rekening_diblokir rekening_terblokir "
    "rekening_blokir blck",
    PaymentState.RETURNED: "returned retur diretur dikembalikan dikembalikan_ke_kas_negara "
    "retur_ke_kas_negara",
    PaymentState.WAITING: "waiting pending menunggu diproses dalam_proses sedang_diproses belum_dibayar "
    "pdng acsp accp actc rcvd",
}
STATE_OF_WORD = {word: state for state, words in _WORDS.items() for word in words.split()}
WORDS_SHOWN = "dibayar, gagal, diblokir, dikembalikan, diproses"


def state_of(text: str) -> PaymentState | None:
    """The state a bank's word means, None for a word not known: nothing is guessed from part of it.

    Blanks, dashes, capitals, invisible characters and a full stop at the end say nothing; every other sign does:
    "cair 50%" and "0 cair" are no known words.
    """
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf").casefold()
    return STATE_OF_WORD.get("_".join(re.sub(r"[\s_-]+", " ", visible.rstrip(" .")).split()))


_RUPIAH = re.compile(
    r"(?:(?:rp|idr)[. ]*)?(?:(?P<plain>\d{1,15})|(?P<dots>\d{1,3}(?:\.\d{3}){1,4})|(?P<commas>\d{1,3}(?:,\d{3}){1,4}))"
    r"(?:[.,](?P<cents>\d{2}|-))?"
)


def rupiah(text: str) -> int:
    """Whole rupiah from `1200000.00`, `Rp1.200.000,00` and their like; ValueError for anything else."""
    match = _RUPIAH.fullmatch(text.strip().casefold().replace("\u00a0", " "))
    if match is None or match["cents"] not in (None, "00", "-"):
        raise ValueError(text)
    return int(re.sub(r"\D", "", match["plain"] or match["dots"] or match["commas"]))
