"""What an erasure leaves standing, why, and on which article: the page says it before anybody asks for one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PENDING = _("Rujukan pasalnya menyusul.")


@dataclass(frozen=True)
class Kept:
    """One thing that stays: what, why, and the citation, or that it is still to be read."""

    what: str | Promise
    why: str | Promise
    cite: str | Promise = PENDING


KEPT = (
    Kept(
        _("Pendataan dan catatan yang sudah masuk, tersegel"),
        _(
            "Supaya keputusan yang sudah dibuat dapat diperiksa ulang. Tidak satu halaman pun menampilkannya lagi."
        ),
    ),
    Kept(
        _("Usulan, keputusan dan pembayaran bantuan yang menyebut Anda"),
        _("Uang negara: pemeriksa harus dapat mencocokkan siapa menerima apa."),
    ),
    Kept(
        _("Surat keterangan usaha yang sudah ditandatangani"),
        _("Dokumen resmi desa. Halaman kode QR-nya tetap mengatakan surat itu terbit, tanpa nama Anda."),
    ),
    Kept(
        _("Jejak siapa melakukan apa dan kapan"),
        _(
            "Supaya penghapusan ini pun dapat dipertanggungjawabkan. Jejak tidak memuat NIK, nama, atau nomor telepon."
        ),
    ),
    Kept(
        _("Akun Anda"),
        _("Ditutup oleh pengelola akun bila Anda memintanya."),
        cite="",
    ),
)
BLANKED = (
    _("nama, NIK dan nomor KK Anda di registri"),
    _("nama usaha, bidang usaha, dan semua keterangan tentang usaha Anda"),
    _("rancangan surat yang belum ditandatangani, dan pendataan Anda yang masih menunggu"),
)
