"""What a bank is told: one instruction per recipient, one header per file, one reference per payment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

NOT_PROVIDED = "NOTPROVIDED"
_REFERENCE = re.compile(r"SP(\d{4})(\d{6})(\d{7})(\d{2})")


class PaymentFileProblem(ValueError):
    """The instructions cannot become a payment file; the text says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One payment: `amount` in whole rupiah, `account` None while the bank has not opened it yet."""

    reference: str
    nik: str
    name: str
    village: str
    amount: int
    account: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentHeader:
    """What all payments of one file share.

    `message_id` and `batch_id` are at most 35 characters; `created_at` is an argument so that the same
    instructions give the same bytes; `count` and `total` (whole rupiah) are checked against what is written.
    """

    message_id: str
    batch_id: str
    created_at: datetime
    execution_date: date
    office: str
    debtor: str
    bank_bic: str
    purpose: str
    count: int
    total: int
    debtor_account: str | None = None


def payment_reference(*, area: str, decree: int, number: int) -> str:
    """`SP3507-000012-0000475-42`: regency, decree, place in its annex, two check digits.

    Holds nothing about the person, stays below ISO 20022's 35 characters, and is never read as a number
    by a spreadsheet. The check digits are ISO 7064 MOD 97-10, as in an IBAN: any one wrong character and
    any two swapped ones are noticed.
    """
    regency = re.sub(r"\D", "", area)[:4].ljust(4, "0")
    if not (0 < decree < 10**6 and 0 < number < 10**7):
        raise PaymentFileProblem("Nomor keputusan atau nomor urut di luar jangkauan referensi pembayaran.")
    body = f"SP{regency}{decree:06d}{number:07d}"
    return _dashed(f"{body}{98 - _mod97(body + '00'):02d}")


def canonical_reference(text: str) -> str:
    """The reference as we write it, whatever dashes, spaces or small letters a bank's system made of it."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return _dashed(bare) if _REFERENCE.fullmatch(bare) else text.strip()


def reference_is_sound(text: str) -> bool:
    """Whether the check digits agree: a reference that fails this was mistyped, not merely unknown."""
    bare = text.replace("-", "")
    return bool(_REFERENCE.fullmatch(bare)) and _mod97(bare) == 1


def checked(instructions: Iterable[Instruction], header: PaymentHeader) -> Iterable[Instruction]:
    """Pass instructions through; raise where one is unusable or the sums differ from the header's."""
    count = total = 0
    for instruction in instructions:
        count += 1
        total += instruction.amount
        if instruction.amount <= 0:
            raise PaymentFileProblem(f"Pembayaran {instruction.reference}: jumlahnya harus lebih dari nol.")
        if not re.fullmatch(r"\d{16}", instruction.nik):
            raise PaymentFileProblem(f"Pembayaran {instruction.reference}: NIK bukan 16 angka.")
        yield instruction
    if (count, total) != (header.count, header.total):
        raise PaymentFileProblem(
            f"Isi berkas ({count} pembayaran, Rp{total}) tidak sama dengan kepalanya "
            f"({header.count} pembayaran, Rp{header.total})."
        )


def _dashed(bare: str) -> str:
    return f"{bare[:6]}-{bare[6:12]}-{bare[12:19]}-{bare[19:]}"


def _mod97(text: str) -> int:
    return int("".join(str(int(char, 36)) for char in text)) % 97
