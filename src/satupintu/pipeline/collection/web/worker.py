"""What the phone keeps so that the form opens without signal: the list in the service worker's script."""

import functools
import hashlib
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow

from ..forms import load_forms

SCRIPTS = ("collection/evaluate.js", "collection/queue.js", "collection/panel.js", "collection/form.js")
SCOPE = "/pendataan/"
ASSETS = ("build/app.css", "portal/door.svg", "portal/menu.js", "portal/session.js", *SCRIPTS)


@allow("submission.create")
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The service worker; a new version where a page's parts or a form have changed."""
    forms = load_forms()
    pages = [reverse("field:home"), *(reverse("field:fill", args=[form_id]) for form_id in forms)]
    context = {
        "version": _version(tuple((one.id, one.version) for one in forms.values())),
        "assets": json.dumps([static(name) for name in ASSETS]),
        "pages": json.dumps(pages),
        "scope": SCOPE,
    }
    response = render(request, "collection/sw.js", context, content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@functools.cache
def _version(forms: tuple[tuple[str, str], ...]) -> str:
    digest = hashlib.sha256(repr(forms).encode())
    for name in ASSETS:
        found = finders.find(name)
        digest.update(Path(found).read_bytes() if isinstance(found, str) else name.encode())
    return digest.hexdigest()[:12]
