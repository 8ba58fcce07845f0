"""The words officials put over columns, each with how much it speaks for or against a field.

A header is scored by its words, not looked up whole, so that "NIK (sesuai KTP)", "No. KTP" and "Nomor Induk
Kependudukan" need no entry each. Words unknown here cost a little; words that make a column somebody
else's (istri, ibu kandung, penjamin) cost a lot.
"""

from __future__ import annotations

import functools
import re
import unicodedata


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
    nonik 4, nikktp 4
kk: kk 4, nkk 4, keluarga 3.5, nokk 4, nikk 4, family 2.5
name: nama 3.5, nm 3, name 3.5, pemilik 3, pelaku 3, pengusaha 2.5, penerima 1.5, pemohon 1.5, owner 2, nasabah 1,
    anggota 0.5, full 0.3, lengkap 0.3, calon 0.3
birth_date: ttl 4, lahir 3, kelahiran 3, birth 3, dob 4, tgl 1, tanggal 1, date 1, tg 0.5
birth_place: tempat 3, lahir 1, place 3, birth 1
sex: jk 4, kelamin 4, gender 4, sex 4, lp 4, pl 3.5, jns 0.5, jenis 0.5, kel 1.5, lkpr 4,
    laki 1.2, lk 1.2, pria 1.2, perempuan 1.2, pr 1.2, wanita 1.2
sex_l: l 2.5, laki 2.5, lk 2.5, pria 2.5
sex_p: p 2.5, perempuan 2.5, pr 2.5, wanita 2.5
address: alamat 3.5, address 3.5, domisili 2.5, rumah 1, tinggal 2.5, tempat 0,
    lokasi 3, jalan 2, almt 3
hamlet: dusun 3, dukuh 2.5, lingkungan 2, kampung 2, jorong 2.5, dsn 3, hamlet 3, banjar 2
rt: rt 3
rw: rw 3
rt_rw: rt 1.7, rw 1.7, rtrw 4
village: desa 3.5, kelurahan 3.5, kel 3, ds 2.5, nagari 3, gampong 3, village 3.5, wilayah 1, kode 0.3
district: kecamatan 3.5, kec 3.5, district 3, distrik 3
regency: kabupaten 3.5, kab 3.5, kota 2, regency 3.5
sector: usaha 2, bidang 2, bid 2, jenis 1, bentuk 1, macam 1, ragam 1, kategori 1, dijalankan 1, pekerjaan 2,
    pencaharian 2, sektor 3, sector 3, jns 1, dagangan 1, komoditas 2, produk 2, kegiatan 1,
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
    submission 3
proposer: pengusul 4, oleh 1.5, proposer 4, diusulkan 1.5, lembaga 2, instansi 2
number: no 2, nomor 2, urut 2, nmr 2, num 2
""")

# How much a word speaks against it.
AGAINST = _table("""
nik: nama 4, kepala 2.5, npwp 3, nib 3, fotokopi 4, fotocopy 4, fc 4, scan 4, foto 4, upload 4, lampiran 4,
    alamat 4, usaha 2, status 3, hasil 2, masa 3, tanggal 2, tgl 2, catatan 4, berusaha 5
kk: nama 4, kepala 3.5, jumlah 4, anggota 4, hubungan 4, status 4, tanggungan 4, fotokopi 4, fotocopy 4,
    fc 4, scan 4, foto 4, upload 4
name: usaha 3.5, bank 4, toko 4, warung 3, desa 3.5, dusun 3.5, kecamatan 3.5, kabupaten 3.5, kelurahan 3.5,
    rt 3, rw 3, ketua 3, kepala 2, keluarga 1, pengusul 3.5, petugas 3.5, pendata 3.5, surveyor 3.5,
    merek 4, merk 4, produk 4, perusahaan 3.5, koperasi 3, kelompok 3, no 0.5, nomor 0.5, status 3, jenis 3,
    alamat 4, user 2, username 4, rekening 2, pendamping 3, provinsi 3.5, file 3, lembaga 3, instansi 3,
    panggilan 1.5, alias 2, gadis 3, jabatan 3
