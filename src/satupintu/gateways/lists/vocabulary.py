"""The words officials put over columns, each with how much it speaks for or against a field.

A header is scored by its words, not looked up whole, so that "NIK (sesuai KTP)", "No. KTP" and "Nomor Induk
Kependudukan" need no entry each. Words unknown here cost a little; words that make a column somebody
else's (istri, ibu kandung, penjamin) cost a lot. How words are found in a header is `spelling`'s part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import eq


def _table(text: str) -> dict[str, dict[str, float]]:
    """field -> word -> weight, from lines 'field: word weight, word weight'; an indented line goes on."""
    found: dict[str, dict[str, float]] = {}
    field = ""
    for line in text.strip().splitlines():
        if not line.startswith(" "):
            field, _, line = line.partition(":")
            found[field] = {}
        for pair in filter(None, line.strip().split(",")):
            word, weight = pair.split()
            found[field][word] = float(weight)
    return found


# How much a word speaks for a field. About 2 is needed to be called that field by the header alone.
FOR = _table("""
nik: nik 4, ktp 3.5, kependudukan 3, penduduk 2.5, induk 1.5, identitas 2.5, ktpel 3.5, ektp 3.5, noktp 4,
    nonik 4, nikktp 4, identity 2.5, national 0.3, nasional 0.3
kk: kk 4, nkk 4, keluarga 3.5, nokk 4, nikk 4, family 2.5
name: nama 3.5, name 3.5, pemilik 3, pelaku 3, pengusaha 2.5, penerima 1.5, pemohon 1.5, owner 2, nasabah 1,
    anggota 0.5, full 0.3, lengkap 0.3, calon 0.3, warga 1, peserta 1, pedagang 2, debitur 1.5, responden 1.5,
    penduduk 0.3, asma 3, jeneng 3, nami 3
birth_date: ttl 4, lahir 3, kelahiran 3, birth 3, dob 4, tgl 1, tanggal 1, date 1, tg 0.5
birth_place: tempat 3, lahir 1, place 3, birth 1
sex: jk 4, kelamin 4, gender 4, sex 4, lp 4, pl 3.5, jenis 0.5, kel 1.5, lkpr 4,
    laki 1.2, lk 1.2, pria 1.2, perempuan 1.2, pr 1.2, wanita 1.2
sex_l: l 2.5, laki 2.5, lk 2.5, pria 2.5
sex_p: p 2.5, perempuan 2.5, pr 2.5, wanita 2.5
address: alamat 3.5, address 3.5, domisili 2.5, rumah 1, tinggal 2.5, tempat 0,
    lokasi 3, jalan 2, alm 2, home 0.3, griya 2.5
hamlet: dusun 3, dukuh 2.5, lingkungan 2, kampung 2, jorong 2.5, dsn 3, hamlet 3, banjar 2
rt: rt 3
rw: rw 3
rt_rw: rt 1.7, rw 1.7, rtrw 4
village: desa 3.5, kelurahan 3.5, kel 3, ds 2.5, nagari 3, gampong 3, village 3.5, wilayah 1, kode 0.3,
    kalurahan 3.5, nagori 3, pekon 3, tiyuh 3, ohoi 3, kepenghuluan 3
district: kecamatan 3.5, kec 3.5, district 3, distrik 3, subdistrict 3.5, sub 0, kapanewon 3.5, kemantren 3.5
regency: kabupaten 3.5, kab 3.5, kota 2, regency 3.5
sector: usaha 2, bidang 2, bid 2, jenis 1, bentuk 1, macam 1, ragam 1, kategori 1, dijalankan 1, pekerjaan 2,
    pencaharian 2, sektor 3, sector 3, dagangan 2, dagang 2, jualan 2, padamelan 2, komoditas 2, produk 2, kegiatan 1,
    business 1.5, trade 2.5, type 0.5, kbli 2
business_name: usaha 1.5, nama 1, toko 3, warung 3, merek 3, merk 3, brand 3, perusahaan 3, koperasi 2,
    kelompok 2
phone: hp 4, wa 4, whatsapp 4, telp 4, telepon 4, telpon 4, tlp 4, tlpn 4, hape 4, handphone 4, ponsel 4,
    kontak 3, phone 4, mobile 3.5, seluler 3, tel 3, telephone 4, nohp 4, nowa 4, contact 3,
    dihubungi 3, cp 3
annual_turnover: omzet 4, omset 4, pendapatan 3, penghasilan 3, penjualan 3, turnover 4, revenue 3.5,
    income 3, sales 3.5, hasil 0.5, peredaran 3, perputaran 3, pemasukan 3, penerimaan 3, bruto 1,
    annual 0.5, uang 0, usaha 0
business_letter: sku 4, nib 4, berusaha 4, legalitas 3.5, izin 3, ijin 3, perizinan 3.5, iumk 4, siup 3.5, skdu 3.5,
    surat 1.3, sk 1.3, bukti 1.3, suket 1.5, keterangan 0.4, ket 0.4, usaha 0.8, dari 0, desa 0, kades 0,
    kelurahan 0, letter 2, license 3, permit 3, skdp 3.5,
    business 0.3
