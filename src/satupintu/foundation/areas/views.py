"""Pages on which a village's hamlets, RWs and RTs are named."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..accounts.permissions import allow, limit_to_area
from . import below
from .forms import LinesForm, NameForm
from .models import Area, Level
from .numbering import Unreadable
from .selectors import below_village, full_name, village_of


@allow("area.manage")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A village officer's own village at once; above it the villages to choose from, `cari` narrows them by name."""
    if request.user.area.level >= Level.VILLAGE:
        return redirect("areas:village", code=village_of(request.user.area).code)
    found = limit_to_area(Area.objects.filter(level=Level.VILLAGE), request.user, "code")
    if wanted := request.GET.get("cari", "").strip()[:60]:
        found = found.filter(name__icontains=wanted)
    page = Paginator(found.select_related("parent"), 50).get_page(request.GET.get("halaman"))
    return render(request, "areas/villages.html", {"page": page, "wanted": wanted})


@allow("area.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The tree of one village, and the lines that add to it."""
    found = limit_to_area(Area.objects.filter(level=Level.VILLAGE), request.user, "code")
    area = get_object_or_404(found, code=code)
    form = LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = below.add_areas(by=request.user, village=area, written=form.cleaned_data["written"])
        except Unreadable as trouble:
            form.add_error("written", str(trouble))
        else:
            messages.success(request, _told(added))
            return redirect("areas:village", code=area.code)
    return render(request, "areas/village.html", {"area": area, "tree": below_village(area), "form": form})


def _told(added: below.Added) -> str:
    count = len(added.new)
    if not count:
        return _("Semua yang ditulis sudah ada; tidak ada yang berubah.")
    return ngettext("%(count)s wilayah ditambahkan.", "%(count)s wilayah ditambahkan.", count) % {
        "count": count
    }


@allow("area.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    area = _below_or_404(request, code)
    home = village_of(area)
    form = NameForm(request.POST or None, initial={"name": area.name})
    if request.method == "POST" and form.is_valid():
        below.rename_area(by=request.user, area=area, name=form.cleaned_data["name"])
        return redirect("areas:village", code=home.code)
    context = {"area": area, "village": home, "where": full_name(area), "form": form}
    return render(request, "areas/rename.html", context)


@allow("area.manage")
@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    area = _below_or_404(request, code)
    home = village_of(area)
    try:
        below.remove_area(by=request.user, area=area)
    except Unreadable as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("%(name)s dihapus.") % {"name": area.name})
    return redirect("areas:village", code=home.code)


def _below_or_404(request: HttpRequest, code: str) -> Area:
    found = limit_to_area(Area.objects.filter(level__gt=Level.VILLAGE), request.user, "code")
    return get_object_or_404(found.select_related("parent"), code=code)
