"""Reads a bank's status report, ISO 20022 pain.002, of any edition a bank may use (.03, .10, ...)."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from satupintu.gateways.banks.answers import Answer, AnswerLine, BankAnswerProblem, PaymentState
from satupintu.gateways.banks.instructions import canonical_reference
from satupintu.gateways.banks.pain001 import NIK_SCHEME

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.\d{2}\}CstmrPmtStsRpt")
# ISO 20022 ExternalPaymentTransactionStatus1Code. Only a settled payment counts as paid: ACSP and its like
# say that it is on its way, and a payment on its way is still waiting.
STATES = {
    "ACSC": PaymentState.PAID,
    "ACCC": PaymentState.PAID,
    "RJCT": PaymentState.FAILED,
    "CANC": PaymentState.FAILED,
    "BLCK": PaymentState.BLOCKED,
    **dict.fromkeys(
        (
            "ACSP",
            "ACCP",
            "ACTC",
            "ACWC",
            "ACWP",
            "ACFC",
            "ACIS",
            "ACPD",
            "ACFW",
            "PATC",
            "PDNG",
            "RCVD",
            "PRES",
        ),
        PaymentState.WAITING,
    ),
}
# ISO 20022 ExternalStatusReason1Code, those a transfer to a person meets.
REASONS = {
    "AC01": "nomor rekening salah",
    "AC03": "nomor rekening penerima salah",
    "AC04": "rekening sudah ditutup",
    "AC05": "rekening pengirim sudah ditutup",
    "AC06": "rekening diblokir",
    "AC07": "rekening penerima sudah ditutup",
    "AG01": "rekening ini tidak boleh menerima transfer",
    "AG02": "jenis transaksi tidak dikenal bank",
    "AM04": "saldo rekening pengirim tidak cukup",
    "AM05": "pembayaran ganda menurut bank",
    "AM09": "jumlah tidak sesuai",
    "BE01": "nama atau NIK tidak sama dengan data bank",
    "BE05": "pengirim berkas tidak dikenal bank",
    "CNOR": "bank penerima tidak terdaftar",
    "DUPL": "pembayaran ganda menurut bank",
    "FF01": "format berkas salah",
    "MD07": "penerima telah meninggal",
    "MS02": "ditolak pemilik rekening, alasan tidak disebut",
    "MS03": "alasan tidak disebut bank",
    "RC01": "kode bank salah",
    "RR04": "alasan peraturan",
    "TM01": "lewat batas waktu",
}
_BLOCKED_REASONS = {"AC06"}
_OTHER_SUMS = {"ChrgsInf", "RmtInf", "TrckrRcrd"}
_NIK_SCHEMES = {NIK_SCHEME, "NIK", "KTP"}
_SHOWN = 50


def read_pain002(data: bytes, name: str) -> Answer:
    """Group, batch and transaction statuses as an Answer; BankAnswerProblem with every problem found.

    Where transactions are listed only they count: a file that says "settled" above and lists three payments
    has not paid the rest. A final status above an empty list is the answer for all.
    """
    problems: list[str] = []
    lines: list[AnswerLine] = []
    above = _Above()
    transactions = 0
    for kind, element in _parts(data, name):
        if kind == "TxInfAndSts":
            transactions += 1
            line = _line(element, transactions, name, problems)
            if line:
                lines.append(line)
        else:
            _read_above(element, kind, above, name, problems)
    whole = above.whole
    if not lines:
        problems += above.quarrels(name)
    problems += _contradictions(lines, whole, name)
    if not problems and not lines and whole is None:
        problems = [
            f"{name}: tidak ada status pembayaran di dalamnya. Minta bank mengirim laporan yang final."
        ]
    if problems:
        raise BankAnswerProblem(problems[:_SHOWN])
    message_id = above.messages[0] if above.messages else None
    if lines:
        return Answer(name=name, lines=lines, message_id=message_id)
    said = tuple(above.batches), tuple(above.counts), tuple(above.totals)
    return Answer(name, [], whole, message_id, *said)


@dataclass(slots=True)
class _Above:
    """What the parts above the transactions say: which message and batches, their sums, their statuses.

    `statuses` holds None for a status that leaves payments waiting.
    """

    messages: list[str] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    group: AnswerLine | None = None
    statuses: list[AnswerLine | None] = field(default_factory=list)

    @property
    def whole(self) -> AnswerLine | None:
        return self.group or next((one for one in self.statuses if one), None)

    def quarrels(self, name: str) -> list[str]:
        """One status for all is believed only where nothing in the same file says otherwise."""
        if len(set(self.messages)) > 1:
            return [
                f"{name}: menjawab lebih dari satu pesan (OrgnlMsgId). Minta satu berkas untuk satu pesan."
            ]
        states = {one.state if one else PaymentState.WAITING for one in (*self.statuses, self.group) if one}
        states |= {PaymentState.WAITING for one in self.statuses if one is None}
        if self.whole is not None and len(states) > 1:
            return [f"{name}: GrpSts dan PmtInfSts saling bertentangan. Minta bank merinci setiap transaksi."]
        return []


def _read_above(element: Element, kind: str, above: _Above, name: str, problems: list[str]) -> None:
    is_group = kind == "OrgnlGrpInfAndSts"
    tag = "GrpSts" if is_group else "PmtInfSts"
    if identity := _direct(element, "OrgnlMsgId" if is_group else "OrgnlPmtInfId"):
        (above.messages if is_group else above.batches).append(identity)
    for label, pattern, known in (
        ("OrgnlNbOfTxs", r"[0-9]{1,15}", above.counts),
        ("OrgnlCtrlSum", r"[0-9]{1,15}(\.0{1,17})?", above.totals),
    ):
        text = _direct(element, label)
        if text and re.fullmatch(pattern, text):
            known.append(int(text.partition(".")[0]))
        elif text:
            problems.append(f"{name} ({label}): isinya bukan bilangan bulat.")
    if is_group:
        above.group = _whole(element, tag, name, problems)
    elif _direct(element, tag) and not any(str(child.tag).endswith("}TxInfAndSts") for child in element):
        above.statuses.append(_whole(element, tag, name, problems))


def _parts(data: bytes, name: str) -> Iterator[tuple[str, Element]]:
    """The report's parts as the stream closes them; a file that declares a DTD or an entity is refused."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    is_report = False
    statuses = {"OrgnlPmtInfAndSts": "PmtInf", "OrgnlGrpInfAndSts": "OrgnlGrpInfAndSts"}
    try:
        events: Any = iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            local = str(element.tag).rpartition("}")[2]
            if event == "start":
                is_report = is_report or bool(_NAMESPACE.fullmatch(element.tag))
            elif is_report and (local == "TxInfAndSts" or local in statuses):
                yield statuses.get(local, local), element
                element.clear()
    except DefusedXmlException as error:
        raise BankAnswerProblem(
            [f"{name}: XML ini memuat DTD atau entitas, yang tidak diterima. Minta pain.002 biasa."]
        ) from error
    except ParseError as error:
        row, column = error.position
        raise BankAnswerProblem(
            [f"{name}, baris {row}, kolom {column + 1}: XML rusak atau terpotong. Unduh ulang dari bank."]
        ) from error
    except (LookupError, ValueError) as error:
        raise BankAnswerProblem([f"{name}: pengodean XML tidak dikenal. Minta berkas UTF-8."]) from error
    if not is_report:
        raise BankAnswerProblem(
            [f"{name}: XML ini bukan laporan status pembayaran (pain.002). Minta berkas pain.002 dari bank."]
        )


