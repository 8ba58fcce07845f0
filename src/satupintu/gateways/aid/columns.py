"""Which columns of a list of recipients say what was received; asked where two may, never guessed.

`gateways.lists` finds whose rows they are; of the columns it leaves, these are chosen by the words over them and by
what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from satupintu.gateways.lists import Candidate, ColumnMap, ListQuestion
from satupintu.gateways.lists.problems import place
from satupintu.gateways.lists.spelling import understood

FIELDS = ("amount", "received_on", "programme", "what", "quantity", "state", "returned")
TITLES = {
    "amount": "jumlah uang (rupiah)",
    "received_on": "tanggal diterima",
    "programme": "kode program",
    "what": "barang, jasa atau pelatihannya",
    "quantity": "banyaknya",
    "state": "sudah diterima atau belum",
    "returned": "tanggal dikembalikan",
}
# What a column of states may say of a row, punctuation apart; a lone "belum" or "ya" may be about anything.
RECEIVED = frozenset(
    ("diterima", "sudah diterima", "telah diterima", "dibayar", "sudah dibayar", "telah dibayar", "dibayarkan", "lunas",
     "cair", "sudah cair", "telah cair", "disalurkan", "sudah disalurkan", "telah disalurkan", "tersalur",
     "tersalurkan", "berhasil", "sukses", "paid", "received", "disbursed", "success")
)  # fmt: skip
NOT_RECEIVED = frozenset(
    ("gagal", "gagal bayar", "gagal salur", "gagal transfer", "gagal cair", "retur", "return", "dikembalikan", "batal",
     "dibatalkan", "ditolak", "tolak", "diblokir", "blokir", "belum cair", "belum diterima", "belum dibayar",
     "belum dibayarkan", "belum disalurkan", "belum salur", "belum tersalur", "belum diambil", "tidak cair",
     "tidak diterima", "tidak dibayar", "tidak diambil", "tidak disalurkan", "tidak salur", "tidak tersalur",
     "tidak berhasil", "proses", "diproses", "dalam proses", "sedang diproses", "menunggu", "tunda", "ditunda",
     "pending", "failed", "returned", "rejected", "blocked", "cancelled", "canceled", "undelivered", "unpaid")
)  # fmt: skip
_BACK = ("retur", "return", "returned", "dikembalikan", "pengembalian", "kembali")
# How much a word over a column speaks for a field; about 2 makes it one.
_FOR: Mapping[str, Mapping[str, float]] = {
    "amount": {
        **dict.fromkeys(("nominal", "rupiah", "rp", "idr", "plafon", "plafond", "amount", "besaran"), 3.0),
        **dict.fromkeys(("nilai", "bantuan", "pinjaman", "kredit", "subsidi", "dana", "uang"), 1.5),
        **dict.fromkeys(("jumlah", "realisasi", "penyaluran", "pencairan", "insentif", "diterima"), 1.2),
    },
    "received_on": {
        **dict.fromkeys(("tanggal", "tgl", "date"), 2.0),
        **dict.fromkeys(
            ("terima", "diterima", "penerimaan", "salur", "disalurkan", "penyaluran", "cair", "pencairan"),
            1.5,
        ),
        **dict.fromkeys(
            ("akad", "bayar", "dibayar", "pelaksanaan", "pelatihan", "received", "paid", "waktu"), 1.2
        ),
    },
    "programme": {"program": 3.0, "programme": 3.0, "kode": 0.5, "bantuan": 0.5, "skema": 2.0},
    "what": {
        **dict.fromkeys(("barang", "materi", "uraian", "pelatihan", "komoditas", "peralatan", "item"), 2.0),
        **dict.fromkeys(("bentuk", "jenis", "rincian", "keterangan", "kegiatan", "bantuan"), 1.2),
    },
    "quantity": {
        **dict.fromkeys(("volume", "banyak", "banyaknya", "qty", "quantity", "unit", "kuantitas"), 2.5),
        **dict.fromkeys(("jumlah", "barang", "hari", "jam", "paket"), 1.2),
    },
    "returned": {  # a "pengembalian" alone may be a loan's repayment
        **dict.fromkeys(("retur", "return", "returned", "dikembalikan"), 1.5),
        **dict.fromkeys(("kas", "kasda", "negara", "rkud"), 1.5),
        **dict.fromkeys(("tanggal", "tgl", "date", "pengembalian", "kembali"), 0.4),
    },
    "state": {
        **dict.fromkeys(("status", "state", "keadaan", "hasil"), 2.0),
        **dict.fromkeys(("keterangan", "ket"), 1.3),
        **dict.fromkeys(
            ("penyaluran", "salur", "bayar", "pembayaran", "pencairan", "cair", "penerimaan"), 0.5
        ),
    },
}
_FOREIGN = (
    "usd",
    "dollar",
    "dolar",
    "eur",
    "euro",
    "sgd",
    "myr",
    "ringgit",
    "sar",
    "riyal",
    "yen",
    "jpy",
    "$",
    "€",
)
_AGAINST: Mapping[str, Mapping[str, float]] = {
    "amount": {
        **dict.fromkeys(("tanggal", "tgl", "nomor", "no", "rekening", "anggota", "unit", "jenis"), 3.0),
        **dict.fromkeys(
            ("barang", "orang", "hari", "jam", "kode", "program", "angsuran", "sisa", "bunga"), 2.0
        ),
        **dict.fromkeys(  # what was asked for, planned or kept back
            (
                "usulan",
                "diusulkan",
                "diajukan",
                "pengajuan",
                "permohonan",
                "rencana",
                "saldo",
                "potongan",
                "pajak",
            ),
            3.0,
        ),
        **dict.fromkeys((*_FOREIGN, *_BACK), 9.0),  # what is not rupiah, or came back, is no sum received
    },
    "received_on": {
        **dict.fromkeys(
            ("lahir", "surat", "akta", "berdiri", "tempat", "jatuh", "tempo", "nomor", "lunas"), 3.0
        ),
        **dict.fromkeys(("jumlah", "nilai", "nominal", "rp"), 2.0),
        **dict.fromkeys(_BACK, 9.0),  # the day on which it was no longer received
    },
    "programme": dict.fromkeys(("tanggal", "tgl", "jumlah", "nilai", "nominal", "pendamping"), 3.0),
    "what": dict.fromkeys(("jumlah", "nilai", "nominal", "rp", "tanggal", "tgl", "kelamin", "usaha"), 3.0),
    "quantity": dict.fromkeys(
        ("rp", "rupiah", "uang", "nilai", "nominal", "anggota", "keluarga", "tanggal", *_FOREIGN), 3.0
    ),
    "returned": dict.fromkeys(
        (
            "jumlah",
            "nilai",
            "nominal",
            "rp",
            "barang",
            "alat",
            "alasan",
            "pinjaman",
            "kredit",
            "angsuran",
            "modal",
        ),
        9.0,
    ),
    "state": dict.fromkeys(("kawin", "perkawinan", "nikah", "rumah", "tanah", "usaha", "panen"), 3.0),
}
_ENOUGH, _MARGIN = 2.0, 1.0
# Words that say so much of a field that its cells, unread, are told as unreadable instead of left out in silence.
_CERTAIN: Mapping[str, float] = {"amount": 3.0, "received_on": 3.0, "quantity": 2.5}
_MONEY = re.compile(
    r"^\W*(?:rp|idr)?[\s.]*\d[\d.,]*\s*(?P<unit>(?:rb|ribu|jt|jta|juta|mlr|milyar|miliar)[a-z]*)?\W*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^\W*\d[\d.,]*\s*(?:[a-z][a-z/. ]{0,19})?$", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,2}[-/. ]+(?:\d{1,2}|[a-z]{3,10})[-/. ,]+\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^[2-5]\d{4,7}$|"
    r"[a-z]{3,10}\.? \d{1,2},? \d{4}",
    re.IGNORECASE,
)
_FORM = re.compile(
    rf"^(?:(?P<file>.+?)(?:!(?P<sheet>.+?))?:)?(?P<field>{'|'.join(FIELDS)})=(?P<column>.*)$", re.DOTALL
)


@dataclass(frozen=True)
class AidMap:
    """What a person said of a column of what was received; `column` None: no column holds the field."""

    field: str
    column: str | None
    sheet: str | None = None

    @classmethod
    def parse(cls, text: str) -> AidMap | ColumnMap:
        """An answer of either kind: '[FILE[!SHEET]:]FIELD=LETTER'. Raises ListUsageError for another form."""
        found = _FORM.match(text)
        if found is None:
            return ColumnMap.parse(text)
        column = found["column"].strip()
        return cls(found["field"], None if column in ("", "-") else column, found["sheet"])


@dataclass(frozen=True)
class Column:
    """A column that nobody else claimed: its letter, the words over it, some of its cells as people read them."""

    letter: str
    header: str
    cells: Sequence[str]


def choose(
    file: str, sheet: str, columns: Sequence[Column], maps: Sequence[AidMap]
) -> tuple[dict[str, str], list[ListQuestion]]:
    """field -> the letter of its column, and the questions where two columns may hold one field."""
    stated = {one.field: one.column for one in maps if one.sheet in (None, sheet)}
    chosen = {field: letter for field, letter in stated.items() if letter}
    scores = _scores([one for one in columns if one.letter not in chosen.values()], stated)
    best: dict[str, float] = {}
    for points, letter, field in scores:
        if field not in chosen and letter not in chosen.values():
            chosen[field], best[field] = letter, points
    questions = []
    taken = {letter: field for field, letter in chosen.items()}
    for field, points in best.items():
        rivals = [
            letter
            for other, letter, name in scores
            if name == field and other > points - _MARGIN and taken.get(letter, field) == field
        ]
        if len(rivals) > 1:
            questions.append(_question(file, sheet, field, [one for one in columns if one.letter in rivals]))
    return chosen, questions


def _scores(columns: Sequence[Column], stated: Mapping[str, str | None]) -> list[tuple[float, str, str]]:
    found = []
    for place_, column in enumerate(columns):
        for field in FIELDS:
            points = 0.0 if field in stated else _score(field, column)
            if points >= _ENOUGH:
                found.append((-points, place_, column.letter, field))
    return [(-points, letter, field) for points, _, letter, field in sorted(found)]


def _score(field: str, column: Column) -> float:
    if column.header.strip().lower().replace(" ", "_") in (field, _SAID_ALSO.get(field)):
        return 8.0
    words = dict.fromkeys(understood(column.header))
    points = sum(_FOR[field].get(one, 0.0) - _AGAINST[field].get(one, 0.0) for one in words)
    if points <= 0:
        return 0.0
    looks = _looks(field, [one for one in column.cells if one.strip()])
    return points + (max(looks, 0.0) if points >= _CERTAIN.get(field, 99.0) else looks)


_SAID_ALSO = {"programme": "program", "received_on": "tanggal_terima", "amount": "jumlah_rupiah"}


def _looks(field: str, cells: Sequence[str]) -> float:
    """What a column's cells say for or against a field; of a column without any nothing is known."""
    if not cells:
        return 0.0
    if field == "state":  # a single "gagal" makes a column of states
        return 1.0 if any(state_of(one) is not None for one in cells) else -4.0
    share = {
        "amount": sum(_is_money(one) for one in cells),
        "received_on": (days := sum(_DAY.search(one) is not None for one in cells)),
        "returned": days,
        "quantity": sum(_COUNTED.match(one) is not None and not _is_money(one) for one in cells),
        "what": sum(any(char.isalpha() for char in one) for one in cells),
        "programme": sum(any(char.isalpha() for char in one) for one in cells),
    }[field] / len(cells)
    # Where a heading speaks of sums and the half are sums, the rest are sums that nobody can read.
    return 1.0 if share >= (0.4 if field == "amount" else 0.8) else 0.0 if share >= 0.4 else -2.0


def state_of(cell: str) -> bool | None:
    """Whether a cell says that it was received; None where it says neither."""
    said = " ".join(re.sub(r"[\W_]+", " ", cell.lower()).split())
    return True if said in RECEIVED else False if said in NOT_RECEIVED else None


def _is_money(cell: str) -> bool:
    found = _MONEY.match(cell)
    return found is not None and (_digits(cell) >= 4 or found["unit"] is not None)


def _digits(cell: str) -> int:
    return sum(char.isdigit() for char in re.sub(r"[.,]00$", "", cell))


def _question(file: str, sheet: str, field: str, columns: Sequence[Column]) -> ListQuestion:
    where = f"{file}!{sheet}" if sheet else file
    shown = " dan ".join(f"{one.letter} ({one.header})" for one in columns)
    text = f"{place(file, sheet)}: kolom {shown} sama-sama tampak berisi {TITLES[field]}. Pilih satu."
    candidates = tuple(Candidate(one.letter, one.header) for one in columns)
    answers = (*(f"{where}:{field}={one.letter}" for one in columns), f"{where}:{field}=-")
    return ListQuestion(file, sheet, field, text, candidates, answers)
