"""What a sender's workbook could do by itself, taken out of it before it is handed back under our name.

Formulas that reach outside the workbook (links, web calls, DDE) go and the value they last showed stays; links to
outside lead nowhere; data connections are cut. Ordinary formulas, cells, formats and pictures are not touched, and
neither are macros, which Excel holds back on its own.
"""

from __future__ import annotations

import html
import re

_QUIET = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".bin", ".vml")
NOWHERE = b"tautan-dihapus"

_FUNCTION = re.compile(
    r"\b(?:HYPERLINK|WEBSERVICE|FILTERXML|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|DDE|SQL\.REQUEST"
    r"|IMPORT(?:DATA|FEED|HTML|RANGE|XML))\s*\(",
    re.IGNORECASE,
)
# `[1]Sheet!A1`, `'C:\[other.xlsx]Sheet'!A1`, `cmd|'/c calc'!A0`; a table's own `Table1[Column]` is none of these.
_OUTSIDE = re.compile(r"\[\d+\]|\[[^\]]*\.\w{2,5}\]|\||\\\\|://")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_KINDS = rb"(f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)"
# The plain tag first: it is found five times as fast as one that may stand in any namespace.
_CARRIERS = tuple(
    re.compile(rb"<(%s)%s\b([^>]*?)(?:/>|>(.*?)</\1\2\s*>)" % (prefix, _KINDS), re.DOTALL)
    for prefix in (rb"", rb"[\w.-]+:")
)
_SHARED = re.compile(rb"""\ssi=["'](\d+)["']""")
_SHEET = re.compile(rb"<((?:[\w.-]+:)?)worksheet\b")
_LINK = re.compile(rb"<(?:[\w.-]+:)?Relationship\b[^>]*>")
_TARGET = re.compile(rb"""(\sTarget=)("[^"]*"|'[^']*')""")
_EXTERNAL = re.compile(rb"""\sTargetMode=["']External["']""")
_SERVICE = re.compile(rb"""(\s(?:ddeService|ddeTopic|progId)=)("[^"]*"|'[^']*')""")
_CONNECTED = re.compile(rb"""(\s(?:connection|command|url|sourceFile|odcFile)=)("[^"]*"|'[^']*')""")
_REFRESH = re.compile(rb"""(\srefreshOnLoad=)("[^"]*"|'[^']*')""")


def may_act(part: str) -> bool:
    """Whether a part of a workbook, by its name, can hold anything that acts: pictures and macros' bytes cannot."""
    return not part.lower().endswith(_QUIET)


def disarmed(xml: bytes) -> bytes:
    """A part's XML without what reaches outside; the very same bytes where there is nothing of the kind."""
    plain = plain_xml(xml)
    is_sheet = _SHEET.search(plain, 0, 4096) is not None  # links and connections lie in other parts
    found = plain if is_sheet and not _has_formula(plain) else _without_formulas(plain)
    if not is_sheet:
        found = _without_links(found)
    return xml if found == plain else found


def _without_links(xml: bytes) -> bytes:
    if b"TargetMode" in xml:
        xml = _LINK.sub(_leading_nowhere, xml)
    if b"ddeLink" in xml or b"oleLink" in xml:
        xml = _SERVICE.sub(rb'\g<1>"%s"' % NOWHERE, xml)
    if b"connections" in xml:
        xml = _CONNECTED.sub(rb'\g<1>"%s"' % NOWHERE, xml)
        xml = _REFRESH.sub(rb'\g<1>"0"', xml)
    return xml


def _has_formula(sheet: bytes) -> bool:
    """Whether a tag of a sheet begins with f; in a hundred thousand rows one letter is found sooner than two."""
    place = sheet.find(b"f")
    while place >= 0:
        if sheet[place - 1 : place] in (b"<", b":"):
            return True
        place = sheet.find(b"f", place + 1)
    return False


def plain_xml(xml: bytes) -> bytes:
    """The same XML in UTF-8, without comments and CDATA, which could hide a tag or a formula."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        little = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(xml[:2], "utf-16")
        xml = re.sub(rb"\A<\?xml[^>]*\?>", b"", xml.decode(little).encode())
    if b"!" in xml and b"<!" in xml:  # one letter is found ten times as fast as two
        xml = re.sub(rb"<!--.*?-->", b"", xml, flags=re.DOTALL)
        xml = re.sub(
            rb"<!\[CDATA\[(.*?)\]\]>",
            lambda found: found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"),
            xml,
            flags=re.DOTALL,
        )
    return xml


def reaches_outside(formula: str) -> bool:
    """Whether a formula calls a program, the network or another file, or would lead there at a click."""
    without_texts = _TEXT.sub('""', formula)
    return bool(_FUNCTION.search(without_texts) or _OUTSIDE.search(without_texts))


def _without_formulas(xml: bytes) -> bytes:
    for carrier in _CARRIERS:
        xml = _without(carrier, xml)
    return xml


def _without(carrier: re.Pattern[bytes], xml: bytes) -> bytes:
    bad = [found for found in carrier.finditer(xml) if _is_bad(found[4])]
    if not bad:
        return xml
    sheet = _SHEET.search(xml)
    # Cells that share a formula name it by a number: they go with the one that spells it out.
    shared = {number[1] for found in bad if (number := _SHARED.search(found[3]))}

    def defused(found: re.Match[bytes]) -> bytes:
        prefix, kind, attributes, text = found.groups()
        number = _SHARED.search(attributes)
        if not _is_bad(text) and not (number and number[1] in shared):
            return found[0]
        if kind == b"f" and sheet and prefix == sheet[1]:
            return b""  # the cell's last value stands beside it
        instead = b"#REF!" if kind == b"definedName" else b"FALSE"
        return b"<%s%s%s>%s</%s%s>" % (prefix, kind, attributes, instead, prefix, kind)

    return carrier.sub(defused, xml)


def _is_bad(text: bytes | None) -> bool:
    return text is not None and reaches_outside(html.unescape(text.decode("utf-8", "replace")))


def _leading_nowhere(found: re.Match[bytes]) -> bytes:
    if not _EXTERNAL.search(found[0]):
        return found[0]
    return _TARGET.sub(rb'\g<1>"%s"' % NOWHERE, found[0])
