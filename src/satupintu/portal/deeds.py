"""What the actions and figures of the audit trail are called when people read them."""

from collections.abc import Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from satupintu.engine.determination import OUTCOMES
from satupintu.foundation.accounts.models import Role
from satupintu.foundation.work.models import State
from satupintu.gateways.documents import number, rupiah
from satupintu.pipeline.registry.models import About
from satupintu.pipeline.registry.models import Verdict as RegistryVerdict
from satupintu.pipeline.screening.models import Verdict
from satupintu.pipeline.screening.selectors.answers import answer_words

DEEDS = {
    "account.changed": _("Mengubah akun"),
    "account.code_sent": _("Mengirim kode masuk"),
    "account.created": _("Membuat akun"),
    "account.password_changed": _("Mengganti kata sandi"),
    "account.password_reset": _("Membuat kata sandi baru"),
    "account.recovery_codes_made": _("Membuat kode cadangan"),
    "account.second_factor_reset": _("Melepas faktor kedua"),
    "account.second_factor_set": _("Memasang faktor kedua"),
    "account.sign_in": _("Masuk"),
    "account.sign_in_refused": _("Percobaan masuk ditolak"),
    "account.sign_in_held_back": _("Percobaan masuk ditahan 15 menit"),
    "account.sign_out": _("Keluar"),
    "aid.download": _("Mengunduh laporan penerima"),
    "aid.forget": _("Menghapus orang dari laporan penerima"),
    "aid.judge": _("Menilai penerima bantuan"),
    "aid.map": _("Menjawab pertanyaan kolom laporan"),
    "aid.paid": _("Mencatat penerima pembayaran"),
    "aid.read": _("Laporan penerima terbaca"),
    "aid.report": _("Melaporkan penerima bantuan"),
    "aid.restore": _("Memulihkan laporan penerima"),
    "aid.undo": _("Membatalkan penilaian penerima"),
    "aid.withdraw": _("Menarik laporan penerima"),
    "business.judge": _("Menilai pasangan catatan"),
    "business.open": _("Membuka data usaha"),
    "business.undo": _("Membatalkan penilaian"),
    "business.told": _("Ditunjukkan kepada sistem lain"),
    "api.answers": _("Menjawab sistem lain: program untuk satu orang"),
    "dci.noted": _("Menerima kabar dari sistem lain"),
    "dci.searched": _("Menjawab pencarian sistem lain"),
    "dci.sent": _("Mengirim balasan ke sistem lain"),
    "dci.status": _("Menjawab keadaan transaksi"),
    "dci.subscribed": _("Menerima langganan"),
    "dci.unsubscribed": _("Mengakhiri langganan"),
    "partner.changed": _("Mengubah mitra data"),
    "partner.made": _("Mendaftarkan mitra data"),
    "partner.token": _("Membuat token mitra"),
    "area.added": _("Menambah dusun, RW atau RT"),
    "area.removed": _("Menghapus dusun, RW atau RT"),
    "area.renamed": _("Mengganti nama wilayah"),
    "catalogue.report": _("Melaporkan program"),
    "catalogue.withdraw": _("Menarik program yang dilaporkan"),
    "collector_key.made": _("Membuat kunci pengumpul"),
    "collector_key.withdrawn": _("Mencabut kunci pengumpul"),
    "corrections.download": _("Mengunduh berkas perbaikan"),
    "decree.download": _("Mengunduh keputusan"),
    "decree.draft": _("Membuat rancangan keputusan"),
    "decree.issue": _("Menerbitkan keputusan"),
    "import.read": _("Memasukkan baris berkas"),
    "import.sent": _("Mengirim berkas pendataan"),
    "job.end": _("Pekerjaan latar berakhir"),
    "job.restart": _("Menjalankan lagi pekerjaan latar"),
    "job.start": _("Memulai pekerjaan latar"),
    "ladder.clear": _("Menghapus jenjang verifikasi"),
    "ladder.set": _("Mengatur jenjang verifikasi"),
    "need.state": _("Menyampaikan kebutuhan"),
    "reckoning.start": _("Menghitung tumpang tindih dan kebutuhan"),
    "recipients.export": _("Mengunduh daftar penerima"),
    "letter.discard": _("Membuang rancangan surat"),
    "letter.download": _("Mengunduh surat"),
    "letter.draft": _("Membuat rancangan surat"),
    "letter.office": _("Mengubah kepala surat"),
    "letter.print": _("Mencetak surat"),
    "letter.sign": _("Menerbitkan surat"),
    "letter.withdraw": _("Menarik surat"),
    "expectation.set": _("Mengisi perkiraan jumlah usaha"),
    "list.ask_again": _("Menarik jawaban kolom"),
    "list.download": _("Mengunduh daftar"),
    "list.map": _("Menjawab pertanyaan kolom"),
    "list.restore": _("Memakai lagi daftar"),
    "list.upload": _("Mengunggah daftar"),
    "list.withdraw": _("Menarik daftar"),
    "meeting.decide": _("Mencatat keputusan rapat"),
    "meeting.done": _("Menyatakan keputusan rapat selesai"),
    "meeting.hold": _("Mencatat rapat"),
    "meeting.minutes": _("Menyimpan notula"),
    "navigator.help": _("Mencarikan program bagi pemilik usaha"),
    "minutes.download": _("Mengunduh berita acara"),
    "nik.read": _("Melihat NIK lengkap"),
    "objection.answer": _("Menjawab keberatan"),
    "own.correct": _("Memperbaiki data sendiri"),
    "own.erase": _("Meminta penghapusan data"),
    "own.erasure": _("Memutuskan permintaan penghapusan"),
    "own.export": _("Mengambil salinan data sendiri"),
    "own.object": _("Mengajukan keberatan"),
    "pair.judge": _("Menilai pasangan baris"),
    "partner.add": _("Menambah mitra"),
    "partner.change": _("Mengubah mitra"),
    "partner.deliver": _("Mencatat penyerahan mitra"),
    "partner.promise": _("Mencatat janji mitra"),
    "payment.answer": _("Mencatat jawaban bank"),
    "payment.answer_download": _("Mengunduh jawaban bank"),
    "payment.answer_refused": _("Jawaban bank ditolak"),
    "payment.audit_download": _("Mengunduh berkas untuk diperiksa"),
    "payment.download": _("Mengunduh berkas pembayaran"),
    "payment.exceptions_download": _("Mengunduh pembayaran bermasalah"),
    "payment.instruct": _("Membuat perintah bayar"),
    "payment.waiting_download": _("Mengunduh pembayaran yang belum dijawab"),
    "pair.open": _("Membuka dua baris berdampingan"),
    "person.open": _("Membuka data seseorang"),
    "plan.agree": _("Menyepakati rencana aksi"),
    "plan.change": _("Mengubah judul dan masa rencana"),
    "plan.close": _("Menutup rencana aksi"),
    "plan.discard": _("Membuang rancangan rencana"),
    "plan.draft": _("Membuat rancangan rencana"),
    "plan.evidence": _("Membuka bukti"),
    "plan.export": _("Mengunduh rencana aksi"),
    "plan.group_add": _("Menambah kelompok rencana"),
    "plan.group_remove": _("Menghapus kelompok rencana"),
    "plan.group_rename": _("Mengganti nama kelompok rencana"),
    "plan.import": _("Mengimpor rencana aksi"),
    "plan.line_add": _("Menambah baris rencana"),
    "plan.line_change": _("Mengubah baris rencana"),
    "plan.line_remove": _("Menghapus baris rencana"),
    "plan.report": _("Melaporkan capaian"),
    "plan.sample": _("Memulai rencana dari contoh"),
    "proposal.download": _("Mengunduh daftar usulan"),
    "proposal.sign": _("Menandatangani usulan"),
    "reference.load": _("Memuat daftar acuan"),
    "registry.admit": _("Memasukkan ke registri"),
    "registry.snapshot": _("Mengambil daftar dari registri"),
    "round.not_screened": _("Pemeriksaan tidak berhasil"),
    "round.open": _("Membuka putaran"),
    "round.references": _("Memilih daftar acuan"),
    "round.screen": _("Memulai pemeriksaan"),
    "round.screened": _("Pemeriksaan selesai"),
    "round.signed": _("Putaran ditutup"),
    "rows.export": _("Mengunduh baris"),
    "simulation.done": _("Simulasi selesai"),
    "simulation.export": _("Mengunduh hasil simulasi"),
    "simulation.failed": _("Simulasi tidak berhasil"),
    "simulation.start": _("Memulai simulasi"),
    "submission.open": _("Membuka pendataan orang lain untuk diperbaiki"),
    "submission.withdraw": _("Menarik pendataan"),
    "verification.confirm": _("Membenarkan pendataan"),
    "verification.return": _("Mengembalikan pendataan"),
    "submission.differs": _("Kiriman yang sama datang lagi dengan isi lain"),
}
FIGURES = {
    "about": _("tentang"),
    "active": _("aktif"),
    "agency": _("instansi"),
    "after": _("menjadi"),
    "agencies": _("instansi"),
    "amount": _("jumlah"),
    "area_code": _("wilayah"),
    "answers": _("jawaban"),
    "areas": _("wilayah"),
    "as_of": _("aturan per"),
    "asked_in": _("ditanyakan pada daftar nomor"),
    "attempt": _("percobaan"),
    "before": _("sebelumnya"),
    "blocked": _("diblokir"),
    "budget": _("anggaran"),
    "bytes": _("ukuran"),
    "changed": _("berubah"),
    "count": _("pendataan"),
    "channel": _("lewat"),
    "dated": _("tanggal menyusul"),
    "day": _("tanggal"),
    "deadline": _("tenggat"),
    "decree": _("keputusan"),
    "distributor": _("bank"),
    "eligible": _("memenuhi syarat"),
    "failed": _("gagal"),
    "flag": _("tanda"),
    "from_day": _("mulai"),
    "in_process": _("masih diproses"),
    "ineligible": _("tidak memenuhi syarat"),
    "judgement": _("penilaian"),
    "kind": _("jenis"),
    "levels": _("jenjang"),
    "granted": _("dikabulkan"),
    "letter": _("surat"),
    "line": _("baris nomor"),
    "lines": _("baris"),
    "lists": _("daftar"),
    "maps": _("jawaban kolom"),
    "moved": _("dipindahkan"),
    "new": _("baru"),
    "nik_hash": _("sidik NIK"),
    "number": _("nomor"),
    "outcome": _("hasil"),
    "paid": _("dibayar"),
    "partner": _("mitra nomor"),
    "uses": _("boleh untuk"),
    "found": _("ditemukan"),
    "kept": _("diterima"),
    "attempts": _("percobaan"),
    "unsigned": _("mode uji"),
    "payments": _("pembayaran"),
    "problems": _("masalah"),
    "programme": _("program"),
    "reason": _("alasan"),
    "promise": _("janji nomor"),
    "purpose": _("keperluan"),
    "quantity": _("jumlah"),
    "recipients": _("penerima"),
    "refused": _("ditolak"),
    "repeated": _("sudah dijawab"),
    "returned": _("dikembalikan"),
    "role": _("peran"),
    "round": _("putaran"),
    "row": _("nomor baris"),
    "sample": _("contoh"),
    "second": _("dan nomor baris"),
    "rows": _("baris"),
    "run": _("pemeriksaan ke"),
    "set": _("kumpulan acuan"),
    "sha256": _("sidik"),
    "size": _("ukuran"),
    "source": _("sumber"),
    "starts_on": _("mulai"),
    "state": _("keadaan"),
    "score": _("skor"),
    "taken": _("masuk"),
    "target": _("target"),
    "to_day": _("sampai"),
    "total": _("jumlah"),
    "unchanged": _("tetap"),
    "unit": _("satuan"),
    "undetermined": _("belum dapat diputuskan"),
    "unread_lists": _("daftar yang tidak dapat dipakai"),
    "value": _("capaian"),
    "verdict": _("penilaian"),
    "way": _("cara"),
    "without": _("tanpa daftar"),
}
MONEY = {"amount", "budget", "total"}
SIZES = {"bytes", "size"}
NAMES = {
    "asked_in",
    "attempt",
    "decree",
    "number",
    "row",
    "run",
    "second",
    "letter",
    "line",
    "partner",
    "promise",
    "set",
}  # figures that count nothing
# figure -> value -> words
VALUES = {
    "about": dict(About.choices),
    "judgement": dict(RegistryVerdict.choices),
    "kind": {
        "collection.import": _("memasukkan baris berkas"),
        "open_data.publish": _("menerbitkan data terbuka"),
        "payments.note": _("mencatat penerima pembayaran"),
        "recipients.build": _("menyusun daftar penerima"),
        "recipients.forget": _("menghapus orang dari daftar penerima"),
        "recipients.read": _("membaca laporan penerima"),
        "recipients.reckon": _("menghitung tumpang tindih dan kebutuhan"),
        "screening.lay_out": _("menata daftar acuan"),
        "screening.pairs": _("mencari pasangan"),
        "screening.references": _("memuat daftar acuan"),
        "screening.simulate": _("menghitung simulasi"),
        "screening.read": _("membaca daftar"),
        "screening.run": _("memeriksa putaran"),
        "pdf": _("keputusan (PDF)"),
        "annex": _("lampiran (XLSX)"),
        "sk": _("isi SK"),
        "bayar": _("daftar bayar"),
        "xml": "ISO 20022",
        "csv": "CSV",
        "account": _("satu akun"),
        "address": _("satu alamat jaringan"),
        "page": _("halaman"),
        "letter": _("surat"),
        "xlsx": "Excel",
        "docx": "DOCX",
    },
    "outcome": {one: FIGURES[one] for one in OUTCOMES},
    "role": dict(Role.choices),
    "state": {str(state): words for state, words in State.choices},
    "way": {"phone": _("kode ke HP"), "second_factor": _("dua faktor")},
    "verdict": {str(verdict): words for verdict, words in Verdict.choices},
}
_HASH = 64  # characters of a SHA-256; its beginning is enough to compare with


