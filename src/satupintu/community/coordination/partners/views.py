"""Pages of partners: who they are, what each promised, and what arrived."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.pages import status_of

from ..models import Delivery, Partner, PlanState, Promise
from ..selectors.visibility import managed_plans, visible_partners, visible_promises
from ..services.evidence import may_open
from ..views.asking import agencies_of, asked_number, carried_out, handed_out
from . import services
from .forms import DeliverForm, PartnerForm, PromiseForm
from .selectors import promise_views


@allow("plan.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Partners by kind, each with what of its promises is whole and what is late."""
    page = Paginator(visible_partners(request.user), 100).get_page(request.GET.get("halaman"))
    partners = list(page)
    promised: dict[int, list[object]] = {one.pk: [] for one in partners}
    for view in promise_views(visible_promises(request.user).filter(partner__in=partners)):
        promised[view.promise.partner_id].append(view)
    kinds = [
        (kind, [(one, promised[one.pk]) for one in own])
        for kind, own in groupby(partners, key=lambda one: one.get_kind_display())
    ]
    context = {"kinds": kinds, "page": page, "may_manage": request.user.can("plan.manage")}
    return render(request, "coordination/partners.html", context)


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A partner of one's own area."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: services.add_partner(by=request.user, area=request.user.area, **form.cleaned_data)
    ):
        messages.success(request, _("Mitra ditambahkan."))
        return redirect("coordination:partners")
    return render(request, "coordination/partner_form.html", {"form": form}, status=status_of(form))


@allow("plan.read")
@require_safe
def show(request: HttpRequest, partner: int) -> HttpResponse:
    found = get_object_or_404(visible_partners(request.user), pk=partner)
    context = {
        "partner": found,
        "promises": promise_views(visible_promises(request.user).filter(partner=found)),
        "may_manage": request.user.can("plan.manage", found.area),
    }
    return render(request, "coordination/partner.html", context)


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, partner: int) -> HttpResponse:
    found = _managed(request, partner)
    form = PartnerForm(request.POST or None, partner=found)
    if request.method == "POST" and carried_out(
        form, lambda: services.change_partner(by=request.user, partner=found, **form.cleaned_data)
    ):
        return redirect("coordination:partner", found.pk)
    context = {"form": form, "partner": found}
    return render(request, "coordination/partner_form.html", context, status=status_of(form))


@allow("plan.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_promise(request: HttpRequest, partner: int) -> HttpResponse:
    found = _managed(request, partner)
    plans = managed_plans(request.user).exclude(state=PlanState.CLOSED)
    form = PromiseForm(request.POST or None, plans=plans)
    if request.method == "POST" and carried_out(
        form, lambda: services.make_promise(by=request.user, partner=found, **form.cleaned_data)
    ):
        messages.success(request, _("Janji dicatat."))
        return redirect("coordination:partner", found.pk)
    context = {"form": form, "partner": found}
    return render(request, "coordination/promise_form.html", context, status=status_of(form))


@allow("plan.read")
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, promise: int) -> HttpResponse:
    """A promise with what arrived of it; planners of its plan note another part, or correct one (`perbaiki`)."""
    found = get_object_or_404(visible_promises(request.user), pk=promise)
    form = _deliver_form(request, found)

    def do() -> None:
        data = dict(form.cleaned_data)
        corrected = data.pop("corrects")
        corrects = get_object_or_404(Delivery, pk=corrected, promise=found) if corrected else None
        services.deliver(by=request.user, promise=found, corrects=corrects, **data)

    if request.method == "POST" and carried_out(form, do):
        messages.success(request, _("Penyerahan dicatat."))
        return redirect("coordination:promise", found.pk)
    may_manage = request.user.can("plan.manage", found.plan.area)
    context = {
        "one": promise_views(visible_promises(request.user).filter(pk=found.pk))[0],
        "deliveries": found.deliveries.select_related("by", "corrected_by"),
        "form": form,
        "may_deliver": may_manage and not found.plan.is_closed,
        "may_see_evidence": may_open(request.user, found.plan.area, agencies_of(found.line)),
        "is_correction": bool(form["corrects"].value()),
    }
    return render(request, "coordination/promise.html", context, status=status_of(form))


def _deliver_form(request: HttpRequest, promise: Promise) -> DeliverForm:
    if request.method == "POST":
        return DeliverForm(request.POST, request.FILES)
    asked = asked_number(request, "perbaiki")
    found = promise.deliveries.filter(pk=asked, corrected_by__isnull=True).first() if asked else None
    return DeliverForm(
        initial={"amount": found.amount, "on": found.on, "corrects": found.pk} if found else {}
    )


@allow("plan.evidence")
@require_safe
def evidence(request: HttpRequest, delivery: int) -> HttpResponse:
    deliveries = Delivery.objects.filter(promise__in=visible_promises(request.user))
    found = get_object_or_404(deliveries, pk=delivery)
    promise, agencies = found.promise, agencies_of(found.promise.line)
    return handed_out(request, found, promise.plan.area, found.evidence_name, found.evidence_sha256, agencies)


def _managed(request: HttpRequest, partner: int) -> Partner:
    return get_object_or_404(limit_to_area(Partner.objects.select_related("area"), request.user), pk=partner)
