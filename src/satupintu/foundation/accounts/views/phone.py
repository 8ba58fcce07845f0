"""Pages for signing in by a code or link sent to one's phone; they work in the oldest browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...messaging.services import is_set_up
from .. import phone_sign_in
from ..forms import CodeForm, PhoneForm
from ..permissions import public
from ..phones import masked

_PHONE = "sign_in_phone"
_TOO_MANY = 429


def _held_back() -> str:
    return _("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi.")


@public
@sensitive_post_parameters("phone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The number; whoever's it is, or nobody's, the next page is the same."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST or None)
    status = 200
    if request.method == "POST" and is_set_up() and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            phone_sign_in.ask_for_code(request, phone=phone)
        except phone_sign_in.TooManyCodesError:
            form.add_error(None, _held_back())
            status = _TOO_MANY
        else:
            request.session[_PHONE] = phone
            return redirect("accounts:phone_code")
    return render(request, "accounts/phone.html", {"form": form, "is_set_up": is_set_up()}, status=status)


@public
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    phone = request.session.get(_PHONE)
    if not phone:
        return redirect("accounts:phone")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if phone_sign_in.sign_in_by_code(request, phone=phone, code=form.cleaned_data["code"]):
                return redirect(settings.LOGIN_REDIRECT_URL)
            form.add_error(
                "code", _("Kode tidak cocok atau sudah tidak berlaku. Periksa lagi, atau minta kode baru.")
            )
        except phone_sign_in.TooManyCodesError:
            form.add_error(None, _held_back())
            status = _TOO_MANY
    context = {"form": form, "phone": masked(phone), "is_demo_outbox": settings.DEMO}
    return render(request, "accounts/phone_code.html", context, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: messengers open links by themselves, which must use nothing up."""
    if request.method == "POST" and phone_sign_in.sign_in_by_link(request, token=token):
        return redirect(settings.LOGIN_REDIRECT_URL)
    waiting = phone_sign_in.waiting_link(token)
    status = 200 if waiting else 410
    return render(request, "accounts/phone_link.html", {"waiting": waiting, "token": token}, status=status)
