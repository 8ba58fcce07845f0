"""The demo's outbox: what would have gone to people's phones."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..accounts.permissions import public
from .models import Message


@public
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Open to everyone in the demo, where nobody is real; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(request, "messaging/outbox.html", {"messages_sent": Message.objects.all()[:20]})
