"""Pages of the second factor: the code after the password, enrolling, and new recovery codes."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import second_factor
from ..forms import CodeForm, SecondFactorForm
from ..models import SecondFactor
from ..permissions import allow, public
from .signing import next_of

_TOO_MANY = 429


def _held_back() -> str:
    return _("Terlalu banyak kode yang salah. Tunggu 15 menit, lalu coba lagi.")


@public
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """The code of somebody whose password was right a moment ago."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if second_factor.half_way(request) is None:
        return redirect("accounts:sign_in")
    form = SecondFactorForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.finish(request, code=form.cleaned_data["code"]):
                return redirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
            form.add_error("code", _("Kode tidak cocok. Tunggu kode berikutnya, lalu coba lagi."))
        except second_factor.TooManyCodesError:
            form.add_error(None, _held_back())
            status = _TOO_MANY
    return render(
        request, "accounts/second_step.html", {"form": form, "next": next_of(request)}, status=status
    )


@allow("account.self")
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Enrols an app, or makes new recovery codes where there is one."""
    is_enrolled = SecondFactor.objects.filter(user=request.user).exists()
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        act = second_factor.new_recovery_codes if is_enrolled else second_factor.enrol
        try:
            if codes := act(request, code=form.cleaned_data["code"]):
                return render(request, "accounts/recovery_codes.html", {"codes": codes})
            form.add_error("code", _("Kode tidak cocok. Tunggu kode berikutnya, lalu coba lagi."))
        except second_factor.TooManyCodesError:
            form.add_error(None, _held_back())
            status = _TOO_MANY
    context = {"form": form, "is_enrolled": is_enrolled, "is_required": settings.MFA_REQUIRED}
    return render(
        request, "accounts/second_factor.html", context | _secret(request, is_enrolled), status=status
    )


def _secret(request: HttpRequest, is_enrolled: bool) -> dict[str, str]:
    """The QR code and the letters of the secret, for those who are enrolling."""
    if is_enrolled:
        return {}
    address = second_factor.address_of(request.user, second_factor.nonce_of(request))
    letters = address.split("secret=")[1].split("&")[0]
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    groups = " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))
    return {"picture": picture, "letters": groups}
