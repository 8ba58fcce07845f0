"""How a list is laid out: its words for the columns, their order, what stands around the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from satupintu.batch.synthesize.cells import (
    Cell,
    birth_cell,
    kk_cell,
    letter_cell,
    nik_cell,
    phone_cell,
    sales_cell,
)
from satupintu.batch.synthesize.entries import Entry
from satupintu.batch.synthesize.villages import Village

WORDS = {
    "number": ("No", "No Urut", "NO.", "No."),
    "name": (
        "Nama Lengkap",
        "NAMA SESUAI KTP",
        "Nama Pemilik Usaha",
        "NAMA",
        "Nama Pelaku Usaha",
        "Nama Calon Penerima",
    ),
    "nik": (
        "NIK",
        "NIK (sesuai KTP)",
        "No. KTP",
        "Nomor Induk Kependudukan",
        "NO. KTP / NIK",
        "No. Identitas (KTP)",
    ),
    "nik_kk": ("NIK / No. KK", "NIK dan No. KK"),
    "kk": ("NOMOR KK", "No. Kartu Keluarga", "No KK", "KK"),
    "birth": ("Tempat, Tgl Lahir", "TTL", "Tempat/Tanggal Lahir"),
    "birth_date": ("Tgl Lahir", "Tanggal Lahir", "TGL. LAHIR"),
    "birth_place": ("Tempat Lahir",),
    "sex": ("L/P", "JK", "Jenis Kelamin"),
    "address": ("ALAMAT", "Alamat Rumah", "Alamat Tempat Tinggal", "Alamat sesuai KTP"),
    "rt_rw": ("RT/RW", "RT / RW"),
    "rt": ("RT",),
    "rw": ("RW",),
    "village": ("Desa/Kelurahan", "Desa", "Nama Desa"),
    "district": ("Kecamatan", "Kec."),
    "regency": ("Kabupaten", "Kabupaten/Kota"),
    "trade": ("Jenis Usaha", "BIDANG USAHA", "Usaha", "Jenis Usaha / Dagangan"),
    "business_name": ("Nama Usaha",),
    "phone": ("No HP", "Telp/HP", "No. WA", "Nomor HP / WA"),
    "day": ("Omzet per hari", "Omset/hari", "Pendapatan per hari (Rp)"),
    "month": ("OMSET/BLN", "Omzet per bulan", "Penghasilan kotor / bulan"),
    "year": ("Omzet per tahun", "Omset setahun (Rp)"),
    "bare": ("Omzet", "Omset Usaha"),
    "letter": ("Nomor Surat Ket. Usaha", "SKU / NIB", "No. SKU", "Legalitas (SKU/NIB)", "Nomor SKU"),
    "mother": ("Nama Ibu Kandung",),
    "remark": ("Keterangan", "Ket."),
    "submitted": ("Timestamp", "Tanggal Pengajuan"),
}
# The groups of a header in two tiers, and what each holds.
GROUPS = {
    "IDENTITAS PEMILIK": ("name", "nik", "nik_kk", "kk", "birth", "birth_date", "birth_place", "sex"),
    "ALAMAT": ("address", "rt_rw", "rt", "rw"),
    "DATA USAHA": ("business_name", "trade", "sales", "letter"),
}


@dataclass(frozen=True)
class Layout:
    """The columns of a list by field, their headings, and its habits."""

    fields: tuple[str, ...]
    headings: tuple[str, ...]
    period: str
    has_unit: bool
    birth: str
    two_tiers: bool
    by_rt: bool
    numbered_columns: bool
    repeats_header: bool
    has_timestamps: bool = False

    @property
    def takes_numbers(self) -> bool:
        """Whether a NIK can stand in a number cell here."""
        return "nik" in self.fields


def make_layout(dice: Random, style: str, *, is_csv: bool, is_first: bool, has_title: bool) -> Layout:
    """A layout of its own for one file; without a title its columns say where the rows come from."""
    identity = ["name", "nik", "kk"]
    if not is_csv and not is_first and style == "paper":
        identity = ["name", "nik_kk"]
    birth = dice.choice(("place", "cell", "text") if not is_csv else ("place", "text"))
    identity += ["birth"] if birth == "place" else ["birth_date"]
    if birth != "place" and dice.random() < 0.4:
        identity.insert(-1, "birth_place")
    if dice.random() < 0.4:
        identity.append("sex")
    where = ["address", *(["rt", "rw"] if dice.random() < 0.35 else ["rt_rw"])]
    business = ["trade", "phone", "sales", "letter"]
    if dice.random() < 0.25:
        business.insert(0, "business_name")
    parts = [identity, where, business]
    two_tiers = style == "paper" and not is_csv
    if not two_tiers:
        dice.shuffle(identity)
        dice.shuffle(business)
        if dice.random() < 0.5:
            parts = [identity, business, where]
    has_timestamps = style == "forms" and is_csv and is_first
    fields = [("submitted" if has_timestamps else "number"), *(one for part in parts for one in part)]
    fields += [one for one in ("mother", "remark") if dice.random() < 0.2]
    if not has_title:
        fields += ["village", "district", "regency"]
    period = dice.choice(("day", "month", "year"))
    has_unit = dice.random() < (0.5 if style == "forms" else 0.1)
    words = {"sales": dice.choice(WORDS["bare" if has_unit else period])}
    headings = [words.get(one) or dice.choice(WORDS[one]) for one in fields]
    return Layout(
        fields=tuple(fields),
        headings=tuple(headings),
        period=period,
        has_unit=has_unit,
        birth=birth,
        two_tiers=two_tiers,
        by_rt=style == "paper" and dice.random() < 0.7,
        numbered_columns=not is_csv and dice.random() < 0.5,
        repeats_header=style == "paper" and dice.random() < 0.4,
        has_timestamps=has_timestamps,
    )


@dataclass
class Table:
    """A sheet as it will be written: rows of cells, the row number (first 1) of each entry."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last …
    bold: set[int] = field(default_factory=set)
    numbers: dict[int, Entry] = field(default_factory=dict)

    def add(self, cells: Sequence[Cell], *, bold: bool = False) -> int:
        """One more row; its number."""
        self.rows.append(list(cells))
        if bold:
            self.bold.add(len(self.rows))
        return len(self.rows)


