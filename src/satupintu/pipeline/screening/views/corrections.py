"""The senders' own workbooks back, their rows to mend marked: each village its own, the office all of them."""

import tempfile
import zipfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.gateways.corrections import correction_in, correction_names

from ..models import Run
from ..selectors.visibility import visible_lists
from ..services.exports import note_corrections
from .access import decisions_of, find_run

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"


@allow("corrections.read")
@require_safe
def index(request: HttpRequest, round_id: int) -> HttpResponse:
    run = find_run(request, round_id)
    counts = {one["file"]: one for one in decisions_of(request, run).lists}
    numbers = {one.name: one.pk for one in visible_lists(request.user, run.round)}
    files = [
        {"pk": numbers[name], "name": path.name, **counts.get(name, {})}
        for name, path in _workbooks(request, run).items()
    ]
    return render(request, "screening/corrections.html", {"round": run.round, "run": run, "files": files})


@allow("corrections.read")
@require_safe
def workbook(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    run = find_run(request, round_id)
    chosen = get_object_or_404(visible_lists(request.user, run.round), pk=list_id)
    path = _workbooks(request, run).get(chosen.name)
    if path is None:
        raise Http404("nothing to mend in this list")
    note_corrections(by=request.user, run=run, lists=[chosen.pk])
    kind = _XLSM if path.suffix == ".xlsm" else _XLSX
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)


@allow("corrections.read")
@require_safe
def archive(request: HttpRequest, round_id: int) -> HttpResponse:
    run = find_run(request, round_id)
    paths = _workbooks(request, run)
    if not paths:
        raise Http404("nothing to mend")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:  # workbooks are packed already
        for path in paths.values():
            packed.write(path, path.name)
    file.seek(0)
    numbers = visible_lists(request.user, run.round).filter(name__in=paths).values_list("pk", flat=True)
    note_corrections(by=request.user, run=run, lists=list(numbers))
    name = f"perbaikan-putaran-{round_id}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _workbooks(request: HttpRequest, run: Run) -> dict[str, Path]:
    """The list's name -> its marked workbook, for the lists of this run that the person may see."""
    names = visible_lists(request.user, run.round).values_list("name", flat=True)
    folder, known = run.folder / "corrections", correction_names(run.lists)
    paths = {name: correction_in(folder, name, known) for name in sorted(set(names) & set(run.lists))}
    return {name: path for name, path in paths.items() if path is not None}
