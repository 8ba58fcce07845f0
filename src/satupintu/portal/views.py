"""Pages that cross stages: home, the work queue, public status, the audit trail."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ..foundation.accounts.permissions import allow, public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Strangers see what this is and three doors; people who are signed in see their work."""
    if request.user.is_authenticated:
        return render(request, "portal/queue.html")
    return render(request, "portal/home.html")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie and goes back to the page."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if is_ours else "portal:home")
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@public
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/status.html")


@public
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/your_data.html")


@allow("event.read")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/events.html")