def make_table(
    dice: Random, name: str, layout: Layout, entries: Sequence[Entry], village: Village, title: Sequence[str]
) -> Table:
    """The entries in a layout, with the title, header, totals and signatures people put around them."""
    table = Table(name)
    for line in title:
        number = table.add([line], bold=True)
        table.merges.append((number, 1, number, len(layout.fields)))
    for _ in range(dice.randrange(3) if title else 0):
        table.add([])
    _add_header(table, layout)
    if layout.numbered_columns:
        table.add([str(column) for column in range(1, len(layout.fields) + 1)])
    ordered = sorted(entries, key=lambda entry: entry.person.rt) if layout.by_rt else list(entries)
    for number, entry in enumerate(ordered, 1):
        if layout.repeats_header and number % 40 == 0:
            _add_header(table, layout)
        table.numbers[table.add(_cells(dice, layout, entry, number, village))] = entry
        following = ordered[number].person.rt if number < len(ordered) else None
        if layout.by_rt and following != entry.person.rt:
            count = sum(other.person.rt == entry.person.rt for other in ordered)
            table.add([None, f"Jumlah RT {entry.person.rt:02d}", count])
    if title or dice.random() < 0.5:
        table.add([None, dice.choice(("JUMLAH", "Total", "Jumlah Seluruhnya")), len(ordered)])
    if title:
        _add_signature(dice, table, village)
    return table


def title_lines(dice: Random, village: Village, year: int) -> list[str]:
    """What stands over a list: its purpose and its village, in one of three manners."""
    kind, district = village.kind, village.district_kind
    manner = dice.randrange(3)
    if manner == 0:
        return [
            f"DAFTAR USULAN CALON PENERIMA BPUM TAHUN {year}",
            f"{kind} {village.name} {district} {village.district} {village.regency}".upper(),
            f"PROVINSI {village.province}".upper(),
        ]
    if manner == 1:
        return [
            "DATA PELAKU USAHA MIKRO",
            f"{kind} : {village.name}",
            f"{district} : {village.district}",
            f"Kabupaten : {village.regency.removeprefix('Kabupaten ')}",
        ]
    short = village.regency.replace("Kabupaten", "Kab.")
    place = (
        f"{kind} {village.name}, {district[:3] if district == 'Kecamatan' else district}. {village.district}"
    )
    return [
        f"Lampiran Surat Nomor 518/{dice.randrange(10, 900)}/{year}",
        f"Usulan BPUM {place}, {short}".replace("Distrik.", "Distrik"),
    ]