def _line(tx: Element, number: int, name: str, problems: list[str]) -> AnswerLine | None:
    place = f"transaksi ke-{number}"
    reference = _find(tx, "OrgnlEndToEndId") or _find(tx, "OrgnlInstrId")
    if not reference:
        problems.append(f"{name}, {place}: OrgnlEndToEndId kosong. Bank harus menyebut referensi kita.")
        return None
    status = _find(tx, "TxSts") or ""
    if status not in STATES:
        problems.append(
            f"{name}, {place} (TxSts): statusnya tidak dikenal. Yang dikenal: {', '.join(STATES)}."
        )
        return None
    reason, codes = _reason(tx)
    state = _state(status, codes)
    return AnswerLine(
        reference=canonical_reference(reference),
        state=state,
        amount=_amount(tx, f"{name}, {place}", problems, is_paid=state is PaymentState.PAID),
        on=_day(tx, place, name, problems),
        reason=reason,
        place=place,
        nik=_nik(tx, f"{name}, {place}", problems),
    )


def _state(status: str, codes: list[str]) -> PaymentState:
    state = STATES[status]
    if state is PaymentState.FAILED and _BLOCKED_REASONS & set(codes):
        return PaymentState.BLOCKED
    return state


def _whole(element: Element, tag: str, name: str, problems: list[str]) -> AnswerLine | None:
    """A final status of the whole file or batch; None for a status that leaves payments waiting."""
    status = _direct(element, tag)
    if not status or status == "PART":
        return None
    if status not in STATES:
        problems.append(f"{name} ({tag}): statusnya tidak dikenal. Yang dikenal: {', '.join(STATES)}.")
        return None
    reason, codes = _reason(element)
    state = _state(status, codes)
    if state is PaymentState.WAITING:
        return None
    return AnswerLine(reference="", state=state, reason=reason, place=tag)


