"""Sentences about rows that cannot be used and about how recipients stand to the registry."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from satupintu.batch.aid import RowProblem
from satupintu.gateways.lists.problems import place

from .models import AidReport

MATCHES: dict[str, Any] = {
    "matched": gettext_lazy("cocok dengan registri"),
    "other_name": gettext_lazy("NIK ada di registri dengan nama lain"),
    "possible": gettext_lazy("mungkin orang di registri"),
    "unmatched": gettext_lazy("tidak ada di registri"),
    "unreadable": gettext_lazy("NIK tidak terbaca"),
}
# The same in a word or two, for tags in tables.
SHORT: dict[str, Any] = {
    "matched": gettext_lazy("cocok"),
    "other_name": gettext_lazy("nama lain"),
    "possible": gettext_lazy("mungkin sama"),
    "unmatched": gettext_lazy("belum terdata"),
    "unreadable": gettext_lazy("NIK tidak terbaca"),
}
FIELDS: dict[str, Any] = {
    "nik": gettext_lazy("NIK"),
    "name": gettext_lazy("Nama"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "village": gettext_lazy("Desa/kelurahan"),
    "amount": gettext_lazy("Jumlah (rupiah)"),
    "received_on": gettext_lazy("Tanggal diterima"),
    "programme": gettext_lazy("Program"),
    "what": gettext_lazy("Barang atau pelatihannya"),
    "quantity": gettext_lazy("Banyaknya"),
    "state": gettext_lazy("Sudah diterima atau belum"),
    "returned": gettext_lazy("Tanggal dikembalikan"),
    # What else a list may say of people; it is understood, and nothing is made of it here.
    "number": gettext_lazy("Nomor urut"),
    "kk": gettext_lazy("Nomor KK"),
    "sex": gettext_lazy("Jenis kelamin"),
    "sex_l": gettext_lazy("Tanda laki-laki"),
    "sex_p": gettext_lazy("Tanda perempuan"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "address": gettext_lazy("Alamat"),
    "rt": gettext_lazy("RT"),
    "rw": gettext_lazy("RW"),
    "rt_rw": gettext_lazy("RT/RW"),
    "hamlet": gettext_lazy("Dusun"),
    "district": gettext_lazy("Kecamatan"),
    "regency": gettext_lazy("Kabupaten/Kota"),
    "phone": gettext_lazy("Nomor HP"),
    "sector": gettext_lazy("Usaha"),
    "business_name": gettext_lazy("Nama usaha"),
    "annual_turnover": gettext_lazy("Omzet setahun"),
    "business_letter": gettext_lazy("Surat usaha atau NIB"),
    "submitted_at": gettext_lazy("Diajukan"),
    "proposer": gettext_lazy("Pengusul"),
}


def refusal_text(report: AidReport, problem: RowProblem, column: str) -> str:
    """'pkh.xlsx, lembar Tahap 1, baris 12, kolom D: kode program “pkhh” tidak ada. …'"""
    where = place(report.name, problem.sheet, problem.row, column or None)
    written = problem.written[:60]
    sentence = {
        "nobody": _("NIK dan nama kosong. Isi paling sedikit namanya, atau hapus barisnya."),
        "nik_too_long": _("NIK “%(written)s…” terlalu panjang. Periksa pemisah kolom di baris itu."),
        "name_too_long": _("nama “%(written)s…” lebih dari 200 huruf. Tulis namanya saja."),
        "what_too_long": _("uraian “%(written)s…” lebih dari 500 huruf. Persingkat."),
        "programme_missing": _("programnya tidak disebut. Pilih program saat mengunggah, atau isi kodenya."),
        "programme_unknown": _(
            "kode program “%(written)s” tidak ada di antara program instansi Anda. Tulis kode yang ada di katalog."
        ),
        "village_unknown": _(
            "desa/kelurahan “%(written)s” tidak dikenal. Tulis kode desanya, sepuluh angka, misalnya 35.07.11.2008."
        ),
        "village_outside": _(
            "desa %(written)s di luar wilayah Anda. Hapus barisnya, atau mintalah akun wilayah itu."
        ),
        "amount_unreadable": _("jumlah “%(written)s” tidak terbaca. Tulis rupiah bulat, misalnya 600000."),
        "quantity_unreadable": _("banyaknya “%(written)s” tidak terbaca. Tulis angka saja."),
        "day_unreadable": _("tanggal “%(written)s” tidak terbaca. Tulis misalnya 31-12-2021."),
        "day_to_come": _("tanggal %(written)s belum tiba. Laporkan yang sudah diterima saja."),
    }[problem.trouble]
    return f"{where}: {sentence % {'written': written}}"