def deed(action: str) -> str:
    """An action in words; the action itself where it has none yet."""
    return str(DEEDS.get(action, action))


def particulars(data: dict[str, Any]) -> str:
    """An event's data in one line: `baris 475; memenuhi syarat 373`. What is empty says nothing."""
    said = {name: value for name, value in data.items() if value not in ("", None)}
    return "; ".join(f"{FIGURES.get(name, name)} {_shown(name, value)}" for name, value in said.items())


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, int) and name not in NAMES:
        return _counted(name, value)
    if name == "answers" and isinstance(value, list):
        return ", ".join(map(answer_words, value)) or "–"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, dict):
        return f"({', '.join(_parts(value))})"
    text = str(VALUES.get(name, {}).get(value, value))
    return f"{text[:12]}…" if len(text) == _HASH else text


def _counted(name: str, value: int) -> str:
    if name in MONEY:
        return rupiah(value)
    return str(filesizeformat(value)) if name in SIZES else number(value)


def _parts(data: dict[str, Any]) -> Iterator[str]:
    """What stands inside a figure: of a list of files only how many rows each has."""
    for name, value in data.items():
        inner = value.get("rows", "") if isinstance(value, dict) else value
        if name in MONEY and isinstance(inner, int):
            inner = rupiah(inner)
        yield f"{FIGURES.get(name, name)} {inner}".strip()
