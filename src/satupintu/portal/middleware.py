"""Around every page: the content policy, the language chosen by the switch, and how much may be sent."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from satupintu.foundation.accounts.permissions import can
from satupintu.pipeline.collection import openrosa_views

Next = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """No script, style or frame from anywhere else, and nothing in line; pages with data are not kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class IndonesianFirst:
    """Indonesian unless the person chose English by the switch: the browser's own wish is not asked."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class NotAllowedPage:
    """Puts a page where Django answers a wrong method with an empty one: a form's address opened by hand."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "errors/405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class RequestLimit:
    """Refuses what says of itself that it is too long, before any of it is read; strangers only send forms.

    What does not say its length is read by nobody: Django takes it for empty.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > settings.STRANGER_LIMIT and length > _limit(request):
            if _is_odk(request):
                return openrosa_views.too_large()
            return render(request, "errors/413.html", status=413)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def _is_odk(request: HttpRequest) -> bool:
    """Whether ODK Collect asks, which shows a key in the address instead of signing in, and reads no pages."""
    return request.path_info.startswith("/odk/")


def _limit(request: HttpRequest) -> int:
    if _is_odk(request):
        return openrosa_views.limit_of(request.path_info)
    for begins, limit in settings.MACHINE_LIMITS.items():
        if request.path_info.startswith(begins):
            return limit
    if can(request.user, "reference.upload") and request.path_info == reverse("screening:new_reference"):
        return settings.REFERENCE_LIMIT
    if not request.user.is_authenticated and request.path_info.startswith(reverse("letters:letters")):
        return settings.LETTER_LIMIT
    return settings.REQUEST_LIMIT if request.user.is_authenticated else settings.STRANGER_LIMIT
