"""Pages that cross stages: home, the work queue, public status, the audit trail."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.engine.nik import clean_nik

from ..foundation.accounts.limits import address_of
from ..foundation.accounts.permissions import allow, public, require, unfinished
from ..foundation.accounts.services import nik_hashes
from ..foundation.accounts.way_back import is_ours
from ..foundation.areas.selectors import name_in_full
from . import trail
from .forms import StatusForm
from .status import TooManyQuestionsError, ask
from .work_queue import queue_of

_EVENTS = 100  # a page


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Strangers see what this is and three doors; people who are signed in see their work."""
    if not request.user.is_authenticated:
        return render(request, "portal/home.html")
    if page := unfinished(request):
        return redirect(page)
    return render(request, "portal/queue.html", {"queue": queue_of(request.user)})


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in a cookie and goes back to the page."""
    target = request.POST.get("next", "")
    response = redirect(target if is_ours(request, target) else "portal:home")
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
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """One's own standing. The NIK comes by POST and goes nowhere: not into an address, a log or a session."""
    form = StatusForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    code = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            context["standings"] = ask(**form.cleaned_data, address=address_of(request))
            context["asked"] = True
        except TooManyQuestionsError:
            context["is_held_back"] = True
            code = 429
    return render(request, "portal/status.html", context, status=code)


@public
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/your_data.html")


@allow("event.read")
@sensitive_post_parameters("nik")
@require_POST
def accounts_of_nik(request: HttpRequest) -> HttpResponse:
    """Leads to what was done with accounts for a NIK, by its hash: the NIK itself stands in no address."""
    require(request.user, "nik.read")
    hashes = nik_hashes(clean_nik(request.POST.get("nik", "")))
    return redirect(f"{reverse('portal:events')}?{urlencode({'sidik': '-'.join(hashes)})}")


@allow("event.read")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The audit trail of one's area, newest first, narrowed by who, what and when."""
    found = trail.trail_of(request.user)
    form = trail.TrailForm(request.GET, actions=trail.actions_in(found))
    is_sound = form.is_valid()
    page = Paginator(form.narrow(found), _EVENTS).get_page(request.GET.get("halaman"))
    titles = trail.titles_of(page, request.user)
    name_in_full(event.area for event in page if event.area)
    rows = [
        (event, trail.called(event.by or "–"), titles.get((event.object_type, event.object_id), ""))
        for event in page
    ]
    context = {"page": page, "rows": rows, "form": form, "may_ask_nik": request.user.can("nik.read")}
    return render(request, "portal/events.html", context, status=200 if is_sound else 422)
