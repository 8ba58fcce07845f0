"""What runs in the background: counting everything."""

from django.urls import reverse

from satupintu.foundation.work.services import Progress, UnusableError, job

from .models import Reckoning
from .services import RECKON, ReckoningProblem, reckon


@job(RECKON, resumes=True)
def reckon_in_background(progress: Progress, *, reckoning: int) -> str:
    """Counts into the reckoning's own folder; the pages show the former one until it is done."""
    try:
        reckon(Reckoning.objects.get(pk=reckoning), progress)
    except ReckoningProblem as problem:
        raise UnusableError(str(problem)) from problem
    return reverse("overlap:overlap")
