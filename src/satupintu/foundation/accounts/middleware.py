"""Keeps those who sign in by phone signed in as long as they come back: their month begins anew each day."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .roles import BY_PHONE

_DAY = "renewed_on"


class SlidingSession:
    """Once a day, not on each request: a session is a row in the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.role in BY_PHONE:
            today = timezone.localdate().isoformat()
            if request.session.get(_DAY) != today:
                request.session[_DAY] = today
                request.session.set_expiry(settings.FIELD_SESSION_AGE)
        return self.get_response(request)
