"""What the views share: running a service for a form, and handing out a file."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from satupintu.foundation.areas.models import Area
from satupintu.foundation.refusal import Refused

from ..models import PlanLine
from ..services.evidence import evidence_file


def carried_out(form: forms.Form, do: Callable[[], Any]) -> bool:
    """Whether the form is valid and the service did it; what it refused becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        do()
    except Refused as refusal:
        form.add_error(None, [str(refusal), *refusal.problems])
        return False
    return True


def asked_number(request: HttpRequest, name: str) -> int | None:
    """A row's number in the address; None for anything else, also for more digits than any row has."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def handed_out(
    request: HttpRequest,
    entry: Any,
    area: Area,
    name: str,
    sha256: str,
    agencies: Collection[str] | None = None,
) -> HttpResponse:
    """A file that proves something, as it was sent; for those whose part of the tree the area lies in."""
    try:
        path: Path = evidence_file(by=request.user, entry=entry, area=area, sha256=sha256, agencies=agencies)
    except FileNotFoundError as missing:
        raise Http404("the file is not there") from missing
    except PermissionDenied as refused:
        raise Http404("not for this office") from refused
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


def agencies_of(line: PlanLine | None) -> set[str]:
    """Who answers for a line, by id; nobody for what belongs to no line."""
    return {one.agency for one in line.agencies.all()} if line else set()
