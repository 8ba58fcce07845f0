"""What is asked of a queue: read from an address or a form, and written into an address again."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from ..selectors.queues import Filters

DAYS = (3, 7, 14, 30)


def read_filters(sent: QueryDict) -> Filters:
    """The filters in `masalah`, `wilayah`, `umur` and `cari`; what makes no sense asks for nothing."""
    problems, days = sent.get("masalah", ""), sent.get("umur", "")
    return Filters(
        problems=problems if problems in ("ya", "tidak") else "",
        area=sent.get("wilayah", "")[:32].replace("/", ""),
        days=int(days) if days in map(str, DAYS) else 0,
        search=" ".join(sent.get("cari", "")[:100].split()),
    )


def page_number(sent: QueryDict) -> int:
    """Which page is asked for; the first where it is no number."""
    text = sent.get("halaman", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def query_of(filters: Filters, **more: Any) -> str:
    """The filters for an address; a search never stands there, since it may be a name or a NIK."""
    asked = {"masalah": filters.problems, "wilayah": filters.area, "umur": filters.days, **more}
    return urlencode({name: value for name, value in asked.items() if value})