birth_date: tempat 1.5, place 3, usulan 3, pengajuan 3, surat 3, sku 3, nib 3, daftar 2, berdiri 3, mulai 3,
    terbit 3, akta 3
birth_place: tgl 2, tanggal 2, date 2, ttl 3, tinggal 4, usaha 4
address: email 4, usaha 0.8, surat 4, bank 3, ktp 0, toko 1.2
rt: surat 3, rw 3, ketua 3, nama 3
rw: surat 3, rt 3, ketua 3, nama 3
rt_rw: ketua 3, nama 3
village: alamat 2.5, kepala 3, usaha 1
district: alamat 2.5, camat 3
regency: alamat 2.5, lahir 3
sector: nama 3, alamat 3, lama 3, modal 3, izin 3, ijin 3, surat 3, tempat 2, omzet 3, omset 3, tahun 2,
    status 2, kelamin 3, lokasi 2, foto 3, no 1, nomor 1, ket 1, keterangan 1, legalitas 3, letter 3,
    name 3, hasil 1, aset 3, email 3, mulai 3
phone: darurat 3, rekening 3
annual_turnover: laba 3, untung 3, keuntungan 3, profit 3, bersih 2, modal 3, aset 3, jenis 3, sumber 3, net 2, lain 1,
    bantuan 3, tanggal 3, tgl 3, status 3, biaya 3, pengeluaran 3, belanja 3, cicilan 3, angsuran 3, pinjaman 3,
    kredit 3, hutang 3, utang 3, gaji 3, upah 3, sewa 3, iuran 3, tabungan 3, plafon 3, kebutuhan 3, jumlah 1, nilai 1,
    nominal 1, besar 1, besaran 1
business_letter: tanggal 3, tgl 3, penerbit 3, nama 3, jenis 1, kuasa 4, pernyataan 3, sptjm 4, masa 3,
    berlaku 2, foto 2, pos 4,
    pirt 3, halal 3, edar 3, bpom 3, domisili 3, pengantar 3, kematian 4, nikah 4, tanah 4, bangunan 4, mampu 4,
    permohonan 3, tugas 3, penetapan 3, proposal 3, usulan 3, dinas 3, pindah 4, sktm 4, skck 4, akta 4, fc 4,
    fotokopi 4, fotocopy 4
submitted_at: lahir 3, birth 3, nama 3, surat 1
number: telp 3, hp 3, rekening 3, rumah 2
proposer: tanggal 3, tgl 3
""")

# These make a column somebody else's, or about something else altogether, whatever the field.
_OTHERS = _table("""
others: istri 8, suami 8, pasangan 8, kandung 8, ayah 5, ibu 2, penjamin 5, waris 5, saksi 5, anak 4,
    spouse 8, mother 5, father 5, orangtua 5, tua 5, ketua 5, pendamping 6, petugas 6, pendata 6, surveyor 6,
    verifikator 6, kantor 4, tetangga 5, kerabat 5, rekening 3, norek 4, npwp 3, email 4,
    umur 4, usia 4, agama 4, pendidikan 4, lama 2, kodepos 4, pos 2, saudara 3, ahli 2, wali 4, emergency 4,
    ditolak 4, alasan 4
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
        "monthly yearly annual ini",
    )
    for word in line.split()
)

# Columns we add to a workbook when it goes back to its sender; nothing in them is the sender's.
OWN_COLUMNS = frozenset({"catatan satu pintu", "status satu pintu"})

# Words that together call the person who has the business.
_PHRASES = {(who, what): "pengusaha" for who in ("pelaku", "pemilik", "kepala", "pengelola")
            for what in ("usaha", "umkm", "ukm", "umk")}  # fmt: skip
