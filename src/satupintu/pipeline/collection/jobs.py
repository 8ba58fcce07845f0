"""What runs in the background: taking in the rows of large files."""

from satupintu.foundation.work.services import Progress, job

from .imports import READ, take_in_rows
from .models import Import


@job(READ, resumes=True)
def take_in_file(progress: Progress, *, pk: int) -> None:
    """Each row counts once, so that being run twice does no harm."""
    take_in_rows(Import.objects.select_related("by__area", "area").get(pk=pk), progress)