def _contradictions(lines: list[AnswerLine], whole: AnswerLine | None, name: str) -> list[str]:
    """ISO 20022 forbids a file that is rejected as a whole to hold a settled payment, and the reverse."""
    if whole is None:
        return []
    paid = whole.state is PaymentState.PAID
    odd = [line for line in lines if (line.state is PaymentState.PAID) is not paid]
    return [
        f"{name}, {line.place}: statusnya {line.state} padahal seluruh berkas berstatus {whole.state}. "
        "Minta bank memperjelas."
        for line in odd
    ]


def _reason(parent: Element) -> tuple[str, list[str]]:
    """The reasons given for this status in words, the bank's own text kept, and their codes."""
    words: list[str] = []
    codes: list[str] = []
    for info in (child for child in parent if str(child.tag).endswith("}StsRsnInf")):
        for element in info.iter():
            local = str(element.tag).rpartition("}")[2]
            text = " ".join("".join(element.itertext()).split())
            if local == "Rsn" and text:
                codes.append(text)
                words.append(f"{text}: {REASONS[text]}" if text in REASONS else text)
            elif local == "AddtlInf" and text:
                words.append(text)
    return "; ".join(words), codes


def _amount(tx: Element, place: str, problems: list[str], *, is_paid: bool) -> int | None:
    """The sum of the payment, None where none is told. Instructed, settled or confirmed, all must be the same.

    Zero says no more than its status where nothing was paid.
    """
    stated: dict[int, str] = {}
    for element in _sums(tx):
        tag, text = str(element.tag).rpartition("}")[2], (element.text or "").strip()
        if element.get("Ccy") != "IDR" or not re.fullmatch(r"[0-9]{1,15}(\.0{1,5})?", text):
            problems.append(f"{place} ({tag}): isinya bukan rupiah bulat (IDR).")
        elif is_paid or text.strip("0."):
            stated.setdefault(int(text.partition(".")[0]), tag)
    for tag in list(stated.values())[1:]:
        problems.append(
            f"{place} ({tag}): tidak sama dengan {next(iter(stated.values()))}. Tidak ada pembayaran sebagian."
        )
    return next(iter(stated), None)


def _sums(element: Element) -> Iterator[Element]:
    """Every amount with its currency in a transaction, but for charges and what is said of invoices."""
    for child in element:
        if str(child.tag).rpartition("}")[2] not in _OTHER_SUMS:
            if child.get("Ccy") is not None:
                yield child
            yield from _sums(child)


def _nik(tx: Element, place: str, problems: list[str]) -> str | None:
    """The creditor's NIK, None where the bank does not repeat it."""
    found: set[str] = set()
    for creditor in (one for one in tx.iter() if str(one.tag).endswith("}Cdtr")):
        for other in (one for one in creditor.iter() if str(one.tag).endswith("}Othr")):
            scheme = _find(other, "Cd") or _find(other, "Prtry") or ""
            number = re.sub(r"[\s.'-]", "", _find(other, "Id") or "")
            if number and (
                scheme.upper() in _NIK_SCHEMES or (not scheme and re.fullmatch(r"[0-9]{16}", number))
            ):
                found.add(number)
    if len(found) > 1:
        problems.append(f"{place} (Cdtr): ada lebih dari satu NIK. Minta bank menyebut penerimanya saja.")
    return next(iter(sorted(found)), None)


def _day(tx: Element, place: str, name: str, problems: list[str]) -> str | None:
    text = _find(tx, "AccptncDtTm")
    if text is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T+Z-].{0,40})?", text):
            raise ValueError(text[:40])
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        problems.append(f"{name}, {place} (AccptncDtTm): isinya bukan tanggal.")
        return None


def _find(element: Element, local: str) -> str | None:
    for child in element.iter():
        if str(child.tag).endswith("}" + local):
            return (child.text or "").strip() or None
    return None


def _direct(element: Element, local: str) -> str | None:
    for child in element:
        if str(child.tag).endswith("}" + local):
            return (child.text or "").strip() or None
    return None
