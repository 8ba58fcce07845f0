"""What runs in the background: telling who was paid."""

from django.urls import reverse

from satupintu.foundation.work.services import Progress, job

from .models import PaymentBatch
from .services.noting import NOTE, note_paid


@job(NOTE, resumes=True)
def note_in_background(progress: Progress, *, batch: int) -> str:
    """Notes the payments of one batch as they stand; being run twice does no harm."""
    found = PaymentBatch.objects.select_related("decree__proposal__round__area").get(pk=batch)
    progress(0, 1, found.message_id)
    note_paid(found)
    return reverse("payments:payments", args=[found.decree_id])
