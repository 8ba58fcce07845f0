"""Pages for signing in and out and for passwords; the administrator's list of accounts."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import services
from .forms import AccountForm, PasswordChangeForm, SignInForm
from .models import User
from .permissions import allow, limit_to_area, public


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: only a page of this site."""
    target = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else ""


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
                return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
            form.add_error(None, _("Nama pengguna atau kata sandi tidak cocok. Coba lagi."))
        except services.TooManyTriesError:
            form.add_error(None, _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."))
            status = 429
    context = {"form": form, "next": _next(request)} | _demo_accounts()
    return render(request, "accounts/sign_in.html", context, status=status)


def _demo_accounts() -> dict[str, object]:
    """One account per role, shown on the sign-in page of the demo and nowhere else."""
    if not settings.DEMO:
        return {}
    users = User.objects.filter(is_active=True, username__startswith="demo.").select_related("area")
    return {"demo_accounts": users.order_by("pk"), "demo_password": settings.DEMO_PASSWORD}


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


@allow("account.manage")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    users = limit_to_area(User.objects.select_related("area"), request.user)
    page = Paginator(users, 50).get_page(request.GET.get("halaman"))
    return render(request, "accounts/accounts.html", {"page": page})


@allow("account.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, user_id: int | None = None) -> HttpResponse:
    """A new account (no id), or one to change."""
    user = get_object_or_404(limit_to_area(User.objects.all(), request.user), pk=user_id) if user_id else None
    form = AccountForm(request.POST or None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        password = services.save_account(form.save(commit=False), by=request.user)
        if password:
            return render(request, "accounts/password.html", {"account": form.instance, "password": password})
        messages.success(request, _("Akun %(name)s sudah disimpan.") % {"name": form.instance.name})
        return redirect("accounts:accounts")
    return render(request, "accounts/account.html", {"form": form, "account": user})


@allow("account.manage")
@never_cache
@require_POST
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(limit_to_area(User.objects.all(), request.user), pk=user_id)
    password = services.reset_password(user, by=request.user)
    return render(request, "accounts/password.html", {"account": user, "password": password})
