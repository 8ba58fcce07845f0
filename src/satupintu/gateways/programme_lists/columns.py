"""Which column of an agency's list says what, however its header is spelled."""

import re
from collections.abc import Sequence

# Each field with its name for people and the words by which a header tells it; the longest words found decide.
FIELDS = {
    "id": ("Kode program", ("kode program", "id program", "id", "kode", "program id", "nomor program")),
    "title": (
        "Nama program",
        ("nama program", "nama kegiatan", "program kegiatan", "judul program", "judul", "nama", "program", "kegiatan",
         "name", "title", "programme"),
    ),
    "pillar": ("Pilar", ("pilar", "pillar")),
    "needs": (
        "Kebutuhan",
        ("kebutuhan yang dijawab", "kebutuhan yang dilayani", "kebutuhan", "masalah yang dijawab", "needs", "need"),
    ),
    "aid": (
        "Bentuk bantuan",
        ("bentuk bantuan", "jenis bantuan", "bentuk kegiatan", "jenis kegiatan", "bentuk", "jenis", "form of aid",
         "aid"),
    ),
    "level": (
        "Tingkat",
        ("tingkat pelaksana", "tingkat pemerintahan", "tingkatan", "tingkat", "tataran", "level"),
    ),
    "agencies": (
        "Instansi pelaksana",
        ("instansi pelaksana", "instansi penanggung jawab", "penanggung jawab", "pelaksana", "instansi", "opd", "skpd",
         "dinas", "lembaga", "mitra", "agencies", "agency"),
    ),
    "budget": (
        "Anggaran",
        ("pagu anggaran", "jumlah anggaran", "anggaran", "pagu", "dana", "biaya", "budget"),
    ),
    "quota": (
        "Kuota",
        ("kuota penerima", "sasaran penerima", "jumlah penerima", "target penerima", "jumlah sasaran", "kuota",
         "quota", "recipients"),
    ),
    "figures_from": (
        "Sumber anggaran dan kuota",
        ("sumber anggaran dan kuota", "sumber anggaran", "sumber dana", "sumber pendanaan", "sumber pembiayaan",
         "asal anggaran", "budget source"),
    ),
    "starts_on": (
        "Mulai",
        ("tanggal mulai", "mulai berlaku", "mulai", "awal", "berlaku sejak", "sejak", "starts on", "start", "from"),
    ),
    "ends_on": (
        "Selesai",
        ("tanggal selesai", "berlaku sampai", "selesai", "akhir", "berakhir", "sampai", "ends on", "end", "to"),
    ),
    "period": ("Masa berlaku", ("masa berlaku", "periode", "waktu pelaksanaan", "masa", "tahun", "period", "year")),
    "areas": (
        "Wilayah",
        ("kode wilayah", "wilayah sasaran", "wilayah", "lokasi", "daerah", "cakupan", "areas", "area"),
    ),
    "legal_basis": (
        "Dasar hukum",
        ("dasar hukum", "landasan hukum", "dasar", "peraturan", "regulasi", "legal basis"),
    ),
    "apply": (
        "Cara mendaftar",
        ("cara mendaftar", "cara daftar", "cara pendaftaran", "pendaftaran", "cara mengajukan", "prosedur",
         "how to apply", "apply"),
    ),
    "contact": ("Kontak", ("kontak", "narahubung", "telepon", "nomor telepon", "hubungi", "contact")),
}  # fmt: skip
NEEDED = ("title", "pillar", "needs", "aid", "level")
_OTHERS = frozenset({"no", "nomor", "nomor urut", "no urut", "keterangan", "catatan", "ket"})


def label(field: str) -> str:
    """What a field is called in a sentence."""
    return FIELDS[field][0]


def plain(text: str) -> str:
    """A header or a code as its words in small letters, without marks."""
    return " ".join(re.findall(r"[0-9a-z]+", text.lower()))


def field_of(header: str) -> str:
    """The field that a header names, '' when it names none of ours."""
    words = plain(header)
    if not words or words in _OTHERS:
        return ""
    best, longest = "", 0
    for field, (_, phrases) in FIELDS.items():
        for phrase in phrases:
            if len(phrase) > longest and f" {phrase} " in f" {words} ":
                best, longest = field, len(phrase)
    return best


def fields_in(headers: Sequence[str]) -> dict[int, str]:
    """The columns, from 0, whose headers name fields of ours."""
    return {index: field for index, one in enumerate(headers) if (field := field_of(one))}
