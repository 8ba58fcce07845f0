"""Agreed plans as everybody may read them: no names of people, no notes, no evidence."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import public

from ..models import ActionPlan
from ..selectors.lateness import by_owner, late_lines
from ..selectors.matrix import lights_of
from ..selectors.visibility import public_plans
from .plans import matrix_context


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(public_plans(), 20).get_page(request.GET.get("halaman"))
    context = {"page": page, "rows": lights_of(list(page))}
    return render(request, "coordination/public_plans.html", context)


@public
@require_safe
def show(request: HttpRequest, plan: int) -> HttpResponse:
    found = get_object_or_404(public_plans(), pk=plan)
    context = matrix_context(found, request.GET) | {"is_public": True, "late": []}
    if not found.is_closed:
        context["late"] = by_owner(late_lines(ActionPlan.objects.filter(pk=found.pk), context["today"]))
    return render(request, "coordination/plan.html", context)
