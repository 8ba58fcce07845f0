"""The XML parts of an XLSX, unpacked with a limit: what the reader of cells does not tell is looked up in them."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from functools import partial

from satupintu.gateways.lists.grids import index_of, letter
from satupintu.gateways.lists.opening import SAVE_AS
from satupintu.gateways.lists.problems import ListRefused, place
from satupintu.gateways.meanwhile import Meanwhile
from satupintu.gateways.packages import crc32, inflate

MOST_ROWS = 1_048_576  # of a sheet, in Excel and LibreOffice
MOST_CELLS = 40_000_000  # calamine keeps a sheet as a full rectangle in memory
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


def broken(name: str) -> ListRefused:
    """The refusal of a file that cannot be taken apart."""
    return ListRefused(f"{name}: isi berkas ini rusak dan tidak dapat dibaca sebagai lembar kerja. {SAVE_AS}")


class Parts:
    """The parts of one workbook by name; a size stated falsely does not get past it.

    `sheets` is the part of each sheet by its title, `date1904` whether its dates count from 1904.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._members = {info.filename: info for info in self._archive.infolist()}
        self._ahead: dict[str, Meanwhile[bytes]] = {}
        workbook = self.part("xl/workbook.xml").decode("utf-8", "replace")
        self.date1904 = bool(re.search(r'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true|on)"', workbook))
        self.sheets = self._sheets(workbook)

    def _sheets(self, workbook: str) -> dict[str, str]:
        links = self.part("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        targets = {
            found["id"]: found["target"]
            for relation in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links)
            if (found := _attributes(relation, id=r"Id", target=r"Target"))
        }
        sheets = {}
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", workbook):
            if found := _attributes(tag, name=r"name", id=r"(?:\w+:)id"):
                target = targets.get(found["id"], "")
                sheets[html.unescape(found["name"])] = (
                    target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                )
        return sheets

    def names(self) -> list[str]:
        """The names of all parts, as they lie in the file."""
        return list(self._members)

    def size(self, part: str) -> int:
        """The bytes that a part says it unpacks to; 0 where there is none."""
        return self._members[part].file_size if part in self._members else 0

    def is_sound(self, part: str, unpacked: bytes) -> bool:
        """Whether a part's bytes are those that were packed, by their checksum."""
        return part in self._members and crc32(unpacked) == self._members[part].CRC

    def unpack_ahead(self, parts: Iterable[str]) -> None:
        """Begins to unpack parts that will be asked for, while this thread does something else."""
        self._ahead |= {part: Meanwhile(partial(self._unpacked, part)) for part in parts}

    def part(self, part: str) -> bytes:
        """A part unpacked, no further than the size it states; a part that has more in it is damaged or a trap."""
        return self._ahead[part].result() if part in self._ahead else self._unpacked(part)

    def _unpacked(self, part: str) -> bytes:
        info = self._members.get(part)
        if info is None:
            return b""
        start = info.header_offset + 30
        start += sum(int.from_bytes(self._data[at : at + 2], "little") for at in (start - 4, start - 2))
        packed = self._data[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            unpacked: bytes | None = packed
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            unpacked = inflate(packed, info.file_size)
        else:
            try:
                return self._archive.read(info)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
                raise broken(self._name) from error
        if unpacked is None or len(unpacked) != info.file_size:
            raise broken(self._name)
        return unpacked


def _attributes(tag: str, **patterns: str) -> dict[str, str] | None:
    found = {key: re.search(rf'\s{pattern}="([^"]*)"', tag) for key, pattern in patterns.items()}
    return {key: match[1] for key, match in found.items() if match} if all(found.values()) else None


# A column beyond Z or a row beyond 999,999: only then the corner of the rectangle is looked for.
_FAR = re.compile(rb'r="(?:[A-Z]{2}|[A-Z]?\d{7})')
_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})(\d+)"[^>]*[^/]>')


def check_reach(xml: bytes, title: str, name: str) -> None:
    """Refuses a sheet with a lone cell so far out that the rectangle up to it would not fit in memory."""
    if _FAR.search(xml) is None:
        return
    found = _REFERENCE.findall(xml)
    # Cells are many, their columns and rows few.
    column = max(
        (index_of(letters.decode()) for letters in {letters for letters, _ in found} - {b""}), default=0
    )
    last = max(map(int, {row for _, row in found}), default=1)
    if (column + 1) * last > MOST_CELLS or last > MOST_ROWS:
        raise _too_far(name, title, letter(column), last)


def _too_far(name: str, title: str, column: str, row: int) -> ListRefused:
    return ListRefused(
        f"{place(name, title, row, column)}: ada sel terisi jauh di luar tabel. Hapus baris dan kolom kosong di bawah "
        "dan di kanan tabel, simpan, lalu kirim lagi.",
        sheet=title,
        row=row,
        column=column,
    )
