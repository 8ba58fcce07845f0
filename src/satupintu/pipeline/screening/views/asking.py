"""Between an address or form and what the table is asked: words in, Filters out, and back again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from satupintu.engine.determination import OUTCOMES

from ..selectors.decisions import FUNNEL, SORTS, Filters


@dataclass(frozen=True)
class Asked:
    """What was asked of the table. `lists` maps the number of each list the person may see to its name."""

    filters: Filters
    lists: dict[str, str]

    def fields(self, **changes: Any) -> dict[str, str]:
        """As fields of a form, less the search: that is sent by POST and stands in no address."""
        filters = replace(self.filters, **changes)
        numbers = {name: number for number, name in self.lists.items()}
        fields = {
            "hasil": filters.outcome,
            "gugur": filters.fell,
            "alasan": filters.reason,
            "tanda": filters.flag,
            "desa": filters.village,
            "berkas": numbers.get(filters.file, ""),
            "urut": _sort_word(filters),
            "halaman": str(filters.page) if filters.page > 1 else "",
        }
        return {name: value for name, value in fields.items() if value}

    def query(self, **changes: Any) -> str:
        return urlencode(self.fields(**changes))

    def headings(self) -> dict[str, dict[str, str]]:
        """For each sortable column: where its heading leads, and how the table is sorted by it now."""
        found = {}
        for sort in SORTS:
            is_now = self.filters.sort == sort
            turned = is_now and not self.filters.descending
            found[sort] = {
                "query": self.query(sort=sort, descending=turned, page=1),
                "word": f"-{sort}" if turned else sort,
                "aria": ("descending" if self.filters.descending else "ascending") if is_now else "none",
            }
        return found

    def pages(self, number: int, last: int) -> list[dict[str, Any]]:
        """The page numbers worth showing; a number of None stands for those left out."""
        near = {1, last, *range(number - 1, number + 2)}
        shown: list[dict[str, Any]] = []
        before = 0
        for one in sorted(page for page in near if 1 <= page <= last):
            if one > before + 1:
                shown.append({"number": None})
            shown.append({"number": one, "query": self.query(page=one)})
            before = one
        return shown


def read_asked(sent: QueryDict, lists: dict[str, str], known: Collection[str]) -> Asked:
    """What an address or form asks, less what nobody can ask; `known` are the reasons and flags there are."""
    sort, page = sent.get("urut", ""), sent.get("halaman", "")
    filters = Filters(
        outcome=_among(sent.get("hasil", ""), OUTCOMES),
        fell=_among(sent.get("gugur", ""), FUNNEL),
        reason=_among(sent.get("alasan", ""), known),
        flag=_among(sent.get("tanda", ""), known),
        village=sent.get("desa", ""),
        file=lists.get(sent.get("berkas", ""), ""),
        search=sent.get("cari", "").strip()[:100],
        sort=_among(sort.removeprefix("-"), SORTS) or "place",
        descending=sort.startswith("-"),
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    return Asked(filters, lists)


def _among(word: str, known: Collection[str]) -> str:
    return word if word in known else ""


def _sort_word(filters: Filters) -> str:
    if filters.sort == "place" and not filters.descending:
        return ""
    return f"-{filters.sort}" if filters.descending else filters.sort
