"""The administrator's accounts, and those that a village officer keeps for its RT, RW and hamlet heads and owners."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...areas.selectors import name_in_full
from ...refusal import Refused
from .. import second_factor, services
from ..forms import AccountForm, InviteForm
from ..models import SecondFactor, User
from ..permissions import allow, limit_to_area
from ..roles import BY_PHONE

_WORDS = 6  # of a search; more narrow nothing
_ABOVE = 4  # areas above an RT that a search looks at: RW, hamlet, village, district


@allow("account.manage")
@sensitive_post_parameters("cari")
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody's accounts, page by page; `cari`, which a form sends, shows those that its words fit."""
    users = limit_to_area(User.objects.select_related("area"), request.user)
    wanted = request.POST.get("cari", "").strip()[:100]
    for word in wanted.split()[:_WORDS]:
        users = users.filter(_fits(word))
    page = Paginator(users, 50).get_page(request.GET.get("halaman"))
    name_in_full(one.area for one in page)
    return render(request, "accounts/accounts.html", {"page": page, "wanted": wanted})


@allow("account.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, user_id: int | None = None) -> HttpResponse:
    """A new account (no id), or one to change."""
    user = get_object_or_404(limit_to_area(User.objects.all(), request.user), pk=user_id) if user_id else None
    form = AccountForm(request.POST or None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            password = services.save_account(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if password:
                return render(
                    request, "accounts/password.html", {"account": form.instance, "password": password}
                )
            messages.success(request, _("Akun %(name)s sudah disimpan.") % {"name": form.instance.name})
            return redirect("accounts:accounts")
    context = {
        "form": form,
        "account": user,
        "has_second_factor": SecondFactor.objects.filter(user=user).exists(),
        "has_password": user is not None and user.role not in BY_PHONE,
    }
    return render(request, "accounts/account.html", context)


@allow("account.manage")
@never_cache
@require_POST
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(limit_to_area(User.objects.all(), request.user), pk=user_id)
    password = services.reset_password(user, by=request.user)
    return render(request, "accounts/password.html", {"account": user, "password": password})


@allow("account.manage")
@require_POST
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(limit_to_area(User.objects.all(), request.user), pk=user_id)
    second_factor.reset(user, by=request.user)
    messages.success(request, _("Faktor kedua %(name)s sudah dilepas.") % {"name": user.name})
    return redirect("accounts:account", user_id=user.pk)


@allow("account.invite")
@require_safe
def invited(request: HttpRequest) -> HttpResponse:
    page = Paginator(_invited(request).select_related("area"), 50).get_page(request.GET.get("halaman"))
    name_in_full(one.area for one in page)
    return render(request, "accounts/invited.html", {"page": page})


@allow("account.invite")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, user_id: int | None = None) -> HttpResponse:
    """A new account for one who signs in by phone (no id), or one to change."""
    user = get_object_or_404(_invited(request), pk=user_id) if user_id else None
    form = InviteForm(request.POST or None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_account(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error("nik", str(refusal))
        else:
            messages.success(request, _("Akun %(name)s sudah disimpan.") % {"name": form.instance.name})
            return redirect("accounts:invited")
    return render(request, "accounts/invite.html", {"form": form, "account": user})


def _invited(request: HttpRequest):  # type: ignore[no-untyped-def]
    return limit_to_area(User.objects.filter(role__in=BY_PHONE), request.user)


def _fits(word: str) -> Q:
    """Accounts with a word in their name, their area's code, or the name of their area or of one close above it."""
    fits = Q(name__icontains=word) | Q(username__icontains=word) | Q(area__code__startswith=word)
    for above in range(_ABOVE + 1):
        fits |= Q(**{f"area{'__parent' * above}__name__icontains": word})
    return fits
