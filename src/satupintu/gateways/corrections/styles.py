"""Colours for a sender's workbook: every coloured cell keeps its own format and gets a fill, nothing else.

Works on the text of styles.xml. A cell's style is a number, the place of its <xf> in <cellXfs>; to colour a
cell its <xf> is cloned with another fill and put at the end, so no style of the sender's is changed.
"""

from __future__ import annotations

import re

from satupintu.gateways.spreadsheetml import MAIN

# Our own shades, unlike Excel's ready-made ones, so that our colours can be told from the sender's.
MEND = "FFFFEA9C"
REFUSED = "FFF7CAC4"

_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


class Styles:
    """The styles of one workbook, to which coloured clones are added as cells ask for them.

    Raises ValueError where the workbook has no list of cell formats.
    """

    def __init__(self, xml: bytes | None) -> None:
        self._xml = xml if xml else _EMPTY
        prefix = re.search(rb"<((?:[\w.-]+:)?)styleSheet\b", self._xml)
        self._p = prefix[1] if prefix else b""
        formats = self._block(b"cellXfs")
        if formats is None:
            raise ValueError("the workbook's styles hold no cell formats")
        self._formats = self._children(formats, b"xf")
        fills = self._block(b"fills")
        self._fills = self._children(fills, b"fill") if fills else []
        self._old_fills = len(self._fills)
        # Fills 0 and 1 are Excel's own, whatever stands there: a workbook without them gets them.
        for pattern in (b"none", b"gray125")[len(self._fills) :]:
            p = self._p
            self._fills.append(b'<%sfill><%spatternFill patternType="%s"/></%sfill>' % (p, p, pattern, p))
        self._old_formats = len(self._formats)
        self._clones: dict[tuple[int, str, bool, bool], int] = {}
        self._fill_places: dict[str, int] = {}

    @property
    def is_changed(self) -> bool:
        """Whether any clone was asked for."""
        return len(self._formats) > self._old_formats

    def coloured(self, style: int, colour: str, *, as_note: bool = False, as_text: bool = False) -> int:
        """The place of `style` with a fill of `colour` ('' takes the fill away).

        `as_note` also makes it general text on one line, for cells of ours that borrow a neighbour's borders;
        `as_text` keeps what is typed into it as text.
        """
        key = (style, colour, as_note, as_text)
        if key not in self._clones:
            self._clones[key] = self._clone(*key)
        return self._clones[key]

    def ours(self) -> set[int]:
        """Places of the styles that came with one of our colours: the workbook was handed back before."""
        shades = [shade.encode() for shade in (MEND, REFUSED)]
        came = self._fills[: self._old_fills]
        fills = {n for n, fill in enumerate(came) if any(shade in fill.upper() for shade in shades)}
        found = set()
        for number, xf in enumerate(self._formats[: self._old_formats] if fills else ()):
            fill = re.search(rb"""\bfillId=["'](\d+)["']""", xf)
            if fill and int(fill[1]) in fills:
                found.add(number)
        return found

    def xml(self) -> bytes:
        """The whole of styles.xml with the clones in it."""
        formats = self._rewritten(self._xml, b"cellXfs", self._formats[self._old_formats :])
        return self._rewritten(formats, b"fills", self._fills[self._old_fills :])

    def _clone(self, style: int, colour: str, as_note: bool, as_text: bool) -> int:
        source = self._formats[style] if style < len(self._formats) else self._formats[0]
        head, tail = re.match(rb"(<[^>]*?)(/?>.*)\Z", source, re.DOTALL).groups()  # type: ignore[union-attr]
        head = _with(head, b"fillId", b"%d" % self._fill(colour))
        head = _with(head, b"applyFill", b"1")
        if as_text:
            head = _with(head, b"numFmtId", b"49")
            head = _with(head, b"applyNumberFormat", b"1")
        if as_note:
            head = _with(head, b"numFmtId", b"0")
            head = _with(head, b"applyAlignment", b"1")
            alignment = b'<%salignment horizontal="left" vertical="center" wrapText="0"/>' % self._p
            tail = b">%s</%sxf>" % (alignment, self._p)
        self._formats.append(head + tail)
        return len(self._formats) - 1

    def _fill(self, colour: str) -> int:
        if not colour:
            return 0
        if colour not in self._fill_places:
            p = self._p
            self._fill_places[colour] = len(self._fills)
            self._fills.append(
                b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="%s"/><%sbgColor indexed="64"/>'
                b"</%spatternFill></%sfill>" % (p, p, p, colour.encode(), p, p, p)
            )
        return self._fill_places[colour]

    def _block(self, name: bytes) -> re.Match[bytes] | None:
        tag = re.escape(self._p) + name
        return re.search(rb"<%s\b[^>]*?(?:/>|>(.*?)</%s\s*>)" % (tag, tag), self._xml, re.DOTALL)

    def _children(self, block: re.Match[bytes], name: bytes) -> list[bytes]:
        tag = re.escape(self._p) + name
        return re.findall(
            rb"<%s\b[^>]*?/>|<%s\b[^>]*?>.*?</%s\s*>" % (tag, tag, tag), block[1] or b"", re.DOTALL
        )

    def _rewritten(self, xml: bytes, name: bytes, added: list[bytes]) -> bytes:
        if not added:
            return xml
        tag = self._p + name
        escaped = re.escape(tag)
        found = re.search(rb"<%s\b[^>]*?(?:/>|>(.*?)</%s\s*>)" % (escaped, escaped), xml, re.DOTALL)
        kept = (found[1] or b"") if found else b""
        total = self._formats if name == b"cellXfs" else self._fills
        block = b'<%s count="%d">%s%s</%s>' % (tag, len(total), kept, b"".join(added), tag)
        if found:
            return xml[: found.start()] + block + xml[found.end() :]
        # A workbook without fills: their place is after the fonts.
        place = re.search(rb"<%s(?:borders|cellStyleXfs|cellXfs)\b" % re.escape(self._p), xml)
        start = place.start() if place else len(xml)
        return xml[:start] + block + xml[start:]


def _with(head: bytes, name: bytes, value: bytes) -> bytes:
    """A start tag with one attribute set."""
    pattern = rb"""(\s%s=)(["'])[^"']*["']""" % name
    if re.search(pattern, head):
        return re.sub(pattern, rb'\g<1>"%s"' % value, head, count=1)
    return head + b' %s="%s"' % (name, value)
