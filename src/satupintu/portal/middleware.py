"""Around every page: the content policy, the language chosen by the switch, how much may be sent, and no NUL."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from satupintu.foundation.accounts.permissions import can
from satupintu.pipeline.collection import openrosa_views

Next = Callable[[HttpRequest], HttpResponse]
NUL = "\0"


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


class WithoutNul:
    """Takes NUL out of what addresses and forms say: no keyboard writes it, and PostgreSQL ends every question that
    holds it with an error. What machines send is looked at where it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_rest: Any) -> None:
        if NUL in request.path_info and not request.path_info.startswith("/api/"):  # machines get no page
            raise Http404("NUL in an address")
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if not getattr(view, "csrf_exempt", False):  # a form, which the look for its token has read already
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any(NUL in one for name, values in sent.lists() for one in (name, *values)):
        return sent
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(name.replace(NUL, ""), [one.replace(NUL, "") for one in values])
    return kept


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
