"""The administrator's pages of partners: who may ask, for what, with which key; a token is shown once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow

from .forms import PartnerForm
from .models import Delivery, DeliveryState, Partner, Subscription
from .partners import new_token, save_partner, visible_partners


@allow("partner.manage")
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    running = Count("subscriptions", filter=Q(subscriptions__ended_at__isnull=True))
    found = visible_partners(request.user).annotate(running=running).order_by("name")
    page = Paginator(found, 50).get_page(request.GET.get("halaman"))
    return render(request, "interop/partners.html", {"page": page})


@allow("partner.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, partner_id: int | None = None) -> HttpResponse:
    """A new partner (no id), whose token is shown at once, or one to change."""
    found = get_object_or_404(visible_partners(request.user), pk=partner_id) if partner_id else None
    initial = {"area": found.area_id} if found else {}
    form = PartnerForm(request.POST or None, instance=found, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = save_partner(form.save(commit=False), by=request.user)
        if partner_id is None:
            return _shown_once(request, kept)
        messages.success(request, _("Mitra %(name)s sudah disimpan.") % {"name": kept.name})
        return redirect("interop:partners")
    context = {"form": form, "partner": found, **(_figures(found) if found else {})}
    return render(request, "interop/partner.html", context, status=422 if form.errors else 200)


def _figures(found: Partner) -> dict[str, Any]:
    """What is going on with a partner, without what is said."""
    deliveries = Delivery.objects.filter(partner=found)
    return {
        "subscriptions": Subscription.objects.filter(partner=found, ended_at__isnull=True).count(),
        "waiting": deliveries.filter(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]).count(),
        "troubles": deliveries.exclude(problem="").order_by("-pk")[:5],
    }


@allow("partner.manage")
@never_cache
@require_POST
def token(request: HttpRequest, partner_id: int) -> HttpResponse:
    """A new token; the one before opens nothing any more."""
    return _shown_once(request, get_object_or_404(visible_partners(request.user), pk=partner_id))


def _shown_once(request: HttpRequest, found: Partner) -> HttpResponse:
    return render(
        request, "interop/token.html", {"partner": found, "token": new_token(found, by=request.user)}
    )
