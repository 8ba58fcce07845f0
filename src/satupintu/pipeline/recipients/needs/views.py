"""Pages of needs: the gap chart of an area, and who is unserved, by name, for those who may know."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.engine.listing import NEEDS, PILLARS
from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.areas.selectors import areas_between
from satupintu.pipeline.registry.wording import value_of

from ..overlap.columns import latest
from ..overlap.exports import csv_lines
from ..overlap.services import note_export
from ..overlap.views import find_area
from .offers import need_words, pillar_words
from .selectors import UNSTATED, Unserved, gaps_of, offered, parts_of, pillars_of, reached_in, sectors_of

PAGE_SIZE = 50


@allow("gap.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own part, at its top."""
    return _shown(request, request.user.area)


@allow("gap.read")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _shown(request, find_area(request, code))


@allow("unserved.read")
@require_safe
def unserved(request: HttpRequest, code: str = "") -> HttpResponse:
    """Who lacks what they said they need, or received nothing, by name."""
    area = find_area(request, code) if code else request.user.area
    reckoning, asked = latest(), _asked(request)
    found: Any = Unserved(reckoning, area, **asked) if reckoning else []
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("halaman"))
    for one in page.object_list:
        one["sector_words"] = sector_words(one["sector"])
    villages = Area.objects.filter(code__in={one["village"] for one in page.object_list})
    context = {
        "area": area,
        "above": areas_between(area, request.user.area),
        "reckoning": reckoning,
        "page": page,
        "asked": asked,
        "villages": {one.code: one.name for one in villages},
        "needs": [(one, need_words(one)) for one in NEEDS],
        "sectors": _sector_choices(sectors_of(reckoning, area, request.user)),
        "query": request.GET.urlencode(),
    }
    return render(request, "recipients/unserved.html", context)


@allow("unserved.read")
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same list whole, as a file: as many rows as there are."""
    area, reckoning = find_area(request, code), latest()
    found: Any = Unserved(reckoning, area, **_asked(request)) if reckoning else None
    note_export(
        by=request.user, action="unserved.read", what="unserved", area=area, rows=len(found) if found else 0
    )
    headings = [_("Nomor registri"), _("Usaha"), _("Pemilik"), _("NIK"), _("Kode desa"), _("Bidang usaha"),
                _("Belum terlayani"), _("Sudah menerima"), _("Disampaikan")]  # fmt: skip
    lines = (_line(one) for one in found.every()) if found else ()
    name = f"belum-terlayani-{area.code}.csv"
    return StreamingHttpResponse(
        csv_lines(headings, lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def sector_words(sector: str) -> str:
    """A sector as the form has it, in words; '' stands for one that nobody stated."""
    return _("bidang tidak disebut") if sector == UNSTATED else value_of("sector", sector)


def _line(one: dict[str, Any]) -> list[Any]:
    return [
        one["number"], one["name"] or "", one["owner"] or "", one["nik"] or "", one["village"] or "",
        sector_words(one["sector"]), ", ".join(one["unserved_words"]), ", ".join(one["programme_titles"]),
        one["stated_on"].isoformat() if one["stated_on"] else "",
    ]  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    need = request.GET.get("kebutuhan", "")
    return {
        "need": need if need in NEEDS else "",
        "sector": request.GET.get("bidang", "")[:120],
        "only_without": request.GET.get("tanpa") == "1",
    }


def _sector_choices(sectors: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["sector"], sector_words(one["sector"])) for one in sectors]


def _shown(request: HttpRequest, area: Area) -> HttpResponse:
    reckoning, today = latest(), timezone.localdate()
    sector, pillar = request.GET.get("bidang", "")[:120], request.GET.get("pilar", "")
    pillar = pillar if pillar in PILLARS else ""
    sectors = sectors_of(reckoning, area, request.user)
    gaps = gaps_of(reckoning, area, request.user, today, sector=sector, pillar=pillar)
    context = {
        "area": area,
        "above": areas_between(area, request.user.area),
        "reckoning": reckoning,
        "gaps": gaps,
        "most": max((max(one.stated or 0, one.served or 0) for one in gaps), default=0),
        "sectors": _sector_choices(sectors),
        "sector": sector,
        "pillars": [(one, pillar_words(one)) for one in PILLARS],
        "pillar": pillar,
        "by_sector": [one | {"words": sector_words(one["sector"])} for one in sectors],
        "by_pillar": pillars_of(reckoning, area, request.user, today),
        "reached": reached_in(reckoning, area, request.user),
        "parts": parts_of(reckoning, area, request.user) if area.level < Level.VILLAGE else [],
        "offered": offered(area, today, pillar),
        "may_name": request.user.can("unserved.read"),
        "may_run": request.user.can("overlap.run"),
    }
    return render(request, "recipients/gaps.html", context)
