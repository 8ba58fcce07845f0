"""Exports of the village's and the state's population registers, OpenSID and SIAK, as lists that can be read.

    as_list(path, folder) -> Path             a table that OpenSID sends as a web page named .xls, as CSV
    maps_for(kind, headers) -> [ColumnMap]    what their columns hold that words alone do not tell
    sex_of(code), occupation_of(text), has_business(occupation)

OpenSID names its columns alamat, dusun, rw, rt, nama, no_kk, nik, sex, tempatlahir, tanggallahir, … pekerjaan_id
(KOLOM_IMPOR_KELUARGA in donjo-app/models/Import_model.php) with codes for sex and occupation, and in its other export
writes an HTML table with headers in words (donjo-app/views/export/penduduk_excel.php). SIAK's are those of its tables
BIODATA_WNI and DATA_KELUARGA: NIK, NO_KK, NAMA_LGKP, JENIS_KLMIN, TMPT_LHR, TGL_LHR, ALAMAT, NO_RT, NO_RW,
JENIS_PKRJN.
"""

import csv
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from satupintu.gateways.lists import ColumnMap

# field -> the header that holds it, as the export writes it.
_HEADERS = {
    "opensid": {"birth_date": "tanggallahir", "sector": "pekerjaan_id"},
    "siak": {"sex": "JENIS_KLMIN", "sector": "JENIS_PKRJN", "birth_date": "TGL_LHR", "name": "NAMA_LGKP"},
}
_SEX = {"1": "L", "2": "P"}
# Of the registers' occupations, by OpenSID's number (its table tweb_penduduk_pekerjaan), those of people who work for
# themselves and so may have a business; all others are left out unless they are asked for. The choice is ours.
OWN_WORK = {
    8: "PERDAGANGAN",
    9: "PETANI/PEKEBUN",
    10: "PETERNAK",
    11: "NELAYAN/PERIKANAN",
    12: "INDUSTRI",
    14: "TRANSPORTASI",
    24: "TUKANG CUKUR",
    25: "TUKANG LISTRIK",
    27: "TUKANG KAYU",
    28: "TUKANG SOL SEPATU",
    29: "TUKANG LAS/PANDAI BESI",
    30: "TUKANG JAHIT",
    31: "TUKANG GIGI",
    32: "PENATA RIAS",
    33: "PENATA BUSANA",
    34: "PENATA RAMBUT",
    35: "MEKANIK",
    39: "PERANCANG BUSANA",
    84: "PEDAGANG",
    88: "WIRASWASTA",
}
_OWN_WORDS = frozenset(OWN_WORK.values())


def maps_for(kind: str, headers: Iterable[str]) -> list[ColumnMap]:
    """The columns of an export that must be pointed out, where it has them."""
    present = {header.strip().lower(): header for header in headers}
    return [
        ColumnMap.parse(f"{field}={present[header.lower()]}")
        for field, header in _HEADERS.get(kind, {}).items()
        if header.lower() in present
    ]


def sex_of(code: str | None) -> str | None:
    """'L' or 'P' of OpenSID's 1 or 2; None for anything else."""
    return _SEX.get((code or "").strip())


def occupation_of(text: str | None) -> str:
    """An occupation in the register's words; a number that is none of OWN_WORK stays a number."""
    said = " ".join((text or "").upper().split()).replace(" / ", "/")
    return OWN_WORK.get(int(said), said) if said.isdecimal() and len(said) < 4 else said


def has_business(occupation: str) -> bool:
    """Whether people of this occupation work for themselves."""
    return occupation in _OWN_WORDS


def as_list(path: Path, folder: Path) -> Path:
    """The file itself, or where it is a web page its table as CSV in `folder`, under the same stem."""
    head = path.read_bytes()[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style")):
        return path
    table = _Table()
    table.feed(path.read_text(encoding="utf-8", errors="replace"))
    table.close()
    made = folder / f"{path.stem}.csv"
    with made.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(table.rows)
    return made


class _Table(HTMLParser):
    """The cells of every row, in order; whatever else a page holds is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
