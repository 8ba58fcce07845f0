"""What those above look after: which tiers sleep, and which tiers there are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.refusal import Refused

from ..forms import AreaChoiceForm, LadderForm
from ..ladders import CHOICES, ladder_for
from ..models import DEFAULT_LEVELS, Ladder
from ..selectors.ages import sleepers, waiting_below
from ..selectors.queues import areas_below
from ..services import clear_ladder, set_ladder, take_in
from .asking import page_number
from .links import links


@allow("verification.read")
@require_safe
def ages(request: HttpRequest) -> HttpResponse:
    """Where submissions wait in one's area, the longest asleep first; `wilayah` and `jenjang` narrow it."""
    take_in()
    code, tier = request.GET.get("wilayah", "")[:32].replace("/", ""), request.GET.get("jenjang", "")
    level = int(tier) if tier in {str(int(one)) for one in CHOICES} else None
    rows = waiting_below(request.user, code, level)
    context = {
        "page": sleepers(rows, page_number(request.GET)),
        "below": areas_below(request.user),
        "area": code,
        "links": links(request.user, "ages"),
        "level": level,
        "levels": [(int(one), one.label) for one in CHOICES if one >= request.user.area.level],
    }
    return render(request, "verification/ages.html", context)


@allow("ladder.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def ladders(request: HttpRequest) -> HttpResponse:
    """The ladders of one's area, and the way to set another."""
    form = AreaChoiceForm(request.POST or None, within=request.user.area)
    if request.method == "POST" and form.is_valid():
        return redirect("verification:ladder", form.cleaned_data["area"].code)
    own = ladder_for(request.user.area)
    context = {
        "form": form,
        "own": own,
        "own_levels": _labels(own.levels if own else DEFAULT_LEVELS),
        "ladders": [
            (one, _labels(one.levels))
            for one in limit_to_area(Ladder.objects.select_related("area", "set_by"), request.user).order_by(
                "area__path"
            )
        ],
        "area": request.user.area,
        "links": links(request.user, "ladders"),
    }
    return render(request, "verification/ladders.html", context, status=422 if form.errors else 200)


@allow("ladder.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: HttpRequest, code: str) -> HttpResponse:
    """The ladder of one area; `hapus` lets the one above hold again."""
    area = get_object_or_404(Area.objects.within(request.user.area), code=code)
    held = ladder_for(area)
    is_own = held is not None and held.area_id == area.code
    if "hapus" in request.POST:
        clear_ladder(by=request.user, area=area)
        messages.success(request, _("Jenjang %(area)s mengikuti wilayah di atasnya.") % {"area": area.name})
        return redirect("verification:ladders")
    form = LadderForm(request.POST or None, initial={"levels": held.levels if held else DEFAULT_LEVELS})
    if request.method == "POST" and form.is_valid():
        try:
            set_ladder(by=request.user, area=area, levels=form.cleaned_data["levels"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jenjang %(area)s tersimpan.") % {"area": area.name})
            return redirect("verification:ladders")
    context = {"area": area, "form": form, "held": held, "is_own": is_own}
    return render(request, "verification/ladder.html", context, status=422 if form.errors else 200)


def _labels(levels: list[int]) -> list[str]:
    return [str(Level(level).label) for level in sorted(levels, reverse=True)]
