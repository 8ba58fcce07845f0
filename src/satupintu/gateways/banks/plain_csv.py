"""The plain files of banks without ISO 20022: instructions out, answers back, both CSV."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from satupintu.gateways.banks.answers import (
    WORDS_SHOWN,
    Answer,
    AnswerLine,
    BankAnswerProblem,
    PaymentState,
    state_of,
)
from satupintu.gateways.banks.columns import Columns, amount_in, columns_of, nik_in
from satupintu.gateways.banks.instructions import Instruction, PaymentHeader, canonical_reference, checked
from satupintu.gateways.csv_cells import inert

COLUMNS = ["referensi", "nik", "nama", "desa", "jumlah", "rekening", "status", "tanggal", "alasan"]
_HEADER_WITHIN = 15
_SHOWN = 50
_FORCED_TEXT = re.compile(r'^\s*="([^"]*)"\s*$')  # ="3507…", how a NIK is kept from becoming a number
_TOTAL = re.compile(r"(?:(?:sub|grand)[ -]?)?(?:total|jumlah)\b", re.IGNORECASE)
_DATE_LENGTH = 40  # a date with its time, in any writing


def bank_csv(instructions: Sequence[Instruction], header: PaymentHeader) -> bytes:
    """The whole file in memory; see `write_bank_csv` for large rounds."""
    out = io.BytesIO()
    write_bank_csv(out, instructions, header)
    return out.getvalue()


def write_bank_csv(out: BinaryIO, instructions: Iterable[Instruction], header: PaymentHeader) -> None:
    """`;`-separated UTF-8 with a mark for Excel; empty status columns for the bank to fill and send back.

    A NIK goes out with a leading apostrophe, the convention of every Indonesian office: without it Excel
    would keep 15 of its 16 digits, silently. A cell that Excel would run as a formula gets one too.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in checked(instructions, header):
        row = [item.reference, f"'{item.nik}", inert(item.name), inert(item.village), item.amount]
        writer.writerow([*row, f"'{item.account}" if item.account else "", "", "", ""])
    text.flush()
    text.detach()


def read_csv(data: bytes, name: str) -> Answer:
    """Lines in the bank's words as an Answer; BankAnswerProblem with every problem found (at most 50).

    A problem names row and column and never the cell: in columns that have shifted it holds a name or a NIK.
    """
    rows = _rows(data, name)
    start, columns = _header(rows, name)
    problems: list[str] = []
    lines: list[AnswerLine] = []
    for number, row in rows[start:]:
        if any(cell.strip() for cell in row) and not _is_total(row, columns):
            line = _line(row, number, columns, name, problems)
            if line:
                lines.append(line)
    if not problems and not lines:
        problems = [f"{name}: tidak ada satu pun baris jawaban di bawah judul kolom."]
    if problems:
        raise BankAnswerProblem(problems[:_SHOWN])
    return Answer(name=name, lines=lines)


def _rows(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Rows with the line number a person sees; a stray quote that swallows lines is an error."""
    text = _decoded(data)
    delimiter = _delimiter(text.splitlines()[:_HEADER_WITHIN])
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, has_forced = 1, '="' in text
    try:
        for row in reader:
            if reader.line_num - line > 2:
                raise csv.Error
            rows.append((line, [_FORCED_TEXT.sub(r"\1", cell) for cell in row] if has_forced else row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BankAnswerProblem(
            [f'{name}, baris {line}: ada tanda petik (") yang tidak berpasangan. Hapus, lalu unggah lagi.']
        ) from error
    return rows


def _delimiter(head: Sequence[str]) -> str:
    """What divides the header row as we know it; else what stands most often in the first lines."""
    by_count = sorted(";,\t|", key=lambda one: -sum(line.count(one) for line in head))
    for delimiter in by_count:
        if any(_is_header(columns_of(next(csv.reader([line], delimiter=delimiter), []))) for line in head):
            return delimiter
    return by_count[0]


def _is_header(columns: Columns) -> bool:
    return {"reference", "state"} <= columns.once.keys()


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _header(rows: list[tuple[int, list[str]]], name: str) -> tuple[int, Columns]:
    """Index of the first row below the header and where each field stands; two columns for one is asked."""
    for index, (number, row) in enumerate(rows[:_HEADER_WITHIN]):
        columns = columns_of(row)
        if _is_header(columns):
            if columns.doubled:
                raise BankAnswerProblem(
                    [
                        f"{name}, baris {number}: kolom “{columns.doubled}” ganda maknanya. Sisakan satu kolom saja."
                    ]
                )
            return index + 1, columns
    raise BankAnswerProblem(
        [
            f"{name}: tidak ada baris judul dengan kolom “referensi” dan “status” di {_HEADER_WITHIN} baris "
            "pertama. Beri judul kolom: "
            + ";".join(["referensi", "status", "jumlah", "tanggal", "alasan"])
            + "."
        ]
    )


def _is_total(row: list[str], columns: Columns) -> bool:
    """Whether a row only sums the others up: it says so, and names neither a payment, nor its state, nor a person."""
    said = [cell.strip() for cell in row]
    reference, state = (
        said[at] if (at := columns.once[key]) < len(said) else "" for key in ("reference", "state")
    )
    is_nobodys = (
        not state and (not reference or _TOTAL.match(reference)) and not nik_in(row, columns.others)[0]
    )
    return bool(is_nobodys) and any(map(_TOTAL.match, said))


def _line(row: list[str], number: int, columns: Columns, name: str, problems: list[str]) -> AnswerLine | None:
    cell = {key: row[at].strip().lstrip("'") if at < len(row) else "" for key, at in columns.once.items()}
    place = f"baris {number}"
    state = state_of(cell["state"])
    before = len(problems)
    if not cell["reference"]:
        problems.append(f"{name}, {place}, kolom referensi: kosong. Isi dari berkas yang kita kirim.")
    if not cell["state"]:
        state = PaymentState.WAITING  # blank stays blank: the bank has not answered this one
    elif state is None:
        problems.append(f"{name}, {place}, kolom status: isinya tidak dikenal. Pakai: {WORDS_SHOWN}.")
    amount, of_money = amount_in(row, columns.others, is_paid=state is PaymentState.PAID)
    nik, of_person = nik_in(row, columns.others)
    problems += [f"{name}, {place}, {problem}" for problem in (*of_money, *of_person)]
    on = _date(cell.get("on", ""), place, name, problems)
    if len(problems) > before or state is None:
        return None
    reason = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", cell.get("reason", "")).split())
    return AnswerLine(canonical_reference(cell["reference"]), state, amount, on, reason, place, nik)


def _date(text: str, place: str, name: str, problems: list[str]) -> str | None:
    """ISO date from `2021-07-31` or `31-07-2021` (also `/` and `.`); day first, as banks here write it.

    The year has four digits: of `23-11-26` nobody knows which part it is.
    """
    if not text:
        return None
    year_first = bool(re.match(r"\d{4}", text))
    try:
        if len(text) > _DATE_LENGTH:
            raise ValueError(text[:_DATE_LENGTH])
        parts = re.findall(r"\d+", text)[:3]
        year, month, day = parts if year_first else reversed(parts)
        if len(year) != 4:
            raise ValueError(year)
        return date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError):
        problems.append(f"{name}, {place}, kolom tanggal: isinya bukan tanggal. Pakai 31-12-2021.")
        return None
