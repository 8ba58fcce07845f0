"""The page of a piece of background work: a bar that moves, and what to do when it stops."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from ..accounts.permissions import allow
from . import services
from .models import Job, State


def _job(request: HttpRequest, job_id: str) -> Job:
    services.mark_interrupted()
    return get_object_or_404(Job, pk=job_id, by=request.user)


@allow("job.read")
@require_GET
def show(request: HttpRequest, job_id: str) -> HttpResponse:
    """The whole page; reloads itself where there is no JavaScript, and gives way to the result."""
    job = _job(request, job_id)
    if job.state == State.DONE and job.return_to:
        return redirect(job.return_to)
    return render(request, "work/job.html", {"job": job})


@allow("job.read")
@require_GET
def part(request: HttpRequest, job_id: str) -> HttpResponse:
    """The moving part alone, asked for every second by htmx."""
    job = _job(request, job_id)
    if job.state == State.DONE and job.return_to:
        return HttpResponseClientRedirect(job.return_to)
    return render(request, "work/_progress.html", {"job": job})


@allow("job.restart")
@require_POST
def again(request: HttpRequest, job_id: str) -> HttpResponse:
    job = services.restart(_job(request, job_id), by=request.user)
    return redirect("work:job", job.pk)
