"""Refuses what a machine sends and says is too long, before any of it is read, in the form that machine reads."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from .dci.receiving import too_large
from .dci.views import refused


class MachineLimit:
    """For addresses of settings.MACHINE_LIMITS, which RequestLimit leaves to this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        for begins, limit in settings.MACHINE_LIMITS.items():
            if request.path_info.startswith(begins) and stated.isdecimal() and int(stated) > limit:
                return refused(too_large()) if begins == "/dci/" else _said(limit)
        return self.get_response(request)


def _said(limit: int) -> HttpResponse:
    says = f"Permintaan lebih dari {limit // 2**20} MB; bagi menjadi beberapa."
    return JsonResponse({"detail": says, "places": []}, status=413)
