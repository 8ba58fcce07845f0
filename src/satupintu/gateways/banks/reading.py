"""Reads a bank's answer, whichever of its formats the file turns out to be."""

from pathlib import Path

from satupintu.gateways.banks.answers import Answer, BankAnswerProblem
from satupintu.gateways.banks.pain002 import read_pain002
from satupintu.gateways.banks.plain_csv import read_csv

LIMIT_BYTES = 256 * 1024 * 1024  # a national round's pain.002; anything larger is not an answer


def read_answer(source: bytes | Path, name: str) -> Answer:
    """An Answer with at least one line or a status for the whole file; BankAnswerProblem otherwise.

    `name` is the file's name as its sender knows it, for messages. The format is told by the content, not by
    the name: banks' portals rename files.
    """
    data = source if isinstance(source, bytes) else _read(source, name)
    if len(data) > LIMIT_BYTES:
        raise BankAnswerProblem([f"{name}: berkas lebih besar dari 256 MB. Mintalah bank membaginya."])
    if not data.strip():
        raise BankAnswerProblem([f"{name}: berkas kosong. Unduh ulang dari bank lalu unggah lagi."])
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise BankAnswerProblem(
            [f"{name}: ini buku kerja Excel. Simpan sebagai CSV (Save As > CSV), lalu unggah lagi."]
        )
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BankAnswerProblem([f"{name}: ini bukan CSV atau XML. Minta bank mengirim pain.002 atau CSV."])
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_pain002(data, name)
    return read_csv(data, name)


def _read(path: Path, name: str) -> bytes:
    if path.stat().st_size > LIMIT_BYTES:
        raise BankAnswerProblem([f"{name}: berkas lebih besar dari 256 MB. Mintalah bank membaginya."])
    return path.read_bytes()
