"""What the actions and figures of the audit trail are called when people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "account.changed": _("Mengubah akun"),
    "account.created": _("Membuat akun"),
    "account.password_changed": _("Mengganti kata sandi"),
    "account.password_reset": _("Membuat kata sandi baru"),
    "account.sign_in": _("Masuk"),
    "account.sign_in_refused": _("Percobaan masuk ditolak"),
    "account.sign_out": _("Keluar"),
    "corrections.download": _("Mengunduh berkas perbaikan"),
    "decree.download": _("Mengunduh keputusan"),
    "decree.draft": _("Membuat rancangan keputusan"),
    "decree.issue": _("Menerbitkan keputusan"),
    "job.end": _("Pekerjaan latar berakhir"),
    "job.restart": _("Menjalankan lagi pekerjaan latar"),
    "job.start": _("Memulai pekerjaan latar"),
    "letter.print": _("Mencetak surat"),
    "proposal.sign": _("Menandatangani usulan"),
    "reference.load": _("Memuat daftar acuan"),
    "round.not_screened": _("Pemeriksaan tidak berhasil"),
    "round.open": _("Membuka putaran"),
    "round.references": _("Memilih daftar acuan"),
    "round.screen": _("Memulai pemeriksaan"),
    "round.screened": _("Pemeriksaan selesai"),
    "round.signed": _("Putaran ditutup"),
    "rows.export": _("Mengunduh baris"),
}
FIGURES = {
    "active": _("aktif"),
    "amount": _("jumlah"),
    "area_code": _("wilayah"),
    "as_of": _("aturan per"),
    "attempt": _("percobaan"),
    "eligible": _("memenuhi syarat"),
    "ineligible": _("tidak memenuhi syarat"),
    "kind": _("jenis"),
    "lists": _("daftar"),
    "number": _("nomor"),
    "programme": _("program"),
    "recipients": _("penerima"),
    "role": _("peran"),
    "rows": _("baris"),
    "run": _("pemeriksaan ke"),
    "set": _("kumpulan acuan"),
    "state": _("keadaan"),
    "total": _("jumlah"),
    "undetermined": _("belum dapat diputuskan"),
}


def deed(action: str) -> str:
    """An action in words; the action itself where it has none yet."""
    return str(DEEDS.get(action, action))


def particulars(data: dict[str, Any]) -> str:
    """An event's data in one line: `baris 475, layak 373`."""
    parts = []
    for name, value in data.items():
        if isinstance(value, bool):
            value = _("ya") if value else _("tidak")
        elif isinstance(value, list):
            value = ", ".join(map(str, value)) or "–"
        elif isinstance(value, str) and len(value) == 64:
            value = f"{value[:12]}…"
        parts.append(f"{FIGURES.get(name, name)} {value}")
    return "; ".join(parts)