_ALL = sorted(
    {
        "kartu",
        *_OTHERS,
        *_NEUTRAL,
        *(word for table in (FOR, AGAINST) for words in table.values() for word in words),
    }
)
_KNOWN = frozenset(_ALL)
_NO_VOWELS = str.maketrans("", "", "aeiou")
_LEAST_TYPED = 5  # letters; in a shorter word one wrong letter makes another word

_JOIN = re.compile(r"\b(?:[a-z] ){1,}[a-z]\b")


def words(header: str) -> tuple[str, ...]:
    """'N I K' as ('nik',), 'Tempat, Tgl. Lahir' as ('tempat', 'tgl', 'lahir')."""
    text = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    text = " ".join(re.findall(r"[a-z]+|\d+", text.replace("'", "")))
    return tuple(_JOIN.sub(lambda m: m[0].replace(" ", ""), text).split())


@functools.cache
def _skeletons() -> dict[str, list[str]]:
    """'tmpt' -> ['tempat']: the first letter and the consonants, as people shorten words."""
    found: dict[str, list[str]] = {}
    for word in _ALL:
        short = word[0] + word[1:].translate(_NO_VOWELS)
        if len(short) < len(word):
            found.setdefault(short, []).append(word)
    return found


@functools.cache
def _long_words() -> dict[str, list[str]]:
    """The words long enough to be known with a typing error, by their first letter."""
    found: dict[str, list[str]] = {}
    for word in _ALL:
        if len(word) >= _LEAST_TYPED:
            found.setdefault(word[0], []).append(word)
    return found


@functools.lru_cache(maxsize=4096)
def meant(word: str) -> str:
    """The known word that a short form or one typing error stands for, if only one fits; otherwise the word itself."""
    if word in _KNOWN or word.isdigit() or len(word) < 2:
        return word
    found = _skeletons().get(word) or [one for one in _long_words().get(word[0], ()) if is_one_off(word, one)]
    return found[0] if len(found) == 1 else word


def is_one_off(word: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many or swapped with its neighbour, not the first."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        len(min(word, other, key=len)),
    )
    one, two = word[same:], other[same:]
    return (
        one[1:] == two[1:]
        or one == two[1:]
        or one[1:] == two
        or (one[:2] == two[1::-1] and one[2:] == two[2:])
    )


def understood(header: str) -> tuple[str, ...]:
    """A header's words, short forms written out and 'pelaku usaha' as the one who has the business."""
    found: list[str] = []
    for word in map(meant, words(header)):
        if found and (phrase := _PHRASES.get((found[-1], word))):
            found[-1] = phrase
        else:
            found.append(word)
    return tuple(found)


def score(field: str, leaf: tuple[str, ...], group: tuple[str, ...] = ()) -> float:
    """How much a header speaks for a field. `group`, the merged header above it, counts half."""
    return _side(field, leaf, 1.0) + (_side(field, group, 0.5) if group else 0.0)


def _side(field: str, tokens: tuple[str, ...], share: float) -> float:
    weights, against = FOR.get(field, {}), AGAINST.get(field, {})
    total, unknown = 0.0, 0.0
    for word in dict.fromkeys(tokens):
        total += (weights.get(word, 0.0) - against.get(word, 0.0)) * share
        if field in _PERSONAL:
            total -= _OTHERS.get(word, 0.0)
        if share == 1.0 and word not in weights and word not in _NEUTRAL and not word.isdigit():
            unknown += 0.4
    return total - min(unknown, 1.6)


def is_known(text: str) -> bool:
    """Whether all words are such as stand over columns; a person's row has a name."""
    said = understood(text)
    return bool(said) and all(word in _KNOWN and not word.isdigit() for word in said)


def is_note(text: str) -> bool:
    """Whether words under a header only explain it: '(16 digit)', 'per hari', 'Rp'."""
    said = words(text)
    return (
        bool(said)
        and not all(map(str.isdigit, said))
        and (text.startswith("(") or all(map(_is_neutral, said)))
    )


def _is_neutral(word: str) -> bool:
    return word in _NEUTRAL or word.isdigit()
