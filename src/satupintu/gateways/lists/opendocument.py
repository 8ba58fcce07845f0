"""Reads from an ODS what calamine does not tell: which cells are merged."""

from __future__ import annotations

import html
import io
import re
import zipfile

from satupintu.gateways.lists.grids import Span

_MOST = 300_000_000  # bytes of content; of a larger list merges stay unknown
_TAG = re.compile(
    rb'<(?:\w+:)?(table-row|covered-table-cell|table-cell|table)(?=[\s/>])((?:[^>"]|"[^"]*")*)>', re.DOTALL
)
_NAME = re.compile(rb'\b(?:\w+:)?name="([^"]*)"')
_MERGED = re.compile(rb'-spanned="(?!1")')


def merged_cells(data: bytes) -> dict[str, list[Span]]:
    """The merged cells of each sheet by its title, rows and columns counted from 0; none where they cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("content.xml") if archive.getinfo("content.xml").file_size <= _MOST else b""
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError):
        return {}
    last = max((found.end() for found in _MERGED.finditer(xml)), default=0)
    found: dict[str, list[Span]] = {}
    spans: list[Span] = []
    row = following = column = 0
    for tag in _TAG.finditer(xml, 0, xml.find(b">", last) + 1 if last else 0):
        kind, told = tag[1], tag[2]
        if kind == b"table":
            title = _NAME.search(told)
            spans = found.setdefault(html.unescape(title[1].decode("utf-8", "replace")) if title else "", [])
            following = 0
        elif kind == b"table-row":
            row, column = following, 0
            following += _count(told, b"rows-repeated")
        else:
            high, wide = _count(told, b"rows-spanned"), _count(told, b"columns-spanned")
            if high > 1 or wide > 1:
                spans.append(((row, column), (row + high - 1, column + wide - 1)))
            column += _count(told, b"columns-repeated")
    return found


def _count(told: bytes, what: bytes) -> int:
    """A number among a tag's attributes, 1 where it is not there."""
    found = re.search(rb'number-%s="(\d{1,7})"' % what, told)
    return int(found[1]) if found else 1