def _add_header(table: Table, layout: Layout) -> None:
    if not layout.two_tiers:
        table.add(layout.headings, bold=True)
        return
    groups = [next((g for g, held in GROUPS.items() if one in held), "") for one in layout.fields]
    upper: list[Cell] = []
    for column, group in enumerate(groups):
        is_first = column == 0 or groups[column - 1] != group
        upper.append((group if is_first else None) if group else layout.headings[column])
    top = table.add(upper, bold=True)
    bottom = table.add(
        [heading if group else None for heading, group in zip(layout.headings, groups, strict=True)],
        bold=True,
    )
    start = 0
    for column in range(1, len(groups) + 1):
        if column == len(groups) or groups[column] != groups[start] or not groups[start]:
            if not groups[start]:
                table.merges.append((top, start + 1, bottom, start + 1))
            elif column - start > 1:
                table.merges.append((top, start + 1, top, column))
            start = column


def _add_signature(dice: Random, table: Table, village: Village) -> None:
    head = f"Kepala {village.kind} {village.name}"
    table.add([])
    table.add([None, dice.choice(("Mengetahui,", f"Mengetahui, {head}", f"{village.name}, 5 April"))])
    for _ in range(dice.randrange(1, 4)):
        table.add([])
    table.add([None, dice.choice(("( Slamet Riyadi )", "SLAMET RIYADI, S.Sos", head))])


def _cells(dice: Random, layout: Layout, entry: Entry, number: int, village: Village) -> list[Cell]:
    person = entry.person
    town = village.regency.split(" ", 1)[1]

    def nik_and_kk() -> Cell:
        return f"{entry.nik or '-'}{dice.choice((' / ', chr(10), '/'))}{person.kk}"

    writers: dict[str, Callable[[], Cell]] = {
        "number": lambda: number,
        "submitted": lambda: _timestamp(entry.submitted),
        "name": lambda: entry.name,
        "nik": lambda: nik_cell(dice, entry),
        "nik_kk": nik_and_kk,
        "kk": lambda: kk_cell(dice, person.kk),
        "birth": lambda: birth_cell(dice, person.born, town, "place"),
        "birth_date": lambda: birth_cell(dice, person.born, town, layout.birth),
        "birth_place": lambda: town,
        "sex": lambda: person.sex,
        "address": lambda: person.address,
        "rt_rw": lambda: f"{person.rt:03d}/{person.rw:03d}",
        "rt": lambda: f"{person.rt:03d}",
        "rw": lambda: f"{person.rw:03d}",
        "village": lambda: village.name,
        "district": lambda: village.district,
        "regency": lambda: village.regency,
        "trade": lambda: person.trade,
        "business_name": lambda: (
            f"{dice.choice(('Barokah', 'Sumber Rejeki', 'Maju Jaya', 'Mama Ester'))} {person.rt}"
        ),
        "phone": lambda: phone_cell(dice, person.phone),
        "sales": lambda: sales_cell(dice, entry, layout.period, layout.has_unit),
        "letter": lambda: letter_cell(dice, entry),
        "mother": lambda: dice.choice(("Sumiyem", "Paijah", "Yuliana", "Ni Ketut Sari")),
        "remark": lambda: dice.choice(("", "", "baru", "lanjutan")),
    }
    return [writers[one]() for one in layout.fields]


def _timestamp(submitted: str) -> str:
    """'2021-04-05 08:13:22' as a form's export shows it: '05/04/2021 08:13:22'."""
    day = date.fromisoformat(submitted[:10])
    return f"{day:%d/%m/%Y} {submitted[11:]}"
