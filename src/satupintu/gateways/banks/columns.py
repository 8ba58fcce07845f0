"""What the columns of a bank's CSV hold: the fields we ask for, and money or people under headings of the bank's own.

Nothing that looks like money is passed over: every sum of a row must agree with the others, or half a payment would
be taken for the whole. What plainly says something else (an account, a branch, a balance) is of no concern.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from satupintu.gateways.banks.answers import rupiah

_EXACT = {
    "reference": "referensi reference ref no_referensi nomor_referensi no_ref endtoendid end_to_end_id "
    "referensi_pembayaran",
    "state": "status hasil status_pembayaran status_transaksi state",
    "nik": "nik no_nik nomor_nik nik_penerima no_ktp nomor_ktp",
    "amount": "jumlah nominal amount jumlah_rp nominal_rp jumlah_bantuan",
    "on": "tanggal tgl date tanggal_bayar tgl_bayar tanggal_transaksi tgl_transaksi",
    "reason": "alasan keterangan reason sebab catatan keterangan_status",
}
_FIELD_OF = {word: key for key, words in _EXACT.items() for word in words.split()}
_ONCE = ("reference", "state", "on", "reason")

_CODES = "usd|eur|sgd|myr|sar|jpy|cny|gbp|aud|hkd|twd|dollar|dolar|ringgit|riyal|euro|yen"
# A heading says what it is by its first word in Indonesian and by its last in English.
_OTHER_FIRST = re.compile(
    "no|nomor|kode|id|nama|name|tanggal|tgl|date|waktu|jam|pukul|tahun|status|jenis|tipe|cara|keterangan|alamat|telp"
    "|telepon|hp"
)
_OTHER_LAST = re.compile("date|time|code|type|number|name|id|status|terbilang")
_COUNTED = re.compile("orang|penerima|hari|transaksi|trx|data|rekening|anggota|baris|kali|percobaan")
# In the order in which they are asked: a fee is no payment, though its column be called "jumlah biaya".
_KINDS = {
    "": re.compile("saldo|balance"),
    "cut": re.compile(r"(di)?potong\w*|pajak|pph|ppn|tax|selisih|sisa|kurang|kekurangan|denda|deductions?"),
    "fee": re.compile("biaya|admin|administrasi|fees?|charges?|ongkos|provisi|materai|meterai"),
    "amount": re.compile(
        r"(jumlah|jml|nominal|nilai|total)\w*|\w*(amount|rupiah)\w*|amt|rp|idr|netto?|brutto?"
    ),
    "account": re.compile("rekening|rek|norek|account|acct|acc"),
    "perhaps": re.compile(
        "(di|ter|pem|mem)?bayar(kan|an)?|paid|payment|(ter)?realisasi|(di|ter|pe|pen)?salur(kan|an)?|penyaluran"
        "|(di)?terima|penerimaan|received|(di|pen)?cair(kan|an)?|dana|uang|bantuan|(di)?transfer|(di)?kredit"
        "|(di)?debe?t|credit(ed)?|setoran|disetor|(di|pengem)?kembali(kan|an)?|retur|settled|settlement"
    ),
}
_LEAST = 10_000  # a smaller number where only perhaps a sum stands is a year, a stage or a count
# A sum by its writing, whatever the heading.
_MARKED = re.compile(
    r"(rp|idr)[. ]*\d[\d.,]*-?|\d{1,3}(\.\d{3})+(,\d\d|,-)?|\d{1,3}(,\d{3})+(\.\d\d)?|\d{4,15}[.,]00"
)
_FOREIGN = re.compile(rf"({_CODES}|[$€£¥])[. ]*\d[\d.,]*|\d[\d.,]* ?({_CODES}|[$€£¥])")
_NOTHING = re.compile(r"[-–—]?|(rp|idr)?[. ]*0+([.,]0+)*(,?-)?")
_OF_HERE = re.compile(r"[-–—]?|rp\.?|idr|rupiah( indonesia)?|indonesian rupiah")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` is nik, person, amount, foreign, perhaps, unknown, fee, cut or currency."""

    kind: str
    place: int
    heading: str

    def cell(self, row: Sequence[str]) -> str:
        return row[self.place].strip().lstrip("'") if self.place < len(row) else ""

    def problem(self, sentence: str) -> str:
        """The sentence with its column, never the cell: in columns that have shifted it is a name or a NIK."""
        return f"kolom {self.heading or self.place + 1}: {sentence}"


@dataclass(frozen=True, slots=True)
class Columns:
    """A header row, read. `doubled` is the heading of a second column for what may stand only once."""

    once: dict[str, int]
    others: tuple[Column, ...]
    doubled: str = ""


