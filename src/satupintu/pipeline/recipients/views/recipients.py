"""The table of who received what, limited to what its reader may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.models import Area

from ..forms import FilterForm
from ..selectors import Aid, Filter, Questions, visible_aid, visible_reports

PAGE_SIZE = 50


@allow("aid.reported")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who received what; `wilayah`, `program`, `instansi`, `cocok` and `laporan` narrow it."""
    everything = visible_aid(request.user)
    form = FilterForm(
        request.GET or None,
        by=request.user,
        programmes=everything.choices("programme"),
        agencies=everything.choices("agency"),
    )
    is_wrong = form.is_bound and not form.is_valid()
    found = visible_aid(request.user, form.wanted if form.is_bound and not is_wrong else Filter())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "page": page,
        "totals": found.totals,
        "villages": names_of(list(page.object_list)),
        "reports": visible_reports(request.user).count(),
        "questions": len(Questions(request.user)),
        "may_see_registry": request.user.can("business.read"),
    }
    return render(request, "recipients/recipients.html", context, status=422 if is_wrong else 200)


def names_of(rows: list[Aid]) -> dict[str, str]:
    """The names of the villages of some rows, by code."""
    codes = {one.village for one in rows if one.village}
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
