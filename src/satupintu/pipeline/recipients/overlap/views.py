"""Pages of overlap: an area's matrix, one pair with its areas and people, lists to take along, and counting anew."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.engine.pairs import LOOKED_AT_FIRST
from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.areas.selectors import areas_between

from ..selectors import aid_stamp
from .columns import latest
from .exports import csv_lines
from .models import Reckoning
from .selectors import Persons, cells_of, grid_of, parts_of, spread_of, verdict_words
from .services import counting, note_export, start_reckoning

PAGE_SIZE = 50
_LISTED = ("forbidden", "repeated")


@allow("overlap.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own part, at its top."""
    return _shown(request, request.user.area)


@allow("overlap.read")
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    return _shown(request, find_area(request, code))


@allow("overlap.read")
@require_safe
def pair(request: HttpRequest, code: str, a: str, b: str) -> HttpResponse:
    """One pair: what it means, its people and money by area, and by name for those who may."""
    area, reckoning = find_area(request, code), latest()
    cells = cells_of(reckoning, area, request.user, a, b) if reckoning else []
    if reckoning is None or not cells:
        raise Http404("no such pair")
    context = {
        "area": area,
        "above": areas_between(area, request.user.area),
        "cells": cells,
        "cell": cells[0],
        "parts": parts_of(reckoning, area, request.user, a, b) if area.level < Level.VILLAGE else [],
        "reckoning": reckoning,
        "may_take": request.user.can("aid.read"),
    }
    if request.user.can("aid.read") and any(one.verdict in _LISTED for one in cells):
        found = Paginator(Persons(reckoning, area, a=a, b=b), PAGE_SIZE)
        context["page"] = found.get_page(request.GET.get("halaman"))
    return render(request, "recipients/overlap_pair.html", context)


@allow("aid.read")
@require_safe
def download(request: HttpRequest, code: str, verdict: str) -> HttpResponseBase:
    """Everybody of an area behind forbidden, or behind repeated, pairs: as many rows as there are."""
    area, reckoning = find_area(request, code), latest()
    if reckoning is None or verdict not in _LISTED:
        raise Http404("no such list")
    asked = {name: request.GET.get(name, "") for name in ("a", "b")}
    found = Persons(reckoning, area, verdict=verdict, **asked)
    note_export(by=request.user, action="aid.read", what=f"overlap-{verdict}", area=area, rows=len(found))
    headings = [_("NIK"), _("Nama"), _("Nomor registri"), _("Kode desa"), _("Program"), _("Program lain"),
                _("Penilaian"), _("Dasar"), _("Tanggal"), _("Jarak hari"), _("Rupiah")]  # fmt: skip
    lines = csv_lines(headings, (_line(one) for one in found.every()))
    name = f"tumpang-tindih-{area.code}-{verdict}.csv"
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@allow("overlap.run")
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Counts everything anew; one count at a time. Another's count is waited for: its page is not ours to open."""
    running = counting()
    if running is not None and running.by_id != request.user.pk:
        messages.info(request, _("Hitungan baru sudah berjalan. Hasilnya tampil di sini begitu selesai."))
        return redirect("overlap:overlap")
    job = running or start_reckoning(by=request.user)
    return redirect("work:job", job.pk)


def _line(one: dict[str, Any]) -> list[Any]:
    other = "" if one["a"] == one["b"] else one["title_b"]
    days = ", ".join(day.isoformat() for day in one["dates"])
    return [
        one["nik"], one["name"] or "", one["business"] or "", one["village"] or "", one["title_a"], other,
        verdict_words(one["verdict"]), one["basis"], days, "" if one["days_apart"] is None else one["days_apart"],
        one["money"],
    ]  # fmt: skip


def _shown(request: HttpRequest, area: Area) -> HttpResponse:
    reckoning = latest()
    context: dict[str, Any] = {
        "area": area,
        "above": areas_between(area, request.user.area),
        "reckoning": reckoning,
        **how_current(reckoning),
        "may_run": request.user.can("overlap.run"),
        "may_take": request.user.can("aid.read"),
    }
    if reckoning is not None:
        cells = cells_of(reckoning, area, request.user)
        spread = spread_of(reckoning, area, request.user)
        context |= {
            "cells": cells,
            "verdicts": [one for one in LOOKED_AT_FIRST if any(cell.verdict == one for cell in cells)],
            "grid": grid_of(reckoning, area, request.user, cells),
            "spread": spread,
            "most": max((one["people"] or 0 for one in spread.parts), default=0),
            "parts": area.children.order_by("code") if area.level < Level.VILLAGE else [],
        }
    return render(request, "recipients/overlap.html", context)


def how_current(reckoning: Reckoning | None) -> dict[str, bool]:
    """Whether a count is running, whether aid came in since, and whether the count of that aid failed."""
    stamp, newest = aid_stamp(), Reckoning.objects.first()
    is_running = counting() is not None
    is_tried = newest is not None and newest.done_at is None and newest.aid_stamp == stamp
    return {
        "is_running": is_running,
        "is_stale": reckoning is not None and reckoning.aid_stamp != stamp,
        "has_failed": is_tried and not is_running,
    }


def find_area(request: HttpRequest, code: str) -> Area:
    """An area of one's own part, down to the village."""
    own = limit_to_area(Area.objects.filter(level__lte=Level.VILLAGE), request.user, "code")
    return get_object_or_404(own, code=code)
