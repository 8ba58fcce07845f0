"""What the scripts say to people, in the page's language: the scripts themselves hold no sentence."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """By the names that static/collection/*.js ask for. {n} and {text} are filled in there."""
    return {
        "waiting": _("{n} pendataan menunggu dikirim. Tetap tersimpan di HP ini."),
        "nothing": _("Tidak ada yang menunggu: semua sudah terkirim."),
        "sent": _("{n} terkirim dari HP ini."),
        "refused": _("{n} ditolak dan perlu diperbaiki."),
        "offline": _("Belum ada sinyal. Akan dikirim sendiri begitu ada."),
        "sending": _("Sedang mengirim…"),
        "trouble": _("Server belum menjawab. Dicoba lagi sendiri."),
        "signed_out": _(
            "Masa masuk Anda sudah habis. Semua tetap tersimpan di HP ini; masuk lagi untuk mengirim."
        ),
        "sign_in": _("Masuk lagi"),
        "others": _("{n} pendataan diisi dengan akun {text} dan hanya dikirim bila {text} masuk."),
        "barred": _("Akun ini tidak boleh mendata. Yang tersimpan tetap di HP ini."),
        "state_waiting": _("Menunggu"),
        "state_sent": _("Terkirim"),
        "state_refused": _("Ditolak"),
        "too_large": _("Kiriman ini terlalu besar. Ambil fotonya sekali lagi."),
        "half_done": _(
            "Di formulir itu masih ada isian lain yang belum selesai. Buka formulirnya dan simpan dahulu, lalu "
            "perbaiki yang ini."
        ),
        "number": _("nomor {n}"),
        "mend": _("Perbaiki"),
        "change": _("Ubah"),
        "kept": _("Tersimpan di HP ini."),
        "kept_more": _("Silakan lanjut ke usaha berikutnya."),
        "draft": _("Isian yang belum selesai dikembalikan."),
        "required": _("Pertanyaan ini harus dijawab."),
        "digits": _("Isi dengan angka saja."),
        "rupiah": _("Tulis rupiah penuh dengan angka, misalnya 1500000, bukan 1,5."),
        "date": _(
            "Tanggal ini tidak ada dalam kalender atau belum tiba. Tulis angka: tanggal, bulan, tahun (empat angka)."
        ),
        "constraint": _("Jawaban ini tidak dapat diterima. Periksa lagi."),
        "photo_take": _("Ambil foto"),
        "photo_again": _("Ambil foto lain"),
        "photo_wait": _("Foto sedang dikecilkan…"),
        "photo_kept": _("Foto tersimpan ({n} kB)."),
        "photo_broken": _("Foto ini tidak terbaca. Ambil sekali lagi."),
        "photo_remove": _("Hapus foto"),
        "place_wait": _("Mencari lokasi…"),
        "place_none": _("Lokasi tidak didapat. Boleh dikosongkan."),
        "full": _(
            "Penyimpanan HP penuh; pendataan ini belum tersimpan. Kosongkan sedikit ruang, lalu simpan lagi."
        ),
    }
