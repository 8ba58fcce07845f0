"""What every identity reason and flag is called, in words for the person and for the officer.

    IDENTITY_REASONS, DUPLICATE, FLAGS            the ids, which contract with everything outside
    wording(programme, reason_id) -> Wording      title, sentence and remedy for any reason or flag
    bits(criterion_ids) -> dict[str, int]         one bit per reason, so that ascending bits are sorted ids

Reasons that are not identity reasons are criterion ids; their words stand in the programme itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from satupintu.engine.rules import Programme, Text

# In the order in which a NIK is looked at: the first that holds is the row's identity reason.
IDENTITY_REASONS = (
    "nik_missing",
    "nik_malformed",
    "nik_anomalous",
    "nik_precision_lost",
    "nik_unmatched",
    "name_mismatch",
)
DUPLICATE = "duplicate_nik"
FLAGS = (
    "district_unknown",
    "household_repeat",
    "nik_area_differs",
    "nik_birth_date_differs",
    "nik_sex_differs",
    "possible_duplicate",
    "shared_phone",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reason reads: its short name, one sentence, and what to bring or change."""

    title: Text
    sentence: Text
    remedy: Text


def wording(programme: Programme, reason_id: str, *, failed: bool = True) -> Wording:
    """The words for a reason or flag; for a criterion, `failed` chooses between failed and unknown.

    KeyError when the id is neither ours nor a criterion of the programme.
    """
    if reason_id in WORDINGS:
        return WORDINGS[reason_id]
    criterion = programme.criterion(reason_id)
    return Wording(criterion.title, criterion.failed if failed else criterion.unknown, criterion.remedy)


def bits(criterion_ids: Iterable[str]) -> dict[str, int]:
    """Reason id -> bit, the ids sorted, so that reading the bits upwards spells the reasons in order."""
    names = sorted({*IDENTITY_REASONS, DUPLICATE, *criterion_ids})
    return {name: 1 << place for place, name in enumerate(names)}


def _words(title: tuple[str, str], sentence: tuple[str, str], remedy: tuple[str, str]) -> Wording:
    return Wording(Text(*title), Text(*sentence), Text(*remedy))