submitted_at: usulan 2, pengajuan 2.5, diusulkan 2, diajukan 2, permohonan 2, pendaftaran 2.5, daftar 1.5,
    input 1.5, timestamp 4, submitted 4, at 0.3, tgl 1, tanggal 1, date 1, waktu 1.5, masuk 1, stempel 1,
    submission 3, registration 2.5
proposer: pengusul 4, oleh 1.5, proposer 4, diusulkan 1.5, lembaga 2, instansi 2
number: no 2, nomor 2, urut 2, nmr 2, num 2
""")

# How much a word speaks against it.
AGAINST = _table("""
nik: nama 4, kepala 2.5, npwp 3, nib 3, fotokopi 4, fotocopy 4, fc 4, scan 4, foto 4, upload 4, lampiran 4,
    alamat 4, usaha 2, status 3, hasil 2, masa 3, tanggal 2, tgl 2, catatan 4, berusaha 5, business 3, family 4,
    jumlah 4
kk: nama 4, kepala 3.5, jumlah 4, anggota 4, hubungan 4, status 4, tanggungan 4, fotokopi 4, fotocopy 4,
    fc 4, scan 4, foto 4, upload 4
name: usaha 3.5, bank 4, toko 4, warung 3, desa 3.5, dusun 3.5, kecamatan 3.5, kabupaten 3.5, kelurahan 3.5,
    rt 3, rw 3, ketua 3, kepala 2, keluarga 1, pengusul 3.5, petugas 3.5, pendata 3.5, surveyor 3.5,
    merek 4, merk 4, produk 4, perusahaan 3.5, koperasi 3, kelompok 3, no 0.5, nomor 0.5, status 3, jenis 3,
    alamat 4, user 2, username 4, rekening 2, pendamping 3, provinsi 3.5, file 3, lembaga 3, instansi 3,
    panggilan 1.5, alias 1, gadis 3, jabatan 3, business 3.5, company 3.5, shop 3.5, store 3.5, village 3.5,
    district 3.5, pasar 3.5, sekolah 3.5, program 3.5, bantuan 3.5, jalan 3.5, barang 4, dinas 3.5, perumahan 3.5,
    blok 3.5
birth_date: tempat 1.5, place 3, usulan 3, pengajuan 3, surat 3, sku 3, nib 3, daftar 2, berdiri 3, mulai 3,
    terbit 3, akta 3, registration 3, submission 3, input 3
birth_place: tgl 2, tanggal 2, date 2, ttl 3, tinggal 4, usaha 4
address: email 4, usaha 0.8, surat 4, bank 3, ktp 0, toko 1.2
rt: surat 3, rw 3, ketua 3, nama 3
rw: surat 3, rt 3, ketua 3, nama 3
rt_rw: ketua 3, nama 3
village: alamat 2.5, kepala 3, usaha 1, kartu 4, jumlah 4, no 1.5, nomor 1.5, surat 4
district: alamat 2.5, camat 3, surat 4
regency: alamat 2.5, lahir 3
sector: nama 3, alamat 3, lama 3, modal 3, izin 3, ijin 3, surat 3, tempat 2, omzet 3, omset 3, tahun 2,
    status 2, kelamin 3, lokasi 2, foto 3, no 1, nomor 1, ket 1, keterangan 1, legalitas 3, letter 3,
    name 3, hasil 1, aset 3, email 3, mulai 3, jumlah 2, berdiri 3, kondisi 2, address 3, suami 4, istri 4
phone: darurat 3, rekening 3
annual_turnover: laba 3, untung 3, keuntungan 3, profit 3, bersih 2, modal 3, aset 3, jenis 3, sumber 3, net 2, lain 1,
    bantuan 3, tanggal 3, tgl 3, status 3, biaya 3, pengeluaran 3, belanja 3, cicilan 3, angsuran 3, pinjaman 3,
    kredit 3, hutang 3, utang 3, gaji 3, upah 3, sewa 3, iuran 3, tabungan 3, plafon 3, kebutuhan 3, jumlah 1, nilai 1,
    nominal 1, besar 1, besaran 1, target 4, rencana 3, proyeksi 4, kenaikan 4, penurunan 4, persen 4, kerugian 4,
    pajak 4, tambahan 3, sampingan 3, terakhir 0
business_letter: tanggal 3, tgl 3, penerbit 3, nama 3, jenis 1, kuasa 4, pernyataan 3, sptjm 4, masa 3,
    berlaku 2, foto 2, pos 4,
    pirt 3, halal 3, edar 3, bpom 3, domisili 3, pengantar 3, kematian 4, nikah 4, tanah 4, bangunan 4, mampu 4,
    permohonan 3, tugas 3, penetapan 3, proposal 3, usulan 3, dinas 3, pindah 4, sktm 4, skck 4, akta 4, fc 4,
    fotokopi 4, fotocopy 4, perlu 4, butuh 4, kebutuhan 4, bantuan 4, belum 4, tidak 4, rencana 4, minta 4, diajukan 4,
    pengajuan 4, diusulkan 4, proses 4, tanpa 4, non 4, kurang 4, kendala 4, hambatan 4, ajukan 4, mengajukan 4, usul 4,
    permintaan 4, pembuatan 4, membuat 4, dibuatkan 4, pengurusan 4, mengurus 4, diurus 4, ingin 4, mau 4, biaya 4,
    syarat 4, cara 4, target 4, jadwal 4, pelatihan 4, pendampingan 4, sosialisasi 4, menyusul 4, hilang 4, habis 4,
    dicabut 4, kadaluarsa 4
