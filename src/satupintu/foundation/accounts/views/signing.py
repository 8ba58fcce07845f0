"""Pages for signing in and out with a password, and for one's own password."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...messaging.services import is_set_up
from .. import services
from ..forms import PasswordChangeForm, SignInForm
from ..models import Role, User
from ..permissions import allow, public
from ..roles import BY_PHONE
from ..way_back import is_ours

_OTHERS = frozenset({Role.BANK_OFFICER, Role.AGENCY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})


def next_of(request: HttpRequest) -> str:
    """Where to go after signing in: only a page of this site."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if is_ours(request, target) else ""


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if services.sign_in(request, **form.cleaned_data):
                return _onward(request)
            form.add_error(None, _("Nama pengguna atau kata sandi tidak cocok. Coba lagi."))
        except services.TooManyTriesError:
            form.add_error(None, _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."))
            status = 429
    context = {"form": form, "next": next_of(request), "by_phone": is_set_up()} | _demo_accounts()
    return render(request, "accounts/sign_in.html", context, status=status)


def _onward(request: HttpRequest) -> HttpResponse:
    """To the page asked for, or first to the second factor."""
    target = next_of(request)
    if request.user.is_authenticated:
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    query = f"?{urlencode({'next': target})}" if target else ""
    return redirect(reverse("accounts:second_step") + query)


def _demo_accounts() -> dict[str, object]:
    """One account per role in groups, shown on the sign-in page of the demo and nowhere else."""
    if not settings.DEMO:
        return {}
    found = User.objects.filter(is_active=True, username__startswith="demo.").select_related("area")
    users = sorted(found, key=lambda user: list(Role).index(Role(user.role)))
    groups = [
        (_("Di lapangan"), [user for user in users if user.role in BY_PHONE]),
        (_("Kantor pemerintah"), [user for user in users if user.role not in BY_PHONE | _OTHERS]),
        (
            _("Bank, instansi program, pemeriksa dan pengelola"),
            [user for user in users if user.role in _OTHERS],
        ),
    ]
    return {"demo_groups": groups, "demo_password": settings.DEMO_PASSWORD}


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The next person at a shared computer finds nothing of it with the back button.

    Storage is left alone: there a phone keeps what was filled in without signal and has not been sent.
    """
    services.sign_out(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@allow("account.self")
@never_cache
@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, and the token to send with: asked before a form that was long open is sent."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@allow("account.self")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_password(request, password=form.cleaned_data["new_password1"])
        messages.success(request, _("Kata sandi Anda sudah diganti."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/change_password.html", {"form": form})