def columns_of(header: Sequence[str]) -> Columns:
    """Where each field stands, and every other column that may hold money or a NIK."""
    once: dict[str, int] = {}
    others: list[Column] = []
    doubled = ""
    for place, heading in enumerate(header):
        kind = kind_of(heading)
        if kind in once:
            doubled = heading.strip()
        elif kind in _ONCE:
            once[kind] = place
        elif kind:
            others.append(Column(kind, place, " ".join(heading.split())[:40]))
    return Columns(once, tuple(others), doubled)


def kind_of(heading: str) -> str:
    """A field by its name, else what kind of money or person the heading speaks of; `unknown` for neither.

    '' where it plainly says something else: a name, a number, a day, an account, a balance.
    """
    whole = re.findall(r"[a-z]+", heading.casefold())
    if field := _FIELD_OF.get("_".join(whole)):
        return field
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).casefold())
    if not words:
        return "unknown"
    if {"nik", "ktp"} & {*words}:
        return "person"
    if "mata uang" in " ".join(words) or {"currency", "curr", "cur", "ccy", "valuta", "valas"} & {*words}:
        return "currency"
    if _OTHER_FIRST.fullmatch(words[0]) or _OTHER_LAST.fullmatch(words[-1]):
        return ""
    kind = next((kind for kind, means in _KINDS.items() if any(map(means.fullmatch, words))), "unknown")
    if kind == "amount" and re.match("jumlah|jml|total", words[0]) and any(map(_COUNTED.fullmatch, words)):
        return "perhaps"
    if kind in ("amount", "perhaps") and any(re.fullmatch(_CODES, word) for word in words):
        return "foreign"
    return "" if kind == "account" else kind


def amount_in(
    row: Sequence[str], columns: Iterable[Column], *, is_paid: bool
) -> tuple[int | None, list[str]]:
    """The sum a row states in whole rupiah, None where none, and what is amiss with its money."""
    stated: dict[int, Column] = {}
    problems: list[str] = []
    for column in columns:
        text = column.cell(row).casefold().replace("\u00a0", " ")
        if column.kind == "currency" and not _OF_HERE.fullmatch(text):
            problems.append(column.problem("isinya bukan rupiah (IDR)."))
        elif _is_sum(column.kind, text, is_paid=is_paid):
            try:
                stated.setdefault(rupiah("" if column.kind == "foreign" else text), column)
            except ValueError:
                problems.append(column.problem("isinya bukan rupiah bulat, misalnya 1200000."))
    for other in list(stated.values())[1:]:
        first = next(iter(stated.values()))
        problems.append(
            other.problem(
                f"tidak sama dengan kolom {first.heading}. Tidak ada pembayaran sebagian: betulkan."
            )
        )
    if is_paid:
        problems += _taken_off(row, columns, is_stated=bool(stated))
    return next(iter(stated), None), problems


def nik_in(row: Sequence[str], columns: Iterable[Column]) -> tuple[str | None, list[str]]:
    """What is written as the person's NIK, None where nothing, and what is amiss where two columns differ."""
    found: dict[str, Column] = {}
    for column in columns:
        nik = re.sub(r"[\s.'’`-]", "", column.cell(row))
        if nik and (column.kind == "nik" or (column.kind == "person" and re.fullmatch(r"\d{16}", nik))):
            found.setdefault(nik, column)
    problems = [
        other.problem(f"bukan NIK yang ada di kolom {next(iter(found.values())).heading}.")
        for other in list(found.values())[1:]
    ]
    return next(iter(found), None), problems


def _is_sum(kind: str, text: str, *, is_paid: bool) -> bool:
    """Whether a cell states a sum: under a money heading always, under others where it is written as one.

    Zero says no more than its status where nothing was paid.
    """
    if kind == "amount":
        return bool(text.strip("-–—")) and (is_paid or not _NOTHING.fullmatch(text))
    if kind not in ("foreign", "perhaps", "unknown") or _NOTHING.fullmatch(text):
        return False
    if kind == "foreign" or _FOREIGN.fullmatch(text):
        return True
    if _MARKED.fullmatch(text) or (kind == "perhaps" and re.fullmatch(r"\d{1,15}", text)):
        return int(re.sub(r"\D", "", re.sub(r"[.,]\d\d$", "", text))) >= _LEAST
    return False


def _taken_off(row: Sequence[str], columns: Iterable[Column], *, is_stated: bool) -> list[str]:
    """Of a payment made: money kept back, or a fee where nobody says what the person got."""
    problems = []
    for column in columns:
        if column.kind == "cut" and re.search("[1-9]", column.cell(row)):
            problems.append(
                column.problem("ada potongan atau selisih. Tidak ada pembayaran sebagian: betulkan.")
            )
        if column.kind == "fee" and re.search("[1-9]", column.cell(row)) and not is_stated:
            problems.append(
                column.problem(
                    "ada biaya, tetapi jumlah yang diterima orangnya tidak disebut. Tambahkan jumlahnya."
                )
            )
    return problems
