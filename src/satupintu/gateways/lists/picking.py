"""Tells the rows of people from what else stands under a header: totals, signatures, page breaks, notes.

Nothing is dropped that could be a person: a row counts as one as soon as it has digits of a NIK, or a name
with something beside it. Every row left out is counted by kind and shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from satupintu.gateways.lists.grids import UNSAVED, Cell, Grid, plain
from satupintu.gateways.lists.headers import Header, header_scores, is_column_numbers
from satupintu.gateways.lists.mapping import Mapping
from satupintu.gateways.lists.money import period_in, unit_in
from satupintu.gateways.lists.spelling import is_known, spelled

BLANK, NUMBERS, REPEATED, TOTAL = "baris kosong", "nomor kolom", "judul berulang", "jumlah"
SIGNATURE, SECTION, NOTE, EXAMPLE = "tanda tangan", "judul bagian", "catatan", "contoh"
ONLY_NUMBER, GOES_ON = "hanya nomor urut", "sambungan baris di atasnya"

_NIK = re.compile(r"^[\s'`‘’´\"]*\d(?:[\s.\-'’\u00a0]*\d){11,}").match
_TOTAL = re.compile(
    r"^\W*(?:sub\W*|grand\W*|rekap\w*\W*)?(?:jumlah|total|jml|subtotal|rata.?rata|terbilang|pindahan|dipindahkan)\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\b(?:mengetahui|menyetujui|mengesahkan|disahkan|diketahui|hormat kami|yang membuat|dibuat oleh|pembuat daftar|"
    r"ketua (?:rt|rw|kelompok)|kepala (?:desa|dusun|kelurahan|dinas|bidang|seksi)|lurah|camat|kades|kasun|"
    r"petugas pendata|pendata|verifikator|sekretaris desa|a\.?n\.? kepala|tanda tangan|ttd|nip\b|pembina|penata)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^[A-Za-z .]+,\s*(?:tgl\.?\s*)?(?:\d{1,2}|[.…_]+)\s+(?:januari|pebruari|februari|maret|april|mei|juni|juli|"
    r"agustus|september|oktober|november|nopember|desember|[.…_]+)\b.*\d*$",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"^\W*(?:(?:dibuat|ditetapkan|dikeluarkan) di\b|(?:pada )?tanggal\b\W*(?:\d|[.…_]{2}))", re.IGNORECASE
)
_BRACKETED = re.compile(r"^\W*[(_.…]\s*[^()]*[)_.…]?\W*$")
_SECTION = re.compile(
    r"^\W*(?:(?:[ivxlc]+|[a-z]|\d{1,3})[.)\s]\W*)?(?:nama\s+)?"
    r"(?:rt|rw|dusun|dsn|desa|kelurahan|kel|kecamatan|kec|lingkungan|kelompok|wilayah|blok|kampung|dukuh)\b",
    re.IGNORECASE,
)
_VILLAGE = re.compile(r"^\W*(?:nama\s+)?(?:desa|kelurahan|kel\.|ds\.)\W*[a-z]", re.IGNORECASE)
# What tells of the people above or below, and heads nobody.
_REMARK = re.compile(
    r"^\W*(?:catatan|keterangan|ket|note|nb|warga)\b|^\s*[*(]|"
    r"\b(?:pindah\w*|asal|domisili|berdomisili|tinggal|alamat|lihat|meninggal|mutasi|ktp|jumlah|total)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^\W*(?:daftar|rekap\w*|laporan|lampiran|pemerintah|usulan calon|proposal|perihal|dinas)\b",
    re.IGNORECASE,
)
_SAYS_NIK = re.compile(r"\b(?:n[\s.]*i[\s.]*k|nik\w*|no?ktp|ktp|identitas|kependudukan)\b", re.IGNORECASE)
_NOTE = re.compile(r"^\W*(?:catatan|keterangan|ket|note|nb|\*)\b", re.IGNORECASE)
_NOBODY = re.compile(r"^\W*(?:nihil|kosong|tidak ada|belum ada|data kosong)\W*$", re.IGNORECASE)
_COUNT = re.compile(r"^\W*\d{1,4}\s*(?:orang|org|jiwa|kk|usaha)?\W*$", re.IGNORECASE)
_EXAMPLE = re.compile(r"^\W*contoh\b", re.IGNORECASE)
_PARTICULARS = 3  # so many beside the name, and it is a person whatever the words
_COUNTED = 5  # characters that a row's number has at most: 'VIII.', '1234.'
_ALIKE = 3  # cells that only a header has in common with the header above
_SPEAKS = 1.8  # what words must say to be a header's
# Fields that decide, or tell who a person is: their columns must stay what they are down a sheet.
_DECIDING = ("nik", "name", "kk", "birth_date", "annual_turnover", "business_letter", "village")
_PERSON = ("birth_date", "sex", "address", "sector", "phone", "annual_turnover", "business_letter", "kk")


def _is_long_number(cell: Cell) -> bool:
    return _NIK(cell) is not None if isinstance(cell, str) else isinstance(cell, float) and cell > 1e12


def signs(text: str) -> bool:
    """Whether words speak of signing: 'Mengetahui', 'Kepala Desa', 'Malang, 3 Mei 2021'."""
    return any((_SIGNATURE.search(text), _DATELINE.match(text), _MADE.match(text)))


@dataclass
class Picked:
    """The positions of the people's rows, and what else was found, by kind.

    `sections` are headings of groups by their words, `headings` these and all else that may head the people below it.
    """

    rows: list[int] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)


def pick_rows(grid: Grid, header: Header, mapping: Mapping) -> Picked:
    """Sorts every row below the header. Rows plainly of people are passed quickly; the odd ones are looked at.

    Raises AnotherHeader where a second table with other columns begins.
    """
    return _Picker(grid, header, mapping).pick()


class AnotherHeader(Exception):
    """Another table begins at the position `at`, whose columns are not those of the first."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class _Picker:
    def __init__(self, grid: Grid, header: Header, mapping: Mapping) -> None:
        self.grid = grid
        self.first = max(header.rows) + 1 if header.rows else 0
        self.nik, self.name = mapping.column("nik"), mapping.column("name")
        self.person = [i for name in _PERSON if (i := mapping.column(name)) is not None]
        self.turnover = mapping.column("annual_turnover")
        turnover = mapping.fields.get("annual_turnover")
        self.measured = self._measures(turnover[0].header) if turnover else (None, 1)
        self.columns = {
            name: {one.index for one in mapping.fields[name]}
            for name in _DECIDING
            if mapping.fields.get(name)
        }
        self.header_texts = [
            {i: plain(cell).lower() for i, cell in enumerate(grid.rows[row]) if plain(cell)}
            for row in header.rows
        ]
        self.counter, self.address = mapping.column("number"), mapping.column("address")
        self.has_pairs = bool(mapping.pair)
        self.picked = Picked()
        self.last_sure = -1  # the last row that is surely a person's
        self.in_signature = False
        self.in_doubt = False  # whether what began the signatures may have been a person
        self.in_notes = False
        self.after_total = False

    def pick(self) -> Picked:
        rows, sure = self.grid.rows, self._sure()
        self.last_sure = next((i for i in range(len(rows) - 1, self.first - 1, -1) if sure[i]), -1)
        keep, following = self.picked.rows, self.first
        for at in range(self.first, len(rows)):
            if sure[at] and at >= self.first + 3:
                continue
            if at > following:
                keep.extend(range(following, at))
                self.in_signature = self.after_total = False
            following = at + 1
            kind = self._kind(at, rows[at])
            if kind:
                self.picked.skipped[kind] += 1
                self._note_heading(at, kind)
                self.after_total = self.after_total or kind == TOTAL
            else:
                keep.append(at)
                self.after_total = False
        keep.extend(range(following, len(rows)))
        return self.picked

    def _note_heading(self, at: int, kind: str) -> None:
        if kind not in (SECTION, NOTE, SIGNATURE, ONLY_NUMBER):
            return
        filled = {i: text for i, cell in enumerate(self.grid.rows[at]) if (text := plain(cell))}
        text = " ".join(dict.fromkeys(filled.values()))
        is_rest = set(filled) == {self.address}  # the address above goes on in a row of its own
        if any(map(str.isalpha, text)) and not is_rest and not signs(text) and not _REMARK.search(text):
            self.picked.headings.append((at, text))

    def _sure(self) -> list[bool]:
        """For each row whether it has both a long number where the NIK stands and a name."""
        nik, name = self.nik, self.name
        if nik is None or name is None:
            return [False] * len(self.grid.rows)
        return [
            called != ""
            and ((type(cell) is str and len(cell) > 11 and cell.isdecimal()) or _is_long_number(cell))
            for cell, called in zip(self.grid.column(nik), self.grid.column(name), strict=True)
        ]

    def _kind(self, at: int, row: Sequence[Cell]) -> str:
        """Why a row is left out, or '' when it is a person's."""
        filled = {
            i: text
            for i, cell in enumerate(row)
            if cell != "" and (text := "=" if cell == UNSAVED else plain(cell))
        }
        if not filled:
            return BLANK
        if len(first := next(iter(filled.values()))) <= 5 and is_column_numbers(row):
            self.in_signature = False
            return NUMBERS
        if self._repeats_header(at, filled):
            self.in_signature = False
            return REPEATED
        nik = filled.get(self.nik, "") if self.nik is not None else ""
        name = filled.get(self.name, "") if self.name is not None else ""
        if name != "=" and not any(map(str.isalpha, name)):
            name = ""
        digits = sum(map(str.isdigit, nik))
        if _EXAMPLE.match(first) or _EXAMPLE.match(name):
            self.picked.doubtful.append((at, EXAMPLE))
            return EXAMPLE
        if self._goes_on(at, filled, digits):
            self.picked.doubtful.append((at, GOES_ON))
            return GOES_ON
        if digits < 12 and any(map(_TOTAL.match, (first, name, nik))) and not self._is_somebody(filled):
            self.in_notes = self.in_notes or (at > self.last_sure and not digits and bool(_TOTAL.match(nik)))
            return TOTAL
        numbered = self.counter in filled and filled[self.counter].rstrip(".)").isdigit()
        beside = sum(1 for i in self.person if any(map(str.isalnum, filled.get(i, ""))))
        if self._counts(nik, name, beside, numbered):
            if numbered or at <= self.last_sure:
                self.picked.doubtful.append((at, NOTE))
            return NOTE
        is_counted = set(filled) == {self.counter, self.name} and len(first) <= _COUNTED
        if is_counted and _VILLAGE.match(name):  # 'II | DESA ARJOSARI'
            self.picked.doubtful.append((at, SECTION))
            return self._section(at, name)
        if numbered and name and not _NOBODY.match(name):
            return ""
        may_sign = beside < _PARTICULARS and (digits < 12 or "nip" in nik.lower())
        if may_sign and self._begins_signature(at, filled, name, beside, numbered):
            return SIGNATURE
        if digits >= 6 or nik == "=" or name == "=":
            return ""
        return (
            self._kind_by_name(at, filled, name, beside) if name else self._kind_nameless(at, filled, beside)
        )

    def _counts(self, nik: str, name: str, beside: int, numbered: bool) -> bool:
        """Whether a row below a sum or a note only counts ('Laki-laki | 2') or explains ('1 | NIK sesuai KTP')."""
        below = self.in_notes or (self.after_total and not numbered and not beside)
        if not name or beside >= 2 or not below:
            return False
        return bool(_COUNT.match(nik)) or (numbered and not nik and is_known(name))

    def _begins_signature(
        self, at: int, filled: dict[int, str], name: str, beside: int, numbered: bool
    ) -> bool:
        """Whether a row begins the signatures. Among the people a remark such as 'Ketua kelompok' does not."""
        if not self._signs(filled):
            return False
        self_said = signs(name) if name else not (numbered and beside)
        if not self_said and (at <= self.last_sure or beside):
            return False
        self.in_signature, self.in_doubt = True, not self_said
        if self.in_doubt or (at <= self.last_sure and self._tells(filled)):
            self.picked.doubtful.append((at, SIGNATURE))
        return True

    def _tells(self, filled: dict[int, str]) -> bool:
        """Whether a person's particular stands in a row, and not only words of signing."""
        return any(not signs(filled[i]) for i in self.person if i in filled)

    def _goes_on(self, at: int, filled: dict[int, str], digits: int) -> bool:
        """Under 'NIK / No. KK', a row with nothing but the other number of the person above."""
        if (
            not self.has_pairs
            or set(filled) != {self.nik}
            or self.nik is None
            or self.picked.rows[-1:] != [at - 1]
        ):
            return False
        above = plain(self.grid.rows[at - 1][self.nik])
        return 13 <= digits <= 18 and sum(map(str.isdigit, above)) <= 18

    def _is_somebody(self, filled: dict[int, str]) -> bool:
        """Somebody may be called Jumlah: a sum has no address, trade and telephone, only amounts and counts."""
        told = [filled[i] for i in self.person if i in filled and i != self.turnover]
        return sum(not text[0].isdigit() or sum(map(str.isdigit, text)) >= 8 for text in told) >= _PARTICULARS

    def _signs(self, filled: dict[int, str]) -> bool:
        """Whether a cell that is not of a person's particulars speaks of signing."""
        said = (text for i, text in filled.items() if i not in self.person)
        dated = _DATELINE.match(", ".join(filled.values()))
        return bool(dated) or any(map(signs, said))

    def _kind_nameless(self, at: int, filled: dict[int, str], beside: int) -> str:
        joined = " ".join(filled.values())
        if at > self.last_sure and any(map(signs, filled.values())):
            self.in_signature, self.in_doubt = True, False
            if self._tells(filled):
                self.picked.doubtful.append((at, SIGNATURE))
            return SIGNATURE
        if beside >= 2 and not self.in_signature:
            return ""
        if _SECTION.match(joined):
            return self._section(at, joined)
        if _NOTE.match(joined):
            self.in_notes = at > self.last_sure
            return NOTE
        if set(filled) <= {self.counter} and len(joined) <= _COUNTED:
            return ONLY_NUMBER
        if self.in_signature:
            return SIGNATURE
        if beside and self.counter in filled and not self._is_prepared(at):
            return ""
        if beside:
            self.picked.doubtful.append((at, NOTE))
        return ONLY_NUMBER if all(text.isdigit() for text in filled.values()) else NOTE

    def _section(self, at: int, text: str) -> str:
        self.picked.sections.append((at, text))
        self.in_signature = self.in_signature and at > self.last_sure  # the next group's people follow
        return SECTION

    def _is_prepared(self, at: int) -> bool:
        """Whether but for its number a row is the one above or below again, filled down for whoever may come."""
        rows, count = self.grid.rows, self.counter or 0
        own, *near = (
            list(map(plain, row)) for row in (rows[at], *rows[max(at - 1, 0) : at], *rows[at + 1 : at + 2])
        )
        return any(
            one[count : count + 1] > [""] and one[:count] + one[count + 1 :] == own[:count] + own[count + 1 :]
            for one in near
        )

    def _kind_by_name(self, at: int, filled: dict[int, str], name: str, beside: int) -> str:
        if beside >= 2 or (beside and not self.in_signature):
            return ""
        alone = not set(filled) - {self.name}
        if alone and _SECTION.match(name):
            return self._section(at, name)
        if _NOTE.match(name) or (alone and _TITLE.match(name)) or (not beside and _NOBODY.match(name)):
            self.in_notes = at > self.last_sure
            return NOTE
        if self.in_notes and not beside:  # 'Laki-laki | 3 orang', 'SKU | Surat Keterangan Usaha'
            if not is_known(name):
                self.picked.doubtful.append((at, NOTE))
            return NOTE
        if self.in_signature or (alone and _BRACKETED.match(name)):
            if self.in_signature and (self.in_doubt or at <= self.last_sure) and not _BRACKETED.match(name):
                self.picked.doubtful.append((at, SIGNATURE))
            return SIGNATURE
        if alone and at > self.last_sure >= 0 and self._blank(at - 1):
            self.picked.doubtful.append((at, SIGNATURE))
            return SIGNATURE
        return ""

    def _blank(self, at: int) -> bool:
        return all(cell == "" for cell in self.grid.rows[at])

    def _repeats_header(self, at: int, filled: dict[int, str]) -> bool:
        """Whether the header stands here again, as at the top of a printed page. Raises AnotherHeader."""
        same = max((self._same(heads, filled) for heads in self.header_texts), default=0)
        if same < _ALIKE and (same < 2 or same * 2 < len(filled)):  # then only in other words
            if not any(len(text) < 60 and _SAYS_NIK.search(text) for text in filled.values()):
                return False
            if not {"nik", "name"} <= set(_best_fields(filled).values()):
                return False
        self._check_columns(at, filled)
        return True

    def _same(self, heads: dict[int, str], filled: dict[int, str]) -> int:
        return sum(1 for i, text in filled.items() if heads.get(i) == text.lower())

    def _check_columns(self, at: int, filled: dict[int, str]) -> None:
        """Raises AnotherHeader where a header's words stand over other columns than the first header's.

        A trade read as the number of a business letter would make people eligible who have none.
        """
        changed = {
            i: text
            for i, text in filled.items()
            if all(heads.get(i) != text.lower() for heads in self.header_texts)
        }
        if not changed:
            return
        said = _best_fields(changed)
        for name, columns in self.columns.items():
            took = any(i in changed and said.get(i) != name for i in columns)
            if took or any(of == name and i not in columns for i, of in said.items()):
                raise AnotherHeader(at)
        if self.turnover in changed and self._measures(changed[self.turnover]) != self.measured:
            raise AnotherHeader(at)

    def _measures(self, text: str) -> tuple[str | None, int]:
        return period_in(spelled(text)), unit_in(spelled(text))


def _best_fields(texts: dict[int, str]) -> dict[int, str]:
    """For each column the field that the words over it speak for most."""
    found = {}
    for i, text in texts.items():
        scores = header_scores(text)
        best = max(scores, key=scores.__getitem__, default="")
        if best and scores[best] >= _SPEAKS:
            found[i] = best
    return found