WORDINGS = {
    "nik_missing": _words(
        ("NIK kosong", "NIK missing"),
        ("Kolom NIK tidak diisi.", "The NIK cell is empty."),
        ("Isi NIK 16 angka sesuai KTP-el.", "Write the 16-digit NIK as on the identity card."),
    ),
    "nik_malformed": _words(
        ("NIK bukan 16 angka", "NIK is not 16 digits"),
        (
            "NIK yang tertulis tidak terdiri atas tepat 16 angka.",
            "The NIK as written does not consist of exactly 16 digits.",
        ),
        (
            "Cocokkan dengan KTP-el lalu tulis ulang ke-16 angkanya; huruf O dan l bukan angka.",
            "Compare with the identity card and write all 16 digits again; letters O and l are not digits.",
        ),
    ),
    "nik_anomalous": _words(
        ("NIK tidak wajar", "NIK cannot be real"),
        (
            "NIK memuat tanggal lahir atau kode provinsi yang tidak mungkin, atau hanya angka pengisi.",
            "The NIK holds an impossible birth date or province, or is a filler number.",
        ),
        (
            "Tulis NIK dari KTP-el; bila KTP-el memang demikian, minta perbaikan ke Dukcapil.",
            "Write the NIK from the identity card; if the card says so, ask the civil registry to mend it.",
        ),
    ),
    "nik_precision_lost": _words(
        ("Angka NIK hilang", "Digits of the NIK lost"),
        (
            "NIK tersimpan sebagai bilangan sehingga angka terakhirnya tidak dapat dipercaya.",
            "The NIK was stored as a number, so its last digit cannot be trusted.",
        ),
        (
            "Ubah format kolom NIK menjadi Teks, lalu ketik ulang NIK dari KTP-el.",
            "Set the NIK column to Text and type the NIK again from the identity card.",
        ),
    ),
    "nik_unmatched": _words(
        ("NIK tidak ada di data kependudukan", "NIK not in the civil registry"),
        (
            "NIK berbentuk benar, tetapi tidak ditemukan di data kependudukan.",
            "The NIK is well formed, but the civil registry does not have it.",
        ),
        (
            "Cocokkan NIK dengan KTP-el; bila sudah sama, bawa KTP-el dan KK ke Dinas Dukcapil.",
            "Compare with the identity card; if the same, bring it with the family card to the registry.",
        ),
    ),
    "name_mismatch": _words(
        (
            "Nama kosong atau berbeda dengan data kependudukan",
            "Name missing or unlike the civil registry",
        ),
        (
            "Nama di daftar kosong, atau bukan nama pemilik NIK ini di data kependudukan.",
            "The list has no name, or not the one that the civil registry has under this NIK.",
        ),
        (
            "Periksa NIK dan nama pada KTP-el, lalu lengkapi atau perbaiki yang salah tulis.",
            "Check NIK and name on the identity card and fill in or correct what was written wrongly.",
        ),
    ),
    DUPLICATE: _words(
        ("NIK sudah diusulkan", "NIK already proposed"),
        (
            "Orang dengan NIK ini sudah ada pada baris lebih awal dalam putaran yang sama.",
            "The person with this NIK already stands in an earlier row of the same round.",
        ),
        (
            "Tidak perlu diusulkan lagi; bila NIK salah tulis, perbaiki NIK pada baris yang keliru.",
            "No need to propose again; if the NIK was mistyped, correct it in the wrong row.",
        ),
    ),
    "nik_area_differs": _words(
        ("Wilayah NIK berbeda", "NIK from another area"),
        (
            "Kode kecamatan pada NIK berbeda dengan desa pada daftar; wajar bagi warga pindahan.",
            "The district in the NIK differs from the list's village; normal for people who have moved.",
        ),
        ("Cukup pastikan NIK disalin benar.", "Just make sure the NIK was copied correctly."),
    ),
    "nik_birth_date_differs": _words(
        ("Tanggal lahir pada NIK berbeda", "Birth date in NIK differs"),
        (
            "Tanggal lahir pada NIK berbeda dengan yang tertulis di daftar.",
            "The birth date in the NIK differs from the one in the list.",
        ),
        ("Cocokkan tanggal lahir dengan KTP-el.", "Compare the birth date with the identity card."),
    ),
    "nik_sex_differs": _words(
        ("Jenis kelamin pada NIK berbeda", "Sex in NIK differs"),
        (
            "Jenis kelamin menurut NIK berbeda dengan yang tertulis di daftar.",
            "The sex according to the NIK differs from the one in the list.",
        ),
        ("Cocokkan jenis kelamin dengan KTP-el.", "Compare the sex with the identity card."),
    ),
    "district_unknown": _words(
        ("Kode kecamatan tidak dikenal", "District code unknown"),
        (
            "Enam angka pertama NIK bukan kecamatan dalam daftar wilayah sekarang; mungkin kode lama.",
            "The first six digits are no district of today's list; it may be an old code.",
        ),
        ("Cukup pastikan NIK disalin benar.", "Just make sure the NIK was copied correctly."),
    ),
    "possible_duplicate": _words(
        ("Mungkin orang yang sama", "Possibly the same person"),
        (
            "Ada baris lain dengan NIK berbeda yang agaknya orang yang sama.",
            "Another row with a different NIK is probably the same person.",
        ),
        ("Periksa kedua KTP-el sebelum menetapkan.", "Check both identity cards before deciding."),
    ),
    "shared_phone": _words(
        ("Nomor HP dipakai bersama", "Shared phone number"),
        (
            "Nomor HP ini juga tertulis untuk orang lain.",
            "This phone number is also written for somebody else.",
        ),
        (
            "Tanyakan nomor yang dapat dihubungi bagi masing-masing.",
            "Ask for a number at which each can be reached.",
        ),
    ),
    "household_repeat": _words(
        ("Satu KK lebih dari satu orang diusulkan", "Several from one household"),
        (
            "Orang lain dengan nomor KK yang sama juga diusulkan.",
            "Somebody else with the same family card is proposed too.",
        ),
        (
            "Tidak dilarang; pastikan usahanya memang berbeda.",
            "Not forbidden; make sure the businesses really are different.",
        ),
    ),
}
