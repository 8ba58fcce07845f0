"""Pages of collection: what came in from the person's area, one submission, and the keys of one's own phones."""

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.areas.selectors import name_in_full

from . import selectors
from .keys import keys_of, make_key, settings_code, withdraw_key
from .models import Submission

_PER_PAGE = 50
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@allow("submission.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that came in from the area, newest first; `?masalah=1` only what has a problem."""
    found = selectors.visible_submissions(request.user)
    only_problems = request.GET.get("masalah") == "1"
    if only_problems:
        found = found.exclude(problems=[])
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("halaman"))
    name_in_full(one.area for one in page)
    context = {
        "page": page,
        "only_problems": only_problems,
        "may_create": request.user.can("submission.create"),
        "may_import": request.user.can("submission.import"),
    }
    return render(request, "collection/submissions.html", context)


@allow("submission.read")
@require_safe
def show(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = _find(request, submission_id)
    name_in_full([submission.area])
    context = {
        "submission": submission,
        "title": selectors.form_title(submission),
        "answers": selectors.answers_of(submission),
        "problems": selectors.problems_now(submission),
        "files": submission.attachments.all(),
    }
    return render(request, "collection/submission.html", context)


@allow("submission.read")
@require_safe
def attachment(request: HttpRequest, submission_id: int, attachment_id: int) -> HttpResponse:
    """A photo as it came. Only what our own reading calls a picture is shown; the rest is handed over as a file."""
    one = get_object_or_404(_find(request, submission_id).attachments, pk=attachment_id)
    if not one.path.exists():
        raise Http404("file is gone")
    is_shown = one.kind in _SHOWN
    kind = one.kind if is_shown else "application/octet-stream"
    response = FileResponse(
        one.path.open("rb"), as_attachment=not is_shown, filename=one.name, content_type=kind
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@allow("submission.create")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The person's own keys; POST makes one and shows it, with the QR that sets up ODK Collect, this once."""
    context: dict[str, object] = {}
    if request.method == "POST":
        server = request.build_absolute_uri(f"/odk/{make_key(by=request.user)}")
        code = settings_code(server, f"Satu Pintu {request.user.area.name}")
        picture = segno.make(code, error="l", micro=False).svg_data_uri(scale=4, border=4)
        context = {"server": server, "picture": picture}
    return render(request, "collection/keys.html", context | {"keys": keys_of(request.user)})


@allow("submission.create")
@require_POST
def withdraw(request: HttpRequest, key_id: int) -> HttpResponse:
    withdraw_key(by=request.user, key=get_object_or_404(keys_of(request.user), pk=key_id))
    messages.success(request, _("Kunci dicabut. Ponsel yang memakainya tidak dapat mengirim lagi."))
    return redirect("collection:keys")


def _find(request: HttpRequest, submission_id: int) -> Submission:
    return get_object_or_404(selectors.visible_submissions(request.user), pk=submission_id)
