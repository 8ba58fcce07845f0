"""A sender's XLSX or XLSM handed back: the marked sheets and the styles patched, every other part as it lay.

Pictures, macros, widths, formulas and the other sheets stay byte for byte the sender's own, but for what reaches
outside the workbook, which is taken out (`disarming`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from satupintu.gateways.corrections.disarming import disarmed, may_act
from satupintu.gateways.corrections.marks import NOTE_HEADER, STATUS_HEADER, SheetMarks
from satupintu.gateways.corrections.sheets import patch_sheet
from satupintu.gateways.corrections.styles import Styles
from satupintu.gateways.packages import Deflated, PackageWriter, deflate, read_member

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLES_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"


def patch_workbook(source: Path, marks: Mapping[str, SheetMarks], out: Path) -> None:
    """Write `source` to `out` with the marks of its sheets (by name) in it.

    Raises ValueError where the file is no workbook of this kind or lacks a marked sheet.
    """
    from zipfile import BadZipFile, ZipFile

    try:
        with source.open("rb") as file, ZipFile(file) as package:
            _Workbook(file, package).patch(marks, out)
    except (BadZipFile, KeyError, expat.ExpatError, UnicodeError) as error:
        raise ValueError(f"{source.name} is not a workbook we can write into: {error}") from error


class _Workbook:
    """The parts of an open workbook, found as its relationships say."""

    def __init__(self, file: BinaryIO, package: ZipFile) -> None:
        self._file = file
        self._infos = package.infolist()
        self._by_name = {info.filename.casefold(): info for info in self._infos}
        roots = self._relationships("")
        self._main = next(target for kind, target in roots.values() if kind == "officeDocument")
        links = self._relationships(self._main)
        self._sheets = self._sheet_parts({key: target for key, (_, target) in links.items()})
        kinds = dict(links.values())
        self._styles, self._strings = kinds.get("styles"), kinds.get("sharedStrings")
        self._shared: list[str] | None = None

    def patch(self, marks: Mapping[str, SheetMarks], out: Path) -> None:
        lost = sorted(set(marks) - set(self._sheets))
        if lost:
            raise ValueError(f"the workbook has no sheet {', '.join(lost)}")
        styles = Styles(self._read(self._styles) if self._styles else None)
        changed: dict[str, Deflated] = {}
        for name, sheet_marks in marks.items():
            part = self._sheets[name]
            packed = patch_sheet(disarmed(self._read(part)), sheet_marks, styles, self._text_of)
            changed[self._info(part).filename] = packed
        added: dict[str, Deflated] = {}
        if self._styles:
            changed[self._info(self._styles).filename] = deflate([styles.xml()])
        else:
            added = self._new_styles(styles, changed)
        changed = self._disarmed_parts(changed) | changed
        with PackageWriter(out) as package:
            for info in self._infos:
                if info.filename in changed:
                    package.add_packed(info.filename, changed[info.filename], info)
                else:
                    package.copy(self._file, info)
            for name, packed in added.items():
                package.add_packed(name, packed)

    def _disarmed_parts(self, done: Mapping[str, Deflated]) -> dict[str, Deflated]:
        """Every other part that could act by itself, without what it would do; parts that do nothing are left out."""
        idle = {self._info(part).filename for part in (self._styles, self._strings) if part}
        found: dict[str, Deflated] = {}
        for info in self._infos:
            if info.filename in done or info.filename in idle or not may_act(info.filename):
                continue
            xml = read_member(self._file, info)
            safe = disarmed(xml)
            if safe is not xml:
                found[info.filename] = deflate([safe])
        return found

    def _new_styles(self, styles: Styles, changed: dict[str, Deflated]) -> dict[str, Deflated]:
        """A styles part for a workbook that has none, named in its content types and relationships."""
        part = posixpath.join(posixpath.dirname(self._main), "styles.xml")
        types = self._info("[Content_Types].xml")
        override = f'<Override PartName="/{part}" ContentType="{_STYLES_TYPE}"/>'
        changed[types.filename] = deflate([_appended(self._read("[Content_Types].xml"), "Types", override)])
        links = _links_of(self._main)
        link = f'<Relationship Id="rIdSatuPintu" Type="{_STYLES_LINK}" Target="/{part}"/>'
        changed[self._info(links).filename] = deflate([_appended(self._read(links), "Relationships", link)])
        return {part: deflate([styles.xml()])}

    def _info(self, part: str) -> ZipInfo:
        return self._by_name[part.casefold()]

    def _read(self, part: str) -> bytes:
        return read_member(self._file, self._info(part))

    def _relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """The links of a part by id: last word of the kind, and the target's place in the package."""
        links: dict[str, tuple[str, str]] = {}
        folder = posixpath.dirname(part)

        def start(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, attributes["Target"])).lstrip("/")
                links[attributes["Id"]] = (attributes["Type"].rsplit("/", 1)[-1], target)

        _parse(self._read(_links_of(part)), start)
        return links

    def _sheet_parts(self, targets: Mapping[str, str]) -> dict[str, str]:
        """The part of each sheet by the name on its tab."""
        parts: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "sheet":
                link = next(value for name, value in attributes.items() if _local(name) == "id")
                if link in targets:
                    parts[attributes["name"]] = targets[link]

        _parse(self._read(self._main), start)
        return parts

    def _text_of(self, attributes: bytes, rest: bytes) -> str:
        """The text a cell shows, where it may be one of our headers; '' for every other cell."""
        if not re.search(rb"""\st=["']s["']""", attributes):
            return "".join(_texts(rest))
        if self._shared is None:
            self._shared = self._shared_headers()
        found = re.search(rb">(\d+)<", rest)
        index = int(found[1]) if found else -1
        return self._shared[index] if 0 <= index < len(self._shared) else ""

    def _shared_headers(self) -> list[str]:
        """The shared texts, unless our headers are not among them: then they need no taking apart."""
        xml = self._read(self._strings) if self._strings else b""
        if STATUS_HEADER.encode() not in xml or NOTE_HEADER.encode() not in xml:
            return []
        items = re.findall(rb"<(?:[\w.-]+:)?si\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", xml, re.DOTALL)
        return ["".join(_texts(item)) for item in items]


def _texts(xml: bytes) -> list[str]:
    return [text.decode() for text in re.findall(rb"<(?:[\w.-]+:)?t\b[^>]*>([^<]*)<", xml)]


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _links_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _parse(xml: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)


def _appended(xml: bytes, root: str, element: str) -> bytes:
    """XML with one more element at the end of its root."""
    found = re.search(rb"</((?:[\w.-]+:)?)%s\s*>" % root.encode(), xml)
    if not found:
        raise ValueError(f"the workbook's {root} cannot be read")
    prefixed = element.replace("<", f"<{found[1].decode()}", 1).encode()
    return xml[: found.start()] + prefixed + xml[found.start() :]