submitted_at: lahir 3, birth 3, nama 3, surat 1, id 3, kode 3, nomor 2, no 2, jumlah 3, status 3
number: telp 3, hp 3, rekening 3, rumah 2
proposer: tanggal 3, tgl 3
""")

# These make a column somebody else's, or about something else altogether, whatever the field.
_OTHERS = _table("""
others: istri 8, suami 8, pasangan 8, kandung 8, ayah 5, ibu 2, penjamin 5, waris 5, saksi 5, anak 4,
    spouse 8, mother 5, father 5, orangtua 5, tua 5, ketua 5, pendamping 6, petugas 6, pendata 6, surveyor 6,
    verifikator 6, kantor 4, tetangga 5, kerabat 5, rekening 3, norek 4, npwp 3, email 4,
    umur 4, usia 4, agama 4, pendidikan 4, lama 2, kodepos 4, pos 2, saudara 3, ahli 2, wali 4, emergency 4,
    ditolak 4, alasan 4, ortu 5, bapak 2, mertua 5, kakak 5, adik 5, nenek 5, kakek 5, kades 5, lurah 5, camat 5,
    kadus 5, kasun 5, perangkat 5, bendahara 5, sekretaris 5, direktur 4, operator 5, admin 5, pegawai 5, karyawan 5,
    employee 5, husband 8, wife 8, father 5, guarantor 5, guardian 5, bank 3
""")["others"]
_PERSONAL = frozenset(
    ("nik", "kk", "name", "birth_date", "sex", "phone", "address", "annual_turnover", "business_letter")
)

# Words that say nothing about which field it is.
_NEUTRAL = frozenset(
    word
    for line in (
        "no nomor sesuai dan di yang atau jelas wajib diisi isi digit angka huruf kapital contoh format the",
        "of dengan per hari bulan tahun bln thn hr sehari sebulan setahun harian bulanan tahunan perhari",
        "perbulan pertahun rp idr rupiah ribuan jutaan dalam ribu juta lengkap data penerima pemilik usaha",
        "asli terbaru aktif satu dua i ii a n bl th kolom titik tanpa spasi kode number id dd mm yyyy yy hh",
        "usahanya mikro umkm ukm bpum ke rata kurang lebih minggu seminggu perminggu month year day daily",
        "monthly yearly annual ini beri tanda centang",
    )
    for word in line.split()
)

# Columns we add to a workbook when it goes back to its sender; nothing in them is the sender's.
OWN_COLUMNS = frozenset({"catatan satu pintu", "status satu pintu"})
OWN_STATES = frozenset({"PERBAIKI", "DITOLAK"})


def own_columns(columns: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Where our two columns are, if no header tells: states, with a note beside each; () where they are not."""
    for at, (states, notes) in enumerate(pairwise(columns)):
        said = {*states} - {""}
        if said and said <= OWN_STATES and all(map(eq, map(bool, states), map(bool, notes))):
            return (at, at + 1)
    return ()


# Every word that means something here, and one that only keeps others together.
ALL = sorted(
    {
        "kartu",
        *_OTHERS,
        *_NEUTRAL,
        *(word for table in (FOR, AGAINST) for words in table.values() for word in words),
    }
)
KNOWN = frozenset(ALL)


# Words of one heading that take another's weight away: 'No. dan Tgl SKU' is the letter's number, with its day.
_CANCELLED = {"business_letter": (frozenset({"no", "nomor"}), frozenset({"tgl", "tanggal"}))}


def score(field: str, leaf: tuple[str, ...], group: tuple[str, ...] = ()) -> float:
    """How much a header speaks for a field. `group`, the merged header above it, counts half."""
    return _side(field, leaf, 1.0) + (_side(field, group, 0.5) if group else 0.0)


def _side(field: str, tokens: tuple[str, ...], share: float) -> float:
    weights, against = FOR.get(field, {}), AGAINST.get(field, {})
    by, cancelled = _CANCELLED.get(field, (frozenset(), frozenset()))
    cancelled = cancelled if not by.isdisjoint(tokens) else frozenset()
    total, unknown = 0.0, 0.0
    for word in dict.fromkeys(tokens):
        total += (weights.get(word, 0.0) - (0.0 if word in cancelled else against.get(word, 0.0))) * share
        if field in _PERSONAL:
            total -= _OTHERS.get(word, 0.0)
        is_plain = word in weights or word in _NEUTRAL or word in cancelled or word.isdigit()
        if share == 1.0 and not is_plain:
            unknown += 0.4
    return total - min(unknown, 1.6)


def is_neutral(word: str) -> bool:
    """Whether a word says nothing about which field it is."""
    return word in _NEUTRAL or word.isdigit()
