"""Words of the national data set: made-up names with their typing errors, addresses, trades, letters, proposers.

Any two of the words that names are made of lie three typing errors or more apart, so that one error never turns
one name into another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

_MEN = """
AGUNG AGUSTINUS ALFIAN AMIRUDDIN ANDREAS ANTONIUS ARDIANSYAH ASRORI BAHARUDDIN BAMBANG BASUKI BENYAMIN
BERNARDUS BURHANUDDIN CHAIRUL CHRISTIAN DAHLAN DANANG DARMAWAN DARSONO DEDDY DIMAS DJOKO DODIK EDWIN
ELIAS FAISAL FAJAR FERDINAND FERRY FIRMAN FRANSISKUS GALIH GATOT GUNTUR HAMDANI HARIYANTO HARUN
HASANUDDIN HENDRA HERIBERTUS HIDAYATULLAH IBRAHIM ILHAM IMRON ISMAIL JAMALUDDIN JULIUS JUMADI JUPRI
KASIMAN KHOLIL KORNELIUS KRISNA LAMBERTUS LUKMAN MAHMUD MANSYUR MARJUKI MARKUS MARWAN MISBAHUL MUJIONO
MULYADI MUNAWAR MUSTOFA NASRUDDIN NGATIMIN NURDIN OKTAVIANUS PAIJAN PANGERAN PARDI PAULUS PETRUS PONIMAN
PURWADI QOMARUDDIN RACHMAT RAHMADI RIDWAN RIZAL ROBERTUS ROHMAN RUSDI RUSTAM SAIFUL SALMAN SAMUEL SEPTIAN
SLAMET SODIKIN STEFANUS SUDIRMAN SUGENG SUKARDI SULAIMAN SUTRISNO SYAHRUL SYAMSUDDIN TARMIZI TASLIM
TAUFIK TEGUH THOMAS TRIYONO VICTOR WAHYUDI WAKIDI WILLEM WIRATNO YAKOBUS YOHANES YOSEP YUDHA YULIANTO
YUSUF ZAKARIA ZULKIFLI SISWANTO MISTARI SANUSI TUMIRAN WARSITO
"""
_WOMEN = """
AISYAH AMINAH ANASTASIA ANDRIANI ANGELINA ASMAWATI ASTUTIK AULIA BADRIYAH BERNADETA BUNGA CHOLIFAH CITRA
DARWATI DEWINTA DIANA DINIARTI DOROTHEA DWIYANTI ELISABET ELVIRA ENDANG ERLINA ERNAWATI ESTER ETIKAWATI
FADILAH FEBRIANA FITRIYAH GUSTINI HALIMAH HANDAYANI HARTINI HASANAH HIDAYATI HUSNUL INDAH INDRAWATI
ISMIATI ISTIQOMAH JUARIYAH JULIANA KARTIKA KASMIRAH KATARINA KHADIJAH KHOTIMAH KOMARIYAH KRISTANTI
LAILATUL LASMINI LILIK LISTIANI MAGDALENA MARGARETA MARSELINA MARTHA MASRUROH MEGAWATI MELATI MONIKA
MUDRIKAH MUNIROH MURNIATI MUSLIMAH NADIA NAOMI NINGSIH NURHAYATI NURJANAH NURLAILA OKTAVIA PAINEM PRATIWI
PUJIATI PUSPITA RAHAYU RATNASARI REBEKA RETNO ROSALINA RUKMINI RUSMALA SANIYEM SETYOWATI SITUMIATI
SOLEHAH SRIWAHYU SUHARTATIK SULASTRI SUNDARI SUPIYATUN SURATMI SUSILOWATI SYARIFAH THERESIA TRIWULAN
UMAMAH VERONIKA WELMINA WIDYAWATI WIJAYANTI WINARSIH YOSEFINA ZAHROTUL ZUBAIDAH ZULAIKHA RAMLAH BUDIARTI
"""
_LAST = """
ABDULLAH ADIPUTRA ADIWIJAYA AGUSTIAN ALAMSYAH ALFARISI ANGGORO ANWARUDIN APRILIANTO ARDIANTO ARIFIN
ARITONANG ARMANDO ASMARA AZHARI BACHTIAR BAGASKARA BAIHAQI BASTIAN BATUBARA BAWONO BIMANTARA BRAMANTYO
BUTARBUTAR CAHYONO CHANIAGO DALIMUNTHE DAMANIK DARUSMAN DEWANTARA DJATMIKO DJUNAEDI DUMATUBUN DWIPAYANA
EFENDI FATHONI FAUZAN FERNANDEZ FIRDAUS FIRMANSYAH GINTING GIRSANG GULTOM GUMELAR HABIBIE HADIKUSUMO
HADINATA HAKIM HALAWA HALOMOAN HANDOKO HARAHAP HARDJONO HASIBUAN HENDRAWAN HERLAMBANG HUTABARAT
HUTAGALUNG HUTAPEA ISKANDAR ISMAWAN KALIGIS KARTAWIJAYA KARUNIAWAN KASTURI KAWILARANG KHAIRANI KOESNADI
KOGOYA KUSNANDAR KUSUMA LAKSANA LATUMETEN LEKSONO LIMBONG LOPULALAN LUBIS LUMBANTOBING MADJID MAHARANI
MALIKI MANALU MANDACAN MANGKUBUMI MANULLANG MANURUNG MARPAUNG MATONDANG MAULANA MIHARJA MINARTO MOENTO
MUHARRAM MUKHLIS MUNTHE MURSALIN NABABAN NAINGGOLAN NASUTION NATAKUSUMA NIRWANA NOVIANTO NUGROHO NURCAHYO
NURFADLI OHOITIMUR PAKPAHAN PAMUNGKAS PANDJAITAN PANGESTU PARLINDUNGAN PASARIBU PATTIMURA PERDANA POLUAN
PRABOWO PRAMUDYA PRASETYO PRATAMA PURBA PURNOMO PUTRANTO RAHARJO RAMADHAN RANGKUTI RASYIDIN RENGGANIS
RUMBIAK RUMENGAN SAGALA SALAMPESSY SAMOSIR SANJAYA SANTOSO SAPUTRA SARAGIH SARASWATI SASONGKO SATRIAWAN
SEMBIRING SETIABUDI SHIDDIQ SIAHAAN SIDABUTAR SIHOMBING SILALAHI SIMANJUNTAK SIMBOLON SINAGA SINURAT
SIREGAR SITOMPUL SITORUS SOEKARNO SUBAGIO SUBEKTI SUGIHARTO SUHENDAR SUJARWO SUKMAWAN SULISTYO SUPRAPTO
SURYADINATA SYARIFUDIN TABUNI TAMBUNAN TANJUNG TARIGAN TELENGGEN TOBING TRIATMOJO TRIHARTONO TUANAKOTTA
TURNIP UTAMI WALUYO WARDHANA WARDOYO WARINUSSY WIBISONO WIBOWO WICAKSONO WIDJAJA WIGUNA WIJAYAKUSUMA
WIRYAWAN WISESA WONDA YIGIBALOM YUDISTIRA YULIANDRI ZAINUDDIN ZEBUA ZULFIKAR KARTODIHARJO POERWANTO
TJAHJADI SOMANTRI RUHIYAT PRIATNA NATADIREJA MARTADINATA KARTASASMITA DANUATMAJA BANGUN DEPARI KABAN
PERANGIN SITEPU SINULINGGA BRUTU TELAUMBANUA MENDROFA HAREFA BATEE WARUWU SARUMAHA BUULOLO
"""
MEN, WOMEN, LAST = _MEN.split(), _WOMEN.split(), _LAST.split()
# Front names that lists abbreviate; the first three are men's, the last women's.
FRONTS = (("MUHAMMAD", "M."), ("ABDUL", "Abd."), ("ACHMAD", "Ach."), ("SITI", "St."))
TITLES = (("H. ", "Bpk. ", "Sdr. ", "Drs. "), ("Hj. ", "Ibu ", "Sdri. ", "Ny. "))
DEGREES = (", S.Pd", ", SE", ", A.Md", ", S.Kom")
TRADES = (
    "warung kopi", "warung makan", "toko kelontong", "sayur keliling", "jajanan pasar", "gorengan", "bakso",
    "mie ayam", "soto", "es dan minuman", "keripik", "tempe dan tahu", "kue basah", "katering", "penjahit",
    "bordir", "batik", "anyaman", "mebel", "bengkel motor", "tambal ban", "servis HP", "pulsa", "salon", "cukur rambut",
    "ternak kambing", "ternak ayam", "ikan asin", "jamu", "tanaman hias", "jual beli online", "laundry",
)  # fmt: skip
_STREETS = (
    "Dsn Krajan", "Dsn Sumber", "Dsn Kebon", "Dsn Tengah", "Dsn Wetan", "Dsn Kulon", "Jl Melati", "Jl Mawar",
    "Jl Kenanga", "Jl Pasar", "Jl Raya", "Jl Merdeka", "Lr Baru", "Gg Masjid", "Gg Buntu", "Blok Desa",
)  # fmt: skip
# The district office proposes for most, state companies, banks and cooperatives for the rest.
PROPOSERS = (
    *("Dinas Koperasi dan UKM {}",) * 4,
    "BUMN penyalur {}",
    "BUMN penyalur cabang {}",
    "Bank cabang {}",
    "Koperasi simpan pinjam {}",
)

FIRST_SLOTS, LAST_SLOTS = 512, 1024
# How far apart the slots of one person and the next lie; no word may stand at both ends of such a step.
FIRST_STEPS, LAST_STEPS = (197, 228), (389, 416)
Word = tuple[str, str, str, str]


def word_slots(words: Sequence[str], slots: int, steps: Sequence[int]) -> list[str]:
    """`slots` words, each of `words` at least once and some ten times as often as others.

    Neighbours in the numbering of people stand one of `steps` apart (around the end), so they never share a word.
    """
    share = [1 / (place * 61 % len(words) + 12) for place in range(len(words))]
    ends = [int(sum(share[:place]) / sum(share) * (slots - len(words))) for place in range(len(words))]
    left = [1 + end - start for start, end in pairwise([*ends, slots - len(words)])]
    placed: list[int] = [-1] * slots
    for slot in sorted(range(slots), key=lambda one: one * 167 % slots):
        near = {placed[(slot + way * step) % slots] for step in steps for way in (1, -1)}
        choice = max((one for one in range(len(words)) if one not in near), key=lambda one: left[one])
        left[choice] -= 1
        placed[slot] = choice
    return [words[one] for one in placed]


def written(words: Iterable[str]) -> list[Word]:
    """Each word as the registry writes it, as a list does, and with one typing error of two kinds."""
    return [(word, word.title(), *mistyped(place, word.title())) for place, word in enumerate(words)]


def mistyped(place: int, word: str) -> tuple[str, str]:
    """A letter wrong or swapped with the next, and one missing or doubled, which by the word's place."""
    at = 2 + place % (len(word) - 3)
    wrong = "z" if word[at] != "z" else "k"
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    first = swapped if place % 2 and swapped != word else word[:at] + wrong + word[at + 1 :]
    is_spelling = word[at : at + 2].lower() in ("dj", "tj")  # Harjono is no error for Hardjono
    second = word[:at] + word[at + 1 :] if place % 3 and not is_spelling else word[:at] + word[at] + word[at:]
    return first, second


def name_words() -> tuple[list[Word], list[Word]]:
    """First names, men's slots before women's, and last names."""
    first = [word for words in (MEN, WOMEN) for word in word_slots(words, FIRST_SLOTS, FIRST_STEPS)]
    return written(first), written(word_slots(LAST, LAST_SLOTS, LAST_STEPS))


def places() -> list[tuple[str, str, str]]:
    """Addresses with RT and RW, 2,048 of them."""
    return [
        (f"{_STREETS[n % 16]} {n // 16 + 1}", f"{n % 12 + 1:03d}", f"{n % 7 + 1:03d}") for n in range(2048)
    ]


def letters(year: int) -> list[str]:
    """4,096 numbers of business letters, as villages write them; of at most twelve letters, which are quicker."""
    shapes = ("470/{n}/{year}", "503/{n}/{year}", "{n}/SKU/{year}", "SKU/{n}/{year}", "517/{n}/{year}")
    return [shapes[n % 5].format(n=n // 5 + 1, year=year) for n in range(4096)]
